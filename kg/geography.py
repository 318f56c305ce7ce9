"""Coasts and borders to draw maps over, from Natural Earth. Borders are those that it draws, disputed ones too."""

import json
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
    """A part of the Earth: what lies in `box`, and the `source` to be named beside it.

    `land` are areas, each an outer ring and its holes; `coast` and `borders` are lines, so that the edge of the box is not drawn.
    """

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
        source=collection["source"],
        box=(west, south, east, north),
        land=tuple(tuple(map(_line, rings)) for rings in shapes["land"]),
        coast=tuple(map(_line, shapes["coast"])),
        borders=tuple(map(_line, shapes["borders"])),
    )


def outline_of(box: Box) -> Outline:
    """The finest outline that has all of the box, else that of the world."""
    outlines = map(load_outline, FINEST_FIRST)
    return next((each for each in outlines if _within(box, each.box)), load_outline(FINEST_FIRST[-1]))


def _within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _line(points: list[list[float]]) -> Line:
    return tuple((east, north) for east, north in points)
