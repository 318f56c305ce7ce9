"""What a decision changes in the store, computed first and then done at once, like everything else that changes it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import quads
from kg.records import DOCUMENT_BASE
from kg.store import overlay
from kg.store.backend import Backend, Change, Solutions, Term
from kg.store.decisions import CURATION, REVIEWS, TYPE, Decision, class_node, decision_quads, version_quad
from kg.store.overlay import Pairs
from kg.store.view import ARGUMENTS, MENTIONS, OBJECT, PREDICATE, REFERENCES, STATED_IN, SUBJECT, Use, View, takes, use_of
from kg.vocabulary import ONTOLOGY

ASSERTED, ENTITIES, GAZETTEER = quads.GRAPH_ASSERTED, quads.GRAPH_ENTITIES, quads.GRAPH_GAZETTEER

POLARITY, MODALITY = ox.NamedNode(ONTOLOGY + "polarity"), ox.NamedNode(ONTOLOGY + "modality")
_PLAIN = frozenset({TYPE, SUBJECT, PREDICATE, OBJECT, POLARITY, MODALITY})

Place = tuple[ox.NamedNode, ox.NamedNode]
"""Where a record stands: its graph and its subject."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did: how many statements and documents it changed, and how many statements now tie an entity to itself."""

    decision: Decision
    change: Change
    statements: int = 0
    documents: int = 0
    loops: int = 0


@dataclass(slots=True)
class Edit:
    """Quads as they are and as they are to be."""

    before: set[ox.Quad] = field(default_factory=set)
    after: set[ox.Quad] = field(default_factory=set)

    def put(self, place: Place, before: Pairs, after: Pairs) -> bool:
        """Has the record changed, and says whether it really does."""
        graph, subject = place
        self.before |= overlay.quads_of(subject, graph, before)
        self.after |= overlay.quads_of(subject, graph, after)
        return before != after

    def change(self, drop: Iterable[ox.NamedNode] = ()) -> Change:
        """The change from the one to the other."""
        return Change(tuple(drop), _sorted(self.before - self.after), _sorted(self.after - self.before))


@dataclass(frozen=True, slots=True)
class Record:
    """What a graph says of an entity or a statement, as it is shown and as it was read."""

    graph: str
    shown: Pairs
    read: Pairs


@dataclass(slots=True)
class _Touched:
    """The records that a decision may change."""

    statements: set[Place] = field(default_factory=set)
    documents: set[ox.NamedNode] = field(default_factory=set)
    background: set[Place] = field(default_factory=set)


def effect_of(backend: Backend, before: View, decision: Decision) -> Effect:
    """What it means that the decision, which may undo another, comes after all those before."""
    after = View((*before.decisions, decision))
    turned = next(each for each in before.decisions if each.id == decision.about) if decision.action == "undo" else decision
    touched = _touched(backend, before if decision.action == "undo" else after, turned)
    edit = Edit()
    changed = _statements(backend, after, touched.statements, edit)
    documents = {graph for graph in touched.documents if _mentions(backend, after, graph, edit)}
    for place in touched.background:
        shown = stored(backend, place)
        read = overlay.raw(shown)
        edit.put(place, shown, overlay.shown(read, after.background(read)))
    if turned.action not in REVIEWS:
        named = {turned.about, *([turned.into] if turned.into else [])}
        entities(backend, after, before.relatives(named) | after.relatives(named), edit)
    edit.before |= before.replacements() | ({version_quad(before.decisions[-1].number)} if before.decisions else set())
    edit.after |= after.replacements() | {version_quad(decision.number), *decision_quads(decision)}
    loops = sum(1 for triple in changed.values() if triple is not None and triple.subject == triple.object)
    return Effect(decision, edit.change(), len(changed), len(documents | {graph for graph, _ in changed}), loops)


def dependents(backend: Backend, view: View, decision: Decision) -> dict[str, str]:
    """The ids of later decisions that could not have been made without this one, with the reason."""
    later = view.in_force[view.in_force.index(decision) + 1 :] if decision in view.in_force else ()
    rest = View([each for each in view.decisions if each.id != decision.id])
    found: dict[str, str] = {}
    made = decision.into if decision.action == "split" and decision.kind and not _known_without(backend, rest, decision) else None
    for each in later:
        if made is not None and made in {each.about, each.into}:
            found[each.id] = "it is about the entity that this one made"
        elif each.action == "split" and each.statements and _taken(backend, view, each) - _taken(backend, rest, each):
            found[each.id] = "it splits off statements that this one brought there"
    for iri, fault in _faults(backend, rest, decision).items():
        if iri not in _faults(backend, view, decision):
            found.setdefault(iri, fault)
    return {each.id: found[each.id] for each in later if each.id in found}


