"""Where things happened, on a map with coast and borders."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from kg.geography import Box, Line, Outline, framed, outline_of, squeeze
from kg.metrics import Footprint, PlaceEvents
from kg.plots.letters import width, wrapped
from kg.plots.page import LIGHT, POINTS, SMALL, WIDTH, WORDS, Page, Palette, Words, drawing, nothing, page, quiet

LABELS = 25
SMALLEST = 12.0  # degrees that a map shows at least
AROUND = 0.12  # of the extent, left free on each side
LARGEST = 1300.0  # square points of the largest circle
SIDES = 0.55, 0.3
NOTHING = "Nothing that is told happened in a place with coordinates."
NOTE = "Coast and borders: {source}; borders as drawn there."


def map_plot(found: Footprint, words: Words, palette: Palette = LIGHT, *, coarse: bool = False) -> Figure:
    """Circles whose areas are the numbers of events, named as far as names have room, over coast and borders.

    Countries and regions, whose points lie anywhere in their midst, are drawn where `coarse` says so.
    """
    with drawing(palette):
        places = [each for each in found.places if each.point and (coarse or not each.coarse)]
        if not places:
            return nothing(words, palette, NOTHING)
        box = _box(places)
        outline = outline_of(box)
        words = Words(words.title, words.measured, f"{words.source} {NOTE.format(source=outline.source)}")
        made, axes = _axes(box, words, palette)
        _ground(axes, outline, palette)
        most = places[0].events
        sizes = [LARGEST * each.events / max(most, 12) for each in places]
        _circles(axes, places, sizes, palette)
        _labels(axes, made, places, sizes, palette)
        _key(axes, most, palette)
        return made.figure


def _box(places: Sequence[PlaceEvents]) -> Box:
    points = ((each.point.longitude, each.point.latitude) for each in places if each.point)
    return framed(points, around=AROUND, least=(SMALLEST, SMALLEST), shapes=(1.25, 2))


def _axes(box: Box, words: Words, palette: Palette) -> tuple[Page, Axes]:
    west, south, east, north = box
    left, right = SIDES
    high = (WIDTH - left - right) * (north - south) / ((east - west) * squeeze(south, north))
    made = page(words, high + 0.3, palette)
    axes = made.axes(left=left, right=right, below=0.3)
    quiet(axes, palette)
    axes.set_facecolor(palette.faint)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: _degrees(value, "E", "W")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: _degrees(value, "N", "S")))
    axes.tick_params(labelsize=SMALL)
    return made, axes


def _ground(axes: Axes, outline: Outline, palette: Palette) -> None:
    """Land, coast and borders."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    frame = Bbox.from_extents(west, south, east, north).expanded(1.05, 1.05)
    rings = [ring for rings in outline.land for ring in rings if _bounds(ring).overlaps(frame)]
    borders, coast = ([run for line in lines for run in _runs(line, frame)] for lines in (outline.borders, outline.coast))
    if rings:
        land = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings)).clip_to_bbox(frame)
        axes.add_patch(PathPatch(land, facecolor=palette.paper, edgecolor="none", zorder=0.5))
    axes.add_collection(LineCollection(borders, colors=palette.soft, linewidths=0.6, alpha=0.6, zorder=0.7), autolim=False)
    axes.add_collection(LineCollection(coast, colors=palette.soft, linewidths=0.8, zorder=0.8), autolim=False)


def _runs(line: Line, frame: Bbox) -> Iterator[Line]:
    """The parts of a line that may be seen in the frame: all else would only make the file larger."""
    run: list[tuple[float, float]] = []
    for start, end in pairwise(line):
        if _bounds((start, end)).overlaps(frame):
            run = run or [start]
            run.append(end)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _bounds(line: Line) -> Bbox:
    xs, ys = zip(*line, strict=True)
    return Bbox.from_extents(min(xs), min(ys), max(xs), max(ys))


def _circles(axes: Axes, places: Sequence[PlaceEvents], sizes: Sequence[float], palette: Palette) -> PathCollection:
    easts = [each.point.longitude for each in places if each.point]
    norths = [each.point.latitude for each in places if each.point]
    return axes.scatter(
        easts, norths, s=list(sizes), color=palette.divides, alpha=0.55, edgecolors=palette.divides, linewidths=1, zorder=2
    )


def _labels(axes: Axes, made: Page, places: Sequence[PlaceEvents], sizes: Sequence[float], palette: Palette) -> None:
    """Names beside the circles, the largest first, each on the side where it covers no other name and least of the circles."""
    dots = made.figure.dpi / POINTS
    frame = axes.get_window_extent()
    circles = []
    for each, size in zip(places, sizes, strict=True):
        if each.point:
            x, y = axes.transData.transform((each.point.longitude, each.point.latitude))
            circles.append((float(x), float(y), math.sqrt(size / math.pi) * dots))
    taken: list[Bbox] = []
    for each, (x, y, radius) in list(zip(places, circles, strict=True))[:LABELS]:
        text = wrapped(each.label, 2.2, WORDS - 0.5, lines=1)
        wide, high = width(text, WORDS - 0.5) * made.figure.dpi, (WORDS + 1.5) * dots
        options = [
            Bbox.from_bounds(left, low, wide, high)
            for left, low in (
                (x + radius + 3, y - high / 2),
                (x - radius - 3 - wide, y - high / 2),
                (x - wide / 2, y + radius + 2),
                (x - wide / 2, y - radius - 2 - high),
            )
        ]
        free = [
            box
            for box in options
            if not any(box.overlaps(other) for other in taken)
            and box.x0 > frame.x0
            and box.x1 < frame.x1
            and box.y0 > frame.y0
            and box.y1 < frame.y1
        ]
        if not free:
            continue
        best = min(free, key=lambda box: sum(_covered(box, circle) for circle in circles))
        taken.append(best)
        east, north = axes.transData.inverted().transform((best.x0, (best.y0 + best.y1) / 2))
        name = axes.text(float(east), float(north), text, size=WORDS - 0.5, color=palette.ink, va="center_baseline", zorder=4)
        name.set_path_effects([withStroke(linewidth=2.5, foreground=palette.paper)])


def _covered(box: Bbox, circle: tuple[float, float, float]) -> float:
    """How deep a circle reaches into a name."""
    x, y, radius = circle
    nearest = math.hypot(x - min(max(x, box.x0), box.x1), y - min(max(y, box.y0), box.y1))
    return max(radius - nearest, 0)


def _key(axes: Axes, most: int, palette: Palette) -> None:
    """What the areas mean."""
    numbers = sorted({1, max(1, round(most / 3)), most})
    handles = [
        axes.scatter(
            [],
            [],
            s=LARGEST * number / max(most, 12),
            color=palette.divides,
            alpha=0.55,
            edgecolors=palette.divides,
            label=str(number),
        )
        for number in numbers
    ]
    legend = axes.legend(
        handles=handles, title="events", loc="best", frameon=True, facecolor=palette.paper, edgecolor=palette.rule, framealpha=0.9,
        labelspacing=2.5, borderpad=1.4, handletextpad=1.6, handleheight=2.2, fontsize=SMALL + 1, title_fontsize=SMALL + 1,
    )  # fmt: skip
    legend.set_zorder(5)


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(value):g}° {above if value > 0 else below}" if value else "0°"
