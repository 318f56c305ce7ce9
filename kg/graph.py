"""The network: a projection of statements onto entities and the ties between them.

`project` is two steps that also stand alone: `selected` keeps the statements a projection asks for, and `build` folds
statements into a graph. Every tie keeps its statements, so that any number can be traced to its sentences.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

import networkx as nx

from kg.errors import UsageError
from kg.periods import date_bounds
from kg.records import Entity, StoredStatement
from kg.vocabulary import Vocabulary

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Basis = Literal["event", "document"]

ACTOR = "Actor"


@dataclass(frozen=True, slots=True)
class When:
    """The first and last day of what a statement tells, and whether its text or its document's date says so.

    An end that is open is the first or the last day of the calendar.
    """

    first: str
    last: str
    basis: Basis

    @property
    def known_first(self) -> str:
        """The first day, or the last one where the beginning is open."""
        return self.last if self.first == date.min.isoformat() else self.first

    @property
    def known_last(self) -> str:
        """The last day, or the first one where the end is open."""
        return self.first if self.last == date.max.isoformat() else self.last


@dataclass(frozen=True, slots=True)
class Projection:
    """Which statements become ties.

    `since` and `until` are ISO dates of any precision (`2024`, `2024-06`, `2024-06-30`) and take in every statement whose
    period overlaps the window; a statement without a date of its own counts with the date of its document, and one with
    neither is left out of any window. `families` and `relations` keep everything when None; a statement passes when its
    family and its relation are both asked for. Ties to what is no actor, such as places, need `places`. `min_sources` is the
    number of different sources (publishers; documents where the publisher is unknown) that a tie needs.

    Raises UsageError where a bound is no date, the window ends before it begins, or a number is out of range.
    """

    since: str | None = None
    until: str | None = None
    families: frozenset[str] | None = None
    relations: frozenset[str] | None = None
    min_confidence: float = 0.0
    polarities: frozenset[str] = frozenset({"affirmed"})
    modalities: frozenset[str] = frozenset({"asserted"})
    places: bool = False
    min_sources: int = 1

    def __post_init__(self) -> None:
        first = day_span(self.since)[0] if self.since else ""
        if self.until and day_span(self.until)[1] < first:
            raise UsageError(f"the window ends ({self.until}) before it begins ({self.since})")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"the least confidence lies between 0 and 1, not at {self.min_confidence:g}")
        if self.min_sources < 1:
            raise UsageError(f"the least number of sources is 1 or more, not {self.min_sources}")


EVERYTHING_ASSERTED = Projection()


def project(statements: Iterable[StoredStatement], projection: Projection, vocabulary: Vocabulary) -> Graph:
    """The network of the statements that the projection asks for: see `build` for what it holds.

    Raises UsageError where the projection or a statement names a family, a relation or a class that the vocabulary lacks.
    """
    graph = build(selected(statements, projection, vocabulary), vocabulary)
    return with_sources(graph, projection.min_sources)


def selected(statements: Iterable[StoredStatement], projection: Projection, vocabulary: Vocabulary) -> Iterator[StoredStatement]:
    """The statements that pass every filter of the projection but `min_sources`, which is about ties.

    Raises UsageError where the projection or a statement names a family, a relation or a class that the vocabulary lacks.
    """
    _check_names(projection, vocabulary)
    since = day_span(projection.since)[0] if projection.since else None
    until = day_span(projection.until)[1] if projection.until else None
    return (
        statement
        for statement in statements
        if statement.confidence >= projection.min_confidence
        and statement.polarity in projection.polarities
        and statement.modality in projection.modalities
        and _wanted_relation(statement, projection, vocabulary)
        and _wanted_ends(statement, projection, vocabulary)
        and _overlaps(statement, since, until)
    )


def build(statements: Iterable[StoredStatement], vocabulary: Vocabulary) -> Graph:
    """The statements as a graph: a node for each entity, an edge for each (subject, relation, object).

    A node is the entity's IRI, with `label`, `kind`, `aliases` and `known`. An edge has its relation as key, and
    `relation`, `family`, `symmetric`, `statements` (in the order of time), `weight` (how many statements), `documents` and
    `sources` (how many state it), `confidence` (the highest), `first` and `last` (ISO days or None) and `dated_by` (`event`,
    `document`, `mixed` or None). A symmetric relation has one edge for both directions, from the lesser IRI to the greater.
    A statement about an entity and itself ties nothing and makes no edge; one that comes twice counts once. The graph
    is the same for the same statements in any order.
    """
    ties: defaultdict[tuple[str, str, str], list[StoredStatement]] = defaultdict(list)
    for statement in {statement.id: statement for statement in statements}.values():
        if statement.subject.id != statement.object.id:
            ties[_ends(statement, vocabulary)].append(statement)
    graph: Graph = nx.MultiDiGraph()
    members = (entity for told in ties.values() for statement in told for entity in (statement.subject, statement.object))
    for attributes in _nodes(members):
        graph.add_node(attributes.pop("id"), **attributes)
    for (subject, relation, target), told in sorted(ties.items()):
        known = vocabulary.relation(relation)
        graph.add_edge(subject, target, key=relation, **_edge(relation, known.family, known.symmetric, told))
    return graph


def with_sources(graph: Graph, least: int) -> Graph:
    """The ties that at least so many sources state, and the entities that these leave tied to something."""
    if least <= 1:
        return graph
    kept: Graph = nx.MultiDiGraph()
    stated = [(a, b, key, tie) for a, b, key, tie in graph.edges(keys=True, data=True) if tie["sources"] >= least]
    tied = {end for a, b, _, _ in stated for end in (a, b)}
    kept.add_nodes_from((node, attributes) for node, attributes in graph.nodes(data=True) if node in tied)
    for subject, target, key, tie in stated:
        kept.add_edge(subject, target, key=key, **tie)
    return kept


def when(statement: StoredStatement) -> When | None:
    """The days a statement is about: the event's where the text gives them, else its document's, else None."""
    if statement.date_from or statement.date_until:
        first, last = statement.date_from or statement.date_until, statement.date_until or statement.date_from
        told = _document_days(statement)
        if last == date.max.isoformat() and told:  # what goes on is known up to the day of the report
            last = max(str(first), told[1])
        return When(str(first), str(last), "event")
    days = _document_days(statement)
    return When(*days, "document") if days else None


def _document_days(statement: StoredStatement) -> tuple[str, str] | None:
    """First and last day of the document's date; None where it has none, or one that is as its publisher wrote it and no date."""
    try:
        return day_span(statement.document_date.partition("T")[0]) if statement.document_date else None
    except UsageError:
        return None


