from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.dates import format_date, parse_date
from generator.fields import Position
from generator.terms import choose_years, draw_strip, say_term
from generator.words import ENGLISH

# What a term is said with: words, and dates in words.
ENTRIES: Any = SimpleNamespace(
    words=ENGLISH, say_date=lambda date: {"words": format_date(date, ENGLISH)}
)


def position(start: str = "", end: str = "") -> Position:
    """A position with dates in EDTF."""
    dates = {"start": start, "end": end}
    return Position.model_validate({"title": "T"} | {k: v for k, v in dates.items() if v})


def say(start: str, end: str) -> str:
    """A term as a reader reads it."""
    parts = say_term(position(start, end), ENTRIES)
    return "".join(part["before"] + part["date"]["words"] for part in parts)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("", "", ""),
        # plain
        ("2018", "", "from 2018"),
        ("", "2018", "until 2018"),
        ("1999", "2001-06", "1999 – June 2001"),
        ("2018", "2018", "2018"),
        # in doubt
        ("2018~", "", "from c. 2018"),
        ("2018~", "2019?", "c. 2018 – probably 2019"),
        ("", "201X", "until 2010s"),
        ("[2018-04-20,2018-04-21]", "", "from 20 or 21 April 2018"),
        # stretches speak for themselves
        ("2018/..", "", "from 2018"),
        ("2018~/..", "", "from c. 2018"),
        ("2018/..", "2019", "from 2018, until 2019"),
        ("2015", "../2019~", "from 2015, until c. 2019"),
        ("2015/2018", "", "2015–2018"),
        ("", "../2018", "until 2018"),
        ("2015/2018", "2015/2018", "2015–2018"),
    ],
)
def test_term_is_said_without_a_word_too_many(start: str, end: str, said: str) -> None:
    assert say(start, end) == said


def draw(*terms: tuple[str, str], events: tuple[str, ...] = ()) -> dict[str, Any]:
    """The strip of positions with these starts and ends."""
    return draw_strip([position(*term) for term in terms], [*map(parse_date, events)], ENTRIES)


def kinds(*terms: tuple[str, str]) -> list[list[str]]:
    """The kinds of each bar's parts."""
    return [[part["kind"] for part in bar] for bar in draw(*terms)["bars"]]


def test_strip_is_drawn_only_where_a_position_has_a_date() -> None:
    assert draw() == {}
    assert draw(("", ""), ("", "")) == {}
    assert kinds(("", ""), ("2018", "2019")) == [[], ["held"]]


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        ("2010", "2019", ["held"]),
        # open ends
        ("2010", "", ["held", "future"]),
        ("2010", "..", ["held", "future"]),
        ("", "2019", ["past", "held"]),
        ("../2010", "2019", ["past", "held"]),
        ("2010", "2019/..", ["held", "future"]),
        # doubtful ends
        ("2010~", "2019", ["doubt", "held"]),
        ("2010", "2019?", ["held", "doubt"]),
        ("201X", "2019", ["doubt"]),
        ("2010~", "2019~", ["doubt", "held", "doubt"]),
        ("2010~", "2010~", ["doubt"]),
        ("2010~", "", ["doubt", "future"]),
        ("", "2010~", ["past", "doubt"]),
    ],
)
def test_open_ends_fade_and_doubtful_ends_are_marked(
    start: str, end: str, parts: list[str]
) -> None:
    if end == "..":
        start, end = f"{start}/..", ""
    assert kinds((start, end)) == [parts]


def test_bars_stand_where_the_axis_says() -> None:
    strip = draw(("2010", "2011"), ("2012", "2013"))
    assert [tick["label"] for tick in strip["ticks"]] == ["2010", "2011", "2012", "2013", "2014"]
    (first,), (second,) = strip["bars"]
    at = {tick["label"]: tick["x"] for tick in strip["ticks"]}
    assert (first["x"], first["x"] + first["width"]) == (at["2010"], at["2012"])
    assert (second["x"], second["x"] + second["width"]) == (at["2012"], at["2014"])
    assert (at["2010"], at["2014"]) == (0, 100)


def test_axis_goes_on_to_the_last_event_where_a_term_is_open() -> None:
    def span(*terms: tuple[str, str]) -> list[str]:
        ticks = draw(*terms, events=("2003", "2019", "2005/.."))["ticks"]
        return [ticks[0]["label"], ticks[-1]["label"]]

    assert span(("2010", "")) == ["2010", "2020"]
    assert span(("", "2014")) == ["2005", "2015"]
    assert span(("2010", "2014")) == ["2010", "2014"]


@pytest.mark.parametrize(
    ("low", "high", "years"),
    [
        (2018, 2019, [2018, 2019]),
        (2011, 2020, [2012, 2014, 2016, 2018, 2020]),
        (1900, 2020, [1900, 1950, 2000]),
        (-44, 15, [-40, -20, 0]),
        (-1000000, 1, [-1000000, -500000, 0]),
        # Such a list of all years would fill any memory.
        (-999_999_999, 999_999_999, [-500_000_000, 0, 500_000_000]),
    ],
)
def test_axis_has_few_and_round_years(low: int, high: int, years: list[int]) -> None:
    assert choose_years(low, high) == years


DATES = st.sampled_from(
    ["", "2010", "2010-06-12", "2012~", "2015?", "201X", "2018/..", "../2009", "2011/2013", "-0043",
     "2014-22", "[2012,2014]", "Y-20000", "2010-06-12~"]
)  # fmt: skip


@given(terms=st.lists(st.tuples(DATES, DATES), max_size=5))
@settings(max_examples=100, deadline=None)
def test_whatever_the_dates_parts_follow_one_another_inside_the_strip(
    terms: list[tuple[str, str]],
) -> None:
    for bar in draw(*terms).get("bars", []):
        for one in bar:
            assert one["width"] >= 0
            assert one["x"] >= 0
            assert one["x"] + one["width"] <= 100.01
        for before, after in pairwise(bar):
            assert before["x"] + before["width"] <= after["x"] + 0.02


@given(start=DATES, end=DATES)
@settings(max_examples=100, deadline=None)
def test_no_term_reads_doubled(start: str, end: str) -> None:
    words = say(start, end).split()
    assert not any(one == other for one, other in pairwise(words))
