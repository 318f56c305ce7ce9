"""What a path is made of: its steps, the ties that carry each, and how well each is attested."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.actors import label
from kg.names import fold
from kg.origins import independent_sources
from kg.records import StoredStatement


@dataclass(frozen=True, slots=True)
class Route:
    """Where paths may run, and how many are wanted.

    `directed` follows ties from subject to object, symmetric ones both ways. No path leads through the actors to `avoid`, named
    by IRI, label or alias. Raises UsageError where the limit is below 1.
    """

    directed: bool = False
    avoid: tuple[str, ...] = ()
    limit: int = 10

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UsageError(f"the limit is 1 or more, not {self.limit}")


ANYWHERE = Route()


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between the two ends of a step. `forward` says that it runs along the path; it is None when symmetric."""

    relation: str
    family: str
    forward: bool | None
    statements: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Two neighbours on a path, with every tie between them and so every statement that carries it."""

    source: str
    target: str
    ties: tuple[Tie, ...]

    @property
    def statements(self) -> tuple[StoredStatement, ...]:
        """The statements of all its ties, each once."""
        return tuple({told.id: told for tie in self.ties for told in tie.statements}.values())


@dataclass(frozen=True, slots=True)
class Moment:
    """How a step stands in the order of time.

    `statement` is the one that carries it, `day` the ISO day by which it has happened when every step comes as early as it
    can: at the earliest by then, or surely by then where the order had to be certain.
    """

    statement: str
    day: str


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one actor to another: the IRIs on it, and its steps.

    `cost` is what its steps cost together, by default 1 each. `moments` has one for each step of a path in time, else nothing.
    """

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]
    cost: float = 0.0
    moments: tuple[Moment, ...] = ()

    @property
    def attested(self) -> tuple[tuple[int, int], ...]:
        """How well each step is attested: by how many independent sources, and by how many statements."""
        return tuple((independent_sources(step.statements), len(step.statements)) for step in self.steps)

    @property
    def weakest(self) -> tuple[int, ...]:
        """The numbers of the least-attested steps: the fewest independent sources, and of these the fewest statements."""
        least = min(self.attested, default=(0, 0))
        return tuple(number for number, each in enumerate(self.attested) if each == least)


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths between two actors; `more` says that the limit cut some off."""

    paths: tuple[Path, ...]
    more: bool


def path_of(graph: Graph, nodes: Sequence[str], *, directed: bool, cost: float | None = None) -> Path:
    """The path through these nodes, with the ties between neighbours: those along it, and unless `directed` those against it."""
    steps = tuple(Step(a, b, _ties(graph, a, b, directed)) for a, b in pairwise(nodes))
    return Path(tuple(nodes), steps, float(len(steps)) if cost is None else cost)


def narrowed(step: Step, kept: Collection[str]) -> Step:
    """The step with only these of its statements, by id, and the ties that they carry."""
    ties = (replace(tie, statements=tuple(told for told in tie.statements if told.id in kept)) for tie in step.ties)
    return replace(step, ties=tuple(tie for tie in ties if tie.statements))


def by_label(graph: Graph, nodes: Sequence[str]) -> list[tuple[str, str]]:
    """What to order paths by: the labels on them."""
    return [(fold(label(graph, node)), node) for node in nodes]


def _ties(graph: Graph, source: str, target: str, directed: bool) -> tuple[Tie, ...]:
    """The ties between two neighbours: those along the path first, each direction in the order of relations."""
    along = _between(graph, source, target)
    against = _between(graph, target, source)
    ties = [_tie(tie, forward=True) for tie in along]
    ties += [_tie(tie, forward=False) for tie in against if tie["symmetric"] or not directed]
    return tuple(ties)


def _between(graph: Graph, subject: str, target: str) -> list[dict[str, Any]]:
    ties = (graph.get_edge_data(subject, target) or {}).values()
    return sorted(ties, key=lambda tie: str(tie["relation"]))


def _tie(tie: Mapping[str, Any], *, forward: bool) -> Tie:
    return Tie(tie["relation"], tie["family"], None if tie["symmetric"] else forward, tie["statements"])
