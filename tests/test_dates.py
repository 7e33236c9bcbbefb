from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import Date, DateError, Day, Point, days_in_month, format_date, parse_date
from generator.words import ENGLISH

ONE_OF_THESE = "write a year, a month or a day: `2018`, `2018-06`, `2018-06-12`, or two with a `/`"


# What is a date

GOOD = [
    # text, first day, last day
    ("2018", (2018, 1, 1), (2018, 12, 31)),
    ("2018-06", (2018, 6, 1), (2018, 6, 30)),
    ("2018-06-12", (2018, 6, 12), (2018, 6, 12)),
    # months of each length
    ("2018-02", (2018, 2, 1), (2018, 2, 28)),
    ("2020-02", (2020, 2, 1), (2020, 2, 29)),
    ("1900-02", (1900, 2, 1), (1900, 2, 28)),
    ("2000-02-29", (2000, 2, 29), (2000, 2, 29)),
    ("2018-12", (2018, 12, 1), (2018, 12, 31)),
    # far away
    ("0001", (1, 1, 1), (1, 12, 31)),
    ("0044-03-15", (44, 3, 15), (44, 3, 15)),
    ("9999-12-31", (9999, 12, 31), (9999, 12, 31)),
    # intervals
    ("2018/2019", (2018, 1, 1), (2019, 12, 31)),
    ("2018-06/2018-07", (2018, 6, 1), (2018, 7, 31)),
    ("2018-06-12/2018-06-13", (2018, 6, 12), (2018, 6, 13)),
    # ends of differing precision
    ("2018-06-12/2019", (2018, 6, 12), (2019, 12, 31)),
    ("2018/2018-06-12", (2018, 1, 1), (2018, 6, 12)),
    ("2018-06/2018-06-12", (2018, 6, 1), (2018, 6, 12)),
    ("2018-06-12/2018-06", (2018, 6, 12), (2018, 6, 30)),
]


@pytest.mark.parametrize(("text", "lower", "upper"), GOOD)
def test_a_date_has_its_bounds(
    text: str, lower: tuple[int, int, int], upper: tuple[int, int, int]
) -> None:
    date = parse_date(text)
    assert (date.lower, date.upper) == (Day(*lower), Day(*upper))
    assert date.text == text


def test_white_space_around_a_date_is_left_out() -> None:
    assert parse_date(" 2018-06 \n").text == "2018-06"


@pytest.mark.parametrize(
    ("text", "is_interval", "datetime"),
    [
        ("2018-06-12", False, "2018-06-12"),
        ("2018", False, "2018"),
        ("2018/2019", True, ""),
        ("2018-06/2018-06-12", True, ""),
    ],
)
def test_an_interval_has_no_value_for_html(text: str, is_interval: bool, datetime: str) -> None:
    date = parse_date(text)
    assert (date.is_interval, date.datetime) == (is_interval, datetime)


# What is none

BAD = [
    # text, message, fix
    # days and months that are not there
    ("2019-02-30", "`2019-02-30` does not exist", "February 2019 has 28 days"),
    ("2024-02-30", "`2024-02-30` does not exist", "February 2024 has 29 days"),
    ("2024-06-31", "`2024-06-31` does not exist", "June 2024 has 30 days"),
    ("2024-06-00", "`2024-06-00` does not exist", "June 2024 has 30 days"),
    ("2024-13", "`2024-13` has the month 13", "months go from 01 to 12"),
    ("2024-13-01", "`2024-13-01` has the month 13", "months go from 01 to 12"),
    ("2024-00-01", "`2024-00-01` has the month 00", "months go from 01 to 12"),
    ("0000", "`0000` has the year 0", ""),
    ("0000-01-01", "`0000-01-01` has the year 0", ""),
    # nearly right
    ("2024-1-5", "`2024-1-5` is not a date", "write `2024-01-05`"),
    ("2024-1", "`2024-1` is not a date", "write `2024-01`"),
    ("2024.01.05", "`2024.01.05` is not a date", "write `2024-01-05`"),
    # not EDTF as this program knows it
    ("", "`` is not a date", ONE_OF_THESE),
    ("198", "`198` is not a date", ONE_OF_THESE),
    ("10000", "`10000` is not a date", ONE_OF_THESE),
    ("-0044", "`-0044` is not a date", ONE_OF_THESE),
    ("12 June 2018", "`12 June 2018` is not a date", ONE_OF_THESE),
    ("circa 1900", "`circa 1900` is not a date", ONE_OF_THESE),
    ("1988?", "`1988?` is not a date", ONE_OF_THESE),
    ("198X", "`198X` is not a date", ONE_OF_THESE),
    ("[2018-04-20,2018-04-21]", "`[2018-04-20,2018-04-21]` is not a date", ONE_OF_THESE),
    ("2018-06-12T10:00", "`2018-06-12T10:00` is not a date", ONE_OF_THESE),
    ("٢٠١٨", "`٢٠١٨` is not a date", ONE_OF_THESE),
    # intervals
    ("2018/", "`2018/` is not a date", ONE_OF_THESE),
    ("../1985", "`../1985` is not a date", ONE_OF_THESE),
    ("2018/2019/2020", "`2018/2019/2020` is not a date", ONE_OF_THESE),
    ("2018/2018", "`2018/2018` begins and ends on the same date", "write `2018`"),
    ("2019/2018", "`2018` is before `2019`", "write `2018/2019`"),
    ("2018-06-13/2018-06-12", "`2018-06-12` is before `2018-06-13`",
     "write `2018-06-12/2018-06-13`"),
    ("2018-06-12/2018-13", "`2018-06-12/2018-13` has the month 13", "months go from 01 to 12"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "fix"), BAD)
