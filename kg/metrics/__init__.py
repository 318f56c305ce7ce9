"""Questions to the network: who is central, who brokers, what it hangs by, and by which ties two actors are connected."""

from kg.measures import MEASURES, Measure
from kg.metrics.actors import find_actor
from kg.metrics.blocs import Window, bloc_groups, window_of
from kg.metrics.brokerage import ROLES, Broker, Role, brokers
from kg.metrics.centrality import Rank, Sampling, central, rankings
from kg.metrics.changes import Change, by_movement, changes
from kg.metrics.evidence import statements_of
from kg.metrics.paths import Path, Paths, Step, Tie, shortest_paths
from kg.metrics.structure import ArticulationPoint, Bridge, articulation_points, bridges, core_numbers

__all__ = [
    "MEASURES", "ROLES", "ArticulationPoint", "Bridge", "Broker", "Change", "Measure", "Path", "Paths", "Rank", "Role", "Sampling",
    "Step", "Tie", "Window", "articulation_points", "bloc_groups", "bridges", "brokers", "by_movement", "central", "changes",
    "core_numbers", "find_actor", "rankings", "shortest_paths", "statements_of", "window_of",
]  # fmt: skip
