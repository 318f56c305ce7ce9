"""Paths that respect the order of time: no step happens before the one that leads to it.

A statement tells of something that happened on a day between its first and its last (see `kg.timing.when`); where the two
differ, the day itself is unknown. A path through statements is in time

- *possibly*, when there is a day for each, within its first and last, so that none is earlier than the one before, and
- *certainly*, when that holds for whatever days: none begins before the last day of the one before.

Steps may share a day. Both are paths in a temporal network with an interval on each contact (Kempe, Kleinberg and Kumar 2002;
Holme and Saramäki 2012), and for both going on as early as possible never hurts: after a step that could be carried by
several statements, the one that arrives first leaves open whatever the others leave open.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.paths import backwards, network_between
from kg.metrics.skeleton import Simple
from kg.metrics.steps import ANYWHERE, Moment, Path, Route, Step, by_label, narrowed, path_of
from kg.records import StoredStatement
from kg.timing import When, when

LONGEST = 6
START, END = date.min.isoformat(), date.max.isoformat()

Contact = tuple[str, str, str]
"""The day by which its step happens at the earliest, the last day on which one may have arrived before it, and its statement."""


@dataclass(frozen=True, slots=True)
class TimedPaths:
    """Paths in the order of time, fewest steps first, then in the order of labels.

    `more` says that the limit cut some off, `earliest` is one of those that arrive first of all, however many steps that
    takes, and `undated` how many statements of the network have no day and so carry no step.
    """

    paths: tuple[Path, ...]
    more: bool
    earliest: Path
    undated: int


def timed_paths(
    graph: Graph, start: str, goal: str, route: Route = ANYWHERE, *, certain: bool = False, longest: int = LONGEST
) -> TimedPaths:
    """The paths of up to `longest` steps in which no step happens before the one before, none with an actor twice.

    Each step has only the ties and statements that can stand there, and its moment. `certain` asks for an order that holds
    whatever the unknown days are.

    Raises UsageError as `paths.shortest_paths` does, and KgError where no path in the order of time connects the two.
    """
    if longest < 1:
        raise UsageError(f"a path has 1 step or more, not {longest}")
    network, source, target = network_between(graph, start, goal, route)
    search = _Search(graph, network, route.directed, certain)
    earliest = search.foremost(source, target)
    if earliest is None:
        raise KgError(f"no path in the order of time connects {label(graph, source)} and {label(graph, target)}")
    found = list(islice(search.paths(source, target, search.latest(target, longest)), route.limit + 1))
    paths = tuple(map(search.path, found[: route.limit]))
    return TimedPaths(paths, len(found) > route.limit, search.path(earliest), _undated(graph))


class _Search:
    """The contacts between neighbours, and what follows from them."""

    def __init__(self, graph: Graph, network: Simple, directed: bool, certain: bool) -> None:
        self._graph, self._network, self._directed = graph, network, directed
        self._contacts: defaultdict[tuple[str, str], list[Contact]] = defaultdict(list)
        for subject, target, tie in graph.edges(data=True):
            days = ((told.id, when(told)) for told in tie["statements"])
            contacts = [_contact(told, day, certain) for told, day in days if day]
            self._contacts[subject, target] += contacts
            if tie["symmetric"] or not directed:
                self._contacts[target, subject] += contacts

    def foremost(self, source: str, target: str) -> list[str] | None:
        """A path that arrives first (Dijkstra's search with days for distances: who arrives earlier can wait)."""
        queue = [(START, 0, by_label(self._graph, [source]), [source])]
        done = set()
        while queue:
            day, steps, names, way = heapq.heappop(queue)
            if way[-1] == target:
                return way
            if way[-1] in done:
                continue
            done.add(way[-1])
            for node in self._network[way[-1]]:
                arrival = None if node in done else min(self._onward(way[-1], node, day), default=None)
                if arrival:
                    heapq.heappush(queue, (arrival[0], steps + 1, [*names, *by_label(self._graph, [node])], [*way, node]))
        return None

    def latest(self, target: str, longest: int) -> list[dict[str, str]]:
        """For each number of steps the last day on which one may be at a node to reach the target in so many."""
        reached = [{target: END}]
        against = backwards(self._network)
        for _ in range(longest):
            days: dict[str, str] = {}
            for node, leave in reached[-1].items():
                for before in against[node]:
                    last = max((min(by, leave) for done, by, _ in self._contacts[before, node] if done <= leave), default="")
                    if last > days.get(before, ""):
                        days[before] = last
            reached.append(days)
        return reached

    def paths(self, source: str, target: str, latest: list[dict[str, str]]) -> Iterator[list[str]]:
        """The paths in the order of time, fewest steps first, then in the order of labels."""
        for length in range(1, len(latest)):
            if source in latest[length]:
                yield from self._extended([source], START, target, latest[:length])

    def path(self, nodes: list[str]) -> Path:
        """The path through these nodes, each step with what can stand there, and its moment."""
        whole = path_of(self._graph, nodes, directed=self._directed)
        days, moments = [START], []
        for step in whole.steps:
            day, told = min(self._onward(step.source, step.target, days[-1]))
            days.append(day)
            moments.append(Moment(told, day))
        steps: list[Step] = []
        leave = END
        for step, arrived in zip(reversed(whole.steps), reversed(days[:-1]), strict=True):
            contacts = self._contacts[step.source, step.target]
            fitting = [(by, told) for done, by, told in contacts if arrived <= by and max(done, arrived) <= leave]
            steps.append(narrowed(step, {told for _, told in fitting}))
            leave = max(min(by, leave) for by, _ in fitting)
        return replace(whole, steps=tuple(reversed(steps)), moments=tuple(moments))

    def _onward(self, a: str, b: str, day: str) -> Iterator[tuple[str, str]]:
        """For who is at the first node on that day: by when a step to the second may have happened, and its statement."""
        return ((max(day, done), told) for done, by, told in self._contacts[a, b] if day <= by)

    def _extended(self, way: list[str], day: str, target: str, latest: list[dict[str, str]]) -> Iterator[list[str]]:
        """The paths that begin with the way and take one more step for each of `latest`, whose last is for the next node."""
        for node in sorted(self._network[way[-1]], key=lambda other: by_label(self._graph, [other])):
            if node in way or node not in latest[-1]:
                continue
            arrived = min(self._onward(way[-1], node, day), default=None)
            if arrived is None or arrived[0] > latest[-1][node]:
                continue
            if len(latest) == 1:
                yield [*way, node]
            elif node != target:
                yield from self._extended([*way, node], arrived[0], target, latest[:-1])


def _contact(told: str, days: When, certain: bool) -> Contact:
    return (days.last, days.first, told) if certain else (days.first, days.last, told)


def _undated(graph: Graph) -> int:
    told: dict[str, StoredStatement] = {each.id: each for *_, tie in graph.edges(data=True) for each in tie["statements"]}
    return sum(when(each) is None for each in told.values())
