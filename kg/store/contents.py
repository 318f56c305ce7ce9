"""What the store holds, read back: documents, statements, and how many of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import StoreError
from kg.records import Entity, StoredFact, StoredPlace, StoredStatement
from kg.store import bulk, changes
from kg.store.backend import Backend, Term
from kg.vocabulary import DCTERMS, GEO, ONTOLOGY, PROV, RDF, SKOS

Properties = Mapping[str, list[Term]]
Value = TypeVar("Value")

_TYPE = ox.NamedNode(RDF + "type")
_DESCRIPTION = (_TYPE, ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel"))
_STATED_IN = ox.NamedNode(ONTOLOGY + "statedIn")
_STATEMENT = ox.NamedNode(ONTOLOGY + "Statement")
_FACT = ox.NamedNode(ONTOLOGY + "Fact")
_LATITUDE = ox.NamedNode(GEO + "lat")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the store. `locations` are the addresses of the files it was read from."""

    id: str
    name: str
    title: str | None
    date: str | None
    source: str | None
    language: str | None
    sentences: int
    statements: int
    read_at: str
    maker: str
    locations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the store holds. `discovered` entities were first met in a text; `triples` are the plain ones."""

    documents: int
    statements: int
    entities: int
    discovered: int
    triples: int
    quads: int


def documents(backend: Backend) -> Iterator[StoredDocument]:
    """Every document, by date, name and id."""
    found = [_document(backend, graph) for graph in changes.documents(backend)]
    yield from sorted(found, key=lambda document: (document.date or "", document.name, document.id))


def counts(backend: Backend) -> Counts:
    """How much of everything there is."""
    discovered = {quad.subject for quad in backend.quads(None, _TYPE, None, changes.ENTITIES)}
    known = {quad.subject for quad in backend.quads(None, ox.NamedNode(ONTOLOGY + "known"), None, changes.GAZETTEER)}
    return Counts(
        documents=len(changes.documents(backend)),
        statements=sum(1 for _ in backend.quads(None, _TYPE, _STATEMENT)),
        entities=len(discovered | known),
        discovered=len(discovered),
        triples=sum(1 for _ in backend.quads(None, None, None, changes.ASSERTED)),
        quads=sum(1 for _ in backend.quads()),
    )


def statements(backend: Backend) -> Iterator[StoredStatement]:
    """Every statement: the documents by date, name and id, and in each document the statements as the text gives them."""
    return bulk.statements(backend, entities_of(backend))


def entities_of(backend: Backend) -> dict[str, Entity]:
    """Every entity that the store describes, by its id."""
    found: dict[str, Entity] = {}
    for graph, known in ((changes.ENTITIES, False), (changes.GAZETTEER, True)):
        named = (quad for predicate in _DESCRIPTION for quad in backend.quads(None, predicate, None, graph))
        for subject, properties in _by_subject(named).items():
            if SKOS + "prefLabel" in properties:
                found[subject] = _entity(subject, properties, known=known)
    return found


def facts(backend: Backend) -> list[StoredFact]:
    """Every background fact of the gazetteer, in the order of their ids."""
    about = {quad.subject for quad in backend.quads(None, _TYPE, _FACT, changes.GAZETTEER)}
    described = _by_subject(quad for quad in backend.quads(None, None, None, changes.GAZETTEER) if quad.subject in about)
    return [_fact(subject, described[subject]) for subject in sorted(described)]


def places(backend: Backend) -> dict[str, StoredPlace]:
    """Every entity whose coordinates the store knows, by its id."""
    located = {quad.subject for quad in backend.quads(None, _LATITUDE, None, changes.GAZETTEER)}
    described = _by_subject(quad for quad in backend.quads(None, None, None, changes.GAZETTEER) if quad.subject in located)
    return {subject: _place(subject, described[subject]) for subject in sorted(described)}


def _fact(subject: str, properties: Properties) -> StoredFact:
    return StoredFact(
        subject,
        _one(properties, RDF + "subject", str),
        _local(_one(properties, RDF + "predicate", str)),
        _one(properties, RDF + "object", str),
        _perhaps(properties, ONTOLOGY + "role", str),
        _perhaps(properties, ONTOLOGY + "validFrom", str),
        _perhaps(properties, ONTOLOGY + "validUntil", str),
    )


def _place(subject: str, properties: Properties) -> StoredPlace:
    latitude, longitude = _one(properties, GEO + "lat", float), _one(properties, GEO + "long", float)
    return StoredPlace(subject, latitude, longitude, _perhaps(properties, ONTOLOGY + "country", str))


def _document(backend: Backend, graph: ox.NamedNode) -> StoredDocument:
    # The text itself, the longest property, is never looked at.
    own = _properties(backend.quads(graph, None, None, graph))
    reading = _properties(backend.quads(_node(own, PROV + "wasGeneratedBy"), None, None, graph))
    return StoredDocument(
        id=graph.value,
        name=_one(own, ONTOLOGY + "name", str),
        title=_perhaps(own, DCTERMS + "title", str),
        date=_perhaps(own, DCTERMS + "date", str),
        source=_perhaps(own, DCTERMS + "publisher", str),
        language=_perhaps(own, DCTERMS + "language", str),
        sentences=_one(own, ONTOLOGY + "sentenceCount", int),
        statements=sum(1 for _ in backend.quads(None, _STATED_IN, graph, graph)),
        read_at=_one(reading, PROV + "endedAtTime", str),
        maker=_perhaps(reading, ONTOLOGY + "maker", str) or "",
        locations=tuple(changes.locations(backend, graph)),
    )


def _entity(subject: str, properties: Properties, *, known: bool) -> Entity:
    labels = [term for term in properties[SKOS + "prefLabel"] if isinstance(term, ox.Literal)]
    names = sorted(labels, key=lambda label: (label.language != "en", label.value))
    kinds = sorted(term.value for term in properties.get(RDF + "type", []) if isinstance(term, ox.NamedNode))
    others = {label.value for label in [*names[1:], *properties.get(SKOS + "altLabel", [])] if isinstance(label, ox.Literal)}
    own = [kind for kind in kinds if kind.startswith(ONTOLOGY)]
    return Entity(subject, names[0].value, _local(own[0]) if own else "Actor", tuple(sorted(others - {names[0].value})), known)


def _by_subject(quads: Iterable[ox.Quad]) -> dict[str, dict[str, list[Term]]]:
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def _properties(quads: Iterable[ox.Quad]) -> Properties:
    found: dict[str, list[Term]] = defaultdict(list)
    for quad in quads:
        found[quad.predicate.value].append(quad.object)
    return found


def _node(properties: Properties, predicate: str) -> ox.NamedNode:
    return ox.NamedNode(_one(properties, predicate, str))


def _one(properties: Properties, predicate: str, convert: Callable[[str], Value]) -> Value:
    value = _perhaps(properties, predicate, convert)
    if value is None:
        raise StoreError(f"the store is damaged: a record lacks {_local(predicate)}")
    return value


def _perhaps(properties: Properties, predicate: str, convert: Callable[[str], Value]) -> Value | None:
    """The value; should there be several, always the same one of them."""
    terms = properties.get(predicate)
    return convert(min(term.value for term in terms if not isinstance(term, ox.Triple))) if terms else None


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
