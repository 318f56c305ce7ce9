"""Actors of the network by their names."""

from collections.abc import Iterator

from kg.errors import UsageError
from kg.graph import Graph
from kg.names import fold, meant
from kg.records import ENTITY_BASE, Entity


def find_actor(graph: Graph, name: str) -> str:
    """The IRI of the actor of that IRI, local name, label or alias; case, accents and punctuation do not matter, labels go first.

    What the graph has under `replaced` leads on from IRIs of entities that analysts merged into others, and `told` are all
    statements of the store, those that the network leaves out too.

    Raises UsageError where nobody in the graph bears the name, and says so where the store knows the bearer, or else with the
    closest names; and where several bear it.
    """
    replaced = graph.graph.get("replaced", {})
    for written in (name, ENTITY_BASE + name.removeprefix("entity:")):
        iri = replaced.get(written, written)
        if iri in graph:
            return str(iri)
    wanted = fold(name)
    by_label = [node for node in graph if wanted and fold(label(graph, node)) == wanted]
    by_alias = [node for node in graph if wanted and wanted in map(fold, graph.nodes[node]["aliases"])]
    bearers = by_label or by_alias
    if len(bearers) > 1:
        choices = ", ".join(f"{label(graph, node)} <{node}>" for node in sorted(bearers))
        raise UsageError(f"{name!r} means several actors: {choices}")
    if not bearers:
        _refuse_left_out(graph, name)
        raise UsageError(f"no actor named {name!r} in the network{_suggestion(graph, wanted)}")
    return bearers[0]


def label(graph: Graph, node: str) -> str:
    """What the actor is called."""
    return str(graph.nodes[node]["label"])


def _refuse_left_out(graph: Graph, name: str) -> None:
    """Raises UsageError where the store tells of the bearer of the name, but nothing that the network is made of."""
    known = min((entity.name for entity in _told_of(graph) if _bears(entity, name)), default=None)
    if known is not None:
        raise UsageError(f"{known} is in the store, but has no tie of the kind that this network is made of")


def _told_of(graph: Graph) -> Iterator[Entity]:
    return (entity for statement in graph.graph.get("told", ()) for entity in statement.entities)


def _bears(entity: Entity, name: str) -> bool:
    wanted = fold(name)
    if entity.id in {name, ENTITY_BASE + name.removeprefix("entity:")}:
        return True
    return bool(wanted) and wanted in map(fold, (entity.name, *entity.aliases))


def _suggestion(graph: Graph, wanted: str) -> str:
    """The labels of the actors whose names come closest, as the end of a message; nothing when none is close."""
    bearers: dict[str, str] = {}
    for node in sorted(graph):
        for name in (label(graph, node), *graph.nodes[node]["aliases"]):
            bearers.setdefault(fold(name), label(graph, node))
    labels = list(dict.fromkeys(bearers[name] for name in meant(wanted, bearers)))[:3]
    return f"; did you mean {', '.join(labels)}?" if labels else ""
