from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

PAGE = "people/index/meetings.html"
CAST = {
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\ngiven: Ann\n---\n",
    "people/bob.md": "---\nname: Bob Ray\nfamily: Ray\ngiven: Bob\n---\n",
    "people/cy.md": "---\nname: Cy Fox\nfamily: Fox\ngiven: Cy\n---\n",
    "places/all.yaml": "- {id: hall, name: The hall}\n- {id: park, name: The park}\n",
    "organizations/all.yaml": "- {id: north, name: North}\n- {id: south, name: South}\n",
}


def event(*lines: str, date: str = "2000", place: str = "hall") -> str:
    """An event's text; the lines are who took part, or fields with a colon before any blank."""
    who = [f"  - {line}" for line in lines if not line.startswith("+")]
    more = [line[1:] for line in lines if line.startswith("+")]
    place = f"place: {place}" if place else ""
    rows = ["title: TITLE", f"date: {date}", place, "participants:", *who, *more]
    return "\n".join(["---", *filter(None, rows), "---", ""])


def build(make: Callable[..., Made], files: dict[str, str] | None = None, **events: str) -> Made:
    """A site of these events, which are called by their ids."""
    texts = {f"events/{i}.md": text.replace("TITLE", i.capitalize()) for i, text in events.items()}
    return make({**CAST, **texts, **(files or {})})


def list_rows(element: Element, section: str) -> list[str]:
    """The rows of one of a person's tables: name, number, events."""
    tables = [t for s in find_all(element, "section", **{"aria-labelledby": section})
              for t in s.iter("table")]  # fmt: skip
    return [visible(row) for t in tables for body in t.iter("tbody") for row in body.iter("tr")]


def of_ann(made: Made) -> tuple[list[str], list[str]]:
    """Whom Ann met, and with whom else she took part in events."""
    main = made.main("people/ann.html")
    return list_rows(main, "page.met"), list_rows(main, "page.company")


# What is a meeting


def test_person_shows_whom_they_met_most_often_first_and_when(make: Callable[..., Made]) -> None:
    made = build(make, one=event("ann", "cy", "north", date="2001"), two=event("ann", "bob", "cy"))
    assert made.told == []
    assert of_ann(made) == (["Cy Fox 2 2000 · Two 2001 · One", "Bob Ray 1 2000 · Two"], [])
    links = made.links("people/ann.html")
    assert {"people/cy.html", "events/one.html", "events/two.html", PAGE} <= {*links}


@pytest.mark.parametrize(
    "text",
    [
        # on a journey they may have been at different stops
        event("ann", "bob", place="[hall, park]"),
        # where nobody is said to have been, letters may have been exchanged
        event("ann", "bob", place=""),
        # who comes on the same side does not meet
        event("{who: ann, on_behalf_of: north}", "{who: bob, on_behalf_of: north}"),
        # what is said of someone's attendance may mean anything
        event("{who: ann, attendance: by telephone}", "bob"),
        event("ann", "{who: bob, attendance: absent}"),
    ],
)
def test_those_who_may_not_have_met_only_took_part_in_the_same_event(
    make: Callable[..., Made], text: str
) -> None:
    met, company = of_ann(build(make, e=text))
    assert met == []
    (row,) = company
    assert row.startswith("Bob Ray 1 2000 · E")


def test_attendance_is_told_with_whose_it_is(make: Callable[..., Made]) -> None:
    made = build(make, e=event("{who: ann, attendance: by telephone}", "bob", "cy"))
    assert of_ann(made)[1] == [
        "Cy Fox 1 2000 · E Ann Lee: by telephone",
        "Bob Ray 1 2000 · E Ann Lee: by telephone",
    ]
    # The two others were there.
    assert list_rows(made.main("people/bob.html"), "page.met") == ["Cy Fox 1 2000 · E"]


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_what_was_not_held_brought_nobody_together(make: Callable[..., Made], status: str) -> None:
    assert of_ann(build(make, e=event("ann", "bob", f"+status: {status}"))) == ([], [])


def test_different_sides_meet(make: Callable[..., Made]) -> None:
    text = event("{who: ann, on_behalf_of: north}", "{who: bob, on_behalf_of: south}", "cy")
    assert of_ann(build(make, e=text))[0] == ["Cy Fox 1 2000 · E", "Bob Ray 1 2000 · E"]


