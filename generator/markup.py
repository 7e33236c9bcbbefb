"""Markdown to HTML with tokens.

What comes out depends on the text alone: not on any other file. After conversion the HTML is
sanitized, and `scan` reads it once more.
"""

from __future__ import annotations

import re
import threading
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import markdown
import nh3

from generator.config import Limits
from generator.extensions import DEFINED, Definitions, Ours
from generator.markers import Marked
from generator.model import Body, Heading
from generator.names import slugify
from generator.problems import Problem, error, warning
from generator.sanitize import ATTRIBUTES, ELEMENTS, SCHEMES
from generator.scan import Scan
from generator.skips import Headings, Skips
from generator.tokens import OPEN, TOKEN, token_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Python-Markdown's time grows with the square of these: about three seconds each. A bracket that
# is never closed is looked for to the end of its paragraph, many times; other signs are cheaper.
MOST_BLOCKS = 20_000
MOST_ABBREVIATIONS = 1000
MOST_BRACKETS = 10_000_000
MOST_SIGNS = 5_000_000_000
# A paragraph of fewer characters is no trouble, even if it is nothing but brackets.
FEWEST = 2000
ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[", re.MULTILINE)
BRACKET = re.compile(r"\]\(|[\[\])]")
PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ ]+\S")
YEAR_ITEM = re.compile(r"[ ]{0,3}\d{4}\.[ ]")
BEFORE_ITEM = re.compile(r"\s+|[ ]{0,3}(?:[-*+>|#:!]|\d+[.)])|\s*\[\^|\s*<|\{")
MARGIN = re.compile(r"(?:[\s>]|[-*+][ ]|\d+[.)][ ])*")
HEADING = re.compile(r"#{1,6}[ ]*(?P<words>[^#\s].*?)[ ]*#*[ ]*(?P<list>\{[^{}]*\})?[ ]*")
UNDERLINE = re.compile(r"(?:=+|-+)[ ]*")
# Lines that may be indented code and hold a sign that means something outside code.
INDENTED = re.compile(r"(?: {4}|[ ]{0,3}\t).*[\[<%!{`~(]")
BEGINS_CODE = re.compile(r"(?:\A|\n)[ \t]*\n(?: {4}|[ ]{0,3}\t)|\A(?: {4}|[ ]{0,3}\t)")
ALONE = re.compile("<p>(<img [^<>]*>)</p>")
NO_WORDS = re.compile(f"<p>((?:{TOKEN.pattern}\\s*)+)</p>")
PROBE = re.compile("\ue005([0-9]+)\ue006")


