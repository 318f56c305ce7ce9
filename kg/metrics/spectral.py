"""Measures in which a score depends on the scores of those one is tied to: eigenvector, Katz, PageRank, hubs and authorities."""

import numpy as np
from scipy.sparse import csgraph
from scipy.sparse.linalg import ArpackError, eigsh

from kg.errors import KgError
from kg.metrics.network import Matrix, Vector

DAMPING = 0.85
ATTENUATION = 0.85  # of what would let the scores grow without bound
PRECISION = 1e-12
ROUNDS = 10_000
SMALL = 20  # nodes up to which the whole matrix is decomposed


def eigenvector(pairs: Matrix) -> Vector:
    """Eigenvector centrality (Bonacich 1972) without direction: each score in proportion to the weighted sum of its neighbours'.

    Scores are set within the largest component, where the greatest is 1; elsewhere they are 0, as they would be in the limit.
    Of components of one size the one with the greater eigenvalue counts, then the one that comes first. Raises KgError where
    the computation does not converge, which takes a network of almost equal eigenvalues.
    """
    scores = np.zeros(pairs.shape[0])
    best = -np.inf
    for members in _largest(pairs):
        value, vector = _leading(pairs[members][:, members])
        if value > best * (1 + PRECISION) or best < 0:
            best, scores = value, np.zeros(pairs.shape[0])
            scores[members] = vector / max(vector.max(), np.finfo(float).tiny)
    return scores


def katz(ties: Matrix) -> Vector:
    """Katz's status (1953): one, and a part of the scores of all whose ties come in, by their weight.

    The part is 0.85 of the inverse of the greatest eigenvalue of the ties taken without direction, so that it always
    settles: that eigenvalue is never less than the one that sets the limit.
    """
    size = ties.shape[0]
    scores = np.ones(size)
    if not ties.data.any():
        return scores
    part = ATTENUATION / _leading((ties + ties.T) / 2)[0]
    incoming = ties.T.tocsr()
    for _ in range(ROUNDS):
        before, scores = scores, 1 + part * (incoming @ scores)
        if np.abs(scores - before).max() <= PRECISION * scores.max():
            return np.asarray(scores)
    raise KgError(f"the Katz scores do not settle within {ROUNDS} rounds")


def pagerank(ties: Matrix) -> Vector:
    """PageRank along the ties in proportion to their weights (Brin and Page 1998), with damping 0.85; the scores' sum is 1.

    Whoever has no tie that goes out, or only such as weigh nothing, hands its score to everybody alike.
    """
    size = ties.shape[0]
    scores = np.full(size, 1 / max(size, 1))
    passed_on = ties.sum(axis=1)
    shares = np.divide(1, passed_on, out=np.zeros(size), where=passed_on > 0)
    incoming = ties.T.tocsr()
    for _ in range(ROUNDS):
        kept = scores[passed_on <= 0].sum()
        before, scores = scores, DAMPING * (incoming @ (scores * shares) + kept / max(size, 1)) + (1 - DAMPING) / max(size, 1)
        if np.abs(scores - before).sum() <= PRECISION:
            return np.asarray(scores)
    raise KgError(f"the PageRank scores do not settle within {ROUNDS} rounds")


def hubs_and_authorities(ties: Matrix) -> tuple[Vector, Vector]:
    """Hubs and authorities (Kleinberg 1999) by his own rounds from equal scores; each vector's sum is 1.

    From equal scores the result is well defined even where several parts of the network are equally strong: they share the
    score. Without ties all scores are 0. Raises KgError where the scores do not settle.
    """
    size = ties.shape[0]
    if not ties.data.any():
        return np.zeros(size), np.zeros(size)
    incoming, authorities = ties.T.tocsr(), np.ones(size)
    for _ in range(ROUNDS):
        hubs = ties @ authorities
        hubs /= hubs.max()
        before, authorities = authorities, incoming @ hubs
        authorities /= authorities.max()
        if np.abs(authorities - before).max() <= PRECISION:
            return hubs / hubs.sum(), authorities / authorities.sum()
    raise KgError(f"the scores of hubs and authorities do not settle within {ROUNDS} rounds")


def _largest(pairs: Matrix) -> list[np.ndarray]:
    """The members of the component with the most nodes, or of each where several have as many."""
    if not pairs.shape[0]:
        return []
    _, labels = csgraph.connected_components(pairs, directed=False)
    sizes = np.bincount(labels)
    return [np.flatnonzero(labels == label) for label in np.flatnonzero(sizes == sizes.max())]


def _leading(symmetric: Matrix) -> tuple[float, Vector]:
    """The greatest eigenvalue of a symmetric matrix and its vector, which has no negative part where the matrix has none."""
    size = symmetric.shape[0]
    if size <= SMALL:
        values, vectors = np.linalg.eigh(symmetric.toarray())
        return float(values[-1]), np.abs(vectors[:, -1])
    try:
        values, vectors = eigsh(symmetric, k=1, which="LA", v0=np.ones(size), tol=PRECISION, maxiter=ROUNDS)
    except ArpackError as error:
        raise KgError("the eigenvector does not settle: the network has several parts that are almost equally strong") from error
    return float(values[0]), np.abs(vectors[:, 0])
