from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import Made, find_all, visible
from making import make as make_in
from test_dates import dates

from generator.dates import Date, format_date, parse_date
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"


def event(title: str, *lines: str) -> str:
    """An event's text."""
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def items(made: Made, url: str) -> dict[str, Element]:
    """The events of a page by their ids, in their order."""
    found = find_all(made.main(url), "li", class_="event")
    return {li.get("id", "").removeprefix("event."): li for li in found}


def part(element: Element, name: str) -> str:
    """The words of the paragraph of a class, "" where there is none."""
    return " ".join(visible(p) for p in find_all(element, "p", class_=name))


def axes(made: Made, url: str) -> list[tuple[str, str | None, str | None]]:
    """The orders to choose from on a page: what they say, where they lead, which is current."""
    navs = find_all(made.main(url), "nav", class_="axes")
    return [
        (visible(a), a.get("href"), a.get("aria-current")) for nav in navs for a in nav.iter("a")
    ]


# One value drives everything

# Dates that begin on one day, and differ in how long they last.
ALIKE = "201X 2018 2018-01 2018-01~ 2018-01-01 2018-01-01? 2018/2019 2018/.. 2018-01-01/2018-01-05"
SOME_DATES = st.sampled_from([parse_date(text) for text in ALIKE.split()]) | dates()


def is_shown(li: Element, date: Date) -> None:
    """An item shows a date's words, its value for machines and its doubt, and no others."""
    when = find_all(li, "p", class_="when")[0]
    assert visible(when) == re.sub(r"\s", " ", format_date(date, ENGLISH))
    assert [t.get("datetime") for t in when.iter("time")] == [date.datetime] * bool(date.datetime)
    classes = set(li.get("class", "").split())
    assert ("approximate" in classes) == date.is_approximate
    assert ("uncertain" in classes) == date.is_uncertain
    assert ("range" in classes) == date.is_interval
    assert ({"open-start", "open-end"} & classes == set()) == bool(date.lower and date.upper)
    assert f"to-{date.precision}" in classes


def agrees(made: Made, url: str, wanted: list[tuple[tuple[Any, ...], str, Date]]) -> None:
    """A timeline and its years show events in their order, each with its date."""
    shown = items(made, url)
    assert list(shown) == [event_id for _, event_id, _ in sorted(wanted)]
    for _, event_id, date in wanted:
        is_shown(shown[event_id], date)
        assert event_id in items(made, f"{url.removesuffix('.html')}/{date.year_text}.html")
    form = f"{url.removesuffix('.html')}/[^a-z/]*.html"
    pages = [page for page in made.pages if re.fullmatch(form, page)]
    years = [event_id for page in pages for event_id in items(made, page)]
    assert sorted(years) == sorted(shown)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(SOME_DATES, st.none() | SOME_DATES), min_size=1, max_size=8))
def test_one_value_drives_order_words_years_looks_and_feed(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[Date, Date | None]]
) -> None:
    files = {"site.yaml": "title: T\nbase_url: https://example.org/"}
    for n, (date, known) in enumerate(found):
        line = [f"disclosed: '{known.text}'"] if known else []
        files[f"events/e{n}.md"] = event(f"e{n}", f"date: '{date.text}'", *line)
        files[f"articles/a{n}.md"] = event(f"a{n}", f"date: '{date.text}'")
    made = make_in(tmp_path_factory.mktemp("site"), files)
    # What became known before it happened is an error, and stands where it says all the same.
    errors = {problem.code for problem in made.problems if problem.severity == "error"}
    assert errors <= {"date-disclosed"}
    own: list[tuple[tuple[Any, ...], str, Date]] = []
    late: list[tuple[tuple[Any, ...], str, Date]] = []
    for n, (date, known) in enumerate(found):
        key = date.sort_key
        own.append((key, f"e{n}", date))
        # Of what became known at one time, that comes first which says so.
        late.append(((known.sort_key, 0, key) if known else (key, 1), f"e{n}", known or date))
        assert visible(find_all(made.main(f"events/e{n}.html"), "p", class_="when-where")[0]) == (
            re.sub(r"\s", " ", format_date(date, ENGLISH))
        )
    agrees(made, "timeline.html", own)
    if any(known for _, known in found):
        agrees(made, "timeline/disclosed.html", late)
    feed = made.result.files["feed.xml"]
    assert isinstance(feed, bytes)
    told = [
        e.findtext(f"{ATOM}published") for e in ElementTree.fromstring(feed).iter(f"{ATOM}entry")
    ]
    # A timestamp has four digits for the year.
    newest = [one for one in sorted(own, reverse=True) if 0 <= one[2].year <= 9999]
    assert told == [f"{date.first_day}T00:00:00Z" for _, _, date in newest]


