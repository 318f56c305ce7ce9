"""The decisions of analysts, as records and as the triples of their own graph."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg import quads
from kg.errors import StoreError
from kg.records import ANALYST_BASE, DECISION_BASE, digest
from kg.store import overlay
from kg.store.backend import Backend, Term
from kg.store.overlay import Pairs
from kg.vocabulary import OWL, PROV, RDF, RDFS, XSD, load_vocabulary

Action = Literal["merge", "split", "rename", "alias", "unalias", "class", "reject", "accept", "undo"]
ACTIONS: tuple[Action, ...] = get_args(Action)
REVIEWS = frozenset({"reject", "accept"})

CURATION = quads.GRAPH_CURATION
TYPE = ox.NamedNode(RDF + "type")
_VERSION = ox.NamedNode(OWL + "versionInfo")
_LABEL = ox.NamedNode(RDFS + "label")
_ACTIVITY, _AGENT = ox.NamedNode(PROV + "Activity"), ox.NamedNode(PROV + "Agent")
_ENDED_AT = ox.NamedNode(PROV + "endedAtTime")
_ASSOCIATED = ox.NamedNode(PROV + "wasAssociatedWith")
_DATE_TIME = ox.NamedNode(XSD + "dateTime")


@dataclass(frozen=True, slots=True)
class Decision:
    """What an analyst decided, when and why.

    `about` is the IRI of an entity, a statement, or for `undo` a decision. `into` is the entity that a merge or a split
    goes to; `name` and `kind` (a class) describe it as it was then, so that it stays known, or are what a rename, an
    alias or a class gives. `statements`, `documents` (IRIs) and `words` choose what a split takes. `read` is a reviewed
    statement as it was read. `at` is the time in UTC as ISO 8601, `number` the decision's place in their order, `text`
    what was decided in words.
    """

    action: Action
    about: str
    by: str
    at: str
    text: str
    why: str | None = None
    into: str | None = None
    name: str | None = None
    language: str = "en"
    kind: str | None = None
    statements: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    forced: bool = False
    read: Pairs = field(default=frozenset(), repr=False)
    number: int = 0

    @property
    def id(self) -> str:
        """The decision's IRI: a hash of what was decided, by whom, when, and in which place."""
        return DECISION_BASE + digest(str(self.number), self.action, self.about, self.into or "", self.name or "", self.by, self.at)


@functools.cache
def own(name: str) -> ox.NamedNode:
    """A property of the ontology that is no relation."""
    return ox.NamedNode(load_vocabulary().record_property(name).iri)


@functools.cache
def class_node(name: str) -> ox.NamedNode:
    """A class of the ontology."""
    return ox.NamedNode(load_vocabulary().ontology_class(name).iri)


def decision_quads(decision: Decision) -> Iterator[ox.Quad]:
    """The decision in its graph, with whoever made it."""
    node, analyst = ox.NamedNode(decision.id), ox.NamedNode(ANALYST_BASE + quote(decision.by, safe=""))
    pairs: list[tuple[ox.NamedNode, Term | None]] = [
        (TYPE, _ACTIVITY),
        (TYPE, class_node("Decision")),
        (_LABEL, quads.literal(decision.text)),
        (_ENDED_AT, ox.Literal(decision.at, datatype=_DATE_TIME)),
        (_ASSOCIATED, analyst),
        (own("number"), ox.Literal(decision.number)),
        (own("action"), ox.Literal(decision.action)),
        (own("concerns"), ox.NamedNode(decision.about)),
        (own("why"), quads.literal(decision.why) if decision.why else None),
        (own("into"), ox.NamedNode(decision.into) if decision.into else None),
        (own("givenName"), quads.literal(decision.name, language=decision.language) if decision.name else None),
        (own("givenClass"), class_node(decision.kind) if decision.kind else None),
        (own("forced"), ox.Literal(True) if decision.forced else None),
        *((own("chosenStatement"), ox.NamedNode(statement)) for statement in decision.statements),
        *((own("chosenDocument"), ox.NamedNode(document)) for document in decision.documents),
        *((own("chosenWords"), quads.literal(words)) for words in decision.words),
        *((overlay.kept(predicate), value) for predicate, value in decision.read),
    ]
    yield from (ox.Quad(node, predicate, value, CURATION) for predicate, value in pairs if value is not None)
    yield ox.Quad(analyst, TYPE, _AGENT, CURATION)
    yield ox.Quad(analyst, _LABEL, quads.literal(decision.by), CURATION)


def version_quad(number: int) -> ox.Quad:
    """What says that the graph holds the decisions up to that number."""
    return ox.Quad(CURATION, _VERSION, ox.Literal(str(number)), CURATION)


def version_of(backend: Backend) -> tuple[str, ...]:
    """What changes whenever a decision is added; nothing where there is none."""
    found = (quad.object for quad in backend.quads(CURATION, _VERSION, None, CURATION))
    return tuple(sorted(value.value for value in found if isinstance(value, ox.Literal)))


def read_decisions(backend: Backend) -> tuple[Decision, ...]:
    """Every decision of the store, the undone and the undoing too, in their order. Raises StoreError where one is damaged."""
    found: defaultdict[str, list[tuple[ox.NamedNode, Term]]] = defaultdict(list)
    for quad in backend.quads(None, None, None, CURATION):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(DECISION_BASE):
            found[quad.subject.value].append((quad.predicate, quad.object))
    return tuple(sorted((_decision(iri, pairs) for iri, pairs in found.items()), key=_order))


def _order(decision: Decision) -> tuple[int, str, str]:
    return decision.number, decision.at, decision.id


def _decision(iri: str, pairs: Iterable[tuple[ox.NamedNode, Term]]) -> Decision:
    values: defaultdict[ox.NamedNode, list[Term]] = defaultdict(list)
    for predicate, value in pairs:
        values[predicate].append(value)

    def many(predicate: ox.NamedNode) -> tuple[str, ...]:
        return tuple(sorted(value.value for value in values[predicate] if not isinstance(value, ox.Triple)))

    def perhaps(predicate: ox.NamedNode) -> str | None:
        return next(iter(many(predicate)), None)

    def one(predicate: ox.NamedNode) -> str:
        value = perhaps(predicate)
        if value is None:
            raise StoreError(f"the store is damaged: the decision {iri} lacks {predicate}")
        return value

    action, kind = one(own("action")), perhaps(own("givenClass"))
    if action not in ACTIONS:
        raise StoreError(f"the decision {iri} is to {action}, which this version of kg does not know")
    names = [value for value in values[own("givenName")] if isinstance(value, ox.Literal)]
    return Decision(
        action=action,
        about=one(own("concerns")),
        by=unquote(one(_ASSOCIATED).removeprefix(ANALYST_BASE)),
        at=one(_ENDED_AT),
        text=perhaps(_LABEL) or action,
        why=perhaps(own("why")),
        into=perhaps(own("into")),
        name=names[0].value if names else None,
        language=(names[0].language or "en") if names else "en",
        kind=kind.rpartition("#")[2] if kind else None,
        statements=many(own("chosenStatement")),
        documents=many(own("chosenDocument")),
        words=many(own("chosenWords")),
        forced=perhaps(own("forced")) == "true",
        read=overlay.raw((predicate, value) for predicate, value in pairs if overlay.is_kept(predicate)),
        number=int(one(own("number"))),
    )
