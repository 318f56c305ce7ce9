"""Communities: groups of actors that are tied among themselves more than to others, and how sure one can be of them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Literal, TypeAlias, get_args

import networkx as nx

from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.agreement import adjusted_rand, jaccard, mutual_information
from kg.metrics.network import Progress, silently
from kg.metrics.skeleton import Simple
from kg.names import fold
from kg.records import StoredStatement
from kg.timing import in_time
from kg.vocabulary import Vocabulary

Method = Literal["leiden", "louvain"]
METHODS: tuple[Method, ...] = get_args(Method)
Ties = Literal["positive", "negative", "any"]
TIES: tuple[Ties, ...] = get_args(Ties)

SEED = 20170302  # any fixed number: the first of the seeds
RUNS = 20
ITERATIONS = 10  # Leiden begins anew from what it found so often, which raises the modularity at little cost
NAMED = 3

Part: TypeAlias = frozenset[str]
Partition: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """How communities are looked for.

    `leiden` (Traag, Waltman and van Eck 2019) finds communities that always hang together, `louvain` (Blondel et al. 2008) is the
    older way. A greater `resolution` gives more and smaller ones (Reichardt and Bornholdt 2006). `runs` is how often the search
    is made, with another seed each time. `weighted` counts what ties weigh, else each pair that is tied as 1.

    Raises UsageError where a value is out of range.
    """

    method: Method = "leiden"
    resolution: float = 1.0
    runs: int = RUNS
    seed: int = SEED
    weighted: bool = True

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UsageError(f"no method is named {self.method!r}; there are {', '.join(METHODS)}")
        if not self.resolution > 0:
            raise UsageError(f"the resolution is more than 0, not {self.resolution:g}")
        if self.runs < 1:
            raise UsageError(f"the number of runs is 1 or more, not {self.runs}")


DEFAULT = Search()


@dataclass(frozen=True, slots=True)
class Member:
    """An actor of a community. `inside` is what its ties to the others weigh, `outside` what those to all else do.

    `share` is the part of the runs in which it was in this community, or rather in what the run has most like it.
    """

    id: str
    inside: float
    outside: float
    share: float


@dataclass(frozen=True, slots=True)
class Community:
    """A community, its most central members first, by what ties them to the others. `name` is the labels of the first three."""

    number: int
    name: str
    members: tuple[Member, ...]

    @property
    def ids(self) -> Part:
        """Who belongs to it."""
        return frozenset(member.id for member in self.members)

    @property
    def share(self) -> float:
        """The mean of its members' shares: how stable it is."""
        return fmean(member.share for member in self.members)


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of the run of greatest modularity, the largest first.

    `modularity` is Newman's (2004) at the search's resolution, `seed` that run's. `rand` and `information` say how far the runs
    agree: the mean over all pairs of runs of the adjusted Rand index and of the normalized mutual information; 1 is always the
    same, and None is for a single run.
    """

    communities: tuple[Community, ...]
    modularity: float
    seed: int
    rand: float | None
    information: float | None


def communities(graph: Graph, search: Search = DEFAULT, *, progress: Progress = silently) -> Communities:
    """The communities of the network without direction: see `Search`, and `only` for communities of allies.

    Raises KgError where there are no ties that weigh anything.
    """
    network = _network(graph, weighted=search.weighted)
    if not network.number_of_edges():
        raise KgError("the network has no ties that weigh anything, and so no communities")
    runs: list[tuple[float, Partition]] = []
    with progress("looking for communities", search.runs) as step:
        for number in range(search.runs):
            seed = search.seed + number
            parts = _METHODS[search.method](_shuffled(network, seed), search.resolution, seed)
            score = nx.community.modularity(network, map(set, parts), weight="weight", resolution=search.resolution)
            runs.append((score, parts))
            step(number)
    best = max(range(search.runs), key=lambda number: (round(runs[number][0], 9), -number))
    modularity, parts = runs[best]
    shares = _shares(parts, [found for _, found in runs])
    found = tuple(_community(graph, network, number, part, shares) for number, part in enumerate(parts, start=1))
    rand, information = _agreement([found for _, found in runs], sorted(network))
    return Communities(found, modularity, search.seed + best, rand, information)


def only(graph: Graph, ties: Ties, vocabulary: Vocabulary) -> Graph:
    """The network with only the ties that bind, or only those that divide, by the sign of their relation, and whom they tie.

    Raises UsageError where there is no such choice.
    """
    if ties not in TIES:
        raise UsageError(f"no choice of ties is named {ties!r}; there are {', '.join(TIES)}")
    if ties == "any":
        return graph
    sign = 1 if ties == "positive" else -1
    kept = [each for each in graph.edges(keys=True, data=True) if vocabulary.relation(each[3]["relation"]).sign == sign]
    tied = {end for a, b, *_ in kept for end in (a, b)}
    chosen: Graph = nx.MultiDiGraph()
    chosen.add_nodes_from((node, attributes) for node, attributes in graph.nodes(data=True) if node in tied)
    for a, b, key, tie in kept:
        chosen.add_edge(a, b, key=key, **tie)
    return chosen


def statements_in(graph: Graph) -> tuple[StoredStatement, ...]:
    """The statements of all ties, each once, in the order of time."""
    return tuple(in_time(told for *_, tie in graph.edges(data=True) for told in tie["statements"]))


def statements_inside(graph: Graph, members: Part) -> tuple[StoredStatement, ...]:
    """The statements of all ties among the members, in the order of time."""
    return statements_in(graph.subgraph(members))


def _network(graph: Graph, *, weighted: bool) -> Simple:
    """Who is tied to whom, and what all ties of the two weigh together; ties that weigh nothing are left out."""
    weights: dict[tuple[str, str], float] = {}
    for subject, target, tie in graph.edges(data=True):
        first, second = sorted((subject, target))
        weights[first, second] = weights.get((first, second), 0.0) + tie["weight"]
    network: Simple = nx.Graph()
    ties = [(a, b, weight if weighted else 1.0) for (a, b), weight in sorted(weights.items()) if weight > 0]
    network.add_nodes_from(sorted({end for a, b, _ in ties for end in (a, b)}))
    network.add_weighted_edges_from(ties)
    return network


def _shuffled(network: Simple, seed: int) -> Simple:
    """The same ties in an order by chance.

    Both methods choose between equally good moves by the order of ties and not by the seed alone; in one order the runs would
    agree with each other more than the network gives reason to.
    """
    ties = list(network.edges(data=True))
    random.Random(seed).shuffle(ties)  # noqa: S311 - nothing secret
    shuffled: Simple = nx.Graph()
    shuffled.add_edges_from(ties)
    return shuffled


def _leiden(network: Simple, resolution: float, seed: int) -> Partition:
    from graspologic_native import leiden  # noqa: PLC0415 - needed by this method only

    edges = [(a, b, float(tie["weight"])) for a, b, tie in network.edges(data=True)]
    _, found = leiden(edges, resolution=resolution, seed=seed, iterations=ITERATIONS)
    parts: dict[int, set[str]] = {}
    for node, part in found.items():
        parts.setdefault(part, set()).add(node)
    return _in_order(list(parts.values()))


def _louvain(network: Simple, resolution: float, seed: int) -> Partition:
    return _in_order(nx.community.louvain_communities(network, weight="weight", resolution=resolution, seed=seed))


_METHODS: dict[Method, Callable[[Simple, float, int], Partition]] = {"leiden": _leiden, "louvain": _louvain}


def _in_order(parts: Sequence[set[str]]) -> Partition:
    return tuple(sorted(map(frozenset, parts), key=lambda part: (-len(part), min(part))))


def _shares(reference: Partition, runs: Sequence[Partition]) -> dict[str, float]:
    """For each node the share of runs in which it is in the part that is most like its own."""
    times = {node: 0 for part in reference for node in part}
    for run in runs:
        where = {node: part for part in run for node in part}
        for part in reference:
            near = sorted({where[node] for node in part}, key=lambda other: (-len(other), min(other)))
            closest = max(near, key=lambda other, part=part: jaccard(part, other))  # type: ignore[misc]
            for node in part & closest:
                times[node] += 1
    return {node: number / len(runs) for node, number in times.items()}


def _agreement(runs: Sequence[Partition], nodes: Sequence[str]) -> tuple[float | None, float | None]:
    """The mean agreement of all pairs of runs; partitions that come several times are compared once."""
    if len(runs) < 2:
        return None, None
    known: dict[tuple[Partition, Partition], tuple[float, float]] = {}
    labels = {run: _labels(run, nodes) for run in runs}
    found = []
    for pair in combinations(runs, 2):
        if pair not in known:
            known[pair] = (adjusted_rand(*(labels[run] for run in pair)), mutual_information(*(labels[run] for run in pair)))
        found.append(known[pair])
    return fmean(rand for rand, _ in found), fmean(information for _, information in found)


def _labels(parts: Partition, nodes: Sequence[str]) -> list[int]:
    where = {node: number for number, part in enumerate(parts) for node in part}
    return [where[node] for node in nodes]


def _community(graph: Graph, network: Simple, number: int, part: Part, shares: dict[str, float]) -> Community:
    members = []
    for node in part:
        weights = [(other in part, float(tie["weight"])) for other, tie in network[node].items()]
        inside = sum(weight for within, weight in weights if within)
        outside = sum(weight for within, weight in weights if not within)
        members.append(Member(node, round(inside, 6), round(outside, 6), shares[node]))
    members.sort(key=lambda member: (-member.inside, fold(label(graph, member.id)), member.id))
    name = ", ".join(label(graph, member.id) for member in members[:NAMED])
    return Community(number, name, tuple(members))
