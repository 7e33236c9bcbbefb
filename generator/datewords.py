"""Dates in words, as an editor would write them.

Words never claim more than the value does: what is approximate, uncertain or unknown says so. All
words and their order come from the tables of `words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.edtf import APPROXIMATE, PARTS, UNCERTAIN, Date, Missing, Point, Span, days_in_month
from generator.grammar import fitting_numbers, fitting_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.edtf import Gap
    from generator.words import Words

FLAG_NAMES = {
    UNCERTAIN: "uncertain",
    APPROXIMATE: "approximate",
    UNCERTAIN | APPROXIMATE: "uncertain_approximate",
}


def format_date(date: Date, words: Words) -> str:
    """Say a date as an editor would: "12–13 June 2018", "c. March 2018", "20 or 21 April 2018"."""
    if date.kind == "point":
        return say_end(date.start, words)
    if date.kind == "interval":
        return say_interval(date.spans[0], words)
    return say_set(date, words)


def is_plain(*points: Point) -> bool:
    """Whether points have neither unknown digits nor qualifiers, and are no seasons."""
    return not any(p.is_masked or p.is_season or any(p.flags) for p in points)


def say_end(point: Point | Missing, words: Words) -> str:
    """Say a point: "2018", "June 2018", "probably 12 June 2018"; nothing where none is written."""
    if isinstance(point, Missing):
        return ""
    if point.is_masked:
        text, is_phrase = say_masked(point, words)
    else:
        text, is_phrase = say_known(point, words), False
    return qualify(point, text, words, is_phrase=is_phrase) if any(point.flags) else text


def say_known(point: Point, words: Words) -> str:
    """Say a point whose digits are known, without its qualifiers."""
    table, year = words.dates, format_year(int(point.year.removeprefix("Y")), words)
    if not point.month:
        return year
    if point.is_season:
        return table["season_year"].format(words.seasons[int(point.month) - 21], year)
    month = words.months[int(point.month) - 1]
    if not point.day:
        return table["month_year"].format(month, year)
    return table["day_year"].format(say_day(int(point.day), month, words), year)


def say_day(day: object, month: str, words: Words) -> str:
    """A day, or several in words, of a month: "12 June", "20 or 21 April"."""
    table = words.dates
    return table["day_month"].format(
        table["day"].format(day) if isinstance(day, int) else day, month
    )


def format_day(date: Date, year: int, words: Words) -> str:
    """Say a date that is one day, without its year where that is the one given: "11 June"."""
    point = date.start
    if isinstance(point, Missing) or point.lower.year != year:
        return format_date(date, words)
    return say_day(point.lower.day, words.months[point.lower.month - 1], words)


def format_year(year: int, words: Words) -> str:
    """A year; one of less or more than four digits says from where it is counted."""
    if 1000 <= year <= 9999:
        return str(year)
    era = "common_era" if year > 0 else "before_common_era"
    number = year if year > 0 else 1 - year
    digits = f"{number:,}".replace(",", "\u202f") if number > 9999 else str(number)
    return words.dates[era].format(digits)


def qualify(point: Point, text: str, words: Words, *, is_phrase: bool) -> str:
    """A point's words with its doubt: "c. 2018", "12 June 2018 (day uncertain)"."""
    table, whole = words.dates, point.whole_flag
    if whole and not is_phrase:
        return table[FLAG_NAMES[whole]].format(text)
    notes = []
    for flag, name in FLAG_NAMES.items():
        parts = [
            table["season_part" if part == "month" and point.is_season else f"{part}_part"]
            for part, found in zip(PARTS, point.flags, strict=True)
            if found == flag
        ]
        if parts:
            said = "" if whole else join(parts, "and", words)
            notes.append(table[f"note_{name}"].format(said).strip())
    return table["note"].format(text, table["comma"].join(notes))


def join(items: Sequence[str], conjunction: str, words: Words, separator: str = "") -> str:
    """A list in words: "March, April or May"; with a separator it stands before the "or" too."""
    *most, last = items
    if not most:
        return last
    start = (separator or words.dates["comma"]).join(most) + separator.rstrip()
    return words.dates[conjunction].format(start, last)


