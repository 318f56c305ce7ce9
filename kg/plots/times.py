"""Time as plots: what was told when, and what binds and divides a pair."""

from collections.abc import Sequence
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from kg.metrics import Bin, Timeline
from kg.plots.page import LIGHT, SMALL, Page, Palette, Words, drawing, nothing, page, quiet

HIGH = 3.2
MOST_TICKS = 9
FEWEST = 8
SLIVER = 0.86  # of a bin's width that its bar takes
NOTHING = "Nothing with a date is told of it."


def timeline_plot(found: Timeline, words: Words, palette: Palette = LIGHT) -> Figure:
    """What is told of each week, month or year: a bar, darker where the text dates it, lighter where only the document does."""
    with drawing(palette):
        if not found.activities:
            return nothing(words, palette, NOTHING)
        made, axes = _axes(words, palette)
        bins = [each.bin for each in found.activities]
        for burst in found.bursts:
            _shade(axes, bins, burst.first, burst.last, palette)
        by_event = [each.by_event for each in found.activities]
        by_document = [each.by_document for each in found.activities]
        axes.bar(range(len(bins)), by_event, SLIVER, color=palette.one)
        axes.bar(range(len(bins)), by_document, SLIVER, bottom=by_event, color=palette.other)
        keys = [Patch(color=palette.one, label="dated by the text"), Patch(color=palette.other, label="dated by the document")]
        keys += [Patch(color=palette.burst, label="burst")] if found.bursts else []
        _finish(axes, found, keys, palette)
        axes.set_ylim(0, max(max(each.statements for each in found.activities) * 1.08, 1))
        return made.figure


def dyad_plot(found: Timeline, words: Words, palette: Palette = LIGHT) -> Figure:
    """The history of a pair: cooperation upwards, conflict downwards, and their balance as a line."""
    with drawing(palette):
        if not found.activities:
            return nothing(words, palette, NOTHING)
        made, axes = _axes(words, palette)
        places = range(len(found.activities))
        up, down = [each.cooperation for each in found.activities], [-each.conflict for each in found.activities]
        axes.bar(places, up, SLIVER, color=palette.binds)
        axes.bar(places, down, SLIVER, color=palette.divides)
        axes.axhline(0, color=palette.soft, linewidth=1)
        balance = [each.balance for each in found.activities]
        edges = [place - 0.5 for place in range(len(balance) + 1)]
        axes.stairs(balance, edges, baseline=None, color=palette.ink, linewidth=1.8)
        line = Line2D([], [], color=palette.ink, linewidth=1.8, label="balance")
        keys = [Patch(color=palette.binds, label="cooperation"), Patch(color=palette.divides, label="conflict"), line]
        _finish(axes, found, keys, palette)
        reach = max(*up, *(-each for each in down), 1) * 1.1
        axes.set_ylim(-reach, reach)
        axes.yaxis.set_major_formatter(lambda value, _place: f"{abs(value):g}")
        return made.figure


def _axes(words: Words, palette: Palette) -> tuple[Page, Axes]:
    made = page(words, HIGH, palette)
    axes = made.axes(left=0.75, right=0.3, below=0.35, above=0.32)
    quiet(axes, palette, grid="y")
    return made, axes


def _finish(axes: Axes, found: Timeline, keys: Sequence[object], palette: Palette) -> None:
    bins = [each.bin for each in found.activities]
    beside = max(FEWEST - len(bins), 0) / 2  # few bars do not become walls
    axes.set_xlim(-0.6 - beside, len(bins) - 0.4 + beside)
    _date_ticks(axes, bins)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylabel(f"statements a {found.by}")
    axes.legend(
        handles=list(keys), loc="lower left", bbox_to_anchor=(0, 1), ncols=len(keys), frameon=False, borderaxespad=0,
        handlelength=1.2, columnspacing=1.4, labelcolor=palette.ink, fontsize=SMALL + 1,
    )  # fmt: skip


def _shade(axes: Axes, bins: Sequence[Bin], first: Bin, last: Bin, palette: Palette) -> None:
    """The ground behind a burst, as far as it lies in what is drawn."""
    inside = [place for place, each in enumerate(bins) if first <= each <= last]
    if inside:
        axes.axvspan(inside[0] - 0.5, inside[-1] + 0.5, color=palette.burst, linewidth=0, zorder=0)


def _date_ticks(axes: Axes, bins: Sequence[Bin]) -> None:
    """Names of bins below: all of them where there is room, else those where years begin, else some of them."""
    places = list(range(len(bins)))
    names = [each.name for each in bins]
    if len(bins) > MOST_TICKS:
        years = [place for place in places if place == 0 or bins[place].first[:4] != bins[place - 1].first[:4]]
        step = -(-len(bins) // MOST_TICKS)
        if len(years) > 1 and (years[1] - years[0]) * MOST_TICKS < len(bins):
            years = years[1:]  # no room for the name of a year of which little is shown
        if len(years) >= MOST_TICKS // 3:
            places = years[:: -(-len(years) // MOST_TICKS)]
            names = [_year(each) for each in bins]
        else:
            places = places[::step]
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.xaxis.set_major_formatter(FixedFormatter([names[place] for place in places]))


def _year(each: Bin) -> str:
    """The year that a bin counts to: a week at the turn of the year belongs to that of its middle."""
    first, last = date.fromisoformat(each.first), date.fromisoformat(each.last)
    return f"{(first + (last - first) / 2).year:04}"
