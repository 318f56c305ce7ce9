"""Questions to the network: who is central, who brokers, what it hangs by, and by which ties two actors are connected."""

from kg.measures import MEASURES, Measure
from kg.metrics.actors import find_actor
from kg.metrics.balance import Census, Frustrated, Triad, census, most_frustrated, triads
from kg.metrics.blocs import Window, bloc_groups, window_of
from kg.metrics.brokerage import ROLES, Broker, Role, brokers
from kg.metrics.centrality import Rank, Sampling, central, rankings
from kg.metrics.changes import Change, by_movement, changes
from kg.metrics.enmity import FightingAllies, SharedEnemies, fighting_allies, shared_enemies
from kg.metrics.paths import ranked_paths, shortest_paths, simple_paths
from kg.metrics.signs import Pair, Signed, signed
from kg.metrics.steps import Moment, Path, Paths, Route, Step, Tie
from kg.metrics.structure import ArticulationPoint, Bridge, articulation_points, bridges, core_numbers
from kg.metrics.timed import TimedPaths, timed_paths

__all__ = [
    "MEASURES", "ROLES", "ArticulationPoint", "Bridge", "Broker", "Census", "Change", "FightingAllies", "Frustrated", "Measure",
    "Moment", "Pair", "Path", "Paths", "Rank", "Role", "Route", "Sampling", "SharedEnemies", "Signed", "Step", "Tie",
    "TimedPaths", "Triad", "Window", "articulation_points", "bloc_groups", "bridges", "brokers", "by_movement", "census",
    "central", "changes", "core_numbers", "fighting_allies", "find_actor", "most_frustrated", "ranked_paths", "rankings",
    "shared_enemies", "shortest_paths", "signed", "simple_paths", "timed_paths", "triads", "window_of",
]  # fmt: skip
