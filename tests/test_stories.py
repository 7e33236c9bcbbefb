from __future__ import annotations

from typing import TYPE_CHECKING

from making import Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable


def article(title: str, date: str, *lines: str, body: str = "") -> str:
    """An article's text."""
    return "\n".join(["---", f"title: {title}", f"date: {date}", *lines, "---", body, ""])


def section(made: Made, url: str, name: str) -> str:
    """The words of a part of a page, by the id of its heading."""
    found = [s for s in made.main(url).iter("section") if s.get("aria-labelledby") == name]
    return visible(found[0]) if found else ""


SERIES = {
    "articles/c.md": article("Third", "2020-03-01", "series: S", "part: 3"),
    "articles/a.md": article("First", "2020-09-01", "series: S", "part: 1"),
    "articles/b.md": article("Second", "2020-01-01", "series: S", "part: 2"),
    "articles/x.md": article("Alone", "2020-02-01", "series: T", "part: 1"),
}


def test_series_stands_by_its_parts_and_leads_on(make: Callable[..., Made]) -> None:
    made = make(SERIES)
    assert section(made, "articles/b.html", "page.series") == (
        "Series: S First Second Third Previous First Next Third"
    )
    assert section(made, "articles/a.html", "page.series").endswith("Third Next Second")
    assert section(made, "articles/c.html", "page.series").endswith("Third Previous Second")
    assert section(made, "articles/index.html", "series.1") == "S First Second Third"


def test_series_of_one_is_only_named(make: Callable[..., Made]) -> None:
    made = make(SERIES)
    assert section(made, "articles/x.html", "page.series") == ""
    assert "T · Part 1" in made.text("articles/x.html")
    assert section(made, "articles/index.html", "series.2") == ""


def test_articles_stand_by_date_the_newest_first(make: Callable[..., Made]) -> None:
    made = make(SERIES)
    (teasers,) = find_all(made.main("articles/index.html"), "div", class_="teasers")
    assert [visible(h) for h in teasers.iter("h3")] == ["First", "Third", "Alone", "Second"]


CONFIG = """
    title: The site
    topics:
      Big Talks: {title: Great talks, description: About talks}
      unused: Never used
    """


def test_topics_have_pages_with_their_titles_from_the_settings(make: Callable[..., Made]) -> None:
    made = make(
        {
            "site.yaml": CONFIG,
            "articles/a.md": article("A", "2020", "topics: [big talks, Big-Talks]"),
            "articles/b.md": article("B", "2021", "tags: Big Talks"),
        }
    )
    assert made.told == []
    assert made.text("topics/big-talks.html") == "Topics Great talks About talks B 2021 A 2020"
    assert "Nothing here yet." in made.text("topics/unused.html")
    assert "topics/big-talks.html" in made.links("articles/a.html")
    assert "2 articles" in made.text("topics/index.html")


def test_topic_that_articles_name_needs_no_settings(make: Callable[..., Made]) -> None:
    made = make({"articles/a.md": article("A", "2020", "topics: Peace & war")})
    assert made.told == []
    assert made.text("topics/peace-war.html") == "Topics Peace & war A 2020"


def test_authors_are_linked_where_one_record_has_that_name(make: Callable[..., Made]) -> None:
    people = "---\nname: {}\nfamily: X\n---\n"
    made = make(
        {
            "site.yaml": "title: The site\nauthors: [The editors]",
            "people/ann.md": people.format("Ann Lee"),
            "people/tom-1.md": people.format("Tom Fox"),
            "people/tom-2.md": people.format("Tom Fox\ndifferent_from: tom-1"),
            "organizations/kcna.md": "---\nname: KCNA\n---\n",
            "places/seoul.md": "---\nname: Seoul\n---\n",
            "articles/a.md": article(
                "A", "2020", "authors: [ann, Ann Lee, Tom Fox, kcna, Seoul, Zed]"
            ),
            "articles/b.md": article("B", "2020"),
        }
    )
    assert made.told == []
    (byline,) = find_all(made.main("articles/a.html"), "p", class_="byline")
    assert "By Ann Lee, Ann Lee, Tom Fox, KCNA, Seoul, Zed" in visible(byline)
    assert [a.get("href") for a in byline.iter("a")] == [
        "../people/ann.html",
        "../people/ann.html",
        "../organizations/kcna.html",
    ]
    assert "By The editors" in made.text("articles/b.html")


def test_article_lists_the_people_and_events_that_it_names(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
            "people/bob.md": "---\nname: Bob Ray\nfamily: Ray\n---\n",
            "events/late.md": "---\ntitle: Late\ndate: 2019\n---\n",
            "events/soon.md": "---\ntitle: Soon\ndate: 2018\n---\n",
            "articles/a.md": article(
                "A", "2020", body="Ann Lee at [[late]] and [it](../events/soon.md)."
            ),
        }
    )
    assert made.told == []
    cast = section(made, "articles/a.html", "page.cast")
    assert "Ann Lee" in cast
    assert "Bob Ray" not in cast
    events = section(made, "articles/a.html", "page.events")
    assert events.index("Soon") < events.index("Late")


def test_reading_time_is_at_least_a_minute(make: Callable[..., Made]) -> None:
    made = make(
        {
            "articles/a.md": article("A", "2020", body="Short."),
            "articles/b.md": article("B", "2020", body="word " * 690),
            "articles/c.md": article("C", "2020", body="하노이에서 만났다. " * 345),
            "articles/d.md": article("D", "2020", body="会谈在河内举行了。" * 115),
        }
    )
    assert "1 minute to read" in made.text("articles/a.html")
    assert "3 minutes to read" in made.text("articles/b.html")
    assert "3 minutes to read" in made.text("articles/c.html")
    # Eight characters of a sentence, each two like a word.
    assert "2 minutes to read" in made.text("articles/d.html")


def numbered(count: int) -> dict[str, str]:
    """The articles of a series."""
    text = "---\ntitle: Part {}\ndate: 2020\nseries: S\npart: {}\n---\n"
    return {f"articles/a{n:03}.md": text.format(n, n) for n in range(1, count + 1)}


def test_part_of_a_long_series_shows_its_neighbours(make: Callable[..., Made]) -> None:
    assert "articles/a020.html" in make(numbered(20)).links("articles/a010.html")
    made = make(numbered(21))
    assert made.told == []
    links = made.links("articles/a010.html")
    assert [u for u in links if u.startswith("articles/a0")] == [
        "articles/a009.html",
        "articles/a011.html",
    ]
    (more,) = [a for a in made.main("articles/a010.html").iter("a") if "whole" in (a.text or "")]
    assert more.get("href") == "../articles/index.html#series.1"
    assert 'id="series.1"' in made.pages["articles/index.html"]


def test_translations_of_a_translation_are_translations_of_all(make: Callable[..., Made]) -> None:
    text = "---\ntitle: {}\ndate: 2020\nlang: {}\n{}---\n"
    made = make(
        {
            "articles/a.md": text.format("A", "en", ""),
            "articles/b.md": text.format("B", "de", "translation_of: a\n"),
            "articles/c.md": text.format("C", "fr", "translation_of: b\n"),
        }
    )
    for one in "abc":
        links = set(made.links(f"articles/{one}.html"))
        assert {f"articles/{other}.html" for other in {*"abc"} - {one}} <= links
