"""Names short enough for a plot."""

from collections import Counter
from collections.abc import Mapping

from kg.explorer.selection import short_name
from kg.graph import Graph

Names = Mapping[str, str]
"""What each actor is called in a plot, by its IRI."""


def short_names(graph: Graph) -> Names:
    """The acronym of each actor whose name is long, where it has one of its own, else its name."""
    short = {iri: short_name(node["label"], node["aliases"]) for iri, node in graph.nodes(data=True)}
    shared = Counter(short.values())
    return {iri: name if shared[name] == 1 else graph.nodes[iri]["label"] for iri, name in short.items()}
