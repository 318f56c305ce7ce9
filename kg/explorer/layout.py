"""Where the nodes lie: computed beforehand, so that nothing moves when the page opens, and no label covers another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Array: TypeAlias = npt.NDArray[np.float64]
Ties: TypeAlias = Mapping[tuple[str, str], int]

SEED = 20170302  # any fixed number: the same network must always look the same
WIDE = 1.7  # the map is wider than high, on a laptop by so much
TALL = (1.0, 1.15, 1.3)  # the columns of parts may be so much higher than the largest part or than all of them as one picture
PASSES = 400  # of pushing boxes apart; most networks are done after a few dozen
PATIENCE = 40  # passes until a box that finds no room between pinned ones is moved outwards
GAP = 14.0
ROOMY = 1.25  # how much larger the disc is than the boxes alone would need
GOLDEN = 0.6180339887  # multiples of it, without their whole part, spread evenly however many there are
FORCE = 500  # nodes up to which the slower and better layout takes about a second


@dataclass(frozen=True, slots=True)
class Box:
    """The room a node takes: its mark around the point where it lies, and its label below. All in pixels."""

    width: float
    above: float
    below: float


def place(boxes: Mapping[str, Box], ties: Ties, first: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The point of each node. The `first` nodes lie as if there were no others, and the others find room around them.

    `ties` gives the weight of each tied pair. The same input gives the same points.
    """
    core = _spread(first, boxes, ties)
    others = [node for node in boxes if node not in core]
    if not others:
        return core
    points = core | _around(core, others, ties, boxes)
    return _apart(points, boxes, pinned=core.keys())


def _spread(nodes: Sequence[str], boxes: Mapping[str, Box], ties: Ties) -> dict[str, tuple[float, float]]:
    """Each connected part by itself, the largest on the left and the small ones in the columns that fit a screen best."""
    graph = _graph(nodes, ties)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(nodes.index(node) for node in part)))
    drawn = [_part(graph, [node for node in nodes if node in part], boxes) for part in parts]
    return min(
        (_in_columns(drawn, boxes, high) for high in _heights(drawn, boxes)), key=lambda points: _room_on_screen(points, boxes)
    )


def _heights(parts: Sequence[Mapping[str, tuple[float, float]]], boxes: Mapping[str, Box]) -> list[float]:
    """How high columns of these parts may be: about as high as the largest, and as all of them together in the map's shape.

    Where no part is large, the first would lay all of them out in one long row.
    """
    frames = [_frame(part, boxes) for part in parts]
    largest = max((bottom - top for _, top, _, bottom in frames[:1]), default=0.0)
    room = sum((right - left + 3 * GAP) * (bottom - top + 3 * GAP) for left, top, right, bottom in frames)
    return [tall * high for high in (largest, (room / WIDE) ** 0.5) for tall in TALL]


def _room_on_screen(points: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]) -> float:
    left, top, right, bottom = _frame(points, boxes) if points else (0.0, 0.0, 0.0, 0.0)
    return max((right - left) / WIDE, bottom - top)


def _in_columns(
    parts: Sequence[Mapping[str, tuple[float, float]]], boxes: Mapping[str, Box], high: float
) -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    column_left = column_top = column_right = 0.0
    for part in parts:
        left, top, right, bottom = _frame(part, boxes)
        if column_top and column_top + bottom - top > high:
            column_left, column_top = column_right, 0.0
        shift_x, shift_y = column_left - left, column_top - top
        points |= {node: (x + shift_x, y + shift_y) for node, (x, y) in part.items()}
        column_top += bottom - top + 3 * GAP
        column_right = max(column_right, column_left + right - left + 3 * GAP)
    return points


def _graph(nodes: Sequence[str], ties: Ties) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    for (a, b), weight in ties.items():
        if a in graph and b in graph:
            graph.add_edge(a, b, weight=log2(1 + weight))
    return graph


def _part(graph: "nx.Graph[str]", nodes: list[str], boxes: Mapping[str, Box]) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    part: nx.Graph[str] = nx.Graph()  # in the order of nodes: a subgraph's order is that of a set
    part.add_nodes_from(nodes)
    part.add_edges_from((a, b, tie) for a, b, tie in graph.edges(nodes, data=True))
    even = nx.kamada_kawai_layout(part, weight=None) if len(nodes) <= FORCE else nx.spring_layout(part, seed=SEED)
    drawn = nx.spring_layout(part, pos=even, k=1.6 / len(nodes) ** 0.5, iterations=30, weight="weight", seed=SEED)
    room = sum((box.width + GAP) * (box.above + box.below + GAP) for box in (boxes[node] for node in nodes))
    radius = ROOMY * (room / np.pi) ** 0.5
    points = {node: (x * radius * WIDE**0.5, y * radius / WIDE**0.5) for node, (x, y) in _even(drawn).items()}
    return _apart(points, boxes, pinned=())


def _even(drawn: Mapping[str, Array]) -> dict[str, tuple[float, float]]:
    """The picture in the unit disc with its crowds thinned: every ring and every sector comes near to its share of nodes."""
    middle = np.mean(np.array(list(drawn.values())), axis=0)
    away = {node: point - middle for node, point in drawn.items()}
    radius = _shares({node: float(np.hypot(*point)) for node, point in away.items()})
    angle = _shares({node: float(np.arctan2(point[1], point[0])) for node, point in away.items()})
    return {
        node: (float(opened * np.cos(turn)), float(opened * np.sin(turn)))
        for node, opened, turn in (
            (node, 0.12 * share + 0.88 * rank**0.5, 2 * np.pi * (0.55 * angle[node][0] + 0.45 * angle[node][1]))
            for node, (share, rank) in radius.items()
        )
    }


