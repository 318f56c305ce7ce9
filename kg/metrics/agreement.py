"""How far two partitions of the same nodes agree."""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import comb, fsum, log


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The Rand index of two partitions, given as the part of each node, corrected for chance (Hubert and Arabie 1985).

    1 where they are the same, about 0 where they agree as chance would have it; two of which each puts everything together, or
    everything apart, are the same.
    """
    both = sum(comb(number, 2) for number in Counter(zip(one, other, strict=True)).values())
    first, second = (sum(comb(number, 2) for number in Counter(parts).values()) for parts in (one, other))
    pairs = comb(len(one), 2)
    expected = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The mutual information of two partitions over the mean of their entropies (Danon et al. 2005): from 0 to 1."""
    size = len(one)
    first, second = Counter(one), Counter(other)
    entropy = _entropy(first, size) + _entropy(second, size)
    if not entropy:
        return 1.0
    shared = Counter(zip(one, other, strict=True))
    return 2 * fsum(n / size * log(n * size / (first[a] * second[b])) for (a, b), n in shared.items()) / entropy


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of those in either that are in both; 0 where both are empty."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _entropy(sizes: Counter[Hashable], size: int) -> float:
    return -fsum(number / size * log(number / size) for number in sizes.values())
