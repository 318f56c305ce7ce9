"""From the projection options of a command to the network that they choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.cli.opening import opened_store
from kg.cli.output import progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.graph import Graph
    from kg.projection import Projection
    from kg.records import Entity, StoredFact, StoredStatement


@dataclass(frozen=True, slots=True)
class Material:
    """What a store holds of a network: all its statements, and where asked for the background facts and who they are about.

    `replaced` leads from each entity that was merged into another to the one that stands for it.
    """

    statements: "Sequence[StoredStatement]"
    replaced: "Mapping[str, str]"
    facts: "Sequence[StoredFact]"
    entities: "Mapping[str, Entity]"

    def network(self, projection: "Projection") -> "Graph":
        """The network that the projection asks for."""
        from kg.folding import Parts
        from kg.graph import project
        from kg.vocabulary import load_vocabulary

        words = load_vocabulary()
        parts = Parts(projection.fold, self.facts, self.entities, words) if projection.fold else None
        with progress("building the network", 1):
            graph = project(self.statements, projection, words, parts)
        graph.graph["replaced"] = self.replaced
        graph.graph["told"] = self.statements if parts is None else ()  # who is folded into another is not left out
        return graph


def material_of(store: str, *, facts: bool) -> Material:
    """What the store holds, its facts and entities only where asked for."""
    with progress("reading the store", 1), opened_store(store, create=False) as opened:
        statements, replaced = tuple(opened.statements()), opened.view().replaced
        background = (opened.facts(), opened.entities()) if facts else ((), {})
        return Material(statements, replaced, *background)


def projected(store: str, **choice: Any) -> "Graph":
    """The network of the store's statements that the projection options choose."""
    projection = projection_of(**choice)
    return material_of(store, facts=bool(projection.fold)).network(projection)


def projection_of(
    *,
    families: tuple[str, ...],
    relations: tuple[str, ...],
    classes: tuple[str, ...],
    folds: tuple[str, ...],
    **rest: Any,
) -> "Projection":
    """The projection that the options choose."""
    from kg.projection import Projection

    return Projection(
        families=frozenset(families) or None,
        relations=frozenset(relations) or None,
        classes=frozenset(classes) or None,
        fold=frozenset(folds),
        **rest,
    )
