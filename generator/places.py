"""The pages of places, and their index with its maps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from generator.cast import list_forms, list_index
from generator.insets import draw_inset
from generator.listing import Lister, Page, Task, index_url
from generator.maps import list_maps
from generator.zones import find_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.fields import Place
    from generator.model import Record
    from generator.words import Words


def list_places(lister: Lister, near: Mapping[str, Sequence[str]]) -> Iterator[Task]:
    """The page of each place, and their index; `near` are the places near each on the map."""
    yield from lister.record_tasks("place", partial(list_place, lister, near))
    yield Task("index places", partial(list_all, lister))


def list_place(lister: Lister, near: Mapping[str, Sequence[str]], record: Record) -> Iterator[Page]:
    """One place's page."""
    entries, place = lister.entries, cast("Place", record.fields)
    yield from lister.record_page(
        record,
        forms=list_forms(place, entries.words),
        coordinates=say_coordinates(place, lister.entries.words),
        inset=draw_inset(lister, record, near),
        timezone=find_zone(entries, record.id),
        within=entries.link(record, "within"),
        contains=entries.sort(lister.pointing(record.id, "within", "place")),
        chronology=lister.events_of(record),
        organizations=entries.sort(lister.pointing(record.id, "place", "organization")),
    )


def list_all(lister: Lister) -> Iterator[Page]:
    """The index of places; its first page has the maps."""
    for page in list_index(lister, "places", "place"):
        page.context["atlas"] = list_maps(lister) if page.url == index_url("places") else None
        yield page


def say_coordinates(place: Place, words: Words) -> str:
    """Latitude and longitude as an atlas writes them: "39.03° N, 125.75° E"."""
    if place.coordinates is None:
        return ""
    latitude, longitude = place.coordinates
    north = words.north if latitude >= 0 else words.south
    east = words.east if longitude >= 0 else words.west
    return f"{abs(latitude):.10g}° {north}, {abs(longitude):.10g}° {east}"
