"""Dates in EDTF (ISO 8601-2): a year, a month, a day, and intervals of these.

They are civil dates where the event took place: never a timestamp, never converted. One value
drives the sort order, the words and the machine-readable form, so that these cannot disagree.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.words import Words

POINT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", re.ASCII)


class DateError(ValueError):
    """A text that is no date; `fix` says what to write instead."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


class Day(NamedTuple):
    """A day of the proleptic Gregorian calendar; its order is the order of time."""

    year: int
    month: int
    day: int


@dataclass(frozen=True)
class Point:
    """A year, a month or a day; `month` and `day` are 0 where the source does not say."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def lower(self) -> Day:
        """The first day that is meant."""
        return Day(self.year, self.month or 1, self.day or 1)

    @property
    def upper(self) -> Day:
        """The last day that is meant."""
        month = self.month or 12
        return Day(self.year, month, self.day or days_in_month(self.year, month))

    @property
    def text(self) -> str:
        """The point in EDTF."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)


@dataclass(frozen=True)
class Date:
    """A point in time, or an interval from `start` to `end`, both within it."""

    start: Point
    end: Point

    @property
    def is_interval(self) -> bool:
        """Whether the date was written as an interval."""
        return self.start != self.end

    @property
    def lower(self) -> Day:
        """The first day that is meant."""
        return self.start.lower

    @property
    def upper(self) -> Day:
        """The last day that is meant."""
        return self.end.upper

    @property
    def text(self) -> str:
        """The date in EDTF."""
        return f"{self.start.text}/{self.end.text}" if self.is_interval else self.start.text

    @property
    def datetime(self) -> str:
        """The value for HTML's `<time datetime>`, which knows no intervals: empty for these."""
        return "" if self.is_interval else self.text

    @property
    def sort_key(self) -> tuple[int, ...]:
        """Orders dates by their first day, and the wider before the narrower."""
        upper = self.upper
        return (*self.lower, -upper.year, -upper.month, -upper.day)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has in the proleptic Gregorian calendar."""
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date:
    """Read an EDTF value: `2018`, `2018-06`, `2018-06-12`, or two of these joined by `/`.

    Raises DateError.
    """
    start, slash, end = text.strip().partition("/")
    first = parse_point(start, text)
    last = parse_point(end, text) if slash else first
    if last.upper < first.lower:
        raise DateError(f"`{end}` is before `{start}`", f"write `{end}/{start}`")
    if slash and first == last:
        raise DateError(f"`{text}` begins and ends on the same date", f"write `{start}`")
    return Date(first, last)


def parse_point(text: str, whole: str) -> Point:
    """Read one year, month or day; `whole` is the text that it stands in.

    Raises DateError.
    """
    match = POINT.fullmatch(text)
    if match is None:
        raise DateError(f"`{whole}` is not a date", suggest_date(text))
    year, month, day = (int(match[name] or 0) for name in ("year", "month", "day"))
    if not year:
        raise DateError(f"`{whole}` has the year 0")
    if match["month"] and not 1 <= month <= 12:
        raise DateError(f"`{whole}` has the month {match['month']}", "months go from 01 to 12")
    if match["day"] and not 1 <= day <= days_in_month(year, month):
        raise DateError(
            f"`{whole}` does not exist",
            f"{calendar.month_name[month]} {year} has {days_in_month(year, month)} days",
        )
    return Point(year, month, day)


def suggest_date(text: str) -> str:
    """What to write instead of a text that is no date."""
    loose = LOOSE.fullmatch(text.strip())
    if loose:
        return (
            "write `"
            + "-".join([loose[1], *(f"{int(p):02}" for p in loose.groups()[1:] if p)])
            + "`"
        )
    return "write a year, a month or a day: `2018`, `2018-06`, `2018-06-12`, or two with a `/`"


def format_date(date: Date, words: Words) -> str:
    """Say a date as an editor would: "12–13 June 2018", "27 February – 1 March 2019"."""
    first, last = date.start, date.end
    if not date.is_interval:
        return format_point(first, words)
    if not first.month and not last.month:
        return f"{first.year}–{last.year}"
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    if same_month and first.day and last.day:
        return f"{first.day}–{format_point(last, words)}"
    have_months = bool(first.month and last.month)
    start = format_point(first, words, with_year=not same_year or not have_months)
    dash = "–" if same_year and have_months and not first.day and not last.day else " – "
    return f"{start}{dash}{format_point(last, words)}"


def format_point(point: Point, words: Words, *, with_year: bool = True) -> str:
    """Say a year, a month or a day: "2018", "June 2018", "12 June 2018"."""
    parts = [str(point.day)] if point.day else []
    parts += [words.months[point.month - 1]] if point.month else []
    parts += [str(point.year)] if with_year else []
    return " ".join(parts)
