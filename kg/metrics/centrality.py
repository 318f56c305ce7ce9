"""Who is central."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

import networkx as nx

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.skeleton import directed, undirected
from kg.names import fold

Measure = Literal["degree", "in-degree", "out-degree", "betweenness", "pagerank"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

EXACT_BETWEENNESS = 1000  # nodes: above it, the exact count takes minutes
SAMPLED_SOURCES = 200
SEED = 20170302  # any fixed number: the sample must be the same on every run
SAME_SCORE = 12  # significant digits: what differs only behind them differs by rounding


@dataclass(frozen=True, slots=True)
class Rank:
    """An actor's place in a ranking. Equal scores share a rank, and the next rank counts them all: 1, 2, 2, 4."""

    rank: int
    id: str
    label: str
    kind: str
    score: float


def central(graph: Graph, measure: Measure = "degree", *, weighted: bool = True, limit: int | None = None) -> tuple[Rank, ...]:
    """The actors by a measure of centrality, the most central first, equal ones in the order of their labels.

    `degree`, `in-degree` and `out-degree` count ties, or the statements behind them when `weighted`; a symmetric tie comes
    in and goes out at both its ends, and counts once in `degree`. `betweenness` is the share of shortest paths between
    others that lead through the actor, in the undirected network without weights, exact up to EXACT_BETWEENNESS nodes
    and estimated from a fixed sample of sources beyond. `pagerank` follows the direction of ties, symmetric ones both ways,
    in proportion to their statements when `weighted`.

    Raises UsageError where there is no such measure or the limit is below 1.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"the limit is 1 or more, not {limit}")
    scores = _scores(graph, measure, weighted)
    rounded = {node: float(f"{score:.{SAME_SCORE}g}") for node, score in scores.items()}
    order = sorted(rounded, key=lambda node: (-rounded[node], fold(graph.nodes[node]["label"]), node))
    return tuple(islice(_ranked(graph, order, rounded), limit))


def _scores(graph: Graph, measure: Measure, weighted: bool) -> Mapping[str, float]:
    match measure:
        case "degree" | "in-degree" | "out-degree":
            return _degrees(graph, measure, weighted)
        case "betweenness":
            sample = SAMPLED_SOURCES if len(graph) > EXACT_BETWEENNESS else None
            return nx.betweenness_centrality(undirected(graph), k=sample, seed=SEED)
        case "pagerank":
            return nx.pagerank(directed(graph), weight="weight" if weighted else None) if len(graph) else {}
    raise UsageError(f"no measure named {measure}; there are {', '.join(MEASURES)}")


def _degrees(graph: Graph, measure: Measure, weighted: bool) -> dict[str, float]:
    degrees = dict.fromkeys(graph, 0.0)
    for subject, target, tie in graph.edges(data=True):
        amount = tie["weight"] if weighted else 1
        if measure != "in-degree" or tie["symmetric"]:
            degrees[subject] += amount
        if measure != "out-degree" or tie["symmetric"]:
            degrees[target] += amount
    return degrees


def _ranked(graph: Graph, order: list[str], scores: Mapping[str, float]) -> Iterator[Rank]:
    rank = 0
    for position, node in enumerate(order, start=1):
        if position == 1 or scores[node] != scores[order[position - 2]]:
            rank = position
        yield Rank(rank, node, label(graph, node), graph.nodes[node]["kind"], scores[node])
