from __future__ import annotations

from typing import TYPE_CHECKING

from making import Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element


SVG = "{http://www.w3.org/2000/svg}"


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


def list_entries(made: Made, url: str = "people/index.html") -> dict[str, str]:
    """What an index says of each entry, by the name that it is linked under."""
    return {
        visible(next(li.iter("a"))): visible(li)
        for li in made.main(url).iter("li")
        if not li.get("class") and li.find("p") is not None
    }


# Clusters of one family name


def list_clusters(made: Made) -> list[tuple[str, list[str]]]:
    """Each cluster's heading, and the names in it."""
    return [
        (visible(next(one.iter("h3"))), [visible(a) for a in one.iter("a")])
        for one in find_all(made.main("people/index.html"), "li", class_="cluster")
    ]


def test_people_of_one_family_name_stand_under_it(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/a.md": "---\nname: Kim Jong-un\nfamily: Kim\ngiven: Jong-un\n---\n",
            "people/b.md": "---\nname: Kim Yong Chol\nfamily: Kim\ngiven: Yong Chol\n---\n",
            "people/c.md": person("Anna Kim"),
            "people/d.md": person("Zoë Kimber"),
            "people/e.md": "---\nname: Kimbangu\nname_order: mononym\n---\n",
            "people/f.md": "---\nname: Kimpa\nname_order: mononym\n---\n",
            "people/g.md": person("Ann Müller"),
            "people/h.md": person("Bob Muller"),
        }
    )
    assert made.told == []
    assert list_clusters(made) == [
        ("Kim · 3", ["Kim Jong-un", "Kim Yong Chol", "Kim, Anna"]),
        ("Müller · 2", ["Müller, Ann", "Muller, Bob"]),
    ]
    names = [visible(a) for ul in find_all(made.main("people/index.html"), "ul", class_="entries")
             for a in ul.iter("a")]  # fmt: skip
    assert names == [
        "Kim Jong-un", "Kim Yong Chol", "Kim, Anna", "Kimbangu", "Kimber, Zoë", "Kimpa",
        "Müller, Ann", "Muller, Bob",
    ]  # fmt: skip


def test_people_who_do_not_stand_together_are_no_cluster(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/a.md": person("Ann Lee", "sort_name: La Lee"),
            "people/b.md": person("Bob Lack"),
            "people/c.md": person("Cy Lee"),
            "people/d.md": person("Di Lee", "sort_name: Di"),
        }
    )
    assert made.told == []
    assert list_clusters(made) == []


def test_cluster_is_shown_on_the_page_of_its_letter_too(make: Callable[..., Made]) -> None:
    people = [
        f"- {{id: p{n}, name: X{n} {'Kim' if n < 2 else f'K{n}'}, given: X{n}, "
        f"family: {'Kim' if n < 2 else f'K{n}'}}}"
        for n in range(501)
    ]
    made = make({"people/all.yaml": "\n".join(people)})
    (cluster,) = find_all(made.main("people/index/k.html"), "li", class_="cluster")
    assert [visible(a) for a in cluster.iter("a")] == ["Kim, X0", "Kim, X1"]
    assert visible(next(cluster.iter("h3"))) == "Kim · 2"


# What an entry says


def test_entry_says_what_tells_a_person_from_namesakes(make: Callable[..., Made]) -> None:
    office, head, note = "positions: [Clerk, Chief]", "disambiguation: the elder", "summary: A sum."
    made = make(
        {
            "people/a.md": person("Ann Lee", head, office, note),
            "people/b.md": person("Bob Lee", office, note),
            "people/c.md": person("Cy Lee", note, "native: {text: 이철, lang: ko}"),
            "people/d.md": person("Di Lee"),
        }
    )
    assert made.told == []
    assert list_entries(made) == {
        "Lee, Ann": "Lee, Ann the elder",
        "Lee, Bob": "Lee, Bob Chief",
        "Lee, Cy": "Lee, Cy 이철 A sum.",
        "Lee, Di": "Lee, Di",
    }
    (native,) = find_all(made.main("people/index.html"), "span", class_="native")
    assert native.get("lang") == "ko"


