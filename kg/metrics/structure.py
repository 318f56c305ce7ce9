"""Where the network hangs together by one actor or one pair of actors, without direction."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.skeleton import Simple, undirected
from kg.names import fold
from kg.records import StoredStatement
from kg.timing import in_time


@dataclass(frozen=True, slots=True)
class ArticulationPoint:
    """An actor without whom its component falls apart.

    `parts` is into how many pieces, `cut_off` how many actors the pieces hold together, the largest left out.
    """

    id: str
    label: str
    kind: str
    parts: int
    cut_off: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """A pair of actors whose ties alone hold two parts of the network together.

    `outer` is the end in the smaller part, `inner` the other one; `cut_off` is how many actors the smaller part has.
    `statements` are those of all ties between the two, in the order of time, and `relations` what they say.
    """

    outer: str
    inner: str
    outer_label: str
    inner_label: str
    cut_off: int
    relations: tuple[str, ...]
    statements: tuple[StoredStatement, ...]


def articulation_points(graph: Graph) -> tuple[ArticulationPoint, ...]:
    """The actors without whom a component falls apart (Harary 1969), those that cut off most first."""
    tree = _BlockTree(undirected(graph))
    points = []
    for node in tree.points:
        pieces = tree.pieces(node)
        points.append(
            ArticulationPoint(node, label(graph, node), graph.nodes[node]["kind"], len(pieces), sum(pieces) - max(pieces))
        )
    return tuple(sorted(points, key=lambda point: (-point.cut_off, -point.parts, fold(point.label), point.id)))


def bridges(graph: Graph) -> tuple[Bridge, ...]:
    """The pairs whose ties alone join two parts of the network (Harary 1969), those that cut off most first.

    Two actors with several relations between them are one bridge: without all of these ties the parts lose each other.
    """
    tree = _BlockTree(undirected(graph))
    found = [_bridge(graph, *ends) for ends in tree.bridges()]
    return tuple(
        sorted(found, key=lambda bridge: (-bridge.cut_off, fold(bridge.outer_label), fold(bridge.inner_label), bridge.outer))
    )


def core_numbers(graph: Graph) -> dict[str, int]:
    """For each actor the greatest k so that it is in the k-core: actors with k neighbours each among themselves (Seidman 1983)."""
    return dict(nx.core_number(undirected(graph)))


def _bridge(graph: Graph, one: str, other: str, beyond_one: int, beyond_other: int) -> Bridge:
    """The bridge between two actors, with how many actors lie on the side of each."""
    outer, inner = (one, other) if (beyond_one, one) <= (beyond_other, other) else (other, one)
    ties = [tie for a, b in ((one, other), (other, one)) for tie in (graph.get_edge_data(a, b) or {}).values()]
    return Bridge(
        outer,
        inner,
        label(graph, outer),
        label(graph, inner),
        min(beyond_one, beyond_other),
        tuple(sorted({str(tie["relation"]) for tie in ties})),
        tuple(in_time(each for tie in ties for each in tie["statements"])),
    )


class _BlockTree:
    """The tree of blocks and the articulation points that join them, with how many actors lie beyond each branch.

    A block is a greatest part that no single actor's leaving breaks; one of two actors is a bridge. Each block counts the
    actors that it alone has, and each point itself.
    """

    def __init__(self, graph: Simple) -> None:
        blocks: Any = nx.biconnected_components(graph)
        self._blocks: list[list[str]] = sorted(map(sorted, blocks))
        seen: dict[str, list[int]] = {}
        for number, block in enumerate(self._blocks):
            for node in block:
                seen.setdefault(node, []).append(number)
        self.points = sorted(node for node, blocks in seen.items() if len(blocks) > 1)
        self._tree: nx.Graph[str | int] = nx.Graph()
        self._tree.add_nodes_from(range(len(self._blocks)))
        self._tree.add_edges_from((point, number) for point in self.points for number in seen[point])
        self._own = {number: sum(len(seen[node]) == 1 for node in block) for number, block in enumerate(self._blocks)}
        self._below: dict[str | int, int] = {}
        self._above: dict[str | int, str | int] = {}
        self._total: dict[str | int, int] = {}
        for members in nx.connected_components(self._tree):
            self._count(min(number for number in members if isinstance(number, int)))

    def pieces(self, point: str) -> list[int]:
        """How many actors each of the pieces has that the point's leaving makes."""
        return [self._beyond(point, number) for number in self._tree[point] if isinstance(number, int)]

    def bridges(self) -> Iterator[tuple[str, str, int, int]]:
        """The two ends of each bridge, and how many actors lie on the side of each, itself included."""
        for number, block in enumerate(self._blocks):
            if len(block) == 2:
                one, other = block
                whole = self._total[number]
                side = whole - self._beyond(one, number) if one in self._tree else 1
                yield one, other, side, whole - side

    def _count(self, root: int) -> None:
        """Counts the actors below each node of a tree of blocks, seen from one of its blocks."""
        order: list[str | int] = [root]
        for node in order:
            for other in self._tree[node]:
                if other != self._above.get(node):
                    self._above[other] = node
                    order.append(other)
        for node in reversed(order):
            own = self._own[node] if isinstance(node, int) else 1
            self._below[node] = own + sum(self._below[other] for other in self._tree[node] if other != self._above.get(node))
        self._total |= dict.fromkeys(order, self._below[root])

    def _beyond(self, point: str, block: int) -> int:
        """How many actors lie beyond the block as the point sees it, the point itself left out."""
        if self._above.get(block) == point:
            return self._below[block]
        return self._total[point] - self._below[point]
