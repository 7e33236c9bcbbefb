from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from making import PNG, Made, find_all, target, visible, write_files

from generator.backlinks import Quoter
from generator.build import make_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

ROOT_FILES = {
    "people/kim.md": "---\nname: Kim Il-song\nfamily: Kim\n---\n",
    "sources/report.md": "---\ntitle: A report\ntype: report\n---\n",
    "sources/letter.md": "---\ntitle: A letter\ntype: document\n---\n",
}


def article(title: str, date: str, body: str, more: str = "") -> str:
    """An article's text."""
    return f"---\ntitle: {title}\ndate: {date}\n{more}---\n{body}\n"


def quotes(made: Made, url: str) -> list[tuple[str, str, str]]:
    """The quoted sentences of a page: where each leads, the sentence, the words marked in it."""
    found = []
    lists = find_all(made.main(url), "ul", class_="backlinks")
    for quote in (quote for one in lists for quote in one.iter("blockquote")):
        link = next(quote.iter("a"))
        marked = [visible(mark) for mark in quote.iter("mark")]
        href = link.get("href", "")
        anchor = href.partition("#")[2]
        found.append((f"{target(url, href)}#{anchor}", visible(link), "|".join(marked)))
    return found


SENTENCES = [
    # references, by id, with words, by file
    ("He left. Then [[kim]] spoke. It rained.", "p.1", "Then Kim Il-song spoke.", "Kim Il-song"),
    ("He left.\n\n[[kim|The man]] spoke.", "p.2", "The man spoke.", "The man"),
    ("[[kim|R&D <x>]] spoke.", "p.1", "R&D <x> spoke.", "R&D <x>"),
    ("He left.\n\n[The man](../people/kim.md) spoke.", "p.2", "The man spoke.", "The man"),
    (
        "He left. [The *old* man](../people/kim.md) spoke.",
        "p.1",
        "The old man spoke.",
        "The old man",
    ),
    ("He met [the man](../people/kim.md) twice.", "p.1", "He met the man twice.", "the man"),
    ("[He left. She](../people/kim.md) stayed.", "p.1", "He left.", "He left."),
    # mentions
    ("It rained. Kim Il-song spoke & left.", "p.1", "Kim Il-song spoke & left.", "Kim Il-song"),
    # in lists, tables, quotations, headings of their own
    ("- One.\n- Then [[kim]] spoke.", "p.1", "Then Kim Il-song spoke.", "Kim Il-song"),
    ("| Who | When |\n| --- | --- |\n| [[kim]] | 1950 |", "p.1", "Kim Il-song", "Kim Il-song"),
    ("## Then\n\nText.\n\n## [[kim]]", "kim", "Kim Il-song", "Kim Il-song"),
    # marks and pictures are not words
    (
        "Then[@report] [[kim]] spoke[^1].\n\n[^1]: Loudly.",
        "p.1",
        "Then Kim Il-song spoke.",
        "Kim Il-song",
    ),
    ("**Then *he* met** [[kim]].", "p.1", "Then he met Kim Il-song.", "Kim Il-song"),
]


@pytest.mark.parametrize(("body", "anchor", "sentence", "marked"), SENTENCES)
def test_backlink_shows_the_sentence_and_marks_the_words(
    make: Callable[..., Made], body: str, anchor: str, sentence: str, marked: str
) -> None:
    made = make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    assert made.told == []
    assert quotes(made, "people/kim.html") == [(f"articles/a.html#{anchor}", sentence, marked)]


def test_backlink_leads_to_an_anchor_that_the_page_has(make: Callable[..., Made]) -> None:
    body = "One.\n\n> Two [[kim]].\n\n## Three\n\n1. [[kim|He]].\n\n!!! note\n    [[kim|Him]]."
    made = make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    ids = {element.get("id") for element in made.tree("articles/a.html").iter()}
    anchors = [where.partition("#")[2] for where, _, _ in quotes(made, "people/kim.html")]
    assert len(anchors) == 3
    assert set(anchors) <= ids


