"""What has to change in the store when a document is read, read again, or removed: computed first, then done at once.

Plain triples, descriptions of discovered entities and of makers stand in the store once, however many documents support
them. So whatever a document leaves behind is looked up before its graph goes, and kept as long as another document supports it.

Where analysts have decided anything, a document is stored as their decisions make it: see `kg.store.view`. Plain triples
follow what is shown, descriptions of discovered entities what was read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pyoxigraph as ox

from kg import quads
from kg.records import DOCUMENT_BASE, Entity, Reading
from kg.store import curating, history, makers, overlay
from kg.store.backend import Backend, Change, Pattern, Solutions
from kg.store.curating import Edit
from kg.store.view import View
from kg.vocabulary import ONTOLOGY, OWL, RDF

Outcome = Literal["added", "unchanged", "replaced"]

ASSERTED = quads.GRAPH_ASSERTED
ENTITIES = quads.GRAPH_ENTITIES
GAZETTEER = quads.GRAPH_GAZETTEER
MAKERS = quads.GRAPH_MAKERS
SOURCES = quads.GRAPH_SOURCES
CURATION = quads.GRAPH_CURATION
HOLDS = ox.NamedNode(ONTOLOGY + "holds")
NEAR_DUPLICATE = ox.NamedNode(ONTOLOGY + "nearDuplicateOf")
LAYOUT = 1
"""The version of the data model; it changes when an older program could no longer read what a newer one wrote."""

_VERSION = ox.NamedNode(OWL + "versionInfo")

_TYPE = ox.NamedNode(RDF + "type")
_DOCUMENT = ox.NamedNode(ONTOLOGY + "Document")


@dataclass(frozen=True, slots=True)
class Step:
    """A change and what it means for the document."""

    outcome: Outcome
    change: Change


def step_for(backend: Backend, reading: Reading, when: datetime, view: View, *, renew: bool = False) -> Step:
    """How the store comes to hold the reading, at its location, and nothing that the location no longer holds.

    With `renew` the reading replaces what the same version of the reader made.
    """
    document = quads.iri(reading.document.id)
    stored = has_document(backend, document)
    current = not renew and is_current(backend, reading)
    before = _held_at(backend, reading.document.location)
    abandoned = [quad for quad in before if quad.object != document]
    held = [quad.object for quad in abandoned if isinstance(quad.object, ox.NamedNode)]
    gone = [other for other in held if len(locations(backend, other)) == 1]
    dangling = _links_to(backend, gone)
    if stored and not current:
        gone.append(document)
    edit = Edit({*abandoned, *dangling, *_unsupported_quads(backend, gone)})
    edit.after |= {quad for quad in _source(reading) if quad not in before}
    edit.after |= {quad for other in gone for quad in history.ending_quads(backend, other, when, new=document)}
    unused = set(makers.unused(backend, gone))
    edit.before |= unused
    going = set(_unmentioned(backend, gone))
    if not current:
        edit.after |= set(makers.needed(backend, reading.maker, unused))
        _add_contents(backend, reading, when, view, edit)
    _describe(backend, view, going, [] if current else entities_of(reading), edit)
    return Step(_outcome(stored=stored, current=current, moved=bool(abandoned)), edit.change(sorted(gone, key=str)))


def is_current(backend: Backend, reading: Reading) -> bool:
    """Whether the store holds the document as the same version read it."""
    document = quads.iri(reading.document.id)
    return has_document(backend, document) and makers.is_made_by(backend, document, reading.maker)


def questions(reading: Reading) -> Iterator[Pattern]:
    """What `step_for` asks the store for every reading."""
    document = quads.iri(reading.document.id)
    yield None, None, None, document
    if reading.document.location:
        yield quads.iri(reading.document.location), HOLDS, None, SOURCES
    for triple in quads.asserted_triples(reading.statements):
        yield triple.subject, triple.predicate, triple.object, ASSERTED  # type: ignore[misc]
    for quad in quads.maker_quads(reading.maker):
        yield (*quad.triple, MAKERS)
    for entity in entities_of(reading):
        if not entity.known:
            yield quads.iri(entity.id), None, None, ENTITIES
            yield quads.iri(entity.id), None, None, GAZETTEER


def add(
    backend: Backend,
    reading: Reading,
    when: datetime,
    view: View,
    renewed: Callable[[Step], bool] | None = None,
    *,
    only_known: bool = False,
) -> Outcome:
    """Takes the reading in, and says what that meant; with `renewed` once more, where that says so of the step.

    With `only_known` nothing is changed where the store lacks the document, or another version has read it: the outcome is `added`.
    """
    with backend.turn():
        with backend.prepared(questions(reading)):
            step = step_for(backend, reading, when, view, renew=renewed is not None)
        if only_known and not is_current(backend, reading):
            return "added"
        if step.change and (renewed is None or renewed(step)):
            backend.commit(step.change)
    return step.outcome


def removal_of(backend: Backend, view: View, gone: list[ox.NamedNode], when: datetime, by: str = "") -> Change:
    """What has to go when the documents go, and what is written down of it."""
    edit = Edit({quad for document in gone for quad in backend.quads(None, HOLDS, document, SOURCES)})
    edit.before |= _unsupported_quads(backend, gone) | set(makers.unused(backend, gone)) | _links_to(backend, gone)
    edit.after |= {quad for document in gone for quad in history.ending_quads(backend, document, when, by=by)}
    _describe(backend, view, set(_unmentioned(backend, gone)), [], edit)
    return edit.change(sorted(gone, key=str))


def background_of(backend: Backend, view: View, contents: Mapping[ox.NamedNode, list[ox.Quad]]) -> Change:
    """What has to be written so that the graphs hold these contents and nothing else; nothing where they do already.

    An entity that they describe is described there alone from then on.
    """
    layout = ox.Quad(history.HISTORY, _VERSION, ox.Literal(str(LAYOUT)), history.HISTORY)
    drop: list[ox.NamedNode] = []
    edit = Edit()
    add: list[ox.Quad] = [] if next(backend.quads(*layout), None) else [layout]
    for graph, content in contents.items():
        version = ox.Quad(graph, _VERSION, ox.Literal(_fingerprint(content)), graph)
        if next(backend.quads(*version), None) is not None:
            continue
        drop += [graph] if next(backend.quads(None, None, None, graph), None) is not None else []
        add += [*(curating.background(backend, view, content, edit) if graph == GAZETTEER else content), version]
    change = edit.change(drop)
    return Change(change.drop, change.remove, (*change.add, *add))


def layout(backend: Backend) -> int:
    """The version of the data model that the store is laid out by; the first stores did not say it."""
    found = next(backend.quads(history.HISTORY, _VERSION, None, history.HISTORY), None)
    return int(found.object.value) if found and isinstance(found.object, ox.Literal) else LAYOUT


def has_document(backend: Backend, document: ox.NamedNode) -> bool:
    """Whether the store holds the document."""
    return next(backend.quads(None, None, None, document), None) is not None


def locations(backend: Backend, document: ox.NamedNode) -> list[str]:
    """Where the document was read from, sorted."""
    found = (quad.subject for quad in backend.quads(None, HOLDS, document, SOURCES))
    return sorted(subject.value for subject in found if isinstance(subject, ox.NamedNode))


def held_at(backend: Backend, location: str) -> list[str]:
    """The documents that were read from there, sorted by their IRIs."""
    return sorted(quad.object.value for quad in _held_at(backend, location) if isinstance(quad.object, ox.NamedNode))


def documents(backend: Backend) -> list[ox.NamedNode]:
    """Every document of the store, sorted by its IRI."""
    records = backend.quads(None, _TYPE, _DOCUMENT)
    found = {quad.subject for quad in records if quad.subject == quad.graph_name and isinstance(quad.subject, ox.NamedNode)}
    return sorted((node for node in found if node.value.startswith(DOCUMENT_BASE)), key=str)


def _outcome(*, stored: bool, current: bool, moved: bool) -> Outcome:
    if moved or (stored and not current):
        return "replaced"
    return "unchanged" if stored else "added"


def _held_at(backend: Backend, location: str | None) -> list[ox.Quad]:
    return list(backend.quads(quads.iri(location), HOLDS, None, SOURCES)) if location else []


def _links_to(backend: Backend, gone: list[ox.NamedNode]) -> set[ox.Quad]:
    """What says of other documents that they are near-duplicates of those that go."""
    found = (quad for document in gone for quad in backend.quads(None, NEAR_DUPLICATE, document))
    return {quad for quad in found if quad.graph_name not in gone}


def _source(reading: Reading) -> Iterator[ox.Quad]:
    if reading.document.location:
        yield ox.Quad(quads.iri(reading.document.location), HOLDS, quads.iri(reading.document.id), SOURCES)


def _add_contents(backend: Backend, reading: Reading, when: datetime, view: View, edit: Edit) -> None:
    """Adds what the document says, and the plain triples that will not be in the store once others have gone."""
    document = quads.iri(reading.document.id)
    told = set(quads.reading_quads(reading, when=when))
    asserted = set(quads.asserted_triples(reading.statements))
    if view:
        told = curating.curated(view, told, document)
        asserted = curating.plain_triples(told)
    edit.after |= told
    for triple in asserted:
        quad = ox.Quad(triple.subject, triple.predicate, triple.object, ASSERTED)
        if quad in edit.before or next(backend.quads(*quad), None) is None:
            edit.after.add(quad)


def _describe(backend: Backend, view: View, going: set[ox.NamedNode], spoken_of: list[Entity], edit: Edit) -> None:
    """Takes away the descriptions that nothing supports any longer, and adds those of entities that nobody has described yet."""
    strangers = {quads.iri(entity.id): entity for entity in spoken_of if not entity.known}
    coming = [entity for node, entity in strangers.items() if node in going or not is_described(backend, node)]
    told: defaultdict[str, set[ox.Quad]] = defaultdict(set)
    for node in going:
        told[node.value] = set()
    for quad in quads.discovered_quads(coming):
        told[quad.subject.value].add(quad)  # type: ignore[union-attr]
    if told:
        read = {iri: (ENTITIES, overlay.pairs_of(found)) for iri, found in told.items()}
        curating.entities(backend, view, read, edit, read)


def entities_of(reading: Reading) -> list[Entity]:
    """Every entity of the reading once, sorted by id; of several descriptions the first in the text counts."""
    mentions = [*reading.mentions]
    for statement in reading.statements:
        mentions += [statement.subject, statement.object]
        mentions += [mention for mention in (statement.place, statement.attributed_to) if mention]
    found: dict[str, Entity] = {}
    for mention in mentions:
        found.setdefault(mention.entity.id, mention.entity)
    return sorted(found.values(), key=lambda entity: entity.id)


def is_described(backend: Backend, node: ox.NamedNode) -> bool:
    """Whether anything was read of class and names of the entity."""
    return bool(curating.read_entity(backend, node.value)[1])


def _unsupported_quads(backend: Backend, gone: list[ox.NamedNode]) -> set[ox.Quad]:
    """The plain triples that nothing supports once the documents are gone."""
    plain = [ox.Quad(subject, predicate, value, ASSERTED) for subject, predicate, value in _unsupported(backend, gone)]
    with backend.prepared((*quad.triple, quad.graph_name) for quad in plain):
        return {quad for quad in plain if next(backend.quads(*quad), None) is not None}


def _unsupported(backend: Backend, gone: list[ox.NamedNode]) -> list[tuple[Any, ...]]:
    """What the documents that go assert and no other document does."""
    if not gone:
        return []
    said = (
        "rdf:subject {} ; rdf:predicate {} ; rdf:object {} ; sahel:polarity 'affirmed' ; sahel:modality 'asserted' ; sahel:statedIn"
    )
    documents = " ".join(map(str, gone))
    asserted = backend.query(
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?gone {{ {documents} }} ?x {said.format('?s', '?p', '?o')} ?gone }}"
    )
    # One ASK for each triple, since it ends with the first support; a join for all at once takes a hundred times as long.
    outside = documents.replace(" ", ", ")
    return [
        triple
        for triple in (asserted.rows if isinstance(asserted, Solutions) else ())
        if not backend.query(f"ASK {{ ?x {said.format(*triple)} ?other FILTER (?other NOT IN ({outside})) }}")
    ]


def _unmentioned(backend: Backend, gone: list[ox.NamedNode]) -> list[ox.NamedNode]:
    """The discovered entities that only the documents that go speak of, as they were read."""
    spoken = {quad.object for graph in gone for quad in backend.quads(None, None, None, graph)}
    nodes = sorted((term for term in spoken if isinstance(term, ox.NamedNode)), key=str)
    elsewhere = {*gone, ASSERTED, ENTITIES, CURATION}
    with backend.prepared((node, None, None, ENTITIES) for node in nodes):
        discovered = [node for node in nodes if overlay.raw(curating.stored(backend, (ENTITIES, node)))]
    with backend.prepared((None, None, node, None) for node in discovered):
        return [node for node in discovered if not _is_read_elsewhere(backend, node, elsewhere)]


def _is_read_elsewhere(backend: Backend, node: ox.NamedNode, elsewhere: set[ox.NamedNode]) -> bool:
    others = (quad for quad in backend.quads(None, None, node) if quad.graph_name not in elsewhere)
    return any(curating.was_read_in(backend, quad) for quad in others)


def _fingerprint(content: Iterable[ox.Quad]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, content))).encode()).hexdigest()[:20]
