"""Dates: the field that holds one, its words, and what can be told from two of them."""

from __future__ import annotations

import datetime
import zoneinfo
from functools import lru_cache

from generator.datewords import format_date, format_day, format_gap, format_year
from generator.edtf import Date, DateError, Day, Gap, Missing, Point, count_days
from generator.grammar import parse_edtf
from generator.suggestions import find_meaning, suggest_date

__all__ = [
    "Date",
    "DateError",
    "Day",
    "Gap",
    "civil_date_elsewhere",
    "days_between",
    "find_meaning",
    "format_date",
    "format_day",
    "format_gap",
    "format_year",
    "is_before",
    "list_traits",
    "parse_date",
]


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date:
    """Read an EDTF value: `2018`, `2018-06-12`, `2018-06/2018-08`, `2018-03~`, `[2018,2020]`.

    Raises DateError; its fix says what to write instead, where the text is a date in other words.
    """
    text = text.strip()
    try:
        return parse_edtf(text)
    except DateError as error:
        raise suggest_date(text, error) from None


# What a date looks like


def list_traits(date: Date) -> list[str]:
    """What can be seen of a date where it is drawn: how wide it is, where it is open, its doubt.

    "range", "several" or "either" for what is no single point, then "open-start" and "open-end",
    "masked", "approximate" and "uncertain"; at last the precision: "to-day", "to-month" ….
    """
    ends = {"open-start": date.lower is None, "open-end": date.upper is None}
    doubts = {
        "masked": any(point.is_masked for point in date.points),
        "approximate": date.is_approximate,
        "uncertain": date.is_uncertain,
    }
    kind = {"interval": ["range"], "all": ["several"], "one": ["either"]}.get(date.kind, [])
    return [
        *kind,
        *(name for name, holds in (ends | doubts).items() if holds),
        f"to-{date.precision}",
    ]


# What two dates tell


def is_before(first: Date, second: Date) -> bool:
    """Whether the first date was certainly over when the second began.

    An open, unknown, approximate or uncertain end proves nothing, and neither does a season, which
    is another time in the other hemisphere.
    """
    if first.upper is None or second.lower is None or first.upper >= second.lower:
        return False
    points = [*last_points(first), *first_points(second)]
    return not any(any(point.flags) or point.is_season for point in points)


def last_points(date: Date) -> list[Point]:
    """The points that can be the end of a date."""
    return [span.end for span in date.spans if isinstance(span.end, Point)]


def first_points(date: Date) -> list[Point]:
    """The points that can be the beginning of a date."""
    return [span.start for span in date.spans if isinstance(span.start, Point)]


def days_between(first: Date, second: Date) -> Gap | None:
    """The least and the most days from the end of one date to the beginning of the next.

    None where an end is open or unknown, or where the second date was over before the first.
    """
    end, start = range_of_end(first), range_of_start(second)
    if end is None or start is None:
        return None
    least, most = (
        count_days(start[0]) - count_days(end[1]),
        count_days(start[1]) - count_days(end[0]),
    )
    if most < 0:
        return None
    points = [*last_points(first), *first_points(second)]
    return Gap(max(least, 0), most, any(any(p.flags) or p.is_season for p in points))


def range_of_end(date: Date) -> tuple[Day, Day] | None:
    """The days between which a date's last day lies, None where it is open or unknown."""
    found = []
    for start, end in date.spans:
        if isinstance(end, Missing) or (isinstance(start, Missing) and date.kind == "one"):
            return None
        first = end.lower
        if isinstance(start, Point):
            first = start.lower if date.kind == "one" else max(start.lower, end.lower)
        found.append((first, end.upper))
    earliest = max if date.kind == "all" else min
    return earliest(first for first, _ in found), max(last for _, last in found)


def range_of_start(date: Date) -> tuple[Day, Day] | None:
    """The days between which a date's first day lies, None where it is open or unknown."""
    found = []
    for start, end in date.spans:
        if isinstance(start, Missing) or (isinstance(end, Missing) and date.kind == "one"):
            return None
        last = start.upper
        if isinstance(end, Point):
            last = end.upper if date.kind == "one" else min(start.upper, end.upper)
        found.append((start.lower, last))
    latest = min if date.kind == "all" else max
    return min(first for first, _ in found), latest(last for _, last in found)


def civil_date_elsewhere(date: Date, time: str, zone: str, other_zone: str) -> Date | None:
    """The civil date in another time zone, None where it is the same day or cannot be told.

    It can be told of a day without doubt and a time, HH:MM; zones are names of the IANA database.
    """
    if date.kind != "point" or date.lower is None or date.lower != date.upper:
        return None
    if date.is_approximate or date.is_uncertain or not time:
        return None
    try:
        here, there = zoneinfo.ZoneInfo(zone), zoneinfo.ZoneInfo(other_zone)
        hour, minute = map(int, time.split(":"))
        moment = datetime.datetime(*date.lower, hour, minute, tzinfo=here)
        # Where clocks are set back an hour comes twice; both must give the same day.
        days = {moment.replace(fold=fold).astimezone(there).date() for fold in (0, 1)}
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
    day = days.pop()
    return (
        None
        if days or tuple(date.lower) == (day.year, day.month, day.day)
        else parse_date(day.isoformat())
    )
