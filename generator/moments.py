"""Events as lists of them show them: when, by what date, who took part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.dates import list_traits

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entries, Entry
    from generator.model import Record


def show_event(entries: Entries, event_id: str) -> Entry:
    """An event with the people and organizations that took part, and when it became known.

    `other` is its date on the other axis of the timeline; `gap` is for the pages that tell how
    long nothing was recorded before it.
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
    return entries[event_id] | {"who": who, "when": when, "other": other, "gap": None}


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
