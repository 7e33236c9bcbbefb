"""The HTML that authors write in Markdown: only what can do no harm, and balanced."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.problems import error
from generator.sanitize import (
    ADDRESSES,
    ATTRIBUTE,
    ATTRIBUTES,
    ELEMENTS,
    LOADING,
    SCHEMES,
    find_scheme,
    is_internal,
)
from generator.tokens import Tokenized, drop_comments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.model import TokenType

VOID = frozenset("br hr img wbr col source track".split())
# Elements that the next one, or the end of what is around them, closes.
UNENDED = frozenset("p li dt dd td th tr thead tbody tfoot colgroup rt rp".split())


def find_kind(element: str, name: str) -> TokenType:
    """The type of the token for an attribute's address."""
    if name in LOADING:
        return "picture" if element == "img" else "file"
    return "link" if name == "href" else "cite"


class Tagged(Tokenized):
    """A body's text whose HTML is checked, tag by tag, where its author wrote it."""

    def __init__(
        self, path: str, text: str, line: int, column: int, places: Sequence[tuple[int, int]] = ()
    ) -> None:
        super().__init__(path, text, line, column, places)
        self.anchors: dict[str, int] = {}
        self.tag_ids: dict[str, int] = {}
        self.open: list[tuple[str, int, int]] = []
        self.refused: list[str] = []

    def check_tag(self, match: re.Match[str]) -> str:
        """HTML is allowed where it cannot do harm."""
        element = match["element"].lower()
        if match[0].startswith("</") and element in self.refused:
            self.refused.remove(element)  # told where it begins
            return self.add("text", match, match.start())
        if element not in ELEMENTS:
            self.refused.append(element)
            message = f"the HTML element `<{element}>` is not allowed"
            fix = "write Markdown, or take it out; what a theme needs belongs in templates/"
            self.report(error, "raw-html", match.start(), message, fix, len(match[0]))
            return self.add("text", match, match.start())
        if match[0].startswith("</"):
            return self.close_element(element, match)
        if element not in VOID:
            self.open.append((element, match.start(), len(match[0])))
        given, start = match["attributes"], match.start("attributes")
        named = {found[1].lower(): found[2] or "" for found in ATTRIBUTE.finditer(given)}
        alt = html.unescape(drop_comments(named.get("alt", "").strip("\"'")))

        def replace_value(attribute: re.Match[str]) -> str:
            name, written = attribute[1].lower(), attribute[2] or ""
            value = drop_comments(written.strip("\"'"))
            offset = start + attribute.start()
            self.check_attribute(element, name, value, offset)
            if name == "id":
                self.tag_ids[value] = offset
            if name not in ADDRESSES or not value or not is_internal(value):
                return drop_comments(attribute[0])
            kind = find_kind(element, name)
            path, _, anchor = html.unescape(value).partition("#")
            where = {"target": unquote(path), "anchor": unquote(anchor), "label": alt}
            place = start + attribute.start(2) + written.startswith(("'", '"'))
            return f'{name}="{self.add(kind, match, place, text=value, **where)}"'

        head = match[0][: start - match.start()]
        return head + ATTRIBUTE.sub(replace_value, given) + ">"

    def close_element(self, element: str, match: re.Match[str]) -> str:
        """A closing tag ends the last element of its name, and what stands open inside it."""
        names = [name for name, _, _ in self.open]
        if element in names:
            depth = len(names) - 1 - names[::-1].index(element)
            self.check_open(depth + 1)
            self.open.pop()
        else:
            message = f"`{match[0]}` closes nothing"
            self.report(
                error, "html-unopened", match.start(), message, "take it out", len(match[0])
            )
        return match[0]

    def check_open(self, depth: int) -> None:
        """Every element that is open deeper than that had to be closed."""
        for name, offset, length in self.open[depth:]:
            if name not in UNENDED:
                message = f"the HTML element `<{name}>` is never closed"
                fix = f"write `</{name}>` where it ends"
                self.report(error, "html-unclosed", offset, message, fix, length)
        del self.open[depth:]

    def check_attributes(self, match: re.Match[str]) -> str:
        """Attribute lists (`{: #id .class lang=ko }`) keep to the same rules."""
        start = match.start("attrs")
        for found in ATTRIBUTE.finditer(match["attrs"]):
            name, value = found[1].lower(), (found[2] or "").strip("\"'")
            if name.startswith("#"):
                self.check_attribute("*", "id", found[1][1:], start + found.start() + 1)
            elif found[2]:
                self.check_attribute("*", name, value, start + found.start())
        return drop_comments(match[0])

    def check_attribute(self, element: str, name: str, value: str, offset: int) -> None:
        """An attribute is one of those that can do no harm, and its address is safe."""
        anywhere = {"alt", "width", "height", "href", "src", "start", "data-toc-label"}
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element, anywhere if element == "*" else set())
        if name not in allowed:
            message = f"the attribute `{name}` is not allowed here"
            self.report(error, "raw-attribute", offset, message, "take it out", len(name))
        elif name in LOADING and not is_internal(value):
            message = f"`{value}` would be loaded from elsewhere"
            fix = "save it in content/media/ and link to it there"
            self.report(error, "third-party", offset, message, fix)
        elif name in ADDRESSES - LOADING:
            self.check_scheme(value, offset)
        elif name == "id":
            self.check_anchor(value, offset)

    def check_anchor(self, value: str, offset: int) -> None:
        """An anchor is a plain word, and the only one of its name."""
        if not re.fullmatch(r"[\w-]+", value):
            message = f"the id `{value}` may hold letters, digits, hyphens and underscores only"
            fix = "write a plain word"
            self.report(error, "anchor-form", offset, message, fix, len(value) or 1)
        elif value in self.anchors:
            line = self.locate(self.anchors[value])[0]
            message = f"the anchor `{value}` is taken, in line {line}"
            fix = "give one of them another name"
            self.report(error, "anchor-duplicate", offset, message, fix, len(value))
        self.anchors.setdefault(value, offset)

    def check_scheme(self, url: str, offset: int) -> None:
        """Links may use the schemes of the web, mail and telephone."""
        scheme = find_scheme(url)
        if scheme and scheme not in SCHEMES:
            message = f"links to `{scheme}:` are not allowed"
            fix = f"use one of {', '.join(sorted(SCHEMES))}"
            self.report(error, "url-scheme", offset, message, fix, len(url))
