"""What was done to the store: a log in a graph of its own, which stays when documents go.

A reading that stands is told by its document's own graph. Only what goes is written down here: the reading, and what
ended it. So adding a document writes nothing twice, and everything that ever happened to one can still be listed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from kg import quads
from kg.records import DOCUMENT_BASE, digest
from kg.store import makers
from kg.store.backend import Backend, Term
from kg.vocabulary import ONTOLOGY, PROV, RDF, RDFS, SKOS, XSD

HISTORY = quads.GRAPH_HISTORY
EVENT_BASE = "https://w3id.org/sahel-kg/history/"

_TYPE = ox.NamedNode(RDF + "type")
_ACTIVITY = ox.NamedNode(PROV + "Activity")
_STARTED_AT = ox.NamedNode(PROV + "startedAtTime")
_ENDED_AT = ox.NamedNode(PROV + "endedAtTime")
_GENERATED = ox.NamedNode(PROV + "generated")
_INVALIDATED = ox.NamedNode(PROV + "invalidated")
_USED = ox.NamedNode(PROV + "used")
_GENERATED_BY = ox.NamedNode(PROV + "wasGeneratedBy")
_AGENT = ox.NamedNode(PROV + "wasAssociatedWith")
_STATED_IN = ox.NamedNode(ONTOLOGY + "statedIn")
_NAME = ox.NamedNode(ONTOLOGY + "name")
_MAKER = ox.NamedNode(ONTOLOGY + "maker")
_EVENT = ox.NamedNode(ONTOLOGY + "event")
_DOCUMENT_NAME = ox.NamedNode(ONTOLOGY + "documentName")
_STATEMENT_COUNT = ox.NamedNode(ONTOLOGY + "statementCount")
_ACTION = ox.NamedNode(ONTOLOGY + "action")
_DONE_BY = ox.NamedNode(ONTOLOGY + "doneBy")
_WHY = ox.NamedNode(ONTOLOGY + "why")
_LABELS = (ox.NamedNode(RDFS + "label"), ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(RDFS + "comment"))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to the store. `when` is an ISO instant, `what` a word for it, `by` who or what did it.

    `document` is an IRI, `name` that of the document, `statements` their number; None where it is about no document.
    """

    when: str
    what: str
    by: str
    document: str | None
    name: str | None
    statements: int | None
    detail: str = ""


def ending_quads(
    backend: Backend, document: ox.NamedNode, when: datetime, *, new: ox.NamedNode | None = None, by: str = ""
) -> Iterator[ox.Quad]:
    """What has to be written down when a document goes, or its reading: that reading, and what ended it.

    `new` is the document that stands in its place; the same one where it is read again, which tells itself. Without it
    the document is removed, and `by` is the person who had that done.
    """
    reading = _first(backend, document, _GENERATED_BY, document)
    name = _text(_first(backend, document, _NAME, document)) or _local(document)
    count = sum(1 for _ in backend.quads(None, _STATED_IN, document, document))
    if isinstance(reading, ox.NamedNode) and (read_at := _text(_first(backend, reading, _ENDED_AT, document))):
        maker = _literal(makers.maker_of(backend, document))
        yield from _event("read", document, read_at, name, count, (_GENERATED, document), (_MAKER, maker))
    instant = _instant(when)
    if new is None:
        yield from _event("removed", document, instant, name, count, (_INVALIDATED, document), (_DONE_BY, _literal(by)))
    elif new != document:
        yield from _event("replaced", document, instant, name, count, (_INVALIDATED, document), (_GENERATED, new))


def events(backend: Backend, documents: Iterable[Event]) -> list[Event]:
    """Everything that was done, the last first; `documents` are the readings that stand."""
    found = [*documents, *_written(backend), *_decisions(backend)]
    return sorted(found, key=_turn, reverse=True)


def _turn(event: Event) -> tuple[datetime, bool, str, str, str]:
    """What is done in the same instant as a reading is done by it, and so after it."""
    try:
        when = datetime.fromisoformat(event.when)
    except ValueError:
        when = datetime.min
    zoned = when if when.tzinfo else when.replace(tzinfo=UTC)
    return zoned, event.what != "read", event.name or "", event.document or "", event.detail


def _instant(when: datetime) -> str:
    """The instant as every store writes it: without zeros at the end of its fraction."""
    whole, _, fraction = when.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00").partition(".")
    return f"{whole}.{fraction.rstrip('0')}".rstrip(".") + "Z"


