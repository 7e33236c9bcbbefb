from __future__ import annotations

import math
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.insets import list_nearest, make_star
from generator.maps import (
    LEAST_SPAN,
    MOST_MAPS,
    NARROW,
    SHAPES,
    Spot,
    find_crop,
    find_width,
    is_on,
    split_crowds,
)

if TYPE_CHECKING:
    from generator.outline import Crop

SPOTS = st.lists(
    st.builds(
        Spot,
        st.just(""),
        st.floats(-90, 90) | st.floats(35, 45) | st.sampled_from([-90.0, 0.0, 90.0]),
        st.floats(-180, 180)
        | st.floats(0, 12)
        | st.sampled_from([-180.0, 0.0, 180.0, 179.9, -179.9]),
    ),
    min_size=1,
    max_size=12,
).map(lambda spots: [Spot(str(n), s.latitude, s.longitude) for n, s in enumerate(spots)])
KOREA = [
    Spot("pyongyang", 39.03, 125.75),
    Spot("yongbyon", 39.80, 125.76),
    Spot("zone", 38.2, 127.1),
    Spot("seoul", 37.57, 126.98),
]
FAR = [Spot("washington", 38.9, -77.04), Spot("stockholm", 59.33, 18.07), Spot("hanoi", 21, 105.9)]


def in_pixels(spot: Spot, crop: Crop) -> tuple[float, float]:
    """Where a spot is on a phone."""
    x, y = crop.place(spot.latitude, spot.longitude)
    return x * NARROW, y * NARROW / crop.ratio


@given(spots=SPOTS)
@settings(max_examples=300, deadline=None)
def test_every_place_is_inside_its_map(spots: list[Spot]) -> None:
    shape, crop = find_crop(spots)
    assert crop.ratio == SHAPES[shape]
    assert crop.north - crop.south >= LEAST_SPAN
    assert -90.001 <= crop.south < crop.north <= 90.001
    for spot in spots:
        x, y = crop.place(spot.latitude, spot.longitude)
        assert 0 <= x <= 1
        assert -1e-6 <= y <= 1 + 1e-6


@given(spots=SPOTS)
@settings(max_examples=100, deadline=None)
def test_every_place_is_on_one_map(spots: list[Spot]) -> None:
    parts = list(split_crowds(spots))
    assert 1 <= len(parts) <= MOST_MAPS
    shown = [spot for _, _, drawn, _ in parts for spot in drawn]
    assert sorted(shown, key=lambda spot: int(spot.id)) == spots
    for (_, outer, above, crowd), (_, inner, drawn, further) in pairwise(parts):
        assert {*crowd} == {*drawn, *further}
        # None is drawn within the frame of the next map.
        assert not any(is_on(spot, inner) for spot in above)
        assert (inner.east - inner.west) * 2 <= outer.east - outer.west
    assert parts[-1][3] == []


def test_what_is_too_near_to_be_told_apart_has_a_map_of_its_own() -> None:
    (_, _, first, crowd), (_, crop, second, rest) = split_crowds([*FAR, *KOREA])
    assert (first, crowd, second, rest) == (FAR, KOREA, KOREA, [])
    # Fingers and eyes tell these apart on a phone.
    for one, other in combinations(KOREA, 2):
        assert math.dist(in_pixels(one, crop), in_pixels(other, crop)) >= 20


def test_places_that_are_apart_need_one_map() -> None:
    assert len(list(split_crowds(FAR))) == 1
    assert len(list(split_crowds(KOREA))) == 1


@pytest.mark.parametrize(
    ("longitudes", "west", "width"),
    [
        ([10], 10, 0),
        ([10, 20], 10, 10),
        ([-170, 170], 170, 20),
        ([-123, 140], 140, 97),
        ([-77, 18, 127], -77, 204),
        ([180, -180], 180, 0),
    ],
)
def test_map_goes_the_shorter_way_around_the_world(
    longitudes: list[float], west: float, width: float
) -> None:
    assert find_width(longitudes) == (west, width)


def test_map_of_the_world_leaves_the_ice_out() -> None:
    _, crop = find_crop([*FAR, Spot("sydney", -33.9, 151.2)])
    assert crop.south > -65
    assert find_crop([Spot("pole", -90, 0)])[1].south == -90


# What is near


@given(spots=SPOTS)
@settings(max_examples=100, deadline=None)
def test_nearest_are_those_that_a_plain_search_finds(spots: list[Spot]) -> None:
    stars = sorted(map(make_star, spots))
    for star in stars:
        distances = sorted((math.dist(star[:3], o[:3]), o.id) for o in stars if o.id != star.id)
        limit = 2 * math.sin(math.radians(25) / 2)
        assert list_nearest(star, stars) == [i for d, i in distances if d <= limit][:5]


def test_places_are_near_across_the_antimeridian() -> None:
    stars = sorted(map(make_star, [Spot("a", 10, 179.5), Spot("b", 10, -179.5), Spot("c", 10, 0)]))
    found = {star.id: list_nearest(star, stars) for star in stars}
    assert found == {"a": ["b"], "b": ["a"], "c": []}
