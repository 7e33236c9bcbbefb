"""Reads a built site as a stranger would: with html5lib, and with nothing of the generator's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree

# Attributes whose value the browser fetches by itself, as against links that a reader follows.
FETCHED = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("image", "href"),
    ("img", "src"),
    ("input", "src"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}
FOLLOWED = {("a", "href"), ("area", "href"), ("form", "action"), ("blockquote", "cite")}
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
HEADING = re.compile("h[1-6]")


@dataclass(frozen=True)
class Link:
    """An address in a page: where it stands, and whether the browser fetches it unasked."""

    page: str
    element: str
    attribute: str
    address: str
    is_fetched: bool = False

    @property
    def is_external(self) -> bool:
        """Whether it names another origin, or a program such as mail."""
        parts = urlsplit(self.address)
        return bool(parts.scheme or parts.netloc)

    def __str__(self) -> str:
        return f"{self.page}: <{self.element} {self.attribute}={self.address!r}>"


@cache
def parse(data: bytes) -> tuple[ElementTree.Element, list[str]]:
    """The root of a page by its bytes, and what is wrong with them, by line and column."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(data, transport_encoding="utf-8")
    return root, [f"{line}:{column}: {code}" for (line, column), code, _ in parser.errors]


@dataclass
class Page:
    """A page, which is parsed when that is asked for; `url` is its path inside the site."""

    url: str
    data: bytes

    @property
    def root(self) -> ElementTree.Element:
        """The `<html>` of the page."""
        return parse(self.data)[0]

    @property
    def errors(self) -> list[str]:
        """What is wrong with the page's HTML, and where."""
        return [f"{self.url}:{error}" for error in parse(self.data)[1]]

    @cached_property
    def elements(self) -> list[ElementTree.Element]:
        """All elements, in the order of the document."""
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def ids(self) -> list[str]:
        """All ids, as often as they occur."""
        return [element.attrib["id"] for element in self.elements if "id" in element.attrib]

    @cached_property
    def links(self) -> list[Link]:
        """Every address in the page."""
        return [link for element in self.elements for link in self.find_links(element)]

    def find_links(self, element: ElementTree.Element) -> Iterator[Link]:
        """The addresses of one element."""
        tag, attributes = local_name(element.tag), element.attrib
        relations = set(attributes.get("rel", "").split())
        for name, value in attributes.items():
            attribute = local_name(name)
            if tag == "link" and attribute == "href":
                fetched = bool(relations & FETCHED_RELATIONS)
                yield Link(self.url, "link", attribute, value.strip(), fetched)
            elif attribute == "srcset":
                for candidate in value.split(","):
                    yield Link(self.url, tag, attribute, candidate.split()[0], is_fetched=True)
            elif (tag, attribute) in FETCHED:
                yield Link(self.url, tag, attribute, value.strip(), is_fetched=True)
            elif (tag, attribute) in FOLLOWED:
                yield Link(self.url, tag, attribute, value.strip())
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            address = attributes["content"].partition("=")[2].strip()
            yield Link(self.url, tag, "content", address)

    @property
    def is_redirect(self) -> bool:
        """Whether the page only leads on to another."""
        return any(link.element == "meta" for link in self.links)

    def find_all(self, tag: str) -> list[ElementTree.Element]:
        """All elements with a tag."""
        return [element for element in self.elements if local_name(element.tag) == tag]

    def text(self, tag: str) -> str:
        """The text of the first element with a tag, its white space folded."""
        found = self.find_all(tag)
        return " ".join("".join(found[0].itertext()).split()) if found else ""

    @cached_property
    def headings(self) -> list[int]:
        """The levels of the headings, in order."""
        names = [local_name(element.tag) for element in self.elements]
        return [int(name[1]) for name in names if HEADING.fullmatch(name)]

    @cached_property
    def targets(self) -> set[str]:
        """The site's files that the page's links lead to."""
        return {resolve(self.url, link.address) for link in self.links if not link.is_external}


@dataclass
class Site:
    """A built site: its folder, the address it is made for ("" for any), its pages."""

    folder: Path
    base: str
    pages: dict[str, Page]

    @property
    def base_path(self) -> str:
        """The path on the server that the site is made for: "/" or "/sub/path/"."""
        return urlsplit(self.base).path or "/"

    @cached_property
    def files(self) -> set[str]:
        """The URLs of all files."""
        return {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    @cached_property
    def links(self) -> list[Link]:
        """Every address in every page, style sheet and drawing."""
        links = [link for page in self.pages.values() for link in page.links]
        for url in sorted(self.files):
            if url.endswith((".css", ".svg")):
                text = (self.folder / url).read_text(encoding="utf-8")
                for match in CSS_ADDRESS.finditer(text):
                    address = match[1] or match[2]
                    links.append(Link(url, "style", "url", address, is_fetched=True))
        return links

    @cached_property
    def internal_links(self) -> list[Link]:
        """The addresses inside the site."""
        return [link for link in self.links if not link.is_external]


def local_name(name: str) -> str:
    """A name without its XML namespace, and without a prefix such as `xlink:`."""
    return name.rpartition("}")[2].rpartition(":")[2]


def read_site(folder: Path, base: str = "") -> Site:
    """A built site with its pages."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    return Site(folder, base, {url: Page(url, path.read_bytes()) for url, path in found.items()})


def resolve(url: str, address: str) -> str:
    """The URL inside the site that an address on one of its pages leads to, without its anchor."""
    return unquote(urldefrag(urljoin(url, address)).url)


def anchor_of(address: str) -> str:
    """The id that an address asks for, or ""; what is chosen of the timeline is no id."""
    anchor = unquote(urldefrag(address).fragment)
    return "" if "=" in anchor else anchor


def path_of(file_url: str) -> Path:
    """The file that a `file:` address names."""
    return Path(url2pathname(urlsplit(file_url).path))
