"""The network as matrices, for algorithms that need no more than who is tied to whom and by how much."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.graph import Graph

Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = Any  # scipy.sparse.csr_array, which has no types
Step: TypeAlias = Callable[[object], None]
Progress: TypeAlias = Callable[[str, int], AbstractContextManager[Step]]
"""Shows how a long computation goes on: what it does, in how many steps; see `kg.cli.output.progress`."""


@contextmanager
def silently(_what: str, _total: int) -> Iterator[Step]:
    """Progress that nobody watches."""
    yield lambda _step: None


class Network:
    """A graph as matrices, each made when it is first asked for. Rows and columns are in the order of `nodes`."""

    def __init__(self, graph: Graph, *, weighted: bool = True) -> None:
        self.nodes = tuple(graph)
        self._graph, self._weighted = graph, weighted

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def ties(self) -> Matrix:
        """From subject to object, symmetric ties both ways: what they weigh together, or 1 where the network is unweighted."""
        sources, targets, weights, both = self._edges
        return self._matrix(
            np.concatenate((sources, targets[both])),
            np.concatenate((targets, sources[both])),
            np.concatenate((weights, weights[both])),
        )

    @cached_property
    def pairs(self) -> Matrix:
        """Who is tied to whom without direction: what all their ties weigh together, or 1 where the network is unweighted."""
        sources, targets, weights, _ = self._edges
        return self._matrix(np.concatenate((sources, targets)), np.concatenate((targets, sources)), np.tile(weights, 2))

    @cached_property
    def neighbours(self) -> Matrix:
        """Who is tied to whom at all: 1 for each pair, both ways."""
        return _ones(self.pairs)

    def degrees(self, *, incoming: bool = True, outgoing: bool = True, weighted: bool | None = None) -> Vector:
        """How many ties each node has, or what they weigh; by default as the network is.

        A symmetric tie comes in and goes out at both its ends; where both directions are counted it counts once.
        """
        sources, targets, weights, both = self._edges
        amounts = weights if (self._weighted if weighted is None else weighted) else np.ones(len(weights))
        counted = np.zeros(len(self))
        np.add.at(counted, sources, amounts * (outgoing | both))
        np.add.at(counted, targets, amounts * (incoming | both))
        return counted

    @cached_property
    def _edges(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Vector, NDArray[np.bool_]]:
        place = {node: number for number, node in enumerate(self.nodes)}
        edges = [(place[a], place[b], tie["weight"], tie["symmetric"]) for a, b, tie in self._graph.edges(data=True)]
        columns = zip(*edges, strict=True) if edges else ((), (), (), ())
        sources, targets, weights, both = columns
        return np.array(sources, int), np.array(targets, int), np.array(weights, float), np.array(both, bool)

    def _matrix(self, rows: NDArray[np.int64], columns: NDArray[np.int64], weights: Vector) -> Matrix:
        size = (len(self), len(self))
        summed = sparse.csr_array((weights, (rows, columns)), shape=size)
        return summed if self._weighted else _ones(summed)


def _ones(matrix: Matrix) -> Matrix:
    return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
