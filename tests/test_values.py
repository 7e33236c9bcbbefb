from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from generator.dates import parse_date
from generator.values import (
    Coordinates,
    EdtfDate,
    FieldError,
    Many,
    RecordId,
    Text,
    name_type,
    read_coordinates,
    read_date,
    read_flag,
    read_id,
    read_language,
    read_list,
    read_spellings,
    read_text,
    read_time,
    read_url,
    read_zone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    # text is one line without white space around it
    (read_text, "  Kim\n  Jong-un ", "Kim Jong-un"),
    (read_text, "", ""),
    # ids, in every form that people write
    (read_id, "kim-jong-un", "kim-jong-un"),
    (read_id, "[[kim-jong-un]]", "kim-jong-un"),
    (read_id, [["kim-jong-un"]], "kim-jong-un"),
    (read_id, [["kim-jong-un|the leader"]], "kim-jong-un"),
    (read_id, "[[kim-jong-un|the leader]]", "kim-jong-un"),
    # lists
    (read_list, ["a", "b"], ["a", "b"]),
    (read_list, "a", ["a"]),
    (read_list, {"a": "b"}, [{"a": "b"}]),
    (read_list, [["a"]], [[["a"]]]),
    (read_list, [["a"], ["b"]], [["a"], ["b"]]),
    # dates
    (read_date, " 2018-06 ", parse_date("2018-06")),
    (read_date, parse_date("2018"), parse_date("2018")),
    # times of day
    (read_time, "00:00", "00:00"),
    (read_time, "23:59", "23:59"),
    (read_time, "", ""),
    # languages
    (read_language, "en", "en"),
    (read_language, "zh-Hant", "zh-Hant"),
    (read_language, "pt-BR", "pt-BR"),
    (read_language, "es-419", "es-419"),
    (read_language, "ko-Latn-rrlatn", "ko-Latn-rrlatn"),
    (read_language, "", ""),
    # time zones
    (read_zone, "Asia/Seoul", "Asia/Seoul"),
    (read_zone, "UTC", "UTC"),
    (read_zone, "", ""),
    # addresses
    (read_url, "https://example.org/a?b#c", "https://example.org/a?b#c"),
    (read_url, "http://example.org", "http://example.org"),
    (read_url, "", ""),
    # coordinates
    (read_coordinates, "39.03, 125.75", (39.03, 125.75)),
    (read_coordinates, "39.03 125.75", (39.03, 125.75)),
    (read_coordinates, "-39;+125", (-39.0, 125.0)),
    (read_coordinates, "(39.03, 125.75)", (39.03, 125.75)),
    (read_coordinates, ["39.03", "125.75"], (39.03, 125.75)),
    (read_coordinates, (39.03, 125.75), (39.03, 125.75)),
    (read_coordinates, {"latitude": "39", "longitude": "125"}, (39.0, 125.0)),
    (read_coordinates, {"lat": "39", "lon": "125"}, (39.0, 125.0)),
    (read_coordinates, "-90, 180", (-90.0, 180.0)),
    # yes and no
    (read_flag, "true", True),
    (read_flag, "Yes", True),
    (read_flag, "FALSE", False),
    (read_flag, "no", False),
    (read_flag, True, True),
    (read_flag, False, False),
    # what a spelling means
    (read_spellings, {"Kim": "kim-jong-un", "Ri": "[[ri]]"}, {"Kim": "kim-jong-un", "Ri": "ri"}),
    (read_spellings, {"A": "", "B": "null", "C": "~", "D": None}, dict.fromkeys("ABCD", "")),
]


@pytest.mark.parametrize(("read", "value", "wanted"), GOOD)
def test_a_value_is_read(read: Callable[[Any], Any], value: Any, wanted: Any) -> None:
    assert read(value) == wanted


