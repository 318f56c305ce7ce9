"""Coasts and borders: that they are there, whole, and that the finest fitting outline is taken."""

from itertools import pairwise

import pytest

from kg.errors import KgError
from kg.geography import FINEST_FIRST, Box, Line, load_outline, outline_of

SAHEL = (-18.0, 5.0, 25.0, 28.0)


def inside(point: tuple[float, float], ring: Line) -> bool:
    """By the number of edges that a ray to the east crosses."""
    x, y = point
    crossed = 0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize("name", FINEST_FIRST)
@pytest.mark.parametrize(
    ("place", "land"),
    [
        ((-8.0, 12.6), True),
        ((2.1, 13.5), True),
        ((15.0, 12.1), True),
        ((-25.0, 10.0), False),
        ((5.0, 0.0), False),
        ((18.0, 34.5), False),
    ],
)
def test_land_and_sea_lie_where_they_are(name: str, place: tuple[float, float], land: bool) -> None:
    rings = [
        rings for rings in load_outline(name).land if inside(place, rings[0]) and not any(inside(place, hole) for hole in rings[1:])
    ]
    assert bool(rings) is land


@pytest.mark.parametrize("name", FINEST_FIRST)
def test_every_line_lies_in_the_box_and_jumps_nowhere(name: str) -> None:
    outline = load_outline(name)
    west, south, east, north = outline.box
    assert outline.coast and outline.borders
    for line in (*outline.coast, *outline.borders, *(ring for rings in outline.land for ring in rings)):
        assert len(line) > 1
        assert all(west <= x <= east and south <= y <= north for x, y in line)
    for line in (*outline.coast, *outline.borders):
        assert all(abs(one[0] - other[0]) < 20 for one, other in pairwise(line))


@pytest.mark.parametrize("name", FINEST_FIRST)
def test_borders_run_between_countries_and_not_along_the_sea(name: str) -> None:
    borders = {point for line in load_outline(name).borders for point in line}
    mali_niger = [(x, y) for x, y in borders if 0 < x < 5 and 14 < y < 20]
    assert mali_niger


@pytest.mark.parametrize(
    ("box", "name"),
    [(SAHEL, "africa"), ((-18.0, 5.0, 70.0, 28.0), "world"), ((-190.0, 0.0, 0.0, 1.0), "world"), ((0.0, 0.0, 1.0, 60.0), "world")],
)
def test_the_finest_outline_that_has_all_is_taken(box: Box, name: str) -> None:
    assert outline_of(box) == load_outline(name)


def test_the_source_is_named() -> None:
    assert [load_outline(name).source for name in FINEST_FIRST] == [
        "Natural Earth 4.1, 1:50m, public domain",
        "Natural Earth 4.1, 1:110m, public domain",
    ]


def test_an_outline_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KgError, match="the installation lacks"):
        load_outline("atlantis")
