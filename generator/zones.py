"""Whose clock a time was read from, and what day it was elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generator.dates import civil_date_elsewhere, format_day
from generator.index import find_ids

if TYPE_CHECKING:
    from generator.entries import Entries, Entry
    from generator.fields import Place
    from generator.model import Record


def find_zone(entries: Entries, place_id: str) -> str:
    """A place's time zone, else that of what it is within, else ""."""
    seen, at = set[str](), place_id
    while at and at not in seen:
        place = cast("Place", entries.records[at].fields)
        if place.timezone:
            return place.timezone
        seen.add(at)
        at = entries.links[at].get("within", "")
    return ""


def find_timezone(entries: Entries, place_id: str) -> str:
    """A place's time zone, else that of what it is within, else the site's."""
    config = entries.config
    given = config.timezone if "timezone" in config.model_fields_set else ""
    return find_zone(entries, place_id) or given


def find_clock(entries: Entries, record: Record) -> tuple[str, str]:
    """The place whose clock an event's time is read from, and its zone: the first with a zone."""
    count = len(entries.event(record.id).place)
    found = (entries.links[record.id].get(f"place.{n}", "") for n in range(count))
    places = [place for place in found if place]
    for find in (find_zone, find_timezone):
        for place in places:
            if zone := find(entries, place):
                return place, zone
    return places[0] if len(places) == 1 else "", ""


def say_clock(entries: Entries, record: Record) -> Entry:
    """Where an event's time is that of the clocks, and what day it then was in the capitals.

    `is_local` where the event has one place; where it has several, `place` says which is meant.
    """
    event = entries.event(record.id)
    place, zone = find_clock(entries, record) if event.time else ("", "")
    is_local = bool(place) and len(event.place) == 1
    return {
        "is_local": is_local,
        "place": entries.name_of(place) if place and not is_local else None,
        "elsewhere": list_elsewhere(entries, record, zone) if zone else [],
    }


def list_elsewhere(entries: Entries, record: Record, zone: str) -> list[Entry]:
    """The capitals of site.yaml where it was another day, each with that day."""
    event, listed = entries.event(record.id), []
    for capital in list_capitals(entries):
        other = find_zone(entries, capital)
        if event.date is None or not other:
            continue
        day = civil_date_elsewhere(event.date, event.time, zone, other)
        if day:
            words = format_day(day, event.date.year, entries.words)
            date = {"words": words, "datetime": day.datetime}
            listed.append({"date": date, "place": entries.name_of(capital)})
    return listed


def list_capitals(entries: Entries) -> list[str]:
    """The ids of the places that site.yaml names as capitals, as far as they exist."""
    wanted = [find_ids(entries.index, name) for name in entries.config.capitals]
    ids = [found[0] for found in wanted if len(found) == 1 and found[0] in entries.records]
    return [i for i in dict.fromkeys(ids) if entries.records[i].kind == "place"]
