"""Where things lie in the pictures of a page: timeline, map and ego graph. Templates draw them as SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.geography import load_outline, outline_of, squeeze
from kg.site.framing import frame_of, lies_in
from kg.site.records import Bar, Ego, Neighbour, Spot

WIDE, HIGH = 720, 150
BELOW = 22
TICKS = 8
MAP_WIDE = 720
LARGEST_CIRCLE = 22.0
LABELS = 14
LETTER = 6.6  # pixels that a letter takes at 12 pixels
ROW = 30
EGO_WIDE, EGO_NARROW = 720, 360
NAME = 26  # characters of a name beside the graph


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: from the left, its width, and the top and height of what the text dates and what the document dates."""

    bar: Bar
    x: float
    width: float
    event: tuple[float, float]
    document: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline: its bars, the names below some of them, and the largest number with its height."""

    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, str], ...]
    most: int
    top: float
    ground: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A place on the map; `label` is where its name begins, None where it has no room."""

    spot: Spot
    x: float
    y: float
    radius: float
    label: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Map:
    """The map's size, its circles, the picture of coast and borders with the frame it takes, and whose that is.

    `outside` are the places that lie off the map.
    """

    width: float
    height: float
    circles: tuple[Circle, ...]
    picture: str
    frame: tuple[float, float, float, float]
    source: str
    outside: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Knot:
    """A neighbour in the graph; `side` is -1 on the left and 1 on the right."""

    neighbour: Neighbour
    name: str
    x: float
    y: float
    side: int
    width: float


@dataclass(frozen=True, slots=True)
class Star:
    """The graph around one entity, which lies at `x` and `y`; `arcs` tie neighbours, each with its family."""

    width: int
    height: float
    x: float
    y: float
    knots: tuple[Knot, ...]
    arcs: tuple[tuple[str, str], ...]


def chart(bars: Sequence[Bar]) -> Chart:
    """The bars of a timeline side by side, and as many names as have room."""
    most = max((bar.by_event + bar.by_document for bar in bars), default=0) or 1
    top, ground = 18.0, float(HIGH - BELOW)
    step = min((WIDE - 8) / max(len(bars), 1), 60.0)
    unit = (ground - top) / most
    columns = []
    for number, bar in enumerate(bars):
        event, document = bar.by_event * unit, bar.by_document * unit
        gap = min(step * 0.15, 4)
        columns.append(
            Column(
                bar,
                round(4 + number * step + gap / 2, 2),
                round(step - gap, 2),
                (round(ground - event, 2), round(event, 2)),
                (round(ground - event - document, 2), round(document, 2)),
            )
        )
    every = max(1, math.ceil(len(bars) / TICKS), math.ceil(56 / step))
    ticks = tuple((round(4 + (number + 0.5) * step, 1), bars[number].name) for number in range(0, len(bars), every))
    return Chart(tuple(columns), ticks, most, top, ground)


def outline_svg(name: str) -> str:
    """Coast and borders as a picture of its own, in degrees, which all pages share."""
    outline = load_outline(name)
    west, south, east, north = outline.box
    land = "".join(_path(ring, closed=True) for rings in outline.land for ring in rings)
    coast, borders = ("".join(_path(line) for line in lines) for lines in (outline.coast, outline.borders))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{west:g} {-north:g} {east - west:g} {north - south:g}" '
        'preserveAspectRatio="none">\n'
        "<style>.land{fill:#fff}.coast,.border{fill:none;stroke:#7d8896;stroke-width:.04}.border{stroke-dasharray:.16 .1}"
        "@media (prefers-color-scheme:dark){.land{fill:#232c38}.coast,.border{stroke:#6d7a8a}}</style>\n"
        f'<path class="land" fill-rule="evenodd" d="{land}"/>\n<path class="border" d="{borders}"/>\n'
        f'<path class="coast" d="{coast}"/>\n</svg>\n'
    )


