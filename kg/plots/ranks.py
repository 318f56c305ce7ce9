"""Rankings as plots: scores, ranks with their intervals, who rose and fell, ranks over time."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from kg.metrics import Change, Rank, Robustness, Trajectories
from kg.plots.letters import width, wrapped
from kg.plots.names import Names
from kg.plots.page import LIGHT, WORDS, Palette, Words, drawing, nothing, page, quiet

ROW = 0.3  # inches for an actor
ROOM = 2.6  # inches for the longest name
WIDE_SPAN = 20  # ranks, from which on they stand on a logarithmic scale
MOST = 60
"""Actors in one plot: more make it longer than a page."""
NOBODY = "There is nobody to rank."


def ranking_plot(ranks: Sequence[Rank], names: Names, measure: str, words: Words, palette: Palette = LIGHT) -> Figure:
    """The actors by their scores, the first on top; estimated scores with the interval that holds 95 of 100 samples."""
    with drawing(palette):
        shown = ranks[:MOST]
        if not shown:
            return nothing(words, palette, NOBODY)
        axes, figure = _rows([(rank.rank, names.get(rank.id, rank.label)) for rank in shown], words, palette, right=0.9)
        for row, rank in enumerate(shown):
            low, high = rank.interval
            axes.plot([0, rank.score], [row, row], color=palette.rule, linewidth=1.2, zorder=1)
            if rank.error is not None:
                axes.plot([low, high], [row, row], color=palette.other, linewidth=4, solid_capstyle="round", zorder=2)
            axes.plot([rank.score], [row], "o", color=palette.one, markersize=7, zorder=3, clip_on=False)
            _beside(axes, row, f"{rank.score:.4g}", palette)
        top = max(rank.interval[1] for rank in shown)
        axes.set_xlim(0, top * 1.03 or 1)
        axes.set_xlabel(measure)
        axes.xaxis.grid(visible=True, color=palette.rule, linewidth=0.8)
        return figure


def robust_plot(found: Robustness, names: Names, words: Words, palette: Palette = LIGHT) -> Figure:
    """The actors by their ranks, each with the interval that holds most of the draws, and beside it in words."""
    with drawing(palette):
        shown = found.ranks[:MOST]
        if not shown:
            return nothing(words, palette, NOBODY)
        rows = [(each.rank.rank, names.get(each.rank.id, each.rank.label)) for each in shown]
        axes, figure = _rows(rows, words, palette, right=1.5)
        for row, each in enumerate(shown):
            axes.plot([each.low, each.high], [row, row], color=palette.other, linewidth=5, solid_capstyle="round", zorder=2)
            axes.plot([each.rank.rank], [row], "o", color=palette.one, markersize=8, zorder=3)
            _beside(axes, row, _interval(each.rank.rank, each.low, each.high), palette)
        _rank_scale(axes, max(max(each.high, each.rank.rank) for each in shown), palette)
        axes.set_xlabel("rank")
        return figure


def change_plot(found: Sequence[Change], names: Names, windows: tuple[str, str], words: Words, palette: Palette = LIGHT) -> Figure:
    """Who rose and fell: each actor's rank in the earlier window as a ring, in the later one as a dot."""
    with drawing(palette):
        shown = found[:MOST]
        if not shown:
            return nothing(words, palette, NOBODY)
        rows = [(each.after.rank if each.after else None, names.get(each.id, each.label)) for each in shown]
        axes, figure = _rows(rows, words, palette, right=0.9, above=0.3)
        for row, each in enumerate(shown):
            colour = _moved_colour(each, palette)
            ends = [rank.rank for rank in (each.before, each.after) if rank]
            axes.plot(ends, [row] * len(ends), color=colour, linewidth=2, alpha=0.6, zorder=2)
            if each.before:
                axes.plot([each.before.rank], [row], "o", color=colour, markerfacecolor=palette.paper, markersize=7, zorder=3)
            if each.after:
                axes.plot([each.after.rank], [row], "o", color=colour, markersize=7, zorder=4)
            _beside(axes, row, _movement(each), palette)
        _rank_scale(axes, max(rank.rank for each in shown for rank in (each.before, each.after) if rank), palette)
        axes.set_xlabel("rank")
        ring, dot = (
            axes.plot([], [], "o", color=palette.soft, markerfacecolor=face, label=window)[0]
            for face, window in zip((palette.paper, palette.soft), windows, strict=True)
        )
        axes.legend(handles=[ring, dot], loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0)
        return figure


