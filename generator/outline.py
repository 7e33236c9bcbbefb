"""The world's coasts and borders, cut to a map.

They stand in `world.svg`, which `tests/atlas.py` made from Natural Earth 1:110m (public domain):
in hundredths of a degree, east and south, and on beyond 180° where a line crosses that meridian.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNITS = 100
TURN, POLE = 360 * UNITS, 90 * UNITS
# So many units wide is a map when it is drawn; points nearer to the last one are left out.
GRID = 1000
LEAST_STEP = 3
# With fewer degrees from south to north, what is straight in the data is drawn round.
CLOSE = 40.0
# So much around a map is kept, as a part of it, so that its edge is not drawn as a coast.
SPARE = 0.02

Point = tuple[float, float]


class Crop(NamedTuple):
    """A part of the world, in degrees, and the ratio of its width to its height when it is drawn.

    `east` is more than 180 where it crosses that meridian.
    """

    west: float
    east: float
    south: float
    north: float
    ratio: float

    def place(self, latitude: float, longitude: float) -> Point:
        """Where a point lies, as parts of the map's width and height from its upper left."""
        x = (longitude - self.west) % 360 / (self.east - self.west)
        return x, (self.north - latitude) / (self.north - self.south)


class Line(NamedTuple):
    """A coast or a border, and the box around it: left, top, right, bottom."""

    points: list[Point]
    box: tuple[float, float, float, float]


@cache
def read_outline() -> dict[str, list[Line]]:
    """All coasts, as rings around land, and all borders."""
    text = Path(__file__).with_name("world.svg").read_text("utf-8")
    found = re.findall(r'<path id="(\w+)"[^>]* d="([^"]+)"', text)
    return {name: [parse_line(one) for one in path.splitlines()] for name, path in found}


@cache
def smooth_outline() -> dict[str, list[Line]]:
    """The outline as it is drawn from near.

    The data has a point every hundred kilometres or so: round, it looks as vague as it is. A ring
    that is closed at a pole stays, since round corners there would be no land.
    """
    outline = read_outline()
    rings = [
        one if one.box[3] == POLE else Line(smooth([*one.points, one.points[0]]), one.box)
        for one in outline["land"]
    ]
    lines = [Line(smooth(one.points), one.box) for one in outline["borders"]]
    return {"land": rings, "borders": lines}


def parse_line(text: str) -> Line:
    """A line of the outline: its start, then steps."""
    start, _, steps = text.strip("Mz").partition("l")
    x, y = map(int, start.split(","))
    points: list[Point] = [(x, y)]
    for step in steps.split():
        right, _, down = step.partition(",")
        x, y = x + int(right), y + int(down)
        points.append((x, y))
    across, along = [x for x, _ in points], [y for _, y in points]
    return Line(points, (min(across), min(along), max(across), max(along)))


def smooth(points: list[Point]) -> list[Point]:
    """A line with its corners cut, twice (Chaikin); its ends stay."""
    for _ in range(2):
        cut = [
            ((ax * near + bx * (4 - near)) / 4, (ay * near + by * (4 - near)) / 4)
            for (ax, ay), (bx, by) in pairwise(points)
            for near in (3, 1)
        ]
        points = [points[0], *cut, points[-1]]
    return points


def draw_outline(crop: Crop) -> dict[str, str | int]:
    """The land and the borders within a crop as paths, and the size of the grid below them."""
    is_close = crop.north - crop.south < CLOSE
    outline = smooth_outline() if is_close else read_outline()
    rings, lines = cut_rings(outline["land"], crop), cut_lines(outline["borders"], crop)
    return {
        "width": GRID,
        "height": round(GRID / crop.ratio),
        "land": "".join(write_path(to_grid(ring, crop), least=3, end="z") for ring in rings),
        "borders": "".join(write_path(to_grid(line, crop), least=2) for line in lines),
    }


