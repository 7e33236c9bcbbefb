"""What the preview shows: the last builds, and how a URL is answered from them."""

from __future__ import annotations

import asyncio
import difflib
import mimetypes
import re
import unicodedata
from collections import OrderedDict
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from generator.listing import GENERATION
from generator.preview import Generation
from generator.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
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
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".ogg": "audio/ogg",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt",
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
        self.loads: dict[str, set[str]] = {}

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

    def changed_since(self, number: str) -> frozenset[str] | None:
        """The URLs that differ now from a build; None where that build is not kept any more.

        Who tells no build is taken to have the newest one.
        """
        if not number:
            return frozenset()
        if number not in map(str, self.generations):
            return None
        later = [one.changed for one in self.generations.values() if one.number > int(number)]
        return frozenset().union(*later)

    def note_load(self, url: str, headers: Mapping[str, str]) -> None:
        """Note which page or style sheet a URL is loaded for, as the browser that asks tells.

        What a script asks for is known in this way, too. Under "" stands what was asked for
        without a word of it, or with the server's address alone: it may be for any page.
        """
        is_page = "document" if url.endswith(".html") else ""
        if headers.get("Sec-Fetch-Dest", is_page) != "document":
            server = f"http://{headers.get('Host', '')}/"
            asker = headers.get("Referer", server)
            page = "" if asker == server else find_url(asker)
            self.loads.setdefault(page, set()).add(url)

    def find_loaded(self, page: str) -> set[str]:
        """A page's URL, and those of all that has been loaded for it."""
        found: set[str] = set()
        ahead = {page, ""}
        while ahead:
            one = ahead.pop()
            found.add(one)
            ahead |= self.loads.get(one, set()) - found
        return found

    def find_news(self, page: str, changed: AbstractSet[str] | None) -> list[str]:
        """What a page is told of URLs that have changed: its style sheets, or `*` to reload.

        It reloads, too, where nobody knows what has changed (`None`). A page that has nothing to do
        with a change stays as it is, with all that its reader has opened and chosen. One that is
        missing lists what is near, so that any change concerns it.
        """
        if changed is None:
            return ["*"]
        files = self.find("").files
        own = changed & self.find_loaded(page)
        is_missing = bool(changed) and page not in files
        if is_missing or any(not url.endswith(".css") or url not in files for url in own):
            return ["*"]
        return [f"/{url}" for url in sorted(own)]


def find_url(address: str) -> str:
    """The URL of the file that a web address means; "" if it is no address."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return file_url(unquote(path).removeprefix("/"))


def file_url(path: str) -> str:
    """The URL of the file that a path means: a folder's is its index."""
    url = unicodedata.normalize("NFC", path)
    return f"{url}index.html" if not url or url.endswith("/") else url


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
