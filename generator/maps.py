"""Maps of places: what part of the world each shows, and what is drawn on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from generator.labels import SIZE, Box, Dot, Label, around_label, place_labels
from generator.outline import Crop, draw_outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.entries import Entry
    from generator.fields import Place
    from generator.listing import Lister

# The shapes of maps: width to height, by the names of their classes.
SHAPES = {"wide": 2.0, "even": 4 / 3, "tall": 1.0}
# Degrees of latitude: the least that a map shows, as the outline is coarse; what all maps show
# rather than the ice around the poles.
LEAST_SPAN = 7.0
SOUTH, NORTH = -60.0, 85.0
# So much wider than its places is a map.
PADDING = 1.3
# So far a map stretches land from west to east at most: twice, as at 60° north.
LEAST_COSINE = 0.5
# Pixels: how wide a map is on a phone, and from where on there is room for more names.
NARROW, WIDE = 288.0, 480.0
# Pixels: the radius of a dot for one event, at least and at most; and where a finger finds it.
RADIUS, LEAST_RADIUS, MOST_RADIUS, REACH = 3.5, 3.0, 14.0, 12.0
# More places than these are not drawn on one page, and so many maps show them.
MOST_DRAWN, MOST_MAPS = 150, 3
# Parts of a map's width: what is nearer is crowded; what forms a crowd lies no farther apart.
CROWDED = 1 / 24
CROWDS = (1 / 12, 1 / 18, 1 / 27, 1 / 40)


@dataclass(frozen=True)
class Spot:
    """A place that can be drawn."""

    id: str
    latitude: float
    longitude: float
    events: int = 0
    is_area: bool = False


def find_spots(lister: Lister) -> list[Spot]:
    """The places with coordinates, those with most events first."""
    spots = [
        replace(
            spot,
            events=len(lister.part_of.get(spot.id, [])),
            is_area=bool(lister.pointing(spot.id, "within", "place")),
        )
        for spot in locate(lister, lister.kinds["place"])
    ]
    return sorted(spots, key=lambda spot: -spot.events)


def locate(lister: Lister, place_ids: Iterable[str]) -> Iterator[Spot]:
    """Places as spots, those without coordinates left out; nothing else of them is asked for."""
    for place_id in place_ids:
        place = cast("Place", lister.entries.records[place_id].fields)
        if place.coordinates:
            yield Spot(place_id, *place.coordinates)


# What part of the world


def find_crop(spots: Sequence[Spot], least: float = LEAST_SPAN) -> tuple[str, Crop]:
    """The part of the world around some spots, in the shape that adds least to it.

    It is drawn with parallels and meridians as a grid, true in scale along its middle parallel.
    """
    low = min(spot.latitude for spot in spots)
    high = max(spot.latitude for spot in spots)
    west, across = find_width([spot.longitude for spot in spots])
    middle = (low + high) / 2
    cosine = max(math.cos(math.radians(middle)), LEAST_COSINE)
    height = min(max(high - low, least) * PADDING, 180.0)
    width = min(max(across * cosine, least) * PADDING, 360.0)
    heights = {name: max(height, width / ratio) for name, ratio in SHAPES.items()}
    fitting = [name for name in SHAPES if heights[name] <= 180]
    shape = min(fitting, key=lambda name: heights[name] ** 2 * SHAPES[name])
    height, ratio = heights[shape], SHAPES[shape]
    south = find_south(low, high, height)
    half = height * ratio / cosine / 2
    return shape, Crop(
        west + across / 2 - half, west + across / 2 + half, south, south + height, ratio
    )


def find_width(longitudes: Sequence[float]) -> tuple[float, float]:
    """Where the shortest arc begins that holds all meridians, and how many degrees it has.

    It leaves out the widest gap between two of them, wherever on the globe that is.
    """
    ordered = sorted({longitude % 360 for longitude in longitudes})
    around = [*ordered, ordered[0] + 360]
    gap, west = max((after - before, after % 360) for before, after in pairwise(around))
    return (west - 360 if west > 180 else west), 360 - gap


def find_south(low: float, high: float, height: float) -> float:
    """The southern edge of a map of some height: with its spots in the middle, if that may be."""
    south = (low + high - height) / 2
    least, most = (SOUTH, NORTH) if height <= NORTH - SOUTH else (-90.0, 90.0)
    kept = max(min(south, most - height), least)
    if kept > low or kept + height < high:
        kept = max(min(south, 90 - height), -90.0)
    return kept


# Which maps


def split_crowds(spots: Sequence[Spot]) -> Iterator[tuple[str, Crop, list[Spot], list[Spot]]]:
    """Each map: its shape, its crop, what it shows, and what is in a frame for the next one."""
    left = list(spots)
    for number in range(MOST_MAPS):
        shape, crop = find_crop(left)
        crowd = find_crowd(left, crop) if number + 1 < MOST_MAPS else []
        yield shape, crop, [spot for spot in left if spot not in crowd], crowd
        left = crowd
        if not crowd:
            return


def find_crowd(spots: Sequence[Spot], crop: Crop) -> list[Spot]:
    """The spots that want a map of their own: the largest group of near ones that it pulls apart.

    Empty where none are crowded, or nothing would be gained.
    """
    places = {spot: on_map(spot, crop) for spot in spots}
    if not is_crowded(spots, places):
        return []
    for reach in CROWDS:
        crowded = (g for g in find_groups(spots, places, reach) if is_crowded(g, places))
        groups = [
            group
            for group in (fill_frame(one, spots) for one in crowded)
            if is_gain(find_crop(group)[1], crop)
        ]
        if groups:
            return max(groups, key=len)
    return []


def fill_frame(group: Sequence[Spot], spots: Sequence[Spot]) -> list[Spot]:
    """A group with all spots that its map would show, so that no frame has some left in it."""
    inside = list(group)
    while True:
        crop = find_crop(inside)[1]
        grown = [spot for spot in spots if spot in inside or is_on(spot, crop)]
        if len(grown) == len(inside):
            return grown
        inside = grown


def is_on(spot: Spot, crop: Crop) -> bool:
    """Whether a map shows a spot."""
    x, y = crop.place(spot.latitude, spot.longitude)
    return 0 <= x <= 1 and 0 <= y <= 1


def on_map(spot: Spot, crop: Crop) -> tuple[float, float]:
    """Where a spot lies, as parts of the map's width both."""
    x, y = crop.place(spot.latitude, spot.longitude)
    return x, y / crop.ratio


