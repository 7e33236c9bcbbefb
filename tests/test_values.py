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
    parse_coordinates,
    parse_edtf,
    parse_flag,
    parse_id,
    parse_language,
    parse_list,
    parse_spellings,
    parse_text,
    parse_time,
    parse_url,
    parse_zone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    # text is one line without white space around it
    (parse_text, "  Kim\n  Jong-un ", "Kim Jong-un"),
    (parse_text, "", ""),
    # ids, in every form that people write
    (parse_id, "kim-jong-un", "kim-jong-un"),
    (parse_id, "[[kim-jong-un]]", "kim-jong-un"),
    (parse_id, [["kim-jong-un"]], "kim-jong-un"),
    (parse_id, [["kim-jong-un|the leader"]], "kim-jong-un"),
    (parse_id, "[[kim-jong-un|the leader]]", "kim-jong-un"),
    (parse_id, "[[ [[kim]] ]]", "kim"),
    (parse_id, "people/kim.md", "people/kim.md"),
    # lists
    (parse_list, ["a", "b"], ["a", "b"]),
    (parse_list, "a", ["a"]),
    (parse_list, {"a": "b"}, [{"a": "b"}]),
    (parse_list, [["a"]], [[["a"]]]),
    (parse_list, [["a"], ["b"]], [["a"], ["b"]]),
    # dates
    (parse_edtf, " 2018-06 ", parse_date("2018-06")),
    (parse_edtf, parse_date("2018"), parse_date("2018")),
    # times of day
    (parse_time, "00:00", "00:00"),
    (parse_time, "23:59", "23:59"),
    (parse_time, "", ""),
    # languages
    (parse_language, "en", "en"),
    (parse_language, "zh-Hant", "zh-Hant"),
    (parse_language, "pt-BR", "pt-BR"),
    (parse_language, "es-419", "es-419"),
    (parse_language, "ko-Latn-rrlatn", "ko-Latn-rrlatn"),
    (parse_language, "", ""),
    # time zones
    (parse_zone, "Asia/Seoul", "Asia/Seoul"),
    (parse_zone, "UTC", "UTC"),
    (parse_zone, "", ""),
    # addresses
    (parse_url, "https://example.org/a?b#c", "https://example.org/a?b#c"),
    (parse_url, "http://example.org", "http://example.org"),
    (parse_url, "", ""),
    # coordinates
    (parse_coordinates, "39.03, 125.75", (39.03, 125.75)),
    (parse_coordinates, "39.03 125.75", (39.03, 125.75)),
    (parse_coordinates, "-39;+125", (-39.0, 125.0)),
    (parse_coordinates, "(39.03, 125.75)", (39.03, 125.75)),
    (parse_coordinates, ["39.03", "125.75"], (39.03, 125.75)),
    (parse_coordinates, (39.03, 125.75), (39.03, 125.75)),
    (parse_coordinates, {"latitude": "39", "longitude": "125"}, (39.0, 125.0)),
    (parse_coordinates, {"lat": "39", "lon": "125"}, (39.0, 125.0)),
    (parse_coordinates, "-90, 180", (-90.0, 180.0)),
    (parse_coordinates, "0.00001, 5", (0.00001, 5.0)),
    (parse_coordinates, [1e-05, 5.0], (0.00001, 5.0)),
    # yes and no
    (parse_flag, "true", True),
    (parse_flag, "Yes", True),
    (parse_flag, "FALSE", False),
    (parse_flag, "no", False),
    (parse_flag, True, True),
    (parse_flag, False, False),
    # what a spelling means
    (parse_spellings, {"Kim": "kim-jong-un", "Ri": "[[ri]]"}, {"Kim": "kim-jong-un", "Ri": "ri"}),
    (parse_spellings, {"A": "[[null]]", "B": "[[~]]"}, {"A": "", "B": ""}),
    (parse_spellings, {"A": "", "B": "null", "C": "~", "D": None}, dict.fromkeys("ABCD", "")),
]


@pytest.mark.parametrize(("read", "value", "wanted"), GOOD)
def test_a_value_is_read(read: Callable[[Any], Any], value: Any, wanted: Any) -> None:
    assert read(value) == wanted


BAD: list[tuple[Callable[[Any], Any], Any, str, str]] = [
    # not text
    (parse_text, ["a"], "must be text, not a list", "write it as one line of text"),
    (parse_text, {"a": "b"}, "must be text, not a map", "write it as one line of text"),
    (parse_id, ["a", "b"], "must be text, not a list", "write it as one line of text"),
    # times of day
    (parse_time, "24:00", "`24:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (parse_time, "25:00", "`25:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (parse_time, "12:60", "`12:60` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    (parse_time, "9:30", "`9:30` is not a time of day", "write hours and minutes, such as `09:30`"),
    (parse_time, "1٢:00", "`1٢:00` is not a time of day",
     "write hours and minutes, such as `09:30`"),
    # languages
    (parse_language, "English", "`English` is not a language tag",
     "write it as BCP 47 does: `en`, `zh-Hant`"),
    (parse_language, "en_US", "`en_US` is not a language tag",
     "write it as BCP 47 does: `en`, `zh-Hant`"),
    # time zones
    (parse_zone, "Asia/Pyongyong", "`Asia/Pyongyong` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (parse_zone, "../etc/passwd", "`../etc/passwd` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (parse_zone, "/etc/passwd", "`/etc/passwd` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    (parse_zone, "Asia", "`Asia` is not a time zone",
     "write its IANA name, such as `Asia/Seoul` or `Europe/Stockholm`"),
    # addresses
    (parse_url, "example.org", "`example.org` is not a web address",
     "write it whole, with `https://`"),
    (parse_url, "javascript:alert(1)", "`javascript:alert(1)` is not a web address",
     "write it whole, with `https://`"),
    (parse_url, "ftp://example.org", "`ftp://example.org` is not a web address",
     "write it whole, with `https://`"),
    (parse_url, "https:///path", "`https:///path` is not a web address",
     "write it whole, with `https://`"),
    (parse_url, "https://a b", "`https://a b` is not a web address",
     "write it whole, with `https://`"),
    # coordinates
    (parse_coordinates, "39", "`39` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (parse_coordinates, ["1", "2", "3"], "`1, 2, 3` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (parse_coordinates, {"lat": "1"}, "`1, None` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (parse_coordinates, "39°N 125°E", "`39°N 125°E` is not a pair of coordinates",
     "write latitude and longitude in degrees: `39.03, 125.75`"),
    (parse_coordinates, "125.75, 39.03", "`125.75, 39.03` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    (parse_coordinates, "-90.5, 0", "`-90.5, 0` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    (parse_coordinates, "39, 181", "`39, 181` is not on Earth",
     "latitude (up to 90) comes first, then longitude (up to 180)"),
    # yes and no
    (parse_flag, "on", "`on` is neither true nor false", "write `true` or `false`"),
    (parse_flag, "1", "`1` is neither true nor false", "write `true` or `false`"),
    # what a spelling means
    (parse_spellings, "Kim", "must be a map, not text", "write `names: {Kim: kim-jong-un}`"),
    (parse_spellings, ["Kim"], "must be a map, not a list", "write `names: {Kim: kim-jong-un}`"),
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
    once = parse_text(text)
    assert parse_text(once) == once
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
