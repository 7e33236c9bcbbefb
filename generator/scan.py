"""Converted HTML read once from tag to tag, and written as a body.

Code gets its text back, each block gets an anchor and, right behind it, the notes that it refers
to; sentences and linkable text are marked out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from html import escape, unescape
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.extensions import HEADINGS
from generator.films import is_document, is_played
from generator.model import Body, Heading, Run, Sentence, Token
from generator.problems import error
from generator.sanitize import is_internal
from generator.scripts import UNSPACED
from generator.sentences import split_sentences
from generator.tags import VOID
from generator.tokens import OPEN, TOKEN, make_token, token_number

if TYPE_CHECKING:
    from generator.markers import Marked

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
ID = re.compile(r' id="([^"]*)"')
# A note's place in the HTML, from NOTE + number + BODY to END; filled in when a page is listed.
NOTE, BODY, END = "\ue002", "\ue003", "\ue004"
PLACED_NOTE = re.compile(f"{NOTE}([0-9]+){BODY}([^{END}]*){END}")
INLINE = set(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr".split()
)
UNLINKED = {"a", "code", "pre", "cite", "kbd", "samp", "h1", "h2", "h3", "h4", "h5", "h6"}


def count_words(text: str) -> int:
    """How many words a text has, by which reading takes its time.

    Chinese and Japanese have no spaces between them: two characters are read like one word.
    """
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(UNSPACED.findall(text)) // 2


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
        # What is said behind the link at work: how large the document is to which it leads.
        self.offered = ""
        # Pictures in lines of the block at work: behind it stands what warnings cover.
        self.covers: list[str] = []
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
            if position < tag.start():
                self.read_text(html[position : tag.start()])
            self.read_tag(*tag.group(0, 1, 2, 3))
            position = tag.end()
        self.read_text(html[position:])
        self.end_text()

    def read_tag(self, tag: str, closing: str, name: str, attributes: str) -> None:
        """Write a tag, and what stands around the block that it begins or ends."""
        if name not in INLINE:
            self.end_text()
        if closing:
            self.emit(tag)
            if name == "a" and self.offered:
                self.emit(self.offered)
                self.offered = ""
            while self.stack and self.stack.pop() != name:
                pass
            if not self.stack:
                self.place_behind()
            return
        if name == "img":
            self.read_picture(attributes)
            return
        identity = ID.search(attributes) if attributes else None
        if identity:
            self.anchors.append(identity[1])
        if not self.stack and not self.in_note:
            tag = self.begin_block(tag, name, identity[1] if identity else "")
        if name == "a" and OPEN in tag:
            self.offered = self.say_offered(tag)
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
            r'(?<!\shref)(?<!\ssrc)(?<!\sposter)(?<!\scite)="([^"]*)"',
            lambda match: (
                f'="{self.marked.with_words(match[1])}"' if OPEN in match[1] else match[0]
            ),
            tag,
        )

    def say_offered(self, tag: str) -> str:
        """A token for the size of what a link offers, if that may be a document."""
        match = TOKEN.search(tag)
        token = self.marked.tokens[token_number(match)] if match else None
        name = token.target.rpartition("/")[2] if token and token.type == "link" else ""
        if token is None or "." not in name or name.endswith((".md", ".html")):
            return ""
        return self.add_token(replace(token, type="size"))

    def add_token(self, token: Token) -> str:
        """One more token, which no author wrote."""
        self.marked.tokens.append(token)
        return make_token(len(self.marked.tokens) - 1)

    def read_picture(self, attributes: str) -> None:
        """A picture's tag is written when its page is listed."""
        match = TOKEN.search(attributes)
        if match is None:
            self.refuse_picture(attributes)
            return
        token = self.marked.tokens[token_number(match)]
        if token.type == "link":  # ![alt][label], with the address elsewhere
            alt = re.search(r' alt="([^"]*)"', attributes)
            words = unescape(self.marked.with_words(alt[1])) if alt else ""
            token = replace(token, type="picture", label=words)
            text = self.add_token(token)
        else:
            text = match[0]
        token.alone = self.stack[-1:] == ["figure"]
        self.emit(text)
        if not token.alone:
            self.covers.append(self.add_token(replace(token, type="cover")))
        if "a" in self.stack and (is_played(token.target) or is_document(token.target)):
            message = f"`{token.target}` stands inside the words of a link"
            fix = "put it before or behind that link"
            place = (self.marked.path, token.line, token.column)
            problem = error("link-nested", *place, message, fix, len(token.target))
            self.marked.problems.append(problem)

    def refuse_picture(self, attributes: str) -> None:
        """A picture from elsewhere, whose address stands apart from it: `![alt][label]`."""
        address = re.search(r' src="([^"]*)"', attributes)
        url = unescape(address[1]) if address else ""
        told = (f"`{url}`" in problem.message for problem in self.marked.problems)
        # One of the site's own is here only where a space tore its address.
        torn = is_internal(url) and any(p.code == "link-form" for p in self.marked.problems)
        if url and not torn and not any(told):
            offset = max(self.marked.source.find(url), 0)
            message = f"the picture `{url}` would be loaded from elsewhere"
            fix = "save it in content/media/ and link to it there"
            self.marked.report(error, "third-party", offset, message, fix, len(url))

    def read_text(self, text: str) -> None:
        """Write text, give code its markers back, and remember where names may be linked."""
        if not self.pieces and text.isspace():  # between blocks
            self.emit(text)
            return
        if "code" in self.stack or "pre" in self.stack:
            self.add_text(self.marked.with_sources(text), linkable=False)
            for match in TOKEN.finditer(text):
                self.marked.tokens[token_number(match)].type = "text"
            return
        position = 0
        for match in TOKEN.finditer(text) if OPEN in text else ():
            token = self.marked.tokens[token_number(match)]
            before = text[position : match.start()]
            is_note = token.type == "footnote" or (token.type == "citation" and not self.in_note)
            self.add_text(before.rstrip() if is_note else before)
            self.read_token(match[0], token)
            position = match.end()
        self.add_text(text[position:])

    def read_token(self, text: str, token: Token) -> None:
        """Write one token; a citation or footnote mark asks for its note behind the block."""
        if "a" in self.stack and token.type in ("reference", "citation", "footnote"):
            self.refuse_nested(token)
        elif token.type == "reference":
            self.pieces.append((self.length, text))
            self.emit(text)
        elif token.type == "citation" and self.in_note:
            self.emit(text)
        elif token.type in ("citation", "footnote"):
            self.number_note(token)
            self.emit(text)
        elif token.type != "comment":  # an address that turned out to be plain text
            self.add_text(escape(token.text, quote=False))

    def refuse_nested(self, token: Token) -> None:
        """A link inside a link's words is only words."""
        written = token.text.split("\n")[0]
        message = f"`{written}` stands inside the words of another link"
        fix = "put it before or behind that link"
        place = (self.marked.path, token.line, token.column)
        self.marked.problems.append(error("link-nested", *place, message, fix, len(written)))
        if token.type == "reference":
            self.add_text(escape(token.label or token.target or token.anchor, quote=False))

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
            self.runs.append(Run(self.length, self.length + len(text), self.section))
        self.pieces.append((self.length, text))
        self.emit(text)

    def end_text(self) -> None:
        """The block's text is complete: find its sentences."""
        if not self.pieces:
            return
        texts = [text for _, text in self.pieces]
        plain = "".join(texts)
        if not plain.isspace() and "pre" not in self.stack:
            begins = [0, *accumulate(map(len, texts))]
            for first, last in split_sentences(plain):
                start, end = self.find_offset(first, begins), self.find_offset(last - 1, begins)
                self.sentences.append(Sentence(start, end + 1, self.anchor))
            self.words += count_words(plain)
        self.pieces.clear()

    def find_offset(self, place: int, begins: list[int]) -> int:
        """Where in the output a character of the block's text stands; `begins` are its pieces'."""
        piece = bisect_right(begins, place) - 1
        return self.pieces[piece][0] + place - begins[piece]

    def place_behind(self) -> None:
        """Behind a block stand its notes, and the pictures in it that need a warning."""
        self.place_notes()
        if self.covers and not self.in_note:
            self.emit("".join(self.covers))
            self.covers.clear()

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
        self.place_behind()
        # All of it was made here, of the right types, so nothing has to be validated.
        return Body.model_construct(
            html="".join(self.out),
            tokens=self.marked.tokens,
            headings=headings,
            anchors=self.anchors,
            sentences=self.sentences,
            runs=self.runs,
            notes=self.notes,
            words=self.words,
        )
