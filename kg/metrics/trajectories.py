"""Rank over time: an actor's place by a measure of centrality in each bin or in a window that moves along."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import UsageError
from kg.graph import Graph, build
from kg.metrics.actors import find_actor
from kg.metrics.bins import Bin, Unit, bins_between, check_unit, shares
from kg.metrics.centrality import AUTOMATIC, Rank, Sampling, central, check_measures
from kg.metrics.timeline import statements_between
from kg.projection import Weigher
from kg.records import StoredStatement
from kg.timing import day_span, when
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor's place in the network of a bin; `rank` is None where it has no tie then. `told` are the statements of its ties."""

    rank: Rank | None
    told: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """An actor's places over time, one for each bin."""

    id: str
    label: str
    kind: str
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Trajectories:
    """Rankings over time. `actors` says how many actors each bin ranks; `undated` statements are in none of them."""

    measure: str
    by: Unit
    window: int
    bins: tuple[Bin, ...]
    actors: tuple[int, ...]
    trajectories: tuple[Trajectory, ...]
    undated: int


def trajectories(
    graph: Graph,
    vocabulary: Vocabulary,
    measure: str = "degree",
    actors: Sequence[str] = (),
    *,
    by: Unit = "month",
    window: int = 1,
    since: str | None = None,
    until: str | None = None,
    weigh: Weigher = len,
    weighted: bool = True,
    limit: int = 5,
    sampling: Sampling = AUTOMATIC,
) -> Trajectories:
    """The places of these actors, or of the first `limit` of the whole ranking, in the network of each bin.

    The network of a bin holds the statements whose period overlaps it, as a projection with that window does, and with a
    `window` above 1 also those of so many bins before. `since`, `until` and `weigh` are those of the projection.

    Raises UsageError where an actor is unknown, there is no such measure or unit, the bins are too many, or a number is below 1.
    """
    check_unit(by)
    check_measures([measure])
    if window < 1:
        raise UsageError(f"the window is 1 bin or more, not {window}")
    chosen = [find_actor(graph, name) for name in actors]
    chosen = chosen or [rank.id for rank in central(graph, measure, weighted=weighted, limit=limit, sampling=sampling)]
    told = statements_between(graph)
    binned: defaultdict[Bin, list[StoredStatement]] = defaultdict(list)
    for statement in told:
        if days := when(statement):
            for each, _ in shares(days, by):
                binned[each].append(statement)
    bins = _bins(binned, since, until, by)
    standings: dict[str, list[Standing]] = {actor: [] for actor in chosen}
    sizes = []
    with sampling.progress(f"{measure} over time", len(bins)) as step:
        for place, each in enumerate(bins):
            current = [statement for one in bins[max(0, place - window + 1) : place + 1] for statement in binned.get(one, ())]
            network = build(current, vocabulary, weigh)
            ranks = {rank.id: rank for rank in central(network, measure, weighted=weighted, sampling=Sampling(sampling.pivots))}
            for actor in chosen:
                here = tuple(statements_between(network, actor)) if actor in network else ()
                standings[actor].append(Standing(ranks.get(actor), here))
            sizes.append(len(network))
            step(each)
    return Trajectories(
        measure=measure,
        by=by,
        window=window,
        bins=bins,
        actors=tuple(sizes),
        trajectories=tuple(
            Trajectory(actor, graph.nodes[actor]["label"], graph.nodes[actor]["kind"], tuple(standings[actor])) for actor in chosen
        ),
        undated=sum(when(statement) is None for statement in told),
    )


def _bins(binned: Mapping[Bin, object], since: str | None, until: str | None, by: Unit) -> tuple[Bin, ...]:
    first = day_span(since)[0] if since else min((each.first for each in binned), default=None)
    last = day_span(until)[1] if until else max((each.last for each in binned), default=None)
    return bins_between(first, last, by) if first and last and first <= last else ()
