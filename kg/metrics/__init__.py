"""Questions to the network: who is central and who brokers, how actors are connected, which sides and communities there are,
what happened when and where, and how firmly a ranking stands."""

from kg.measures import MEASURES, Measure
from kg.metrics.actors import find_actor
from kg.metrics.balance import Census, Frustrated, Triad, census, most_frustrated, triads
from kg.metrics.bins import UNITS, Bin, Grid, Unit
from kg.metrics.blocs import Window, bloc_groups, window_of
from kg.metrics.brokerage import ROLES, Broker, Role, brokers
from kg.metrics.bursts import Automaton
from kg.metrics.centrality import Rank, Sampling, central, rankings
from kg.metrics.changes import Change, by_movement, changes
from kg.metrics.enmity import FightingAllies, SharedEnemies, fighting_allies, shared_enemies
from kg.metrics.evidence import statements_of
from kg.metrics.modularity import METHODS, TIES, Communities, Community, Search, communities, only, statements_in, statements_inside
from kg.metrics.moves import History, Move, Side, over_time, windowed, windows_by
from kg.metrics.partition import Camp, Camps, Tried, camps
from kg.metrics.paths import ranked_paths, shortest_paths, simple_paths
from kg.metrics.places import Footprint, Neighbour, PlaceEvents, Point, Spread, footprint, nearest, place_of
from kg.metrics.ranking import Ranking
from kg.metrics.robustness import Omission, Range, Robustness, RobustRank, robust
from kg.metrics.signs import Pair, Signed, signed
from kg.metrics.steps import Moment, Path, Paths, Route, Step, Tie
from kg.metrics.structure import ArticulationPoint, Bridge, articulation_points, bridges, core_numbers
from kg.metrics.timed import TimedPaths, timed_paths
from kg.metrics.timeline import Activity, Baseline, Burst, Sighting, Timeline, timeline
from kg.metrics.trajectories import Standing, Trajectories, Trajectory, trajectories

__all__ = [
    "MEASURES",
    "METHODS",
    "ROLES",
    "TIES",
    "UNITS",
    "Activity",
    "ArticulationPoint",
    "Automaton",
    "Baseline",
    "Bin",
    "Bridge",
    "Broker",
    "Burst",
    "Camp",
    "Camps",
    "Census",
    "Change",
    "Communities",
    "Community",
    "FightingAllies",
    "Footprint",
    "Frustrated",
    "Grid",
    "History",
    "Measure",
    "Moment",
    "Move",
    "Neighbour",
    "Omission",
    "Pair",
    "Path",
    "Paths",
    "PlaceEvents",
    "Point",
    "Range",
    "Rank",
    "Ranking",
    "RobustRank",
    "Robustness",
    "Role",
    "Route",
    "Sampling",
    "Search",
    "SharedEnemies",
    "Side",
    "Sighting",
    "Signed",
    "Spread",
    "Standing",
    "Step",
    "Tie",
    "TimedPaths",
    "Timeline",
    "Trajectories",
    "Trajectory",
    "Triad",
    "Tried",
    "Unit",
    "Window",
    "articulation_points",
    "bloc_groups",
    "bridges",
    "brokers",
    "by_movement",
    "camps",
    "census",
    "central",
    "changes",
    "communities",
    "core_numbers",
    "fighting_allies",
    "find_actor",
    "footprint",
    "most_frustrated",
    "nearest",
    "only",
    "over_time",
    "place_of",
    "ranked_paths",
    "rankings",
    "robust",
    "shared_enemies",
    "shortest_paths",
    "signed",
    "simple_paths",
    "statements_in",
    "statements_inside",
    "statements_of",
    "timed_paths",
    "timeline",
    "trajectories",
    "triads",
    "window_of",
    "windowed",
    "windows_by",
]  # fmt: skip
