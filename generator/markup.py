"""Markdown to HTML with tokens.

What comes out depends on the text alone: not on any other file. After conversion the HTML is
sanitized, and `scan` reads it once more.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

import markdown
import nh3
from markdown.extensions.toc import TocExtension

from generator.config import Limits
from generator.extensions import Definitions, Ours
from generator.markers import TOKEN, Marked, token_number
from generator.model import Body, Heading
from generator.names import slugify
from generator.problems import Problem, error, warning
from generator.sanitize import ATTRIBUTES, ELEMENTS, SCHEMES
from generator.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

# Twice what a dense page of citations has; beyond it, Markdown's search for closing signs is slow.
MOST_OPENINGS = 1500
PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ ]+\S")
YEAR_ITEM = re.compile(r"[ ]{0,3}\d{4}\.[ ]")
BEFORE_ITEM = re.compile(r"\s+|[ ]{0,3}(?:[-*+>|#:!]|\d+[.)])|\s*\[\^|\s*<|\{")
ATX_HEADING = re.compile(r"#{1,6}[ ]*[^#\s]")


class Converter:
    """Python-Markdown with our extensions: one a process, as making it takes longer than using it.

    It is not for threads: `marked` is the text at work.
    """

    def __init__(self) -> None:
        toc = TocExtension(slugify=self.slug_heading, toc_depth="2-6")
        names = "abbr admonition attr_list def_list fenced_code sane_lists tables".split()
        self.definitions = Definitions()
        self.markdown = markdown.Markdown(
            extensions=[*names, toc, self.definitions, Ours()],
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
        self.marked: Marked

    def convert(self, marked: Marked) -> str:
        """The sanitized HTML of a text with tokens, the footnotes' texts at its end."""
        self.marked = marked
        self.markdown.reset()
        html = self.markdown.convert(marked.text)
        html = re.sub("<p>(<img [^<>]*>)</p>", r"<figure>\1</figure>", html)
        html = re.sub(f"<p>((?:{TOKEN.pattern}\\s*)+)</p>", self.drop_comments, html)
        return nh3.clean(
            html,
            tags=ELEMENTS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel=None,
        )

    def drop_comments(self, match: re.Match[str]) -> str:
        """A paragraph of nothing but comments is none."""
        tokens = [self.marked.tokens[token_number(found)] for found in TOKEN.finditer(match[0])]
        return "" if all(token.type == "comment" for token in tokens) else match[0]

    def slug_heading(self, text: str, _separator: str) -> str:
        """A heading's anchor: its words, in any script."""
        return slugify(unescape(self.marked.with_words(text))) or "section"


@cache
def make_converter() -> Converter:
    """The process's converter."""
    return Converter()


def convert(
    path: str, text: str, line: int = 1, column: int = 1, limits: Limits | None = None
) -> tuple[Body, list[Problem]]:
    """Convert a body that begins at a line and column of a file.

    Gives the body, and what is wrong with it: never an exception, whatever the text holds.
    """
    limits = limits or Limits()
    too_much = list(check_complexity(path, text, line, limits))
    if too_much:
        return Body(), too_much
    marked = Marked(path, text, line, column)
    converter = make_converter()
    try:
        html = converter.convert(marked)
    except RecursionError:
        message = "this text is nested too deeply"
        return Body(), [error("too-complex", path, line, 1, message, "make it flatter")]
    main, definitions = split_definitions(html, list(converter.definitions.footnotes))
    scan = Scan(marked, definitions)
    scan.read(main)
    tokens = getattr(converter.markdown, "toc_tokens", [])
    headings = [
        Heading(level=item["level"], id=item["id"], text=unescape(marked.with_words(item["name"])))
        for item in flatten(tokens)
    ]
    marked.problems += check_lines(marked, [heading.id for heading in headings])
    return scan.finish(headings), marked.problems


def split_definitions(html: str, labels: list[str]) -> tuple[str, dict[str, str]]:
    """The document, and each footnote's HTML by its label."""
    if not labels:
        return html, {}
    main, *parts = re.split(r'<div id="footnote\.\d+">', html)
    texts = [part[: part.rindex("</div>")].strip() for part in parts]
    return main, dict(zip(labels, texts, strict=True))


def flatten(tokens: list[Any]) -> list[Any]:
    """Headings in reading order, out of Python-Markdown's nested list."""
    return [item for token in tokens for item in (token, *flatten(token["children"]))]


def check_complexity(path: str, text: str, line: int, limits: Limits) -> Iterator[Problem]:
    """A text keeps to the limits of site.yaml, so that no file makes a build hang."""
    for number, content in enumerate(text.split("\n"), line):
        if len(content) > limits.line_length:
            message = f"a line of {len(content):,} characters; `limits.line_length` allows "
            message += f"{limits.line_length:,}"
            yield error("line-too-long", path, number, limits.line_length, message, "break it up")
        margin = re.match(r"[\s>]*", content)
        depth = (
            content.count(">", 0, margin.end()) + len(margin[0].expandtabs(4)) // 4 if margin else 0
        )
        if depth > limits.nesting:
            message = f"nested {depth} deep; `limits.nesting` allows {limits.nesting}"
            yield error("too-complex", path, number, 1, message, "make it flatter")
    for paragraph in PARAGRAPH.finditer(text):
        openings = max(paragraph[0].count(char) for char in "[*_`<!")
        if openings > MOST_OPENINGS:
            number = line + text.count("\n", 0, paragraph.start())
            message = f"one paragraph with {openings:,} signs that may open markup"
            yield error("too-complex", path, number, 1, message, "break it up")


def check_lines(marked: Marked, headings: list[str]) -> Iterator[Problem]:
    """Lists stand apart, years are no list numbers, headings differ."""
    previous, offset, found = "", 0, 0
    for content in marked.source.split("\n"):
        in_code = any(start <= offset < end for start, end in marked.code)
        line, column = marked.locate(offset)
        if not in_code:
            if YEAR_ITEM.match(content):
                message = "this year begins the line and would become a list's number"
                yield warning(
                    "year-as-list", marked.path, line, column, message, "write `2018\\.`", 5
                )
            elif ITEM.match(content) and previous.strip() and not BEFORE_ITEM.match(previous):
                message = "this list has no blank line before it, so it is read as running text"
                yield warning(
                    "list-unseparated",
                    marked.path,
                    line,
                    column,
                    message,
                    "put a blank line above it",
                )
            if ATX_HEADING.match(content) and found < len(headings):
                if re.search(r"_\d+$", headings[found]):
                    message = "another heading of this text has the same words"
                    fix = "give it an anchor of its own: `## Heading {#other-words}`"
                    yield warning("heading-duplicate", marked.path, line, column, message, fix)
                found += 1
        previous = content
        offset += len(content) + 1
