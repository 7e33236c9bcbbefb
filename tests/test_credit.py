"""Who wrote a page, and how it says that it may be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

PEOPLE = {
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\ngiven: Ann\n---\n",
    "people/kim.md": (
        "---\nname: Kim Chol\nfamily: Kim\ngiven: Chol\nname_order: family-first\n---\n"
    ),
    "people/bo.md": "---\nname: Bo Chen\nfamily: Chen\ngiven: Bo\n---\n",
    "organizations/office.md": "---\nname: Office of R&D\n---\n",
}
SITE = "title: The site\nedition: Second edition\nauthors: [The editors]\n"


def cited(made: Made, url: str) -> tuple[str, str]:
    """The reference on a page, and the BibTeX below it."""
    (section,) = find_all(made.main(url), "section", class_="cite-this")
    (reference,) = section.findall("p")
    (bibtex,) = section.iter("code")
    return visible(reference), bibtex.text or ""


def test_article_is_cited_with_its_authors_site_edition_and_day(make: Callable[..., Made]) -> None:
    front = "title: 50 % of {it} & more\ndate: 2020-02-03\nauthors: [ann, bo, kim, office, Zed_1]"
    made = make({"site.yaml": SITE, **PEOPLE, "articles/a.md": f"---\n{front}\n---\n"})
    assert made.told == []
    assert cited(made, "articles/a.html") == (
        "Lee, Ann, Bo Chen, Kim Chol, Office of R&D, and Zed_1. “50 % of {it} & more.” The site. "
        "Second edition, 3 February 2020.",
        "@online{a,\n"
        "  author = {Lee, Ann and Chen, Bo and Kim, Chol and {Office of R\\&D} and {Zed\\_1}},\n"
        "  title = {{50 \\% of \\textbraceleft{}it\\textbraceright{} \\& more}},\n"
        "  edition = {Second edition},\n"
        "  booktitle = {{The site}},\n"
        "  date = {2020-02-03},\n"
        "  year = {2020},\n"
        "}\n",
    )


def test_changed_article_is_cited_by_its_last_change_and_address(
    make: Callable[..., Made],
) -> None:
    front = "title: Why?\ndate: 2020-02-03\nupdated: 2021-04-05\nlang: de"
    site = "title: Who!\nbase_url: https://example.org/sub\n"
    made = make({"site.yaml": site, "articles/ü.md": f"---\n{front}\n---\n"})
    reference, bibtex = cited(made, "articles/ü.html")
    address = "https://example.org/sub/articles/%C3%BC.html"
    assert reference == f"“Why?” Who! 5 April 2021. {address}."
    assert bibtex.endswith(f"  year = {{2021}},\n  url = {{{address}}},\n}}\n")
    assert "author" not in bibtex
    (title,) = find_all(made.main("articles/ü.html"), "span", lang="de")
    assert title.text == "“Why?”"


@pytest.mark.parametrize(
    ("edition", "said"),
    [("Edition of 3 February 2020", "Edition of 3 February 2020."), ("", "3 February 2020.")],
)
def test_day_is_said_once(make: Callable[..., Made], edition: str, said: str) -> None:
    site = f"title: S\nedition: {edition}\n"
    made = make({"site.yaml": site, "articles/a.md": "---\ntitle: A\ndate: 2020-02-03\n---\n"})
    assert cited(made, "articles/a.html")[0] == f"“A.” S. {said}"


def test_event_and_person_are_cited_by_the_edition(make: Callable[..., Made]) -> None:
    event = "---\ntitle: It happened\ndate: 1999\nupdated: 2021\n---\n"
    made = make({"site.yaml": SITE, **PEOPLE, "events/e.md": event})
    said = "The editors. “{}.” The site. Second edition."
    assert cited(made, "events/e.html")[0] == said.format("It happened")
    assert cited(made, "people/ann.html")[0] == said.format("Ann Lee")
    assert "date" not in cited(made, "events/e.html")[1]


def test_places_sources_and_own_pages_say_nothing_of_it(make: Callable[..., Made]) -> None:
    files = {
        "places/p.md": "---\nname: P\n---\n",
        "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
        "pages/about.md": "---\ntitle: About\n---\n",
    }
    made = make({**files, **PEOPLE})
    for url in ("places/p.html", "sources/s.html", "about.html", "organizations/office.html"):
        assert find_all(made.main(url), "section", class_="cite-this") == []


def test_signs_of_tex_are_escaped(make: Callable[..., Made]) -> None:
    made = make({"articles/a.md": '---\ntitle: "a\\\\b~c^d#e$f"\ndate: 2020\n---\n'})
    bibtex = cited(made, "articles/a.html")[1]
    title = r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d\#e\$f"
    assert f"  title = {{{{{title}}}}},\n" in bibtex