def _shares(values: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Each value between the least and the largest, and its place in their order, both as a number from 0 to 1."""
    least, most = min(values.values()), max(values.values())
    order = sorted(values, key=lambda node: values[node])
    return {
        node: ((values[node] - least) / ((most - least) or 1.0), (place + 0.5) / len(order)) for place, node in enumerate(order)
    }


def _around(
    core: Mapping[str, tuple[float, float]], others: Sequence[str], ties: Ties, boxes: Mapping[str, Box]
) -> dict[str, tuple[float, float]]:
    """Each of the others outside the core, in the direction of those it is tied to, spread over a belt with room for all."""
    left, top, right, bottom = _frame(core, boxes)
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    radii = np.array([(right - left) / 2 + 80, (bottom - top) / 2 + 60]) * 1.1
    near: dict[str, list[tuple[float, float]]] = {node: [] for node in others}
    for a, b in ties:
        for node, end in ((a, b), (b, a)):
            if node in near and end in core:
                near[node].append(core[end])
    angles = {node: _direction(near[node], position, middle) for position, node in enumerate(others)}
    in_turn = sorted(others, key=lambda node: (angles[node], node))
    room = sum((boxes[node].width + GAP) * (boxes[node].above + boxes[node].below + GAP) for node in others)
    wider = 1.6 * room / float(np.pi * radii[0] * radii[1])
    points = {}
    for position, node in enumerate(in_turn):
        angle = 2 * np.pi * position / len(in_turn)
        outward = (1 + wider * ((position * GOLDEN) % 1)) ** 0.5
        x, y = middle + radii * outward * np.array([np.cos(angle), np.sin(angle)])
        points[node] = (float(x), float(y))
    return points


def _direction(near: Sequence[tuple[float, float]], position: int, middle: npt.NDArray[np.float64]) -> float:
    """The angle at which the node's neighbours in the core lie; a spread of angles for those that have none."""
    if not near:
        return 2 * np.pi * ((position * GOLDEN) % 1)
    x, y = np.mean(np.array(near), axis=0) - middle
    return float(np.arctan2(y, x) % (2 * np.pi))


def _frame(points: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all boxes."""
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in points.items()),
        min(y - boxes[node].above for node, (_, y) in points.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in points.items()),
        max(y + boxes[node].below for node, (_, y) in points.items()),
    )


def _apart(
    points: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box], *, pinned: object
) -> dict[str, tuple[float, float]]:
    """The points moved as little as it takes that no two boxes overlap; pinned nodes stay where they are."""
    nodes = list(points)
    fixed = np.array([node in pinned for node in nodes])  # type: ignore[operator]
    half = np.array([(boxes[node].width + GAP, boxes[node].above + boxes[node].below + GAP) for node in nodes]) / 2
    shift = np.array([(0.0, (boxes[node].below - boxes[node].above) / 2) for node in nodes])
    centres = np.array([points[node] for node in nodes], dtype=np.float64) + shift
    for turn in range(1, PASSES + 1):
        if turn % PATIENCE == 0:
            centres = _freed(centres, half, fixed)
        push = _push(centres, half, fixed)
        if not push.any():
            break
        centres += push
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, centres - shift, strict=True)}


def _freed(centres: Array, half: Array, fixed: npt.NDArray[np.bool_]) -> Array:
    """The centres with those moved outwards that are caught between pinned boxes, which push them to and fro."""
    one, two, _ = _touching(centres, half)
    caught = np.zeros(len(centres), dtype=bool)
    caught[one] |= fixed[two]
    caught[two] |= fixed[one]
    caught &= ~fixed
    middle = centres[fixed].mean(axis=0) if fixed.any() else np.zeros(2)
    return np.where(caught[:, None], middle + 1.15 * (centres - middle), centres)


def _push(centres: Array, half: Array, fixed: npt.NDArray[np.bool_]) -> Array:
    """How far each box moves in one pass: away from those it overlaps, along the axis on which that is shorter."""
    push = np.zeros_like(centres)
    one, two, overlap = _touching(centres, half)
    if not len(one):
        return push
    apart = centres[one] - centres[two]
    sideways = overlap[:, 0] < overlap[:, 1]
    axis = np.stack([sideways, ~sideways], axis=1)
    away = np.where(apart == 0, -1.0, np.sign(apart))  # of boxes at the same point the first goes left or up
    moves = away * (overlap + 0.5) * axis
    for mine, others, direction in ((one, two, 1.0), (two, one, -1.0)):
        share = np.where(fixed[others], 1.0, 0.5) * ~fixed[mine]
        np.add.at(push, mine, direction * moves * share[:, None])
    count = np.bincount(np.concatenate([one, two]), minlength=len(centres))
    return push / np.sqrt(np.maximum(count, 1))[:, None]


def _touching(centres: Array, half: Array) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_], Array]:
    """The pairs of boxes that overlap, and by how much on both axes. Only boxes near each other are compared."""
    reach = 2 * half.max(axis=0)
    near = cKDTree(centres / reach).query_pairs(1.0, p=np.inf, output_type="ndarray")
    near = near[np.lexsort((near[:, 1], near[:, 0]))]
    overlap = half[near[:, 0]] + half[near[:, 1]] - np.abs(centres[near[:, 0]] - centres[near[:, 1]])
    touching = np.all(overlap > 0.5, axis=1)
    return near[touching, 0], near[touching, 1], overlap[touching]
