"""What to write in EDTF instead of a date in other words: "circa March 2018", "12 June 2018".

Nothing here is taken for a date: a suggestion is shown to the author, and where a text can be read
in two ways, both are.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from generator.edtf import DateError
from generator.grammar import NotEdtfError, parse_edtf, shorten
from generator.phrases import (
    NUMERIC,
    is_date,
    piece_text,
    read_choices,
    read_months,
    read_piece,
    read_single,
    read_table,
    take_first,
)

LONGEST = 200
# Hyphens and dashes from U+2010 to the horizontal bar, and the minus sign.
DASHES = str.maketrans({**dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"), 0x2019: "'"})
EAST_ASIAN = re.compile(
    r"([0-9]{1,4})\s*[년年]\s*(?:([0-9]{1,2})\s*[월月]\s*(?:([0-9]{1,2})\s*[일日号])?)?"
)
YEARS = re.compile(r"([0-9]{4})\s*-\s*([0-9]{4})")
COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
SWAPPED = re.compile(r"([0-9]{4})-(1[3-9]|2[0-9]|3[01])-(0[1-9]|1[0-2])")
SHORT_YEARS = re.compile(r"([0-9]{2})([0-9]{2})-([0-9]{2})")
SERIAL = re.compile(r"[2-6][0-9]{4}")
OLD_MASK = re.compile(r"[0-9u]{4}(?:-[0-9u]{2}){0,2}")
SERIAL_START = datetime.date(1899, 12, 30)
GROUPED = [str(number) for number in range(25, 42)]
# What is said where a text has one reading, and how the fix gives it.
ONE_READING = "{} is not a date as EDTF writes it"
ONE_FIX = re.compile("write `([^`]+)`")
COLUMN = "mark the column as text before you export it"
NO_DATE = (
    "leave the field out; an event without a date stands `after` or `before` another one, and "
    "`XXXX` is a year of which nothing is known"
)


def suggest_date(text: str, error: DateError) -> DateError:
    """The error for a text that is no date: `error`, or one that says how to write it."""
    if len(text) > LONGEST:
        return error
    plain = simplify(text)
    if not plain:
        return DateError("the date is empty", "write a date, such as `2018-06-12`")
    readings = (read_spreadsheet, read_numbers, read_phrase)
    for reading in readings if isinstance(error, NotEdtfError) else (read_impossible,):
        found = reading(plain)
        if found:
            message, fix = found
            return DateError(message.format(shorten(text)), fix)
    return error


def simplify(text: str) -> str:
    """A text without capitals and with one kind of space and hyphen, for reading dates in it."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).casefold()
    return " ".join(plain.split())


def find_meaning(text: str) -> str | None:
    """The one date that a text certainly means, in EDTF: "c. 1990" is "1990~".

    "" where it says that there is none, such as "n.d."; None where it has several readings or none.
    """
    text = text.strip()
    try:
        return parse_edtf(text).text
    except DateError as error:
        suggested = suggest_date(text, error)
    found = ONE_FIX.fullmatch(suggested.fix)
    if found and str(suggested) == ONE_READING.format(shorten(text)):
        return found[1]
    is_nothing = bare(simplify(text)) in {"", *read_table("nothing")}
    return "" if is_nothing and len(text) <= LONGEST else None


def bare(text: str) -> str:
    """A text without brackets and full stops."""
    return " ".join(text.replace(".", " ").strip(" ?()[]").split())


def write(*choices: str) -> tuple[str, str] | None:
    """Message and fix for a text with these readings; None where none is a date."""
    good = list(dict.fromkeys(choice for choice in choices if choice and is_date(choice)))
    if not good:
        return None
    if len(good) == 1:
        return ONE_READING, f"write `{good[0]}`"
    ranges = any("/" in choice for choice in good)
    shown = " or ".join(f"`{choice}`{explain(choice) if ranges else ''}" for choice in good)
    return "{} can be read in two ways", f"write {shown}, whichever is meant"


def explain(choice: str) -> str:
    """What an interval means beside a set of the same dates."""
    return " (the whole time)" if "/" in choice else " (one of them)"


def read_impossible(text: str) -> tuple[str, str] | None:
    """What is meant by EDTF with a month over 12: `2018-13-01`, `2018-19`."""
    day = SWAPPED.fullmatch(text)
    if day:
        fix = f"write `{day[1]}-{day[3]}-{day[2]}`, if that is meant"
        return f"{{}} has the month {day[2]}", fix
    years = SHORT_YEARS.fullmatch(text)
    if years and years[3] > years[2] and years[3] not in GROUPED:
        fix = f"write `{years[1]}{years[2]}/{years[1]}{years[3]}` for the years, or a month to 12"
        return f"{{}} has the month {years[3]}", fix
    return None


