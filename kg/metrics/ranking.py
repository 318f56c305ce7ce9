"""What ranking is asked for, where it is made more than once: over time, or again and again without some of the evidence."""

from dataclasses import dataclass, replace

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.centrality import AUTOMATIC, Rank, Sampling, central, check_measures


@dataclass(frozen=True, slots=True)
class Ranking:
    """The measure, whether ties count by what they weigh, how many of the first actors are shown, and how it is computed.

    Raises UsageError where there is no such measure or the limit is below 1.
    """

    measure: str = "degree"
    weighted: bool = True
    limit: int = 10
    sampling: Sampling = AUTOMATIC

    def __post_init__(self) -> None:
        check_measures([self.measure])
        if self.limit < 1:
            raise UsageError(f"the limit is 1 or more, not {self.limit}")

    def of(self, graph: Graph) -> tuple[Rank, ...]:
        """All actors of the graph, the first ones first."""
        return central(graph, self.measure, weighted=self.weighted, sampling=self.sampling)

    def quietly(self) -> "Ranking":
        """The same ranking, of which nobody watches the progress."""
        return replace(self, sampling=Sampling(self.sampling.pivots))


BY_DEGREE = Ranking()
