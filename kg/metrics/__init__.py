"""Questions to the network: who is central, and by which ties two actors are connected."""

from kg.metrics.actors import find_actor
from kg.metrics.centrality import MEASURES, Measure, Rank, central
from kg.metrics.paths import Path, Paths, Step, Tie, shortest_paths

__all__ = ["MEASURES", "Measure", "Path", "Paths", "Rank", "Step", "Tie", "central", "find_actor", "shortest_paths"]
