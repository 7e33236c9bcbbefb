"""What a date in EDTF is (ISO 8601-2, annex A): points, spans, bounds, sort key.

They are civil dates of the proleptic Gregorian calendar where the event took
place: never a timestamp, never converted. Years may be below 1 and above 9999, which the standard
library's dates cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Seasons by the calendar of the northern hemisphere's meteorologists; winter ends a year later.
SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
UNCERTAIN, APPROXIMATE = 1, 2
QUALIFIERS = ("", "?", "~", "%")
PARTS = ("year", "month", "day")
WIDEST = -(10**20)  # earlier than any year


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


class Missing(Enum):
    """An end of an interval or range that is no date, as EDTF writes it."""

    OPEN = ".."
    UNKNOWN = ""


class Point(NamedTuple):
    """A year, a season, a month or a day, with `X` for digits that nobody knows.

    The parts are as written, "" where the source does not say; `flags` holds for year, month and
    day whether they are UNCERTAIN, APPROXIMATE or both. `lower` and `upper` are the first and the
    last day that can be meant, if the qualifiers are left aside.
    """

    year: str
    month: str
    day: str
    flags: tuple[int, int, int]
    lower: Day
    upper: Day

    @property
    def is_masked(self) -> bool:
        """Whether digits are unknown."""
        return "X" in self.year or "X" in self.month or "X" in self.day

    @property
    def is_season(self) -> bool:
        """Whether it is a season, whose days depend on where and whom one asks."""
        return self.month in SEASONS

    @property
    def size(self) -> int:
        """How many parts it has: a year 1, a month or a season 2, a day 3."""
        return 3 if self.day else 2 if self.month else 1

    @property
    def whole_flag(self) -> int:
        """The flag that all parts share, 0 if they differ."""
        first = self.flags[0]
        return first if all(flag == first for flag in self.flags[: self.size]) else 0

    @property
    def precision(self) -> str:
        """What it names: "day", "month", "season", "year", "decade", "century"."""
        if self.day:
            return "day"
        if self.month:
            return "season" if self.is_season else "month"
        known = self.year.removeprefix("-").rstrip("X")
        if "X" in known:
            return "year"
        return {2: "century", 3: "decade"}.get(len(known), "year")

    @property
    def text(self) -> str:
        """The point in EDTF: one qualifier for as many parts as it can speak for."""
        parts = [self.year, self.month, self.day][: self.size]
        first = self.flags[0]
        same = 0
        while first and same < self.size and self.flags[same] == first:
            same += 1
        for number in range(same, self.size):
            parts[number] = QUALIFIERS[self.flags[number]] + parts[number]
        if same:
            parts[same - 1] += QUALIFIERS[first]
        return "-".join(parts)


class Span(NamedTuple):
    """From one point to another; a point alone is its own start and end."""

    start: Point | Missing
    end: Point | Missing

    @property
    def points(self) -> list[Point]:
        """The points that are written."""
        ends = self if self.start != self.end else self[:1]
        return [end for end in ends if isinstance(end, Point)]

    @property
    def text(self) -> str:
        """The span as a member of a set in EDTF."""
        start, end = (e.text if isinstance(e, Point) else "" for e in self)
        return start if self.start == self.end else f"{start}..{end}"


@dataclass(frozen=True, slots=True)
class Date:
    """A point in time, an interval, one of several dates, or several dates.

    `lower` and `upper` are the first and the last day that are meant, None where an end is open
    or unknown. Qualifiers do not move them: whoever wants to be certain asks `is_approximate` and
    `is_uncertain` too.
    """

    kind: Literal["point", "interval", "one", "all"]
    spans: tuple[Span, ...]
    lower: Day | None
    upper: Day | None

    @property
    def start(self) -> Point | Missing:
        """What it begins with: of a set, the first member as written."""
        return self.spans[0].start

    @property
    def is_interval(self) -> bool:
        """Whether the date was written as an interval."""
        return self.kind == "interval"

    @property
    def points(self) -> list[Point]:
        """All points that are written, in their order."""
        return [point for span in self.spans for point in span.points]

    @property
    def is_approximate(self) -> bool:
        """Whether any part of it is approximate."""
        return any(flag & APPROXIMATE for point in self.points for flag in point.flags)

    @property
    def is_uncertain(self) -> bool:
        """Whether any part of it is uncertain."""
        return any(flag & UNCERTAIN for point in self.points for flag in point.flags)

    @property
    def qualifiers(self) -> list[dict[str, str]]:
        """For each point as written, its qualified parts with their symbols: {"year": "?"}."""
        return [
            {part: QUALIFIERS[flag] for part, flag in zip(PARTS, point.flags, strict=True) if flag}
            for point in self.points
        ]

    @property
    def precision(self) -> str:
        """The precision of its points, "mixed" where they differ."""
        found = {point.precision for point in self.points}
        return found.pop() if len(found) == 1 else "mixed"

    @property
    def text(self) -> str:
        """The date in EDTF; parsing it gives an equal date."""
        if self.kind in ("point", "interval"):
            ends = self.spans[0] if self.is_interval else self.spans[0][:1]
            return "/".join(e.text if isinstance(e, Point) else e.value for e in ends)
        inside = ",".join(span.text for span in self.spans)
        return f"[{inside}]" if self.kind == "one" else f"{{{inside}}}"

    @property
    def datetime(self) -> str:
        """The value for HTML's `<time datetime>`, "" where it has none for this date.

        It knows years from 1 on, months and days: no interval, no set, no season, no unknown
        digit and no doubt (HTML, section 2.3.5).
        """
        point = self.start
        if self.kind != "point" or isinstance(point, Missing) or any(point.flags):
            return ""
        if point.is_masked or point.is_season or point.lower.year < 1:
            return ""
        return point.text.removeprefix("Y")

    @property
    def anchor(self) -> Point:
        """The point by which it stands among others: the earliest, without one the earliest end."""
        starts = [span.start for span in self.spans]
        known = [s for s in starts if isinstance(s, Point)]
        if len(known) == len(starts):
            return min(known, key=lambda point: point.lower)
        if self.upper is None:
            return min(self.points, key=lambda point: point.lower)
        return max(self.points, key=lambda point: point.upper)

    @property
    def year(self) -> int:
        """The year under which a timeline shows it: of the lower bound, else of the upper."""
        return self.sort_key[0]

    @property
    def year_text(self) -> str:
        """That year as EDTF writes it, for addresses and headings of lists: "2018", "-0043"."""
        year = self.year
        return f"Y{year}" if abs(year) > 9999 else f"{year:05}" if year < 0 else f"{year:04}"

    @property
    def first_day(self) -> str:
        """The day by which it is sorted, for machines that want one: "2018-06-01"."""
        year, month, day = self.sort_key[:3]
        return f"{year:05}-{month:02}-{day:02}" if year < 0 else f"{year:04}-{month:02}-{day:02}"

    @property
    def month(self) -> int:
        """The month under which a timeline shows it, 0 where the source does not say one."""
        month = self.anchor.month
        return int(month) if month and "X" not in month and month not in SEASONS else 0

    @property
    def sort_key(self) -> tuple[int, int, int, int, int, int]:
        """Orders dates by their first day, and the wider before the narrower.

        The first three numbers are the day; a time of day belongs right after them. Without a
        first day the last one counts, and without both the first that is written.
        """
        upper = self.upper
        width = (-upper.year, -upper.month, -upper.day) if upper else (WIDEST, 0, 0)
        if self.lower:
            return (*self.lower, *width)
        return (*(upper or self.anchor.lower), WIDEST, 0, 0)


def is_leap(year: int) -> bool:
    """Whether a year of the proleptic Gregorian calendar has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has in the proleptic Gregorian calendar."""
    return 29 if month == 2 and is_leap(year) else MONTH_DAYS[month]


def count_days(day: Day) -> int:
    """The number of a day, for differences; counts on for ever in both directions."""
    years = day.year - (day.month < 3)
    months = (day.month - 3) % 12
    leap_days = years // 4 - years // 100 + years // 400
    return 365 * years + leap_days + (153 * months + 2) // 5 + day.day


class Gap(NamedTuple):
    """How many days lie between two dates: from the one to the next day it is 1."""

    least: int
    most: int
    is_approximate: bool
