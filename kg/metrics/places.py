"""Where things happened: events by place, the places of an actor, and how far apart they lie."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.actors import find_actor, label
from kg.metrics.network import Vector
from kg.metrics.sphere import distances, mean_point
from kg.metrics.timeline import statements_between
from kg.names import fold
from kg.origins import independent_sources
from kg.projection import ACTOR
from kg.records import Entity, StoredPlace, StoredStatement
from kg.timing import when
from kg.vocabulary import Vocabulary

PLACE = "Place"
COARSE = ("Country", "Region")
DIGITS = 6  # of degrees, kilometres and shares: far more than anybody knows

Named = Literal["place", "object"]


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlaceEvents:
    """What happened in a place: how many statements say so, and how many independent sources.

    `named_as_place` are those whose text says that it happened there, `named_as_object` those whose object is the place.
    `coarse` marks countries and regions, whose coordinates are somewhere in their midst. `first` and `last` are ISO days.
    """

    id: str
    label: str
    kind: str
    coarse: bool
    point: Point | None
    country: str | None
    statements: tuple[StoredStatement, ...]
    named_as_place: int
    named_as_object: int
    sources: int
    first: str | None
    last: str | None

    @property
    def events(self) -> int:
        """How many statements there are."""
        return len(self.statements)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the places lie apart, by kilometres along great circles; each counts as often as something happened there.

    `centre` is their mean, `radius` the standard distance from it, which is also called the radius of gyration; `extent` the
    distance between the two that lie farthest apart. `points` are the places and `events` the statements that count.
    """

    centre: Point
    radius: float
    extent: float
    points: int
    events: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """The places of an actor's events, or of all events where `actor` is None, the place with the most first.

    `placeless` are the statements with no place; `unlocated` is how many have one without coordinates, `coarse` how many have
    only a country or region that is not counted as a point. `spread` is None where no event is left to count.
    """

    actor: str | None
    actor_label: str | None
    places: tuple[PlaceEvents, ...]
    placeless: tuple[StoredStatement, ...]
    unlocated: int
    coarse: int
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An actor whose places are also another's: the `overlap` of the two footprints, the places that both have, and how many
    kilometres the centres of the two lie apart, None where one has no centre."""

    id: str
    label: str
    kind: str
    overlap: float
    shared: tuple[str, ...]
    distance: float | None
    statements: tuple[StoredStatement, ...]
