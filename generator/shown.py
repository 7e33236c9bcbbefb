"""What the preview shows: the last builds, and how a URL is answered from them."""

from __future__ import annotations

import asyncio
import difflib
import mimetypes
import re
from collections import OrderedDict
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.listing import GENERATION
from generator.preview import Generation
from generator.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# A page may ask for what belongs to it for so many builds.
GENERATIONS = 4
# The library's own table alone: the system's differs from one to the next.
TYPES = mimetypes.MimeTypes()
for ending, name in {
    ".avif": "image/avif",
    ".bib": "application/x-bibtex",
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}.items():
    TYPES.add_type(name, ending)
TEXTS = re.compile(
    r"text/|application/(?:json|jsonl|xml|geo\+json|manifest\+json|x-bibtex)|.*\+xml$"
)
NEAR = 8
LONGEST_URL = 200


class Showing:
    """What is shown: the last build that could be shown, and those that open pages are still of."""

    def __init__(self, folders: Sequence[Path], hosts: frozenset[str]) -> None:
        """`folders` are those out of which files may be served, `hosts` the names of this server.

        The names are as a `Host` header has them, without the port.
        """
        self.folders, self.hosts = folders, hosts
        self.ready = asyncio.Event()
        self.language = "en"
        self.overlay: dict[str, Any] = {}
        self.generations: OrderedDict[int, Generation] = OrderedDict()

    @property
    def current(self) -> Generation | None:
        """The newest generation."""
        return next(reversed(self.generations.values()), None)

    def add(self, generation: Generation) -> None:
        """Show a generation from now on: pages see all of it or nothing."""
        self.generations[generation.number] = generation
        while len(self.generations) > GENERATIONS:
            self.generations.popitem(last=False)

    def find(self, number: str) -> Generation:
        """The generation that a page belongs to, while it is kept; else the newest."""
        newest = self.current or Generation(0, {})
        found = (one for one in self.generations.values() if str(one.number) == number)
        return next(found, newest)


def content_type(url: str) -> str:
    """The type that a file's name tells, with the encoding of all texts."""
    found = TYPES.guess_type(quote(url))[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if TEXTS.match(found) else found


def fill_number(page: bytes, generation: Generation) -> bytes:
    """A page with the number of its build, where its template has the place for it."""
    return page.replace(GENERATION.encode(), str(generation.number).encode())


def find_nearest(url: str, files: Mapping[str, bytes | Path]) -> list[str]:
    """The pages whose URLs resemble one that there is not, the nearest first."""
    url = url[:LONGEST_URL].removesuffix("/index.html").removesuffix(".html").lower()
    pages = {
        page.removesuffix("/index.html").removesuffix(".html").lower(): page
        for page in files
        if page.endswith(".html") and page != "404.html"
    }
    by_name: dict[str, list[str]] = {}
    for short, page in pages.items():
        by_name.setdefault(short.rpartition("/")[2], []).append(page)
    names = difflib.get_close_matches(url.rpartition("/")[2], by_name, NEAR, 0.7)
    found = [pages[near] for near in difflib.get_close_matches(url, pages, NEAR, 0.8)]
    found += [page for near in names for page in by_name[near]]
    return list(dict.fromkeys(found))[:NEAR]


def render_empty(language: str) -> str:
    """What is shown while nothing of a site can be: a page for the overlay to lie on."""
    words = WORDS.get(language, WORDS["en"])
    title = escape(words.preview_empty)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="/style/variables.css">
<link rel="stylesheet" href="/style/text.css">
<link rel="stylesheet" href="/style/layout.css">
<link rel="stylesheet" href="/preview/overlay.css">
<script defer src="/preview/overlay.js"></script>
<script defer src="/livereload.js?snipver={GENERATION}"></script>
</head>
<body><main><h1>{title}</h1></main></body>
</html>
"""
