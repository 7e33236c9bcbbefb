"""EDTF (ISO 8601-2, annex A; the Library of Congress's edition of 2019): text -> date.

Levels 0 and 1 whole; of level 2 sets, masked digits and partial qualifiers. Anything else is
refused by its name.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Literal

from generator.edtf import (
    QUALIFIERS,
    SEASONS,
    Date,
    DateError,
    Day,
    Missing,
    Point,
    Span,
    days_in_month,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

POINT = re.compile(
    r"([?~%]?)(-?[0-9X]{4}|Y-?[0-9]+)([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
# What a text is that looks like ISO 8601 and is not supported; the first that fits names it.
REFUSED = [
    (re.compile(r"Y?-?[0-9]+E[0-9]+(?:S[0-9]+)?"), "EDTF level 2", "exponential year"),
    (re.compile(r"Y?-?[0-9]+S[0-9]+"), "EDTF level 2", "significant digits"),
    (re.compile(r"Y-?[0-9]*X[0-9X]*"), "EDTF level 2", "masked digits in a year with `Y`"),
    (re.compile(r"\.\..+|.+\.\."), "ISO 8601-2", "an interval's end that is open itself"),
    (re.compile(r"[0-9]{4}-?W[0-9]{2}(?:-?[1-7])?"), "ISO 8601", "week date"),
    (re.compile(r"[0-9]{4}-[0-3][0-9]{2}"), "ISO 8601", "day of the year"),
    (re.compile(r"-?P(?=[0-9T])[0-9A-Z.]+"), "ISO 8601", "duration"),
    (re.compile(r"R[0-9]*"), "ISO 8601", "repetition"),
]
TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})[0-9:.,Z+-]*")
TWO_DIGITS = [f"{number:02}" for number in range(32)]
MONTH_NAMES = (
    " January February March April May June July August September October November December"
).split(" ")
GROUPINGS = {
    **dict.fromkeys(range(25, 33), "season of a hemisphere"),
    **dict.fromkeys(range(33, 37), "quarter"),
    **dict.fromkeys(range(37, 40), "third of a year"),
    **dict.fromkeys(range(40, 42), "half of a year"),
}
FLAGS = {symbol: flag for flag, symbol in enumerate(QUALIFIERS)}
MOST_DIGITS = 18
SHOWN = 60


class NotEdtfError(DateError):
    """A text that does not even look like EDTF: it may be a date in other words."""


def shorten(text: str) -> str:
    """A text as a message shows it."""
    return f"`{text}`" if len(text) <= SHOWN else f"`{text[:SHOWN]}…`"


def parse_edtf(text: str) -> Date:
    """Read an EDTF value, such as `2018-06-12`, `2018-03~`, `2018/..` or `[2018,2020]`.

    Raises DateError. White space is allowed after the commas of a set, where YAML's lists have it.
    """
    if text[:1] in ("[", "{"):
        return parse_set(text)
    start, slash, end = text.partition("/")
    if not slash:
        point = parse_point(text)
        return Date("point", (Span(point, point),), point.lower, point.upper)
    if "/" in end:
        raise NotEdtfError(f"{shorten(text)} has more than one `/`", "write two dates with one `/`")
    first, last = parse_end(start), parse_end(end)
    if isinstance(first, Missing) and isinstance(last, Missing):
        raise DateError(
            f"{shorten(text)} has no date on either side of its `/`",
            "write the one that is known, or leave the field out",
        )
    return Date("interval", (make_span(first, last, "/"),), *bounds_of(first, last))


def parse_end(text: str) -> Point | Missing:
    """Read one end of an interval: a point, `..` where it is open, nothing where unknown."""
    if text in ("", ".."):
        return Missing(text)
    return parse_point(text)


def make_span(first: Point | Missing, last: Point | Missing, sign: str) -> Span:
    """A span whose end is after its start; `sign` stands between them.

    Raises DateError.
    """
    if isinstance(first, Point) and isinstance(last, Point):
        if first == last:
            start = first.text
            raise DateError(
                f"`{start}{sign}{start}` begins and ends on the same date", f"write `{start}`"
            )
        if last.upper < first.lower:
            start, end = first.text, last.text
            fix = f"write `{end}/{start}`" if sign == "/" else "turn the range round"
            raise DateError(f"`{end}` is before `{start}`", fix)
    return Span(first, last)


def bounds_of(first: Point | Missing, last: Point | Missing) -> tuple[Day | None, Day | None]:
    """The first and the last day of a span."""
    lower = first.lower if isinstance(first, Point) else None
    return lower, last.upper if isinstance(last, Point) else None


def parse_set(text: str) -> Date:
    """Read `[one,of,these]` or `{all,of,these}`, in which `..` makes ranges.

    Raises DateError.
    """
    kind: Literal["one", "all"] = "one" if text[0] == "[" else "all"
    close = "]" if kind == "one" else "}"
    if text[-1] != close or len(text) == 1:
        raise DateError(f"{shorten(text)} has no `{close}` at its end", f"close it with `{close}`")
    spans = [parse_member(member.strip(), text) for member in text[1:-1].split(",")]
    if len(set(spans)) < len(spans):
        raise DateError(f"{shorten(text)} names the same date twice", "write it once")
    if len(spans) == 1 and spans[0].start == spans[0].end:
        raise DateError(f"{shorten(text)} is a set of one date", f"write `{spans[0].text}`")
    bounds = [bounds_of(*span) for span in spans]
    lowers = [lower for lower, _ in bounds if lower]
    uppers = [upper for _, upper in bounds if upper]
    return Date(
        kind,
        tuple(spans),
        min(lowers) if len(lowers) == len(spans) else None,
        max(uppers) if len(uppers) == len(spans) else None,
    )


def parse_member(text: str, whole: str) -> Span:
    """Read a member of a set: a point, or a range with `..`.

    Raises DateError.
    """
    if not text:
        raise DateError(f"{shorten(whole)} has an empty place", "write a date between the commas")
    start, dots, end = text.partition("..")
    if not dots:
        point = parse_point(text)
        return Span(point, point)
    if not start and not end:
        raise DateError(f"{shorten(whole)} has `..` without a date", "write `..2018` or `2018..`")
    first = parse_point(start) if start else Missing.OPEN
    last = parse_point(end) if end else Missing.OPEN
    return make_span(first, last, "..")


def parse_point(text: str) -> Point:
    """Read one year, season, month or day.

    Raises DateError.
    """
    match = POINT.fullmatch(text)
    if match is None:
        raise name_refused(text)
    before_year, year, after_year, *rest = match.groups("")
    before_month, month, after_month, before_day, day, after_day = rest
    day_flag = FLAGS[before_day] | FLAGS[after_day]
    month_flag = FLAGS[before_month] | FLAGS[after_month] | FLAGS[after_day]
    year_flag = FLAGS[before_year] | FLAGS[after_year] | FLAGS[after_month] | FLAGS[after_day]
    flags = (year_flag, month_flag, day_flag)
    if day and month in SEASONS:
        raise DateError(
            f"`{text}` has a day in a season (month {month})", "months go from 01 to 12"
        )
    if month and year[0] == "Y":
        raise DateError(f"{shorten(text)} has a month in a year with `Y`", f"write `{year}`")
    if "X" in text:
        return Point(year, month, day, flags, *masked_bounds(year, month, day, text))
    number = read_year(year, text) if year[0] in "Y-" else int(year)
    if not month:
        return Point(year, "", "", flags, Day(number, 1, 1), Day(number, 12, 31))
    first, last = read_month(month, text)
    if not day:
        over = number + (last < first)
        upper = Day(over, last, days_in_month(over, last))
        return Point(year, month, "", flags, Day(number, first, 1), upper)
    if not 1 <= int(day) <= days_in_month(number, first):
        raise DateError(
            f"`{text}` does not exist: {MONTH_NAMES[first]} {year} has "
            f"{days_in_month(number, first)} days",
            "write a day of that month, or the month alone",
        )
    only = Day(number, first, int(day))
    return Point(year, month, day, flags, only, only)


def read_year(year: str, text: str) -> int:
    """The number of a year with a sign, or with `Y` and more than four digits.

    Raises DateError.
    """
    digits = year.lstrip("Y-")
    if len(digits) > MOST_DIGITS:
        raise DateError(
            f"{shorten(text)} has a year of {len(digits)} digits",
            f"a year has {MOST_DIGITS} digits at most",
        )
    number = int(year.removeprefix("Y"))
    if year[0] == "Y" and (len(digits) < 5 or digits[0] == "0"):
        short = f"{number:05}" if number < 0 else f"{number:04}"
        fix = f"write `{short}`" if abs(number) < 10000 else f"write `Y{number}`"
        raise DateError(f"`{text}`: `Y` is for years of more than four digits", fix)
    if year == "-0000":
        raise DateError("`-0000` is no year", "write `0000`, which is 1 BCE")
    return number


def read_month(month: str, text: str) -> tuple[int, int]:
    """The first and the last month of a month or a season.

    Raises DateError.
    """
    number = int(month)
    if 1 <= number <= 12:
        return number, number
    if month in SEASONS:
        return SEASONS[month]
    if number in GROUPINGS:
        raise DateError(
            f"EDTF level 2 feature `{text}` ({GROUPINGS[number]}) is not supported",
            f"write its months as an interval, such as {group_months(text[:-3], number)}",
        )
    raise DateError(f"`{text}` has the month {month}", "months go from 01 to 12, seasons 21 to 24")


def group_months(year: str, group: int) -> str:
    """The months of a part of a year as an interval, to show in a fix."""
    if group < 33:  # a season: which months depends on the hemisphere
        return f"`{year}-03/{year}-05`"
    start, size = (33, 3) if group < 37 else (37, 4) if group < 40 else (40, 6)
    first = (group - start) * size + 1
    return f"`{year}-{first:02}/{year}-{first + size - 1:02}`"


def name_refused(text: str) -> DateError:
    """Why a text is no point: the feature that it uses, where it is one."""
    timed = TIMED.fullmatch(text)
    if timed:
        return DateError(
            f"{shorten(text)} has a time of day, which a date does not hold",
            f"write `{timed[1]}`, and of an event `time: {timed[2]}`",
        )
    for pattern, standard, feature in REFUSED:
        if len(text) <= SHOWN and pattern.fullmatch(text):
            return DateError(f"{standard} feature `{text}` ({feature}) is not supported")
    return NotEdtfError(
        f"{shorten(text)} is not a date",
        "write a year, a month or a day: `2018`, `2018-06`, `2018-06-12`, or two with a `/`",
    )


# Masked digits


def masked_bounds(year: str, month: str, day: str, text: str) -> tuple[Day, Day]:
    """The first and the last day whose digits fit.

    Raises DateError.
    """
    if "X" not in year:
        read_year(year, text)
    if not month:
        return (
            Day(next(fitting_years(year)), 1, 1),
            Day(next(fitting_years(year, last=True)), 12, 31),
        )
    if "X" not in month:
        first, last = read_month(month, text)
        months = [first] if first == last else []
        if not months:
            start, end = (next(fitting_years(year, last=flag)) for flag in (False, True))
            end += last < first
            return Day(start, first, 1), Day(end, last, days_in_month(end, last))
    else:
        months = fitting_numbers(month, 12)
    days = fitting_numbers(day, 31) if day else [1]
    lower = next(fitting_days(fitting_years(year), months, days), None)
    if lower is None:
        raise DateError(f"`{text}` fits no day of the calendar", "check its month and its day")
    backwards = months[::-1], days[::-1]
    upper = next(fitting_days(fitting_years(year, last=True), *backwards), lower)
    if not day:
        upper = upper._replace(day=days_in_month(upper.year, upper.month))
    return lower, upper


def fitting_numbers(mask: str, most: int) -> list[int]:
    """The numbers from 1 on, of two digits, that fit a mask: `1X` up to 12 are 10, 11, 12."""
    if "X" not in mask:
        return [int(mask)] if 1 <= int(mask) <= most else []
    if mask == "XX":
        return list(range(1, most + 1))
    tens, ones = mask[0], mask[1]
    return [
        number
        for number, digits in enumerate(TWO_DIGITS[: most + 1])
        if number and tens in ("X", digits[0]) and ones in ("X", digits[1])
    ]


def fitting_years(mask: str, *, last: bool = False) -> Iterator[int]:
    """The years that fit a mask, the first one first, or the last one."""
    negative = mask[0] == "-"
    digits = "9876543210" if last != negative else "0123456789"
    for found in product(*(digits if char == "X" else char for char in mask.lstrip("-"))):
        number = int("".join(found))
        if number or not negative:
            yield -number if negative else number


def fitting_days(years: Iterator[int], months: list[int], days: list[int]) -> Iterator[Day]:
    """The days of the calendar that can be made of these, in their order."""
    least = min(days, default=32)
    if not any(least <= days_in_month(0, month) for month in months):
        return
    for year in years:
        for month in months:
            most = days_in_month(year, month)
            for day in days:
                if day <= most:
                    yield Day(year, month, day)
