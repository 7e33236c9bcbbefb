from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from making import Made, find_all

from generator.circles import find_rings

if TYPE_CHECKING:
    from collections.abc import Callable


def event(title: str, *lines: str) -> str:
    """An event's text."""
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def order(made: Made) -> list[str]:
    """The ids of the events of the timeline, as they stand."""
    found = find_all(made.main("timeline.html"), "li", class_="event")
    return [li.get("id", "").removeprefix("event.") for li in found]


CIRCLES = [
    ({"a": "after: b", "b": "after: a"}, ["a → b → a"]),
    ({"a": "before: a"}, ["a → a"]),
    (
        {"a": "after: b", "b": "before: c", "c": "after: a"},
        ["a → b → c → a"],
    ),
    ({"a": "after: b", "b": "after: c", "c": "before: c"}, ["c → c"]),
    ({"a": "before: b", "b": "after: a"}, ["a → b → a"]),
    ({"a": "after: d\nbefore: b", "b": "before: a", "d": "date: 2018"}, ["a → b → a"]),
    ({"a": "date: 2018\nafter: b", "b": "date: 2019\nafter: a"}, ["a → b → a"]),
    (
        {
            "a": "date: 2018\nbefore: c",
            "b": "date: 2018\nbefore: a",
            "c": "date: 2018\nbefore: b\nafter: e",
            "e": "date: 2018\nafter: f",
            "f": "date: 2018\nbefore: a",
        },
        ["a → c → b → a"],
    ),
]
NO_CIRCLES: list[dict[str, str]] = [
    # what is said from both ends, where one has a date
    {"a": "before: b", "b": "date: 2018\nafter: a"},
    {"a": "date: 2018\nbefore: b", "b": "after: a"},
    # two ways from one to the other
    {"a": "date: 2018\nbefore: b", "b": "after: a\nbefore: c", "c": "date: 2020\nafter: a"},
]


@pytest.mark.parametrize(("links", "circles"), CIRCLES)
def test_events_that_name_one_another_in_a_circle_are_reported(
    make: Callable[..., Made], links: dict[str, str], circles: list[str]
) -> None:
    made = make({f"events/{name}.md": event(name, line) for name, line in links.items()})
    assert [p.message.partition(": ")[2] for p in made.problems] == circles
    assert {p.code for p in made.problems} == {"link-circle"}
    lines = links[(told := made.problems[0]).path.rpartition("/")[2][0]].split("\n")
    assert lines[told.line - 3].startswith(("after", "before"))
    assert len(order(made)) == len(links)


@pytest.mark.parametrize("links", NO_CIRCLES)
def test_what_two_events_say_of_one_another_is_no_circle(
    make: Callable[..., Made], links: dict[str, str]
) -> None:
    made = make({f"events/{name}.md": event(name, line) for name, line in links.items()})
    assert made.told == []
    assert order(made) == sorted(links)


@pytest.mark.usefixtures("uncounted")
def test_a_long_circle_is_no_fault_of_the_program(make: Callable[..., Made]) -> None:
    make({"events/one.md": event("one", "date: 2018")})  # compiles the templates
    limit = sys.getrecursionlimit()
    records = [f"- {{id: e{n}, title: e{n}, after: e{n - 1 if n else 449}}}" for n in range(450)]
    try:
        sys.setrecursionlimit(500)
        made = make({"events/all.yaml": "\n".join(records)})
    finally:
        sys.setrecursionlimit(limit)
    assert made.codes == ["link-circle"]
    assert "e0 → e449 → e448" in made.problems[0].message
    assert len(made.problems[0].message) < 200


def test_each_circle_is_found_once_and_told_from_its_first_id() -> None:
    steps = {"z": "c", "c": "b", "b": "a", "a": "c", "y": "y", "d": "e", "e": "nowhere"}
    assert find_rings(steps) == [["a", "c", "b"], ["y"]]


def test_circles_of_parts_and_of_places_are_told_by_their_fields(make: Callable[..., Made]) -> None:
    files = {
        "events/a.md": event("a", "date: 2018", "parent: b"),
        "events/b.md": event("b", "date: 2018", "parent: a"),
        "places/c.md": "---\nname: C\nwithin: c\n---\n",
    }
    assert [line.partition(" ")[2] for line in make(files).told] == [
        "link-circle: `parent` leads back here: a → b → a | take one of these links out",
        "link-circle: `within` leads back here: c → c | take one of these links out",
    ]
