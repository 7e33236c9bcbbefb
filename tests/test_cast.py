from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

from generator.cast import say_coordinates
from generator.fields import Place

if TYPE_CHECKING:
    from collections.abc import Callable


def person(name: str, *lines: str) -> str:
    """A person's text; the family name is the last word."""
    given, _, family = name.rpartition(" ")
    return "\n".join(
        ["---", f"name: {name}", f"family: {family}", f"given: {given}", *lines, "---", ""]
    )


def test_people_stand_by_family_name_under_its_letter(make: Callable[..., Made]) -> None:
    files = {
        "people/a.md": person("Stephen Biegun"),
        "people/b.md": "---\nname: Kim Jong-un\nfamily: Kim\ngiven: Jong-un\n---\n",
        "people/c.md": person("Élodie Éon"),
        "people/d.md": "---\nname: Agent 7\nsort_name: 7, Agent\n---\n",
        "people/e.md": person("Anne bloom"),
        "people/f.md": "---\nname: Sukarno\n---\n",
    }
    made = make(files)
    assert made.told == []
    main = made.main("people/index.html")
    assert [visible(h) for h in main.iter("h2")] == ["0–9", "B", "E", "K", "S"]
    names = [
        visible(next(li.iter("a"))) for ul in find_all(main, "ul", class_="entries") for li in ul
    ]
    assert names == [
        "7, Agent", "Biegun, Stephen", "bloom, Anne", "Éon, Élodie", "Kim Jong-un", "Sukarno",
    ]  # fmt: skip


def test_person_shows_whom_they_met_most_often_first(make: Callable[..., Made]) -> None:
    names = ["Ann Lee", "Bob Ray", "Cy Fox"]
    files = {f"people/{n[:3].lower().strip()}.md": person(n) for n in names}
    files["organizations/office.md"] = "---\nname: The office\n---\n"
    files["events/one.md"] = "---\ntitle: One\ndate: 2001\nparticipants: [ann, cy, office]\n---\n"
    files["events/two.md"] = "---\ntitle: Two\ndate: 2000\nparticipants: [ann, bob, cy]\n---\n"
    made = make(files)
    assert made.told == []
    (table,) = find_all(made.main("people/ann.html"), "table", class_="met")
    rows = [visible(row) for row in table.iter("tr")][1:]
    assert [row.replace(";", "") for row in rows] == [
        "Cy Fox Two 2000 One 2001",
        "Bob Ray Two 2000",
    ]


def test_person_shows_the_role_in_each_event_in_order_of_time(make: Callable[..., Made]) -> None:
    event = "---\ntitle: {}\ndate: {}\nparticipants: [{{who: ann, role: {}}}]\n---\n"
    made = make(
        {
            "people/ann.md": person("Ann Lee"),
            "events/x.md": event.format("Later", 2001, "chair"),
            "events/y.md": event.format("Sooner", 2000, "guest"),
        }
    )
    events = find_all(made.main("people/ann.html"), "li", class_="event")
    assert ["Sooner" in visible(events[0]), "guest" in visible(events[0])] == [True, True]
    assert ["Later" in visible(events[1]), "chair" in visible(events[1])] == [True, True]


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


def test_place_shows_what_lies_in_it_and_what_happened_there(make: Callable[..., Made]) -> None:
    made = make(
        {
            "places/korea.md": "---\nname: Korea\n---\n",
            "places/seoul.md": "---\nname: Seoul\nwithin: korea\n---\n",
            "places/busan.md": "---\nname: Busan\nwithin: korea\n---\n",
            "events/e.md": "---\ntitle: E\ndate: 2000\nplace: seoul\n---\n",
            "events/f.md": """
                ---
                title: F
                date: 2001
                accounts: [{says: So., source: s, place: seoul}]
                ---
                """,
            "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
        }
    )
    assert made.told == []
    assert "Contains Busan, Seoul" in made.text("places/korea.html")
    assert "in Korea" in made.text("places/seoul.html")
    # Also an event that one account places there.
    assert {"events/e.html", "events/f.html"} <= set(made.links("places/seoul.html"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("39.03, 125.75", "39.03° N, 125.75° E"),
        ("-33.87, -70.5", "33.87° S, 70.5° W"),
        ("0, 0", "0° N, 0° E"),
        ("37.123456, 126.987654", "37.123456° N, 126.987654° E"),
    ],
)
def test_coordinates_are_said_as_an_atlas_does(written: str, said: str) -> None:
    assert say_coordinates(Place.model_validate({"name": "X", "coordinates": written})) == said


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


# Above the limit


def test_long_index_is_split_by_letter_and_shows_everyone(make: Callable[..., Made]) -> None:
    letters = "ABCDEFGHIJ"
    people = [
        f"- {{id: p{n}, name: X {letters[n % 10]}{n}, family: {letters[n % 10]}{n}, given: X}}"
        for n in range(600)
    ]
    made = make({"people/all.yaml": "\n".join(people)})
    assert made.told == []
    parts = [f"people/index/{letter.lower()}.html" for letter in letters]
    assert [url for url in made.links("people/index.html") if "/index/" in url] == parts
    found = [url for part in parts for url in made.links(part) if url.startswith("people/p")]
    assert sorted(found) == sorted(f"people/p{n}.html" for n in range(600))
    assert "600 people" in made.text("people/index.html")
    assert made.text("people/index/c.html").startswith("People: C")


def test_index_of_500_is_one_page(make: Callable[..., Made]) -> None:
    people = [f"- {{id: p{n}, name: P{n}}}" for n in range(500)]
    made = make({"people/all.yaml": "\n".join(people)})
    assert not [url for url in made.pages if url.startswith("people/index/")]
    assert (
        len([url for url in made.links("people/index.html") if url.startswith("people/p")]) == 500
    )


def test_many_backlinks_are_split_by_year_and_all_can_be_reached(make: Callable[..., Made]) -> None:
    events = [
        f"- {{id: e{n}, title: E{n}, date: {2000 + n // 200}, body: 'With [[ann]].'}}"
        for n in range(500)
    ]
    files = {
        "people/ann.md": person("Ann Lee"),
        "people/bob.md": person("Bob Ray") + "Knew [[ann]].\n",
        "events/all.yaml": "\n".join(events),
    }
    made = make(files)
    assert made.told == []
    parts = [f"people/ann/{name}.html" for name in ("2000", "2001", "2002", "people")]
    assert [url for url in made.links("people/ann.html") if url.startswith("people/ann/")] == parts
    found = {url for part in parts for url in made.links(part)}
    assert found >= {"people/bob.html", "people/ann.html"} | {
        f"events/e{n}.html" for n in range(500)
    }
    (quote, *_) = find_all(made.main("people/ann/2000.html"), "blockquote")
    assert visible(quote) == "With Ann Lee."


def test_time_zone_is_that_of_what_is_around(make: Callable[..., Made]) -> None:
    made = make(
        {
            "places/korea.md": "---\nname: Korea\ntimezone: Asia/Seoul\n---\n",
            "places/seoul.md": "---\nname: Seoul\nwithin: korea\n---\n",
            "places/sea.md": "---\nname: Sea\n---\n",
            "site.yaml": "title: T\ntimezone: Europe/Oslo",
        }
    )
    assert "Asia/Seoul" in made.text("places/seoul.html")
    assert "Europe/Oslo" in made.text("places/sea.html")


def test_time_zone_that_nobody_gave_is_not_made_up(make: Callable[..., Made]) -> None:
    assert "UTC" not in make({"places/p.md": "---\nname: P\n---\n"}).text("places/p.html")