def _event(
    what: str, document: ox.NamedNode, when: str, name: str, count: int, *more: tuple[ox.NamedNode, Term | None]
) -> Iterator[ox.Quad]:
    node = ox.NamedNode(EVENT_BASE + digest(what, document.value, when))
    pairs: tuple[tuple[ox.NamedNode, Term | None], ...] = (
        (_TYPE, _ACTIVITY),
        (_EVENT, ox.Literal(what)),
        (_ENDED_AT, ox.Literal(when, datatype=ox.NamedNode(XSD + "dateTime"))),
        (_DOCUMENT_NAME, ox.Literal(name)),
        (_STATEMENT_COUNT, ox.Literal(count)),
        *more,
    )
    return (ox.Quad(node, predicate, value, HISTORY) for predicate, value in pairs if value is not None)


def _written(backend: Backend) -> Iterator[Event]:
    for quad in backend.quads(None, _EVENT, None, HISTORY):
        node = quad.subject
        about = _first(backend, node, _INVALIDATED, HISTORY) or _first(backend, node, _GENERATED, HISTORY)
        what, new = _text(quad.object) or "", _first(backend, node, _GENERATED, HISTORY)
        count = _text(_first(backend, node, _STATEMENT_COUNT, HISTORY))
        yield Event(
            when=_text(_first(backend, node, _ENDED_AT, HISTORY)) or "",
            what=what,
            by=_text(_first(backend, node, _DONE_BY, HISTORY)) or _text(_first(backend, node, _MAKER, HISTORY)) or "",
            document=_text(about),
            name=_text(_first(backend, node, _DOCUMENT_NAME, HISTORY)),
            statements=int(count) if count else None,
            detail=f"by {new.value}" if what == "replaced" and isinstance(new, ox.NamedNode) else "",
        )


def _decisions(backend: Backend) -> Iterator[Event]:
    """What analysts decided: whatever carries a time in the graph of curation."""
    graph = quads.GRAPH_CURATION
    timed = {quad.subject: quad.object for at in (_STARTED_AT, _ENDED_AT) for quad in backend.quads(None, at, None, graph)}
    for node, when in timed.items():
        if not isinstance(node, ox.NamedNode):
            continue
        own = list(backend.quads(node, None, None, graph))
        kinds = (_local(quad.object) for quad in own if quad.predicate == _TYPE and quad.object != _ACTIVITY)
        actions = (_text(quad.object) for quad in own if quad.predicate == _ACTION)
        what = min(filter(None, actions), default="") or min(kinds, default="decision")
        used = (quad.object for quad in own if quad.predicate == _USED and isinstance(quad.object, ox.NamedNode))
        document = min((each.value for each in used if each.value.startswith(DOCUMENT_BASE)), default=None)
        yield Event(
            when=_text(when) or "",
            what=what,
            by=_agent(backend, node),
            document=document,
            name=_text(_first(backend, ox.NamedNode(document), _NAME, ox.NamedNode(document))) if document else None,
            statements=None,
            detail=_told(backend, node),
        )


def _told(backend: Backend, node: ox.NamedNode) -> str:
    """What was decided, and why."""
    graph = quads.GRAPH_CURATION
    label = next((text for label in _LABELS if (text := _text(_first(backend, node, label, graph)))), "")
    why = _text(_first(backend, node, _WHY, graph))
    return f"{label}: {why}" if label and why else label or why or ""


def _agent(backend: Backend, node: Term) -> str:
    graph = quads.GRAPH_CURATION
    agent = _first(backend, node, _AGENT, graph) or _first(backend, node, _DONE_BY, graph)
    if isinstance(agent, ox.NamedNode):
        return next((text for label in _LABELS if (text := _text(_first(backend, agent, label, graph)))), _local(agent))
    return _text(agent) or ""


def _first(backend: Backend, subject: Term, predicate: ox.NamedNode, graph: ox.NamedNode) -> Term | None:
    """The value; should there be several, always the same one of them."""
    if not isinstance(subject, ox.NamedNode | ox.BlankNode):
        return None
    return min((quad.object for quad in backend.quads(subject, predicate, None, graph)), key=str, default=None)


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None


def _literal(text: str | None) -> ox.Literal | None:
    return quads.literal(text) if text else None


def _local(term: Term) -> str:
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    return text[max(text.rfind("#"), text.rfind("/")) + 1 :]
