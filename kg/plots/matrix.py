"""The network as a matrix: who is tied to whom, in the order of communities."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from kg.graph import Graph
from kg.metrics import Communities
from kg.plots.letters import width, wrapped
from kg.plots.names import Names
from kg.plots.page import LIGHT, SMALL, WIDTH, Palette, Words, drawing, nothing, page, quiet

Grid: TypeAlias = "np.ndarray[tuple[int, int], np.dtype[np.float64]]"

MOST = 45
"""Actors in one plot: with more the names are too small to be read."""
ROOM = 1.7  # inches for the longest name
NOTHING = "The network has no ties."
LETTERS = SMALL + 0.5


def matrix_plot(graph: Graph, found: Communities, names: Names, words: Words, palette: Palette = LIGHT) -> Figure:
    """What the ties of each pair weigh, those of one community beside each other and framed.

    Rows and columns are the same actors; a tie stands on both sides of the diagonal. Of many actors those are taken whose
    ties weigh most.
    """
    with drawing(palette):
        groups = chosen_members(found)
        order = [iri for group in groups for iri in group]
        if not order:
            return nothing(words, palette, NOTHING)
        labels = [wrapped(names.get(iri, graph.nodes[iri]["label"]), ROOM, LETTERS, lines=1) for iri in order]
        left = max(width(label, LETTERS) for label in labels) + 0.4
        side = WIDTH - left - 0.75
        made = page(words, side + left - 0.15, palette)
        axes = made.axes(left=left, right=0.75, below=0.05, above=left - 0.2)
        drawn = _cells(axes, _weights(graph, order), palette)
        _names(axes, labels, palette)
        _frames(axes, groups, palette)
        wide, high = made.figure.get_size_inches()
        bar = made.figure.add_axes(((wide - 0.6) / wide, (made.bottom + 0.05) / high, 0.12 / wide, min(1.5, side) / high))
        made.figure.colorbar(drawn, cax=bar)
        quiet(bar, palette)
        bar.tick_params(labelsize=SMALL)
        bar.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        return made.figure


def chosen_members(found: Communities, most: int = MOST) -> list[list[str]]:
    """The actors of each community that a matrix shows: those whose ties weigh most."""
    weights = {member.id: member.inside + member.outside for each in found.communities for member in each.members}
    kept = set(sorted(weights, key=lambda iri: (-weights[iri], iri))[:most])
    groups = ([member.id for member in each.members if member.id in kept] for each in found.communities)
    return [group for group in groups if group]


def _weights(graph: Graph, order: Sequence[str]) -> Grid:
    place = {iri: number for number, iri in enumerate(order)}
    sums: defaultdict[tuple[int, int], float] = defaultdict(float)
    for subject, target, tie in graph.edges(data=True):
        if subject in place and target in place:
            sums[place[subject], place[target]] += tie["weight"]
    cells = np.zeros((len(order), len(order)))
    for (row, column), weight in sums.items():
        cells[row, column] += weight
        cells[column, row] += weight
    return cells


def _cells(axes: Axes, weights: Grid, palette: Palette) -> PolyCollection:
    """A square for each tie; where there is none the ground shows."""
    colours = LinearSegmentedColormap.from_list("weights", [palette.other, palette.one, palette.ink])
    many = len(weights)
    places = list(zip(*np.nonzero(weights), strict=True))
    squares = [[(x - 0.5, y - 0.5), (x + 0.5, y - 0.5), (x + 0.5, y + 0.5), (x - 0.5, y + 0.5)] for y, x in places]
    drawn = PolyCollection(squares, edgecolors="none", cmap=colours, norm=PowerNorm(0.5, 0, max(float(weights.max()), 1)))
    drawn.set_array([weights[place] for place in places])
    quiet(axes, palette)
    axes.set_facecolor(palette.faint)
    axes.add_collection(drawn)
    edges = np.arange(many + 1) - 0.5
    axes.hlines(edges, -0.5, many - 0.5, color=palette.paper, linewidth=0.8)
    axes.vlines(edges, -0.5, many - 0.5, color=palette.paper, linewidth=0.8)
    axes.set_xlim(-0.5, many - 0.5)
    axes.set_ylim(many - 0.5, -0.5)
    return drawn


def _names(axes: Axes, labels: Sequence[str], palette: Palette) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(range(len(labels))))
        axis.set_major_formatter(FixedFormatter(list(labels)))
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", rotation=90, pad=3, labelsize=LETTERS, labelcolor=palette.ink, length=0)
    axes.tick_params(axis="y", pad=3, labelsize=LETTERS, labelcolor=palette.ink, length=0)


def _frames(axes: Axes, groups: Sequence[Sequence[str]], palette: Palette) -> None:
    start = 0
    for group in groups:
        many = len(group)
        axes.add_patch(
            Rectangle(
                (start - 0.5, start - 0.5),
                many,
                many,
                fill=False,
                edgecolor=palette.divides,
                linewidth=1.6,
                zorder=3,
                clip_on=False,
            )
        )
        start += many
