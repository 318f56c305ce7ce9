"""Plots of what `kg.metrics` finds, as PNG or SVG, to be pasted into a report: titled, with units and where they come from."""

from kg.plots.footing import Footing, footing, store_name, window_name
from kg.plots.maps import map_plot
from kg.plots.matrix import chosen_members, matrix_plot
from kg.plots.names import Names, short_names
from kg.plots.page import DARK, LIGHT, Format, Palette, Words, format_of, image
from kg.plots.ranks import change_plot, rank_history_plot, ranking_plot, robust_plot
from kg.plots.times import dyad_plot, timeline_plot

__all__ = [
    "DARK",
    "LIGHT",
    "Footing",
    "Format",
    "Names",
    "Palette",
    "Words",
    "change_plot",
    "chosen_members",
    "dyad_plot",
    "footing",
    "format_of",
    "image",
    "map_plot",
    "matrix_plot",
    "rank_history_plot",
    "ranking_plot",
    "robust_plot",
    "short_names",
    "store_name",
    "timeline_plot",
    "window_name",
]
