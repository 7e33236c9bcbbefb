"""The pages of people, places and organizations."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, cast

from generator.listing import (
    Lister,
    Page,
    find_picture,
    split_index,
)
from generator.zones import find_timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.fields import Event, Organization, Person, Place
    from generator.model import Record


def list_people(lister: Lister) -> Iterator[Page]:
    """The page of each person, and the index A to Z."""
    entries = lister.entries
    shown = [r for r in lister.of_kind("person") if entries[r.id]["url"]]
    for record in shown:
        person = cast("Person", record.fields)
        different = [
            entries.field(record, "different_from", n) for n in range(len(person.different_from))
        ]
        yield from lister.record_page(
            record,
            aliases=list_aliases(person),
            positions=list_positions(lister, record, person),
            born=entries.say_date(person.born),
            died=entries.say_date(person.died),
            different=[e for e in different if e and e["url"]],
            chronology=list_part(lister, record),
            met=list_met(lister, record),
            picture=find_picture(lister, person.image),
        )
    families = Counter(cast("Person", r.fields).family for r in shown)
    yield from split_index(
        lister,
        "people",
        [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in shown],
        lambda entry: str(entry["letter"]),
        families=[
            {"name": name, "count": count}
            for name, count in sorted(families.items())
            if name and count > 1
        ],
    )


def list_positions(lister: Lister, record: Record, person: Person) -> list[dict[str, Any]]:
    """A person's positions with their organizations and dates."""
    return [
        {
            "title": position.title,
            "organization": lister.entries.link(record, "positions", number, "organization"),
            "start": lister.entries.say_date(position.start),
            "end": lister.entries.say_date(position.end),
            "cites": lister.entries.list_cites(
                record, f"positions.{number}.sources", position.sources
            ),
        }
        for number, position in enumerate(person.positions)
    ]


def list_met(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The people who took part in the same events, most often first."""
    together: dict[str, list[Entry]] = defaultdict(list)
    for event_id in participated(lister, record.id):
        found = lister.entries.links[event_id]
        others = {t for path, t in found.items() if path.endswith(".who") and t != record.id}
        for other in sorted(others):
            if lister.entries[other]["kind"] == "person" and lister.entries[other]["url"]:
                event = lister.entries.name_of(event_id)
                event["date"] = lister.entries[event_id]["date"]
                together[other].append(event)
    order = lister.entries.order
    people = sorted(together, key=lambda i: (-len(together[i]), order(i)))
    return [{"person": lister.entries.name_of(i), "events": together[i]} for i in people]


def participated(lister: Lister, record_id: str) -> list[str]:
    """The events in which someone took part, in the order of time."""
    links = lister.entries.links
    return [
        i
        for i in lister.part_of.get(record_id, [])
        if any(p.endswith(".who") and t == record_id for p, t in links[i].items())
    ]


def list_places(lister: Lister) -> Iterator[Page]:
    """The page of each place, and their index."""
    entries = lister.entries
    records = lister.of_kind("place")
    for record in records:
        place = cast("Place", record.fields)
        yield from lister.record_page(
            record,
            aliases=list_aliases(place),
            coordinates=say_coordinates(place),
            timezone=find_timezone(entries, record.id),
            within=entries.link(record, "within"),
            contains=entries.sort(lister.pointing(record.id, "within", "place")),
            chronology=lister.events_of(record),
            organizations=entries.sort(lister.pointing(record.id, "place", "organization")),
        )
    shown = [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in records]
    yield from split_index(lister, "places", shown, lambda entry: str(entry["letter"]))


def say_coordinates(place: Place) -> str:
    """Latitude and longitude as an atlas writes them: "39.03° N, 125.75° E"."""
    if place.coordinates is None:
        return ""
    latitude, longitude = place.coordinates
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.10g}° {north}, {abs(longitude):.10g}° {east}"


def list_organizations(lister: Lister) -> Iterator[Page]:
    """The page of each organization, and their index."""
    entries = lister.entries
    records = lister.of_kind("organization")
    for record in records:
        organization = cast("Organization", record.fields)
        parts = lister.pointing(record.id, "parent", "organization")
        yield from lister.record_page(
            record,
            aliases=list_aliases(organization),
            short_name=organization.short_name,
            parent=entries.link(record, "parent"),
            place=entries.link(record, "place"),
            founded=entries.say_date(organization.founded),
            dissolved=entries.say_date(organization.dissolved),
            pieces=entries.sort(parts),
            members=list_members(lister, record),
            chronology=list_part(lister, record),
        )
    shown = [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in records]
    yield from split_index(lister, "organizations", shown, lambda entry: str(entry["letter"]))


def list_members(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The people who held a position in an organization, with that position."""
    found: dict[str, list[int]] = defaultdict(list)
    for person_id, path in lister.pointers.get(record.id, []):
        if path.startswith("positions."):
            found[person_id].append(int(path.split(".")[1]))
    members = []
    for entry in lister.entries.sort(found):
        person = lister.entries.records[entry["id"]]
        positions = list_positions(lister, person, cast("Person", person.fields))
        if entry["url"]:
            link = lister.entries.name_of(entry["id"])
            members += [{"person": link, "position": positions[n]} for n in found[entry["id"]]]
    return members


def list_aliases(fields: Person | Place | Organization) -> list[dict[str, str]]:
    """A record's other names."""
    return [{"name": a.name, "type": a.type, "lang": a.lang} for a in fields.aliases]


def list_part(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The events of a person or organization, with the part that it had in each."""
    listed = []
    for event_id in lister.part_of.get(record.id, []):
        event = cast("Event", lister.entries.records[event_id].fields)
        found = lister.entries.links[event_id]
        roles = [
            one.role
            for n, one in enumerate(event.participants)
            if found.get(f"participants.{n}.who") == record.id and one.role
        ]
        listed.append(lister.timeline_entry(event_id) | {"roles": roles})
    return listed