# As it happened, as it became known


KNOWN = {
    "events/a.md": event("trade", "date: 2018", "disclosed: 2019-01-16"),
    "events/b.md": event("summit", "date: 2018-06-12", "time: '09:00'", "disclosed: 2018-06-12"),
    "events/c.md": event("later", "after: b"),
    "events/d.md": event("secret", "after: b", "disclosed: 2019-01-16", "status: cancelled"),
    "events/e.md": event("plan", "date: 2030", "status: planned", "disclosed: 2019-01"),
    "events/f.md": event("last", "date: 2019-01-16"),
}


def test_events_stand_on_the_second_page_where_they_became_known(
    make: Callable[..., Made],
) -> None:
    made = make(KNOWN)
    assert made.told == []
    assert list(items(made, "timeline.html")) == ["a", "b", "c", "d", "f", "e"]
    second = items(made, "timeline/disclosed.html")
    # Of one day, those first that became known on it, in the order in which they happened.
    assert list(second) == ["b", "c", "e", "a", "d", "f"]
    assert part(second["a"], "when") == "16 January 2019"
    assert part(second["a"], "other") == "Happened 2018"
    assert part(second["b"], "other") == "Happened 12 June 2018 09:00"
    assert part(second["b"], "when") == "12 June 2018"
    assert part(second["c"], "other") == ""
    assert part(second["c"], "when") == "Undated, after summit"
    assert part(second["d"], "other") == "Was planned for after summit"
    assert part(second["e"], "other") == "Planned for 2030"
    assert [visible(h) for h in made.main("timeline/disclosed.html").iter("h2")] == ["2018", "2019"]


def test_an_event_says_on_the_first_page_when_it_became_known(make: Callable[..., Made]) -> None:
    first = items(make(KNOWN), "timeline.html")
    assert part(first["a"], "when") == "2018"
    assert part(first["a"], "other") == "Became known 16 January 2019"
    assert part(first["b"], "when") == "12 June 2018 09:00"
    assert part(first["f"], "other") == ""
    assert "placed" in first["c"].get("class", "").split()


def test_both_orders_lead_to_one_another_and_say_which_one_is(make: Callable[..., Made]) -> None:
    made = make(KNOWN)
    assert axes(made, "timeline.html") == [
        ("As it happened", "timeline.html", "page"),
        ("As it became known", "timeline/disclosed.html", None),
    ]
    assert axes(made, "timeline/disclosed.html") == [
        ("As it happened", "../timeline.html", None),
        ("As it became known", "../timeline/disclosed.html", "page"),
    ]
    # A year leads to the same year, and where that has none to the whole.
    assert axes(made, "timeline/2019.html") == [
        ("As it happened", "../timeline/2019.html", "page"),
        ("As it became known", "../timeline/disclosed/2019.html", None),
    ]
    assert axes(made, "timeline/2030.html")[1][1] == "../timeline/disclosed.html"
    assert axes(made, "timeline/disclosed/2018.html")[0][1] == "../../timeline/2018.html"
    assert "timeline/disclosed.html" in made.links("timeline/disclosed/2018.html")
    assert "timeline/disclosed/2019.html" in made.links("timeline/disclosed/2018.html")
    # The header's link to the timeline is marked on all of them.
    for url in ("timeline/2019.html", "timeline/disclosed.html", "timeline/disclosed/2019.html"):
        marked = [a for a in made.tree(url).iter("a") if a.get("aria-current") == "true"]
        assert [visible(a) for a in marked] == ["Timeline"]