def is_crowded(spots: Sequence[Spot], places: Mapping[Spot, tuple[float, float]]) -> bool:
    """Whether two of some spots are too near to be told apart."""
    return any(
        math.dist(places[one], places[other]) < CROWDED
        for number, one in enumerate(spots)
        for other in spots[:number]
    )


def is_gain(inner: Crop, outer: Crop) -> bool:
    """Whether a map shows things at least twice as large as another."""
    return (inner.east - inner.west) * 2 <= outer.east - outer.west


def find_groups(
    spots: Sequence[Spot], places: Mapping[Spot, tuple[float, float]], reach: float
) -> list[list[Spot]]:
    """Groups of spots of which each is near another one of its group."""
    left, groups = list(spots), []
    while left:
        group = [left.pop(0)]
        for spot in group:
            near = [one for one in left if math.dist(places[one], places[spot]) < reach]
            group += near
            left = [one for one in left if one not in near]
        groups.append([spot for spot in spots if spot in group])
    return groups


# What is drawn


def list_maps(lister: Lister) -> dict[str, Any]:
    """The maps of all places, each with what it shows in its order, and how many are on none.

    The places with most events come first; each has a number, which stands on the map where its
    name has no room.
    """
    spots = find_spots(lister)
    drawn = spots[:MOST_DRAWN]
    most = max((spot.events for spot in drawn), default=0)
    maps: list[dict[str, Any]] = []
    count, name = 0, ""
    parts = list(split_crowds(drawn)) if drawn else []
    for number, (shape, crop, shown, crowd) in enumerate(parts, 1):
        dots = [
            make_dot(lister, spot, crop, most) | {"number": count + place}
            for place, spot in enumerate(shown, 1)
        ]
        inner = parts[number][1] if crowd else None
        inner_name = name_crowd(lister, crowd) if crowd else ""
        frame = make_frame(crop, inner, inner_name) if inner else None
        if frame:
            frame |= {"url": f"#map.{number + 1}", "count": len(crowd)}
        write_labels(dots, crop, frame)
        maps.append(
            {
                "id": f"map.{number}",
                "title": name,
                "shape": shape,
                "outline": draw_outline(crop),
                "first": count + 1,
                "dots": dots,
                "frame": frame,
            }
        )
        count, name = count + len(shown), inner_name
    located = {spot.id for spot in spots}
    missing = [lister.entries.name_of(i) for i in lister.kinds["place"] if i not in located]
    return {"maps": maps, "drawn": count, "located": len(spots), "missing": missing}