def widen(crop: Crop) -> tuple[float, float, float, float]:
    """The box around a crop with some to spare, in the units of the outline."""
    across, along = (crop.east - crop.west) * SPARE, (crop.north - crop.south) * SPARE
    return (
        (crop.west - across) * UNITS,
        (-crop.north - along) * UNITS,
        (crop.east + across) * UNITS,
        (-crop.south + along) * UNITS,
    )


def find_shifts(line: Line, box: tuple[float, float, float, float]) -> Iterator[int]:
    """How far a line is to be moved, by whole turns of the world, to meet a box."""
    left, top, right, bottom = line.box
    if top <= box[3] and bottom >= box[1]:
        first, last = int((box[0] - right) // TURN), int((box[2] - left) // TURN) + 1
        for shift in range(first * TURN, last * TURN + 1, TURN):
            if left + shift <= box[2] and right + shift >= box[0]:
                yield shift


def cut_rings(rings: Iterable[Line], crop: Crop) -> Iterator[list[Point]]:
    """What of the land lies in a crop."""
    box = widen(crop)
    for ring in rings:
        for shift in find_shifts(ring, box):
            points = [(x + shift, y) for x, y in ring.points]
            for axis in (0, 1):
                points = cut_ring(points, axis, box[axis], is_low=True)
                points = cut_ring(points, axis, box[axis + 2], is_low=False)
            if points:
                yield points


def cut_ring(points: list[Point], axis: int, edge: float, *, is_low: bool) -> list[Point]:
    """The part of a ring on one side of an edge (Sutherland and Hodgman)."""
    inside = [(point[axis] >= edge) if is_low else (point[axis] <= edge) for point in points]
    if all(inside):
        return points
    kept: list[Point] = []
    for number, point in enumerate(points):
        if inside[number] != inside[number - 1]:
            kept.append(cross(points[number - 1], point, axis, edge))
        if inside[number]:
            kept.append(point)
    return kept


def cross(one: Point, other: Point, axis: int, edge: float) -> Point:
    """Where the line between two points crosses an edge."""
    share = (edge - one[axis]) / (other[axis] - one[axis])
    met = one[1 - axis] + share * (other[1 - axis] - one[1 - axis])
    return (edge, met) if axis == 0 else (met, edge)


def cut_lines(lines: Iterable[Line], crop: Crop) -> Iterator[list[Point]]:
    """The pieces of the borders that may be seen in a crop."""
    box = widen(crop)
    for line in lines:
        for shift in find_shifts(line, box):
            piece: list[Point] = []
            for (ax, ay), (bx, by) in pairwise(line.points):
                one, other = (ax + shift, ay), (bx + shift, by)
                if is_apart(one, other, box):
                    yield from [piece] if piece else []
                    piece = []
                else:
                    piece = piece or [one]
                    piece.append(other)
            yield from [piece] if piece else []


def is_apart(one: Point, other: Point, box: tuple[float, float, float, float]) -> bool:
    """Whether a stretch lies wholly on one side of a box."""
    return (
        max(one[0], other[0]) < box[0]
        or min(one[0], other[0]) > box[2]
        or max(one[1], other[1]) < box[1]
        or min(one[1], other[1]) > box[3]
    )


def to_grid(points: Iterable[Point], crop: Crop) -> list[tuple[int, int]]:
    """Points of the outline on the grid of a map, without those that nobody can tell apart."""
    across = GRID / (crop.east - crop.west)
    along = GRID / crop.ratio / (crop.north - crop.south)
    placed: list[tuple[int, int]] = []
    for x, y in points:
        point = round((x / UNITS - crop.west) * across), round((crop.north + y / UNITS) * along)
        if placed:
            step = abs(point[0] - placed[-1][0]) + abs(point[1] - placed[-1][1])
            if step < LEAST_STEP:
                continue
        placed.append(point)
    return placed


def write_path(points: list[tuple[int, int]], *, least: int, end: str = "") -> str:
    """A path in SVG; "" where too little is left to be seen."""
    if len(points) < least:
        return ""
    steps = [f"{x - px},{y - py}" for (px, py), (x, y) in pairwise(points)]
    return f"M{points[0][0]},{points[0][1]}l{' '.join(steps)}{end}"