def test_without_disclosed_there_is_one_order_and_nothing_to_choose(
    make: Callable[..., Made],
) -> None:
    made = make({"events/a.md": event("a", "date: 2018"), "events/b.md": event("b", "after: a")})
    assert axes(made, "timeline.html") == axes(made, "timeline/2018.html") == []
    assert [url for url in made.pages if "disclosed" in url] == []


def test_a_long_second_page_shows_the_major_events_and_leads_to_its_years(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.timeline.MOST_ENTRIES", 2)
    files = {
        f"events/e{n}.md": event(
            f"e{n}",
            "date: 2000",
            f"disclosed: {2001 + n % 2}",
            f"importance: {'major' if n == 1 else 'normal'}",
        )
        for n in range(4)
    }
    made = make(files)
    assert list(items(made, "timeline/disclosed.html")) == ["e1"]
    years = ["timeline/disclosed/2001.html", "timeline/disclosed/2002.html"]
    assert set(years) <= set(made.links("timeline/disclosed.html"))
    assert [list(items(made, url)) for url in years] == [["e0", "e2"], ["e1", "e3"]]


# How a date looks


LOOKS = [
    ("2018-06-12", "to-day"),
    ("2018-06", "to-month"),
    ("2018-22", "to-season"),
    ("2018-06-12/2018-06-13", "range to-day"),
    ("2018-06/..", "range open-end to-month"),
    ("/2018", "range open-start to-year"),
    ("2018-06-12~", "approximate to-day"),
    ("2018-06-12?", "uncertain to-day"),
    ("2018-03%/2019", "range approximate uncertain to-mixed"),
    ("201X", "masked to-decade"),
    ("[2018-04-20,2018-04-21]", "either to-day"),
    ("{2018,2020}", "several to-year"),
]


@pytest.mark.parametrize(("date", "traits"), LOOKS)
def test_a_date_looks_as_wide_open_and_doubtful_as_it_is(
    make: Callable[..., Made], date: str, traits: str
) -> None:
    made = make({"events/a.md": event("a", f"date: '{date}'")})
    (li,) = items(made, "timeline.html").values()
    assert li.get("class") == f"event normal {traits}"
    # And it is said in words.
    assert part(li, "when") == format_date(parse_date(date), ENGLISH)


def test_the_order_of_becoming_known_says_what_it_does_with_the_others(
    make: Callable[..., Made],
) -> None:
    made = make(KNOWN)
    note = "What does not say when it became known stands where it happened."
    assert note in made.text("timeline/disclosed.html")
    assert note not in made.text("timeline.html")


# The years of which nothing is recorded, and the rail


def silences(made: Made, url: str = "timeline.html") -> list[str]:
    """What a page says of years without events."""
    return [visible(p) for p in find_all(made.main(url), "p", class_="silence")]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["1950", "1951"], []),
        (["1950", "1952"], ["1951"]),
        (["1950", "1953-07", "2019-06-12"], ["1951–1952", "1954–2018"]),
        # What lasted fills its years, and so do years that may be meant.
        (["1950/1953", "1951", "1954", "201X", "2021"], ["1955–2009", "2020"]),
        # What goes on without a known end fills that of its beginning.
        (["2011/..", "2014"], ["2012–2013"]),
        (["-0003", "0003"], ["3 BCE – 2 CE"]),
        (["Y-20001", "Y12000"], ["20 001 BCE – 11 999 CE"]),
    ],
)  # fmt: skip
def test_years_without_events_take_one_line(
    make: Callable[..., Made], dates: list[str], said: list[str]
) -> None:
    made = make({f"events/e{n}.md": event("e", f"date: '{d}'") for n, d in enumerate(dates)})
    assert silences(made) == [f"{years}: nothing recorded" for years in said]