def rank_history_plot(found: Trajectories, names: Names, words: Words, palette: Palette = LIGHT) -> Figure:
    """The ranks of actors over time, each as a line with its name at the end."""
    with drawing(palette):
        drawn = [each for each in found.trajectories if any(standing.rank for standing in each.standings)][: len(palette.lines)]
        if not drawn or not found.bins:
            return nothing(words, palette, NOBODY)
        made = page(words, 4.0, palette)
        labels = [wrapped(names.get(each.id, each.label), 2.0, WORDS, lines=2) for each in drawn]
        room = max(width(line, WORDS) for label in labels for line in label.split("\n")) + 0.3
        axes = made.axes(left=0.55, right=room + 0.15, below=0.45, above=0.1)
        quiet(axes, palette, grid="y")
        ends = []
        for each, colour in zip(drawn, palette.lines, strict=False):
            ranks = [float(standing.rank.rank) if standing.rank else math.nan for standing in each.standings]
            axes.plot(range(len(ranks)), ranks, "-o", color=colour, linewidth=2, markersize=4)
            ends.append(next(rank for rank in reversed(ranks) if not math.isnan(rank)))
        lowest = max(standing.rank.rank for each in drawn for standing in each.standings if standing.rank)
        axes.set_yscale("log") if lowest > WIDE_SPAN else axes.set_yscale("linear")
        axes.set_ylim(lowest * 1.15 if lowest > WIDE_SPAN else lowest + 0.5, 0.8 if lowest > WIDE_SPAN else 0.5)
        ticks = [tick for tick in _ticks(lowest) if tick <= lowest]
        axes.yaxis.set_major_locator(FixedLocator(ticks))
        axes.yaxis.set_major_formatter(FixedFormatter([str(tick) for tick in ticks]))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_ylabel("rank")
        _bin_ticks(axes, [each.name for each in found.bins])
        _end_labels(axes, labels, ends, palette)
        return made.figure


def _rows(
    rows: Sequence[tuple[int | None, str]], words: Words, palette: Palette, *, right: float, above: float = 0.0
) -> tuple[Axes, Figure]:
    """Axes with a row for each actor, its rank and name on the left."""
    labels = [wrapped(name, ROOM, WORDS, lines=2) for _, name in rows]
    deep = any("\n" in label for label in labels)
    made = page(words, len(rows) * ROW * (1.25 if deep else 1) + 0.65 + above, palette)
    left = max(width(line, WORDS) for label in labels for line in label.split("\n")) + 0.85
    axes = made.axes(left=left, right=right, below=0.5, above=0.05 + above)
    quiet(axes, palette)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.yaxis.set_major_locator(FixedLocator(range(len(rows))))
    axes.yaxis.set_major_formatter(FixedFormatter(labels))
    axes.tick_params(axis="y", pad=6, labelsize=WORDS, labelcolor=palette.ink)
    for row, (rank, _) in enumerate(rows):
        axes.annotate(
            "" if rank is None else str(rank), (0, row), ((0.5 - left) * 72, 0), ("axes fraction", "data"), "offset points",
            size=WORDS, color=palette.soft, ha="right", va="center_baseline",
        )  # fmt: skip
    return axes, made.figure


def _beside(axes: Axes, row: int, text: str, palette: Palette) -> None:
    """Words to the right of a row."""
    axes.annotate(
        text, (1, row), (8, 0), ("axes fraction", "data"), "offset points",
        size=WORDS, color=palette.ink, ha="left", va="center_baseline",
    )  # fmt: skip


def _rank_scale(axes: Axes, lowest: int, palette: Palette) -> None:
    """The first rank on the left; wide spans on a logarithmic scale, so that the first ranks can be told apart."""
    ticks = [tick for tick in _ticks(lowest) if tick <= lowest]
    if lowest > WIDE_SPAN:
        axes.set_xscale("log")
        axes.set_xlim(0.85, lowest * 1.15)
    else:
        axes.set_xlim(0.5, lowest + 0.5)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter([str(tick) for tick in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.grid(visible=True, color=palette.rule, linewidth=0.8)


def _ticks(lowest: int) -> list[int]:
    if lowest <= 12:
        return list(range(1, lowest + 1))
    if lowest <= WIDE_SPAN:
        return [1, *range(5, lowest + 1, 5)]
    return [step * 10**power for power in range(len(str(lowest))) for step in (1, 2, 5)]


def _bin_ticks(axes: Axes, bins: Sequence[str]) -> None:
    """Names of bins below, as many as can stand beside each other."""
    step = max(1, math.ceil(len(bins) / 8))
    places = range(0, len(bins), step)
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.xaxis.set_major_formatter(FixedFormatter([bins[place] for place in places]))


def _end_labels(axes: Axes, labels: Sequence[str], ends: Sequence[float], palette: Palette) -> None:
    """Names at the right, pushed apart where lines end close together."""
    low, high = axes.transAxes.transform((0, 0))[1], axes.transAxes.transform((0, 1))[1]
    apart = WORDS * 1.35 / 72 * axes.figure.dpi * max(label.count("\n") + 1 for label in labels)
    wanted = sorted((float(axes.transData.transform((0, end))[1]), index) for index, end in enumerate(ends))
    places = _apart([place for place, _ in wanted], apart, high)
    for (_, index), place in zip(wanted, places, strict=True):
        axes.annotate(
            labels[index], (1, (place - low) / (high - low)), (10, 0), "axes fraction", "offset points",
            size=WORDS, color=palette.lines[index], ha="left", va="center",
        )  # fmt: skip


def _apart(wanted: Sequence[float], apart: float, high: float) -> list[float]:
    """Places in rising order as near to those wanted as can be, so far apart and none above `high`."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + apart) if places else place)
    most = high
    for number in reversed(range(len(places))):
        places[number] = min(places[number], most)
        most = places[number] - apart
    return places


def _interval(rank: int, low: int, high: int) -> str:
    return f"{rank} ({low} to {high})" if low != high else f"{rank} ({low})"


def _moved_colour(change: Change, palette: Palette) -> str:
    return {"rose": palette.binds, "new": palette.binds, "fell": palette.divides, "gone": palette.divides}.get(
        change.what, palette.soft
    )


def _movement(change: Change) -> str:
    places = change.places
    return change.what if places is None else f"{places:+d}".replace("-", "−") if places else "="
