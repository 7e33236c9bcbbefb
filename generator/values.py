"""The types that single values of front matter can have: a date, an id, a language.

Each takes the text that a person wrote and gives the value or a ValueError that says what is
wrong; one with a `fix` says what to write instead.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, PlainValidator

from generator.dates import Date, parse_date

T = TypeVar("T")

# BCP 47, as far as people write it: language, script, region, variants.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
BRACKETS = re.compile(r"^(?:\[\[\s*)+|(?:\s*\]\])+$")
# With an exponent only as Python writes a small number.
NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?(?:e-\d+)?"
COORDINATES = re.compile(rf"({NUMBER})\s*[,;\s]\s*({NUMBER})", re.ASCII)


# What is told of them.
CURLY = 'write straight quotes, `"…"`, or none: curly ones count as part of the text'


class FieldError(ValueError):
    """A value that is wrong, and what to write instead."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


def parse_text(value: Any) -> str:
    """A line of text, without white space around it."""
    if not isinstance(value, str):
        raise FieldError(f"must be text, not {name_type(value)}", "write it as one line of text")
    return " ".join(value.split())


def has_curly_quotes(text: str) -> bool:
    """Whether a text stands in the quotation marks of word processors, which YAML does not know."""
    return text[:1] in {*"“„”«"} or text[-1:] in {*"“”»"}


def name_type(value: Any) -> str:
    """What a person would call a value of YAML."""
    return "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else "text"


def parse_id(value: Any) -> str:
    """An id, without brackets around it and words behind a bar: `[[id|words]]`."""
    while isinstance(value, list) and len(value) == 1:  # YAML reads [[id]] as a list in a list
        value = value[0]
    return BRACKETS.sub("", parse_text(value).partition("|")[0].strip())


def parse_list(value: Any) -> Any:
    """A single value stands for a list of one."""
    if isinstance(value, list):
        nested = len(value) == 1 and isinstance(value[0], list)
        return [value] if nested else value
    return [value]


def parse_edtf(value: Any) -> Date:
    """A date in EDTF."""
    return value if isinstance(value, Date) else parse_date(parse_text(value))


def parse_day(value: Any) -> datetime.date:
    """A day, YYYY-MM-DD."""
    if isinstance(value, datetime.date):
        return value
    text = parse_text(value)
    if DAY.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    raise FieldError(f"`{text}` is not a day", "write year, month and day: `2018-06-12`")


def parse_time(value: Any) -> str:
    """A time of day, HH:MM."""
    text = parse_text(value)
    if not text or TIME.fullmatch(text):
        return text
    raise FieldError(f"`{text}` is not a time of day", "write hours and minutes, such as `09:30`")


def parse_language(value: Any) -> str:
    """A language tag of BCP 47."""
    text = parse_text(value)
    if not text or LANGUAGE.fullmatch(text):
        return text
    raise FieldError(f"`{text}` is not a language tag", "write it as BCP 47 does: `en`, `zh-Hant`")


def parse_zone(value: Any) -> str:
    """A time zone of the IANA database."""
    text = parse_text(value)
    try:
        return text and zoneinfo.ZoneInfo(text).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        fix = "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"
        raise FieldError(f"`{text}` is not a time zone", fix) from None


def parse_url(value: Any) -> str:
    """An address on the web."""
    text = parse_text(value)
    if not text or re.fullmatch(r"https?://[^\s/?#]+\S*", text):
        return text
    raise FieldError(f"`{text}` is not a web address", "write it whole, with `https://`")


def parse_coordinates(value: Any) -> tuple[float, float]:
    """Latitude and longitude in degrees: `39.03, 125.75`, a list of both, or a map."""
    if isinstance(value, dict):
        value = [value.get("latitude", value.get("lat")), value.get("longitude", value.get("lon"))]
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else parse_text(value)
    match = COORDINATES.fullmatch(text.strip("[]() "))
    if match is None:
        fix = "write latitude and longitude in degrees: `39.03, 125.75`"
        raise FieldError(f"`{text}` is not a pair of coordinates", fix)
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        fix = "latitude (up to 90) comes first, then longitude (up to 180)"
        raise FieldError(f"`{text}` is not on Earth", fix)
    return latitude, longitude


def parse_flag(value: Any) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    text = parse_text(value).casefold()
    if text in ("true", "yes", "false", "no"):
        return text in ("true", "yes")
    raise FieldError(f"`{text}` is neither true nor false", "write `true` or `false`")


def parse_spellings(value: Any) -> dict[str, str]:
    """What a spelling means: an id, or "" where it is to link to nothing."""
    if not isinstance(value, dict):
        raise FieldError(
            f"must be a map, not {name_type(value)}", "write `names: {Kim: kim-jong-un}`"
        )
    return {parse_text(name): parse_spelling(item) for name, item in value.items()}


def parse_spelling(value: Any) -> str:
    """The id that a spelling means, or ""."""
    target = "" if value is None else parse_id(value)
    return "" if target in ("null", "~") else target


Text = Annotated[str, BeforeValidator(parse_text)]
RecordId = Annotated[str, BeforeValidator(parse_id)]
EdtfDate = Annotated[Date, PlainValidator(parse_edtf), PlainSerializer(lambda d: d.text)]
Day = Annotated[datetime.date, BeforeValidator(parse_day)]
Time = Annotated[str, BeforeValidator(parse_time)]
Language = Annotated[str, BeforeValidator(parse_language)]
Zone = Annotated[str, BeforeValidator(parse_zone)]
Url = Annotated[str, BeforeValidator(parse_url)]
Coordinates = Annotated[tuple[float, float], BeforeValidator(parse_coordinates)]
Flag = Annotated[bool, BeforeValidator(parse_flag)]
Spellings = Annotated[dict[str, str], BeforeValidator(parse_spellings)]
Many = Annotated[list[T], BeforeValidator(parse_list)]
