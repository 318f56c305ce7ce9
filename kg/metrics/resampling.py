"""The same network again without some of its statements, or with some of them twice, as arrays: for rankings by the thousand."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.graph import Graph
from kg.metrics.centrality import AUTOMATIC, SAME_SCORE, SCORES, Sampling
from kg.metrics.network import Matrix, Network, Vector
from kg.origins import independent_sources, source_of
from kg.projection import Projection, weigher
from kg.records import StoredStatement

Ints: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = NDArray[np.float64]  # statements by columns: how often each statement is in the network of each column
Ranks: TypeAlias = NDArray[np.int64]
Present: TypeAlias = NDArray[np.bool_]

COUNTED = frozenset({"degree", "in-degree", "out-degree", "neighbours", "strength", "in-strength", "out-strength"})
"""The measures that are sums over an actor's own ties."""

CELLS = 4_000_000  # numbers in the largest array at a time: 32 MB


class Evidence:
    """The statements of a network and what they say of its ties, as arrays in the order of `told`.

    `projection` says what a tie weighs and how many sources it needs. A column of counts says how often each statement is in
    a network: 0 for one left out, 2 for one whose document is drawn twice. A statement that is there twice weighs twice, and
    so does its document; a source stays one source.
    """

    def __init__(self, graph: Graph, projection: Projection, *, weighted: bool = True) -> None:
        self.nodes = tuple(graph)
        place = {node: number for number, node in enumerate(self.nodes)}
        edges = list(graph.edges(data=True))
        self._heads = np.array([place[subject] for subject, _, _ in edges], int)
        self._tails = np.array([place[target] for _, target, _ in edges], int)
        self._both = np.array([tie["symmetric"] for _, _, tie in edges], bool)
        self.told: tuple[StoredStatement, ...] = tuple(each for _, _, tie in edges for each in tie["statements"])
        self._edge = np.array([number for number, (_, _, tie) in enumerate(edges) for _ in tie["statements"]], int)
        self._projection, self._weighted = projection, weighted
        self.documents, self.document = _numbered([each.document for each in self.told])
        self.sources, self.source = _numbered([source_of(each) for each in self.told])
        self.confidence = np.array([each.confidence for each in self.told], float)

    def all(self) -> Counts:
        """Every statement once, as one column."""
        return np.ones((len(self.told), 1))

    def scores(self, counts: Counts, measure: str, sampling: Sampling = AUTOMATIC) -> tuple[Counts, Present]:
        """The scores of the nodes by a measure in each column's network, and which nodes are in it.

        Nodes without a tie are not in a network; their score is 0.
        """
        weights, there = self._ties(counts)
        present = (self._ends(incoming=True, outgoing=True) @ there) > 0
        if measure in COUNTED:
            scores = self._sums(measure, weights, there)
        else:
            columns = range(counts.shape[1])
            scores = np.stack([self._scores(measure, weights[:, n], there[:, n], present[:, n], sampling) for n in columns], axis=1)
        return np.where(present, _rounded(scores), 0), present

    def scores_without(
        self, number: Ints, gone: Sequence[int], measure: str, sampling: Sampling = AUTOMATIC
    ) -> tuple[Counts, Present]:
        """The same without the statements of each of these numbers, a column for each; `number` has one for each statement."""
        if measure not in COUNTED or self._projection.weight != "statements" or self._projection.min_sources > 1:
            return self.scores(np.stack([number != each for each in gone], axis=1).astype(float), measure, sampling)
        # Only what goes is counted: of a large network each of thousands of documents touches a few ties.
        column = np.full(max(int(number.max(initial=0)), *gone) + 1, -1)
        column[list(gone)] = np.arange(len(gone))
        told = np.flatnonzero(column[number] >= 0)
        ones = np.ones(len(told))
        less = self._by_edge @ sparse.csr_array((ones, (told, column[number[told]])), shape=(len(number), len(gone)))
        cut = _where_all(less, self._by_edge.sum(axis=1))
        present = (
            self._ends(incoming=True, outgoing=True).sum(axis=1)[:, None] - self._ends(incoming=True, outgoing=True) @ cut
        ) > 0
        whole, there = self._by_edge.sum(axis=1)[:, None], np.ones((len(self._heads), 1))
        if measure == "neighbours":
            apart = _where_all(self._pairs @ cut, self._pairs.sum(axis=1))
            return self._sums(measure, whole, there) - (self._pair_ends @ apart).toarray(), present
        return self._sums(measure, whole, there) - self._sums(measure, less, cut).toarray(), present

    def width(self) -> int:
        """How many columns at a time fit into the cache of a processor, about."""
        return max(1, CELLS // max(len(self.told), len(self.nodes), 1))

    def _ties(self, counts: Counts) -> tuple[Counts, Counts]:
        """What each tie weighs in each column, and 1 where it is there at all."""
        there = ((self._by_edge @ (counts > 0)) > 0).astype(float)
        sources = None
        if self._projection.weight == "sources" or self._projection.min_sources > 1:
            sources = self._sources(counts)
            there *= sources >= self._projection.min_sources
        match self._projection.weight:
            case "sources":
                weights = sources if sources is not None else there
            case "documents":
                weights = self._documents(counts)
            case _:
                weights = self._worth @ counts
        return weights * there, there

    def _sums(self, measure: str, weights: Matrix, there: Matrix) -> Matrix:
        """The scores of measures that are sums over an actor's own ties."""
        if measure == "neighbours":
            tied = ((self._pairs @ there) > 0).astype(float)
            return self._pair_ends @ tied
        direction = measure.partition("-")[0]
        ends = self._ends(incoming=direction != "out", outgoing=direction != "in")
        weighted = self._weighted or measure.endswith("strength")
        return ends @ (weights if weighted else there)

    def _scores(self, measure: str, weights: Vector, there: Vector, present: Present, sampling: Sampling) -> Vector:
        """The scores of one column's network by any measure."""
        kept, nodes = np.flatnonzero(there), np.flatnonzero(present)
        number = np.zeros(len(self.nodes), int)
        number[nodes] = np.arange(len(nodes))
        network = _Part(
            tuple(self.nodes[node] for node in nodes),
            (number[self._heads[kept]], number[self._tails[kept]], weights[kept], self._both[kept]),
            weighted=self._weighted,
        )
        scores = np.zeros(len(self.nodes))
        scores[nodes] = SCORES[measure](network, sampling).scores
        return scores

    @lru_cache(maxsize=4)  # noqa: B019 - lives as long as what it belongs to
    def _ends(self, *, incoming: bool, outgoing: bool) -> Matrix:
        """Nodes by ties: 1 where a tie counts for a node. A symmetric tie comes in and goes out at both its ends."""
        many = len(self._heads)
        marks = np.concatenate((outgoing | self._both, incoming | self._both)).astype(float)
        rows, columns = np.concatenate((self._heads, self._tails)), np.tile(np.arange(many), 2)
        return sparse.csr_array((marks, (rows, columns)), shape=(len(self.nodes), many))

    @cached_property
    def _by_edge(self) -> Matrix:
        """Ties by statements: 1 where a statement is behind a tie."""
        return self._edges_of(np.ones(len(self.told)))

    @cached_property
    def _worth(self) -> Matrix:
        """Ties by statements: what a statement adds to the weight of its tie."""
        weigh = weigher(self._projection, self.told)
        return self._edges_of(np.array([weigh([each]) for each in self.told], float))

    def _edges_of(self, values: Vector) -> Matrix:
        shape = (len(self._heads), len(self.told))
        return sparse.csr_array((values, (self._edge, np.arange(len(self.told)))), shape=shape)

    @cached_property
    def _pair_of(self) -> tuple[Ints, int]:
        low, high = np.minimum(self._heads, self._tails), np.maximum(self._heads, self._tails)
        pairs, number = np.unique(low * max(len(self.nodes), 1) + high, return_inverse=True)
        return number, len(pairs)

    @cached_property
    def _pairs(self) -> Matrix:
        """Pairs of nodes by ties: 1 where a tie is between the two."""
        number, many = self._pair_of
        return sparse.csr_array((np.ones(len(number)), (number, np.arange(len(number)))), shape=(many, len(number)))

    @cached_property
    def _pair_ends(self) -> Matrix:
        """Nodes by pairs: 1 where a node is of a pair."""
        number, many = self._pair_of
        rows, columns = np.concatenate((self._heads, self._tails)), np.tile(number, 2)
        ends = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.nodes), many))
        ends.data[:] = 1
        return ends

    def _documents(self, counts: Counts) -> Counts:
        """How many documents state each tie in each column, one as often as any of its statements is there."""
        keys = self._edge * max(len(self.documents), 1) + self.document
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        stated = np.maximum.reduceat(counts[order], starts, axis=0) if len(starts) else counts[:0]
        edges = self._edge[order][starts] if len(starts) else self._edge[:0]
        shape = (len(self._heads), len(edges))
        return np.asarray(sparse.csr_array((np.ones(len(edges)), (edges, np.arange(len(edges)))), shape=shape) @ stated)

    def _sources(self, counts: Counts) -> Counts:
        """How many independent sources state each tie in each column."""
        starts = np.searchsorted(self._edge, np.arange(len(self._heads) + 1))
        found = np.zeros((len(self._heads), counts.shape[1]))
        for edge, (start, end) in enumerate(pairwise(starts.tolist())):
            there = counts[start:end] > 0
            if end - start == 1:
                found[edge] = there[0]
                continue
            patterns, number = np.unique(there, axis=1, return_inverse=True)
            values = [self._independent(start, tuple(np.flatnonzero(pattern).tolist())) for pattern in patterns.T]
            found[edge] = np.array(values, float)[number.reshape(-1)]
        return found

    @lru_cache(maxsize=100_000)  # noqa: B019 - lives as long as what it belongs to
    def _independent(self, start: int, places: tuple[int, ...]) -> int:
        return independent_sources([self.told[start + place] for place in places])


