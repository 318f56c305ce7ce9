"""Which part of a network an explorer holds, which part it shows first, and how ties are bundled into lines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.graph import Graph, build
from kg.metrics import central, find_actor
from kg.names import fold
from kg.vocabulary import Vocabulary

MOST_STATEMENTS = 20_000
"""A file that held many more would be too large to mail, and slow to open."""
SHORT = 24  # characters: a longer name gives way to its acronym on the map


@dataclass(frozen=True, slots=True)
class Selection:
    """The nodes in the file, the most important first; how many of them are shown at first; how many were left out."""

    nodes: tuple[str, ...]
    shown: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """All ties of one family between two nodes, drawn as one line. `ties` are the attributes of the graph's edges."""

    a: str
    b: str
    family: str
    ties: tuple[tuple[str, str, Mapping[str, Any]], ...]

    @property
    def weight(self) -> int:
        """How many statements the line stands for."""
        return sum(tie["weight"] for _, _, tie in self.ties)

    @property
    def forward(self) -> bool:
        """Whether a tie runs from a to b."""
        return any(source == self.a and not tie["symmetric"] for source, _, tie in self.ties)

    @property
    def backward(self) -> bool:
        """Whether a tie runs from b to a."""
        return any(source == self.b and not tie["symmetric"] for source, _, tie in self.ties)


def plain(graph: Graph, vocabulary: Vocabulary) -> Graph:
    """The network of what is asserted and not denied, as the page first shows it; the whole one where all is asserted."""
    told = [statement for *_, tie in graph.edges(data=True) for statement in tie["statements"]]
    kept = [statement for statement in told if statement.is_plain]
    return build(kept, vocabulary) if kept and len(kept) < len(told) else graph


def select(graph: Graph, *, first: "Graph | None" = None, focus: Iterable[str] = (), limit: int, shown: int) -> Selection:
    """The most central nodes; with a focus, its actors, then their neighbours, then theirs, then the rest, to which no tie leads.

    The nodes of `first` come before the others: see `plain`. The page opens with those that have a name: `troops` and `the
    committee` wait until they are asked for. Raises UsageError where an actor of the focus is unknown.
    """
    nearest = first or graph
    ranked = [row.id for row in central(nearest, "degree")]
    ranked += [row.id for row in central(graph, "degree") if row.id not in nearest]
    start = list(dict.fromkeys(find_actor(graph, name) for name in focus))
    if not start:
        named = [node for node in ranked[:limit] if _has_name(graph.nodes[node]["label"])]
        opening = _opening(nearest, named, shown) or ranked[:shown]
        return _selection(graph, list(dict.fromkeys((*opening, *ranked[:limit]))), len(opening))
    rank = {node: position for position, node in enumerate(ranked)}
    if not all(node in nearest for node in start):
        nearest = graph
    circles = _circles(nearest, start, rank)
    near = sum(len(circle) for circle in circles[:2])
    ordered = list(dict.fromkeys(node for circle in (*circles, *_circles(graph, start, rank), ranked) for node in circle))
    return _selection(graph, ordered[:limit], min(shown, near))


def _has_name(label: str) -> bool:
    """Whether it is a name rather than a common noun; a script without capitals does not tell."""
    return label != label.lower() or not label.isascii()


def _opening(graph: Graph, ranked: Sequence[str], shown: int) -> list[str]:
    """The most central nodes that are tied to another of them: one whose ties all lead elsewhere would stand there for nothing."""
    met: set[str] = set()
    tied: set[str] = set()
    for node in ranked:
        if len(tied) >= shown or node not in graph:
            break
        near = (set(graph.successors(node)) | set(graph.predecessors(node))) & met
        met.add(node)
        if near and len(tied | near | {node}) > shown:
            break
        tied |= near | {node} if near else near
    return [node for node in ranked if node in tied]


def _selection(graph: Graph, nodes: Sequence[str], shown: int) -> Selection:
    """As many of the nodes as have no more statements between them than a file holds, but those shown at first in any case."""
    shown = min(shown, len(nodes))
    kept: set[str] = set()
    statements = 0
    for node in nodes:
        ends = (*graph.in_edges([node], data=True), *graph.out_edges([node], data=True))
        statements += sum(len(tie["statements"]) for a, b, tie in ends if (b if a == node else a) in kept)
        if statements > MOST_STATEMENTS and len(kept) >= shown:
            break
        kept.add(node)
    return Selection(tuple(nodes[: len(kept)]), shown, len(graph) - len(kept))


def bundles(graph: Graph, nodes: Sequence[str]) -> list[Bundle]:
    """The lines between the nodes, in the order of the nodes: one for each pair and family."""
    position = {node: number for number, node in enumerate(nodes)}
    lines: defaultdict[tuple[int, int, str], list[tuple[str, str, Mapping[str, Any]]]] = defaultdict(list)
    for source, target, tie in graph.edges(data=True):
        if source in position and target in position:
            low, high = sorted((position[source], position[target]))
            lines[low, high, tie["family"]].append((source, target, tie))
    return [
        Bundle(
            nodes[low], nodes[high], family, tuple(sorted(ties, key=lambda tie: (-tie[2]["weight"], tie[2]["relation"], tie[0])))
        )
        for (low, high, family), ties in sorted(lines.items())
    ]


def weights(lines: Iterable[Bundle]) -> dict[tuple[str, str], int]:
    """How many statements tie each pair."""
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        totals[line.a, line.b] += line.weight
    return dict(totals)


def short_name(name: str, aliases: Iterable[str]) -> str:
    """The name for the map: its acronym where the name is long and one of the aliases is that, else the name itself."""
    if len(name) <= SHORT:
        return name
    capitals = "".join(re.findall(r"[A-Z]", name))
    acronyms = [alias for alias in aliases if re.fullmatch(r"[A-Z][A-Z0-9-]{1,9}", alias) and alias[0] == fold(name)[:1].upper()]
    exact = [alias for alias in acronyms if alias == capitals]
    fitting = [alias for alias in acronyms if _letters_in_order(alias, fold(name).upper())]
    return next(iter(exact or fitting), name)


def _letters_in_order(acronym: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in acronym)


def _circles(graph: Graph, start: list[str], rank: Mapping[str, int]) -> list[list[str]]:
    """The start, its neighbours, their neighbours and so on, each circle in the order of rank."""
    circles, seen = [start], set(start)
    while circles[-1]:
        neighbours = {
            other for node in circles[-1] for ends in ((graph.successors(node)), graph.predecessors(node)) for other in ends
        }
        circles.append(sorted(neighbours - seen, key=rank.__getitem__))
        seen |= neighbours
    return circles
