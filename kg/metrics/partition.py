"""Camps: parts of the network with friends inside and enemies outside, as far as its signs allow."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.metrics import frustration as solver
from kg.metrics.frustration import Edge, Solution, least_frustrated
from kg.metrics.network import Progress, Step, silently
from kg.metrics.signs import Pair, Signed

MOST = 8


@dataclass(frozen=True, slots=True)
class Member:
    """An actor of a camp. `support` is what its friends in the camp weigh, less its enemies there.

    `group` numbers the actors of a camp that are bound together, directly or through others of the camp, the largest group
    first; what different groups of a camp have in common is at most their enemies. The actor is not `firm` where it or its
    whole group could be in another camp and frustrate no more: the signs leave its side open.
    """

    id: str
    group: int
    support: float
    firm: bool


@dataclass(frozen=True, slots=True)
class Camp:
    """Actors on one side, group by group and the best supported first.

    `component` numbers the part of the network that hangs together: camps of different components have nothing to do with
    each other.
    """

    number: int
    component: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """How much frustration at most so many camps leave, and whether that is surely the least."""

    most: int
    frustration: float
    bound: float

    @property
    def exact(self) -> bool:
        """Whether no other camps are less frustrated."""
        return self.frustration <= self.bound + solver.PRECISION


@dataclass(frozen=True, slots=True)
class Camps:
    """The camps, the largest component and in it the largest camp first.

    `chosen` says how frustrated they are, `tried` what other numbers of camps would leave. `total` is what all decided pairs
    weigh, `frustrated` are the enemies within a camp and the friends across two, the heaviest first.
    """

    camps: tuple[Camp, ...]
    chosen: Tried
    tried: tuple[Tried, ...]
    total: float
    frustrated: tuple[Pair, ...]


def camps(network: Signed, *, most: int | None = None, weighted: bool = False, progress: Progress = silently) -> Camps:
    """The signed network in camps with the least frustration that can be found: see `kg.metrics.frustration`.

    At most `most` camps hang together; by default the fewest, from 2 on, so that one more would not lower the frustration. A
    frustrated pair counts 1, or what it weighs, net, where `weighted`.

    The parts of the network that share one actor at most are solved one by one, since their camps can be named to fit.
    Raises UsageError where `most` is below 2.
    """
    if most is not None and most < 2:
        raise UsageError(f"there are 2 camps or more, not {most}")
    place = network.place
    edges = [(place[p.one], place[p.other], p.net if weighted else float(p.sign)) for p in network.decided]
    parts = _Parts(len(network.nodes), edges)
    wanted = range(2, MOST + 1) if most is None else [most]
    total = sum(solver.starts(len(nodes)) for nodes, _ in parts.blocks) * len(wanted)
    tried: list[tuple[Tried, list[int]]] = []
    with progress("looking for camps", total) as step:
        for number in wanted:
            found, colours = parts.solved(number, tried[-1][1] if tried else [], step)
            if tried and found.frustration >= tried[-1][0].frustration - solver.PRECISION:
                tried.append((found, colours))
                break
            tried.append((found, colours))
            if found.frustration <= solver.PRECISION:
                break
    chosen, colours = min(tried, key=lambda each: (round(each[0].frustration, 6), each[0].most))
    frustrated = [pair for pair in network.decided if (colours[place[pair.one]] == colours[place[pair.other]]) != (pair.sign > 0)]
    frustrated.sort(key=lambda pair: (-abs(pair.net), *network.by_label(pair.one, pair.other)))
    made = _camps(network, parts, colours, chosen.most)
    return Camps(made, chosen, tuple(each for each, _ in tried), sum(abs(weight) for *_, weight in edges), tuple(frustrated))


class _Parts:
    """The blocks of a signed graph: its greatest parts that no single node holds together, each with its edges."""

    def __init__(self, size: int, edges: Sequence[Edge]) -> None:
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(size))
        graph.add_weighted_edges_from(edges)
        self.near = [[(other, float(graph.edges[node, other]["weight"])) for other in sorted(graph[node])] for node in range(size)]
        found: Any = nx.biconnected_components(graph)
        self.blocks = sorted((sorted(block), self._within(block)) for block in found)
        components = [sorted(each) for each in nx.connected_components(graph) if len(each) > 1]
        self.components = sorted(components, key=lambda each: (-len(each), each))
        self._of_node: list[list[int]] = [[] for _ in range(size)]
        for number, (nodes, _) in enumerate(self.blocks):
            for node in nodes:
                self._of_node[node].append(number)

    def solved(self, most: int, start: Sequence[int], step: Step) -> tuple[Tried, list[int]]:
        """The least frustrated camps of all blocks together, as a number for each node."""
        solutions = [self._block(number, most, start, step) for number in range(len(self.blocks))]
        together = Tried(most, sum(each.frustration for each in solutions), sum(each.bound for each in solutions))
        return together, self._fitted([each.parts for each in solutions])

    def _block(self, number: int, most: int, start: Sequence[int], step: Step) -> Solution:
        nodes, edges = self.blocks[number]
        place = {node: here for here, node in enumerate(nodes)}
        local = [(place[a], place[b], weight) for a, b, weight in edges]
        return least_frustrated(len(nodes), local, most, [start[node] for node in nodes] if start else [], step)

    def _fitted(self, parts: Sequence[Sequence[int]]) -> list[int]:
        """One number for each node: the blocks rename theirs so that a node that two of them share has the same in both."""
        colours = [-1] * len(self.near)
        done = [False] * len(self.blocks)
        for first in sorted(range(len(self.blocks)), key=lambda number: (-len(self.blocks[number][0]), number)):
            queue = deque([first])
            while queue:
                number = queue.popleft()
                if done[number]:
                    continue
                done[number] = True
                nodes = self.blocks[number][0]
                here = dict(zip(nodes, parts[number], strict=True))
                one, other = next(((here[node], colours[node]) for node in nodes if colours[node] >= 0), (0, 0))
                for node in nodes:
                    part = here[node]
                    colours[node] = other if part == one else one if part == other else part
                    queue.extend(near for near in self._of_node[node] if not done[near])
        return colours

    def _within(self, block: Iterable[int]) -> list[Edge]:
        inside = set(block)
        return [(a, b, weight) for a in sorted(inside) for b, weight in self.near[a] if a < b and b in inside]


def _camps(network: Signed, parts: _Parts, colours: Sequence[int], most: int) -> tuple[Camp, ...]:
    found: list[tuple[int, tuple[Member, ...]]] = []
    for component, nodes in enumerate(parts.components, start=1):
        sides: dict[int, list[int]] = {}
        for node in nodes:
            sides.setdefault(colours[node], []).append(node)
        camps = (tuple(_members(network, parts, colours, most, side)) for side in sides.values())
        ordered = sorted(camps, key=lambda side: (-len(side), network.by_label(side[0].id)))
        found += [(component, side) for side in ordered]
    return tuple(Camp(number, component, side) for number, (component, side) in enumerate(found, start=1))


def _members(network: Signed, parts: _Parts, colours: Sequence[int], most: int, side: Sequence[int]) -> Iterator[Member]:
    groups = sorted(_groups(parts.near, side), key=lambda group: (-len(group), network.by_label(*_named(network, group))))
    for number, group in enumerate(groups, start=1):
        inside = frozenset(group)
        outer = ([each for each in parts.near[node] if each[0] not in inside] for node in group)
        held = _held([each for near in outer for each in near], colours, most, colours[group[0]])
        members = [
            Member(network.nodes[node], number, round(_support(parts.near[node], colours, most, node), 6),
                   held and _held(parts.near[node], colours, most, colours[node]))
            for node in group
        ]  # fmt: skip
        yield from sorted(members, key=lambda member: (-member.support, network.by_label(member.id)))


def _groups(near: Sequence[Sequence[tuple[int, float]]], side: Sequence[int]) -> list[list[int]]:
    """The parts of a camp that hang together by friendships within it."""
    inside = set(side)
    bonds: nx.Graph[int] = nx.Graph()
    bonds.add_nodes_from(side)
    bonds.add_edges_from((node, other) for node in side for other, weight in near[node] if weight > 0 and other in inside)
    return [sorted(group) for group in nx.connected_components(bonds)]


def _named(network: Signed, group: Sequence[int]) -> list[str]:
    return sorted((network.nodes[node] for node in group), key=network.by_label)[:1]


def _support(near: Sequence[tuple[int, float]], colours: Sequence[int], most: int, node: int) -> float:
    return solver.fitness(near, colours, most)[colours[node]]


def _held(near: Sequence[tuple[int, float]], colours: Sequence[int], most: int, own: int) -> bool:
    """Whether whoever has these neighbours would frustrate more in any other camp."""
    fits = solver.fitness(near, colours, most)
    return fits[own] > max(fit for part, fit in enumerate(fits) if part != own) + solver.PRECISION
