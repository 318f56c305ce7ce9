"""How people name what they decide about: entities, statements, documents and decisions."""

import re
from collections.abc import Iterable

from kg.errors import UsageError
from kg.queries import resolve_entity
from kg.records import DECISION_BASE, DOCUMENT_BASE, STATEMENT_BASE, Entity
from kg.store import Decision, Store

SHORTEST = 4
"""So many characters of an id must be given for it to be looked for."""
SHOWN = 8
"""So many characters of an id are shown where the whole of it would be in the way."""

_HEX = re.compile(r"[0-9a-f]+")


def find_entity(store: Store, name: str) -> Entity:
    """The entity of that id, name or alias; for one that was merged into another, the other. Raises QueryError."""
    return resolve_entity(store, name)


def find_statement(store: Store, name: str) -> str:
    """The IRI of the statement, rejected ones too, by IRI, `stmt:…`, or the beginning of its id.

    Raises UsageError where there is none or more than one.
    """
    local = name.strip().removeprefix("stmt:").removeprefix(STATEMENT_BASE)
    whole = STATEMENT_BASE + local
    if _HEX.fullmatch(local) and store.record(whole):
        return whole
    return _only("statement", name, _beginning(local, store.statement_ids(), STATEMENT_BASE))


def find_document(store: Store, name: str) -> str:
    """The IRI of the document by IRI, `doc:…`, the beginning of its id, or its name. Raises UsageError."""
    local = name.strip().removeprefix("doc:").removeprefix(DOCUMENT_BASE)
    names = {document.id: document.name for document in store.documents()}
    if DOCUMENT_BASE + local in names:
        return DOCUMENT_BASE + local
    named = [iri for iri, own in names.items() if own == name.strip()]
    return _only("document", name, named or _beginning(local, names, DOCUMENT_BASE))


def find_decision(store: Store, name: str) -> Decision:
    """The decision by IRI, `decision:…`, or the beginning of its id. Raises UsageError."""
    local = name.strip().removeprefix("decision:").removeprefix(DECISION_BASE)
    decisions = {decision.id: decision for decision in store.view().decisions}
    return decisions[_only("decision", name, _beginning(local, decisions, DECISION_BASE))]


def short(iri: str) -> str:
    """The beginning of a statement's, document's or decision's id."""
    return iri.rpartition("/")[2][:SHOWN]


def _beginning(local: str, iris: Iterable[str], base: str) -> list[str]:
    if len(local) < SHORTEST or not _HEX.fullmatch(local):
        return []
    return sorted(iri for iri in iris if iri.startswith(base + local))


def _only(what: str, name: str, found: list[str]) -> str:
    if not found:
        raise UsageError(f"the store knows no {what} {name!r}")
    if len(found) > 1:
        shown = ", ".join(iri.rpartition("/")[2] for iri in found[:4])
        raise UsageError(f"{name!r} may mean {len(found)} {what}s, such as {shown}: give more of the id")
    return found[0]
