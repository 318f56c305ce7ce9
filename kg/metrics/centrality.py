"""Who is central: rankings of the actors by one measure or several."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

import networkx as nx
import numpy as np

from kg.errors import UsageError
from kg.graph import Graph
from kg.measures import EXACT_ACTORS, MEASURES, PIVOTS
from kg.metrics import shortest, spectral
from kg.metrics.actors import label
from kg.metrics.network import Network, Progress, Vector, silently
from kg.metrics.shortest import Estimate
from kg.names import fold

SAME_SCORE = 12  # significant digits: what differs only behind them differs by rounding
DEVIATIONS = 1.96  # standard errors to either side of a score, for 95 of 100 samples


@dataclass(frozen=True, slots=True)
class Rank:
    """An actor's place in a ranking. Equal scores share a rank, and the next rank counts them all: 1, 2, 2, 4.

    `error` is the standard error of a score that is estimated from a sample; None where it is exact.
    """

    rank: int
    id: str
    label: str
    kind: str
    score: float
    error: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the exact score lies in about 95 of 100 samples; the score alone where it is exact."""
        reach = DEVIATIONS * (self.error or 0)
        return max(self.score - reach, 0.0), self.score + reach


@dataclass(frozen=True, slots=True)
class Sampling:
    """How measures over shortest paths are computed.

    From `pivots` nodes; with None exactly up to EXACT_ACTORS actors and from PIVOTS beyond; with 0 exactly, however long it
    takes.
    """

    pivots: int | None = None
    progress: Progress = silently

    def __post_init__(self) -> None:
        if self.pivots is not None and (self.pivots < 0 or self.pivots == 1):
            raise UsageError(f"an estimate with its error needs 2 actors or more, not {self.pivots}")

    def needed(self, actors: int) -> int | None:
        """From how many nodes to estimate in a network of that many actors; None for all of them."""
        wanted = (PIVOTS if actors > EXACT_ACTORS else 0) if self.pivots is None else self.pivots
        return wanted if 0 < wanted < actors else None


AUTOMATIC = Sampling()


def central(
    graph: Graph, measure: str = "degree", *, weighted: bool = True, limit: int | None = None, sampling: Sampling = AUTOMATIC
) -> tuple[Rank, ...]:
    """The actors by a measure of `kg.measures.MEASURES`, the most central first, equal ones in the order of their labels.

    `weighted` lets ties count by what they weigh where the measure knows weights. The table says for every measure what it
    counts; all are defined on networks that are empty or fall apart into components. Raises UsageError where there is no
    such measure or the limit is below 1, and KgError where a computation does not converge.
    """
    return rankings(graph, [measure], weighted=weighted, limit=limit, sampling=sampling)[measure]


def rankings(
    graph: Graph, measures: Sequence[str], *, weighted: bool = True, limit: int | None = None, sampling: Sampling = AUTOMATIC
) -> dict[str, tuple[Rank, ...]]:
    """The actors by each of several measures, as `central` gives them for one."""
    if limit is not None and limit < 1:
        raise UsageError(f"the limit is 1 or more, not {limit}")
    check_measures(measures)
    network = Network(graph, weighted=weighted)
    return {measure: tuple(islice(_ranks(graph, network, SCORES[measure](network, sampling)), limit)) for measure in measures}


def check_measures(measures: Iterable[str]) -> None:
    """Raises UsageError where one of the names is no measure, with the nearest that are."""
    for measure in measures:
        if measure not in MEASURES:
            near = get_close_matches(measure, MEASURES, n=2)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(MEASURES)}"
            raise UsageError(f"no measure is named {measure!r}; {hint}")


def _ranks(graph: Graph, network: Network, estimate: Estimate) -> Iterator[Rank]:
    scores = {node: float(f"{score:.{SAME_SCORE}g}") for node, score in zip(network.nodes, estimate.scores.tolist(), strict=True)}
    errors = dict(zip(network.nodes, estimate.errors.tolist(), strict=True)) if estimate.errors is not None else {}
    order = sorted(scores, key=lambda node: (-scores[node], fold(label(graph, node)), node))
    rank = 0
    for position, node in enumerate(order, start=1):
        if position == 1 or scores[node] != scores[order[position - 2]]:
            rank = position
        yield Rank(rank, node, label(graph, node), graph.nodes[node]["kind"], scores[node], errors.get(node))


def _neighbours(network: Network, _sampling: Sampling) -> Estimate:
    return Estimate(network.neighbours.sum(axis=1).astype(float))


def _closeness(network: Network, sampling: Sampling) -> Estimate:
    return Estimate(shortest.closeness(network.neighbours, sampling.progress))


def _harmonic(network: Network, sampling: Sampling) -> Estimate:
    return shortest.harmonic(network.neighbours, sampling.needed(len(network)), sampling.progress)


def _betweenness(network: Network, sampling: Sampling) -> Estimate:
    return shortest.betweenness(network.neighbours, sampling.needed(len(network)), sampling.progress)


def _core(network: Network, _sampling: Sampling) -> Estimate:
    numbers = nx.core_number(nx.from_scipy_sparse_array(network.neighbours))
    return Estimate(np.array([numbers[place] for place in range(len(network))], float))


def _exact(scores: Callable[[Network], Vector]) -> Callable[[Network, Sampling], Estimate]:
    return lambda network, _sampling: Estimate(scores(network))


SCORES: Mapping[str, Callable[[Network, Sampling], Estimate]] = MappingProxyType(
    {
        "degree": _exact(lambda network: network.degrees()),
        "in-degree": _exact(lambda network: network.degrees(outgoing=False)),
        "out-degree": _exact(lambda network: network.degrees(incoming=False)),
        "neighbours": _neighbours,
        "strength": _exact(lambda network: network.degrees(weighted=True)),
        "in-strength": _exact(lambda network: network.degrees(outgoing=False, weighted=True)),
        "out-strength": _exact(lambda network: network.degrees(incoming=False, weighted=True)),
        "closeness": _closeness,
        "harmonic": _harmonic,
        "betweenness": _betweenness,
        "eigenvector": _exact(lambda network: spectral.eigenvector(network.pairs)),
        "katz": _exact(lambda network: spectral.katz(network.ties)),
        "pagerank": _exact(lambda network: spectral.pagerank(network.ties)),
        "hubs": _exact(lambda network: spectral.hubs_and_authorities(network.ties)[0]),
        "authorities": _exact(lambda network: spectral.hubs_and_authorities(network.ties)[1]),
        "core": _core,
    }
)
"""The function behind each measure of `kg.measures.MEASURES`."""
