"""Makes `generator/world.svg`, the outline on which maps are drawn, from Natural Earth 1:110m.

Natural Earth (https://www.naturalearthdata.com) is in the public domain; the npm package
`world-atlas` carries its countries as TopoJSON. In an empty folder, with PROJECT that of this
repository:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python PROJECT/tests/atlas.py package/countries-110m.json > PROJECT/generator/world.svg

One unit is a hundredth of a degree; x grows to the east, y to the south. A line that crosses the
antimeridian goes on beyond 180°, so that nothing is drawn across the whole world.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

UNITS = 100
Line = list[tuple[int, int]]
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-18000 -9000 36000 18000">
<!-- Made by tests/atlas.py from Natural Earth 1:110m (public domain). -->
<path id="land" fill="#ddd" fill-rule="evenodd" d="{land}"/>
<path id="borders" fill="none" stroke="#888" stroke-width="20" d="{borders}"/>
</svg>
"""


def decode_arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The lines of a topology, as longitude and latitude; in it each point is told by its step."""
    (x_scale, y_scale), (x, y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        points = accumulate(arc, lambda one, step: [one[0] + step[0], one[1] + step[1]])
        arcs.append([(px * x_scale + x, py * y_scale + y) for px, py in points])
    return arcs


def join_arcs(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> Line:
    """One line of several arcs, in units; a number below zero is an arc from its end."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    whole = [(round(x * UNITS), round(-y * UNITS)) for x, y in unwrap(points)]
    return [whole[0], *(after for before, after in pairwise(whole) if after != before)]


def unwrap(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line without jumps: from 179° east it goes on to 181°."""
    turns, unwrapped = 0, points[:1]
    for (before, _), (x, y) in pairwise(points):
        turns += (x - before < -180) - (x - before > 180)
        unwrapped.append((x + 360 * turns, y))
    return unwrapped


def close_pole(ring: Line) -> Line:
    """A ring that goes once around the world encloses the pole on its side."""
    if ring[0] == ring[-1]:
        return ring
    pole = 90 * UNITS if ring[0][1] > 0 else -90 * UNITS
    return [*ring, (ring[-1][0], pole), (ring[0][0], pole), ring[0]]


def list_rings(topology: dict[str, Any]) -> list[list[int]]:
    """The arcs of each ring of land."""
    (land,) = topology["objects"]["land"]["geometries"]
    return [ring for polygon in land["arcs"] for ring in polygon]


def write_line(line: Line, *, is_ring: bool) -> str:
    """A line as part of a path: its start, then steps."""
    steps = [f"{x - px},{y - py}" for (px, py), (x, y) in pairwise(line[:-1] if is_ring else line)]
    return f"M{line[0][0]},{line[0][1]}l{' '.join(steps)}{'z' if is_ring else ''}"


def make_svg(topology: dict[str, Any]) -> str:
    """The outline: land as areas, and the borders within it as lines."""
    arcs, rings = decode_arcs(topology), list_rings(topology)
    coasts = {number if number >= 0 else ~number for ring in rings for number in ring}
    inner = [number for number in range(len(arcs)) if number not in coasts]
    land = [write_line(close_pole(join_arcs(ring, arcs)), is_ring=True) for ring in rings]
    borders = [write_line(join_arcs([number], arcs), is_ring=False) for number in inner]
    return SVG.format(land="\n".join(land), borders="\n".join(borders))


if __name__ == "__main__":
    sys.stdout.write(make_svg(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
