"""Everything about one entity or one statement, for whoever has to decide about it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from kg import quads
from kg.curation.naming import find_entity, find_statement
from kg.errors import UsageError
from kg.records import Entity, StoredFact, StoredStatement
from kg.store import Decision, Solutions, Store, StoredDocument
from kg.store.backend import Term
from kg.store.curating import Record
from kg.store.overlay import Pairs
from kg.store.view import ALIAS, ARGUMENTS, NAME, PREDICATE, STATED_IN, local, use_of
from kg.vocabulary import ONTOLOGY, OWL, load_vocabulary

Status = Literal["read", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class EntitySheet:
    """An entity: what it is, what the gazetteer says of it, what was decided about it, and what documents say of it.

    `merged` are the ids of the entities that were merged into it; `documents` is how many mention it; `families` counts its
    statements by family and relation, the most frequent first, and `recent` are the latest of them by the date of the event
    or else of the document.
    """

    entity: Entity
    names: tuple[tuple[str, str], ...]
    since: str | None
    until: str | None
    same_as: tuple[str, ...]
    merged: tuple[str, ...]
    facts: tuple[StoredFact, ...]
    decisions: tuple[Decision, ...]
    families: tuple[tuple[str, str, int], ...]
    documents: int
    statements: int
    recent: tuple[StoredStatement, ...]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Argument:
    """Whom a statement is about in one role: the entity as it was read and as decisions have it now, and its words."""

    role: str
    read: str
    now: str
    words: str | None


@dataclass(frozen=True, slots=True)
class StatementSheet:
    """A statement with all that is known of where it comes from. `values` are its other properties as they were read."""

    id: str
    status: Status
    relation: str
    arguments: tuple[Argument, ...]
    values: dict[str, str]
    document: StoredDocument
    decisions: tuple[Decision, ...]
    labels: dict[str, str]


def entity_sheet(store: Store, name: str, *, recent: int = 5) -> EntitySheet:
    """All about the entity of that name. Raises QueryError where nobody or more than one bears it."""
    entity = find_entity(store, name)
    record, entities, view = store.record(entity.id), store.entities(), store.view()
    pairs: Pairs = record.shown if record else frozenset()
    told = list(store.statements_about(entity.id))
    tied = [each for each in told if entity.id in {each.subject.id, each.object.id}]
    merged = tuple(sorted(old for old, new in view.replaced.items() if new == entity.id))
    concerned = {entity.id, *merged}
    return EntitySheet(
        entity=entity,
        names=tuple(sorted(_labels(pairs))),
        since=_value(pairs, ONTOLOGY + "validFrom"),
        until=_value(pairs, ONTOLOGY + "validUntil"),
        same_as=tuple(
            sorted(term.value for each, term in pairs if each.value == OWL + "sameAs" and isinstance(term, ox.NamedNode))
        ),
        merged=merged,
        facts=tuple(fact for fact in store.facts() if entity.id in {fact.subject, fact.object}),
        decisions=_about(view.decisions, concerned),
        families=_families(tied),
        documents=_mentioning(store, entity),
        statements=len(told),
        recent=tuple(sorted(told, key=lambda each: (_day(each), each.id), reverse=True)[:recent]),
        labels={iri: each.name for iri, each in entities.items()},
    )


def statement_sheet(store: Store, name: str) -> StatementSheet:
    """All about the statement of that id, rejected ones too. Raises UsageError where there is none or more than one."""
    iri = find_statement(store, name)
    record = store.record(iri)
    if record is None:
        raise UsageError(f"the store knows no statement {name!r}")
    values = dict(record.read)
    roles = {each: (words.value if words else None) for each, words in ARGUMENTS.items()}
    others = {
        local_name(each): term.value
        for each, term in sorted(record.read, key=str)
        if isinstance(term, ox.Literal) and each.value not in roles.values()
    }
    return StatementSheet(
        id=iri,
        status=_status(record),
        relation=local(values[PREDICATE]),
        arguments=tuple(_arguments(store, iri, values)),
        values=others,
        document=store.document_record(record.graph),
        decisions=_about(store.view().decisions, {iri}),
        labels={each: entity.name for each, entity in store.entities().items()},
    )


def local_name(predicate: ox.NamedNode) -> str:
    """The name of a property without its namespace."""
    return predicate.value.rpartition("#")[2]


def _arguments(store: Store, iri: str, values: dict[ox.NamedNode, Term]) -> Iterable[Argument]:
    view = store.view()
    for predicate, words in ARGUMENTS.items():
        read, told = values.get(predicate), values.get(words) if words else None
        if isinstance(read, ox.NamedNode):
            now = view.entity(read.value, use_of(iri, predicate, values))
            yield Argument(local_name(predicate), read.value, now, told.value if isinstance(told, ox.Literal) else None)


def _status(record: Record) -> Status:
    if STATED_IN not in dict(record.shown):
        return "rejected"
    return "accepted" if _value(record.shown, ONTOLOGY + "review") else "read"


def _about(decisions: Iterable[Decision], concerned: set[str]) -> tuple[Decision, ...]:
    """The decisions about any of these, and what undid them."""
    own = {each.id for each in decisions if each.action != "undo" and concerned & {each.about, each.into, *each.statements}}
    return tuple(each for each in decisions if each.id in own or (each.action == "undo" and each.about in own))


def _mentioning(store: Store, entity: Entity) -> int:
    found = store.query(f"SELECT DISTINCT ?document WHERE {{ ?document sahel:mentions {quads.iri(entity.id)} }}")
    return len(found.rows) if isinstance(found, Solutions) else 0


def _families(statements: Iterable[StoredStatement]) -> tuple[tuple[str, str, int], ...]:
    vocabulary = load_vocabulary()
    found = Counter((vocabulary.relation(each.relation).family, each.relation) for each in statements)
    return tuple(
        (family, relation, times) for (family, relation), times in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def _day(statement: StoredStatement) -> str:
    return statement.date_from or statement.document_date or ""


def _labels(pairs: Pairs) -> Iterator[tuple[str, str]]:
    for predicate, term in pairs:
        if predicate in {NAME, ALIAS} and isinstance(term, ox.Literal):
            yield term.value, term.language or ""


def _value(pairs: Pairs, predicate: str) -> str | None:
    return next((term.value for each, term in pairs if each.value == predicate and isinstance(term, ox.Literal)), None)
