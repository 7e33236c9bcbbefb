"""The outline of the world: no streak across it, and land where land is, on any map."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from atlas import close_pole, make_svg, unwrap
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.maps import Spot, find_crop
from generator.outline import GRID, UNITS, Crop, draw_outline, read_outline

# Degrees: nothing in Natural Earth goes straight for longer.
LONGEST = 15
LAND = [(48.9, 2.3), (39.9, 116.4), (-25.0, 135.0), (0.0, 25.0), (40.0, -100.0), (-10.0, -55.0),
        (66.0, 178.0), (66.5, -173.0), (-80.0, 90.0), (72.0, -40.0), (61.5, 96.0)]  # fmt: skip
SEA = [(0.0, -30.0), (40.0, -40.0), (-30.0, 80.0), (0.0, 179.9), (0.0, -179.9), (42.0, 51.0),
       (-50.0, 0.0), (30.0, -150.0), (85.0, 0.0), (35.0, 18.0)]  # fmt: skip


def read_path(path: str) -> list[list[tuple[int, int]]]:
    """The lines of a path that `outline` wrote."""
    lines = []
    for start, steps in re.findall(r"M([^l]+)l([^zM]*)", path):
        x, y = map(int, start.split(","))
        line = [(x, y)]
        for step in steps.split():
            right, down = map(int, step.split(","))
            x, y = x + right, y + down
            line.append((x, y))
        lines.append(line)
    return lines


def is_land(lines: list[list[tuple[int, int]]], x: float, y: float) -> bool:
    """Whether a point is inside an odd number of rings."""
    crossed = 0
    for ring in lines:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


def test_no_line_of_the_outline_is_a_streak() -> None:
    outline = read_outline()
    assert {name: len(lines) > 100 for name, lines in outline.items()} == {
        "land": True,
        "borders": True,
    }
    pole = -90 * UNITS
    for lines in outline.values():
        for line in lines:
            for (ax, ay), (bx, by) in pairwise(line.points):
                # Antarctica is closed by the pole, below which no map goes.
                if -pole not in (ay, by):
                    assert abs(bx - ax) <= LONGEST * UNITS
                    assert abs(by - ay) <= LONGEST * UNITS


def test_outline_holds_the_whole_world_once() -> None:
    points = [point for line in read_outline()["land"] for point in line.points]
    across, along = [x for x, _ in points], [y for _, y in points]
    assert max(across) - min(across) < 372 * UNITS
    assert (min(along) < -83 * UNITS, max(along)) == (True, 90 * UNITS)


POINTS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=3)


@given(points=POINTS)
@example(points=[(-84.0, 170.0)])
@settings(max_examples=50, deadline=None)
def test_on_no_map_is_there_a_streak(points: list[tuple[float, float]]) -> None:
    _, crop = find_crop([Spot("", *point) for point in points])
    drawn = draw_outline(crop)
    degree = GRID / (crop.east - crop.west)
    height = int(drawn["height"])
    for name in ("land", "borders"):
        for line in read_path(str(drawn[name])):
            for (ax, ay), (bx, by) in pairwise([*line, line[0]] if name == "land" else line):
                # What runs along the edge where the land is cut is out of sight.
                is_out = all(not 0 < n < GRID for n in (ax, bx)) or all(
                    not 0 < n < height for n in (ay, by)
                )
                assert is_out or abs(bx - ax) <= LONGEST * degree + 3, (name, (ax, ay), (bx, by))


@pytest.mark.parametrize("west", [-180, -30, 100, 170])
@pytest.mark.parametrize(("points", "expected"), [(LAND, True), (SEA, False)])
def test_land_is_where_land_is(
    west: float, points: list[tuple[float, float]], expected: bool
) -> None:
    crop = Crop(west, west + 360, -90, 90, 2)
    drawn = draw_outline(crop)
    lines = read_path(str(drawn["land"]))
    for latitude, longitude in points:
        x, y = crop.place(latitude, longitude)
        found = is_land(lines, x * GRID, y * int(drawn["height"]))
        assert found == expected, (latitude, longitude)


@pytest.mark.parametrize("place", [*LAND, *SEA])
def test_land_is_where_land_is_from_near(place: tuple[float, float]) -> None:
    latitude, longitude = place
    crop = Crop(longitude - 3, longitude + 3, latitude - 3, latitude + 3, 1)
    drawn = draw_outline(crop)
    lines = read_path(str(drawn["land"]))
    assert is_land(lines, GRID / 2, GRID / 2) == (place in LAND)


def test_map_of_the_whole_world_stays_small() -> None:
    drawn = draw_outline(Crop(-180, 180, -90, 90, 2))
    assert len(str(drawn["land"])) + len(str(drawn["borders"])) < 35_000


# How the outline was made


def test_line_across_the_antimeridian_goes_on() -> None:
    assert unwrap([(179, 1), (-179, 2), (179, 3), (170, 4)]) == [
        (179, 1),
        (181, 2),
        (179, 3),
        (170, 4),
    ]
    assert unwrap([(-179, 0), (179, 0)]) == [(-179, 0), (-181, 0)]


def test_ring_around_the_world_is_closed_by_its_pole() -> None:
    ring = [(0, 8000), (18000, 8100), (36000, 8000)]
    assert close_pole(ring) == [*ring, (36000, 9000), (0, 9000), (0, 8000)]
    assert close_pole([(0, 0), (5, 5), (0, 0)]) == [(0, 0), (5, 5), (0, 0)]


def test_outline_tells_coasts_from_borders() -> None:
    # Two countries side by side: the line between them is a border.
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ],
        "objects": {"land": {"geometries": [{"arcs": [[[1, 2]]]}]}},
    }
    svg = make_svg(topology)
    assert 'd="M100,-100l-100,0 0,100 100,0 100,0 0,-100z"' in svg
    assert 'd="M100,0l0,-100"' in svg
