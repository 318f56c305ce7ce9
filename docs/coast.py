"""Makes the coast and the borders that maps are drawn over, from Natural Earth: `make coast`.

Natural Earth (naturalearthdata.com) is in the public domain. Its release 4.1 is taken from the npm package world-atlas 2.0.2 (ISC
licence), which has it as TopoJSON: each stretch of a border once, whether one country has it or two. Those of two are
borders, those of one are coast. Borders are those that Natural Earth draws, disputed ones too.

Needs npm, and shapely for Python: pip install shapely.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "seeds" / "geography"
PACKAGE = "world-atlas@2.0.2"
SHA256 = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
SOURCE = "Natural Earth 4.1, 1:{scale}, public domain"
AFRICA = (-27.0, -13.0, 66.0, 48.0)
"""Degrees: west, south, east, north of what is drawn finely."""
WORLD = (-180.0, -58.0, 180.0, 85.0)
"""Without Antarctica, where nothing happens and whose outline runs round the edge of the map."""

Line = list[list[float]]


def main() -> None:
    """Fetches the package, checks its hash and writes both files."""
    try:
        import shapely.affinity  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415
    except ImportError:
        sys.exit("coast: install shapely first: pip install shapely")
    FOLDER.mkdir(exist_ok=True)
    fine, rough = _fetched("countries-50m.json", "countries-110m.json")
    _write("africa.geojson", _collection(fine, shapely, AFRICA, digits=2), "50m")
    _write("world.geojson", _collection(rough, shapely, WORLD, digits=1), "110m")


def _fetched(*names: str) -> list[dict[str, Any]]:
    """These files of the package. Ends the program where it is not the one that was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607
        packed = next(Path(folder).glob("*.tgz"))
        if hashlib.sha256(packed.read_bytes()).hexdigest() != SHA256:
            sys.exit(f"coast: {PACKAGE} is not what it was: its hash differs")
        with tarfile.open(packed) as archive:
            return [json.load(archive.extractfile(f"package/{name}")) for name in names]  # type: ignore[arg-type]


def _write(name: str, collection: dict[str, Any], scale: str) -> None:
    path = FOLDER / name
    head = {"type": "FeatureCollection", "source": SOURCE.format(scale=scale)}
    path.write_text(json.dumps(head | collection, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"wrote {path.name}")


def _collection(topology: dict[str, Any], shapely: Any, box: Sequence[float], *, digits: int) -> dict[str, Any]:
    """Land as an area, coast and borders as lines, within the box; so many digits of a degree: two are a kilometre."""
    arcs = list(_arcs(topology))
    uses = Counter(index if index >= 0 else ~index for index in _indices(topology["objects"]["countries"]["geometries"]))
    lines = {
        "coast": [_unwrapped(arc) for index, arc in enumerate(arcs) if uses[index] == 1],
        "borders": [_unwrapped(arc) for index, arc in enumerate(arcs) if uses[index] > 1],
    }
    shapes = {
        "land": shapely.union_all([shapely.Polygon(*_rings(arcs, rings)).buffer(0) for rings in _polygons(topology)]),
        **{what: shapely.MultiLineString(parts) for what, parts in lines.items()},
    }
    shapes = {what: _turned(shape, shapely, box) for what, shape in shapes.items()}
    features = [
        {"type": "Feature", "properties": {"what": what}, "geometry": _rounded(shape, digits)} for what, shape in shapes.items()
    ]
    return {"bbox": box, "features": features}


def _turned(shape: Any, shapely: Any, box: Sequence[float]) -> Any:
    """The part of the shape in the box, with what reaches over the edge of the map on its other side."""
    frame = shapely.box(*box)
    parts = [shapely.affinity.translate(shape, turn) for turn in (-360, 0, 360)]
    return shapely.union_all([shapely.intersection(part, frame) for part in parts])


def _unwrapped(line: Line) -> Line:
    """The line without jumps from one edge of the map to the other."""
    turn = 0
    unwrapped = line[:1]
    for before, point in pairwise(line):
        step = point[0] - before[0]
        turn += 360 * ((step < -180) - (step > 180))
        unwrapped.append([point[0] + turn, point[1]])
    return unwrapped


def _arcs(topology: dict[str, Any]) -> Iterator[Line]:
    """The stretches in degrees: they are kept as steps on a grid."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append([x * wide + west, y * high + south])
        yield line


def _polygons(topology: dict[str, Any]) -> Iterator[list[list[int]]]:
    for geometry in topology["objects"]["land"]["geometries"]:
        yield from geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _rings(arcs: list[Line], rings: list[list[int]]) -> tuple[Line, list[Line]]:
    """The outer ring and the holes; a stretch that is taken backwards has its complement as its number."""
    closed: list[Line] = []
    for ring in rings:
        line: Line = []
        for index in ring:
            line += arcs[index] if index >= 0 else arcs[~index][::-1]
        closed.append(_unwrapped(line))
    return closed[0], closed[1:]


def _indices(value: Any) -> Iterator[int]:
    """All numbers of stretches in nested geometries."""
    if isinstance(value, int):
        yield value
    elif isinstance(value, dict):
        yield from _indices(value.get("arcs", value.get("geometries", [])))
    else:
        for each in value:
            yield from _indices(each)


def _rounded(shape: Any, digits: int) -> dict[str, Any]:
    """The shape as GeoJSON without what is too small to be seen."""
    if shape.geom_type == "MultiPolygon":
        rings = ([_line(ring.coords, digits) for ring in (part.exterior, *part.interiors)] for part in shape.geoms)
        return {
            "type": "MultiPolygon",
            "coordinates": [kept for each in rings if (kept := [line for line in each if len(line) > 3])],
        }
    lines = [_line(part.coords, digits) for part in shape.geoms]
    return {"type": "MultiLineString", "coordinates": [line for line in lines if len(line) > 1]}


def _line(points: Iterable[Sequence[float]], digits: int) -> Line:
    return list(_changing([round(x, digits), round(y, digits)] for x, y in points))


def _changing(points: Iterable[list[float]]) -> Iterator[list[float]]:
    """The points without repetitions in a row."""
    last = None
    for point in points:
        if point != last:
            yield point
        last = point


if __name__ == "__main__":
    main()
