"""Sites made for one test: written from a table of texts, built as an author would build them."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import wave
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from random import Random
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import html5lib
from PIL import Image

from generator.build import Result, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from generator.problems import Problem

ROOT = Path(__file__).parent.parent
# The smallest picture: two black pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000010800000000d14920560000000b49444154789c6360600000"
    "00030001b8ad3a630000000049454e44ae426082"
)
PAINTING = re.compile(r"(\d+)x(\d+) (\w+)( turned)?")
FORMATS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "gif": "GIF",
    "avif": "AVIF",
}
BLOCKS = set("p li dt dd div h1 h2 h3 h4 td th tr section article header figure blockquote".split())


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a site from a table of paths and texts; a path is below content/ unless it says so."""
    wanted = {"site.yaml": "title: The site", **files}
    for name, content in wanted.items():
        is_whole = name.startswith(("templates/", "static/"))
        path = folder / name if is_whole else folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = dedent(content).lstrip("\n").encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


@cache
def paint(words: str, ending: str) -> bytes:
    """A picture by its size and colour: "600x400 red"; one more word for a camera held upright.

    It has a grain, as photographs have, and tells of the camera and the place.
    """
    found = PAINTING.fullmatch(words.strip())
    assert found, words
    size = int(found[1]), int(found[2])
    grain = Image.frombytes("L", size, Random(size[0]).randbytes(size[0] * size[1]))
    picture = Image.blend(Image.new("RGB", size, found[3]), grain.convert("RGB"), 0.3)
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "A camera", 6 if found[4] else 1
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 1.0, 2.0), 3: "E", 4: (125.0, 44.0, 5.0)})
    told = {} if ending == "gif" else {"exif": exif}
    if ending in ("jpg", "jpeg"):
        told |= {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Here</x:xmpmeta>", "comment": b"Here"}
    file = io.BytesIO()
    picture.save(file, FORMATS[ending], **told)
    return file.getvalue()


@cache
def film(words: str, seconds: int = 2) -> bytes:
    """A film by its size and colour, as `paint` has them: a WebM whose pictures are all the same.

    WebP and WebM hold pictures in the same form, each in boxes of its own.
    """
    picture = paint(words, "webp")
    start = picture.index(b"VP8 ")
    length = int.from_bytes(picture[start + 4 : start + 8], "little")
    frame = picture[start + 8 : start + 8 + length]
    width, height = (int(found) for found in words.split()[0].split("x"))
    head = [(0x4282, b"webm"), (0x4287, b"\4"), (0x4285, b"\2"), (0x42F7, b"\1")]
    head += [(0x4286, b"\1"), (0x42F2, b"\4"), (0x42F3, b"\x08")]
    size = [(0xB0, width.to_bytes(2, "big")), (0xBA, height.to_bytes(2, "big"))]
    track = [(0xD7, b"\1"), (0x73C5, b"\1"), (0x83, b"\1"), (0x86, b"V_VP8"), (0xE0, size)]
    told = [(0x2AD7B1, (10**6).to_bytes(3, "big")), (0x4D80, b"x"), (0x5741, b"x")]
    told += [(0x4489, struct.pack(">d", seconds * 1000))]
    blocks = [
        (0xA3, b"\x81" + time.to_bytes(2, "big") + b"\x80" + frame)
        for time in range(0, seconds * 1000, 500)
    ]
    segment = [(0x1549A966, told), (0x1654AE6B, [(0xAE, track)])]
    segment += [(0x1F43B675, [(0xE7, b"\0"), *blocks])]
    return box(0x1A45DFA3, head) + box(0x18538067, segment)


def box(name: int, content: Any) -> bytes:
    """A box of EBML (RFC 8794): its name, its length, and bytes or other boxes."""
    inside = content if isinstance(content, bytes) else b"".join(box(*one) for one in content)
    length = (1 << 56 | len(inside)).to_bytes(8, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + length + inside


@cache
def sound(seconds: int = 1) -> bytes:
    """A quiet sound, as WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(bytes([128]) * 8000 * seconds)
    return file.getvalue()


@dataclass
class Made:
    """A site as it was made: its files, what is wrong, and ways to read its pages."""

    folder: Path
    result: Result
    trees: dict[str, Element] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, without information and without sources that nothing cites."""
        told = self.result.problems
        return [p for p in told if p.severity != "info" and p.code != "source-uncited"]

    @property
    def told(self) -> list[str]:
        """Each problem as one line: where, how bad, what, how to mend it."""
        return [tell(problem) for problem in self.problems]

    @property
    def codes(self) -> list[str]:
        """The codes of all problems."""
        return [problem.code for problem in self.problems]

    @cached_property
    def pages(self) -> dict[str, str]:
        """The text of each HTML page by its URL."""
        return {
            url: data.decode()
            for url, data in self.result.files.items()
            if url.endswith(".html") and isinstance(data, bytes)
        }

    def tree(self, url: str) -> Element:
        """A page as an independent parser reads it."""
        if url not in self.trees:
            self.trees[url] = html5lib.parse(self.pages[url], namespaceHTMLElements=False)
        return self.trees[url]

    def main(self, url: str) -> Element:
        """What is inside a page's `<main>`."""
        found = self.tree(url).find(".//main")
        assert found is not None
        return found

    def text(self, url: str) -> str:
        """The words that a page shows in its `<main>`."""
        return visible(self.main(url))

    def links(self, url: str) -> list[str]:
        """Where the links of a page's `<main>` lead, from the site's root, without anchors."""
        return [target(url, a.get("href", "")) for a in self.main(url).iter("a")]


def tell(problem: Problem) -> str:
    """A problem as one line."""
    severity = "" if problem.severity == "error" else f"{problem.severity} "
    place = f"{problem.path}:{problem.line}:{problem.column}+{problem.length}"
    return f"{place} {severity}{problem.code}: {problem.message} | {problem.fix}"


def target(url: str, href: str) -> str:
    """Where a link on a page leads, from the site's root, without its anchor."""
    return unquote(urljoin(f"http://x/{url}", href).partition("#")[0].removeprefix("http://x/"))


def visible(element: Element) -> str:
    """An element's text as a reader sees it, with white space as one space."""
    return re.sub(r"\s+", " ", "".join(pieces(element))).strip()


def pieces(element: Element) -> Iterator[str]:
    """An element's texts; blocks are set apart."""
    if element.tag in ("script", "style"):
        return
    yield " " if element.tag in BLOCKS else ""
    yield element.text or ""
    for child in element:
        yield from pieces(child)
        yield child.tail or ""
    yield " " if element.tag in BLOCKS else ""


def find_all(element: Element, name: str, **attributes: str) -> list[Element]:
    """The elements of a name that have these attributes; `class_` is one of its classes."""
    wanted = {key.rstrip("_"): value for key, value in attributes.items()}
    return [
        one
        for one in element.iter(name)
        if all(
            value in one.get(key, "").split() if key == "class" else one.get(key) == value
            for key, value in wanted.items()
        )
    ]


def make(folder: Path, files: Mapping[str, str | bytes], **options: Any) -> Made:
    """Write a site and make its files in memory."""
    write_files(folder, files)
    return Made(folder, make_site(folder, **options))


def command(
    *arguments: str | Path, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m generator …` in a folder, as a person would, and give what it printed."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **environment}
    return subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=folder,
        env=settings,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
    )