BAD: list[tuple[Callable[[Any], Any], Any, str, str]] = [
    # not text
    (read_text, ["a"], "must be text, not a list", "write it as one line of text"),
    (read_text, {"a": "b"}, "must be text, not a map", "write it as one line of text"),
    (read_id, ["a", "b"], "must be text, not a list", "write it as one line of text"),
    # times of day
    (read_time, "24:00", "`24:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (read_time, "25:00", "`25:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (read_time, "12:60", "`12:60` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (read_time, "9:30", "`9:30` is not a time of day", "write hours and minutes, such as `09:30`"),
    (read_time, "1٢:00", "`1٢:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    # languages
    (read_language, "English", "`English` is not a language tag",
     "write it as BCP 47 does: `en`, `zh-Hant`"),
    (read_language, "en_US", "`en_US` is not a language tag",
     "write it as BCP 47 does: `en`, `zh-Hant`"),
    # time zones
    (read_zone, "Asia/Pyongyong", "`Asia/Pyongyong` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (read_zone, "../etc/passwd", "`../etc/passwd` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (read_zone, "/etc/passwd", "`/etc/passwd` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (read_zone, "Asia", "`Asia` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    # addresses
    (read_url, "example.org", "`example.org` is not a web address",
     "write it whole, with `https://`"),
    (read_url, "javascript:alert(1)", "`javascript:alert(1)` is not a web address",
     "write it whole, with `https://`"),
    (read_url, "ftp://example.org", "`ftp://example.org` is not a web address",
     "write it whole, with `https://`"),
    (read_url, "https:///path", "`https:///path` is not a web address",
     "write it whole, with `https://`"),
    (read_url, "https://a b", "`https://a b` is not a web address",
     "write it whole, with `https://`"),
    # coordinates
    (read_coordinates, "39", "`39` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (read_coordinates, ["1", "2", "3"], "`1, 2, 3` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (read_coordinates, {"lat": "1"}, "`1, None` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (read_coordinates, "39°N 125°E", "`39°N 125°E` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (read_coordinates, "125.75, 39.03", "`125.75, 39.03` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    (read_coordinates, "-90.5, 0", "`-90.5, 0` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    (read_coordinates, "39, 181", "`39, 181` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    # yes and no
    (read_flag, "on", "`on` is neither true nor false", "write `true` or `false`"),
    (read_flag, "1", "`1` is neither true nor false", "write `true` or `false`"),
    # what a spelling means
    (read_spellings, "Kim", "must be a map, not text", "write `names: {Kim: kim-jong-un}`"),
    (read_spellings, ["Kim"], "must be a map, not a list", "write `names: {Kim: kim-jong-un}`"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "value", "message", "fix"), BAD)
def test_a_wrong_value_is_refused_with_what_to_write(
    read: Callable[[Any], Any], value: Any, message: str, fix: str
) -> None:
    with pytest.raises(FieldError) as caught:
        read(value)
    assert (str(caught.value), caught.value.fix) == (message, fix)


@pytest.mark.parametrize(("value", "name"), [("a", "text"), ([], "a list"), ({}, "a map")])
def test_types_have_the_names_that_people_give_them(value: Any, name: str) -> None:
    assert name_type(value) == name


@given(st.text())
def test_text_is_read_the_same_the_second_time(text: str) -> None:
    once = read_text(text)
    assert read_text(once) == once
    assert "\n" not in once


@pytest.mark.parametrize(
    ("annotation", "value", "wanted"),
    [
        (Many[Text], "a", ["a"]),
        (Many[RecordId], [["a"]], ["a"]),
        (Many[RecordId], [[["a"]], "b"], ["a", "b"]),
        (Coordinates, "1, 2", (1.0, 2.0)),
    ],
)
def test_a_single_value_stands_for_a_list(annotation: Any, value: Any, wanted: Any) -> None:
    assert TypeAdapter(annotation).validate_python(value) == wanted


def test_a_date_is_written_as_it_is_read() -> None:
    adapter = TypeAdapter(EdtfDate)
    assert adapter.dump_json(adapter.validate_python("2018-06/2018-07")) == b'"2018-06/2018-07"'
    with pytest.raises(ValidationError, match="`x` is not a date"):
        adapter.validate_python("x")
