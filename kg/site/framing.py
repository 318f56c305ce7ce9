"""What part of the Earth a map shows: its places, but for a few so far off that all others would be small."""

import math
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import accumulate

from kg.geography import Box, framed, squeeze
from kg.site.records import Spot

SMALLEST = 14.0  # degrees that a map shows at least
AROUND = 0.15  # of the extent, left free on each side
LARGE = 75.0  # degrees: a map that is no wider, as one from Abidjan to Algiers, shows all of its places well
FEW = 0.25  # of the statements: so many may happen off a map that would be wider
WORTH = 0.5  # where it is then no more than this share as wide


def frame_of(spots: Sequence[Spot]) -> Box:
    """The part that a map of these places shows: almost all of them, and the place that the page is about in any case."""
    return _framed(reduce(_both, map(_point, _together(spots))))


def lies_in(spot: Spot, box: Box) -> bool:
    """Whether the place is on a map of that part."""
    west, south, east, north = box
    return west <= spot.longitude <= east and south <= spot.latitude <= north


def _together(spots: Sequence[Spot]) -> Sequence[Spot]:
    """The places without the farthest ones, where these have few statements and the map is much narrower without them."""
    nearest_first = sorted(spots, key=_away_from(_middle(spots)))
    most = FEW * sum(spot.number for spot in spots)
    wide = [_wide(extent) for extent in accumulate(map(_point, nearest_first), _both)]
    kept, off = len(spots), 0
    for last in range(len(spots) - 1, 0, -1):
        off += nearest_first[last].number
        if off > most or nearest_first[last].own or wide[kept - 1] <= LARGE:
            break
        if wide[last - 1] <= WORTH * wide[kept - 1]:
            kept = last
    return nearest_first[:kept]


def _middle(spots: Sequence[Spot]) -> tuple[float, float]:
    """Degrees east and north that half of the statements lie on either side of: a far place does not move it."""
    return _median([(spot.longitude, spot.number) for spot in spots]), _median([(spot.latitude, spot.number) for spot in spots])


def _median(values: Sequence[tuple[float, int]]) -> float:
    ordered = sorted(values)
    up_to = list(accumulate(number for _, number in ordered))
    return next(value for (value, _), so_far in zip(ordered, up_to, strict=True) if so_far >= up_to[-1] / 2)


def _away_from(middle: tuple[float, float]) -> Callable[[Spot], float]:
    east, north = middle
    return lambda spot: math.hypot((spot.longitude - east) * squeeze(north, north), spot.latitude - north)


def _framed(extent: Box) -> Box:
    west, south, east, north = extent
    return framed(((west, south), (east, north)), around=AROUND, least=(SMALLEST, SMALLEST / 2), shapes=(1.5, 2.2))


def _wide(extent: Box) -> float:
    west, _, east, _ = _framed(extent)
    return east - west


def _point(spot: Spot) -> Box:
    return spot.longitude, spot.latitude, spot.longitude, spot.latitude


def _both(one: Box, two: Box) -> Box:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])
