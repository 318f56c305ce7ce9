"""Communities over time: which ones go on from window to window, and who changed side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
from scipy.optimize import linear_sum_assignment

from kg.errors import KgError, UsageError
from kg.graph import Graph, project
from kg.metrics.actors import label
from kg.metrics.agreement import jaccard
from kg.metrics.modularity import DEFAULT, Communities, Community, Part, Search, communities
from kg.metrics.network import Progress, silently
from kg.names import fold
from kg.projection import Projection
from kg.records import StoredStatement
from kg.timing import day_span, in_time, when
from kg.vocabulary import Vocabulary

By = Literal["year", "month"]
BYS: tuple[By, ...] = get_args(By)
_DIGITS = {"year": 4, "month": 7}

Kind = Literal["moved", "merged", "split"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """The communities of one window, and for each of them the number of its side."""

    window: str
    found: Communities
    sides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A community that goes on through several windows, or stands in one. `name` is the one that it has where it is largest."""

    number: int
    name: str
    windows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An actor that is on another side than when it was last seen.

    It `moved` where both sides were there before and are there still, was `merged` where its old side is there no longer, and
    `split` where its new side was not there before. `certainty` is the lesser of its shares in both communities: see
    `modularity.Member`. `statements` tie it to the old side in the earlier window and to the new one in the later.
    """

    id: str
    label: str
    before: str
    after: str
    old: int
    new: int
    kind: Kind
    certainty: float
    statements: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The communities of all windows that have any, the sides that they make, and who changed side, in the order of time."""

    windows: tuple[Window, ...]
    sides: tuple[Side, ...]
    moves: tuple[Move, ...]


def windows_by(statements: Iterable[StoredStatement], by: By) -> tuple[str, ...]:
    """The years or months in which anything begins or ends that the statements tell of, in order, as ISO dates."""
    if by not in BYS:
        raise UsageError(f"no kind of window is named {by!r}; there are {', '.join(BYS)}")
    days = (day for day in map(when, statements) if day)
    return tuple(sorted({end[: _DIGITS[by]] for day in days for end in (day.known_first, day.known_last)}))


def windowed(
    statements: Sequence[StoredStatement], windows: Iterable[str], projection: Projection, vocabulary: Vocabulary
) -> dict[str, Graph]:
    """The network of each window, in the order of time, of the statements that the projection asks for and the window takes in.

    A window is a day, a month, a year or a period `from/until`. What is to be folded has been folded: see `folding.Parts`.
    Raises UsageError where a window is none of these.
    """
    return {
        window: project(statements, replace(projection, since=window, until=window), vocabulary)
        for window in sorted(dict.fromkeys(windows), key=day_span)
    }


def over_time(
    graphs: Mapping[str, Graph], search: Search = DEFAULT, *, alike: float = ALIKE, progress: Progress = silently
) -> History:
    """The communities of the network in each window, which are the same side in different windows, and who changed side.

    A community is on the side that it overlaps with most as that was last seen, by Jaccard's index over the actors that are in
    both windows, and at least `alike`; each side has one community in a window, so that the overlaps together are greatest
    (Greene, Doyle and Cunningham 2010, with an optimal assignment). Windows without ties are left out.

    Raises UsageError where `alike` is no share above 0, and KgError where no window has any ties.
    """
    if not 0 < alike <= 1:
        raise UsageError(f"the overlap is more than 0 and at most 1, not {alike:g}")
    found: list[tuple[str, Communities]] = []
    with progress("looking for communities in each window", len(graphs)) as step:
        for window, graph in graphs.items():
            if any(tie["weight"] > 0 for *_, tie in graph.edges(data=True)):
                found.append((window, communities(graph, search)))
            step(window)
    if not found:
        raise KgError("no window has any ties that weigh something")
    fronts = _Fronts(alike)
    windows = tuple(Window(window, each, fronts.sides_of(window, each.communities)) for window, each in found)
    return History(windows, fronts.sides(), tuple(_moves(graphs, windows)))


