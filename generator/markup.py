"""Markdown to HTML with tokens.

What comes out depends on the text alone: not on any other file. After conversion the HTML is
sanitized and read once more from tag to tag: code gets its text back, each block gets an anchor
and, right behind it, the notes that it refers to; sentences and linkable text are marked out.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from generator.config import Limits
from generator.markers import (
    ATTRIBUTES,
    ELEMENTS,
    OPEN,
    SCHEMES,
    TOKEN,
    Marked,
    token_number,
)
from generator.model import Body, Heading, Run, Sentence, Token
from generator.names import slugify
from generator.problems import Problem, error, warning
from generator.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
# A note's place in the HTML, from NOTE + number + BODY to END; filled in when a page is listed.
NOTE, BODY, END = "\ue002", "\ue003", "\ue004"
PLACED_NOTE = re.compile(f"{NOTE}([0-9]+){BODY}([^{END}]*){END}")
INLINE = set(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr".split()
)
VOID = {"br", "hr", "img", "wbr", "col", "source", "track"}
UNLINKED = {"a", "code", "pre", "cite", "kbd", "samp", "h1", "h2", "h3", "h4", "h5", "h6"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Twice what a dense page of citations has; beyond it, Markdown's search for closing signs is slow.
MOST_OPENINGS = 1500
PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ ]+\S")
YEAR_ITEM = re.compile(r"[ ]{0,3}\d{4}\.[ ]")
BEFORE_ITEM = re.compile(r"\s+|[ ]{0,3}(?:[-*+>|#:!]|\d+[.)])|\s*\[\^|\s*<|\{")
ATX_HEADING = re.compile(r"#{1,6}[ ]*[^#\s]")
CALLOUT = re.compile(r"\[!(\w+)\][+-]?[ ]*([^\n]*)(?:\n|$)")


class Definitions(Extension):
    """Footnotes' texts, put at the end of the document under the number of their definition."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Use Python-Markdown's reader of definitions without its list at the end."""
        self.md, self.parser = md, md.parser
        self.footnotes: dict[str, str] = {}
        md.registerExtension(self)
        md.parser.blockprocessors.register(FootnoteBlockProcessor(self), "footnote", 17)  # type: ignore[arg-type]
        md.treeprocessors.register(PlaceDefinitions(self), "definitions", 50)

    def reset(self) -> None:
        """Forget the last document."""
        self.footnotes.clear()

    def setFootnote(self, label: str, text: str) -> None:  # noqa: N802 (Python-Markdown's name)
        """Keep a footnote's text; the first of two definitions counts."""
        self.footnotes.setdefault(label, text)


class PlaceDefinitions(Treeprocessor):
    """Append each footnote's blocks to the document, before inline markup is read."""

    def __init__(self, definitions: Definitions) -> None:
        super().__init__(definitions.md)
        self.definitions = definitions

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for number, text in enumerate(self.definitions.footnotes.values()):
            element = ElementTree.SubElement(root, "div", {"id": f"footnote.{number}"})
            self.definitions.parser.parseChunk(element, text)


class Callouts(Treeprocessor):
    """`> [!note] Title` as in Obsidian becomes what `!!! note "Title"` is in Python-Markdown."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for quote in root.iter("blockquote"):
            first = next(iter(quote), None)
            match = CALLOUT.match(first.text or "") if first is not None else None
            if first is None or first.tag != "p" or match is None:
                continue
            quote.tag = "div"
            quote.set("class", f"admonition {match[1].lower()}")
            title = ElementTree.Element("p", {"class": "admonition-title"})
            title.text = match[2] or match[1].capitalize()
            rest = (first.text or "")[match.end() :]
            first.text = rest
            if not rest.strip() and not len(first):
                quote.remove(first)
            quote.insert(0, title)


class HeadingLevels(Treeprocessor):
    """The highest heading becomes h2, below the page's own, and no level is skipped."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        open_levels: list[int] = []
        for element in root.iter():
            if element.tag not in HEADINGS:
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(len(open_levels) + 1, 6)}"


class CellAlignment(Treeprocessor):
    """The alignment of a table's cells becomes a class: a style attribute would be blocked."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for element in root.iter():
            if element.tag in ("td", "th") and element.get("align"):
                element.set("class", "align-" + element.attrib.pop("align"))


class Ours(Extension):
    """What this program adds to Python-Markdown's tree."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Before inline markup: callouts. After it: levels of headings, cells."""
        md.treeprocessors.register(Callouts(md), "callouts", 40)
        md.treeprocessors.register(HeadingLevels(md), "heading-levels", 15)
        md.treeprocessors.register(CellAlignment(md), "cell-alignment", 15)


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


