from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = """
- {id: korea, name: Korea, timezone: Asia/Seoul}
- {id: seoul, name: Seoul, within: korea}
- {id: washington, name: Washington, timezone: America/New_York}
- {id: hawaii, name: Hawaii, timezone: Pacific/Honolulu}
- {id: sea, name: The sea}
- {id: one, name: One, within: two}
- {id: two, name: Two, within: one}
"""
SITE = "title: T\ncapitals: [washington, seoul, hawaii]"


def when(make: Callable[..., Made], *lines: str, site: str = SITE) -> str:
    """What the page of an event says of when and where it was."""
    text = "\n".join(["---", "title: E", *lines, "---", ""])
    made = make({"places/all.yaml": PLACES, "site.yaml": site, "events/e.md": text})
    assert [line for line in made.told if "link-circle" not in line] == []
    return visible(find_all(made.main("events/e.html"), "p", class_="when-where")[0])


SAID = [
    # one place: local time; the others' day where it is another
    (
        ["date: 2018-06-12", "time: '09:05'", "place: seoul"],
        "12 June 2018, 09:05 local time (11 June in Washington; 11 June in Hawaii)Seoul",
    ),
    (
        ["date: 2018-06-12", "time: '14:05'", "place: seoul"],
        "12 June 2018, 14:05 local time (11 June in Hawaii)Seoul",
    ),
    (
        ["date: 2018-06-12", "time: '23:00'", "place: washington"],
        "12 June 2018, 23:00 local time (13 June in Seoul)Washington",
    ),
    (["date: 2018-06-12", "time: '12:00'", "place: hawaii"], "(13 June in Seoul)Hawaii"),
    # another year is said
    (
        ["date: 2019-01-01", "time: '08:00'", "place: seoul"],
        "(31 December 2018 in Washington; 31 December 2018 in Hawaii)",
    ),
    # several places: the clock of the first with a zone
    (
        ["date: 2018-06-12", "time: '09:05'", "place: [sea, seoul, hawaii]"],
        "12 June 2018, 09:05 in Seoul (11 June in Washington; 11 June in Hawaii)The sea, Seoul",
    ),
    # no zone, no place, no time, no day: nothing that cannot be told
    (["date: 2018-06-12", "time: '09:05'", "place: sea"], "12 June 2018, 09:05 local timeThe sea"),
    (["date: 2018-06-12", "time: '09:05'", "place: one"], "12 June 2018, 09:05 local timeOne"),
    (["date: 2018-06-12", "time: '09:05'", "place: [sea, one]"], "2018, 09:05The sea, One"),
    (["date: 2018-06-12", "time: '09:05'"], "12 June 2018, 09:05"),
    (["date: 2018-06-12", "place: seoul"], "12 June 2018Seoul"),
    (["date: 2018-06-12~", "time: '09:05'", "place: seoul"], "c. 12 June 2018, 09:05 local time"),
]


@pytest.mark.parametrize(("lines", "said"), SAID)
def test_time_says_whose_it_is_and_what_day_it_was_elsewhere(
    make: Callable[..., Made], lines: list[str], said: str
) -> None:
    assert said in when(make, *lines)
    if "(" not in said:
        assert "(" not in when(make, *lines)


def test_undated_event_has_no_day_elsewhere(make: Callable[..., Made]) -> None:
    text = "---\ntitle: E\n{}\ntime: '09:05'\nplace: seoul\n---\n"
    files = {"events/a.md": text.format("date: 2018"), "events/b.md": text.format("after: a")}
    made = make({"places/all.yaml": PLACES, "site.yaml": SITE, **files})
    assert "local time" in made.text("events/b.html")
    assert "Washington" not in made.text("events/b.html")


def test_site_s_zone_stands_in_for_a_place_without_one(make: Callable[..., Made]) -> None:
    lines = ["date: 2018-06-12", "time: '09:05'", "place: sea"]
    site = f"{SITE}\ntimezone: Asia/Seoul"
    assert "(11 June in Washington; 11 June in Hawaii)" in when(make, *lines, site=site)
    # But not before a place that has one.
    lines[-1] = "place: [sea, hawaii]"
    assert "09:05 in Hawaii (13 June in Seoul)" in when(make, *lines, site=site)


def test_capitals_are_linked(make: Callable[..., Made]) -> None:
    text = "---\ntitle: E\ndate: 2018-06-12\ntime: '09:05'\nplace: seoul\n---\n"
    made = make({"places/all.yaml": PLACES, "site.yaml": SITE, "events/e.md": text})
    assert "places/washington.html" in made.links("events/e.html")
    (p,) = find_all(made.main("events/e.html"), "p", class_="when-where")
    assert [t.get("datetime") for t in p.iter("time")] == ["2018-06-12", "2018-06-11", "2018-06-11"]


WRONG = [
    (
        "nowhere",
        "error link-missing: capitals: no record has the id `nowhere` "
        "| make it with `backstory new`, or mend the id",
    ),
    ("seol", "error link-missing: capitals: no record has the id `seol` | did you mean `seoul`?"),
    (
        "office",
        "error link-kind: capitals: `office` is of the kind organization; it needs a place "
        "| name a place",
    ),
    (
        "sea",
        "error zone-missing: capitals: the place `sea` has no time zone | add `timezone:` to "
        "`content/places/all.yaml`, such as `timezone: Asia/Seoul`",
    ),
    (
        "hidden",
        "error link-to-draft: capitals: `hidden` is a draft, which is not published | publish it "
        "(`draft: false`), or take the link out; `--drafts` builds with drafts",
    ),
]


@pytest.mark.parametrize(("wanted", "told"), WRONG)
def test_capitals_are_places_with_a_zone(make: Callable[..., Made], wanted: str, told: str) -> None:
    made = make(
        {
            "places/all.yaml": PLACES.replace("within: one", "type: x")
            + "- {id: hidden, name: Hidden, draft: true}\n",
            "organizations/office.md": "---\nname: The office\n---\n",
            "events/e.md": "---\ntitle: E\ndate: 2018-06-12\ntime: '09:05'\nplace: seoul\n---\n",
            "site.yaml": f"title: T\ntimezone: Asia/Seoul\ncapitals: [{wanted}, seoul]",
        }
    )
    assert [f"{p.severity} {p.code}: {p.message} | {p.fix}" for p in made.problems] == [told]
    assert made.problems[0].path == "content/site.yaml"
