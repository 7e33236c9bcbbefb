from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Made, find_all, visible
from making import make as make_in

if TYPE_CHECKING:
    from collections.abc import Callable


def event(title: str, *lines: str) -> str:
    """An event's text."""
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def order(made: Made, url: str = "timeline.html") -> list[str]:
    """The titles of the events of a page, as they stand."""
    titles = (li.find(".//a") for li in find_all(made.main(url), "li", class_="event"))
    events = find_all(made.main(url), "li", class_="event")
    assert all(title is not None for title in titles)
    return [visible(find_all(li, "div", class_="what")[0]).split(" ")[0] for li in events]


ORDERS = [
    # by the first day; the wider first
    ("2018-06-12", "2018-06-13"),
    ("2018", "2018-01", "2018-01-01", "2018-02"),
    ("2018/2019", "2018", "2018-01/2018-03", "2018-01"),
    ("1949", "1950-06-25/1953-07-27", "1953-07-27"),
    ("0044-03-15", "1066"),
]


@pytest.mark.parametrize("dates", ORDERS)
def test_events_stand_by_their_first_day_and_the_wider_first(
    make: Callable[..., Made], dates: tuple[str, ...]
) -> None:
    files = {f"events/e{9 - n}.md": event(f"e{n}", f"date: {date}") for n, date in enumerate(dates)}
    made = make(files)
    assert made.told == []
    assert order(made) == [f"e{n}" for n in range(len(dates))]


def test_events_of_one_day_stand_by_time_then_order_then_id(make: Callable[..., Made]) -> None:
    files = {
        "events/a.md": event("late", "date: 2018-06-12", "time: 17:00"),
        "events/b.md": event("early", "date: 2018-06-12", "time: 09:30"),
        "events/c.md": event("second", "date: 2018-06-12", "order: 2"),
        "events/d.md": event("first", "date: 2018-06-12", "order: 1"),
        "events/e.md": event("third", "date: 2018-06-12", "order: 2"),
    }
    assert order(make(files)) == ["first", "second", "third", "early", "late"]


def test_undated_events_stand_right_beside_the_one_they_name(make: Callable[..., Made]) -> None:
    files = {
        "events/a.md": event("year", "date: 2018"),
        "events/b.md": event("june", "date: 2018-06-12"),
        "events/b2.md": event("june2", "date: 2018-06-12"),
        "events/c.md": event("july", "date: 2018-07-01"),
        "events/z1.md": event("after-june", "after: b"),
        "events/a1.md": event("before-june", "before: b"),
        "events/a2.md": event("after-that", "after: z1"),
        "events/a3.md": event("before-that", "before: z1"),
        "events/a4.md": event("between", "after: b2", "before: c"),
    }
    made = make(files)
    assert made.told == []
    wanted = "year before-june june before-that after-june after-that june2 between july".split()
    assert order(made) == wanted
    assert order(made, "timeline/2018.html") == wanted
    assert order(made, "events/index.html") == wanted
    # They stand under the month of the event that they name, and say how they are placed.
    months = [visible(h) for h in find_all(made.main("timeline.html"), "h3", class_="month")]
    assert months == ["June", "July"]
    assert "after june" in made.text("events/z1.html")
    assert "before june" in made.text("events/a1.html")


def test_undated_events_follow_one_another_through_the_whole_site(
    make: Callable[..., Made],
) -> None:
    files = {"events/e0.md": event("e0", "date: 2018-06")}
    files |= {f"events/e{n}.md": event(f"e{n}", f"after: e{n - 1}") for n in range(1, 40)}
    made = make(files)
    assert order(made) == [f"e{n}" for n in range(40)]
    assert "e38" in made.text("events/e39.html")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["after", "before"]), st.integers(0, 7)), max_size=8))
def test_no_event_is_lost_however_they_are_placed(
    tmp_path_factory: pytest.TempPathFactory, links: list[tuple[str, int]]
) -> None:
    names = [f"e{n}" for n in range(len(links))]
    files = {"events/root.md": event("root", "date: 2018")}
    for name, (word, place) in zip(names, links, strict=True):
        other = names[place] if place < len(names) and names[place] != name else "root"
        files[f"events/{name}.md"] = event(name, f"{word}: {other}")
    made = make_in(tmp_path_factory.mktemp("site"), files)
    assert sorted(order(made)) == sorted(["root", *names])
    if not made.codes:
        place_of = {name: n for n, name in enumerate(order(made))}
        for name, (word, place) in zip(names, links, strict=True):
            other = names[place] if place < len(names) and names[place] != name else "root"
            assert (place_of[name] > place_of[other]) == (word == "after")


