"""Coasts and borders to draw maps over, from Natural Earth. Borders are those that it draws, disputed ones too."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from kg.resources import resource

Box: TypeAlias = tuple[float, float, float, float]
"""Degrees: west, south, east and north."""
Line: TypeAlias = tuple[tuple[float, float], ...]
"""Points by degrees east and north."""

FINEST_FIRST = ("africa", "world")


@dataclass(frozen=True, slots=True)
class Outline:
    """A part of the Earth by its name: what lies in `box`, and the `source` to be named beside it.

    `land` are areas, each an outer ring and its holes; `coast` and `borders` are lines, so that the edge of the box is not drawn.
    """

    name: str
    source: str
    box: Box
    land: tuple[tuple[Line, ...], ...]
    coast: tuple[Line, ...]
    borders: tuple[Line, ...]


@cache
def load_outline(name: str) -> Outline:
    """The outline in `seeds/geography/NAME.geojson`. Raises KgError where the installation lacks it."""
    collection = json.loads(resource("seeds", "geography", f"{name}.geojson").read_text(encoding="utf-8"))
    shapes = {each["properties"]["what"]: each["geometry"]["coordinates"] for each in collection["features"]}
    west, south, east, north = collection["bbox"]
    return Outline(
        name=name,
        source=collection["source"],
        box=(west, south, east, north),
        land=tuple(tuple(map(_line, rings)) for rings in shapes["land"]),
        coast=tuple(map(_line, shapes["coast"])),
        borders=tuple(map(_line, shapes["borders"])),
    )


def outline_of(box: Box) -> Outline:
    """The finest outline that has all of the box, else that of the world."""
    *finer, coarsest = FINEST_FIRST
    return next((each for each in map(load_outline, finer) if _within(box, each.box)), None) or load_outline(coarsest)


def squeeze(south: float, north: float) -> float:
    """How much shorter a degree from west to east is than one from south to north, in the middle between the two."""
    return math.cos(math.radians(min(abs(north + south) / 2, 75)))


def framed(points: Iterable[tuple[float, float]], *, around: float, least: tuple[float, float], shapes: tuple[float, float]) -> Box:
    """The points with room around them, a share of their extent on each side, in a shape that a page can take.

    It is at least so many degrees wide and high, and on paper between `shapes` times as wide as high.
    """
    easts, norths = zip(*points, strict=True)
    narrow = squeeze(min(norths), max(norths))
    wide = max((max(easts) - min(easts)) * (1 + 2 * around), least[0])
    high = max((max(norths) - min(norths)) * (1 + 2 * around), least[1])
    wide, high = max(wide, high * shapes[0] / narrow), max(high, wide * narrow / shapes[1])
    east, north = (min(easts) + max(easts)) / 2, (min(norths) + max(norths)) / 2
    return east - wide / 2, north - high / 2, east + wide / 2, north + high / 2


def _within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _line(points: list[list[float]]) -> Line:
    return tuple((east, north) for east, north in points)
