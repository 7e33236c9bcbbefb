from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

from generator.dates import format_date, parse_date
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable

AROUND = {
    "organizations/all.yaml": "- {id: north, name: North}\n- {id: south, name: South}\n"
    "- {id: third, name: Third}\n"
}


def meeting(date: str, *lines: str, sides: str = "north south", kind: str = "meeting") -> str:
    """An event's text; `sides` are those on whose behalf someone took part."""
    taking = ", ".join(f"{{described_as: X, on_behalf_of: {side}}}" for side in sides.split())
    when = f"date: '{date}'" if date else ""
    rows = [f"type: {kind}", f"participants: [{taking}]", when, *lines]
    return "\n".join(["---", "title: TITLE", *filter(None, rows), "---", ""])


def gaps(make: Callable[..., Made], events: dict[str, str], **files: str) -> dict[str, str]:
    """What the timeline tells before each event; the year's page and the event's own agree."""
    texts = {f"events/{i}.md": text.replace("TITLE", f"M{i}") for i, text in events.items()}
    made = make({**AROUND, **texts, **files})
    # A part on another day than its whole is an error; what it tells of gaps is asked here.
    assert {code for code in made.codes if code != "date-parent"} == set()
    found = list_gaps(made, "timeline.html")
    years = [url for url in made.pages if url.startswith("timeline/")]
    assert found == {i: said for url in years for i, said in list_gaps(made, url).items()}
    for event_id in events:
        divs = find_all(made.main(f"events/{event_id}.html"), "div", class_="gap")
        own = [visible(div) for div in divs]
        assert own == [said for i, said in found.items() if i == event_id]
    return found


def list_gaps(made: Made, url: str) -> dict[str, str]:
    """What a page tells before each event, by the event's id."""
    found, said = {}, ""
    for li in made.main(url).iter("li"):
        classes = li.get("class", "").split()
        if "event" in classes and said:
            found[li.get("id", "").removeprefix("event.")] = said
        said = visible(li) if "gap" in classes else ""
    return found


TOLD = [
    # days, months
    (["2019-06-30", "2019-10-05"], "97 days"),
    (["2019-06-30/2019-07-01", "2019-10-05/2019-10-09"], "96 days"),
    (["2019-06", "2019-10-05"], "between 97 and 126 days"),
    (["2019-06-30", "2019-10"], "between 93 and 123 days"),
    (["2019-06-30~", "2019-10-05"], "about 97 days"),
    (["2019-06-29", "2019-07-01"], "2 days"),
    # nothing where the next day, a day in doubt or an open end comes between
    (["2019-06-30", "2019-07-01"], ""),
    (["2019-06-30", "2019-06-30"], ""),
    (["2019-06", "2019-07"], ""),
    (["2019-06", "2019-06-30"], ""),
    (["2019-06-30/..", "2019-10-05"], ""),
    (["2019-06-30/", "2019-10-05"], ""),
    (["../2019-06-30", "2019-10-05"], "97 days"),
    (["2019-06-30", "/2019-10-05"], ""),
]


@pytest.mark.parametrize(("dates", "words"), TOLD)
def test_a_meeting_tells_how_long_none_is_recorded_before(
    make: Callable[..., Made], dates: list[str], words: str
) -> None:
    found = gaps(make, {name: meeting(date) for name, date in zip("ab", dates, strict=True)})
    since = format_date(parse_date(dates[0]), ENGLISH)
    text = f"{words} without a recorded meeting of North and South since {since}: Ma"
    assert list(found.values()) == ([text] if words else [])


def test_a_gap_leads_to_the_sides_and_to_the_earlier_meeting(make: Callable[..., Made]) -> None:
    files = {"events/a.md": meeting("2019-06-30"), "events/b.md": meeting("2019-10-05")}
    made = make({**AROUND, **files})
    (li,) = find_all(made.main("timeline.html"), "li", class_="gap")
    assert [a.get("href") for a in li.iter("a")] == [
        "organizations/north.html",
        "organizations/south.html",
        "events/a.html",
    ]


def test_only_meetings_of_the_same_sides_are_compared(make: Callable[..., Made]) -> None:
    found = gaps(
        make,
        {
            "a": meeting("2019-01-01", kind="Meeting", sides="south north north"),
            "b": meeting("2019-02-01", sides="south third"),
            "c": meeting("2019-03-01", kind="visit", sides="third"),
            "d": meeting("2019-04-01", kind="MEETING"),
            "e": meeting("2019-05-01", sides=""),
            "f": meeting("2019-06-01", sides=""),
        },
    )
    assert list(found) == ["d"]
    assert "90 days" in found["d"]
    assert "Ma" in found["d"]


