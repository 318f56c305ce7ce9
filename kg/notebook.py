"""The network in a notebook: an interactive picture in the cell, which runs shut off from the notebook around it.

`show(graph)` gives one to any cell. After `%load_ext kg.notebook` every graph that a cell ends with shows itself that way; answers
to queries show themselves as tables in any case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import networkx as nx

from kg.explorer import Background, explorer_html
from kg.explorer.details import NOTHING_KNOWN
from kg.graph import Graph

HEIGHT = 620
LIMIT, SHOWN = 300, 60


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the explorer as a cell shows it; `height` is in pixels, `summary` what a cell without HTML says."""

    page: str
    summary: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """A frame that can run the page's own script and reach nothing: neither the notebook nor its kernel nor a network."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads" title="{escape(self.summary)}" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8886;border-radius:8px"></iframe>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Both forms; whoever shows the cell takes what it can."""
        return {"text/html": self._repr_html_(), "text/plain": self.summary}

    def __repr__(self) -> str:
        return self.summary


def show(
    graph: Graph,
    *,
    focus: Iterable[str] = (),
    limit: int = LIMIT,
    shown: int = SHOWN,
    height: int = HEIGHT,
    background: Background = NOTHING_KNOWN,
) -> Picture:
    """The network as an interactive picture: see `explorer.explorer_html` for what the parameters mean.

    Raises UsageError where an actor of the focus is unknown or a number is below 1.
    """
    page = explorer_html(graph, focus=focus, limit=limit, shown=shown, background=background)
    return Picture(page, summary(graph), max(height, 200))


def summary(graph: Graph) -> str:
    """How much the network holds, in one line."""
    statements = len({each.id for *_, tie in graph.edges(data=True) for each in tie["statements"]})
    return f"network: {len(graph):,} actors, {graph.number_of_edges():,} ties, {statements:,} statements"


def is_network(graph: Any) -> bool:
    """Whether the graph is one that `graph.build` makes, and not just any of networkx."""
    return all("statements" in tie for *_, tie in graph.edges(data=True)) and all(
        "kind" in node for _, node in graph.nodes(data=True)
    )


def load_ipython_extension(shell: Any) -> None:
    """Has graphs show themselves, for `%load_ext kg.notebook`. Other graphs of networkx stay as they were."""
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type(
        nx.MultiDiGraph, lambda graph: show(graph)._repr_html_() if is_network(graph) and len(graph) else None
    )


def unload_ipython_extension(shell: Any) -> None:
    """Undoes it."""
    shell.display_formatter.formatters["text/html"].pop(nx.MultiDiGraph, None)
