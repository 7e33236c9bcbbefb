"""Events as lists of them show them: when, by what date, who took part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.dates import list_traits

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entries, Entry
    from generator.fields import Event
    from generator.model import Record


def show_event(entries: Entries, event_id: str) -> Entry:
    """An event with the people and organizations that took part, and when it became known.

    `other` is its date on the other axis of the timeline; `also` holds the dates and places that
    other accounts give; `gap` is for the pages that tell how long nothing was recorded before it.
    """
    record, event = entries.records[event_id], entries.event(event_id)
    who = []
    for number, one in enumerate(event.participants):
        found = entries.link(record, "participants", number, "who")
        if found and not found["url"]:
            found["name"] = one.described_as or one.role or found["name"]
        who += [found] if found else []
    words, other = entries.words.disclosed, None
    if event.disclosed:
        other = {"words": words, "when": say_day(entries, event.disclosed), "time": ""}
    when = say_when(entries, record)
    also = {"dates": list_other_dates(entries, event), "places": list_other_places(entries, record)}
    return entries[event_id] | {
        "who": who,
        "when": when,
        "other": other,
        "also": also if any(also.values()) else None,
        "gap": None,
    }


def list_other_dates(entries: Entries, event: Event) -> list[Entry | None]:
    """The dates that accounts give instead of the event's, each once; not those of refuted ones."""
    found = (find_other_date(event, n) for n in list_standing(event))
    dates = {date.text: date for date in found if date}
    return [entries.say_date(date) for date in dates.values()]


def list_other_places(entries: Entries, record: Record) -> list[Entry]:
    """The places that accounts give instead of the event's, each once, in the same way."""
    standing = list_standing(entries.event(record.id))
    found = dict.fromkeys(find_other_place(entries, record, number) for number in standing)
    return [entries.name_of(place) for place in found if place]


def list_standing(event: Event) -> list[int]:
    """The numbers of the accounts that nobody refuted."""
    return [n for n, one in enumerate(event.accounts) if one.standing.rank != "deprecated"]


def find_other_date(event: Event, number: int) -> Date | None:
    """The date that an account gives, None where it is the event's own or it gives none."""
    date = event.accounts[number].date
    return None if date and event.date and date.text == event.date.text else date


def find_other_place(entries: Entries, record: Record, number: int) -> str:
    """The id of the place that an account gives, "" where it is the event's or it gives none."""
    links = entries.links[record.id]
    place = links.get(f"accounts.{number}.place", "")
    own = (links.get(f"place.{n}") for n in range(len(entries.event(record.id).place)))
    return "" if place in own else place


def show_disclosed(entries: Entries, event_id: str) -> Entry:
    """An event at the date when it became known, with its own date beside it."""
    entry, disclosed = show_event(entries, event_id), entries.event(event_id).disclosed
    if disclosed is None:
        return entry
    words = getattr(entries.words, f"dated_{entry['status']}")
    other = {"words": words, "when": entry["when"], "time": entry["time"]}
    return entry | {"when": say_day(entries, disclosed), "time": "", "other": other}


def say_when(entries: Entries, record: Record) -> dict[str, Any]:
    """An event's date, or before or after which event it stands."""
    date = entries.event(record.id).date
    if date:
        return say_day(entries, date)
    after, before = (entries.link(record, name) for name in ("after", "before"))
    return {"date": None, "after": after, "before": before, "traits": ["placed"]}


def say_day(entries: Entries, date: Date) -> dict[str, Any]:
    """A date as what stands beside an event, with what can be seen of it."""
    said = entries.say_date(date)
    return {"date": said, "after": None, "before": None, "traits": list_traits(date)}
