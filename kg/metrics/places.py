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


def place_of(statement: StoredStatement, vocabulary: Vocabulary) -> tuple[Entity, Named] | None:
    """Where it happened, and how the statement says so; None where it does not.

    The place that the text gives, else the object where that is a place. A country is both a place and an actor; as an object
    it is the place only of relations that take nothing but places, such as deploysTo: who accuses Mali does nothing there.
    """
    if statement.place is not None:
        return statement.place, "place"
    kind = statement.object.kind
    if not vocabulary.is_a(kind, PLACE):
        return None
    if vocabulary.is_a(kind, ACTOR) and not all(
        vocabulary.is_a(each, PLACE) for each in vocabulary.relation(statement.relation).range
    ):
        return None
    return statement.object, "object"


def footprint(
    graph: Graph,
    located: Mapping[str, StoredPlace],
    vocabulary: Vocabulary,
    actor: str | None = None,
    *,
    coarse: bool = False,
) -> Footprint:
    """The places of an actor's events, or of all events where no actor is named.

    The graph is a projection with ties to places. An event is a statement whose subject is an actor; an actor's are those of
    which it is the subject or the object. `located` gives the coordinates. Countries and regions count as points only where
    `coarse` says so. Raises UsageError where the name is unknown, means several, or is that of a place.
    """
    one = _actor(graph, actor, vocabulary) if actor is not None else None
    told = [each for each in statements_between(graph, one) if vocabulary.is_a(each.subject.kind, ACTOR)]
    at: defaultdict[str, list[tuple[StoredStatement, Entity, Named]]] = defaultdict(list)
    placeless: list[StoredStatement] = []
    for statement in told:
        found = place_of(statement, vocabulary)
        if found is None:
            placeless.append(statement)
        else:
            at[found[0].id].append((statement, *found))
    places = sorted(
        (_events(events, located.get(iri), vocabulary) for iri, events in at.items()),
        key=lambda place: (-place.events, fold(place.label), place.id),
    )
    rough = [] if coarse else [place for place in places if place.coarse]
    return Footprint(
        actor=one,
        actor_label=label(graph, one) if one else None,
        places=tuple(places),
        placeless=tuple(placeless),
        unlocated=sum(place.events for place in places if place.point is None and place not in rough),
        coarse=sum(place.events for place in rough),
        spread=spread([place for place in places if place not in rough]),
    )


def spread(places: Iterable[PlaceEvents]) -> Spread | None:
    """How far these places lie apart; None where none has coordinates, or their mean is the midst of the Earth.

    The radius is the root of the mean square of the distances from the mean centre: the standard distance of centrography
    (Bachi 1963), the radius of gyration of movements (González, Hidalgo and Barabási 2008).
    """
    points = [(place.point, place.events) for place in places if place.point is not None]
    latitudes, longitudes = (np.array([getattr(point, name) for point, _ in points], float) for name in ("latitude", "longitude"))
    weights = np.array([events for _, events in points], float)
    centre = mean_point(latitudes, longitudes, weights) if points else None
    if centre is None:
        return None
    away = distances(*centre, latitudes, longitudes)
    radius = float(np.sqrt((weights * away**2).sum() / weights.sum()))
    return Spread(
        centre=Point(*(round(degrees, DIGITS) for degrees in centre)),
        radius=round(radius, DIGITS),
        extent=round(_extent(latitudes, longitudes), DIGITS),
        points=len(points),
        events=int(weights.sum()),
    )