def map_of(spots: Sequence[Spot]) -> Map:
    """The places over coast and borders, the areas of their circles as their numbers; names as far as they have room.

    A few places that lie far from the others, and would make all of these small, are off the map.
    """
    box = frame_of(spots)
    outside = tuple(spot for spot in spots if not lies_in(spot, box))
    spots = [spot for spot in spots if lies_in(spot, box)]
    outline = outline_of(box)
    west, south, east, north = box
    narrow = squeeze(south, north)
    unit = MAP_WIDE / ((east - west) * narrow)
    width, height = float(MAP_WIDE), round((north - south) * unit, 1)
    most = max((spot.number for spot in spots), default=1) or 1
    placed = []
    for spot in spots:
        radius = max(4.0, LARGEST_CIRCLE * math.sqrt(spot.number / max(most, 6)))
        placed.append((spot, (spot.longitude - west) * narrow * unit, (north - spot.latitude) * unit, radius))
    box_west, box_south, box_east, box_north = outline.box
    frame = (
        round((box_west - west) * narrow * unit, 1),
        round((north - box_north) * unit, 1),
        round((box_east - box_west) * narrow * unit, 1),
        round((box_north - box_south) * unit, 1),
    )
    return Map(width, height, _labelled(placed, width, height), f"map-{outline.name}.svg", frame, outline.source, outside)


def star(ego: Ego, *, narrow: bool = False) -> Star:
    """The neighbours in two columns that bend around the middle, in their order: down the right side, then down the left.

    For a phone, which has no room for that at a size that can be read, they stand in one column beside the entity.
    """
    wide, x, reach, bend = (EGO_NARROW, 20, 104, 50) if narrow else (EGO_WIDE, EGO_WIDE // 2, 150, 46)
    right = ego.neighbours if narrow else ego.neighbours[: (len(ego.neighbours) + 1) // 2]
    left = ego.neighbours[len(right) :]
    rows = max(len(right), len(left), 2)
    height = float(rows * ROW + 40)
    middle = (float(x), height / 2)
    most = max(neighbour.weight for neighbour in ego.neighbours)
    knots = []
    for side, some in ((1, right), (-1, left)):
        for row, neighbour in enumerate(some):
            share = (row - (len(some) - 1) / 2) / max(rows / 2, 1)
            from_middle = side * (reach - bend * share * share)
            y = middle[1] + (row - (len(some) - 1) / 2) * ROW
            width = 1.2 + 3.8 * math.log1p(neighbour.weight) / math.log1p(most)
            name = shortened(neighbour.ref.name)
            knots.append(Knot(neighbour, name, round(x + from_middle, 1), round(y, 1), side, round(width, 1)))
    arcs = tuple((_arc(knots[one], knots[other], middle), family) for one, other, family in ego.ties)
    return Star(wide, height, *middle, tuple(knots), arcs)


def shortened(name: str, most: int = NAME) -> str:
    """The name, cut where it is long."""
    flat = " ".join(name.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def _arc(one: Knot, other: Knot, middle: tuple[float, float]) -> str:
    """A line that bends towards the middle, so that it does not run over names."""
    x, y = ((end + far) / 2 * 0.45 + at * 0.55 for end, far, at in ((one.x, other.x, middle[0]), (one.y, other.y, middle[1])))
    return f"M{one.x:g} {one.y:g}Q{x:.1f} {y:.1f} {other.x:g} {other.y:g}"


def _labelled(points: Sequence[tuple[Spot, float, float, float]], width: float, height: float) -> tuple[Circle, ...]:
    """The largest circles are named first, to the right or to the left; a name that would cover another is left out."""
    taken: list[tuple[float, float, float, float]] = []
    circles = []
    for number, (spot, x, y, radius) in enumerate(points):
        wide = LETTER * len(shortened(spot.ref.name))
        options = [(x + radius + 4, y + 4), (x - radius - 4 - wide, y + 4)] if number < LABELS or spot.own else []
        label = None
        for left, base in options:
            box = (left, base - 11, left + wide, base + 4)
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                taken.append(box)
                label = (round(left, 1), round(base, 1))
                break
        circles.append(Circle(spot, round(x, 1), round(y, 1), round(radius, 1), label))
    return tuple(circles)


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    line = " ".join(f"{east:g} {-north:g}" for east, north in points)
    return f"M{line}{'z' if closed else ''}"
