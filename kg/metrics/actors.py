"""Actors of the network by their names."""

import difflib

from kg.errors import UsageError
from kg.graph import Graph
from kg.names import fold
from kg.records import ENTITY_BASE


def find_actor(graph: Graph, name: str) -> str:
    """The IRI of the actor of that IRI, local name, label or alias; case, accents and punctuation do not matter, labels go first.

    What the graph has under `replaced` leads on from IRIs of entities that analysts merged into others.

    Raises UsageError where nobody in the graph bears the name, with the closest names, or where several do.
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
        raise UsageError(f"no actor named {name!r} in the network{_suggestion(graph, wanted)}")
    return bearers[0]


def label(graph: Graph, node: str) -> str:
    """What the actor is called."""
    return str(graph.nodes[node]["label"])


def _suggestion(graph: Graph, wanted: str) -> str:
    """The labels of the actors whose names come closest, as the end of a message; nothing when none is close."""
    bearers: dict[str, str] = {}
    for node in sorted(graph):
        for name in (label(graph, node), *graph.nodes[node]["aliases"]):
            bearers.setdefault(fold(name), label(graph, node))
    close = difflib.get_close_matches(wanted, bearers, n=5, cutoff=0.6)
    labels = list(dict.fromkeys(bearers[name] for name in close))[:3]
    return f"; did you mean {', '.join(labels)}?" if labels else ""