def nearest(
    graph: Graph,
    located: Mapping[str, StoredPlace],
    vocabulary: Vocabulary,
    actor: str,
    *,
    coarse: bool = False,
    limit: int | None = None,
) -> tuple[Neighbour, ...]:
    """The actors whose events lie in the same places as those of an actor, the most alike first.

    The overlap of two footprints is the sum, over the places, of the lesser of the two shares of events there: 1 where
    both are spread over the same places alike, 0 where they have none in common (Schoener 1968). Countries and regions
    count only where `coarse` says so; coordinates are not needed. Raises UsageError as `footprint` does.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"the limit is 1 or more, not {limit}")
    one = _actor(graph, actor, vocabulary)
    visited: defaultdict[str, defaultdict[str, list[StoredStatement]]] = defaultdict(lambda: defaultdict(list))
    named: dict[str, Entity] = {}
    for statement in statements_between(graph):
        found = place_of(statement, vocabulary) if vocabulary.is_a(statement.subject.kind, ACTOR) else None
        if found and (coarse or not _is_coarse(found[0], vocabulary)):
            named[found[0].id] = found[0]
            for end in {each.id for each in (statement.subject, statement.object) if vocabulary.is_a(each.kind, ACTOR)}:
                visited[end][found[0].id].append(statement)
    own: Mapping[str, list[StoredStatement]] = visited.get(one, {})
    others = [other for other in visited if other != one and not visited[other].keys().isdisjoint(own)]
    centres = {each: _centre(visited.get(each, {}), located) for each in (one, *others)}
    neighbours = []
    for other in others:
        shared = sorted(own.keys() & visited[other].keys(), key=lambda iri: (-len(visited[other][iri]), fold(named[iri].name), iri))
        node = graph.nodes[other]
        neighbours.append(
            Neighbour(
                id=other,
                label=node["label"],
                kind=node["kind"],
                overlap=_overlap(own, visited[other]),
                shared=tuple(named[iri].name for iri in shared),
                distance=_apart(centres[one], centres[other]),
                statements=tuple(statement for iri in shared for statement in visited[other][iri]),
            )
        )
    neighbours.sort(key=lambda each: (-each.overlap, -len(each.statements), fold(each.label), each.id))
    return tuple(neighbours[:limit])


def _actor(graph: Graph, name: str, vocabulary: Vocabulary) -> str:
    iri = find_actor(graph, name)
    if not vocabulary.is_a(graph.nodes[iri]["kind"], ACTOR):
        raise UsageError(f"{label(graph, iri)} is a place and no actor; without an actor the places of all events are listed")
    return iri


def _is_coarse(entity: Entity, vocabulary: Vocabulary) -> bool:
    return vocabulary.fits(entity.kind, COARSE)


def _events(
    events: Sequence[tuple[StoredStatement, Entity, Named]], where: StoredPlace | None, vocabulary: Vocabulary
) -> PlaceEvents:
    told = tuple(statement for statement, _, _ in events)
    entity = min((entity for _, entity, _ in events), key=lambda each: (not each.known, each.name, each.kind))
    days = [day for day in map(when, told) if day]
    by_object = sum(named == "object" for _, _, named in events)
    return PlaceEvents(
        id=entity.id,
        label=entity.name,
        kind=entity.kind,
        coarse=_is_coarse(entity, vocabulary),
        point=Point(where.latitude, where.longitude) if where else None,
        country=where.country if where else None,
        statements=told,
        named_as_place=len(told) - by_object,
        named_as_object=by_object,
        sources=independent_sources(told),
        first=min((day.known_first for day in days), default=None),
        last=max((day.known_last for day in days), default=None),
    )


def _extent(latitudes: Vector, longitudes: Vector) -> float:
    return max(
        float(distances(north, east, latitudes, longitudes).max()) for north, east in zip(latitudes, longitudes, strict=True)
    )


def _overlap(one: Mapping[str, Sequence[object]], two: Mapping[str, Sequence[object]]) -> float:
    all_one, all_two = (sum(map(len, each.values())) for each in (one, two))
    common = (min(len(told) / all_one, len(two[iri]) / all_two) for iri, told in sorted(one.items()) if iri in two)
    return round(sum(common), DIGITS)


def _centre(visited: Mapping[str, Sequence[object]], located: Mapping[str, StoredPlace]) -> tuple[float, float] | None:
    known = [(located[iri], len(told)) for iri, told in sorted(visited.items()) if iri in located]
    if not known:
        return None
    latitudes, longitudes = (np.array([getattr(place, name) for place, _ in known], float) for name in ("latitude", "longitude"))
    return mean_point(latitudes, longitudes, np.array([events for _, events in known], float))


def _apart(one: tuple[float, float] | None, two: tuple[float, float] | None) -> float | None:
    if one is None or two is None:
        return None
    return round(float(distances(*one, np.array([two[0]]), np.array([two[1]]))[0]), DIGITS)
