"""The pages of events, of their types, and the indexes of both."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from generator.entries import UNDATED, link_type
from generator.listing import MOST_ENTRIES, Lister, Page, Task, page_link, split_index
from generator.moments import find_other_date, find_other_place, say_when
from generator.names import index_letter, sort_key
from generator.roles import say_role
from generator.timeline import name_year, year_title
from generator.zones import say_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.entries import Entry
    from generator.fields import Event
    from generator.model import Record


def list_events(lister: Lister, gaps: Mapping[str, Entry]) -> Iterator[Task]:
    """The page of each event, and their index."""
    yield from lister.record_tasks("event", partial(list_event, lister, gaps))
    yield Task("index events", partial(list_all, lister))


def list_event(lister: Lister, gaps: Mapping[str, Entry], record: Record) -> Iterator[Page]:
    """One event's page."""
    entries, event = lister.entries, cast("Event", record.fields)
    before, after = lister.around[record.id]
    children = set(lister.pointing(record.id, "parent", "event"))
    yield from lister.record_page(
        record,
        when=say_when(entries, record),
        clock=say_clock(entries, record),
        gap=gaps.get(record.id),
        places=[p for n in range(len(event.place)) if (p := entries.link(record, "place", n))],
        sides=list_sides(lister, record, event),
        accounts=list_accounts(lister, record, event),
        disclosed=entries.say_date(event.disclosed),
        parent=entries.link(record, "parent"),
        children=[lister.timeline_entry(e["id"]) for e in entries.sort(children)],
        previous=entries.name_of(before) if before else None,
        next=entries.name_of(after) if after else None,
    )


def list_all(lister: Lister) -> Iterator[Page]:
    """The index of events."""
    entries = lister.entries
    yield from split_index(
        lister,
        "events",
        [lister.timeline_entry(i) for i in lister.timeline],
        lambda entry: year_title(lister, name_year(entries.standing_date(entry["id"]))),
    )


def find_types(lister: Lister) -> dict[str, list[str]]:
    """The events of each type that has a page, in the order of time; by the ids of the types."""
    types: dict[str, list[str]] = defaultdict(list)
    for event_id in lister.timeline:
        found = link_type(lister.entries.event(event_id).type)
        if found and found["url"]:
            types[found["id"]].append(event_id)
    return dict(types)


def list_types(lister: Lister, types: Mapping[str, list[str]]) -> Iterator[Task]:
    """The page of each type of events, and their index."""
    for slug in types:
        yield Task(f"type {slug}", partial(list_type, lister, types, slug))
    yield Task("index types", partial(list_all_types, lister, types))


def list_type(lister: Lister, types: Mapping[str, list[str]], slug: str) -> Iterator[Page]:
    """The page of one type, and above the limit one for each of its years."""
    shown = [lister.timeline_entry(event_id) for event_id in types[slug]]
    # Spellings that differ in capitals are one type; the first one names it.
    found = shown[0]["type"]
    years: dict[str, list[Entry]] = {}
    for entry in shown if len(shown) > MOST_ENTRIES else []:
        years.setdefault(name_year(lister.entries.standing_date(entry["id"])), []).append(entry)
    name = found["name"][:1].upper() + found["name"][1:]
    pages = [
        lister.page(
            f"types/{slug}/{year}.html",
            "type.html",
            f"{name}: {year_title(lister, year)}",
            slug=slug,
            kind={"name": name, "url": found["url"]},
            part=lister.entries.words.undated if year == UNDATED else year,
            count=len(events),
            events=events,
            pages=[],
        )
        for year, events in years.items()
    ]
    yield lister.page(
        found["url"],
        "type.html",
        name,
        slug=slug,
        kind=None,
        part="",
        count=len(shown),
        events=[] if pages else shown,
        pages=[page_link(page, "events") for page in pages],
    )
    yield from pages


def list_all_types(lister: Lister, types: Mapping[str, list[str]]) -> Iterator[Page]:
    """The index of types, A to Z."""
    lister.reads.note("type")
    listed = []
    for slug in types:
        found = lister.entries[types[slug][0]]["type"]
        listed.append(found | {"count": len(types[slug])})
    listed.sort(key=lambda entry: sort_key(entry["name"]))
    yield from split_index(lister, "types", listed, lambda entry: index_letter(entry["name"]))


def list_sides(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """An event's participants, by the side on whose behalf they took part.

    One who is not listed is described, by words that nobody else has.
    """
    sides: dict[str, list[Entry]] = {}
    entries = lister.entries
    for number, one in enumerate(event.participants):
        path = f"participants.{number}"
        behalf = entries.links[record.id].get(f"{path}.on_behalf_of", "")
        target = entries.links[record.id].get(f"{path}.who", "")
        who = entries.name_of(target) if target else None
        native = entries[target]["native"] if target else None
        described, role = one.described_as, one.role
        if who and not who["url"]:
            described, role = (described, role) if described else (role or who["name"], "")
            who = None
        role = role or say_role(entries, target, event.date)
        sides.setdefault(behalf, []).append(
            {
                "who": who,
                "native": native,
                "described_as": described,
                "role": role,
                "attendance": one.attendance,
                "cites": entries.list_cites(record, f"{path}.sources", one.sources),
            }
        )
    return [
        {"side": entries.name_of(side) if side else None, "participants": found}
        for side, found in sides.items()
    ]


def list_accounts(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """The accounts of an event: who says what, when, on what source, in what words."""
    entries = lister.entries
    listed = []
    for number, account in enumerate(event.accounts):
        place = find_other_place(entries, record, number)
        path = f"accounts.{number}"
        source = entries.links[record.id].get(f"{path}.source", "")
        speaker = entries.links[record.id].get(f"{path}.by", "")
        spoken = account.said_on or event.date
        quote = account.quote
        by, described = entries.link(record, path, "by"), account.described_as
        if by and not by["url"]:
            described, by = described or by["name"], None
        listed.append(
            {
                "by": by,
                "described_as": described,
                "role": "" if described else say_role(entries, speaker, spoken),
                "says": account.says,
                # What is the event's own needs no line.
                "date": entries.say_date(find_other_date(event, number)),
                "place": entries.name_of(place) if place else None,
                "said_on": entries.say_date(account.said_on),
                "quote": quote.model_dump() if quote else None,
                "standing": account.standing.model_dump(),
                "cite": entries.say_cite(account.source, source),
            }
        )
    return listed
