"""The pages of organizations, and what they, people's and places' have in common."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from generator.dates import Date, parse_date
from generator.edtf import QUALIFIERS, Missing
from generator.fields import Person
from generator.index import has_page
from generator.listing import Lister, Page, Task, split_index
from generator.names import sort_name
from generator.terms import say_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.edtf import Point
    from generator.entries import Entry
    from generator.fields import Event, Kind, Organization, Place
    from generator.model import Record
    from generator.words import Words


def list_organizations(lister: Lister) -> Iterator[Task]:
    """The page of each organization, and their index."""
    yield from lister.record_tasks("organization", partial(list_organization, lister))
    yield Task("index organizations", partial(list_index, lister, "organizations", "organization"))


def list_organization(lister: Lister, record: Record) -> Iterator[Page]:
    """One organization's page."""
    entries, organization = lister.entries, cast("Organization", record.fields)
    parts = lister.pointing(record.id, "parent", "organization")
    yield from lister.record_page(
        record,
        forms=list_forms(organization, entries.words),
        short_name=organization.short_name,
        parent=entries.link(record, "parent"),
        place=entries.link(record, "place"),
        founded=entries.say_date(organization.founded),
        dissolved=entries.say_date(organization.dissolved),
        pieces=entries.sort(parts),
        members=list_members(lister, record),
        chronology=list_part(lister, record),
        told=list_told(lister, record),
    )


def list_members(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The people who held a position in an organization, with that position."""
    found: dict[str, list[int]] = defaultdict(list)
    for person_id, path in lister.pointers.get(record.id, []):
        if path.startswith("positions."):
            found[person_id].append(int(path.split(".")[1]))
    members = []
    for entry in lister.entries.sort(found):
        if entry["url"]:
            person = cast("Person", lister.entries.records[entry["id"]].fields)
            held = [person.positions[number] for number in found[entry["id"]]]
            members += [
                {
                    "person": lister.entries.name_of(entry["id"]),
                    "title": position.title,
                    "term": say_term(position, lister.entries),
                }
                for position in held
            ]
    return members


# What the pages of people, places and organizations have in common


def list_index(lister: Lister, name: str, kind: Kind) -> Iterator[Page]:
    """The index of people, places or organizations, A to Z."""
    records = [record for record in lister.of_kind(kind) if has_page(record)]
    shown = [make_index_entry(lister, record) for record in records]
    names = f"{name}/names.js" if shown else ""
    yield from split_index(lister, name, shown, lambda entry: str(entry["letter"]), names=names)


def make_index_entry(lister: Lister, record: Record) -> Entry:
    """An entry with what tells it from its neighbours: a line, a span of time, two counts."""
    entries, fields = lister.entries, record.fields
    entry = entries[record.id]
    quoting = [i for i in lister.quoting.get(record.id, []) if i in entries.records]
    return entry | {
        "line": say_line(entry),
        "short_name": getattr(fields, "short_name", ""),
        "span": entries.say_date(find_span(list_dates(lister, record.id))),
        "events": len(lister.part_of.get(record.id, [])),
        "articles": sum(entries.records[i].kind == "article" for i in quoting),
    }


def list_dates(lister: Lister, record_id: str) -> list[Date]:
    """The dates of the events that name a record in one of their fields."""
    events = (lister.entries.event(i) for i in lister.part_of.get(record_id, []))
    return [event.date for event in events if event.date]


def say_line(entry: Entry) -> str:
    """What tells a record from others of its name, as shortly as it is known."""
    return str(entry["disambiguation"] or entry.get("role") or entry["summary"])


def find_span(dates: Sequence[Date]) -> Date | None:
    """The years from the first to the last of some dates, as doubtful and as open as they are."""
    points = [point for date in dates for point in date.points]
    if not points:
        return None
    first = min(points, key=lambda p: (p.lower.year, *doubt_of(p)))
    last = min(points, key=lambda p: (-last_year(p), *doubt_of(p)))
    spans = [span for date in dates if date.is_interval for span in date.spans]
    begins = any(span.start is Missing.OPEN for span in spans)
    ends = any(span.end is Missing.OPEN for span in spans)
    if begins != ends:
        return parse_date(f"../{say_year(last)}" if begins else f"{say_year(first)}/..")
    if first.year == last.year:
        return parse_date(say_year(first))
    return parse_date(f"{say_year(first)}/{say_year(last)}")


def last_year(point: Point) -> int:
    """The last year that a point can mean; a winter belongs to the year of its name."""
    return (point.lower if point.is_season else point.upper).year


def doubt_of(point: Point) -> tuple[int, str]:
    """Orders points of one year: the one with least doubt speaks for it."""
    return point.flags[0], point.year


def say_year(point: Point) -> str:
    """A point's year in EDTF, with its doubt."""
    return point.year + QUALIFIERS[point.flags[0]]


def list_forms(fields: Person | Place | Organization, words: Words) -> list[dict[str, str]]:
    """Every form of a record's name with what it is, each form once; empty if there is but one."""
    forms = [(fields.name, words.form_name, "")]
    if fields.native:
        language = words.name_language(fields.native.lang) or words.form_native
        forms.append((fields.native.text, language, fields.native.lang))
    if short := getattr(fields, "short_name", ""):
        forms.append((short, words.form_short, ""))
    if isinstance(fields, Person):
        forms.append((sort_name(fields), words.form_sort, ""))
    forms += [(a.name, getattr(words, f"alias_{a.type}"), a.lang) for a in fields.aliases]
    once = {name: (kind, lang) for name, kind, lang in reversed(forms)}
    listed = [
        {"name": name, "type": once[name][0], "lang": once[name][1]}
        for name in dict.fromkeys(name for name, _, _ in forms)
    ]
    return listed if len(listed) > 1 else []


def list_told(lister: Lister, record: Record) -> list[Entry]:
    """The events of which a person or organization only gave an account."""
    return [lister.timeline_entry(event_id) for event_id in lister.told_by.get(record.id, [])]


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