CITATIONS = [
    ("He left.[@report, p. 4] She stayed.", "He left.", "p. 4"),
    ("He left [@report]. She stayed.", "He left.", ""),
    ("He, as said[@report, ch. 2], left. She stayed.", "He, as said, left.", "ch. 2"),
    ("She stayed.\n\n[@report] He left.", "He left.", ""),
    ("He left.[^1]\n\n[^1]: So it says. [@report, p. 9]", "So it says.", "p. 9"),
]


@pytest.mark.parametrize(("body", "sentence", "locator"), CITATIONS)
def test_citation_shows_the_statement_that_rests_on_it(
    make: Callable[..., Made], body: str, sentence: str, locator: str
) -> None:
    made = make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    assert [found for _, found, _ in quotes(made, "sources/report.html")] == [sentence]
    shown = [
        visible(one) for one in find_all(made.main("sources/report.html"), "span", class_="locator")
    ]
    assert shown == ([locator] if locator else [])


def test_one_citation_of_two_sources_is_seen_from_both(make: Callable[..., Made]) -> None:
    made = make(
        {**ROOT_FILES, "articles/a.md": article("A", "2020", "So.[@report; @letter, p. 1]")}
    )
    assert [s for _, s, _ in quotes(made, "sources/report.html")] == ["So."]
    assert [s for _, s, _ in quotes(made, "sources/letter.html")] == ["So."]


def test_one_sentence_is_shown_once(make: Callable[..., Made]) -> None:
    body = (
        "[[kim]] saw that [[kim|he]] was [[kim|himself]].\n\nSo.[@report] So it is.[@report, p. 1]"
    )
    made = make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    assert len(quotes(made, "people/kim.html")) == 1
    assert len(quotes(made, "sources/report.html")) == 2


def test_record_is_no_backlink_of_itself(make: Callable[..., Made]) -> None:
    text = ROOT_FILES["people/kim.md"] + "## Life\n\n[[kim]] and [[#Life]] and [up](#life)."
    made = make({**ROOT_FILES, "people/kim.md": text})
    assert quotes(made, "people/kim.html") == []


def test_backlinks_stand_by_kind_and_then_by_date(make: Callable[..., Made]) -> None:
    files = {
        "articles/x.md": article("Newer", "2021", "[[kim]]."),
        "articles/y.md": article("Older", "2020", "[[kim]]."),
        "events/e.md": "---\ntitle: Event\ndate: 1950\n---\n[[kim]].\n",
        "people/zoe.md": "---\nname: Zoe Ash\nfamily: Ash\ngiven: Zoe\n---\n[[kim]].\n",
        "people/abe.md": "---\nname: Abe Zorn\nfamily: Zorn\ngiven: Abe\n---\n[[kim]].\n",
    }
    made = make({**ROOT_FILES, **files})
    order = [where.partition("#")[0] for where, _, _ in quotes(made, "people/kim.html")]
    assert order == [
        "articles/y.html",
        "articles/x.html",
        "events/e.html",
        "people/zoe.html",
        "people/abe.html",
    ]
    (section,) = find_all(made.main("people/kim.html"), "section", class_="backlink-section")
    assert [visible(h) for h in section.iter("h3")] == ["Articles", "Events", "People"]


def test_unlisted_person_is_seen_from_nowhere(make: Callable[..., Made]) -> None:
    witness = (
        "---\nname: Ann Lee\nfamily: Lee\nlisted: false\n"
        "sources: letter\n---\nSaw [[kim]].[@report]\n"
    )
    made = make({**ROOT_FILES, "people/ann-lee.md": witness})
    assert made.told == []
    assert [url for url, text in made.pages.items() if "Ann Lee" in text or "ann-lee" in text] == []


# Both ways, over the documentary that is shipped


def hrefs(made: Made, url: str) -> set[str]:
    """The pages that a page's `<main>` leads to."""
    return set(made.links(url))


