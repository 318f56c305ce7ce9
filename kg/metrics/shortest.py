"""Measures of shortest paths, from many nodes at once: betweenness, closeness, harmonic; exact, or from a sample with its error.

All are one walk outwards from some nodes at a time, a product of matrices for each step. For that networkx has a loop in
Python, 30 times slower, and rustworkx one that is compiled but goes from node to node; see `tests/bench/network.py`.

A sample takes some nodes as pivots, all with the same chance and none twice, and counts the shortest paths that begin
there (Brandes and Pich 2007). What one pivot contributes to a node varies from pivot to pivot, and that gives the standard
error of the estimate, as for any simple random sample without replacement (Cochran 1977, section 2.6). For nodes that owe
their score to few pivots the error is judged too small; those are nodes of low scores, where the order matters little.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.metrics.network import Matrix, Progress, Vector, silently

SEED = 20170302  # any fixed number: the sample must be the same on every run
BLOCK = 16  # pivots at a time: their columns fit into the processor's cache up to some 50,000 nodes

Block: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Scores, and the standard error of each where they come from a sample; it is None where they are exact."""

    scores: Vector
    errors: Vector | None = None


def betweenness(neighbours: Matrix, pivots: int | None = None, progress: Progress = silently) -> Estimate:
    """The share of shortest paths between two others that lead through each node (Freeman 1977).

    From that many pivots or, with None, from all nodes.
    """
    size = neighbours.shape[0]
    return _estimate(neighbours, pivots, _dependencies, max((size - 1) * (size - 2), 1), "betweenness", progress)


def harmonic(neighbours: Matrix, pivots: int | None = None, progress: Progress = silently) -> Estimate:
    """The mean of one over the distance to each other node, from that many pivots or, with None, from all nodes."""
    size = neighbours.shape[0]
    return _estimate(neighbours, pivots, _nearness, max(size - 1, 1), "harmonic", progress)


def closeness(neighbours: Matrix, progress: Progress = silently) -> Vector:
    """One over the mean distance to the reachable nodes, times their share of all others (Wasserman and Faust 1994, p. 201)."""
    size = neighbours.shape[0]
    reached, distance = np.zeros(size), np.zeros(size)
    with progress("closeness", -(-size // BLOCK)) as step:
        for block in _blocks(size, size):
            levels, _ = _levels(neighbours, block)
            for steps, level in enumerate(levels[1:], start=1):
                nodes = level.sum(axis=1)
                reached += nodes
                distance += steps * nodes
            step(block)
    return np.asarray(reached**2 / np.where(distance > 0, distance, 1) / max(size - 1, 1))


def _estimate(
    neighbours: Matrix,
    pivots: int | None,
    contribution: Callable[[Matrix, NDArray[np.int64]], Block],
    scale: int,
    what: str,
    progress: Progress,
) -> Estimate:
    """The sum over all nodes of what each contributes to every node, divided by `scale`, judged from the pivots."""
    size = neighbours.shape[0]
    pivots = size if pivots is None else min(pivots, size)
    total, squares = np.zeros(size), np.zeros(size)
    with progress(what, -(-pivots // BLOCK)) as step:
        for block in _blocks(size, pivots):
            part = contribution(neighbours, block)
            total += part.sum(axis=1)
            squares += (part**2).sum(axis=1)
            step(block)
    if pivots == size:
        return Estimate(total / scale)
    mean = total / pivots
    variance = np.maximum(squares - pivots * mean**2, 0) / max(pivots - 1, 1)
    error = size * np.sqrt(variance / pivots * (1 - pivots / size))
    return Estimate(mean * size / scale, error / scale)


def _blocks(size: int, pivots: int) -> Iterator[NDArray[np.int64]]:
    chosen = np.arange(size) if pivots >= size else np.random.default_rng(SEED).permutation(size)[:pivots]
    for start in range(0, pivots, BLOCK):
        yield chosen[start : start + BLOCK]


def _levels(neighbours: Matrix, pivots: NDArray[np.int64]) -> tuple[list[NDArray[np.bool_]], Block]:
    """Which nodes lie how many steps from each pivot, a matrix for each number of steps, and how many shortest paths lead there."""
    shape = (neighbours.shape[0], len(pivots))
    reached = np.zeros(shape, bool)
    reached[pivots, np.arange(len(pivots))] = True
    paths = reached.astype(float)
    levels = [reached.copy()]
    front = paths
    while True:
        front = neighbours @ front
        front[reached] = 0
        new = front > 0
        if not new.any():
            return levels, paths
        reached |= new
        paths += front
        levels.append(new)


def _dependencies(neighbours: Matrix, pivots: NDArray[np.int64]) -> Block:
    """Which share of the shortest paths from each pivot leads through each node, summed over all ends.

    Brandes's accumulation (2001), with the linear scaling of Geisberger, Sanders and Schultes (2008): a path counts twice as
    far as the node lies along it, seen from the pivot. Over both directions of a path these are 2, so the sum over all pivots
    stays the same, but a node no longer owes most of its score to the few pivots right beside it.
    """
    levels, paths = _levels(neighbours, pivots)
    shares = np.zeros_like(paths)
    known = np.where(paths > 0, paths, 1)
    for steps in range(len(levels) - 1, 1, -1):
        handed = neighbours @ np.where(levels[steps], (1 / steps + shares) / known, 0)
        shares += np.where(levels[steps - 1], paths * handed, 0)
    for steps, level in enumerate(levels):
        shares[level] *= 2 * steps
    return shares


def _nearness(neighbours: Matrix, pivots: NDArray[np.int64]) -> Block:
    """One over the number of steps from each pivot to every other node; 0 where no way leads."""
    levels, paths = _levels(neighbours, pivots)
    near = np.zeros_like(paths)
    for steps, level in enumerate(levels[1:], start=1):
        near[level] = 1 / steps
    return near