@dataclass(slots=True)
class _Front:
    """A side as it was last seen, among everybody who was there then; and where it was largest."""

    last: Part
    everybody: Part
    name: str
    largest: int
    windows: list[str] = field(default_factory=list)


class _Fronts:
    """The sides so far."""

    def __init__(self, alike: float) -> None:
        self._alike = alike
        self._fronts: list[_Front] = []

    def sides_of(self, window: str, found: Sequence[Community]) -> tuple[int, ...]:
        """The number of the side of each community in the next window; those that go on with none begin a new one."""
        everybody = frozenset(node for each in found for node in each.ids)
        matched = self._matched(found, everybody)
        numbers = []
        for place, each in enumerate(found):
            number = matched.get(place, len(self._fronts))
            if number == len(self._fronts):
                self._fronts.append(_Front(each.ids, everybody, each.name, 0))
            front = self._fronts[number]
            front.last, front.everybody = each.ids, everybody
            if len(each.members) > front.largest:
                front.name, front.largest = each.name, len(each.members)
            front.windows.append(window)
            numbers.append(number + 1)
        return tuple(numbers)

    def sides(self) -> tuple[Side, ...]:
        """All sides, in the order in which they turned up."""
        return tuple(Side(number, each.name, tuple(each.windows)) for number, each in enumerate(self._fronts, start=1))

    def _matched(self, found: Sequence[Community], everybody: Part) -> dict[int, int]:
        if not self._fronts:
            return {}
        overlaps = np.array([[self._overlap(front, each.ids, everybody) for each in found] for front in self._fronts])
        overlaps[overlaps < self._alike] = 0
        pairs = zip(*linear_sum_assignment(overlaps, maximize=True), strict=True)
        return {int(place): int(number) for number, place in pairs if overlaps[number, place] > 0}

    def _overlap(self, front: _Front, ids: Part, everybody: Part) -> float:
        return jaccard(front.last & everybody, ids & front.everybody)


def _moves(graphs: Mapping[str, Graph], windows: Sequence[Window]) -> list[Move]:
    moves = []
    seen: dict[str, tuple[Window, int]] = {}
    first: dict[int, int] = {}
    for number, window in enumerate(windows):
        for side in window.sides:
            first.setdefault(side, number)
        here = {member.id: place for place, each in enumerate(window.found.communities) for member in each.members}
        changed = [node for node, place in here.items() if node in seen and _side(*seen[node]) != window.sides[place]]
        labels = graphs[window.window]
        for node in sorted(changed, key=lambda node: (fold(label(labels, node)), node)):
            new = first[window.sides[here[node]]] == number
            moves.append(_move(graphs, node, seen[node], (window, here[node]), new))
        seen.update((node, (window, place)) for node, place in here.items())
    return moves


def _side(window: Window, place: int) -> int:
    return window.sides[place]


def _move(graphs: Mapping[str, Graph], node: str, before: tuple[Window, int], after: tuple[Window, int], new: bool) -> Move:
    old_side = _side(*before)
    kind: Kind = "split" if new else "moved" if old_side in after[0].sides else "merged"
    shares: list[float] = []
    told: list[StoredStatement] = []
    for window, place in (before, after):
        community = window.found.communities[place]
        shares += [member.share for member in community.members if member.id == node]
        told += _ties_to(graphs[window.window], node, community.ids)
    name = label(graphs[after[0].window], node)
    return Move(node, name, before[0].window, after[0].window, old_side, _side(*after), kind, min(shares), tuple(in_time(told)))


def _ties_to(graph: Graph, node: str, others: Part) -> list[StoredStatement]:
    ties: defaultdict[str, list[StoredStatement]] = defaultdict(list)
    for subject, target, tie in (*graph.out_edges(node, data=True), *graph.in_edges(node, data=True)):
        ties[target if subject == node else subject] += tie["statements"]
    return [told for other in sorted(ties) if other in others for told in ties[other]]
