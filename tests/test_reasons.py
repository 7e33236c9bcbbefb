from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from making import write_files

from generator.build import build
from generator.cache import open_cache
from generator.reasons import MOST_PAGES, TOUCHED, WORDS, explain, say_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

GOOD = {
    "articles/a.md": "---\ntitle: A\ndate: 2020\n---\nAnn Lee spoke. [@s]\n",
    "articles/b.md": "---\ntitle: B\ndate: 2021\n---\nNothing.\n",
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
}


@pytest.mark.parametrize(
    ("url", "facts", "said"),
    [
        # of the page's own record
        ("people/kim.html", ["text kim"], "own text"),
        ("people/kim.html", ["fields kim"], "own fields"),
        ("people/kim.html", ["quotes kim"], "a link to it, or the sentence around one"),
        ("people/kim/2018.html", ["quotes kim"], "a link to it, or the sentence around one"),
        ("about.html", ["text about"], "own text"),
        ("sources/kim2018.html", ["fields Kim2018"], "own fields"),
        # of others
        ("people/kim.html", ["text talks"], "the text of `talks`"),
        ("people/index.html", ["kind person"], "which records there are, or their order: person"),
        ("people/kim.html", ["template person.html"], "the template `person.html`"),
        ("people/kim.html", ["name kim jong un"], "the name “kim jong un”"),
        # of the whole site
        ("index.html", ["site"], "settings, header or footer"),
        ("evidence.html", ["audit", "part"], "a part of the evidence; how far records are cited"),
        ("x/y.html", ["new"], "new"),
        # what tells most comes first, each once, and a few
        ("a.html", ["kind page", "site", "fields a"], "own fields; settings, header or footer; "
         "which records there are, or their order: page"),
        ("a.html", ["text b", "text c", "text d", "text e"],
         "the text of `b`; the text of `c`; the text of `d`; 1 more reason"),
        ("a.html", [f"text {i}" for i in "bcdef"],
         "the text of `b`; the text of `c`; the text of `d`; 2 more reasons"),
        ("a.html", [], TOUCHED),
        # a fact without words is told as it is
        ("a.html", ["colour red"], "colour red"),
    ],
)  # fmt: skip
def test_reasons_are_said_in_words(url: str, facts: list[str], said: str) -> None:
    assert say_reasons(url, facts) == said


def test_every_fact_that_a_page_may_depend_on_has_words(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert build(folder, folder / "public", jobs=1).published
    with closing(open_cache(folder, "site")[0]) as cache:
        found = {key.partition(" ") for key, _ in cache.read_all("state")}
    words = {word for what, _, word in found if what == "facts"}
    # These are what linking a record and checking it depend on, and what others are made from.
    assert words - WORDS.keys() == {"bears", "own", "gap"}
    assert {"fields", "site", "template", "kind", "part"} <= words


def test_a_few_pages_are_told_and_how_many_more_there_are() -> None:
    made = {f"people/p{number:03}.html": ["site"] for number in range(MOST_PAGES + 5)}
    lines = list(explain(made))
    assert lines[0] == f"made anew: {MOST_PAGES + 5} files"
    assert lines[1] == "  people/p000.html: settings, header or footer"
    assert len(lines) == MOST_PAGES + 2
    assert lines[-1] == "  and 5 more"


def test_first_build_gives_no_list() -> None:
    made = {f"p{number}.html": ["new"] for number in range(3)}
    assert list(explain(made)) == ["made for the first time: 3 files"]
    assert list(explain({})) == []


def change(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """What is said of each page after some files were changed."""
    write_files(folder, files)
    made = build(folder, folder / "public", jobs=1).made
    return {url: say_reasons(url, facts) for url, facts in made.items()}


def test_reasons_of_a_build_are_those_of_the_change(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert set(change(folder, {}).values()) == {"new"}

    said = change(folder, {"articles/b.md": GOOD["articles/b.md"] + "Ann Lee came.\n"})
    assert said["articles/b.html"].startswith("own text")
    assert "a link to it, or the sentence around one" in said["people/ann.html"]
    assert "articles/a.html" not in said

    said = change(folder, {"people/ann.md": GOOD["people/ann.md"].replace("Ann Lee", "Ann Lea")})
    assert said["people/ann.html"].startswith("own fields")
    assert "articles/a.html" in said

    said = change(folder, {"templates/source.html": "{% extends 'theme/source.html' %}"})
    assert said == {"sources/s.html": "the template `source.html`"}

    (folder / "public/sources/s.html").unlink()
    assert change(folder, {}) == {"sources/s.html": TOUCHED}
