"""Questions to the network: who is central, who brokers, what it hangs by, by which ties two actors are connected, what
happened when and where, and how firmly a ranking stands."""

from kg.measures import MEASURES, Measure
from kg.metrics.actors import find_actor
from kg.metrics.bins import UNITS, Bin, Grid, Unit
from kg.metrics.blocs import Window, bloc_groups, window_of
from kg.metrics.brokerage import ROLES, Broker, Role, brokers
from kg.metrics.bursts import Automaton
from kg.metrics.centrality import Rank, Sampling, central, rankings
from kg.metrics.changes import Change, by_movement, changes
from kg.metrics.evidence import statements_of
from kg.metrics.paths import Path, Paths, Step, Tie, shortest_paths
from kg.metrics.places import Footprint, Neighbour, PlaceEvents, Point, Spread, footprint, nearest, place_of
from kg.metrics.ranking import Ranking
from kg.metrics.robustness import Omission, Range, Robustness, RobustRank, robust
from kg.metrics.structure import ArticulationPoint, Bridge, articulation_points, bridges, core_numbers
from kg.metrics.timeline import Activity, Baseline, Burst, Sighting, Timeline, timeline
from kg.metrics.trajectories import Standing, Trajectories, Trajectory, trajectories

__all__ = [
    "MEASURES", "ROLES", "UNITS", "Activity", "ArticulationPoint", "Automaton", "Baseline", "Bin", "Bridge", "Broker", "Burst",
    "Change", "Footprint", "Grid", "Measure", "Neighbour", "Omission", "Path", "Paths", "PlaceEvents", "Point", "Range", "Rank",
    "Ranking", "RobustRank", "Robustness", "Role", "Sampling", "Sighting", "Spread", "Standing", "Step", "Tie", "Timeline",
    "Trajectories", "Trajectory", "Unit", "Window", "articulation_points", "bloc_groups", "bridges", "brokers", "by_movement",
    "central", "changes", "core_numbers", "find_actor", "footprint", "nearest", "place_of", "rankings", "robust", "shortest_paths",
    "statements_of", "timeline", "trajectories", "window_of",
]  # fmt: skip
