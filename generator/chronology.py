"""The pages of the timeline and its events."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from generator.dates import format_year
from generator.entries import UNDATED
from generator.listing import MOST_ENTRIES, Lister, Page, split_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.fields import Event
    from generator.model import Record


def list_timeline(lister: Lister) -> Iterator[Page]:
    """All events in order, and a page for each year."""
    years: dict[str, list[str]] = defaultdict(list)
    for event_id in lister.timeline:
        years[standing_year(lister, event_id)].append(event_id)
    is_long = len(lister.timeline) > MOST_ENTRIES
    shown = []
    for year, ids in years.items():
        chosen = ids
        if is_long:
            chosen = [i for i in ids if lister.entries[i]["importance"] == "major"]
        shown.append(timeline_year(lister, year, chosen, len(ids)))
    yield lister.page(
        "timeline.html",
        "timeline.html",
        lister.entries.words.timeline,
        years=shown,
        count=len(lister.timeline),
        is_long=is_long,
    )
    ordered = list(years)
    for place, (year, ids) in enumerate(years.items()):
        yield lister.page(
            f"timeline/{year}.html",
            "year.html",
            year_title(lister, year),
            year=timeline_year(lister, year, ids, len(ids)),
            previous=year_link(lister, ordered[place - 1]) if place else None,
            next=year_link(lister, ordered[place + 1]) if place + 1 < len(ordered) else None,
        )


def standing_year(lister: Lister, event_id: str) -> str:
    """The year in which an event stands on the timeline, as EDTF; all undated ones share one."""
    date = lister.entries.standing_date(event_id)
    return date.year_text if date else UNDATED


def year_title(lister: Lister, year: str) -> str:
    """A year in words."""
    words = lister.entries.words
    return words.undated if year == UNDATED else format_year(int(year.removeprefix("Y")), words)


def year_link(lister: Lister, year: str) -> dict[str, str]:
    """A link to a year's page."""
    return {"title": year_title(lister, year), "url": f"timeline/{year}.html"}


def timeline_year(lister: Lister, year: str, ids: list[str], count: int) -> dict[str, Any]:
    """A year's events under its months; those of which only the year is known come first."""
    months: dict[str, list[Entry]] = {}
    for event_id in ids:
        date = lister.entries.standing_date(event_id)
        month = date.month if date else 0
        name = lister.entries.words.months[month - 1] if month else ""
        months.setdefault(name, []).append(lister.timeline_entry(event_id))
    return year_link(lister, year) | {
        "count": count,
        "months": [{"title": name, "events": events} for name, events in months.items()],
    }


def list_events(lister: Lister) -> Iterator[Page]:
    """The page of each event, and their index."""
    entries = lister.entries
    for place, event_id in enumerate(lister.timeline):
        record = entries.records[event_id]
        event = cast("Event", record.fields)
        before = lister.timeline[place - 1] if place else ""
        after = lister.timeline[place + 1] if place + 1 < len(lister.timeline) else ""
        children = set(lister.pointing(event_id, "parent", "event"))
        yield from lister.record_page(
            record,
            when=lister.say_when(record),
            places=[p for n in range(len(event.place)) if (p := entries.link(record, "place", n))],
            sides=list_sides(lister, record, event),
            accounts=list_accounts(lister, record, event),
            disclosed=entries.say_date(event.disclosed),
            parent=entries.link(record, "parent"),
            children=[lister.timeline_entry(e["id"]) for e in entries.sort(children)],
            previous=entries.name_of(before) if before else None,
            next=entries.name_of(after) if after else None,
        )
    yield from split_index(
        lister,
        "events",
        [lister.timeline_entry(i) for i in lister.timeline],
        lambda entry: year_title(lister, standing_year(lister, entry["id"])),
    )


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
        path = f"accounts.{number}"
        source = entries.links[record.id].get(f"{path}.source", "")
        quote = account.quote
        by, described = entries.link(record, path, "by"), account.described_as
        if by and not by["url"]:
            described, by = described or by["name"], None
        listed.append(
            {
                "by": by,
                "described_as": described,
                "says": account.says,
                "date": entries.say_date(account.date),
                "place": entries.link(record, path, "place"),
                "said_on": entries.say_date(account.said_on),
                "quote": quote.model_dump() if quote else None,
                "standing": account.standing.model_dump(),
                "cite": entries.say_cite(account.source, source),
            }
        )
    return listed