def test_part_of_a_meeting_is_no_second_one(make: Callable[..., Made]) -> None:
    made = build(
        make,
        talks=event("ann", "bob"),
        lunch=event("ann", "bob", "+parent: talks"),
        toast=event("ann", "bob", "cy", "+parent: lunch"),
    )
    # With Cy, who was only there for a part, it is one.
    assert of_ann(made)[0] == ["Cy Fox 1 2000 · Toast", "Bob Ray 1 2000 · Talks"]


def test_who_only_gives_an_account_met_nobody(make: Callable[..., Made]) -> None:
    source = {"sources/s.md": "---\ntitle: S\ntype: book\n---\n"}
    made = build(make, source, e=event("bob", "+accounts: [{says: So., source: s, by: ann}]"))
    assert of_ann(made) == ([], [])


def test_whoever_is_not_listed_is_in_no_table(make: Callable[..., Made]) -> None:
    hidden = {"people/cy.md": "---\nname: Cy Fox\nfamily: Fox\ngiven: Cy\nlisted: false\n---\n"}
    made = build(make, hidden, e=event("ann", "bob", "{who: cy, role: guest}"))
    assert of_ann(made) == (["Bob Ray 1 2000 · E"], [])
    assert "Fox" not in made.text(PAGE)
    assert "cy" not in made.pages[PAGE].replace("cyc", "")


# The whole cast


def test_all_meetings_stand_on_one_page_under_each_who_met(make: Callable[..., Made]) -> None:
    made = build(make, one=event("ann", "cy"), two=event("ann", "bob", "cy", date="2001"))
    assert PAGE in made.links("people/index.html")
    (table,) = find_all(made.main(PAGE), "table", class_="cast")
    assert [visible(row) for row in table.iter("tr")] == [
        "Person Number Meetings",
        "Cy Fox 2 meetings, 2 people", "Ann Lee 2 2000 · One 2001 · Two", "Bob Ray 1 2001 · Two",
        "Ann Lee 2 meetings, 2 people", "Cy Fox 2 2000 · One 2001 · Two", "Bob Ray 1 2001 · Two",
        "Bob Ray 1 meeting, 2 people", "Cy Fox 1 2001 · Two", "Ann Lee 1 2001 · Two",
    ]  # fmt: skip
    scopes = [th.get("scope") for th in table.iter("th")]
    assert scopes == [*["col"] * 3, *["rowgroup", "row", "row"] * 3]


def test_few_people_have_a_square_of_numbers_that_lead_to_their_meetings(
    make: Callable[..., Made],
) -> None:
    made = build(make, one=event("ann", "cy"), two=event("ann", "bob", date="2001"))
    main = made.main(PAGE)
    (square,) = find_all(main, "div", class_="square")
    assert [[visible(cell) for cell in row] for row in square.iter("tr")] == [
        ["", "Cy Fox", "Ann Lee", "Bob Ray"],
        ["Cy Fox", "", "1", ""],
        ["Ann Lee", "1", "", "1"],
        ["Bob Ray", "", "1", ""],
    ]
    ids = {one.get("id") for one in main.iter() if one.get("id")}
    targets = [a.get("href", "") for a in square.iter("a")]
    assert len(targets) == 7
    assert {target.removeprefix("#") for target in targets} <= ids


def test_many_people_have_a_page_for_each_letter(make: Callable[..., Made]) -> None:
    names = [f"{chr(65 + n % 3)}{n}" for n in range(24)]
    people = [f"- {{id: p{n}, name: X {name}, family: {name}, given: X}}"
              for n, name in enumerate(names)]  # fmt: skip
    made = build(
        make, {"people/more.yaml": "\n".join(people)}, big=event(*(f"p{n}" for n in range(24)))
    )
    assert made.told == []
    main = made.main(PAGE)
    assert find_all(main, "div", class_="square") == []
    rows = [visible(row) for row in main.iter("tr")]
    assert rows[0] == "Person People Meetings"
    assert len(rows) == 25
    assert rows[1] == "X A0 23 1"
    assert made.links(PAGE).count("people/index/meetings/a.html") == 1 + 8
    (table,) = find_all(made.main("people/index/meetings/a.html"), "table", class_="cast")
    assert len(list(table.iter("tbody"))) == 8
    assert len(list(table.iter("tr"))) == 1 + 8 + 8 * 23
    ids = {tr.get("id") for tr in table.iter("tr")}
    links = [a.get("href", "") for a in main.iter("a")]
    assert {link.partition("#")[2] for link in links if "meetings/a.html#" in link} <= ids


def test_without_meetings_the_page_says_so(make: Callable[..., Made]) -> None:
    made = build(make)
    assert "No meetings are recorded." in made.text(PAGE)
    assert find_all(made.main(PAGE), "table") == []
