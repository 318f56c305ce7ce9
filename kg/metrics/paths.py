"""By which ties two actors are connected."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import networkx as nx

from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.metrics import skeleton
from kg.metrics.actors import find_actor, label
from kg.names import fold
from kg.records import StoredStatement


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
        raise UsageError(f"{label(graph, source)} cannot be both ends of a path")
    ways = skeleton.directed(graph) if directed else skeleton.undirected(graph)
    try:
        found = list(islice(nx.all_shortest_paths(ways, source, target), limit + 1))
    except nx.NetworkXNoPath:
        raise KgError(f"no path connects {label(graph, source)} and {label(graph, target)}") from None
    ordered = sorted(found[:limit], key=lambda nodes: [(fold(label(graph, node)), node) for node in nodes])
    return Paths(tuple(_path(graph, nodes, directed) for nodes in ordered), len(found) > limit)


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
