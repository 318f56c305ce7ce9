"""What a store gives to a site, read in bulk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.briefing.disputes import disputes
from kg.records import DOCUMENT_BASE, Entity, StoredFact, StoredPlace, StoredStatement
from kg.store import Store
from kg.vocabulary import DCTERMS, SKOS, load_vocabulary

OFFSETS = ("start", "end", "subjectStart", "subjectEnd", "objectStart", "objectEnd")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands in the text of its document: its sentence, and the words for its subject and its object."""

    sentence: tuple[int, int]
    subject: tuple[int, int]
    object: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its text, of which the report begins at `body`; `mentions` are the ids of whom it speaks of."""

    id: str
    name: str
    text: str
    body: int = 0
    title: str | None = None
    date: str | None = None
    source: str | None = None
    language: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """All that a site shows.

    `positions` say where statements stand, by their ids; `disputes` are pairs of statements that do not go together: what kind of
    contradiction it is, and the ids of both. `notes` are the gazetteer's on entities.
    """

    statements: tuple[StoredStatement, ...]
    positions: Mapping[str, Place]
    texts: tuple[Text, ...]
    entities: Mapping[str, Entity]
    facts: tuple[StoredFact, ...] = ()
    located: Mapping[str, StoredPlace] = field(default_factory=dict)
    disputes: tuple[tuple[str, str, str], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def material_of(store: Store) -> Material:
    """All that a site shows of a store. Raises StoreError where the store fails."""
    statements = tuple(store.statements())
    return Material(
        statements=statements,
        positions=_positions(store),
        texts=tuple(_texts(store)),
        entities=store.entities(),
        facts=tuple(store.facts()),
        located=store.places(),
        disputes=tuple(disputes(store)),
        notes={iri: min(notes) for iri, notes in store.values(SKOS + "note").items()},
    )


def _positions(store: Store) -> dict[str, Place]:
    """Of a statement that lacks an offset nothing is said: it is not marked in its text."""
    start, end, *arguments = (_numbers(store, name) for name in OFFSETS)
    found = {}
    for iri in start.keys() & end.keys():
        if all(iri in each for each in arguments):
            first, last, other_first, other_last = (each[iri] for each in arguments)
            found[iri] = Place((start[iri], end[iri]), (first, last), (other_first, other_last))
    return found


def _texts(store: Store) -> list[Text]:
    """The documents by date, name and id."""
    texts = store.values(_own("text"))
    names = store.values(_own("name"))
    bodies = _numbers(store, "bodyStart")
    mentions = store.values(_own("mentions"))
    title, date, source, language = (store.values(DCTERMS + name) for name in ("title", "date", "publisher", "language"))

    def one(values: Mapping[str, list[str]], iri: str) -> str | None:
        return min(values[iri]) if iri in values else None

    found = [
        Text(
            id=iri,
            name=min(names.get(iri, [iri.removeprefix(DOCUMENT_BASE)])),
            text=min(text),
            body=bodies.get(iri, 0),
            title=one(title, iri),
            date=one(date, iri),
            source=one(source, iri),
            language=one(language, iri),
            mentions=tuple(sorted(mentions.get(iri, ()))),
        )
        for iri, text in texts.items()
        if iri.startswith(DOCUMENT_BASE)
    ]
    return sorted(found, key=lambda text: (text.date or "", text.name, text.id))


def _own(name: str) -> str:
    """The address of a property of the ontology. Raises UsageError where it has none of that name."""
    return load_vocabulary().record_property(name).iri


def _numbers(store: Store, name: str) -> dict[str, int]:
    found = {}
    for iri, values in store.values(_own(name)).items():
        numbers = [int(value) for value in values if value.isascii() and value.isdigit()]
        if numbers:
            found[iri] = min(numbers)
    return found
