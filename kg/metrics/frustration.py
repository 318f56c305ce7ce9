"""Parts of a signed graph with the least frustration: what the pairs weigh that are enemies within a part or friends across two.

With two parts the least frustration is the graph's frustration index, or line index of balance (Harary 1959; Aref and Wilson
2019); with more it is the criterion of Doreian and Mrvar (1996), for graphs that Davis (1967) calls clusterable where it is 0.

Finding it is hard, so small graphs are solved exactly, as an integer program, and large ones by a search that finds a good
solution and not always the best one; the result says which, with a bound below which nothing can lie.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.metrics.network import Step

EXACT = 400  # variables of an integer program: what is larger is not tried
BRANCHES = 500  # after so many nodes of its search tree a program is given up: no clock, so that the result is always the same
STARTS, STARTS_LARGE, LARGE = 60, 8, 2000
SHAKEN = 0.1
SEED = 20170302  # any fixed number: the search must be the same on every run
PRECISION = 1e-6

Edge = tuple[int, int, float]
"""The numbers of both ends, and what the pair weighs: above 0 for friends, below for enemies."""

Row = tuple[dict[int, float], float, float]
"""A constraint of the integer program: the weights of its variables, and the least and the most of their sum."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A part for each node, the frustration that this leaves, and the least that any parts could leave."""

    parts: tuple[int, ...]
    frustration: float
    bound: float

    @property
    def exact(self) -> bool:
        """Whether no other parts are less frustrated."""
        return self.frustration <= self.bound + PRECISION


def frustration(edges: Sequence[Edge], parts: Sequence[int]) -> float:
    """What the enemies within a part and the friends across two weigh together."""
    return math.fsum(abs(weight) for a, b, weight in edges if (parts[a] == parts[b]) != (weight > 0))


def least_frustrated(
    size: int, edges: Sequence[Edge], most: int, start: Sequence[int] = (), step: Step = lambda _step: None
) -> Solution:
    """At most `most` parts of the nodes 0 to `size` - 1 with little frustration, the least where `exact`.

    `start` is a solution to begin with, such as that for one part less; `step` is called once for each start of the search.
    """
    parts = _searched(size, edges, most, start, step)
    found = frustration(edges, parts)
    bound = _rounded_up(edges, _packed(size, edges, most))
    solution = Solution(tuple(parts), found, min(bound, found))
    if solution.exact or size * most + len(edges) > EXACT:
        return solution
    return _solved(size, edges, most, solution)


def _searched(size: int, edges: Sequence[Edge], most: int, start: Sequence[int], step: Step) -> list[int]:
    """The best of many starts: moves single nodes to the part where they fit best while that helps (Doreian and Mrvar 1996)."""
    near = _neighbours(size, edges)
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    best = _relocated(near, list(start) or [0] * size, most)
    least = frustration(edges, best)
    for number in range(starts(size)):
        if least <= PRECISION:
            break
        fresh = number % 2 == 0
        parts = [chance.randrange(most) if fresh or chance.random() < SHAKEN else part for part in best]
        parts = _relocated(near, parts, most)
        left = frustration(edges, parts)
        if left < least - PRECISION:
            best, least = parts, left
        step(number)
    return best


def starts(size: int) -> int:
    """From how many beginnings the search sets out."""
    return STARTS if size <= LARGE else STARTS_LARGE


def _neighbours(size: int, edges: Sequence[Edge]) -> list[list[tuple[int, float]]]:
    near: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for a, b, weight in edges:
        near[a].append((b, weight))
        near[b].append((a, weight))
    return near


def _relocated(near: Sequence[Sequence[tuple[int, float]]], parts: list[int], most: int) -> list[int]:
    waiting = list(range(len(near)))
    while waiting:
        moved: set[int] = set()
        for node in waiting:
            fits = fitness(near[node], parts, most)
            best = max(range(most), key=lambda part, fits=fits: (fits[part], -part))  # type: ignore[misc]
            if fits[best] > fits[parts[node]] + PRECISION:
                parts[node] = best
                moved.update(other for other, _ in near[node])
        waiting = sorted(moved)
    return parts


def fitness(near: Sequence[tuple[int, float]], parts: Sequence[int], most: int) -> list[float]:
    """For each part what a node's friends in it weigh, less its enemies there: the best is where it frustrates least."""
    fits = [0.0] * most
    for other, weight in near:
        fits[parts[other]] += weight
    return fits


