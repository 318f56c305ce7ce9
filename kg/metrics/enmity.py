"""Whom enmities should bring together, and whom alliances did not keep apart."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.graph import Graph
from kg.metrics.signs import Pair, Signed
from kg.records import StoredStatement
from kg.timing import in_time
from kg.vocabulary import Vocabulary

VIOLENCE = "violence"


@dataclass(frozen=True, slots=True)
class SharedEnemies:
    """Two actors without any tie who have enemies in common, in the order of their labels.

    `enemies` are in the order of how firmly they are opposed, `weight` is what the weaker of the two enmities weighs, net, for
    all of them together. `against` are those who are a friend of one and an enemy of the other, which speaks against a bond.
    """

    one: str
    other: str
    enemies: tuple[str, ...]
    weight: float
    against: tuple[str, ...]
    statements: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class FightingAllies:
    """A pair with ties that bind and with violence. `violent` is what the violence weighs, `fights` its statements."""

    pair: Pair
    violent: float
    fights: tuple[StoredStatement, ...]

    @property
    def statements(self) -> tuple[StoredStatement, ...]:
        """What binds them and what they did to each other, in the order of time."""
        return tuple(in_time((*self.pair.bonds, *self.fights)))


def shared_enemies(graph: Graph, network: Signed, *, limit: int | None = None) -> tuple[SharedEnemies, ...]:
    """Pairs without any tie in the network who have an enemy in common: potential friends, by balance (Heider 1946).

    Those with most enemies in common come first, of these the ones with the firmest enmities.
    """
    numbers, pairs = _with_common_enemies(graph, network)
    if limit is not None and len(numbers) > limit:
        pairs = pairs[numbers >= np.partition(numbers, -limit)[-limit]]
    around = _neighbours(network)
    found = [_shared(network, around, network.nodes[a], network.nodes[b]) for a, b in pairs.tolist()]
    found.sort(key=lambda each: (-len(each.enemies), -each.weight, *network.by_label(each.one, each.other)))
    return tuple(found[:limit])


def fighting_allies(
    graph: Graph, network: Signed, vocabulary: Vocabulary, *, limit: int | None = None
) -> tuple[FightingAllies, ...]:
    """The pairs with both: ties that bind them, by their sign, and violence between them.

    Those come first where the lesser of the two weighs most, then those where both together do.
    """
    violence = vocabulary.family(VIOLENCE).name
    found = []
    for pair in network.pairs:
        ties = [tie for tie in _ties(graph, pair) if tie["family"] == violence]
        if pair.positive and ties:
            fights = tuple(in_time(told for tie in ties for told in tie["statements"]))
            found.append(FightingAllies(pair, round(sum(tie["weight"] for tie in ties), 6), fights))
    found.sort(
        key=lambda each: (
            -min(each.pair.positive, each.violent),
            -(each.pair.positive + each.violent),
            *network.by_label(each.pair.one, each.pair.other),
        )
    )
    return tuple(found[:limit])


def _with_common_enemies(graph: Graph, network: Signed) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many enemies pairs without any tie have in common, and the numbers of both ends of each."""
    foes = network.matrix(-1)
    common = (foes @ foes).tocoo()
    once = common.row < common.col
    numbers, pairs = common.data[once], np.column_stack((common.row[once], common.col[once])).astype(np.int64)
    place = network.place
    tied = {tuple(sorted((place[a], place[b]))) for a, b in graph.edges() if a in place and b in place}
    keys = np.array([a * len(place) + b for a, b in sorted(tied)], np.int64)
    apart = ~np.isin(pairs[:, 0] * len(place) + pairs[:, 1], keys)
    return numbers[apart].astype(np.int64), pairs[apart]


def _neighbours(network: Signed) -> dict[str, dict[int, set[str]]]:
    """The friends, under 1, and the enemies, under -1, of each actor."""
    around: dict[str, dict[int, set[str]]] = {node: {1: set(), -1: set()} for node in network.nodes}
    for pair in network.decided:
        around[pair.one][pair.sign].add(pair.other)
        around[pair.other][pair.sign].add(pair.one)
    return around


def _shared(network: Signed, around: dict[str, dict[int, set[str]]], one: str, other: str) -> SharedEnemies:
    one, other = sorted((one, other), key=network.by_label)
    ends = network.by_ends

    def firmness(enemy: str) -> float:
        return min(-ends[one, enemy].net, -ends[other, enemy].net)

    enemies = sorted(around[one][-1] & around[other][-1], key=lambda node: (-firmness(node), network.by_label(node)))
    against = (around[one][1] & around[other][-1]) | (around[one][-1] & around[other][1])
    told = in_time(each for enemy in enemies for end in (one, other) for each in ends[end, enemy].strife)
    weight = round(sum(map(firmness, enemies)), 6)
    return SharedEnemies(one, other, tuple(enemies), weight, tuple(sorted(against, key=network.by_label)), tuple(told))


def _ties(graph: Graph, pair: Pair) -> list[dict[str, Any]]:
    both = ((pair.one, pair.other), (pair.other, pair.one))
    return [tie for ends in both for tie in (graph.get_edge_data(*ends) or {}).values()]
