from __future__ import annotations

import re
from typing import TYPE_CHECKING

from making import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

SOURCE = "---\ntitle: {}\ntype: book\n{}---\n"


def section(made: Made, url: str, name: str) -> str:
    """The words of a part of a page, by the id of its heading."""
    found = [s for s in made.main(url).iter("section") if s.get("aria-labelledby") == name]
    return visible(found[0]) if found else ""


def test_source_shows_the_records_that_cite_it_in_a_field(make: Callable[..., Made]) -> None:
    made = make(
        {
            "sources/s.md": SOURCE.format("S", ""),
            "people/in-a-field.md": "---\nname: Fay\npositions: [{title: T, sources: s}]\n---\n",
            "people/in-both.md": "---\nname: Bo\nsources: s\n---\nSo.[@s]\n",
            "events/account.md": (
                "---\ntitle: E\ndate: 2020\naccounts: [{says: So., source: s}]\n---\n"
            ),
        }
    )
    assert made.told == []
    assert section(made, "sources/s.html", "page.rests") == "Also cited by E Event Fay Person"
    assert "Bo" in section(made, "sources/s.html", "page.backlinks")


def test_bibliography_stands_by_author_else_by_title(make: Callable[..., Made]) -> None:
    made = make(
        {
            "sources/a.md": SOURCE.format("Zebra", "author: [{family: Abel, given: Z.}]\n"),
            "sources/b.md": SOURCE.format("Middle", ""),
            "sources/c.md": SOURCE.format("Aardvark", "author: Zorn\n"),
        }
    )
    urls = dict.fromkeys(made.links("sources/index.html"))
    shown = [url for url in urls if re.fullmatch(r"sources/[abc]\.html", url)]
    assert shown == ["sources/a.html", "sources/b.html", "sources/c.html"]


def test_a_source_shows_its_entry_note_and_short_note_with_its_authors_own_order(
    make: Callable[..., Made],
) -> None:
    made = make(
        {
            "people/kim.md": (
                "---\nname: Kim Han-sol\nfamily: Kim\ngiven: Han-sol\n"
                "name_order: family-first\n---\n"
            ),
            "sources/a.md": SOURCE.format(
                "My Years",
                "author: [{family: Kim, given: Han Sol}]\npublisher: Press\nissued: 1992\n",
            ),
        }
    )
    assert made.told == []
    shown = made.text("sources/a.html")
    assert "Kim Han-sol. My Years. Press, 1992." in shown
    assert "In a note Kim Han-sol, My Years (Press, 1992)." in shown
    assert "In later notes Kim, My Years." in shown


def test_a_confidential_source_says_nothing_of_its_date(make: Callable[..., Made]) -> None:
    made = make({"sources/a.md": SOURCE.format("T", "issued: 1992\naccess: confidential\n")})
    shown = made.text("sources/a.html")
    assert "In a note T." in shown
    assert "n.d." not in shown
    assert "1992" not in shown