def _packed(size: int, edges: Sequence[Edge], most: int) -> float:
    """A bound: triangles that must be frustrated, each taking away what its lightest pair weighs, so that none counts twice."""
    left = {(min(a, b), max(a, b)): abs(weight) for a, b, weight in edges}
    total = 0.0
    for triangle in _unfitting(size, edges, most):
        least = min(left[pair] for pair in triangle)
        if least > 0:
            total += least
            for pair in triangle:
                left[pair] -= least
    return total


def _unfitting(size: int, edges: Sequence[Edge], most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """The triangles that no parts can satisfy: with one enmity, and where there are but two parts also with three."""
    signs = {(min(a, b), max(a, b)): weight > 0 for a, b, weight in edges}
    later: list[set[int]] = [set() for _ in range(size)]
    for a, b in signs:
        later[a].add(b)
    for a, b in sorted(signs):
        for c in sorted(later[a] & later[b]):
            triangle = ((a, b), (a, c), (b, c))
            friends = sum(signs[pair] for pair in triangle)
            if friends == 2 or (friends == 0 and most == 2):
                yield triangle


def _rounded_up(edges: Sequence[Edge], bound: float) -> float:
    """The least that can be when nothing below the bound can: a whole number where all weights are."""
    whole = all(float(weight).is_integer() for *_, weight in edges)
    return float(math.ceil(bound - PRECISION)) if whole else bound


def _solved(size: int, edges: Sequence[Edge], most: int, known: Solution) -> Solution:
    """The integer program: a variable for each node and part, and one for each pair that says whether it is frustrated."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - takes a while

    pairs = {(min(a, b), max(a, b)): number for number, (a, b, _) in enumerate(edges)}
    offset = size * most
    rows: list[Row] = [({node * most + part: 1.0 for part in range(most)}, 1.0, 1.0) for node in range(size)]
    for number, (a, b, weight) in enumerate(edges):
        for part in range(most):
            first, second = a * most + part, b * most + part
            if weight > 0:
                rows += [({offset + number: 1.0, first: -1.0, second: 1.0}, 0.0, np.inf)]
            else:
                rows += [({offset + number: 1.0, first: -1.0, second: -1.0}, -1.0, np.inf)]
    triangles = _unfitting(size, edges, most)
    rows += [({offset + pairs[pair]: 1.0 for pair in triangle}, 1.0, np.inf) for triangle in triangles]
    costs = np.concatenate((np.zeros(offset), [abs(weight) for *_, weight in edges]))
    rows.append(({offset + number: abs(weight) for number, (*_, weight) in enumerate(edges)}, known.bound, known.frustration))
    result = milp(
        costs,
        integrality=np.concatenate((np.ones(offset), np.zeros(len(edges)))),
        bounds=Bounds(0, _highest(size, edges, most)),
        constraints=LinearConstraint(_matrix(rows, offset + len(edges)), [low for _, low, _ in rows], [high for *_, high in rows]),
        options={"node_limit": BRANCHES, "mip_rel_gap": 0},
    )
    return _better(edges, most, known, result)


def _highest(size: int, edges: Sequence[Edge], most: int) -> Any:
    """The highest value of each variable. Parts have no names, so the node of most ties is in the first, the next in one of
    the first two, and so on: without that the same solution would be looked at many times."""
    ties = [0] * size
    for a, b, _ in edges:
        ties[a] += 1
        ties[b] += 1
    highest = np.ones(size * most + len(edges))
    for place, node in enumerate(sorted(range(size), key=lambda node: -ties[node])[:most]):
        highest[node * most + place + 1 : (node + 1) * most] = 0
    return highest


def _matrix(rows: Sequence[Row], width: int) -> Any:
    from scipy import sparse  # noqa: PLC0415

    entries = [(number, column, value) for number, (row, *_) in enumerate(rows) for column, value in row.items()]
    places, columns, values = zip(*entries, strict=True)
    return sparse.csr_array((values, (places, columns)), shape=(len(rows), width))


def _better(edges: Sequence[Edge], most: int, known: Solution, result: Any) -> Solution:
    """What is known together with what the program found, if anything."""
    dual = getattr(result, "mip_dual_bound", None)
    bound = max(known.bound, _rounded_up(edges, dual)) if dual is not None and np.isfinite(dual) else known.bound
    parts, found = known.parts, known.frustration
    if result.x is not None:
        chosen = np.reshape(result.x[: len(known.parts) * most], (-1, most)).argmax(axis=1)
        left = frustration(edges, chosen.tolist())
        if left < found - PRECISION:
            parts, found = tuple(chosen.tolist()), left
    return Solution(parts, found, min(bound, found))
