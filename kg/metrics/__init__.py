"""Questions to the network: who is central, and by which ties two actors are connected."""

from kg.metrics.actors import find_actor
from kg.metrics.centrality import MEASURES, Measure, Rank, central
from kg.metrics.paths import ranked_paths, shortest_paths, simple_paths
from kg.metrics.steps import Moment, Path, Paths, Route, Step, Tie
from kg.metrics.timed import TimedPaths, timed_paths

__all__ = [
    "MEASURES", "Measure", "Moment", "Path", "Paths", "Rank", "Route", "Step", "Tie", "TimedPaths", "central", "find_actor", "ranked_paths",
    "shortest_paths", "simple_paths", "timed_paths",
]  # fmt: skip
