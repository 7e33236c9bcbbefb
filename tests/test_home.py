from __future__ import annotations

from typing import TYPE_CHECKING

from making import Made, find_all
from test_stories import article, section

if TYPE_CHECKING:
    from collections.abc import Callable


HOME = {
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "people/bob.md": "---\nname: Bob Ray\nfamily: Ray\n---\n",
    "people/cy.md": "---\nname: Cy Fox\nfamily: Fox\n---\n",
    "events/a.md": "---\ntitle: Summit\ndate: 1953\nimportance: major\nparticipants: [ann]\n---\n",
    "events/b.md": "---\ntitle: Lunch\ndate: 2018-06\n---\n",
    "articles/old.md": article("Old", "2019", body="[[bob]] and [[ann]]."),
    "articles/new.md": article("New", "2021"),
}


def test_home_says_what_the_documentary_is(make: Callable[..., Made]) -> None:
    made = make(HOME)
    text = made.text("index.html")
    assert "2 articles" in text
    assert "2 events, 1953–2018" in text
    assert "Summit" in section(made, "index.html", "page.events")
    assert "Lunch" not in text
    assert section(made, "index.html", "page.people") == "Main people Ann Lee Bob Ray All people"
    assert (
        section(made, "index.html", "page.newest")
        == "Newest articles New 2021 Old 2019 All articles"
    )
    assert section(made, "index.html", "page.start").startswith("Where to start Old")


def test_home_starts_where_the_settings_say(make: Callable[..., Made]) -> None:
    config = "title: The site\nstart: [new, ann]"
    start = section(make({**HOME, "site.yaml": config}), "index.html", "page.start")
    assert start == "Where to start New 2021 Ann Lee"


def test_start_that_does_not_exist_is_reported(make: Callable[..., Made]) -> None:
    made = make({**HOME, "site.yaml": "title: The site\nstart: neww"})
    assert made.told == [
        "content/site.yaml:0:0+1 link-missing: start: no record has the id `neww` "
        "| did you mean `new`?"
    ]


def test_home_shows_the_first_major_events_only(make: Callable[..., Made]) -> None:
    event = "---\ntitle: E\ndate: {}\nimportance: major\n---\n"
    made = make({f"events/e{n}.md": event.format(n) for n in range(2000, 2020)})
    links = [u for u in made.links("index.html") if u.startswith("events/e")]
    assert links == [f"events/e{n}.html" for n in range(2000, 2012)]


def test_span_ends_with_the_last_day(make: Callable[..., Made]) -> None:
    event = "---\ntitle: E\ndate: {}\n---\n"
    made = make({"events/a.md": event.format("2017/2022"), "events/b.md": event.format("2019")})
    assert "2017–2022" in made.text("index.html")


def test_home_shows_the_span_of_time_with_its_years(make: Callable[..., Made]) -> None:
    made = make(HOME)
    assert made.told == []
    assert section(made, "index.html", "page.span").endswith("1953 1 2018 1")
    (strip,) = find_all(made.main("index.html"), "div", class_="rail")
    assert (
        next(node for node in strip.iter() if node.get("role") == "img").get("aria-label")
        == "1953–2018"
    )
    assert {"timeline/1953.html", "timeline/2018.html"} <= set(made.links("index.html"))


def test_many_years_are_left_to_the_timeline(make: Callable[..., Made]) -> None:
    event = "---\ntitle: E\ndate: {}\n---\n"
    made = make({f"events/e{n}.md": event.format(n) for n in range(1900, 1925)})
    assert "timeline/1900.html" not in made.links("index.html")
    assert "timeline.html" in made.links("index.html")
    assert find_all(made.main("index.html"), "div", class_="rail")


def test_one_year_needs_no_strip(make: Callable[..., Made]) -> None:
    made = make({"events/a.md": "---\ntitle: E\ndate: 2018\n---\n"})
    assert section(made, "index.html", "page.span") == ""


def test_home_tells_how_the_documentary_was_made(make: Callable[..., Made]) -> None:
    page = "---\ntitle: {}\nsummary: Who and how.\nnavigation: {}\n---\n"
    made = make(
        {
            "site.yaml": "title: The site\nauthors: [ann, The editors]",
            "people/ann.md": HOME["people/ann.md"],
            "pages/about.md": page.format("About", "header"),
            "pages/thanks.md": page.format("Thanks", "none"),
            "sources/book.md": "---\ntitle: Book\ntype: book\n---\n",
        }
    )
    assert section(made, "index.html", "page.made") == (
        "How this was made About Who and how. By Ann Lee, The editors1 sourceEvidenceCorrections"
    )
    assert {"about.html", "people/ann.html", "evidence.html"} <= set(made.links("index.html"))
