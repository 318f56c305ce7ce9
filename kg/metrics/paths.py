"""By which ties two actors are connected."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Literal, get_args

import networkx as nx

from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.metrics import skeleton
from kg.metrics.actors import find_actor, label
from kg.metrics.network import Progress, silently
from kg.metrics.skeleton import Simple
from kg.metrics.steps import ANYWHERE, Path, Paths, Route, by_label, path_of

Cost = Literal["steps", "evidence"]
COSTS: tuple[Cost, ...] = get_args(Cost)

LONGEST = 4
UNIT = 232_792_560  # divisible by all numbers up to 20, so that costs of common weights are whole and add up exactly


def shortest_paths(
    graph: Graph,
    start: str,
    goal: str,
    *,
    directed: bool = False,
    limit: int = 10,
    avoid: Iterable[str] = (),
    cost: Cost = "steps",
) -> Paths:
    """All shortest paths between two actors, named by IRI, label or alias, in the order of their labels, up to the limit.

    Every step carries all ties between its two ends with their statements. `directed` follows ties from subject to
    object, symmetric ones both ways. No path leads through the actors to `avoid`. A step costs 1, or by `evidence` one over
    what its ties weigh together (Newman 2001), so that the shortest path is the one that is attested best.

    Raises UsageError where a name is unknown, means several actors, or both mean the same one, and KgError where no
    path connects the two.
    """
    network, source, target = network_between(graph, start, goal, Route(directed, tuple(avoid), limit))
    weight = _priced(graph, network, directed, cost)
    try:
        found = list(islice(nx.all_shortest_paths(network, source, target, weight=weight), limit + 1))
    except nx.NetworkXNoPath:
        raise _unconnected(graph, source, target) from None
    paths = (path_of(graph, nodes, directed=directed, cost=_cost(network, nodes, weight)) for nodes in found[:limit])
    return Paths(tuple(sorted(paths, key=lambda path: by_label(graph, path.nodes))), len(found) > limit)


def ranked_paths(
    graph: Graph,
    start: str,
    goal: str,
    route: Route = ANYWHERE,
    *,
    cost: Cost = "steps",
    progress: Progress = silently,
) -> Paths:
    """The shortest path, the next shortest, and so on up to the route.limit, none with an actor twice (Yen 1971).

    Costs and errors are those of `shortest_paths`.
    """
    network, source, target = network_between(graph, start, goal, route)
    weight = _priced(graph, network, route.directed, cost)
    paths: list[Path] = []
    try:
        with progress("looking for paths", route.limit) as found:
            for nodes in islice(nx.shortest_simple_paths(network, source, target, weight=weight), route.limit + 1):
                paths.append(path_of(graph, nodes, directed=route.directed, cost=_cost(network, nodes, weight)))
                found(nodes)
    except nx.NetworkXNoPath:
        raise _unconnected(graph, source, target) from None
    paths[: route.limit] = sorted(paths[: route.limit], key=lambda path: (path.cost, by_label(graph, path.nodes)))
    return Paths(tuple(paths[: route.limit]), len(paths) > route.limit)


def simple_paths(
    graph: Graph,
    start: str,
    goal: str,
    route: Route = ANYWHERE,
    *,
    longest: int = LONGEST,
    progress: Progress = silently,
) -> Paths:
    """All paths of up to `longest` steps, none with an actor twice: those of fewest steps first, then in the order of labels.

    Errors are those of `shortest_paths`.
    """
    network, source, target = network_between(graph, start, goal, route)
    if longest < 1:
        raise UsageError(f"a path has 1 step or more, not {longest}")
    kept = _on_the_way(network, source, target)
    far = nx.single_source_shortest_path_length(backwards(kept), target, cutoff=longest)
    if source not in far:
        raise KgError(f"{_unconnected(graph, source, target)} in {longest} steps")
    near = _sorted_neighbours(graph, kept)

    def onward(node: str, left: int) -> Iterator[str]:
        return (other for other in near(node) if far.get(other, longest + 1) <= left)

    found = (nodes for length in range(far[source], longest + 1) for nodes in _extended([source], target, length, onward))
    paths = []
    with progress("looking for paths", route.limit) as step:
        for nodes in islice(found, route.limit + 1):
            paths.append(path_of(graph, nodes, directed=route.directed))
            step(nodes)
    return Paths(tuple(paths[: route.limit]), len(paths) > route.limit)


def network_between(graph: Graph, start: str, goal: str, route: Route) -> tuple[Simple, str, str]:
    """Who is tied to whom, without the actors to avoid, and both ends of the paths that are looked for.

    Raises UsageError where a name is unknown or means several actors, or two of them the same one.
    """
    source, target = find_actor(graph, start), find_actor(graph, goal)
    if source == target:
        raise UsageError(f"{label(graph, source)} cannot be both ends of a path")
    network: Simple = skeleton.directed(graph) if route.directed else skeleton.undirected(graph)
    for name in route.avoid:
        avoided = find_actor(graph, name)
        if avoided in {source, target}:
            raise UsageError(f"{label(graph, avoided)} cannot be avoided: it is an end of the path")
        if avoided in network:
            network.remove_node(avoided)
    return network, source, target


def backwards(network: Simple) -> Simple:
    """The same ties from their ends to their beginnings."""
    return network.reverse() if isinstance(network, nx.DiGraph) else network


def _priced(graph: Graph, network: Simple, directed: bool, cost: Cost) -> str | None:
    """Puts on each edge what a step along it costs, and returns under which name; None where all cost the same."""
    if cost not in COSTS:
        raise UsageError(f"no cost is named {cost!r}; there are {', '.join(COSTS)}")
    if cost == "steps":
        return None
    weights: dict[tuple[str, str], float] = {}
    for subject, target, tie in graph.edges(data=True):
        for pair in {(subject, target), (target, subject)} if tie["symmetric"] or not directed else {(subject, target)}:
            weights[pair] = weights.get(pair, 0) + tie["weight"]
    for a, b, attributes in list(network.edges(data=True)):
        if weights[a, b] > 0:
            attributes["cost"] = round(UNIT / weights[a, b])
        else:
            network.remove_edge(a, b)  # what weighs nothing carries nobody
    return "cost"


def _cost(network: Simple, nodes: list[str], weight: str | None) -> float | None:
    return float(nx.path_weight(network, nodes, weight)) / UNIT if weight else None


def _on_the_way(network: Simple, source: str, target: str) -> Simple:
    """The part of the network in which a path can run: where the ends are on a ring together once they are tied.

    In an undirected network a node is on some path between two others exactly where it shares a biconnected component with
    both, once these are tied to each other; a search that stays there runs into no dead end.
    """
    if network.is_directed():
        return network
    closed = network.copy()
    closed.add_edge(source, target)
    parts: Any = nx.biconnected_components(closed)
    inside = next(part for part in parts if source in part and target in part)
    kept: Simple = network.subgraph(inside)
    return kept


def _sorted_neighbours(graph: Graph, network: Simple) -> Callable[[str], list[str]]:
    known: dict[str, list[str]] = {}

    def neighbours(node: str) -> list[str]:
        if node not in known:
            known[node] = sorted(network[node], key=lambda other: by_label(graph, [other]))
        return known[node]

    return neighbours


def _extended(way: list[str], target: str, length: int, onward: Callable[[str, int], Iterable[str]]) -> Iterator[list[str]]:
    """The paths of exactly so many steps that begin with the way and end at the target; `onward` gives the next nodes of a
    node from which the target can still be reached in so many steps."""
    left = length - len(way)
    for node in onward(way[-1], left):
        if node in way or (node == target) != (left == 0):
            continue
        if left:
            yield from _extended([*way, node], target, length, onward)
        else:
            yield [*way, node]


def _unconnected(graph: Graph, source: str, target: str) -> KgError:
    return KgError(f"no path connects {label(graph, source)} and {label(graph, target)}")
