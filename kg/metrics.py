"""Questions to the network: who is central, and by which ties two actors are connected."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Literal, TypeAlias, get_args

import networkx as nx

from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.names import fold
from kg.records import ENTITY_BASE, StoredStatement

Measure = Literal["degree", "in-degree", "out-degree", "betweenness", "pagerank"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

EXACT_BETWEENNESS = 1000  # nodes: above it, the exact count takes minutes
SAMPLED_SOURCES = 200
SEED = 20170302  # any fixed number: the sample must be the same on every run
SAME_SCORE = 12  # significant digits: what differs only behind them differs by rounding

Simple: TypeAlias = "nx.Graph[str]"
Directed: TypeAlias = "nx.DiGraph[str]"


@dataclass(frozen=True, slots=True)
class Rank:
    """An actor's place in a ranking. Equal scores share a rank, and the next rank counts them all: 1, 2, 2, 4."""

    rank: int
    id: str
    label: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between the two ends of a step. `forward` says that it runs along the path; it is None when symmetric."""

    relation: str
    family: str
    forward: bool | None
    statements: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Two neighbours on a path, with every tie between them and so every statement that carries it."""

    source: str
    target: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one actor to another: the IRIs on it, and its steps."""

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest paths between two actors, in the order of their labels; `more` says that the limit cut some off."""

    paths: tuple[Path, ...]
    more: bool


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


def shortest_paths(graph: Graph, start: str, goal: str, *, directed: bool = False, limit: int = 10) -> Paths:
    """All shortest paths between two actors, named by IRI, label or alias, up to the limit.

    Every step carries all ties between its two ends with their statements. `directed` follows ties from subject to
    object, symmetric ones both ways.

    Raises UsageError where a name is unknown, means several actors, or both mean the same one, and KgError where no
    path connects the two.
    """
    if limit < 1:
        raise UsageError(f"the limit is 1 or more, not {limit}")
    source, target = find_actor(graph, start), find_actor(graph, goal)
    if source == target:
        raise UsageError(f"{_label(graph, source)} cannot be both ends of a path")
    ways = _directed(graph) if directed else _simple(graph)
    try:
        found = list(islice(nx.all_shortest_paths(ways, source, target), limit + 1))
    except nx.NetworkXNoPath:
        raise KgError(f"no path connects {_label(graph, source)} and {_label(graph, target)}") from None
    ordered = sorted(found[:limit], key=lambda nodes: [(fold(_label(graph, node)), node) for node in nodes])
    return Paths(tuple(_path(graph, nodes, directed) for nodes in ordered), len(found) > limit)


def find_actor(graph: Graph, name: str) -> str:
    """The IRI of the actor of that IRI, local name, label or alias; case, accents and punctuation do not matter, labels go first.

    Raises UsageError where nobody in the graph bears the name, with the closest names, or where several do.
    """
    for iri in (name, ENTITY_BASE + name):
        if iri in graph:
            return iri
    wanted = fold(name)
    by_label = [node for node in graph if wanted and fold(_label(graph, node)) == wanted]
    by_alias = [node for node in graph if wanted and wanted in map(fold, graph.nodes[node]["aliases"])]
    bearers = by_label or by_alias
    if len(bearers) > 1:
        choices = ", ".join(f"{_label(graph, node)} <{node}>" for node in sorted(bearers))
        raise UsageError(f"{name!r} means several actors: {choices}")
    if not bearers:
        raise UsageError(f"no actor named {name!r} in the network{_suggestion(graph, wanted)}")
    return bearers[0]


def _suggestion(graph: Graph, wanted: str) -> str:
    """The labels of the actors whose names come closest, as the end of a message; nothing when none is close."""
    bearers: dict[str, str] = {}
    for node in sorted(graph):
        for name in (_label(graph, node), *graph.nodes[node]["aliases"]):
            bearers.setdefault(fold(name), _label(graph, node))
    close = difflib.get_close_matches(wanted, bearers, n=5, cutoff=0.6)
    labels = list(dict.fromkeys(bearers[name] for name in close))[:3]
    return f"; did you mean {', '.join(labels)}?" if labels else ""


def _scores(graph: Graph, measure: Measure, weighted: bool) -> Mapping[str, float]:
    match measure:
        case "degree" | "in-degree" | "out-degree":
            return _degrees(graph, measure, weighted)
        case "betweenness":
            sample = SAMPLED_SOURCES if len(graph) > EXACT_BETWEENNESS else None
            return nx.betweenness_centrality(_simple(graph), k=sample, seed=SEED)
        case "pagerank":
            return nx.pagerank(_directed(graph), weight="weight" if weighted else None) if len(graph) else {}
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
        yield Rank(rank, node, _label(graph, node), graph.nodes[node]["kind"], scores[node])


def _simple(graph: Graph) -> Simple:
    """Who is tied to whom at all, without direction."""
    simple: Simple = nx.Graph()
    simple.add_nodes_from(graph)
    simple.add_edges_from((subject, target) for subject, target in graph.edges())
    return simple


def _directed(graph: Graph) -> Directed:
    """Who is tied to whom, from subject to object and both ways where the tie is symmetric, with summed weights."""
    directed: Directed = nx.DiGraph()
    directed.add_nodes_from(graph)
    for subject, target, tie in graph.edges(data=True):
        for ends in ((subject, target), (target, subject))[: 1 + tie["symmetric"]]:
            so_far = directed.edges[ends]["weight"] if directed.has_edge(*ends) else 0
            directed.add_edge(*ends, weight=so_far + tie["weight"])
    return directed


def _path(graph: Graph, nodes: list[str], directed: bool) -> Path:
    steps = (Step(a, b, _ties(graph, a, b, directed)) for a, b in pairwise(nodes))
    return Path(tuple(nodes), tuple(steps))


def _ties(graph: Graph, source: str, target: str, directed: bool) -> tuple[Tie, ...]:
    """The ties between two neighbours: those along the path first, each direction in the order of relations."""
    along = _between(graph, source, target)
    against = _between(graph, target, source)
    ties = [_tie(tie, forward=True) for tie in along]
    ties += [_tie(tie, forward=False) for tie in against if tie["symmetric"] or not directed]
    return tuple(ties)


def _between(graph: Graph, subject: str, target: str) -> list[dict[str, Any]]:
    ties = (graph.get_edge_data(subject, target) or {}).values()
    return sorted(ties, key=lambda tie: str(tie["relation"]))


def _tie(tie: Mapping[str, Any], *, forward: bool) -> Tie:
    return Tie(tie["relation"], tie["family"], None if tie["symmetric"] else forward, tie["statements"])


def _label(graph: Graph, node: str) -> str:
    return str(graph.nodes[node]["label"])
