"""What the store holds, read back: documents, statements, and how many of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from kg import quads
from kg.errors import StoreError
from kg.records import DOCUMENT_BASE, Document, Entity, StoredFact, StoredPlace, StoredStatement
from kg.sources import document_of
from kg.store import bulk, changes, makers
from kg.store.backend import Backend, Pattern, Term
from kg.vocabulary import DCTERMS, GEO, ONTOLOGY, PROV, RDF, SKOS

Properties = Mapping[str, list[Term]]
Value = TypeVar("Value")

_TYPE = ox.NamedNode(RDF + "type")
_DESCRIPTION = (_TYPE, ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel"))
_STATED_IN = ox.NamedNode(ONTOLOGY + "statedIn")
_STATEMENT = ox.NamedNode(ONTOLOGY + "Statement")
_AT_ONCE = 50  # documents, whose texts come along
_FACT = ox.NamedNode(ONTOLOGY + "Fact")
_ARGUMENTS = tuple(map(ox.NamedNode, (RDF + "subject", RDF + "object", ONTOLOGY + "place", ONTOLOGY + "attributedTo")))
_LATITUDE = ox.NamedNode(GEO + "lat")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the store. `locations` are the addresses of the files it was read from, `maker` names who read it.

    `unread` says why nothing was taken from it, where it could not be read; `near_duplicate_of` is the id of an earlier document
    of nearly the same words. `table` is the name of the file where the document is a row of a table of events.
    """

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
    author: str | None = None
    url: str | None = None
    unread: str | None = None
    near_duplicate_of: str | None = None
    table: str | None = None


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
    names = makers.names_of(backend)
    graphs = changes.documents(backend)
    found: list[StoredDocument] = []
    for start in range(0, len(graphs), _AT_ONCE):
        some = graphs[start : start + _AT_ONCE]
        with backend.prepared(question for graph in some for question in _questions(graph)):
            found += [_document(backend, graph, names) for graph in some]
    yield from sorted(found, key=lambda document: (document.date or "", document.name, document.id))


def counts(backend: Backend) -> Counts:
    """How much of everything there is."""
    discovered = {quad.subject for quad in backend.quads(None, _TYPE, None, changes.ENTITIES)}
    known = {quad.subject for quad in backend.quads(None, ox.NamedNode(ONTOLOGY + "known"), None, changes.GAZETTEER)}
    return Counts(
        documents=len(changes.documents(backend)),
        statements=statement_count(backend),
        entities=len(discovered | known),
        discovered=len(discovered),
        triples=backend.count(graph=changes.ASSERTED),
        quads=backend.count(),
    )


def statement_count(backend: Backend) -> int:
    """How many statements there are, which is told much sooner than everything else there is."""
    return backend.count(None, _TYPE, _STATEMENT)


def statements(backend: Backend) -> Iterator[StoredStatement]:
    """Every statement: the documents by date, name and id, and in each document the statements as the text gives them."""
    kept = backend.kept.statements() if backend.kept is not None else None
    if kept is not None:
        yield from kept
        return
    entities = entities_of(backend)
    read = bulk.statements(backend, entities)
    if read is not None:
        if backend.kept is not None:
            backend.kept.keep(read)
        yield from read
        return
    for document in documents(backend):
        yield from _statements(backend, document, entities)


def document_by_document(backend: Backend) -> Iterator[tuple[StoredDocument, list[StoredStatement]]]:
    """Every document in the order of `documents` with its statements; never more are held than those of some documents."""
    entities = entities_of(backend)
    told = list(documents(backend))
    for start in range(0, len(told), _AT_ONCE):
        some = told[start : start + _AT_ONCE]
        with backend.prepared((None, None, None, ox.NamedNode(one.id)) for one in some):
            yield from [(one, _statements(backend, one, entities)) for one in some]


def document(backend: Backend, graph: ox.NamedNode) -> StoredDocument:
    """The document of that graph."""
    return _document(backend, graph, makers.names_of(backend))


def statements_about(backend: Backend, entity: ox.NamedNode) -> Iterator[StoredStatement]:
    """Every statement that speaks of the entity, as its subject, object, place or speaker, in the order of `statements`."""
    quads = (quad for predicate in _ARGUMENTS for quad in backend.quads(None, predicate, entity))
    found = {
        (quad.graph_name, quad.subject)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value.startswith(DOCUMENT_BASE)
    }
    entities = entities_of(backend)
    names = makers.names_of(backend)
    told = [_document(backend, graph, names) for graph in {graph for graph, _ in found}]
    for one in sorted(told, key=lambda document: (document.date or "", document.name, document.id)):
        graph = ox.NamedNode(one.id)
        about = [quad for each, node in found if each == graph for quad in backend.quads(node, None, None, graph)]
        yield from _in_order(about, one, entities)


def entities_of(backend: Backend) -> dict[str, Entity]:
    """Every entity that the store describes, by its id."""
    found: dict[str, Entity] = {}
    for graph, known in ((changes.ENTITIES, False), (changes.GAZETTEER, True)):
        named = (quad for predicate in _DESCRIPTION for quad in backend.quads(None, predicate, None, graph))
        for subject, properties in _by_subject(named).items():
            if SKOS + "prefLabel" in properties:
                found[subject] = _entity(subject, properties, known=known)
    return found


