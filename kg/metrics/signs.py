"""How each pair of actors stands to each other: by the signs that the ontology gives to the relations between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.network import Matrix
from kg.names import fold
from kg.records import StoredStatement
from kg.timing import in_time
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors with ties that have a sign, in the order of their IRIs.

    `positive` and `negative` are what these ties weigh together, `bonds` and `strife` their statements in the order of time.
    """

    one: str
    other: str
    positive: float
    negative: float
    bonds: tuple[StoredStatement, ...]
    strife: tuple[StoredStatement, ...]

    @property
    def net(self) -> float:
        """The sum of the signed weights: above 0 the pair is positive, below it negative, at 0 undecided."""
        return round(self.positive - self.negative, 6)

    @property
    def sign(self) -> int:
        """1, -1, or 0 where the pair is undecided."""
        return (self.net > 0) - (self.net < 0)

    @property
    def statements(self) -> tuple[StoredStatement, ...]:
        """The statements of both signs, in the order of time."""
        return tuple(in_time((*self.bonds, *self.strife)))

    @property
    def grounds(self) -> tuple[StoredStatement, ...]:
        """The statements for the sign that the pair has; all of them where it is undecided."""
        return {1: self.bonds, -1: self.strife, 0: self.statements}[self.sign]


class Signed:
    """The signed network: one edge, positive or negative, for each pair that is decided.

    `nodes` are the actors with any signed tie, in the order of their IRIs; `pairs` are all their pairs, in the order of both
    IRIs, undecided ones too.
    """

    def __init__(self, pairs: Iterable[Pair], labels: Mapping[str, str]) -> None:
        self.pairs = tuple(sorted(pairs, key=lambda pair: (pair.one, pair.other)))
        self.nodes = tuple(sorted({end for pair in self.pairs for end in (pair.one, pair.other)}))
        self.labels = labels
        self.place = {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def decided(self) -> tuple[Pair, ...]:
        """The pairs that have a sign."""
        return tuple(pair for pair in self.pairs if pair.sign)

    @cached_property
    def undecided(self) -> tuple[Pair, ...]:
        """The pairs whose positive and negative ties weigh the same, those with most of both first."""
        found = (pair for pair in self.pairs if not pair.sign)
        return tuple(sorted(found, key=lambda pair: (-pair.positive, *self.by_label(pair.one, pair.other))))

    @cached_property
    def by_ends(self) -> dict[tuple[str, str], Pair]:
        """The decided pairs, under both orders of their ends."""
        return {ends: pair for pair in self.decided for ends in ((pair.one, pair.other), (pair.other, pair.one))}

    def matrix(self, sign: int) -> Matrix:
        """The pairs of one sign as a symmetric matrix of ones."""
        pairs = [(self.place[pair.one], self.place[pair.other]) for pair in self.decided if pair.sign == sign]
        rows, columns = np.array(pairs, int).reshape(-1, 2).T
        ends = (np.concatenate((rows, columns)), np.concatenate((columns, rows)))
        return sparse.csr_array((np.ones(2 * len(pairs), int), ends), shape=(len(self.nodes), len(self.nodes)))

    def by_label(self, *nodes: str) -> list[tuple[str, str]]:
        """What to order actors by: their labels."""
        return [(fold(self.labels[node]), node) for node in nodes]


def signed(graph: Graph, vocabulary: Vocabulary) -> Signed:
    """The signed network of a projection. Ties without a sign, such as those of posture, are left out.

    The sign of a pair is that of the sum of its signed weights; a pair where these cancel out is undecided, is named as such,
    and counts in nothing that is measured.
    """
    ties: defaultdict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for subject, target, tie in graph.edges(data=True):
        if sign := vocabulary.relation(tie["relation"]).sign:
            first, second = sorted((subject, target))
            ties[first, second].append((sign, tie))
    pairs = (_pair(*ends, both) for ends, both in ties.items())
    return Signed(pairs, {node: label(graph, node) for node in graph})


def _pair(one: str, other: str, ties: list[tuple[int, dict[str, Any]]]) -> Pair:
    bonds = [tie for sign, tie in ties if sign > 0]
    strife = [tie for sign, tie in ties if sign < 0]
    return Pair(one, other, _weight(bonds), _weight(strife), _told(bonds), _told(strife))


def _weight(ties: list[dict[str, Any]]) -> float:
    return round(float(sum(tie["weight"] for tie in ties)), 6)


def _told(ties: list[dict[str, Any]]) -> tuple[StoredStatement, ...]:
    return tuple(in_time(told for tie in ties for told in tie["statements"]))