def curated(view: View, told: Iterable[ox.Quad], document: ox.NamedNode) -> set[ox.Quad]:
    """A document's quads as they are to be stored, from those that were read."""
    content = set(told)
    reviewed = document.value in view.reviewed
    concerned = {quad.subject for quad in content if reviewed or getattr(quad.object, "value", None) in view.moved}
    if not concerned:
        return content
    read = _records(quad for quad in content if quad.subject in concerned)
    wanted = {subject: view.statement(subject, pairs) for subject, pairs in read.items() if _is_statement(pairs)}
    if document in read:
        uses = _Uses(content)
        mentions = view.mentions(document.value, _mentioned(read[document]), uses.of)
        wanted[document] = _with_mentions(read[document], mentions)
    for subject, pairs in read.items():
        if wanted.get(subject, pairs) != pairs:
            content -= overlay.quads_of(subject, document, pairs)
            content |= overlay.quads_of(subject, document, overlay.shown(pairs, wanted[subject]))
    return content


def plain_triples(stored_quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """The plain triple of every statement among the quads that is affirmed and asserted, and not rejected."""
    records = _records(quad for quad in stored_quads if quad.predicate in _PLAIN)
    return {triple for pairs in records.values() if (triple := plain_triple(pairs)) is not None}


def plain_triple(shown: Pairs) -> ox.Triple | None:
    """The plain triple of a record as it is shown; None where it is no statement that is affirmed and asserted."""
    facts = {(TYPE, class_node("Statement")), (POLARITY, ox.Literal("affirmed")), (MODALITY, ox.Literal("asserted"))}
    if not facts <= shown:
        return None
    values = dict(shown)
    return ox.Triple(values[SUBJECT], values[PREDICATE], values[OBJECT])  # type: ignore[arg-type]


def entities(
    backend: Backend, view: View, iris: Iterable[str], edit: Edit, read: Mapping[str, tuple[ox.NamedNode, Pairs]] | None = None
) -> None:
    """Has the entities described as the view wants it; `read` is what is known of some of them from now on, with its graph."""
    known = {iri: (read or {}).get(iri) or read_entity(backend, iri) for iri in view.relatives(iris)}
    wanted = view.entities({iri: pairs for iri, (_, pairs) in known.items()})
    for iri, (graph, pairs) in known.items():
        node = ox.NamedNode(iri)
        for other in (ENTITIES, GAZETTEER):
            edit.put((other, node), stored(backend, (other, node)), frozenset())
        edit.put((graph, node), frozenset(), overlay.shown(pairs, wanted[iri]))


def background(backend: Backend, view: View, content: Iterable[ox.Quad], edit: Edit) -> list[ox.Quad]:
    """The gazetteer's graph as it is to be stored, from its quads as they were read.

    What texts said of entities that the gazetteer now describes goes, and what decisions made of others follows.
    """
    records: defaultdict[str, set[tuple[ox.NamedNode, Term]]] = defaultdict(set)
    for quad in content:
        records[quad.subject.value].add((quad.predicate, quad.object))  # type: ignore[union-attr]
    read = {iri: frozenset(pairs) for iri, pairs in records.items()}
    edit.before |= {quad for quad in backend.quads(None, None, None, ENTITIES) if quad.subject.value in read}  # type: ignore[union-attr]
    named = view.relatives(view.named)
    texts = {iri: overlay.raw(stored(backend, (ENTITIES, ox.NamedNode(iri)))) for iri in named if iri not in read}
    wanted = view.entities({iri: read[iri] if iri in read else texts[iri] for iri in named})
    for iri, pairs in texts.items():
        place = ENTITIES, ox.NamedNode(iri)
        edit.put(place, stored(backend, place), overlay.shown(pairs, wanted[iri]))
    return [
        quad
        for iri, pairs in read.items()
        for quad in overlay.quads_of(
            ox.NamedNode(iri), GAZETTEER, overlay.shown(pairs, wanted[iri] if iri in wanted else view.background(pairs))
        )
    ]


def statement_ids(backend: Backend) -> Iterator[str]:
    """The IRI of every statement, rejected ones too."""
    for predicate in (STATED_IN, overlay.kept(STATED_IN)):
        for quad in backend.quads(None, predicate):
            if quad.graph_name != CURATION and isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value


def record(backend: Backend, iri: str) -> Record | None:
    """What the store says of an entity or a statement; None where it says nothing."""
    found: defaultdict[str, set[tuple[ox.NamedNode, Term]]] = defaultdict(set)
    for quad in backend.quads(ox.NamedNode(iri)):
        if quad.graph_name not in {ASSERTED, CURATION}:
            found[quad.graph_name.value].add((quad.predicate, quad.object))  # type: ignore[union-attr]
    if not found:
        return None
    graph = min(found)
    return Record(graph, frozenset(found[graph]), overlay.raw(found[graph]))


def read_entity(backend: Backend, iri: str) -> tuple[ox.NamedNode, Pairs]:
    """What was read of an entity and where it stands: the gazetteer's word counts before that of texts."""
    known = overlay.raw(stored(backend, (GAZETTEER, ox.NamedNode(iri))))
    return (GAZETTEER, known) if known else (ENTITIES, overlay.raw(stored(backend, (ENTITIES, ox.NamedNode(iri)))))


def stored(backend: Backend, place: Place) -> Pairs:
    """The record as it stands in the store."""
    graph, subject = place
    return overlay.pairs_of(backend.quads(subject, None, None, graph))


def was_read_in(backend: Backend, quad: ox.Quad) -> bool:
    """Whether the quad says what its document says, and not what a decision made of it."""
    if overlay.is_kept(quad.predicate):
        return True
    kept = overlay.kept(quad.predicate)
    return next(backend.quads(quad.subject, kept, None, quad.graph_name), None) is None  # type: ignore[arg-type]


def _touched(backend: Backend, view: View, decision: Decision) -> _Touched:
    touched = _Touched()
    if decision.action in REVIEWS:
        touched.statements |= _all_statements(backend, _document_of(decision))
    if decision.into is None:
        return touched
    nodes = {ox.NamedNode(iri) for iri in view.sources(decision)}
    for node in nodes:
        _add_references(backend, node, touched)
    for review in view.reviews():  # one of the same words may come to say the same
        if any(predicate in {SUBJECT, OBJECT} and value in nodes for predicate, value in review.read):
            touched.statements |= _all_statements(backend, _document_of(review))
    return touched


def _add_references(backend: Backend, node: ox.NamedNode, touched: _Touched) -> None:
    """The records that refer to what was read as the entity."""
    for quad in backend.quads(None, None, node):
        graph, predicate = quad.graph_name, overlay.original(quad.predicate)
        if not isinstance(graph, ox.NamedNode) or not isinstance(quad.subject, ox.NamedNode):
            continue
        if graph == GAZETTEER and predicate in REFERENCES:
            touched.background.add((graph, quad.subject))
        elif graph.value.startswith(DOCUMENT_BASE) and predicate == MENTIONS:
            touched.documents.add(graph)
        elif graph.value.startswith(DOCUMENT_BASE) and predicate in ARGUMENTS:
            touched.statements.add((graph, quad.subject))


def _statements(backend: Backend, view: View, places: set[Place], edit: Edit) -> dict[Place, ox.Triple | None]:
    """Has the statements changed, and the plain triples with them; those that really change, with the triple they now assert."""
    gone: set[ox.Triple] = set()
    asserted: set[ox.Triple] = set()
    changed: dict[Place, ox.Triple | None] = {}
    for place in places:
        before = stored(backend, place)
        read = overlay.raw(before)
        after = overlay.shown(read, view.statement(place[1], read))
        old, new = plain_triple(before), plain_triple(after)
        gone |= {old} if old else set()
        asserted |= {new} if new else set()
        if edit.put(place, before, after):
            changed[place] = new
    for triple in gone - asserted:
        if not _supported(backend, triple, places):
            edit.before.add(_asserted(triple))
    edit.after |= {_asserted(triple) for triple in asserted}
    edit.before |= {quad for quad in map(_asserted, asserted) if next(backend.quads(*quad), None) is not None}
    return changed


def _supported(backend: Backend, triple: ox.Triple, places: set[Place]) -> bool:
    """Whether another statement than these asserts the triple."""
    answer = backend.query(
        f"SELECT ?x WHERE {{ ?x rdf:subject {triple.subject} ; rdf:predicate {triple.predicate} ; rdf:object {triple.object} ; "
        f"sahel:polarity 'affirmed' ; sahel:modality 'asserted' }} LIMIT {len(places) + 1}"
    )
    known = {subject for _, subject in places}
    return any(row[0] not in known for row in (answer.rows if isinstance(answer, Solutions) else ()))


def _mentions(backend: Backend, view: View, document: ox.NamedNode, edit: Edit) -> bool:
    """Has the document mention what it mentions now; whether that changes."""
    shown = frozenset(
        pair for predicate in (MENTIONS, overlay.kept(MENTIONS))
        for pair in overlay.pairs_of(backend.quads(document, predicate, None, document))
    )  # fmt: skip
    read = overlay.raw(shown)

    def uses(iri: str) -> Iterator[Use]:
        node = ox.NamedNode(iri)
        for subject in {quad.subject for quad in backend.quads(None, None, node, document) if quad.subject != document}:
            values = dict(overlay.raw(stored(backend, (document, subject))))  # type: ignore[arg-type]
            yield from (use_of(subject.value, each, values) for each in ARGUMENTS if values.get(each) == node)  # type: ignore[union-attr]

    wanted = _with_mentions(read, view.mentions(document.value, _mentioned(read), uses))
    return edit.put((document, document), shown, overlay.shown(read, wanted))


class _Uses:
    """What the statements of a document say of whom; looked up when first asked for."""

    def __init__(self, told: Iterable[ox.Quad]) -> None:
        self._told = told
        self._found: defaultdict[str, list[Use]] | None = None

    def of(self, iri: str) -> list[Use]:
        """The uses of what was read as that entity."""
        if self._found is None:
            self._found = defaultdict(list)
            for node, pairs in _records(self._told).items():
                values = dict(pairs) if _is_statement(pairs) else {}
                for predicate in ARGUMENTS:
                    value = values.get(predicate)
                    if isinstance(value, ox.NamedNode):
                        self._found[value.value].append(use_of(node.value, predicate, values))
        return self._found[iri]


def _records(told: Iterable[ox.Quad]) -> dict[ox.NamedNode, Pairs]:
    """The quads of one graph by their subject."""
    found: defaultdict[ox.NamedNode, set[tuple[ox.NamedNode, Term]]] = defaultdict(set)
    for quad in told:
        if isinstance(quad.subject, ox.NamedNode):
            found[quad.subject].add((quad.predicate, quad.object))
    return {subject: frozenset(pairs) for subject, pairs in found.items()}


def _is_statement(pairs: Pairs) -> bool:
    return (TYPE, class_node("Statement")) in pairs


def _mentioned(pairs: Pairs) -> list[str]:
    return [value.value for predicate, value in pairs if predicate == MENTIONS and isinstance(value, ox.NamedNode)]


def _with_mentions(pairs: Pairs, mentioned: Iterable[str]) -> Pairs:
    others = {pair for pair in pairs if pair[0] != MENTIONS}
    return frozenset(others | {(MENTIONS, ox.NamedNode(iri)) for iri in mentioned})


def _all_statements(backend: Backend, document: ox.NamedNode) -> set[Place]:
    found = [quad for each in (STATED_IN, overlay.kept(STATED_IN)) for quad in backend.quads(None, each, document, document)]
    return {(document, quad.subject) for quad in found if isinstance(quad.subject, ox.NamedNode)}


def _document_of(review: Decision) -> ox.NamedNode:
    return ox.NamedNode(str(dict(review.read)[STATED_IN].value))  # type: ignore[union-attr]


def _taken(backend: Backend, view: View, split: Decision) -> set[tuple[str, ox.NamedNode]]:
    """The statements of its own choice that a split takes, with the place where its entity stands in them."""
    earlier = View(view.in_force[: view.in_force.index(split)])
    found: set[tuple[str, ox.NamedNode]] = set()
    for statement in split.statements:
        values = dict(overlay.raw(overlay.pairs_of(backend.quads(ox.NamedNode(statement)))))
        for predicate in ARGUMENTS:
            value = values.get(predicate)
            if isinstance(value, ox.NamedNode):
                use = use_of(statement, predicate, values)
                if takes(split, use) and earlier.entity(value.value, use) == split.about:
                    found.add((statement, predicate))
    return found


def _known_without(backend: Backend, rest: View, decision: Decision) -> bool:
    """Whether the entity that something was split into is known by another way too."""
    iri = str(decision.into)
    return bool(read_entity(backend, iri)[1] or rest.pinned(iri))


def _faults(backend: Backend, view: View, decision: Decision) -> dict[str, str]:
    named = view.relatives({decision.about, *([decision.into] if decision.into else [])})
    base = {iri: read_entity(backend, iri)[1] or view.pinned(iri) for iri in named}
    return view.described(base)[1]


def _asserted(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, ASSERTED)


def _sorted(content: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    return tuple(sorted(content, key=str))