def text_of(backend: Backend, graph: ox.NamedNode) -> Document:
    """The document as it was when it was read. Raises StoreError where its text is not the one that was read."""
    own = _properties(backend.quads(graph, None, None, graph))
    name, kept = _one(own, ONTOLOGY + "name", str), _one(own, ONTOLOGY + "text", str)
    text = _restored(graph, kept, _perhaps(own, ONTOLOGY + "replacedCharacters", str) or "", _one(own, ONTOLOGY + "sha256", str))
    body = _perhaps(own, ONTOLOGY + "bodyStart", int)
    return Document(
        id=graph.value,
        name=name,
        text=text,
        body=document_of(text, name=name).body if body is None else body,  # older stores do not say
        title=_perhaps(own, DCTERMS + "title", str),
        date=_perhaps(own, DCTERMS + "date", str),
        source=_perhaps(own, DCTERMS + "publisher", str),
        language=_perhaps(own, DCTERMS + "language", str),
        location=next(iter(changes.locations(backend, graph)), None),
        author=_perhaps(own, DCTERMS + "creator", str),
        url=_perhaps(own, ONTOLOGY + "url", str),
        sketch=_perhaps(own, ONTOLOGY + "sketch", str),
        near_duplicate_of=_perhaps(own, ONTOLOGY + "nearDuplicateOf", str),
    )


def _restored(graph: ox.NamedNode, kept: str, replaced: str, sha256: str) -> str:
    """The text as it was read. Older stores do not say which characters of it were replaced: it may be of one kind only."""
    try:
        text = quads.restored(kept, replaced)
    except (IndexError, ValueError, OverflowError):
        text = kept
    if quads.text_hash(text) == sha256:
        return text
    if replaced or quads.REPLACEMENT not in kept:
        raise StoreError(f"the store is damaged: the text of {graph.value} is not the one that was read")
    guesses = (kept.replace(quads.REPLACEMENT, sign) for sign in map(chr, range(0x100)) if quads.replaced_characters(sign))
    return next((guess for guess in guesses if quads.text_hash(guess) == sha256), kept)


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


def _questions(graph: ox.NamedNode) -> Iterator[Pattern]:
    """What `_document` asks; where that were more, it would only take longer."""
    yield graph, None, None, graph
    yield quads.activity(graph), None, None, graph
    yield None, _STATED_IN, graph, graph
    yield None, changes.HOLDS, graph, changes.SOURCES


def _document(backend: Backend, graph: ox.NamedNode, names: Mapping[str, str]) -> StoredDocument:
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
        maker=makers.maker_of(backend, graph, names),
        locations=tuple(changes.locations(backend, graph)),
        author=_perhaps(own, DCTERMS + "creator", str),
        url=_perhaps(own, ONTOLOGY + "url", str),
        unread=_perhaps(own, ONTOLOGY + "unread", str),
        near_duplicate_of=_perhaps(own, ONTOLOGY + "nearDuplicateOf", str),
        table=_perhaps(own, ONTOLOGY + "tableFile", str),
    )


def _statements(backend: Backend, document: StoredDocument, entities: Mapping[str, Entity]) -> list[StoredStatement]:
    return _in_order(backend.quads(None, None, None, ox.NamedNode(document.id)), document, entities)


def _in_order(told: Iterable[ox.Quad], document: StoredDocument, entities: Mapping[str, Entity]) -> list[StoredStatement]:
    found = []
    for subject, properties in _by_subject(told).items():
        if ONTOLOGY + "statedIn" in properties:
            position = tuple(_one(properties, ONTOLOGY + name, int) for name in ("start", "subjectStart", "objectStart"))
            found.append((position, subject, _statement(subject, properties, document, entities)))
    return [statement for _, _, statement in sorted(found, key=lambda item: item[:2])]


def _statement(subject: str, properties: Properties, document: StoredDocument, entities: Mapping[str, Entity]) -> StoredStatement:
    def entity(predicate: str) -> Entity:
        iri = _one(properties, predicate, str)
        # An entity the gazetteer no longer describes still has its statements, until their documents are read again.
        return entities.get(iri) or Entity(iri, _local(iri), "Actor", known=False)

    def entity_or_none(name: str) -> Entity | None:
        return entity(ONTOLOGY + name) if ONTOLOGY + name in properties else None

    return StoredStatement(
        id=subject,
        document=document.id,
        document_name=document.name,
        document_title=document.title,
        document_date=document.date,
        document_source=document.source,
        sentence=_one(properties, ONTOLOGY + "sentence", str),
        subject=entity(RDF + "subject"),
        relation=_local(_one(properties, RDF + "predicate", str)),
        object=entity(RDF + "object"),
        trigger=_one(properties, ONTOLOGY + "trigger", str),
        confidence=_one(properties, ONTOLOGY + "confidence", float),
        polarity="negated" if _one(properties, ONTOLOGY + "polarity", str) == "negated" else "affirmed",
        modality=_one(properties, ONTOLOGY + "modality", str),  # type: ignore[arg-type]
        place=entity_or_none("place"),
        date=_perhaps(properties, ONTOLOGY + "date", str),
        date_from=_perhaps(properties, ONTOLOGY + "dateFrom", str),
        date_until=_perhaps(properties, ONTOLOGY + "dateUntil", str),
        attributed_to=entity_or_none("attributedTo"),
        count=_perhaps(properties, ONTOLOGY + "count", int),
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