def test_entry_says_when_events_were_and_how_many_name_a_person(make: Callable[..., Made]) -> None:
    event = "---\ntitle: E\ndate: {}\nparticipants: [{}]\n---\n"
    made = make(
        {
            "people/ann.md": person("Ann Lee"),
            "people/bob.md": person("Bob Ray"),
            "people/cy.md": person("Cy Fox"),
            "events/one.md": event.format("2018-06-12", "ann"),
            "events/two.md": event.format("2019~", "ann, bob"),
            "events/three.md": "---\ntitle: E\nafter: one\nparticipants: [ann]\n---\n",
            "articles/a.md": "---\ntitle: A\ndate: 2020\nauthors: [cy]\n---\n[[ann]]. [[ann]]!\n",
            "articles/b.md": "---\ntitle: B\ndate: 2020\n---\nAnn Lee and [[bob]].\n",
            "places/p.md": "---\nname: P\n---\n[[ann]]\n",
        }
    )
    assert made.told == []
    assert list_entries(made) == {
        "Fox, Cy": "Fox, Cy",
        "Lee, Ann": "Lee, Ann 2018 – c. 20193 events2 articles",
        "Ray, Bob": "Ray, Bob c. 20191 event1 article",
    }


# Names and namesakes on a person's page


def list_facts(made: Made, url: str) -> dict[str, Element]:
    """The facts of a page by their labels."""
    (facts,) = find_all(made.main(url), "dl", class_="facts")
    return {visible(next(one.iter("dt"))): next(one.iter("dd")) for one in facts.iter("div")}


def test_every_form_of_a_name_is_shown_once_with_what_it_is(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/ann.md": person(
                "Ann Lee",
                "native: {text: 李安, lang: zh-Hant}",
                "aliases:",
                "  - {name: Ann Smith, type: former}",
                "  - {name: 李安, lang: zh}",
                "  - {name: 'Lee, Ann', type: nickname}",
                "  - {name: The chair, type: title}",
                "  - {name: Ann Leigh}",
            ),
            "people/kim.md": "---\nname: Kim Chol\nfamily: Kim\ngiven: Chol\n---\n",
            "people/vo.md": "---\nname: Vo\nnative: {text: Bô, lang: nan}\n---\n",
            "people/wu.md": "---\nname: Wu\nname_order: mononym\nnative: 吳\n---\n",
        }
    )
    assert made.told == []
    names = list_facts(made, "people/ann.html")["Names"]
    assert [visible(li) for li in names.iter("li")] == [
        "Ann Lee as displayed",
        "李安 Chinese, traditional",
        "Lee, Ann in indexes",
        "Ann Smith former name",
        "The chair title",
        "Ann Leigh spelling",
    ]
    assert [s.get("lang") for s in names.iter("span") if s.get("lang")] == ["zh-Hant"]
    # One form alone is the heading.
    assert "as displayed" not in made.text("people/kim.html")
    assert "Bô nan" in made.text("people/vo.html")
    assert "吳 original" in made.text("people/wu.html")


def test_namesakes_are_told_apart_by_a_line_and_by_dates(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/ann.md": person("Ann Lee", "different_from: [bob, cy, di, ed, flo, wit]"),
            "people/bob.md": person("Bob Lee", "disambiguation: the elder", "born: 1950~"),
            "people/cy.md": person("Cy Lee", "born: 1901", "died: 1977-05"),
            "people/di.md": person("Di Lee", "positions: Clerk", "died: 1977"),
            "people/ed.md": person("Ed Lee", "summary: Guest."),
            "people/flo.md": person("Flo Lee"),
            "people/wit.md": person("Wanda Wit", "listed: false"),
            "events/e.md": "---\ntitle: E\ndate: 2001/2003\nparticipants: [ed]\n---\n",
        }
    )
    assert made.told == []
    different = list_facts(made, "people/ann.html")["Not to be confused with"]
    assert [
        [visible(part) for tag in ("a", "span") for part in li.iter(tag)]
        for li in different.iter("li")
    ] == [
        ["Bob Lee", "the elder", "born c. 1950"],
        ["Cy Lee", "1901 – May 1977"],
        ["Di Lee", "Clerk", "died 1977"],
        ["Ed Lee", "Guest.", "2001–2003"],
        ["Flo Lee"],
    ]