def read_spreadsheet(text: str) -> tuple[str, str] | None:
    """`Mar-18` and `43210`: a spreadsheet made these out of a date."""
    names, months = text.split("-"), read_months()
    if len(names) == 2 and not names[0].isdecimal():
        names.reverse()
        is_month_first = True
    else:
        is_month_first = False
    if len(names) == 2 and names[0].isascii() and names[0].isdecimal() and names[1] in months:
        number, month = int(names[0]), months[names[1]]
        if number > 99 or int(month) > 12:
            return None
        year = 2000 + number if number < 50 else 1900 + number
        choices = [f"{year}-{month}"] if is_month_first or number > 31 else []
        if 1 <= number <= 31:
            choices.append(f"YYYY-{month}-{number:02} with its year")
        shown = " or ".join(f"`{c[:10]}`{c[10:]}" for c in choices)
        return "{} looks like a date that a spreadsheet changed", f"write {shown}; {COLUMN}"
    if SERIAL.fullmatch(text):
        day = SERIAL_START + datetime.timedelta(days=int(text))
        return (
            "{} looks like a spreadsheet's number for a day",
            f"write `{day}`, if that is the day that you meant; {COLUMN}",
        )
    return None


def read_numbers(text: str) -> tuple[str, str] | None:
    """Dates in digits: `2018-1-5`, `03/04/1988`, `20180612`, `2018년 6월 12일`, `2018-19`."""
    east, compact, years = (p.fullmatch(text) for p in (EAST_ASIAN, COMPACT, YEARS))
    numeric = NUMERIC.fullmatch(text)
    found = None
    if east:
        found = write(piece_text(*east.groups("")))
    elif compact:
        found = write("-".join(compact.groups()))
    elif years:
        found = write("/".join(years.groups()))
    elif numeric:
        found = read_numeric(numeric[1], numeric[3], numeric[4] or "")
    elif OLD_MASK.fullmatch(text) and "u" in text:
        found = write(text.replace("u", "X"))
    elif text.isascii() and text.isdecimal() and len(text) < 4:
        fix = f"write `{text:0>4}` for the year {int(text)}"
        fix += f", or `{text}X` for the {text}0s" if len(text) == 3 else ""
        found = "{} is not a date: a year has four digits", fix
    return found


def read_numeric(first: str, second: str, third: str) -> tuple[str, str] | None:
    """Three numbers, or two, with the same sign between them."""
    if len(first) == 4:
        swapped = piece_text(first, third, second) if third and int(second) > 12 else ""
        return write(piece_text(first, second, third), swapped)
    if len(second) == 4 and not third:
        return write(piece_text(second, first))
    if len(third) == 4:
        choices = write(piece_text(third, second, first), piece_text(third, first, second))
        if choices and "two ways" in choices[0]:
            return "{} can be read in two ways: day first or month first", choices[1]
        return choices
    if not third and len(first) < 3:
        return None
    return "{} has no year of four digits", "write the year, the month, the day: `2018-06-12`"


def read_phrase(text: str) -> tuple[str, str] | None:
    """Dates in words: "circa March 2018", "20 or 21 April 2018", "before 2018", "unknown"."""
    readers = (read_nothing, read_part, read_incomplete, read_event)
    found = next(filter(None, (reader(text) for reader in readers)), None)
    return found or write(*read_choices(text))


def read_nothing(text: str) -> tuple[str, str] | None:
    """That nothing is known, or only the present: "n.d.", "unknown", "today"."""
    word = bare(text)
    if not word or word in read_table("nothing"):
        return "{} is not a date", NO_DATE
    if word in read_table("present"):
        fix = "write the day; an interval that goes on ends with `/..`"
        return "{} is not a date that stays true", fix
    return None


def read_part(text: str) -> tuple[str, str] | None:
    """Part of a date: "early 2018", "late March 2018", of which EDTF knows nothing."""
    part, rest = take_first(text, "part")
    inside = read_single(rest) if part else ""
    if not inside:
        return None
    fix = f"write `{inside}`"
    if inside.replace("-", "").isdecimal() and len(inside) < 10:
        most = "04" if len(inside) == 4 else "10"
        fix += f", or the part that is meant, such as `[{inside}-01..{inside}-{most}]`"
    return f"{{}}: EDTF has no word for `{part}`", fix


def read_incomplete(text: str) -> tuple[str, str] | None:
    """A month or a day without its year, or that does not exist: "12 June", "31 June 2018"."""
    piece = read_piece(text)
    if piece is None or not piece.month or (piece.year and is_date(piece.text)):
        return None
    if piece.year:
        return "{} does not exist", "write a day of that month, or the month alone"
    return "{} has no year of four digits", f"write `YYYY-{piece.text}` with its year"


def read_event(text: str) -> tuple[str, str] | None:
    """What happened after or before another event: "after the first summit"."""
    for name in ("after", "before"):
        if text.startswith(f"{name} ") and not read_choices(text):
            return "{} is not a date", f"name the event in the field `{name}`, without a `date`"
    return None