class Converter:
    """Python-Markdown with our extensions: kept, as making it takes longer than using it.

    Each thread has its own: `marked` is the text at work.
    """

    def __init__(self) -> None:
        toc = Headings(slugify=self.slug_heading, toc_depth="2-6")
        names = "abbr admonition attr_list def_list fenced_code sane_lists tables".split()
        self.definitions = Definitions()
        self.markdown = markdown.Markdown(
            extensions=[*names, toc, self.definitions, Ours(), Skips()],
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
        self.marked: Marked

    def convert(self, marked: Marked) -> tuple[str, dict[str, str]]:
        """The sanitized HTML of a text with tokens, and of each footnote by its label.

        Each is sanitized by itself, so that no open element of one takes in another.
        """
        self.marked = marked
        self.markdown.reset()
        html = self.markdown.convert(marked.text)
        if "<p><img " in html:
            html = ALONE.sub(r"<figure>\1</figure>", html)
        if f"<p>{OPEN}" in html:
            html = NO_WORDS.sub(self.drop_comments, html)
        main, *parts = re.split(f'<div id="{DEFINED}\\d+">', html)
        texts = [clean(part[: part.rindex("</div>")]).strip() for part in parts]
        return clean(main), dict(zip(self.definitions.footnotes, texts, strict=True))

    def find_code(self, text: str) -> list[tuple[int, int]]:
        """Where lines of indented code stand: only Python-Markdown knows, so it is asked.

        Each line in question gets a number at its end; those that come out as code are.
        """
        # Looking for the exact form takes long, and few texts have what it begins with.
        if ("    " not in text and "\t" not in text) or not BEGINS_CODE.search(text):
            return []
        lines = text.split("\n")
        probed = [
            f"{line}\ue005{n}\ue006" if INDENTED.match(line) else line
            for n, line in enumerate(lines)
        ]
        self.markdown.reset()
        for preprocessor in self.markdown.preprocessors:
            probed = preprocessor.run(probed)
        parser = self.markdown.parser
        root: Any = parser.parseDocument(probed).getroot()
        for definition in self.definitions.texts():
            parser.parseChunk(root, definition)
        found = {
            int(number)
            for element in root.iter("code")
            for number in PROBE.findall(element.text or "")
        }
        spans, offset = [], 0
        for number, line in enumerate(lines):
            if number in found:
                spans.append((offset, offset + len(line)))
            offset += len(line) + 1
        return spans

    def drop_comments(self, match: re.Match[str]) -> str:
        """A paragraph of nothing but comments is none."""
        tokens = [self.marked.tokens[token_number(found)] for found in TOKEN.finditer(match[0])]
        return "" if all(token.type == "comment" for token in tokens) else match[0]

    def slug_heading(self, text: str, _separator: str) -> str:
        """A heading's anchor: its words, in any script."""
        return slugify(unescape(self.marked.with_words(text))) or "section"


LOCAL = threading.local()
CLEANER = nh3.Cleaner(tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
# A character of a token that is not whole, or what Python-Markdown puts in place of a link where it
# lost the character before that; a token or such a rest.
REST = re.compile("[\ue000\ue001\ue010-\ue019]|klzzwxh:[0-9]+\x03")
TORN = re.compile(f"({TOKEN.pattern})|{REST.pattern}")


def make_converter() -> Converter:
    """The converter of the thread that asks, made when it is first needed."""
    if not hasattr(LOCAL, "converter"):
        LOCAL.converter = Converter()
    converter: Converter = LOCAL.converter
    return converter


def convert(
    path: str,
    text: str,
    line: int = 1,
    column: int = 1,
    limits: Limits | None = None,
    places: Sequence[tuple[int, int]] = (),
) -> tuple[Body, list[Problem]]:
    """Convert a body that begins at a line and column of a file.

    `places` gives line and column of each of its characters, where that is not the same for all.
    Gives the body, and what is wrong with it: never an exception, whatever the text holds.
    """
    limits = limits or Limits()
    too_much = list(check_complexity(path, text, line, limits))
    if too_much:
        return Body(), too_much
    converter = make_converter()
    try:
        marked = Marked(path, text, line, column, converter.find_code(text), places)
        main, definitions = converter.convert(marked)
        main = mend_torn(marked, main)
    except RecursionError:
        del LOCAL.converter  # it stopped halfway, and would remember
        message = "this text is nested too deeply"
        return Body(), [error("too-complex", path, line, 1, message, "make it flatter")]
    scan = Scan(marked, definitions)
    scan.read(main)
    tokens = getattr(converter.markdown, "toc_tokens", [])
    headings = [
        Heading.model_construct(
            level=item["level"], id=item["id"], text=unescape(marked.with_words(item["name"]))
        )
        for item in flatten(tokens)
    ]
    marked.check_footnotes()
    marked.problems += [*check_lines(marked), *check_headings(marked, headings)]
    return scan.finish(headings), marked.problems


def mend_torn(marked: Marked, html: str) -> str:
    """HTML without the rests of tokens that Python-Markdown tore, which are told.

    It loses a character behind some emphasis that opens twice: `*a b**c b*d`.
    """
    rest = TOKEN.sub("", html)
    if rest.replace("\n", "").isprintable() or not REST.search(rest):
        return html
    whole = TORN.sub(lambda match: match[1] or "", html)
    if whole != html:
        left = {token_number(match) for match in TOKEN.finditer(whole)}
        lost = [token for number, token in enumerate(marked.tokens) if number not in left]
        places = [(one.line, one.column) for one in lost if one.type != "comment"]
        # A link to elsewhere is no token.
        for place in places if lost else [(marked.line, marked.column)]:
            message = "the emphasis before this cannot be read"
            fix = "close each `*` and `_` before the next opens"
            marked.problems.append(error("emphasis-torn", marked.path, *place, message, fix))
    return whole


def clean(html: str) -> str:
    """HTML with its tags balanced and without what could do harm."""
    return CLEANER.clean(html)


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
        depth = find_depth(content)
        if depth > limits.nesting:
            message = f"nested {depth} deep; `limits.nesting` allows {limits.nesting}"
            yield error("too-complex", path, number, 1, message, "make it flatter")
    blocks = 0
    for paragraph in PARAGRAPH.finditer(text):
        blocks += 1
        if paragraph.end() - paragraph.start() < FEWEST:
            continue
        content, message = paragraph[0], ""
        # A bracket counts twice at most: to look closer is rarely needed.
        most = 2 * content.count("[") * len(content)
        if most > MOST_BRACKETS and count_unclosed(content) * len(content) > MOST_BRACKETS:
            message = "one paragraph with too many brackets that are never closed"
        elif sum(map(content.count, "[*_`<")) * len(content) > MOST_SIGNS:
            message = "one paragraph with too much markup"
        if message:
            number = line + text.count("\n", 0, paragraph.start())
            yield error("too-complex", path, number, 1, message, "break it up")
    abbreviations = len(ABBREVIATION.findall(text)) if "*[" in text else 0
    if abbreviations > MOST_ABBREVIATIONS:
        message = f"{abbreviations:,} abbreviations; {MOST_ABBREVIATIONS:,} are the most"
        yield error("too-complex", path, line, 1, message, "split the text")
    if blocks > MOST_BLOCKS:
        message = f"a text of {blocks:,} paragraphs; {MOST_BLOCKS:,} are the most"
        yield error("too-complex", path, line, 1, message, "split it")


def count_unclosed(text: str) -> int:
    """How many brackets of a paragraph have no end."""
    square = round_ = 0
    for sign in BRACKET.findall(text):
        square += {"[": 1, ")": 0}.get(sign, -1 if square else 0)
        round_ += {"](": 1, ")": -1 if round_ else 0}.get(sign, 0)
    return square + round_


def find_depth(line: str) -> int:
    """How deep a line is nested by its quotation signs, its indentation and its list signs."""
    if not line or line[0].isalpha():
        return 0
    match = MARGIN.match(line)
    if not match or not match[0]:
        return 0
    margin = match[0]
    quotes = margin.count(">")
    signs = len(re.findall(r"[-*+][ ]|[.)][ ]", margin))
    return (
        quotes
        + signs
        + max(len(re.sub(r">[ ]?|[-*+][ ]|\d+[.)][ ]", "", margin).expandtabs(4)), 0) // 4
    )


def check_lines(marked: Marked) -> Iterator[Problem]:
    """Lists stand apart, years are no list numbers."""
    previous, offset = "", 0
    for content in marked.source.split("\n"):
        code = message = fix = ""
        length = 1
        if YEAR_ITEM.match(content):
            code, fix, length = "year-as-list", "write `2018\\.`", 5
            message = "this year begins the line and would become a list's number"
        elif (
            previous
            and ITEM.match(content)
            and previous.strip()
            and not BEFORE_ITEM.match(previous)
            and not previous.rstrip().endswith(("%%", "-->"))
        ):
            code, fix = "list-unseparated", "put a blank line above it"
            message = "this list has no blank line before it, so it is read as running text"
        if code and not marked.is_code(offset):
            line, column = marked.locate(offset)
            yield warning(code, marked.path, line, column, message, fix, length)
        previous = content
        offset += len(content) + 1


def check_headings(marked: Marked, headings: list[Heading]) -> Iterator[Problem]:
    """Headings differ, from one another and from the anchors of HTML."""
    seen: set[str] = set()
    for offset, words in find_headings(marked):
        if words in seen:
            line, column = marked.locate(offset)
            message = "another heading of this text has the same words"
            fix = "give it an anchor of its own: `## Heading {#other-words}`"
            yield warning("heading-duplicate", marked.path, line, column, message, fix)
        seen.add(words)
    for heading in headings:
        if heading.id in marked.tag_ids:
            line, column = marked.locate(marked.tag_ids[heading.id])
            message = f"the anchor `{heading.id}` is taken by the heading `{heading.text}`"
            fix = "give one of them another name"
            yield error("anchor-duplicate", marked.path, line, column, message, fix)


def find_headings(marked: Marked) -> Iterator[tuple[int, str]]:
    """Where headings without an anchor of their own stand, and their words for comparing."""
    above, offset = "", 0
    lines = marked.source.split("\n")
    for content, below in pairwise([*lines, ""]):
        match = HEADING.fullmatch(content) if content.startswith("#") else None
        is_first = below[:1] in ("=", "-") and not above.strip()
        if match is None and is_first and content.strip() and UNDERLINE.fullmatch(below):
            match = HEADING.fullmatch(f"# {content}")
        if match and not marked.is_code(offset) and "#" not in (match["list"] or ""):
            yield offset, slugify(match["words"])
        above, offset = content, offset + len(content) + 1
