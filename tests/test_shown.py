"""What a URL means among the builds that are shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from generator.preview import Generation
from generator.shown import GENERATIONS, Showing, content_type, find_nearest

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
