"""The pages of the timeline and its events."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from generator.listing import (
    MOST_ENTRIES,
    Lister,
    Page,
    split_index,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.fields import Event
    from generator.model import Record


def list_timeline(lister: Lister) -> Iterator[Page]:
    """All events in order, and a page for each year."""
    years: dict[int, list[str]] = defaultdict(list)
    for event_id in lister.timeline:
        years[lister.entries.year(event_id)].append(event_id)
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
            f"timeline/{year_name(year)}.html",
            "year.html",
            year_title(lister, year),
            year=timeline_year(lister, year, ids, len(ids)),
            previous=year_link(lister, ordered[place - 1]) if place else None,
            next=year_link(lister, ordered[place + 1]) if place + 1 < len(ordered) else None,
        )


def year_name(year: int) -> str:
    """A year in a URL; events without any date share one page."""
    return "undated" if year == 9999 else f"{year:04}"


def year_title(lister: Lister, year: int) -> str:
    """A year in words."""
    return lister.entries.words.undated if year == 9999 else str(year)


def year_link(lister: Lister, year: int) -> dict[str, str]:
    """A link to a year's page."""
    return {"title": year_title(lister, year), "url": f"timeline/{year_name(year)}.html"}


def timeline_year(lister: Lister, year: int, ids: list[str], count: int) -> dict[str, Any]:
    """A year's events under its months; those of which only the year is known come first."""
    months: dict[str, list[Entry]] = {}
    for event_id in ids:
        event = cast("Event", lister.entries.records[event_id].fields)
        month = event.date.month if event.date else 0
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
            places=[p for n in range(len(event.place)) if (p := entries.field(record, "place", n))],
            sides=list_sides(lister, record, event),
            accounts=list_accounts(lister, record, event),
            disclosed=entries.say_date(event.disclosed),
            parent=entries.field(record, "parent"),
            children=[lister.timeline_entry(e["id"]) for e in entries.sort(children)],
            previous=entries[before] if before else None,
            next=entries[after] if after else None,
        )
    yield from split_index(
        lister,
        "events",
        [lister.timeline_entry(i) for i in lister.timeline],
        lambda entry: entry["date"]["year"] if entry["date"] else lister.entries.words.undated,
    )


def list_sides(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """An event's participants, by the side on whose behalf they took part."""
    sides: dict[str, list[Entry]] = {}
    entries = lister.entries
    for number, one in enumerate(event.participants):
        path = f"participants.{number}"
        behalf = entries.links[record.id].get(f"{path}.on_behalf_of", "")
        sides.setdefault(behalf, []).append(
            {
                "who": entries.field(record, path, "who"),
                "described_as": one.described_as,
                "role": one.role,
                "attendance": one.attendance,
                "cites": entries.list_cites(record, f"{path}.sources", one.sources),
            }
        )
    return [{"side": entries.get(side), "participants": found} for side, found in sides.items()]


def list_accounts(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """The accounts of an event: who says what, when, on what source, in what words."""
    entries = lister.entries
    listed = []
    for number, account in enumerate(event.accounts):
        path = f"accounts.{number}"
        source = entries.links[record.id].get(f"{path}.source", "")
        quote = account.quote
        listed.append(
            {
                "by": entries.field(record, path, "by"),
                "described_as": account.described_as,
                "says": account.says,
                "date": entries.say_date(account.date),
                "place": entries.field(record, path, "place"),
                "said_on": entries.say_date(account.said_on),
                "quote": quote.model_dump() if quote else None,
                "standing": account.standing.model_dump(),
                "cite": entries.say_cite(account.source, source),
            }
        )
    return listed
