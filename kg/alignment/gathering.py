"""What is compared: the events of tables in the store, and what its texts say of events of that sort."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kg.errors import StoreError
from kg.records import StoredPlace, StoredStatement
from kg.store import Store
from kg.tables.mapping import Events
from kg.timing import Basis, when
from kg.vocabulary import ONTOLOGY, Vocabulary

LONGEST = 31
"""Days up to which what a text says has a time: `in 2024` is near nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What tables and places of the store say beside the statements.

    `rows` are kind, row and file by document; `coded` the values of a property by statement; `places` where places lie.
    """

    rows: Mapping[str, tuple[str, str, str]]
    coded: Mapping[str, Mapping[str, str]]
    places: Mapping[str, StoredPlace]


@dataclass(frozen=True, slots=True)
class TableEvent:
    """A row of a table: its statements, its days, and where it was as far as the table knows.

    `point` are degrees north and east, `reach` the kilometres that it may have been away from there, `deaths` the lowest and the
    highest number of those who died on all sides.
    """

    kind: str
    row: str
    file: str
    statements: tuple[StoredStatement, ...]
    first: date
    last: date
    point: tuple[float, float] | None
    reach: float
    country: str | None
    deaths: tuple[int, int] | None

    @property
    def name(self) -> str:
        """Kind and id of the row."""
        return f"{self.kind}:{self.row}"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a text with the days that it is about, by its own date or by that of its document."""

    statement: StoredStatement
    first: date
    last: date
    basis: Basis


def known_of(store: Store) -> Known:
    """What the store says of rows, codes and places."""
    properties: dict[str, dict[str, str]] = {name: _values(store, name) for name in _ROW}
    rows = {document: tuple(own.get(document, "") for own in properties.values()) for document in properties["tableKind"]}
    coded = {name: _values(store, name) for name in _CODED}
    return Known(rows, coded, store.places())  # type: ignore[arg-type]


_ROW = ("tableKind", "tableRow", "tableFile")
_CODED = ("eventLatitude", "eventLongitude", "geoPrecision", "fatalities", "fatalitiesLow", "fatalitiesHigh")


def table_events(statements: Iterable[StoredStatement], known: Known, events: Events, kinds: Collection[str]) -> list[TableEvent]:
    """The events of tables of these kinds, all where none is named, in the order of their days."""
    told: dict[str, list[StoredStatement]] = defaultdict(list)
    for statement in statements:
        row = known.rows.get(statement.document)
        if row and (not kinds or row[0] in kinds) and statement.date:
            told[statement.document].append(statement)
    found = [_event(known.rows[document], tuple(own), known, events) for document, own in told.items()]
    return sorted(found, key=lambda each: (each.first, each.last, each.name))


def texts_of(statements: Iterable[StoredStatement], known: Known, about: Collection[str]) -> Iterator[Said]:
    """What texts assert or deny by one of the relations, where it is known when."""
    for statement in statements:
        if statement.document in known.rows or statement.relation not in about or statement.modality != "asserted":
            continue
        days = when(statement)
        if days is None:
            continue
        first, last = date.fromisoformat(days.known_first), date.fromisoformat(days.known_last)
        if 0 <= (last - first).days <= LONGEST:
            yield Said(statement, first, last, days.basis)


def relations_like(events: Iterable[TableEvent], vocabulary: Vocabulary) -> set[str]:
    """The relations of the families that the events are of, as far as they tell of events."""
    families = {vocabulary.relation(each.relation).family for event in events for each in event.statements}
    return {name for name, relation in vocabulary.relations.items() if relation.family in families}


def _event(row: tuple[str, str, str], own: tuple[StoredStatement, ...], known: Known, events: Events) -> TableEvent:
    one = own[0]

    def code(name: str) -> str | None:
        return known.coded[name].get(one.id)

    latitude, longitude = code("eventLatitude"), code("eventLongitude")
    place = known.places.get(one.place.id) if one.place else None
    point = (float(latitude), float(longitude)) if latitude and longitude else (place.latitude, place.longitude) if place else None
    word = code("geoPrecision") or "exact"
    try:
        return TableEvent(
            *row,
            statements=own,
            first=date.fromisoformat(str(one.date_from)),
            last=date.fromisoformat(str(one.date_until)),
            point=point,
            reach=float({str(key): reach for key, reach in events.reach.items()}.get(word, 0)),
            country=place.country if place else one.place.id if one.place and one.place.kind == "Country" else None,
            deaths=_deaths(code("fatalities"), code("fatalitiesLow"), code("fatalitiesHigh")),
        )
    except ValueError as error:
        raise StoreError(f"the store is damaged: {row[0]}:{row[1]}: {error}") from error


def _deaths(best: str | None, low: str | None, high: str | None) -> tuple[int, int] | None:
    numbers = [int(each) for each in (best, low, high) if each is not None]
    return (min(numbers), max(numbers)) if numbers else None


def _values(store: Store, name: str) -> dict[str, str]:
    return {iri: values[-1] for iri, values in store.values(ONTOLOGY + name).items()}
