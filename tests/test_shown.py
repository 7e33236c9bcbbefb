"""What a URL means among the builds that are shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from generator.preview import Generation
from generator.shown import GENERATIONS, Showing, content_type, find_nearest, find_url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a b.js", "text/javascript; charset=utf-8"),
        ("data.json", "application/json; charset=utf-8"),
        ("data.geojson", "application/geo+json; charset=utf-8"),
        ("sources.bib", "application/x-bibtex; charset=utf-8"),
        ("picture.webp", "image/webp"),
        ("font.woff2", "font/woff2"),
        ("report.pdf", "application/pdf"),
        ("talk.m4a", "audio/mp4"),
        ("talk.vtt", "text/vtt; charset=utf-8"),
        ("CNAME", "application/octet-stream"),
        ("x.unknown", "application/octet-stream"),
    ],
)
def test_a_type_does_not_depend_on_the_system(url: str, kind: str) -> None:
    assert content_type(url) == kind


@pytest.mark.parametrize(
    ("url", "nearest"),
    [
        ("people/kim-jong-um.html", "people/kim-jong-un.html"),
        ("people/kim-jong-un", "people/kim-jong-un.html"),
        ("People/Kim-Jong-Un.html", "people/kim-jong-un.html"),
        ("articles/kim-jong-un.html", "people/kim-jong-un.html"),
        ("place/index.html", "places/index.html"),
    ],
)
def test_the_nearest_urls_are_found(url: str, nearest: str) -> None:
    pages = ["people/kim-jong-un.html", "people/kim-yong-chol.html", "places/index.html"]
    files = dict.fromkeys([*pages, "404.html", "style/kim-jong-un.css"], b"")

    assert find_nearest(url, files)[0] == nearest


def test_nothing_is_near_to_what_nothing_resembles() -> None:
    assert find_nearest("x" * 100_000, {"people/ada.html": b"", "404.html": b""}) == []


def test_pages_of_the_last_builds_get_what_belongs_to_them(tmp_path: Path) -> None:
    async def show() -> list[int]:
        showing = Showing((tmp_path,), frozenset())
        assert showing.find("3").files == {}
        for number in range(1, GENERATIONS + 3):
            showing.add(Generation(number, {}))
        asked = ["", "1", "2", "3", "6", "7", "-1", "²", "x"]
        return [showing.find(number).number for number in asked]

    newest = GENERATIONS + 2
    assert asyncio.run(show()) == [newest, newest, newest, 3, 6, newest, newest, newest, newest]


@pytest.fixture
def showing(tmp_path: Path) -> Showing:
    """Three builds: an article has changed, and then a style sheet."""
    showing = Showing((tmp_path,), frozenset())
    files = {"index.html": b"", "a.html": b"", "a.css": b"", "b.css": b"", "a.png": b""}
    showing.add(Generation(7, files, frozenset(files)))
    showing.add(Generation(8, files, frozenset({"a.html"})))
    showing.add(Generation(9, files, frozenset({"a.css"})))
    return showing


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        ("9", set()),
        ("8", {"a.css"}),
        ("7", {"a.html", "a.css"}),
        ("6", None),
        ("10", None),
        ("nine", None),
        # Another client than ours tells no number.
        ("", set()),
    ],
)
def test_what_has_changed_since_a_build_is_known_as_long_as_it_is_kept(
    showing: Showing, number: str, changed: set[str] | None
) -> None:
    assert showing.changed_since(number) == changed


@pytest.mark.parametrize(
    ("page", "changed", "news"),
    [
        ("a.html", {"a.html"}, ["*"]),
        ("a.html", {"index.html", "b.css", "feed.xml"}, []),
        ("a.html", {"a.css", "index.html"}, ["/a.css"]),
        ("a.html", {"a.css", "a.png"}, ["*"]),
        ("a.html", {"gone.css"}, ["*"]),
        ("a.html", set(), []),
        ("a.html", None, ["*"]),
        ("index.html", {"a.css"}, []),
        ("missing.html", {"b.css"}, ["*"]),
        ("missing.html", set(), []),
        # What anyone may have asked for.
        ("index.html", {"data.json"}, ["*"]),
        ("a.html", {"more.json"}, ["*"]),
    ],
)
def test_a_page_is_told_of_what_concerns_it(
    showing: Showing, page: str, changed: set[str] | None, news: list[str]
) -> None:
    own = {"Referer": "http://127.0.0.1:8000/a.html?q#x", "Sec-Fetch-Dest": "style"}
    showing.note_load("a.css", own)
    showing.note_load("gone.css", own)
    showing.note_load("a.png", {"Referer": "http://127.0.0.1:8000/a.css?generation=7"})
    showing.note_load("a.css", {"Referer": "http://127.0.0.1:8000/a.css"})
    showing.note_load("index.html", {"Referer": "http://127.0.0.1:8000/a.html"})
    showing.note_load("b.css", {**own, "Sec-Fetch-Dest": "document"})
    showing.note_load("data.json", {})
    showing.note_load("more.json", {"Referer": "http://localhost/", "Host": "localhost"})

    assert showing.find_news(page, changed) == news


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://127.0.0.1:8000", "index.html"),
        ("http://127.0.0.1:8000/", "index.html"),
        ("http://x/people/?q=a#b", "people/index.html"),
        ("http://x/people/J%C3%BCrgen.html", "people/Jürgen.html"),
        ("http://x/people/Ju%CC%88rgen.html", "people/Jürgen.html"),
        ("http://[", ""),
    ],
)
def test_the_url_of_an_address_is_that_of_its_file(address: str, url: str) -> None:
    assert find_url(address) == url