def test_the_second_order_has_gaps_of_its_own(make: Callable[..., Made]) -> None:
    made = make(
        {
            "events/a.md": event("a", "date: 2015", "disclosed: 2018"),
            "events/b.md": event("b", "date: 2016"),
        }
    )
    assert silences(made) == []
    assert silences(made, "timeline/disclosed.html") == ["2017: nothing recorded"]


def bars(made: Made) -> list[tuple[str, float, float, int]]:
    """The bars of the rail: kind, left, width, height."""
    (rail,) = find_all(made.main("timeline.html"), "div", class_="rail")
    rects = [one for one in rail.iter() if one.tag.endswith("rect") and one.get("class") != "here"]
    numbers = [[(r.get(k) or "").rstrip("%") for k in ("x", "width", "height")] for r in rects]
    return [
        (r.get("class") or "", float(x), float(w), int(h))
        for r, (x, w, h) in zip(rects, numbers, strict=True)
    ]


def test_the_rail_shows_where_how_much_is_recorded(make: Callable[..., Made]) -> None:
    dates = ["1950", *["1999-03"] * 3, "1999"]
    files = {f"events/e{n}.md": event("e", f"date: '{d}'") for n, d in enumerate(dates)}
    files["events/u.md"] = event("u", "after: e0")
    files["events/m.md"] = event("m", "date: 1999-03", "importance: major")
    found = bars(make(files))
    # Two in 1950, the undated one beside the other; five in 1999, one of them major.
    assert found == [("", 0, 2, 30), ("", 98, 2, 48), ("strong", 98, 2, 10)]


def test_the_rail_of_a_few_years_has_a_bar_a_month(make: Callable[..., Made]) -> None:
    dates = ["2018-01", "2018-12-31", "2019"]
    found = bars(make({f"events/e{n}.md": event("e", f"date: '{d}'") for n, d in enumerate(dates)}))
    assert found == [("wide", 50, 50, 48), ("", 0, 4.17, 48), ("", 45.83, 4.17, 48)]


def test_a_year_alone_needs_no_rail(make: Callable[..., Made]) -> None:
    made = make(
        {"events/a.md": event("a", "date: 2018-01"), "events/b.md": event("b", "date: 2018-12")}
    )
    assert find_all(made.main("timeline.html"), "div", class_="rail") == []


def test_a_long_timeline_shows_the_best_sourced_of_the_major_events(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.timeline.MOST_ENTRIES", 2)
    monkeypatch.setattr("generator.timeline.MOST_MAJOR", 3)
    files = {
        f"events/e{n}.md": event(
            f"e{n}",
            f"date: {2018 if n else 2019}",
            "importance: major",
            f"sources: [{', '.join(['s', 't'][: n % 3])}]",
        )
        for n in range(5)
    }
    for name in "st":
        files[f"sources/{name}.md"] = event(name.upper(), "type: book")
    made = make(files | {"events/x.md": event("x", "date: 2017")})
    # Of 2018 there are four; e2 has two sources, e1 comes before e4.
    assert list(items(made, "timeline.html")) == ["e1", "e2", "e0"]
    assert "All events of 2018 4" in made.text("timeline.html")
    assert "All events of 2019" not in made.text("timeline.html")
    assert "All events of 2017 1" in made.text("timeline.html")


def test_a_date_leads_to_its_entry_and_importance_is_said(make: Callable[..., Made]) -> None:
    made = make({"events/a.md": event("a", "date: 2018-01", "importance: major")})
    (li,) = items(made, "timeline.html").values()
    links = [a.get("href") for p in find_all(li, "p", class_="when") for a in p.iter("a")]
    assert links == ["#event.a"]
    assert part(li, "details") == "major0 sources"