def say_interval(span: Span, words: Words) -> str:
    """Say an interval: "12–13 June 2018", "27 February – 1 March 2019", "from 2018"."""
    table, (first, last) = words.dates, span
    start, end = say_end(first, words), say_end(last, words)
    if isinstance(last, Missing):
        return table["from" if last is Missing.OPEN else "unknown_end"].format(start)
    if isinstance(first, Missing):
        return table["until" if first is Missing.OPEN else "unknown_start"].format(end)
    if is_plain(first, last) and first.size == last.size:
        return say_range(first, last, words)
    if first.is_masked or last.is_masked:
        return table["from_to"].format(start, end)
    return table["wide_range"].format(start, end)


def say_range(first: Point, last: Point, words: Words) -> str:
    """Say an interval between two plain points of the same size, and nothing twice."""
    table = words.dates
    year, last_year = first.lower.year, last.lower.year
    if first.size == 1:
        if (
            (year > 0) == (last_year > 0)
            and (year > 999) == (last_year > 999)
            and last_year < 10000
        ):
            start = str(year if year > 0 else 1 - year)
            return table["range"].format(start, format_year(last_year, words))
    elif year == last_year:
        months = [words.months[int(point.month) - 1] for point in (first, last)]
        if first.size == 2:
            return table["month_year"].format(
                table["range"].format(*months), format_year(year, words)
            )
        if first.month == last.month:
            days = [table["day"].format(int(point.day)) for point in (first, last)]
            text = say_day(table["range"].format(*days), months[0], words)
        else:
            text = table["wide_range"].format(
                *(say_day(int(p.day), m, words) for p, m in zip((first, last), months, strict=True))
            )
        return table["day_year"].format(text, format_year(year, words))
    return table["wide_range"].format(say_known(first, words), say_known(last, words))


def say_set(date: Date, words: Words) -> str:
    """Say one of several dates, or several: "20 or 21 April 2018", "1960 and December 1961"."""
    conjunction = "or" if date.kind == "one" else "and"
    points = date.points
    if all(span.start == span.end for span in date.spans) and is_plain(*points):
        text = say_alike(points, conjunction, words)
        if text:
            return text
    members = [say_member(span, date.kind, words) for span in date.spans]
    comma = words.dates["comma"]
    if any(comma in member for member in members):
        return join(members, conjunction, words, words.dates["semicolon"])
    is_nested = any(
        Missing.OPEN in span or any(p.is_masked and p.month for p in span.points)
        for span in date.spans
    )
    return join(members, conjunction, words, comma if is_nested else "")


def say_member(span: Span, kind: str, words: Words) -> str:
    """Say a member of a set: a point, a range, or all before or after a point."""
    table, (first, last) = words.dates, span
    start, end = say_end(first, words), say_end(last, words)
    conjunction = "or" if kind == "one" else "and"
    if isinstance(first, Missing):
        return table[f"{conjunction}_earlier"].format(end)
    if isinstance(last, Missing):
        return table[f"{conjunction}_later"].format(start)
    if first == last:
        return start
    return table["between"].format(start, end) if kind == "one" else say_interval(span, words)


def say_alike(points: Sequence[Point], conjunction: str, words: Words) -> str:
    """Say months or days of one year, and the year once; "" where they are not alike."""
    first, table = points[0], words.dates
    if first.size == 1 or any(p.size != first.size or p.year != first.year for p in points):
        return ""
    year = format_year(first.lower.year, words)
    months = [words.months[int(point.month) - 1] for point in points]
    if first.size == 2:
        return table["month_year"].format(join(months, conjunction, words), year)
    days = [int(point.day) for point in points]
    if len(set(months)) == 1:
        joint = join([table["day"].format(day) for day in days], conjunction, words)
        return table["day_year"].format(say_day(joint, months[0], words), year)
    pairs = [say_day(day, month, words) for day, month in zip(days, months, strict=True)]
    return table["day_year"].format(join(pairs, conjunction, words), year)


