"""The interface's words come from one table: in a made-up language, each of them can be told.

The content is in Greek letters alone, every word of the table stands between ⟦ and ⟧. Latin letters
anywhere else are a word that does not come from the table.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import html5lib
import pytest
from conftest import ROOT
from making import Made

from generator.build import make_site
from generator.words import ENGLISH, WORDS, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

WRAPPED = re.compile("⟦[^⟦⟧]*⟧")
LATIN = re.compile("[A-Za-z]{1,}")
# Attributes that people see or hear, or that scripts show.
SPOKEN = {"alt", "title", "aria-label", "aria-description", "placeholder", "label", "content"}
# What is the same in every language: code, data of the content, names of formats and addresses.
CODE = {"script", "style", "code", "pre"}
SAME = re.compile(
    r"https?://\S+|[\w./-]+\.(?:html|js)|(?:Asia|Europe)/\w+|\b(?:BibTeX|CSL-JSON|DOI|ISBN|PDF|SVG|URL)\b"
)
# What a `<meta>` says to people elsewhere; the others are for browsers.
SAID = {"description", "og:site_name", "og:title", "og:description", "og:image:alt"}


def wrap(table: Mapping[str, str]) -> dict[str, str]:
    """The words of a table, each one set apart."""
    return {name: f"⟦{word}⟧" for name, word in table.items()}


def make_pseudo(words: Words) -> Words:
    """A language in which every word is set apart."""
    return replace(
        words,
        months=tuple(f"⟦{month}⟧" for month in words.months),
        plain=wrap(words.plain),
        counted={name: (f"⟦{one}⟧", f"⟦{other}⟧") for name, (one, other) in words.counted.items()},
        ordinals=tuple(f"⟦{ordinal}⟧" for ordinal in words.ordinals),
        seasons=tuple(f"⟦{season}⟧" for season in words.seasons),
        centuries=tuple(f"⟦{century}⟧" for century in words.centuries),
        languages=wrap(words.languages),
        dates={
            name: text if not re.search("[A-Za-z]", text.replace("{}", "")) else f"⟦{text}⟧"
            for name, text in words.dates.items()
        },
    )


@pytest.fixture(scope="module")
def pseudo() -> Iterator[Made]:
    """The site in Greek with an interface in the made-up language."""
    folder = ROOT / "tests" / "sites" / "greek"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(WORDS, "el", make_pseudo(ENGLISH))
        yield Made(folder, make_site(folder))


def find_foreign(text: str) -> list[str]:
    """The words of a text that are neither the content's nor the table's."""
    while WRAPPED.search(text):
        text = WRAPPED.sub(" ", text)
    return LATIN.findall(SAME.sub(" ", text))


def list_spoken(element: Element) -> Iterator[tuple[str, str]]:
    """Every text that a page shows, has read aloud, or hands to its scripts."""
    if element.tag in CODE:
        return
    for name, value in element.attrib.items():
        if name == "data-kind":
            continue
        is_code = element.tag == "meta" and element.get("name", element.get("property")) not in SAID
        if (name in SPOKEN or name.startswith("data-")) and not is_code:
            yield f"{element.tag} {name}", value
    yield str(element.tag), "".join([element.text or "", *(child.tail or "" for child in element)])
    for child in element:
        if isinstance(child.tag, str):
            yield from list_spoken(child)


def test_every_word_of_the_interface_comes_from_the_table(pseudo: Made) -> None:
    assert pseudo.told == []
    found = {
        (place, text.strip()[:80]): url
        for url in pseudo.pages
        for place, text in list_spoken(pseudo.tree(url))
        if find_foreign(text)
    }
    assert found == {}, "\n".join(map(str, found.items()))


def test_a_word_that_is_not_in_the_table_is_found() -> None:
    page = '<p aria-label="⟦Main⟧">⟦from ⟦May⟧ on⟧ Τίτλος<b>and</b></p><i title="Next"></i>'
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    said = [word for _, text in list_spoken(tree) for word in find_foreign(text)]
    assert said == ["and", "Next"]