class _Part(Network):
    """A network from arrays: the numbers of the ends of its ties, what they weigh, and which are symmetric."""

    def __init__(self, nodes: tuple[str, ...], edges: tuple[Ints, Ints, Vector, NDArray[np.bool_]], *, weighted: bool) -> None:
        self.nodes = nodes
        self._weighted = weighted
        self._edges = edges


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The different names in order, and the number of each."""
    different = sorted(set(names))
    number = {name: place for place, name in enumerate(different)}
    return tuple(different), np.array([number[name] for name in names], int)


def _rounded(scores: Counts) -> Counts:
    """Scores to the digits behind which they differ by rounding only, as the rankings have them."""
    if np.array_equal(scores, np.rint(scores)):
        return scores
    size = np.where(scores == 0, 1, np.abs(scores))
    unit = 10.0 ** (SAME_SCORE - 1 - np.floor(np.log10(size)))
    return np.asarray(np.round(scores * unit) / unit)


def ranks_of(nodes: Ints, scores: Vector, present: Present) -> Ranks:
    """The ranks of these nodes in one network: one more than how many score higher; who is not in it comes after all."""
    values = scores[present]
    higher = (values[None, :] > scores[nodes, None]).sum(axis=1)
    return np.where(present[nodes], higher, len(values)) + 1


def first_of(scores: Vector, present: Present, top: int) -> Ints:
    """The nodes of one network whose rank is `top` or less: with those who share the last of these ranks more than so many."""
    values = scores[present]
    least = np.partition(values, len(values) - top)[len(values) - top] if len(values) > top else -np.inf
    return np.flatnonzero(present & (scores >= least))


def _where_all(less: Matrix, whole: Vector) -> Matrix:
    """1 where as much goes from a row as the whole of it."""
    entries = less.tocoo()
    all_of_it = entries.data == whole[entries.row]
    marks = np.ones(int(all_of_it.sum()))
    return sparse.csr_array((marks, (entries.row[all_of_it], entries.col[all_of_it])), shape=less.shape)
