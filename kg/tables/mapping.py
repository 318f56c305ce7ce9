"""How the rows of event tables become statements, from `ontology/events.toml`: columns, names, event types, precision."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from kg.errors import SeedError, UsageError
from kg.records import Modality, Tool, digest
from kg.resources import resource
from kg.seeds import Seed, Word, Words, read_seed
from kg.vocabulary import load_vocabulary

LENGTH = 12  # hexadecimal digits of a fingerprint
GEO_WORDS = ("exact", "near", "district", "region", "country", "international")
TIME_WORDS = ("day", "days", "week", "month", "year")


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def _class(value: str) -> str:
    load_vocabulary().ontology_class(value)
    return value


def _relation(value: str) -> str:
    load_vocabulary().relation(value)
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
ClassName = Annotated[str, AfterValidator(_class)]
RelationName = Annotated[str, AfterValidator(_relation)]
TimeWord = Literal["day", "days", "week", "month", "year"]
GeoWord = Literal["exact", "near", "district", "region", "country", "international"]


class NameRule(Seed):
    """How a name is put otherwise: by the groups of a pattern that fits the whole of it, or as what it means."""

    pattern: Pattern
    means: str | None = None


class People(Seed):
    """A group of people of a country: its name with the country's in it, and its class."""

    label: Word
    kind: ClassName = Field(alias="class")


class Columns(Seed):
    """Which column of a table holds what; None where the table has none of that."""

    row: Word
    date: Word
    until: Word | None = None
    time_precision: Word | None = None
    type: list[Word] = Field(default_factory=list)
    codes: list[Word] = Field(default_factory=list)
    actor1: Word
    actor2: Word
    side1: Word | None = None
    side2: Word | None = None
    country1: Word | None = None
    country2: Word | None = None
    role1: Word | None = None
    role2: Word | None = None
    place: Word
    region: Word | None = None
    country: Word | None = None
    latitude: Word
    longitude: Word
    geo_precision: Word | None = None
    fatalities: Word | None = None
    fatalities_low: Word | None = None
    fatalities_high: Word | None = None
    deaths1: Word | None = None
    deaths2: Word | None = None
    notes: list[Word] = Field(default_factory=list)
    url: Word | None = None


class EventType(Seed):
    """What an event of a type says: no relation where it says nothing that the ontology can."""

    name: Word = Field(alias="is")
    label: str | None = None
    relation: RelationName | None = None
    begins: Literal["first", "second", "state", "other"] = Field(default="first", alias="from")
    ends: Literal["actor", "place", "either"] = Field(default="actor", alias="to")
    modality: Modality = "asserted"
    deadly: RelationName | None = None


class Table(Seed):
    """A kind of table: the columns that tell it, how its dates are written, what its codes and event types mean.

    `order` are its columns where its files have no header. `stranger` is the class of an actor that nobody knows; where there
    is none, such an actor is nobody.
    """

    label: Word
    header: Words
    order: list[Word] = Field(default_factory=list)
    dates: Words
    confidence: Annotated[float, Field(ge=0, le=1)]
    stranger: ClassName | None = None
    columns: Columns
    time_precision: dict[str, TimeWord] = Field(default_factory=dict)
    geo_precision: dict[str, GeoWord] = Field(default_factory=dict)
    sides: dict[str, ClassName] = Field(default_factory=dict)
    roles: dict[str, Word] = Field(default_factory=dict)
    codes: dict[str, Word] = Field(default_factory=dict)
    types: Annotated[list[EventType], Field(alias="type", min_length=1)]

    @field_validator("types")
    @classmethod
    def _once(cls, types: list[EventType]) -> list[EventType]:
        names = [each.name for each in types]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"stands there twice: {', '.join(twice)}")
        return types

    @functools.cached_property
    def by_name(self) -> Mapping[str, EventType]:
        """The event types by their names."""
        return {each.name: each for each in self.types}


class Events(Seed):
    """All of `ontology/events.toml`."""

    actor: list[NameRule]
    trim: list[NameRule]
    place: list[NameRule]
    people: dict[str, People]
    countries: dict[str, Word]
    reach: dict[GeoWord, int]
    table: dict[str, Table]

    @field_validator("reach")
    @classmethod
    def _all_words(cls, reach: dict[GeoWord, int]) -> dict[GeoWord, int]:
        missing = [word for word in GEO_WORDS if word not in reach]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return reach

    def kind(self, name: str) -> Table:
        """The table of that kind. Raises UsageError where there is none."""
        if name not in self.table:
            raise UsageError(f"there is no kind of table {name!r}, only {', '.join(self.table)}")
        return self.table[name]


def load_events(path: Path | None = None) -> Events:
    """The shipped mapping (read once), or that of a file. Raises SeedError where it says something that cannot be."""
    return _shipped() if path is None else _checked(path)


def mapping_tool(kind: str, path: Path | None = None) -> Tool:
    """The version of the mapping that rows of the kind are read with: a hash of the file's content."""
    file = path or resource("ontology", "events.toml")
    return Tool("mapping", kind, fingerprint=digest(file.read_text(encoding="utf-8"), length=LENGTH))


@functools.cache
def _shipped() -> Events:
    return _checked(resource("ontology", "events.toml"))


def _checked(path: Path) -> Events:
    try:
        events = read_seed(path, Events)
    except UsageError as error:  # a name that the ontology lacks
        raise SeedError(f"{path.name}: {error}") from error
    known = {"state", "force", *events.people}
    rules = [(f"actor {rule.pattern}", rule.means) for rule in events.actor if rule.means]
    rules += [(f"table {kind} roles", role) for kind, table in events.table.items() for role in table.roles.values()]
    for place, means in rules:
        if means not in known:
            raise SeedError(f"{path.name}: {place}: {means!r} is none of {', '.join(sorted(known))}")
    return events