# Unknown digits


def say_masked(point: Point, words: Words) -> tuple[str, bool]:
    """Say a point with unknown digits; tell whether it is a phrase to which no "c." can be put."""
    if not point.month:
        return say_masked_year(point, words)
    if not point.day:
        return say_masked_month(point, words), True
    if point.day != "XX":
        return say_masked_day(point, words), True
    inside = name_year(point, words) if point.month == "XX" else say_masked_month(point, words)
    return words.dates["day_in"].format(inside), True


def say_masked_month(point: Point, words: Words) -> str:
    """The month of a point with its year: "an unknown month of 2018", "June in the 2010s"."""
    if point.is_season:
        return put_year(words.seasons[int(point.month) - 21], "season_year", point, words)
    if point.month == "XX":
        return words.dates["month_in"].format(name_year(point, words))
    return put_year(say_months(list_months(point), words), "month_year", point, words)


def say_masked_day(point: Point, words: Words) -> str:
    """A day of which something is known: "9 or 19 February 2018", "day 25 of an unknown month"."""
    table, days, months = words.dates, fitting_numbers(point.day, 31), list_months(point)
    if len(months) > 1:
        said = join([table["day"].format(day) for day in days], "or", words)
        return table["day_of"].format(said, say_masked_month(point, words))
    month = words.months[months[0] - 1]
    most = days_in_month(0 if "X" in point.year else point.lower.year, months[0])
    days = [day for day in days if day <= most]
    if len(days) > 3 and days[-1] - days[0] == len(days) - 1:
        ends = [say_day(day, month, words) for day in (days[0], days[-1])]
        text = table["between"].format(*ends)
    else:
        text = say_day(join([table["day"].format(day) for day in days], "or", words), month, words)
    return put_year(text, "day_year", point, words)


def list_months(point: Point) -> list[int]:
    """The months that a point can mean."""
    return fitting_numbers(point.month, 12)


def say_months(months: Sequence[int], words: Words) -> str:
    """One month, or those that it can be."""
    names = [words.months[month - 1] for month in months]
    if len(names) > 3:
        return words.dates["between"].format(names[0], names[-1])
    return join(names, "or", words)


def put_year(text: str, pattern: str, point: Point, words: Words) -> str:
    """A day, month or season with its year, whose digits may be unknown."""
    if "X" not in point.year:
        return words.dates[pattern].format(text, name_year(point, words))
    return words.dates["in_year"].format(text, name_year(point, words))


def name_year(point: Point, words: Words) -> str:
    """A year within a sentence: "2018", "the 2010s", "an unknown year"."""
    if "X" not in point.year:
        return format_year(int(point.year), words)
    text, is_phrase = say_masked_year(point, words)
    return text if is_phrase else words.dates["the_period"].format(text)


def say_masked_year(point: Point, words: Words) -> tuple[str, bool]:
    """Say a year with unknown digits, and whether it is a phrase: "2010s", "20th century"."""
    table, mask = words.dates, point.year
    if mask == "XXXX":
        return table["unknown_year"], True
    known = mask.removeprefix("-").rstrip("X")
    if "X" in known:
        return table["year_form"].format(mask), True
    if len(known) == 2:
        century = words.centuries[int(known)]
        return table["before_common_era"].format(century) if mask[0] == "-" else century, False
    if len(known) == 3 and mask >= "1":
        return table["decade"].format(f"{known}0"), False
    ends = (next(fitting_years(mask, last=last)) for last in (False, True))
    return table["year_between"].format(*(format_year(year, words) for year in ends)), True


# Lengths of time


def format_gap(gap: Gap, words: Words) -> str:
    """Say how long a gap is: "97 days", "between 90 and 120 days", "about 97 days"."""
    table = words.dates
    most = words.count("day", gap.most)
    if gap.least == gap.most:
        return table["about"].format(most) if gap.is_approximate else most
    if gap.is_approximate:
        return table["about"].format(table["range"].format(gap.least, most))
    if not gap.least:
        return table["up_to"].format(most)
    return table["between_days"].format(gap.least, most)
