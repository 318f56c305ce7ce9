"""Rank over time: an actor's place by a measure of centrality in each bin or in a window that moves along."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import UsageError
from kg.graph import Graph, build
from kg.metrics.actors import find_actor, label
from kg.metrics.bins import BY_MONTH, Bin, Grid, Unit
from kg.metrics.centrality import Rank
from kg.metrics.ranking import BY_DEGREE, Ranking
from kg.metrics.timeline import Binned, statements_between
from kg.projection import Weigher
from kg.records import StoredStatement
from kg.timing import when
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
    ranking: Ranking = BY_DEGREE,
    actors: Sequence[str] = (),
    *,
    grid: Grid = BY_MONTH,
    window: int = 1,
    weigh: Weigher = len,
) -> Trajectories:
    """The places of these actors, or of the first ones of the whole ranking up to its limit, in the network of each bin.

    The network of a bin holds the statements whose period overlaps it, as a projection with that window does, and with a
    `window` above 1 also those of so many bins less one before. `weigh` is what the projection weighs ties by.

    Raises UsageError where an actor is unknown, the bins are too many, or the window is below 1.
    """
    if window < 1:
        raise UsageError(f"the window is 1 bin or more, not {window}")
    chosen = [find_actor(graph, name) for name in actors] or [rank.id for rank in ranking.of(graph)[: ranking.limit]]
    told = statements_between(graph)
    parts = Binned(told, grid.by).parts
    bins = grid.bins(parts)
    standings: dict[str, list[Standing]] = {actor: [] for actor in chosen}
    sizes = []
    with ranking.sampling.progress(f"{ranking.measure} over time", len(bins)) as step:
        for place, each in enumerate(bins):
            recent = bins[max(0, place - window + 1) : place + 1]
            network = build((part.statement for one in recent for part in parts.get(one, ())), vocabulary, weigh)
            ranks = {rank.id: rank for rank in ranking.quietly().of(network)}
            for actor, places in standings.items():
                here = tuple(statements_between(network, actor)) if actor in network else ()
                places.append(Standing(ranks.get(actor), here))
            sizes.append(len(network))
            step(each)
    return Trajectories(
        measure=ranking.measure,
        by=grid.by,
        window=window,
        bins=bins,
        actors=tuple(sizes),
        trajectories=tuple(
            Trajectory(actor, label(graph, actor), graph.nodes[actor]["kind"], tuple(places)) for actor, places in standings.items()
        ),
        undated=sum(when(statement) is None for statement in told),
    )