def day_span(value: str) -> tuple[str, str]:
    """The first and last day of an ISO year, month, day or period. Raises UsageError where the text is none of these."""
    try:
        first, last = date_bounds(value)
    except ValueError as error:
        raise UsageError(f"{error}; write 2024, 2024-06 or 2024-06-30") from None
    return first.isoformat(), last.isoformat()


def source_of(statement: StoredStatement) -> str:
    """Who published the statement; its document where nobody is named."""
    return statement.document_source or statement.document


def _check_names(projection: Projection, vocabulary: Vocabulary) -> None:
    for family in sorted(projection.families or ()):
        vocabulary.family(family)
    for relation in sorted(projection.relations or ()):
        vocabulary.relation(relation)


def _wanted_relation(statement: StoredStatement, projection: Projection, vocabulary: Vocabulary) -> bool:
    family = vocabulary.relation(statement.relation).family
    return (projection.families is None or family in projection.families) and (
        projection.relations is None or statement.relation in projection.relations
    )


def _wanted_ends(statement: StoredStatement, projection: Projection, vocabulary: Vocabulary) -> bool:
    return projection.places or all(vocabulary.is_a(end.kind, ACTOR) for end in (statement.subject, statement.object))


def _overlaps(statement: StoredStatement, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    days = when(statement)
    return days is not None and (since is None or days.last >= since) and (until is None or days.first <= until)


def _ends(statement: StoredStatement, vocabulary: Vocabulary) -> tuple[str, str, str]:
    subject, target = statement.subject.id, statement.object.id
    if vocabulary.relation(statement.relation).symmetric and target < subject:
        subject, target = target, subject
    return subject, statement.relation, target


def _nodes(entities: Iterable[Entity]) -> Iterator[dict[str, Any]]:
    """One description for each entity, in the order of their IRIs, with the aliases of all its records."""
    records: defaultdict[str, set[Entity]] = defaultdict(set)
    for entity in entities:
        records[entity.id].add(entity)
    for iri in sorted(records):
        versions = sorted(records[iri], key=lambda entity: (not entity.known, entity.name, entity.kind, entity.aliases))
        names = dict.fromkeys(name for entity in versions for name in (entity.name, *entity.aliases))
        best = versions[0]
        yield {
            "id": iri,
            "label": best.name,
            "kind": best.kind,
            "aliases": tuple(name for name in names if name != best.name),
            "known": best.known,
        }


def _edge(relation: str, family: str, symmetric: bool, told: list[StoredStatement]) -> dict[str, Any]:
    dated = [(statement, when(statement)) for statement in told]
    days = [day for _, day in dated if day]
    bases = {day.basis for day in days}
    in_time = sorted(dated, key=lambda pair: (pair[1].first if pair[1] else "9999", pair[0].document, pair[0].id))
    return {
        "relation": relation,
        "family": family,
        "symmetric": symmetric,
        "statements": tuple(statement for statement, _ in in_time),
        "weight": len(told),
        "documents": len({statement.document for statement in told}),
        "sources": len({source_of(statement) for statement in told}),
        "confidence": max(statement.confidence for statement in told),
        "first": min((day.known_first for day in days), default=None),
        "last": max((day.known_last for day in days), default=None),
        "dated_by": bases.pop() if len(bases) == 1 else "mixed" if bases else None,
    }
