from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Made, find_all, visible

from generator.cast import find_span
from generator.dates import format_date, parse_date
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable


def person(name: str, *lines: str) -> str:
    """A person's text; the family name is the last word."""
    given, _, family = name.rpartition(" ")
    return "\n".join(
        ["---", f"name: {name}", f"family: {family}", f"given: {given}", *lines, "---", ""]
    )


def test_organization_shows_its_parts_its_people_and_its_events(make: Callable[..., Made]) -> None:
    positions = [
        "positions:",
        "  - {title: Clerk, organization: office, start: 1999, end: 2001}",
        "  - {title: Chief, organization: office, start: 2002}",
        "  - {title: Boss, organization: ministry, end: 2010}",
    ]
    made = make(
        {
            "people/ann.md": person("Ann Lee", *positions),
            "organizations/ministry.md": "---\nname: The ministry\nplace: seoul\n---\n",
            "organizations/office.md": "---\nname: The office\nparent: ministry\n---\n",
            "places/seoul.md": "---\nname: Seoul\n---\n",
            "events/e.md": "---\ntitle: E\ndate: 2000\nparticipants: office\n---\n",
        }
    )
    assert made.told == []
    (cards,) = find_all(made.main("organizations/office.html"), "ul", class_="cards")
    assert [visible(li) for li in cards] == [
        "Ann Lee Clerk, 1999 – 2001",
        "Ann Lee Chief, from 2002",
    ]
    assert "Includes The office" in made.text("organizations/ministry.html")
    assert "Boss, until 2010" in made.text("organizations/ministry.html")
    assert "events/e.html" in made.links("organizations/office.html")
    assert "organizations/ministry.html" in made.links("places/seoul.html")


@pytest.mark.parametrize(
    ("folder", "field"), [("places", "within"), ("organizations", "parent"), ("events", "parent")]
)
def test_what_contains_itself_is_reported(
    make: Callable[..., Made], folder: str, field: str
) -> None:
    front = "---\n{}: {}\n{}: {}\n---\n"
    if folder == "events":
        front = front.replace("---\n{}", "---\ndate: 2018\n{}", 1)
    name = "title" if folder == "events" else "name"
    made = make(
        {
            f"{folder}/a.md": front.format(name, "A", field, "b"),
            f"{folder}/b.md": front.format(name, "B", field, "a"),
            f"{folder}/c.md": front.format(name, "C", field, "a"),
        }
    )
    assert made.codes == ["link-circle"]
    assert made.problems[0].message == f"`{field}` leads back here: a → b → a"


# What an index says


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ([], ""),
        (["2018-06-12"], "2018"),
        (["2018-06-12", "2018"], "2018"),
        (["2019", "2018-06-12/2020-01"], "2018–2020"),
        # doubt stays
        (["2018-06~"], "c. 2018"),
        (["2018~", "2018-06"], "2018"),
        (["2018?", "2019"], "probably 2018 – 2019"),
        (["201X"], "2010s"),
        (["201X", "2021"], "from 2010s to 2021"),
        # open ends
        (["2018/..", "2017"], "from 2017"),
        (["../2018", "2017"], "until 2018"),
        (["../2018", "2019/.."], "2018–2019"),
        (["2018/", "2019"], "2018–2019"),
        # of seasons, sets and years of other lengths
        (["2018-24", "2019"], "2018–2019"),
        (["[2017,2019]", "{2018,2020}"], "2017–2020"),
        (["-0043-03-15", "0014"], "44 BCE – 14 CE"),
        (["Y-20000", "Y20000"], "20\u202f001 BCE – 20\u202f000 CE"),
    ],
)
def test_span_goes_from_the_first_to_the_last_year(dates: list[str], said: str) -> None:
    span = find_span([parse_date(text) for text in dates])
    assert (format_date(span, ENGLISH) if span else "") == said


DATES = st.sampled_from(
    ["2010", "2010-06-12", "2012~", "2015?", "201X", "2018/..", "../2009", "2011~/2013", "-0043",
     "2014-24", "[2012,2014]", "{2010..2013}", "Y-20000", "2018/", "20XX", "2018-XX-12", "[..2012]"]
)  # fmt: skip


@given(dates=st.lists(DATES, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_span_of_any_dates_holds_them_all(dates: list[str]) -> None:
    parsed = [parse_date(text) for text in dates]
    span = find_span(parsed)
    assert span
    years = {point.lower.year for date in parsed for point in date.points}
    if span.lower:
        assert span.lower.year <= min(years)
    if span.upper:
        assert span.upper.year >= max(years)


def test_places_and_organizations_say_their_kind_their_years_and_who_names_them(
    make: Callable[..., Made],
) -> None:
    made = make(
        {
            "places/seoul.md": "---\nname: Seoul\ntype: city\nsummary: A capital.\n---\n",
            "organizations/un.md": """
                ---
                name: United Nations
                short_name: UN
                native: {text: 유엔, lang: ko}
                type: body
                ---
                """,
            "events/e.md": "---\ntitle: E\ndate: 2000\nplace: seoul\nparticipants: un\n---\n",
            "articles/a.md": "---\ntitle: A\ndate: 2020\n---\nThe United Nations in [[seoul]].\n",
        }
    )
    assert made.told == []
    details = {
        url: [visible(li) for ul in find_all(made.main(url), "ul", class_="entries") for li in ul]
        for url in ("places/index.html", "organizations/index.html")
    }
    assert details == {
        "places/index.html": ["Seoul A capital. city20001 event1 article"],
        "organizations/index.html": ["United Nations UN 유엔 body20001 event1 article"],
    }
    assert "UN short name" in made.text("organizations/un.html")