def make_dot(lister: Lister, spot: Spot, crop: Crop, most: int) -> Entry:
    """A spot as a dot whose area tells the number of its events; `most` is the largest number."""
    x, y = crop.place(spot.latitude, spot.longitude)
    scale = min(RADIUS, MOST_RADIUS / math.sqrt(most)) if most else RADIUS
    return lister.entries.name_of(spot.id) | {
        "events": spot.events,
        "is_area": spot.is_area,
        "is_own": False,
        "x": round(100 * x, 2),
        "y": round(100 * y, 2),
        "radius": round(max(LEAST_RADIUS, scale * math.sqrt(spot.events)), 1),
        "number": 0,
        "reach": 0.0,
        "labels": [],
    }


def make_frame(outer: Crop, inner: Crop, title: str) -> Entry:
    """Where the part that another map shows lies, in hundredths of width and height; its title.

    The title stands above the frame, or within it at the map's upper edge, and begins or ends with
    it.
    """
    left, top = outer.place(inner.north, inner.west)
    right, bottom = outer.place(inner.south, inner.east)
    left, top, right, bottom = (min(max(n, 0.0), 1.0) for n in (left, top, right, bottom))
    is_right = left > 0.5
    return {
        "x": round(100 * left, 2),
        "y": round(100 * top, 2),
        "width": round(100 * (right - left), 2),
        "height": round(100 * (bottom - top), 2),
        "title": title,
        "title_x": round(100 * (right if is_right else left), 2),
        "dy": -5 if top * NARROW / outer.ratio > SIZE + 5 else SIZE + 3,
        "anchor": "end" if is_right else "start",
    }


def name_crowd(lister: Lister, spots: Sequence[Spot]) -> str:
    """The name of the smallest place that all spots are within."""
    chains = [list_around(lister, spot.id) for spot in spots]
    common = [i for i in chains[0] if all(i in chain for chain in chains)]
    return str(lister.entries.name_of(common[0])["name"] if common else lister.entries.words.detail)


def list_around(lister: Lister, place_id: str) -> list[str]:
    """A place, what it is within, what that is within, and so on."""
    around, at = dict.fromkeys([place_id]), place_id
    while (at := lister.entries.links[at].get("within", "")) and at not in around:
        around[at] = None
    return [*around]


def write_labels(dots: list[Entry], crop: Crop, frame: Entry | None) -> None:
    """Put the labels to dots: those for a narrow map, those for a wide one, those for both."""
    spread(dots, crop)
    found = {}
    for name, width in (("narrow", NARROW), ("wide", WIDE)):
        height = width / crop.ratio
        boxes = list(around_frame(frame, width, height)) if frame else []
        found[name] = place_labels(
            [make_sized(dot, width, height) for dot in dots], boxes, width, height
        )
    for number, dot in enumerate(dots):
        chosen = {name: labels[number] for name, labels in found.items()}
        if len({*chosen.values()}) == 1:
            chosen = {"": chosen["wide"]}
        dot["labels"] = [show_label(name, label) for name, label in chosen.items() if label]


def make_sized(dot: Entry, width: float, height: float) -> Dot:
    """A dot in pixels."""
    texts = [dot["name"], str(dot["number"])] if dot["number"] else [dot["name"]]
    return Dot(dot["x"] * width / 100, dot["y"] * height / 100, dot["radius"], texts)


def around_frame(frame: Entry, width: float, height: float) -> Iterator[Box]:
    """What a frame and its title cover."""
    left, top = frame["x"] * width / 100, frame["y"] * height / 100
    right = left + frame["width"] * width / 100
    bottom = top + frame["height"] * height / 100
    yield Box((left, top, right, bottom), (0.0, 0.0, 0.0, 0.0))
    title = Dot(frame["title_x"] * width / 100, top, 0, [])
    yield around_label(title, Label(frame["title"], 0, frame["dy"], frame["anchor"]))


def show_label(name: str, label: Label) -> dict[str, Any]:
    """A label as plain data."""
    dx, dy = round(label.dx, 1), round(label.dy, 1)
    return {"size": name, "text": label.text, "dx": dx, "dy": dy, "anchor": label.anchor}


def spread(dots: list[Entry], crop: Crop) -> None:
    """Let a finger find each dot: as far around it as no other is nearer."""
    places = [(d["x"] * NARROW / 100, d["y"] * NARROW / crop.ratio / 100) for d in dots]
    for number, dot in enumerate(dots):
        others = (math.dist(places[number], p) for n, p in enumerate(places) if n != number)
        reach = min(REACH, min(others, default=math.inf) / 2)
        dot["reach"] = round(max(dot["radius"], reach), 1)
