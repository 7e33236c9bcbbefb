"""How long no meeting of the same sides is recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from generator.dates import Gap, days_between, format_gap

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entry
    from generator.listing import Lister

MEETING = "meeting"
# From one day to the next no day is without a meeting.
LEAST_DAYS = 2


def find_gaps(lister: Lister) -> dict[str, Entry]:
    """For each meeting before which nothing is recorded for days: how long, of whom, since when.

    Whatever brought the same sides together ends a silence, whoever else was there and however it
    is called; but only from one meeting of exactly these sides to the next is anything told.
    """
    held = [i for i in lister.timeline if lister.entries.event(i).status == "held"]
    sides_of = {event_id: find_sides(lister, event_id) for event_id in held}
    count = Counter(sides_of[i] for i in held if is_meeting(lister, i))
    several = [sides for sides, number in count.items() if sides and number > 1]
    latest: dict[frozenset[str], list[str]] = defaultdict(list)
    found = {}
    for event_id in held:
        for sides in several:
            if not sides <= sides_of[event_id]:
                continue
            if sides == sides_of[event_id] and is_meeting(lister, event_id):
                alike = all(sides_of[i] == sides and is_meeting(lister, i) for i in latest[sides])
                gap = tell_gap(lister, latest[sides], event_id) if alike else None
                if gap:
                    found[event_id] = gap
            latest[sides] = [*keep_latest(lister, latest[sides], event_id), event_id]
    return found


def is_meeting(lister: Lister, event_id: str) -> bool:
    """Whether an event's type is that of a meeting."""
    return lister.entries.event(event_id).type.casefold() == MEETING


def find_sides(lister: Lister, event_id: str) -> frozenset[str]:
    """The organizations on whose behalf someone took part in an event."""
    links = lister.entries.links[event_id].items()
    return frozenset(target for path, target in links if path.endswith(".on_behalf_of"))


def keep_latest(lister: Lister, earlier: list[str], event_id: str) -> list[str]:
    """Of earlier events those that may have lasted until another began, or longer."""
    date = lister.entries.event(event_id).date
    return [i for i in earlier if not is_over(lister.entries.event(i).date, date)]


def is_over(first: Date | None, second: Date | None) -> bool:
    """Whether a date's bounds lie before another's; an undated event lies before a dated one."""
    if second is None or second.lower is None:
        return False
    return first is None or (first.upper is not None and first.upper < second.lower)


def tell_gap(lister: Lister, earlier: list[str], event_id: str) -> Entry | None:
    """The days between the latest of earlier events and another, None where they are not known."""
    entries = lister.entries
    date = entries.event(event_id).date
    gaps: dict[str, Gap] = {}
    for other in earlier:
        before = entries.event(other).date
        gap = days_between(before, date) if before and date else None
        if gap is None or is_same(lister, other, event_id):
            return None
        gaps[other] = gap
    least = min((gap.least for gap in gaps.values()), default=0)
    if least < LEAST_DAYS:
        return None
    most = min(gap.most for gap in gaps.values())
    whole = Gap(least, most, any(gap.is_approximate for gap in gaps.values()))
    since = next(other for other, gap in gaps.items() if gap.least == least)
    return {
        "words": format_gap(whole, entries.words),
        "date": entries.say_date(entries.event(since).date),
        "since": entries.name_of(since),
        "sides": [entries.name_of(e["id"]) for e in entries.sort(find_sides(lister, event_id))],
    }


def is_same(lister: Lister, first: str, second: str) -> bool:
    """Whether two events belong to one meeting: as parts of it, or as a part and its whole."""
    one, other = list_wholes(lister, first), list_wholes(lister, second)
    return first in other or second in one or (len(one) > 1 and one[1:2] == other[1:2])


def list_wholes(lister: Lister, event_id: str) -> list[str]:
    """An event, what it is part of, what that is part of, and so on."""
    wholes, at = dict.fromkeys([event_id]), event_id
    while (at := lister.entries.links[at].get("parent", "")) and at not in wholes:
        wholes[at] = None
    return [*wholes]