def list_kind(made: Made, folder: str) -> Iterator[str]:
    """The pages of a kind's records."""
    for url in sorted(made.pages):
        if url.startswith(f"{folder}/") and not url.startswith(f"{folder}/index"):
            yield url


def body_links(made: Made, url: str) -> set[str]:
    """Where the links in an article's own text lead."""
    bodies: list[Element] = find_all(made.main(url), "div", class_="body")
    return {target(url, a.get("href", "")) for body in bodies for a in body.iter("a")}


def participants(made: Made, url: str) -> set[str]:
    """Where the links among an event's participants lead."""
    sides = find_all(made.main(url), "div", class_="side")
    links = {target(url, a.get("href", "")) for side in sides for a in side.iter("a")}
    return {link for link in links if link.startswith("people/")}


@pytest.mark.usefixtures("uncounted")
def test_from_each_person_one_reaches_their_events_and_articles_and_back(
    documentary: Made,
) -> None:
    pairs = 0
    for url in [*list_kind(documentary, "events"), *list_kind(documentary, "articles")]:
        named = participants(documentary, url) | body_links(documentary, url)
        for person in sorted(named):
            if person.startswith("people/"):
                pairs += 1
                assert url in hrefs(documentary, person), f"{person} does not lead back to {url}"
    assert pairs > 50


@pytest.mark.usefixtures("uncounted")
def test_what_a_page_quotes_is_what_its_author_wrote(documentary: Made) -> None:
    seen = 0
    for url in documentary.pages:
        for where, sentence, marked in quotes(documentary, url):
            page, _, anchor = where.partition("#")
            blocks = list(documentary.main(page).iter())
            (place,) = (n for n, block in enumerate(blocks) if block.get("id") == anchor)
            seen += 1
            assert marked in sentence
            # The page shows note marks where the quotation has none; a note follows its block.
            notes = (b for b in blocks[place:] if b.get("class") == "notes")
            shown = visible(blocks[place]) + visible(next(notes, blocks[place]))
            words = re.sub(r"\W|\d", "", shown)
            assert re.sub(r"\W|\d", "", sentence) in words, where
    assert seen > 100


def test_each_source_shows_every_page_that_cites_it(documentary: Made) -> None:
    for url in [*list_kind(documentary, "articles"), *list_kind(documentary, "events")]:
        for source in body_links(documentary, url):
            if source.startswith("sources/"):
                assert url in hrefs(documentary, source)


def test_backlinks_are_plain_text(tmp_path: Path) -> None:
    body = 'Then <b>he</b> & [[kim]] &lt;spoke&gt; `<i>` [x](https://example.org "y").'
    folder = write_files(tmp_path, {**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    made = Made(folder, make_site(folder))
    assert [s for _, s, _ in quotes(made, "people/kim.html")] == [
        "Then he & Kim Il-song <spoke> <i> x."
    ]


def test_link_without_a_sentence_is_quoted_without_words(make: Callable[..., Made]) -> None:
    body = "[![x](../media/x.png)](../people/kim.md)"
    files = {**ROOT_FILES, "media/x.png": PNG, "articles/a.md": article("A", "2020", body)}
    made = make(files)
    assert made.told == []
    assert quotes(made, "people/kim.html") == []
    assert "articles/a.html" in made.links("people/kim.html")


@pytest.mark.parametrize("tag", ['<video src="{}"></video>', '<q cite="{}">x</q>'])
def test_address_of_something_that_is_no_link_is_no_crash(
    make: Callable[..., Made], tag: str
) -> None:
    body = tag.format("../people/kim.md")
    make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})


def test_long_sentence_is_converted_once(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    converted = []
    plain = Quoter.plain

    def count(quoter: Quoter, start: int, end: int) -> str:
        converted.append(end - start)
        return plain(quoter, start, end)

    monkeypatch.setattr(Quoter, "plain", count)
    body = "So " + "[[kim|he]] and [[report|it]], " * 50 + "end."
    make({**ROOT_FILES, "articles/a.md": article("A", "2020", body)})
    assert sum(converted) < 2 * len(body)
