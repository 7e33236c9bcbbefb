"""The small map on a place's page: where it is, and what other places are near."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.labels import SIZE
from generator.maps import find_crop, locate, make_dot, write_labels
from generator.outline import draw_outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.listing import Lister
    from generator.maps import Spot
    from generator.model import Record

# So many places are shown beside the one that a page is of, and none farther away: in degrees.
MOST_NEAR, FARTHEST = 5, 25.0
# Degrees of latitude that an inset shows at least, and where no other place is near.
LEAST_SPAN, ALONE = 10.0, 40.0
# A dot, and the one that the page is of.
RADIUS, OWN_RADIUS = SIZE / 3, SIZE / 2


class Star(NamedTuple):
    """A place as a point on a ball of radius 1; the first is how far north it is, from its centre.

    They stand in the order of that, so the nearest of one are among its neighbours in the list.
    """

    z: float
    x: float
    y: float
    id: str


def find_near(lister: Lister) -> dict[str, list[str]]:
    """The places nearest to each that has coordinates, with the nearest first."""
    stars = sorted(map(make_star, locate(lister, lister.kinds["place"])))
    return {star.id: list_nearest(star, stars) for star in stars}


def make_star(spot: Spot) -> Star:
    """A spot on the ball."""
    north, east = math.radians(spot.latitude), math.radians(spot.longitude)
    across = math.cos(north)
    return Star(math.sin(north), across * math.cos(east), across * math.sin(east), spot.id)


def list_nearest(star: Star, stars: Sequence[Star]) -> list[str]:
    """The nearest of all stars, which are in their order; those at its own place among them."""
    limit = 2 * math.sin(math.radians(FARTHEST) / 2)
    found: list[tuple[float, str]] = []
    for other in walk_out(star, stars):
        reach = found[-1][0] if len(found) == MOST_NEAR else limit
        if abs(other.z - star.z) > reach:
            break
        distance = math.dist(star[:3], other[:3])
        if distance <= reach:
            found = sorted([*found, (distance, other.id)])[:MOST_NEAR]
    return [place_id for _, place_id in found]


def walk_out(star: Star, stars: Sequence[Star]) -> Iterator[Star]:
    """The other stars, from those that are as far north to those that are less so."""
    above = bisect_left(stars, star)
    below = above - 1
    above += 1
    while below >= 0 or above < len(stars):
        is_below = above == len(stars) or (
            below >= 0 and star.z - stars[below].z <= stars[above].z - star.z
        )
        yield stars[below if is_below else above]
        below, above = (below - 1, above) if is_below else (below, above + 1)


def draw_inset(
    lister: Lister, record: Record, near: Mapping[str, Sequence[str]]
) -> dict[str, Any] | None:
    """A place among its neighbours, None for one without coordinates."""
    if record.id not in near:
        return None
    spots = [*locate(lister, [record.id, *near[record.id]])]
    shape, crop = find_crop(spots, LEAST_SPAN if spots[1:] else ALONE)
    dots = [make_dot(lister, spot, crop, 0) | {"radius": round(RADIUS, 1)} for spot in spots]
    dots[0] |= {"radius": OWN_RADIUS, "is_own": True}
    write_labels(dots, crop, None)
    return {
        "id": "page.map",
        "title": "",
        "shape": shape,
        "outline": draw_outline(crop),
        "dots": dots,
        "frame": None,
    }