class Scan:
    """Reads converted HTML from tag to tag and writes the body.

    `base` is the depth at which blocks stand; `section` counts headings; `pieces` gathers the text
    of the block at work, each piece with its offset in the output.
    """

    def __init__(self, marked: Marked, definitions: dict[str, str]) -> None:
        self.marked, self.definitions = marked, definitions
        self.out: list[str] = []
        self.length = 0
        self.stack: list[str] = []
        self.pieces: list[tuple[int, str]] = []
        self.section = self.blocks = self.words = self.notes = 0
        self.anchor = ""
        self.in_note = False
        self.numbers: dict[object, int] = {}
        self.pending: list[tuple[int, str]] = []
        self.anchors: list[str] = []
        self.sentences: list[Sentence] = []
        self.runs: list[Run] = []

    def emit(self, text: str) -> None:
        """Add to the output."""
        self.out.append(text)
        self.length += len(text)

    def read(self, html: str) -> None:
        """Go through a piece of HTML whose tags are balanced."""
        position = 0
        for tag in TAG.finditer(html):
            self.read_text(html[position : tag.start()])
            self.read_tag(tag[0], bool(tag[1]), tag[2], tag[3])
            position = tag.end()
        self.read_text(html[position:])
        self.end_text()

    def read_tag(self, tag: str, closing: bool, name: str, attributes: str) -> None:
        """Write a tag, and what stands around the block that it begins or ends."""
        if name not in INLINE:
            self.end_text()
        if closing:
            self.emit(tag)
            while self.stack and self.stack.pop() != name:
                pass
            if not self.stack:
                self.place_notes()
            return
        if name == "img":
            self.read_picture(attributes)
            return
        identity = re.search(r' id="([^"]*)"', attributes)
        if identity:
            self.anchors.append(identity[1])
        if not self.stack and not self.in_note:
            tag = self.begin_block(tag, name, identity[1] if identity else "")
        self.emit(self.fill_attributes(tag))
        if name not in VOID:
            self.stack.append(name)

    def begin_block(self, tag: str, name: str, identity: str) -> str:
        """Give a block its anchor: its own, or its number."""
        if name in HEADINGS:
            self.section += 1
        else:
            self.blocks += 1
        self.anchor = identity or f"p.{self.blocks}"
        if identity or name in VOID:
            return tag
        self.anchors.append(self.anchor)
        return f'{tag[:-1]} id="{self.anchor}">'

    def fill_attributes(self, tag: str) -> str:
        """In attributes other than addresses, tokens are only words."""
        if OPEN not in tag:
            return tag
        return re.sub(
            r'(?<!\shref)(?<!\ssrc)(?<!\sposter)="([^"]*)"',
            lambda match: (
                f'="{escape(self.marked.with_words(match[1]))}"' if OPEN in match[1] else match[0]
            ),
            tag,
        )

    def read_picture(self, attributes: str) -> None:
        """A picture's tag is written when its page is listed."""
        match = TOKEN.search(attributes)
        if match is None:
            return
        token = self.marked.tokens[token_number(match)]
        token.alone = self.stack[-1:] == ["figure"]
        self.emit(match[0])

    def read_text(self, text: str) -> None:
        """Write text, give code its markers back, and remember where names may be linked."""
        if "code" in self.stack or "pre" in self.stack:
            self.add_text(self.marked.with_sources(text), linkable=False)
            return
        position = 0
        for match in TOKEN.finditer(text):
            token = self.marked.tokens[token_number(match)]
            before = text[position : match.start()]
            is_note = token.type in ("citation", "footnote")
            self.add_text(before.rstrip() if is_note else before)
            self.read_token(match[0], token)
            position = match.end()
        self.add_text(text[position:])

    def read_token(self, text: str, token: Token) -> None:
        """Write one token; a citation or footnote mark asks for its note behind the block."""
        if token.type == "reference":
            self.pieces.append((self.length, text))
            self.emit(text)
        elif token.type == "citation" and self.in_note:
            self.emit(text)
        elif token.type in ("citation", "footnote"):
            self.number_note(token)
            self.emit(text)
        elif token.type != "comment":  # an address that turned out to be plain text
            self.add_text(escape(token.text, quote=False))

    def number_note(self, token: Token) -> None:
        """Count the notes in reading order; what is the same has the same number."""
        key = (
            token.target
            if token.type == "footnote"
            else tuple((cite.prefix, cite.source, cite.locator) for cite in token.cites)
        )
        if key not in self.numbers:
            self.notes += 1
            self.numbers[key] = self.notes
            self.pending.append(
                (self.notes, self.definitions.get(token.target, "") if token.target else "")
            )
        token.note = self.numbers[key]

    def add_text(self, text: str, *, linkable: bool = True) -> None:
        """Write running text."""
        if not text:
            return
        if linkable and not text.isspace() and UNLINKED.isdisjoint(self.stack):
            self.runs.append(
                Run(start=self.length, end=self.length + len(text), section=self.section)
            )
        self.pieces.append((self.length, text))
        self.emit(text)

    def end_text(self) -> None:
        """The block's text is complete: find its sentences."""
        plain = "".join(text for _, text in self.pieces)
        if plain and not plain.isspace() and "pre" not in self.stack:
            offsets: list[int] = []
            for start, text in self.pieces:
                offsets.extend(range(start, start + len(text)))
            for first, last in split_sentences(plain):
                self.sentences.append(
                    Sentence(start=offsets[first], end=offsets[last - 1] + 1, anchor=self.anchor)
                )
            self.words += len(plain.split())
        self.pieces.clear()

    def place_notes(self) -> None:
        """Right behind a block stand the notes that it refers to for the first time."""
        if not self.pending or self.in_note:
            return
        self.emit('<div class="notes">')
        self.in_note = True
        while self.pending:
            number, html = self.pending.pop(0)
            self.emit(f"{NOTE}{number}{BODY}")
            self.read(html)
            self.emit(END)
        self.in_note = False
        self.emit("</div>")

    def finish(self, headings: list[Heading]) -> Body:
        """The body that was read."""
        self.place_notes()
        return Body(
            html="".join(self.out),
            tokens=self.marked.tokens,
            headings=headings,
            anchors=self.anchors,
            sentences=self.sentences,
            runs=self.runs,
            notes=self.notes,
            words=self.words,
        )


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
