"""How far two partitions of the same nodes agree."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Sizes: TypeAlias = NDArray[np.float64]


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    """The Rand index of two partitions, given as the number of each node's part, corrected for chance (Hubert and Arabie 1985).

    1 where they are the same, about 0 where they agree as chance would have it; two of which each puts everything together, or
    everything apart, are the same.
    """
    first, second, both = _sizes(one, other)
    together, apart, shared = _pairs(first), _pairs(second), _pairs(both)
    pairs = len(one) * (len(one) - 1) / 2
    expected = together * apart / pairs if pairs else 0.0
    most = (together + apart) / 2
    return 1.0 if most == expected else (shared - expected) / (most - expected)


def mutual_information(one: Sequence[int], other: Sequence[int]) -> float:
    """The mutual information of two partitions over the mean of their entropies (Danon et al. 2005): from 0 to 1."""
    first, second, both = map(_entropy, _sizes(one, other))
    if not first + second:
        return 1.0
    return max(0.0, 2 * (first + second - both) / (first + second))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of those in either that are in both; 0 where both are empty."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _sizes(one: Sequence[int], other: Sequence[int]) -> tuple[Sizes, Sizes, Sizes]:
    """How many nodes each part of the first has, each of the second, and each two of both have in common."""
    _, first, of_first = np.unique(np.asarray(one, int), return_inverse=True, return_counts=True)
    _, second, of_second = np.unique(np.asarray(other, int), return_inverse=True, return_counts=True)
    _, both = np.unique(first * len(of_second) + second, return_counts=True)
    return of_first.astype(float), of_second.astype(float), both.astype(float)


def _pairs(sizes: Sizes) -> float:
    return float((sizes * (sizes - 1)).sum() / 2)


def _entropy(sizes: Sizes) -> float:
    shares = sizes / sizes.sum()
    return float(-(shares * np.log(shares)).sum()) + 0.0