def test_years_and_events_lead_to_the_next_and_the_previous(make: Callable[..., Made]) -> None:
    files = {f"events/e{y}.md": event(f"e{y}", f"date: {y}") for y in (1950, 1953, 2018)}
    made = make(files)

    def around(url: str) -> list[tuple[str | None, str | None]]:
        return [(a.get("rel"), a.get("href")) for a in made.main(url).iter("a") if a.get("rel")]

    assert around("timeline/1950.html") == [("next", "../timeline/1953.html")]
    assert around("timeline/1953.html") == [
        ("prev", "../timeline/1950.html"),
        ("next", "../timeline/2018.html"),
    ]
    assert around("events/e1950.html") == [("next", "../events/e1953.html")]
    assert around("events/e2018.html") == [("prev", "../events/e1953.html")]


def test_event_shows_its_parts_and_each_part_its_whole(make: Callable[..., Made]) -> None:
    files = {
        "events/whole.md": event("whole", "date: 2018"),
        "events/late.md": event("late", "date: 2018-06", "parent: whole"),
        "events/soon.md": event("soon", "date: 2018-02", "parent: whole"),
    }
    made = make(files)
    assert order(made, "events/whole.html") == ["soon", "late"]
    assert "Part of whole" in made.text("events/late.html")


def test_participants_stand_by_the_side_they_were_on(make: Callable[..., Made]) -> None:
    files = {
        **{
            f"people/{n}.md": f"---\nname: {n}\nname_order: mononym\n---\n"
            for n in ("a", "b", "c", "d")
        },
        **{f"organizations/{n}.md": f"---\nname: {n}\n---\n" for n in ("north", "south")},
        "events/e.md": event(
            "e",
            "date: 2018",
            "participants:",
            "  - {who: a, on_behalf_of: north}",
            "  - {who: b, on_behalf_of: south}",
            "  - {who: c, on_behalf_of: north}",
            "  - d",
        ),
    }
    made = make(files)
    assert made.told == []
    sides = find_all(made.main("events/e.html"), "div", class_="side")
    assert [visible(side) for side in sides] == ["north a c", "south b", "Others d"]


# Above the limit


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A timeline of 501 events in three years, each of which has one major event."""
    lines = ["- {id: e0, title: e0, date: 2000, importance: major}"]
    for n in range(1, 501):
        rank = "major" if n in (250, 499) else "normal"
        lines.append(f"- {{id: e{n}, title: e{n}, date: {2000 + n // 200}, importance: {rank}}}")
    return make_in(tmp_path_factory.mktemp("long"), {"events/all.yaml": "\n".join(lines)})


def test_long_timeline_shows_the_major_events_of_each_year(long: Made) -> None:
    assert order(long) == ["e0", "e250", "e499"]
    assert "501 events" in long.text("timeline.html")
    years = [url for url in long.links("timeline.html") if url.startswith("timeline/")]
    assert {"timeline/2000.html", "timeline/2001.html", "timeline/2002.html"} == set(years)


def test_every_event_of_a_long_timeline_is_on_the_page_of_its_year(long: Made) -> None:
    found = [name for year in (2000, 2001, 2002) for name in order(long, f"timeline/{year}.html")]
    assert sorted(found) == sorted(f"e{n}" for n in range(501))


def test_long_index_of_events_is_split_by_year(long: Made) -> None:
    parts = [f"events/index/{year}.html" for year in (2000, 2001, 2002)]
    assert [url for url in long.links("events/index.html") if "/index/" in url] == parts
    assert order(long, "events/index.html") == []
    assert sum(len(order(long, part)) for part in parts) == 501


def test_event_between_two_others_says_both(make: Callable[..., Made]) -> None:
    event = "---\ntitle: {}\n{}\n---\n"
    made = make(
        {
            "events/a.md": event.format("A", "date: 2018"),
            "events/b.md": event.format("B", "date: 2020"),
            "events/c.md": event.format("C", "after: a\nbefore: b"),
        }
    )
    assert made.told == []
    assert "after A, before B" in made.text("events/c.html")


@pytest.mark.parametrize(("folder", "field"), [("people", "participants"), ("places", "place")])
def test_long_chronology_is_split_by_year(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch, folder: str, field: str
) -> None:
    monkeypatch.setattr("generator.listing.MOST_ENTRIES", 2)
    event = "---\ntitle: Event {}\ndate: {}\n" + field + ": ann\n---\n"
    made = make(
        {
            f"{folder}/ann.md": "---\nname: Ann\n---\n",
            **{f"events/e{y}.md": event.format(y, y) for y in (2017, 2018, 2019)},
        }
    )
    assert made.told == []
    assert "events/e2018.html" not in made.links(f"{folder}/ann.html")
    assert f"{folder}/ann/2018.html" in made.links(f"{folder}/ann.html")
    part = made.links(f"{folder}/ann/2018.html")
    assert "events/e2018.html" in part
    assert "events/e2017.html" not in part


# What accounts say otherwise


ELSEWHERE = """---
title: Talks
date: 2019-10-05
place: town
accounts:
  - {says: A, source: s, date: 2019-10-05, place: town}
  - {says: B, source: s, date: 2019-10-04/2019-10-06, place: port}
  - {says: C, source: s, date: 2019-10-04/2019-10-06, place: port}
  - {says: D, source: s, date: 2018, place: moon, standing: {rank: deprecated, reason: Forged}}
