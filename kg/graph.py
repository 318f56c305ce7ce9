"""The network: a projection of statements onto entities and the ties between them.

`project` is three steps that also stand alone: `folding.Parts` folds parts into wholes, `projection.selected` keeps the
statements that are asked for, and `build` gathers them into a graph. Every tie keeps its statements, so that any number can
be traced to its sentences.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeAlias

import networkx as nx

from kg.folding import Parts
from kg.heap import without_collection
from kg.origins import independent_sources
from kg.projection import Projection, Weigher, selected, weigher
from kg.records import Entity, StoredStatement
from kg.timing import when
from kg.vocabulary import Vocabulary

Graph: TypeAlias = "nx.MultiDiGraph[str]"
AnyGraph: TypeAlias = "nx.Graph[str]"


def project(
    statements: Iterable[StoredStatement], projection: Projection, vocabulary: Vocabulary, parts: Parts | None = None
) -> Graph:
    """The network of the statements that the projection asks for: see `build` for what it holds.

    `parts` says what is folded into what, where the projection folds. Raises UsageError where the projection or a statement
    names a family, a relation or a class that the vocabulary lacks.
    """
    with without_collection():
        whole = map(parts.folded, statements) if parts else statements
        told = list(selected(whole, projection, vocabulary))
        return build(_attested(told, projection, vocabulary), vocabulary, weigher(projection, told))


def _attested(told: list[StoredStatement], projection: Projection, vocabulary: Vocabulary) -> list[StoredStatement]:
    """The statements of ties that enough sources state, each way of telling by itself: who denies a thing is no source for it."""
    if projection.min_sources <= 1:
        return told
    ways: defaultdict[tuple[str, str], list[StoredStatement]] = defaultdict(list)
    for statement in told:
        ways[statement.polarity, statement.modality].append(statement)
    graphs = (with_sources(build(way, vocabulary), projection.min_sources) for _, way in sorted(ways.items()))
    return [statement for graph in graphs for _, _, tie in graph.edges(data=True) for statement in tie["statements"]]


def build(statements: Iterable[StoredStatement], vocabulary: Vocabulary, weigh: Weigher = len) -> Graph:
    """The statements as a graph: a node for each entity, an edge for each (subject, relation, object).

    A node is the entity's IRI, with `label`, `kind`, `aliases` and `known`. An edge has its relation as key, and
    `relation`, `family`, `symmetric`, `statements` (in the order of time), `weight` (as `weigh` gives it, by default how many
    statements), `documents` and `sources` (how many state it, independently of each other: see `origins`), `confidence`
    (the highest), `first` and `last` (ISO days or None) and `dated_by` (`event`, `document`, `mixed` or None). A symmetric
    relation has one edge for both directions, from the lesser IRI to the greater. A statement about an entity and itself
    ties nothing and makes no edge; one that comes twice counts once. The graph is the same for the same statements in any
    order.
    """
    ties: defaultdict[tuple[str, str, str], list[StoredStatement]] = defaultdict(list)
    symmetric = cache(lambda relation: vocabulary.relation(relation).symmetric)
    for statement in {statement.id: statement for statement in statements}.values():
        if statement.subject.id != statement.object.id:
            ties[tie_ends(statement, symmetric=symmetric(statement.relation))].append(statement)
    graph: Graph = nx.MultiDiGraph()
    # Statements share their entities: told apart by identity first, few are left to be compared.
    members = {id(end): end for told in ties.values() for each in told for end in (each.subject, each.object)}
    for attributes in _nodes(members.values()):
        graph.add_node(attributes.pop("id"), **attributes)
    for (subject, relation, target), told in sorted(ties.items()):
        known = vocabulary.relation(relation)
        tie = {"relation": relation, "family": known.family, "symmetric": known.symmetric} | evidence(told, weigh)
        graph.add_edge(subject, target, key=relation, **tie)
    return graph


def merged(graph: Graph, *, directed: bool = True, multi: bool = True, weigh: Weigher = len) -> AnyGraph:
    """The same network without directions, or with one edge for each pair, or both.

    Without directions every edge is the tie of the first two ends in the order of their IRIs. One edge for each pair has
    the evidence of all its ties together, and `relations` and `families` in their order; a symmetric tie counts in both
    directions of a directed one. `weigh` is what the projection weighed ties by.
    """
    if directed and multi:
        return graph
    if multi:
        undirected: AnyGraph = nx.MultiGraph()
        undirected.add_nodes_from(graph.nodes(data=True))
        for number, (subject, target, tie) in enumerate(graph.edges(data=True)):
            undirected.add_edge(*sorted((subject, target)), key=f"{tie['relation']} {number}", **tie)
        return undirected
    pairs: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for subject, target, tie in graph.edges(data=True):
        for ends in _directions(subject, target, symmetric=tie["symmetric"], directed=directed):
            pairs[ends].append(tie)
    simple: AnyGraph = nx.DiGraph() if directed else nx.Graph()
    simple.add_nodes_from(graph.nodes(data=True))
    for (subject, target), ties in sorted(pairs.items()):
        told = list({each.id: each for tie in ties for each in tie["statements"]}.values())
        names = {
            "relations": tuple(sorted({tie["relation"] for tie in ties})),
            "families": tuple(sorted({tie["family"] for tie in ties})),
        }
        simple.add_edge(subject, target, **names, **evidence(told, weigh))
    return simple


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


def tie_ends(statement: StoredStatement, *, symmetric: bool) -> tuple[str, str, str]:
    """Subject, relation and object of the tie that the statement is a part of; a symmetric one goes to the greater IRI."""
    subject, target = statement.subject.id, statement.object.id
    if symmetric and target < subject:
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


def _directions(subject: str, target: str, *, symmetric: bool, directed: bool) -> list[tuple[str, str]]:
    if not directed:
        first, second = sorted((subject, target))
        return [(first, second)]
    return [(subject, target), (target, subject)][: 1 + symmetric]


def evidence(told: list[StoredStatement], weigh: Weigher) -> dict[str, Any]:
    """What the statements behind a tie say about it together."""
    if len(told) == 1:
        return _evidence_of_one(told[0], weigh(told))
    dated = [(when(statement), statement) for statement in told]
    dated.sort(key=lambda pair: (pair[0].first if pair[0] else "9999", pair[1].document, pair[1].id))
    days = [day for day, _ in dated if day]
    bases = {day.basis for day in days}
    return {
        "statements": tuple(statement for _, statement in dated),
        "weight": weigh(told),
        "documents": len({statement.document for statement in told}),
        "sources": independent_sources(told),
        "confidence": max(statement.confidence for statement in told),
        "first": min((day.known_first for day in days), default=None),
        "last": max((day.known_last for day in days), default=None),
        "dated_by": bases.pop() if len(bases) == 1 else "mixed" if bases else None,
    }


def _evidence_of_one(statement: StoredStatement, weight: float) -> dict[str, Any]:
    """The same for a tie with one statement, as most have."""
    day = when(statement)
    return {
        "statements": (statement,),
        "weight": weight,
        "documents": 1,
        "sources": 1,
        "confidence": statement.confidence,
        "first": day.known_first if day else None,
        "last": day.known_last if day else None,
        "dated_by": day.basis if day else None,
    }
