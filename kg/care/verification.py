"""Whether a store is sound: every record is what its text says, every plain triple has its statement, every shape is kept.

The store is read one document at a time, so that its size is no matter; what has to be remembered are the plain triples
and the entities. Nothing is mended: a document that is read again is whole.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import quads
from kg.care import shapes, texts
from kg.records import DOCUMENT_BASE
from kg.store import Store
from kg.store.changes import NEAR_DUPLICATE
from kg.vocabulary import PREFIXES, RDF, RDFS, SKOS

_TYPE = RDF + "type"
_LABEL = SKOS + "prefLabel"
_HIERARCHY = frozenset((RDFS + "subClassOf", RDFS + "subPropertyOf"))
_TOGETHER = 400  # statements that are checked against the shapes at once
_ENTITIES_TOGETHER = 1_000
_OWN_GRAPHS = frozenset(
    graph for name, graph in vars(quads).items() if name.startswith("GRAPH_") and isinstance(graph, ox.NamedNode)
)
_READ_APART = frozenset((quads.GRAPH_ASSERTED, quads.GRAPH_ENTITIES, quads.GRAPH_SOURCES))
_LARGE = _READ_APART | {quads.GRAPH_GAZETTEER, quads.GRAPH_ONTOLOGY, quads.GRAPH_CURATION, quads.GRAPH_HISTORY}
"""Graphs that the shapes of documents need nothing of, or class and name alone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: its kind in a word, what it is, and the document that it is in, None where it is in none."""

    kind: str
    text: str
    document: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        if self.document is None:
            return f"{self.text} [{self.kind}]"
        return f"{self.name} (doc:{self.document.removeprefix(DOCUMENT_BASE)}): {self.text} [{self.kind}]"


@dataclass(slots=True)
class _Seen:
    """What has been met on the way through the documents."""

    triples: set[tuple[str, str, str]] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


def steps(store: Store, *, with_shapes: bool = True) -> int:
    """How many steps `verify` takes: how often it calls `done`."""
    documents = sum(1 for graph in store.graphs() if graph.startswith(DOCUMENT_BASE))
    return documents * 2 if with_shapes else documents


def verify(
    store: Store, *, with_shapes: bool = True, workers: int = 1, done: Callable[[object], None] = lambda _step: None
) -> Iterator[Fault]:
    """Everything that is wrong with the store, document by document; nothing where it is sound.

    With shapes it takes long: they are checked in so many processes. `done` is called for each step of `steps`.
    """
    seen = _Seen()
    described = _described(store)
    documents = [graph for graph in store.graphs() if graph.startswith(DOCUMENT_BASE)]
    for document in documents:
        record = texts.record_of(document, store.quads(document))
        if record.own or record.statements:  # what is left of a removed graph may be its name alone
            yield from _document_faults(record, described, seen)
        done(document)
    yield from _graph_faults(store, seen)
    yield from _plain_faults(store, seen)
    yield from _entity_faults(store, described, seen)
    yield from _double_faults(store)
    if with_shapes:
        yield from _shape_faults(store, documents, described, workers, done)


def _described(store: Store) -> dict[str, list[ox.Triple]]:
    """Class and name of every entity."""
    both = (quad for graph in (quads.GRAPH_GAZETTEER, quads.GRAPH_ENTITIES) for quad in store.quads(graph.value))
    wanted = (quad for quad in both if quad.predicate.value in {_TYPE, _LABEL})
    return {subject: found for subject, found in shapes.descriptions(wanted).items() if _is_named(found)}


def _is_named(triples: list[ox.Triple]) -> bool:
    return any(triple.predicate.value == _LABEL for triple in triples)


def _document_faults(record: texts.DocumentRecord, described: dict[str, list[ox.Triple]], seen: _Seen) -> Iterator[Fault]:
    for kind, text in texts.faults_of(record):
        yield Fault(kind, text, record.id, record.name)
    for entity in sorted(record.spoken - described.keys()):
        text = f"{_short(entity)} is spoken of and described nowhere"
        yield Fault("undescribed-entity", text, record.id, record.name)
    seen.documents.add(record.id)
    seen.triples |= record.asserted
    seen.entities |= texts.entities_of(record)


def _graph_faults(store: Store, seen: _Seen) -> Iterator[Fault]:
    if seen.documents and next(store.quads(quads.GRAPH_ONTOLOGY.value), None) is None:
        yield Fault("no-ontology", "the store holds documents and no ontology: `kg ingest` writes it")
    for graph in store.graphs():
        if ox.NamedNode(graph) not in _OWN_GRAPHS and not graph.startswith((DOCUMENT_BASE, quads.AUTHORITY_GRAPHS)):
            yield Fault("stray-graph", f"the graph {graph} is none of kg")
    for quad in sorted(store.matching(NEAR_DUPLICATE), key=str):
        if getattr(quad.object, "value", "") not in seen.documents:
            yield Fault("near-duplicate", f"{_short(quad.subject)} is said to be like {_short(quad.object)}, which is not there")
    for quad in sorted(store.quads(quads.GRAPH_SOURCES.value), key=str):
        if getattr(quad.object, "value", "") not in seen.documents:
            text = f"{getattr(quad.subject, 'value', quad.subject)} is said to hold {_short(quad.object)}, which is not there"
            yield Fault("source", text)


def _plain_faults(store: Store, seen: _Seen) -> Iterator[Fault]:
    plain = {_triple(quad) for quad in store.quads(quads.GRAPH_ASSERTED.value)}
    for triple in sorted(plain - seen.triples):
        yield Fault("unsupported-triple", f"no statement says: {' '.join(map(_short, triple))}")
    for triple in sorted(seen.triples - plain):
        yield Fault("missing-triple", f"statements say it, and the plain triple is missing: {' '.join(map(_short, triple))}")


def _entity_faults(store: Store, described: dict[str, list[ox.Triple]], seen: _Seen) -> Iterator[Fault]:
    known = {getattr(quad.subject, "value", "") for quad in store.quads(quads.GRAPH_GAZETTEER.value)}
    discovered = {getattr(quad.subject, "value", "") for quad in store.quads(quads.GRAPH_ENTITIES.value)}
    for entity in sorted(discovered & known):
        yield Fault("double-entity", f"{_short(entity)} is described by the gazetteer and as first met in a text")
    for entity in sorted(discovered - seen.entities - known - store.view().named):
        yield Fault("unmentioned-entity", f"{_short(entity)} was first met in a text, and no document speaks of it")


def _double_faults(store: Store) -> Iterator[Fault]:
    """Triples in two graphs, and those in none. One predicate at a time, since all at once would fill the memory."""
    answer = store.query("SELECT DISTINCT ?p WHERE { ?s ?p ?o }")
    predicates = sorted({row[0] for row in getattr(answer, "rows", ()) if isinstance(row[0], ox.NamedNode)}, key=str)
    for predicate in predicates:
        met: set[int] = set()
        for quad in store.matching(predicate):
            if not isinstance(quad.graph_name, ox.NamedNode):
                yield Fault("stray-triple", f"it stands in no named graph: {_words(quad)}")
            key = hash((quad.subject, quad.object))
            if key in met and len(graphs := _graphs_of(store, quad)) > 1:
                yield Fault("double-triple", f"it stands in {' and '.join(graphs)}: {_words(quad)}")
            met.add(key)


def _graphs_of(store: Store, quad: ox.Quad) -> list[str]:
    same = store.matching(quad.predicate, quad.object)
    found = (each for each in same if each.subject == quad.subject)
    return sorted({_short(each.graph_name) for each in found})


def _shape_faults(
    store: Store, documents: list[str], described: dict[str, list[ox.Triple]], workers: int, done: Callable[[object], None]
) -> Iterator[Fault]:
    def told(beside: dict[str, tuple[str, str]]) -> None:
        for document in {document for document, _ in beside.values()}:
            done(document)

    for owners, found in shapes.checked(_parts(store, documents, described), workers, told):
        for breach in found:
            document, name = owners.get(breach.node, (None, None))
            yield Fault(f"shape:{breach.shape}", _broken(breach), document, name)


def _broken(breach: shapes.Breach) -> str:
    what = " ".join(filter(None, (breach.path and _short(breach.path), breach.value and f"“{_short(breach.value)}”")))
    return f"{_short(breach.node)}: {what or 'it'} breaks sh:{breach.constraint}"


def _parts(
    store: Store, documents: list[str], described: dict[str, list[ox.Triple]]
) -> Iterator[tuple[shapes.Part, dict[str, tuple[str, str]]]]:
    """Parts of the store, each with the document that every subject in it belongs to."""
    ontology = list(store.quads(quads.GRAPH_ONTOLOGY.value)) or quads.ontology_quads()
    hierarchy = [quad.triple for quad in ontology if quad.predicate.value in _HIERARCHY]
    hierarchy += [quad.triple for graph in sorted(_OWN_GRAPHS - _LARGE, key=str) for quad in store.quads(graph.value)]
    yield _background(store), {}
    yield from ((part, {}) for part in _entity_parts(store, hierarchy))
    triples: list[ox.Triple] = []
    owners: dict[str, tuple[str, str]] = {}
    for document in documents:
        content = list(store.quads(document))
        record = texts.record_of(document, content)
        triples += [quad.triple for quad in content]
        triples += [triple for entity in texts.entities_of(record) for triple in described.get(entity, ())]
        owners |= dict.fromkeys((document, *record.statements), (document, record.name))
        if len(owners) >= _TOGETHER:
            yield shapes.part_of([*triples, *hierarchy]), owners
            triples, owners = [], {}
    if owners:
        yield shapes.part_of([*triples, *hierarchy]), owners


def _background(store: Store) -> shapes.Part:
    """What was not read from documents: gazetteer, ontology, decisions and history."""
    graphs = sorted(_OWN_GRAPHS - _READ_APART, key=str)
    return shapes.part_of(quad.triple for graph in graphs for quad in store.quads(graph.value))


def _entity_parts(store: Store, hierarchy: Iterable[ox.Triple]) -> Iterator[shapes.Part]:
    """The entities first met in texts."""
    found = list(shapes.descriptions(store.quads(quads.GRAPH_ENTITIES.value)).values())
    for first in range(0, len(found), _ENTITIES_TOGETHER):
        own = (triple for triples in found[first : first + _ENTITIES_TOGETHER] for triple in triples)
        yield shapes.part_of([*own, *hierarchy])


def _triple(quad: ox.Quad) -> tuple[str, str, str]:
    return getattr(quad.subject, "value", ""), quad.predicate.value, getattr(quad.object, "value", "")


def _words(quad: ox.Quad) -> str:
    return " ".join(map(_short, _triple(quad)))


def _short(term: object) -> str:
    text = term if isinstance(term, str) else str(getattr(term, "value", term))
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"