---
"""


def test_dates_and_places_of_other_accounts_stand_beside_an_event(
    make: Callable[..., Made],
) -> None:
    places = "- {id: town, name: Town}\n- {id: port, name: Port}\n- {id: moon, name: Moon}\n"
    source = "---\ntitle: S\ntype: book\n---\n"
    plain = "---\ntitle: Plain\ndate: 2019-10-07\n---\n"
    made = make(
        {
            "places/all.yaml": places,
            "sources/s.md": source,
            "events/talks.md": ELSEWHERE,
            "events/plain.md": plain,
        }
    )
    assert made.told == []
    (also,) = find_all(made.main("timeline.html"), "p", class_="also")
    assert visible(also) == "also dated 4–6 October 2019; also placed in Port"
    assert [one.get("href") for one in also.iter("a")] == ["places/port.html"]


# Types


def test_a_type_is_a_page_with_its_events_in_order_and_events_lead_to_it(
    make: Callable[..., Made],
) -> None:
    made = make(
        {
            "events/a.md": event("later", "date: 2019", "type: State visit"),
            "events/b.md": event("first", "date: 2018", "type: state visit"),
            "events/c.md": event("odd", "date: 2018", "type: '???'"),
            "events/d.md": event("none", "date: 2018", "type: Index"),
        }
    )
    assert made.told == []
    assert order(made, "types/state-visit.html") == ["first", "later"]
    assert made.text("types/state-visit.html").startswith("Types of events State visit 2 events")
    for url in ("timeline.html", "events/a.html", "events/b.html"):
        assert "types/state-visit.html" in made.links(url)
    # A name without letters, or a reserved one, is said and leads nowhere.
    assert sorted(url for url in made.pages if url.startswith("types/")) == [
        "types/index.html",
        "types/state-visit.html",
    ]
    assert "???" in made.text("events/c.html")
    assert "types/index.html" in made.links("events/index.html")


def test_types_are_listed_with_their_numbers(make: Callable[..., Made]) -> None:
    types = ["visit", "agreement", "visit"]
    files = {
        f"events/e{n}.md": event("e", "date: 2018", f"type: {name}") for n, name in enumerate(types)
    }
    made = make(files)
    assert "A agreement 1 event V visit 2 events" in made.text("types/index.html")


def test_a_type_of_many_events_leads_to_its_years(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.chronology.MOST_ENTRIES", 2)
    dates = ["2018", "2019", "2018-03"]
    files = {
        f"events/e{n}.md": event(f"e{n}", f"date: {date}", "type: talk")
        for n, date in enumerate(dates)
    }
    made = make(files | {"events/u.md": event("u", "after: e1", "type: talk")})
    assert order(made, "types/talk.html") == []
    assert {"types/talk/2018.html", "types/talk/2019.html"} <= {*made.links("types/talk.html")}
    assert order(made, "types/talk/2018.html") == ["e0", "e2"]
    assert order(made, "types/talk/2019.html") == ["e1", "u"]
    assert "types/talk.html" in made.links("types/talk/2018.html")