def test_a_text_that_is_no_date_is_refused_with_its_reason(
    text: str, message: str, fix: str
) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert (str(caught.value), caught.value.fix) == (message, fix)


@given(st.text(alphabet="0123456789-/. XY~?%.[]", max_size=24))
def test_whatever_is_written_is_a_date_or_refused(text: str) -> None:
    with contextlib.suppress(DateError):
        assert parse_date(text).text == text.strip()


# Laws

days = st.dates(min_value=datetime.date(1, 1, 1))
points = st.builds(
    lambda day, parts: Point(day.year, *(day.month, day.day)[:parts]), days, st.integers(0, 2)
)
dates = st.builds(Date, points, points).filter(lambda d: d.end.upper >= d.start.lower)


@given(dates)
def test_a_date_is_read_as_it_is_written(date: Date) -> None:
    assert parse_date(date.text) == date


@given(dates)
def test_no_date_ends_before_it_begins(date: Date) -> None:
    assert date.lower <= date.upper
    assert date.start.lower <= date.start.upper


@given(dates, dates)
def test_dates_are_sorted_by_their_first_day_and_the_wider_first(one: Date, two: Date) -> None:
    before = one.lower < two.lower or (one.lower == two.lower and one.upper > two.upper)
    assert (one.sort_key < two.sort_key) == before


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_ends_the_day_before_the_next_begins(year: int, month: int) -> None:
    last = datetime.date(year, month, days_in_month(year, month))
    if (year, month) != (9999, 12):
        assert (last + datetime.timedelta(days=1)).day == 1


def test_dates_stand_in_the_order_of_time_and_the_wider_first() -> None:
    ordered = ["2017", "2018/2019", "2018", "2018-01", "2018-01-01/2018-01-02", "2018-01-01"]
    ordered += ["2018-01-02", "2018-02", "2019"]
    backwards = ordered[::-1]
    assert sorted(backwards, key=lambda text: parse_date(text).sort_key) == ordered


# Words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # one point
        ("2018", "2018"),
        ("0044", "44"),
        ("2018-06", "June 2018"),
        ("2018-06-12", "12 June 2018"),
        ("2018-06-02", "2 June 2018"),
        # years
        ("2018/2019", "2018–2019"),
        # months
        ("2018-06/2018-07", "June–July 2018"),
        ("2018-12/2019-01", "December 2018 – January 2019"),
        # days
        ("2018-06-12/2018-06-13", "12–13 June 2018"),
        ("2018-06-30/2018-07-01", "30 June – 1 July 2018"),
        ("2019-02-27/2020-03-01", "27 February 2019 – 1 March 2020"),
        ("2018-12-31/2019-01-01", "31 December 2018 – 1 January 2019"),
        # of differing precision
        ("2018-06-12/2018-07", "12 June – July 2018"),
        ("2018-06/2018-07-12", "June – 12 July 2018"),
        ("2018-06/2018-06-12", "June – 12 June 2018"),
        ("2018-06-12/2018-06", "12 June – June 2018"),
        ("2018/2019-06", "2018 – June 2019"),
        ("2018/2018-06", "2018 – June 2018"),
        ("2018-06/2018", "June 2018 – 2018"),
        ("2018-06/2019", "June 2018 – 2019"),
        ("2018-06-12/2019", "12 June 2018 – 2019"),
    ],
)
def test_a_date_is_said_as_an_editor_would(text: str, said: str) -> None:
    assert format_date(parse_date(text), ENGLISH) == said


@given(dates)
def test_the_words_name_every_part_of_the_last_point(date: Date) -> None:
    said = format_date(date, ENGLISH)
    assert said.endswith(str(date.end.year))
    if date.end.month:
        assert ENGLISH.months[date.end.month - 1] in said
