from __future__ import annotations

import gzip
import shutil
import unicodedata
from typing import TYPE_CHECKING

import pytest
from making import PNG, find_all, paint
from publishing import read_site

from generator.build import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from making import Made

SVG = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
ARTICLE = "---\ntitle: A\ndate: 2020\n---\n![x](../media/{})\n"
DRAWINGS = [
    # with a script
    (SVG % b"<script>x</script>", "<script"),
    (SVG % b"<SCRIPT>x</SCRIPT>", "<SCRIPT"),
    (SVG % b"<svg:script>x</svg:script>", "<svg:script"),
    (SVG % b'<a href="javascript:x"/>', "javascript:"),
    (SVG % b'<a href="java&#115;cript:x"/>', "javascript:"),
    (SVG % b'<g\nonload="x"/>', "onload="),
    (SVG % b"<foreignObject/>", "<foreignObject"),
    ((SVG % b"<script>x</script>").decode().encode("utf-16"), "<script"),
    # without
    (SVG % b"<text>On and on, description = script</text>", ""),
    (SVG % b"<g/>", ""),
]


@pytest.mark.parametrize(("data", "found"), DRAWINGS)
def test_drawing_with_a_script_is_refused(
    make: Callable[..., Made], data: bytes, found: str
) -> None:
    for name, content in (("x.svg", data), ("y.svgz", gzip.compress(data))):
        made = make({"articles/a.md": ARTICLE.format(name), f"media/{name}": content})
        told = f"content/media/{name}:0:0+1 svg-script: the drawing holds `{found}` "
        assert made.told == ([told + "| save it without scripts, as a plain SVG"] if found else [])


def test_drawing_that_cannot_be_unpacked_is_no_crash(make: Callable[..., Made]) -> None:
    made = make({"articles/a.md": ARTICLE.format("x.svgz"), "media/x.svgz": b"\x1f\x8bnonsense"})
    assert made.told == []


def test_drawing_that_nothing_shows_is_not_read(make: Callable[..., Made]) -> None:
    made = make({"places/p.md": "---\nname: P\n---\n", "media/x.svg": b"<script"})
    assert made.told == []


NAMES = ["100% map #1.png", "a&b's.png", "지도.png"]


@pytest.mark.parametrize("name", NAMES)
def test_medium_of_any_name_is_found_by_its_address(make: Callable[..., Made], name: str) -> None:
    person = (
        f'---\nname: P\nimage: "{name}"\n---\n'
        f"![x](<../media/{name.replace('%', '%25')}>) ![[{name}|y]]\n"
    )
    made = make({"people/p.md": person, f"media/{name}": PNG, f"media/{name}.yaml": "alt: x"})
    if made.codes:  # `#` begins an anchor
        assert "#" in name
        return
    images = find_all(made.main("people/p.html"), "img")
    assert len(images) == 3
    from making import target

    for image in images:
        assert target("people/p.html", image.get("src", "")) in made.result.files


def test_medium_whose_name_is_stored_decomposed_is_published(site: Callable[..., Path]) -> None:
    name = unicodedata.normalize("NFD", "über.svg")
    folder = site({"articles/a.md": ARTICLE.format("über.svg"), f"media/{name}": SVG % b""})
    result = build(folder, folder / "public")
    assert result.count("error") == 0
    assert result.published
    assert (folder / "public/media/über.svg").read_bytes() == SVG % b""


@pytest.mark.parametrize("name", ["x.html", "x.XHTML", "x.xml", "x.js"])
def test_medium_that_runs_scripts_is_refused(make: Callable[..., Made], name: str) -> None:
    article = f"---\ntitle: A\ndate: 2020\n---\n[x](../media/{name})\n"
    made = make({"articles/a.md": article, f"media/{name}": b"<script>x</script>"})
    ending = name.lower().partition(".")[2]
    assert made.told == [
        f"content/media/{name}:0:0+1 media-active: a `.{ending}` file can run scripts on the "
        "site's pages | save it as a PDF or a picture, or link to where it is published"
    ]


def test_medium_that_runs_scripts_may_lie_unused(make: Callable[..., Made]) -> None:
    assert make({"places/p.md": "---\nname: P\n---\n", "media/x.html": b""}).told == []


def test_what_was_kept_of_one_picture_is_not_taken_for_another(site: Callable[..., Path]) -> None:
    text = ARTICLE.format("one.jpg") + "\n![y](../media/two.jpg)\n"
    files = {
        "media/one.jpg": paint("900x300 red", "jpg"),
        "media/two.jpg": paint("600x600 blue", "jpg"),
    }
    folder = site({"articles/a.md": text, **files})
    output = folder / "public"
    assert build(folder, output, jobs=1).published
    before = read_site(output)
    one, two = (folder / ".backstory/pictures").glob("*/made")
    kept, other = one.read_bytes(), two.read_bytes()
    assert kept != other
    one.write_bytes(other)
    two.write_bytes(kept)
    shutil.rmtree(output)
    assert build(folder, output, jobs=1).published
    assert read_site(output) == before