# Positions over time


def test_positions_are_drawn_beside_their_words(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/ann.md": person(
                "Ann Lee",
                "positions:",
                "  - {title: Clerk, organization: office, start: 1999, end: 2001~}",
                "  - {title: Patron, organization: office}",
                "  - {title: Chief, organization: office, start: 2002/..}",
            ),
            "people/bob.md": person("Bob Ray", "positions: Clerk"),
            "organizations/office.md": "---\nname: The office\n---\n",
        }
    )
    assert made.told == []
    positions = list_facts(made, "people/ann.html")["Positions"]
    assert [visible(li) for li in positions.iter("li")] == [
        "Clerk, The office 1999 – c. 2001",
        "Patron, The office",
        "Chief, The office from 2002",
    ]
    drawn = [list(li.iter(f"{SVG}rect")) for li in positions.iter("li")]
    assert [[r.get("class") or r.get("fill") for r in rects] for rects in drawn] == [
        ["held", "doubt"],
        [],
        ["held", "url(#strip.future)"],
    ]
    assert [svg.get("aria-hidden") for svg in positions.iter(f"{SVG}svg")] == ["true"] * 3
    assert [text.text for text in positions.iter(f"{SVG}text")] == [
        "1999",
        "2000",
        "2001",
        "2002",
        "2003",
    ]
    assert not list(made.main("people/bob.html").iter(f"{SVG}svg"))
    cards = find_all(made.main("organizations/office.html"), "ul", class_="cards")[0]
    assert [visible(li) for li in cards] == [
        "Ann Lee Clerk, 1999 – c. 2001",
        "Ann Lee Patron",
        "Ann Lee Chief, from 2002",
    ]


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
    assert [url for url in made.links("people/index.html") if "/index/" in url] == [
        "people/index/meetings.html", *parts,
    ]  # fmt: skip
    found = [url for part in parts for url in made.links(part) if url.startswith("people/p")]
    assert sorted(found) == sorted(f"people/p{n}.html" for n in range(600))
    assert "600 people" in made.text("people/index.html")
    assert made.text("people/index/c.html").startswith("People: C")


def test_index_of_500_is_one_page(make: Callable[..., Made]) -> None:
    people = [f"- {{id: p{n}, name: P{n}}}" for n in range(500)]
    made = make({"people/all.yaml": "\n".join(people)})
    assert [url for url in made.pages if url.startswith("people/index/")] == [
        "people/index/meetings.html"
    ]
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


def test_events_that_someone_only_told_of_stand_apart(make: Callable[..., Made]) -> None:
    account = "accounts: [{says: It was so, source: s, by: ann}]"
    made = make(
        {
            "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
            "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
            "events/told.md": f"---\ntitle: Told\ndate: 2001\n{account}\n---\n",
            "events/both.md": (
                f"---\ntitle: Both\ndate: 2002\nparticipants: [ann]\n{account}\n---\n"
            ),
        }
    )
    assert made.told == []

    def listed(anchor: str) -> list[str]:
        (section,) = (
            s
            for s in made.main("people/ann.html").iter("section")
            if s.get("aria-labelledby") == anchor
        )
        return [li.get("id", "") for li in find_all(section, "li", class_="event")]

    assert listed("page.events") == ["event.both"]
    assert listed("page.told") == ["event.told"]
    assert "20021 event" in made.text("people/index.html")
