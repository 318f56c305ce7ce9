"""The page: what pyvis draws, the evidence beside it, and a policy that lets nothing else run or load."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2
from pathlib import Path
from textwrap import wrap
from typing import Any

from pyvis.network import Network

from kg.errors import UsageError
from kg.escapes import TURNS
from kg.explorer.details import NOTHING_KNOWN, Background, details, node_details
from kg.explorer.layout import Box, place
from kg.explorer.making import UNTOLD, Making
from kg.explorer.selection import Bundle, Selection, bundles, plain, select, short_name, weights
from kg.explorer.style import ClassStyle, Style, load_style
from kg.explorer.texts import LANGUAGES, load_texts
from kg.files import replace_text
from kg.graph import Graph
from kg.resources import THEME
from kg.vocabulary import Vocabulary, load_vocabulary

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("page", "model", "state", "names", "map", "panel", "filters", "time", "search", "list", "exports", "main")
"""The scripts in the order in which they are joined: each uses what those before it define."""
VIS = "lib/vis-9.1.2/vis-network.min.js"
LIMIT = 2000
SHOWN = 50
LINE = 18  # characters of a label's line
LINES = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    """A node as it is drawn."""

    label: str
    size: float
    font: int
    style: ClassStyle

    @property
    def box(self) -> Box:
        lines = self.label.split("\n")
        width = max(max(map(len, lines)) * self.font * 0.6, 2 * self.size)
        return Box(width, self.size, self.size + 6 + len(lines) * self.font * 1.2)

    @property
    def room(self) -> tuple[int, int, int]:
        """The box in whole pixels: to either side, above and below the point."""
        return round(self.box.width / 2), round(self.box.above), round(self.box.below)


def write_explorer(
    graph: Graph,
    path: Path,
    *,
    title: str = "Network",
    focus: Iterable[str] = (),
    limit: int = LIMIT,
    shown: int = SHOWN,
    background: Background = NOTHING_KNOWN,
) -> None:
    """Writes `explorer_html` to the path, whole or not at all.

    Raises UsageError as `explorer_html` does, and KgError where the path cannot be written to.
    """
    replace_text(path, explorer_html(graph, title=title, focus=focus, limit=limit, shown=shown, background=background))


def explorer_html(
    graph: Graph,
    *,
    title: str = "Network",
    focus: Iterable[str] = (),
    limit: int = LIMIT,
    shown: int = SHOWN,
    background: Background = NOTHING_KNOWN,
    making: Making = UNTOLD,
) -> str:
    """One self-contained HTML page that shows the network and, for every tie, the sentences it stands on.

    The page holds the `limit` most central actors, or fewer where these have too many statements for one file, and shows
    `shown` of them at first; with a focus, those nearest to its actors and at first only these and their neighbours.
    Statements that are denied, planned, possible or sought are hidden until they are asked for. `background` is what the
    gazetteer knows about the actors, `making` what the page tells of itself. The page makes no request, and nothing that came
    from a text runs in it.

    Raises UsageError where an actor of the focus is unknown or a number is below 1.
    """
    if limit < 1 or shown < 1:
        raise UsageError(f"an explorer shows 1 actor or more, not {min(limit, shown)}")
    words = load_vocabulary()
    style = load_style(words)
    first = plain(graph, words)
    focus = tuple(focus)
    selection = select(graph, first=first, focus=focus, limit=limit, shown=shown)
    lines = bundles(graph, selection.nodes)
    network = Network(cdn_resources="in_line", directed=True)
    marks = _marks(first, graph, selection, style, words)
    boxes = {node: mark.box for node, mark in marks.items()}
    _draw_nodes(network, marks, place(boxes, weights(lines), selection.nodes[: selection.shown]))
    _draw_lines(network, selection, lines, style)
    told = [node_details(graph, node, style.classes.index(mark.style), mark.room) for node, mark in marks.items()]
    data = details(graph, selection, lines, style, words, background)
    return _page(network, title, {"nodes": told, "focused": bool(focus), "making": making.told()} | data, making.links)


def _marks(first: Graph, graph: Graph, selection: Selection, style: Style, vocabulary: Vocabulary) -> dict[str, _Mark]:
    """Size and label of each node: the more statements of the network that is shown first, the larger."""
    weight = {
        node: sum(tie["weight"] for *_, tie in (*first.in_edges([node], data=True), *first.out_edges([node], data=True)))
        for node in selection.nodes
    }
    most = max(weight.values(), default=1) or 1
    marks = {}
    for node in selection.nodes:
        share = (weight[node] / most) ** 0.5
        described = graph.nodes[node]
        label = _label(short_name(described["label"], described["aliases"]))
        marks[node] = _Mark(label, round(8 + 18 * share, 1), round(14 + 6 * share), style.of_class(described["kind"], vocabulary))
    return marks


def _label(name: str) -> str:
    """The name in a few short lines, without the signs that turn the direction of what follows them."""
    lines = wrap(" ".join(TURNS.sub("", name).split()), LINE, max_lines=LINES, placeholder=" …") or ["(no name)"]
    return "\n".join(lines)


def _draw_nodes(network: Network, marks: Mapping[str, _Mark], points: Mapping[str, tuple[float, float]]) -> None:
    for number, (node, mark) in enumerate(marks.items()):
        x, y = points[node]
        network.add_node(f"n{number}", label=mark.label, shape=mark.style.shape, size=mark.size, x=x, y=y, font={"size": mark.font})


def _draw_lines(network: Network, selection: Selection, lines: list[Bundle], style: Style) -> None:
    """The lines of a pair fan out as curves, so that each can be seen and clicked."""
    ids = {node: f"n{number}" for number, node in enumerate(selection.nodes)}
    number = 0
    for (a, b), pair in groupby(lines, key=lambda line: (line.a, line.b)):
        group = list(pair)
        for position, line in enumerate(group):
            network.add_edge(
                ids[a],
                ids[b],
                id=f"e{number}",
                width=round(min(1.2 + 1.1 * log2(line.weight), 7), 1),
                arrows={"to": {"enabled": line.forward}, "from": {"enabled": line.backward}},
                dashes=list(style.families[line.family].dash) or False,
                smooth=_curve(position - (len(group) - 1) / 2),
            )
            number += 1


def _curve(offset: float) -> dict[str, Any] | bool:
    """How far a line bends away from the straight one: none for a single line, to both sides for several."""
    if not offset:
        return False
    return {"enabled": True, "type": "curvedCW" if offset > 0 else "curvedCCW", "roundness": round(0.16 * abs(offset) + 0.04, 2)}


def _page(network: Network, title: str, told: Mapping[str, Any], links: Sequence[tuple[str, str]]) -> str:
    """The page that pyvis renders through our own template: its own asks a CDN for Bootstrap."""
    environment = network.templateEnv
    vis = _one_newline(environment.loader.get_source(environment, VIS)[0])
    style = _one_newline(THEME.read_text(encoding="utf-8") + (ASSETS / "explorer.css").read_text(encoding="utf-8"))
    script = _script()
    texts = load_texts()
    environment.autoescape = True
    environment.loader.searchpath.insert(0, str(ASSETS))
    environment.globals.update(
        title=" ".join(title.split()),
        details=dict(told) | {"texts": texts},
        t=texts[LANGUAGES[0]],
        links=links,
        vis=vis,
        style=style,
        script=script,
        policy=_policy(scripts=(vis, script), styles=(style,)),
    )
    network.path = "explorer.html"
    page: str = network.generate_html()
    return page


def _script() -> str:
    """The scripts as one, in a scope of their own and in strict mode."""
    parts = [(ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return _one_newline('"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n")


def _policy(*, scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The page's Content-Security-Policy: these scripts and styles, pictures drawn in the page, and nothing else at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _one_newline(text: str) -> str:
    """The text as a browser hashes it: a carriage return is a newline to it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