BETWEEN = [
    ("others with them", meeting("2019-02-01", sides="north south third")),
    ("another type", meeting("2019-02-01", kind="summit")),
    ("no day", meeting("", "after: a")),
    ("until later", meeting("2018/2020", kind="war")),
]


@pytest.mark.parametrize(("what", "between"), BETWEEN)
def test_nothing_is_told_where_the_same_sides_came_together_in_between(
    make: Callable[..., Made], what: str, between: str
) -> None:
    events = {"a": meeting("2019-01-01"), "b": between, "c": meeting("2019-03-01")}
    assert gaps(make, events) == {}, what


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_what_was_not_held_ends_no_silence_and_tells_of_none(
    make: Callable[..., Made], status: str
) -> None:
    events = {
        "a": meeting("2019-01-01"),
        "b": meeting("2019-02-01", f"status: {status}"),
        "c": meeting("2019-03-01"),
    }
    found = gaps(make, events)
    assert list(found) == ["c"]
    assert "59 days" in found["c"]


def test_a_meeting_and_its_parts_are_one_meeting(make: Callable[..., Made]) -> None:
    events = {
        "whole": meeting("2019-01-01/2019-01-10"),
        "first": meeting("2019-01-01", "parent: whole"),
        "second": meeting("2019-01-08", "parent: whole"),
        "fourth": meeting("2019-01-10", "parent: second"),
        "next": meeting("2019-02-01"),
    }
    found = gaps(make, events)
    assert list(found) == ["next"]
    assert "22 days" in found["next"]


def test_parts_of_what_is_no_meeting_are_no_two_meetings_either(
    make: Callable[..., Made],
) -> None:
    events = {
        "whole": meeting("2019", sides="", kind="process"),
        "first": meeting("2019-01-01", "parent: whole"),
        "second": meeting("2019-01-08", "parent: whole"),
    }
    assert gaps(make, events) == {}


@pytest.mark.parametrize(
    ("whole", "part"), [("2019-01-01", "2019-01-08"), ("2019-01-08", "2019-01-01")]
)
def test_a_part_on_another_day_than_its_whole_is_no_second_meeting(
    make: Callable[..., Made], whole: str, part: str
) -> None:
    assert gaps(make, {"a": meeting(whole), "b": meeting(part, "parent: a")}) == {}


def test_an_undated_meeting_counts_where_it_stands(make: Callable[..., Made]) -> None:
    events = {
        "a": meeting("2019-01-01"),
        "b": meeting("", "after: a"),
        "c": meeting("2019-03-01"),
        "d": meeting("2019-05-01"),
    }
    found = gaps(make, events)
    assert list(found) == ["d"]
    assert "61 days" in found["d"]


def test_of_meetings_that_may_be_the_last_the_least_is_told(make: Callable[..., Made]) -> None:
    events = {
        "a": meeting("2019-01~"),
        "b": meeting("2019-01-15"),
        "c": meeting("2019-03-01"),
    }
    found = gaps(make, events)
    assert list(found) == ["c"]
    # 29 days from the end of January, 45 from its 15th day; one of them is in doubt.
    assert found["c"].startswith(
        "about 29–45 days without a recorded meeting of North and South since c. January"
    )


def test_a_silence_begins_with_the_last_end_not_with_the_last_beginning(
    make: Callable[..., Made],
) -> None:
    events = {
        "a": meeting("2019-01-01/2019-02-28"),
        "b": meeting("2019-01-10"),
        "c": meeting("2019-03-10"),
    }
    found = gaps(make, events)
    assert list(found) == ["c"]
    assert (
        "10 days without a recorded meeting of North and South "
        "since 1 January – 28 February 2019: Ma" in found["c"]
    )


def test_events_that_are_part_of_one_another_are_told_and_no_fault(
    make: Callable[..., Made],
) -> None:
    files = {
        "events/a.md": meeting("2019-01-01", "parent: b"),
        "events/b.md": meeting("2019-02-01", "parent: a"),
    }
    made = make({**AROUND, **files})
    assert set(made.codes) == {"link-circle", "date-parent"}
    assert list_gaps(made, "timeline.html") == {}
