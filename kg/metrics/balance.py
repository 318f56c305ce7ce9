"""Structural balance: triads, and the pairs that disturb it.

Of three actors who all stand to each other some way, the triad is balanced where the product of the three signs is positive:
friends of friends are friends, enemies of enemies too (Heider 1946; Cartwright and Harary 1956). Where actors can be more than
two camps, three mutual enemies disturb nothing either (Davis 1967, weak balance).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from math import comb

from kg.metrics.signs import Pair, Signed

TYPES = ("+++", "+--", "++-", "---")
"""The kinds of triads: the first two are balanced, and the last one weakly."""


@dataclass(frozen=True, slots=True)
class Census:
    """How many triads there are of a kind, and the share that would be expected if chance gave out the signs."""

    type: str
    count: int
    share: float
    expected: float

    @property
    def balanced(self) -> bool:
        """Whether triads of the kind are balanced (Cartwright and Harary 1956)."""
        return self.type in {"+++", "+--"}


@dataclass(frozen=True, slots=True)
class Triad:
    """Three actors in the order of their labels, and their three pairs: first and second, first and third, second and third.

    `strength` is the net weight of the least firm of the three.
    """

    nodes: tuple[str, str, str]
    pairs: tuple[Pair, Pair, Pair]

    @property
    def type(self) -> str:
        """Its signs, such as `++-`."""
        return "".join(sorted("+" if pair.sign > 0 else "-" for pair in self.pairs))

    @property
    def balanced(self) -> bool:
        """Whether the product of its signs is positive."""
        return self.pairs[0].sign * self.pairs[1].sign * self.pairs[2].sign > 0

    @property
    def strength(self) -> float:
        """What the least firm of its pairs weighs, net."""
        return min(abs(pair.net) for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Frustrated:
    """A pair, the number of triads that it is part of, and how many of them are unbalanced."""

    pair: Pair
    triads: int
    unbalanced: int

    @property
    def share(self) -> float:
        """The part of its triads that is unbalanced."""
        return self.unbalanced / self.triads


def census(network: Signed) -> tuple[Census, ...]:
    """The triads of each of TYPES.

    The expected share is that among all ways to give the same number of positive and of negative signs to the same pairs, each
    way as likely as the other, so that it says what the mere number of friendships and enmities brings with it.
    """
    positive, negative = network.matrix(1), network.matrix(-1)
    two_enemies, two_friends = negative @ negative, positive @ positive
    counts = {
        "+++": int((two_friends * positive).sum()) // 6,
        "+--": int((two_enemies * positive).sum()) // 2,
        "++-": int((two_friends * negative).sum()) // 2,
        "---": int((two_enemies * negative).sum()) // 6,
    }
    total = sum(counts.values())
    friends = sum(pair.sign > 0 for pair in network.decided)
    enemies = len(network.decided) - friends
    return tuple(
        Census(kind, counts[kind], counts[kind] / total if total else 0.0, _expected(kind, friends, enemies)) for kind in TYPES
    )


def triads(network: Signed, *, balanced: bool | None = None, limit: int | None = None) -> tuple[Triad, ...]:
    """The triads, the strongest first; only the balanced or only the unbalanced ones where asked for, up to the limit."""
    found = (triad for triad in _triads(network) if balanced is None or triad.balanced == balanced)

    def order(triad: Triad) -> tuple[float, list[tuple[str, str]]]:
        return -triad.strength, network.by_label(*triad.nodes)

    return tuple(sorted(found, key=order) if limit is None else nsmallest(limit, found, key=order))


def most_frustrated(network: Signed, *, limit: int | None = None) -> tuple[Frustrated, ...]:
    """The pairs in unbalanced triads: those in most of them first, of these the ones with the greatest share."""
    positive, negative = network.matrix(1), network.matrix(-1)
    apart = (negative @ positive) + (positive @ negative)
    alike = (positive @ positive) + (negative @ negative)
    found = []
    for pair in network.decided:
        ends = network.place[pair.one], network.place[pair.other]
        fitting, unfitting = (int(alike[ends]), int(apart[ends]))[:: pair.sign]
        if unfitting:
            found.append(Frustrated(pair, fitting + unfitting, unfitting))
    found.sort(key=lambda each: (-each.unbalanced, -each.share, *network.by_label(each.pair.one, each.pair.other)))
    return tuple(found[:limit])


def _expected(kind: str, friends: int, enemies: int) -> float:
    pairs = comb(friends + enemies, 3)
    bonds = kind.count("+")
    return comb(friends, bonds) * comb(enemies, 3 - bonds) / pairs if pairs else 0.0


def _triads(network: Signed) -> Iterator[Triad]:
    """Every triad once: of two neighbours and those whom both are tied to, later than both in the order of labels."""
    rank = {node: number for number, node in enumerate(sorted(network.nodes, key=network.by_label))}
    later: dict[str, set[str]] = {node: set() for node in network.nodes}
    for pair in network.decided:
        first, second = sorted((pair.one, pair.other), key=lambda node: rank[node])
        later[first].add(second)
    for a in network.nodes:
        for b in later[a]:
            for c in later[a] & later[b]:
                ends = network.by_ends
                yield Triad((a, b, c), (ends[a, b], ends[a, c], ends[b, c]))
