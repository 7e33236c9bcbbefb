"""The statements of a body, and the sources on which each of them rests.

A statement is a sentence of running text, or a table's row. Not counted are questions, sentences
that end in a colon, headings, table heads, terms, captions, notes, callouts, and the line with a
dash that says whose words a quotation has. A statement is cited if it, or a later one of its
block, points to a source: by a citation, by a footnote with one, or by a link to the source. A
block is a paragraph, a list item, a definition, a row, or a quotation as a whole. What ends a list,
a table or a quotation also rests on what the sentence right before that points to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.backlinks import Quoter
from generator.scan import INLINE, PLACED_NOTE, TAG
from generator.tags import VOID
from generator.tokens import TOKEN, token_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.index import Index
    from generator.links import Resolved
    from generator.model import Body, Record, Sentence

UNCOUNTED = set("h1 h2 h3 h4 h5 h6 th dt caption figcaption summary aside".split())
CALLOUT = re.compile(r'\sclass="(?:[^"]*\s)?admonition[\s"]')
NOTES = ' class="notes"'
# Elements that hold no text of their own, or are part of a line.
PASSED = INLINE | VOID
CONTAINERS = set("ul ol dl table blockquote".split())
BLOCKS = {"li", "dd", "tr"}
SEPARATE = BLOCKS | {"blockquote"}
# In Latin, Chinese and Arabic script.
NO_STATEMENT = ("?", "\uff1f", "\u061f", ":", "\uff1a")
DASHES = ("—", "–", "―", "--")
WORD = re.compile(r"\w+")
# So many words in a row are seldom twice in a file.
WORDS_TO_FIND = 3


@dataclass(slots=True)
class Statement:
    """Where a sentence or row stands, whether it counts, and the sources that it points to."""

    start: int
    end: int
    anchor: str
    counts: bool
    sources: set[str]


@dataclass(slots=True)
class Block:
    """What is cited from its end backwards; its last sentences may rest on what led up to it."""

    lead: set[str]
    is_row: bool = False
    statements: list[Statement] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def add(self, sentence: Sentence, *, counts: bool) -> None:
        """Take a sentence in; those of a row are one."""
        if self.is_row and self.statements:
            self.statements[0].end = sentence.end
            self.statements[0].counts |= counts
            return
        # What stands before the first sentence belongs to it; later, to the sentence before.
        if self.statements:
            self.sources = set()
        one = Statement(sentence.start, sentence.end, sentence.anchor, counts, self.sources)
        self.statements.append(one)

    def fill(self) -> None:
        """Let each statement without sources rest on those of the next, the last on the lead."""
        following = self.lead
        for one in reversed(self.statements):
            following = one.sources = one.sources or following


class Frame(NamedTuple):
    """An open element: its name, what it means for the text in it."""

    name: str
    block: Block
    lead: set[str]
    is_whole: bool = False
    is_quotation: bool = False
    is_uncounted: bool = False
    is_notes: bool = False


class Reader:
    """Reads a body once, from tag to tag, and gathers its blocks."""

    def __init__(self, body: Body) -> None:
        self.body, self.html = body, body.html
        self.blocks: list[Block] = []
        self.stack = [Frame("", Block(set()), set())]
        # Those of a sentence that nothing but a list, a table or a quotation has followed.
        self.last: set[str] = set()

    def open(self, name: str, attributes: str) -> None:
        """Enter an element that is no part of a line."""
        outer = self.stack[-1]
        lead = self.last if name in CONTAINERS and self.last else outer.lead
        is_whole = outer.is_whole or name in BLOCKS
        block = outer.block
        if not outer.is_quotation and (name in SEPARATE or not is_whole):
            block = Block(lead, name == "tr")
            self.blocks.append(block)
        is_notes = outer.is_notes or NOTES in attributes
        self.stack.append(
            Frame(
                name,
                block,
                lead,
                is_whole,
                outer.is_quotation or name == "blockquote",
                outer.is_uncounted or name in UNCOUNTED or is_callout(attributes),
                is_notes,
            )
        )
        if not is_notes:
            self.last = set()

    def close(self, name: str) -> None:
        """Leave an element."""
        while len(self.stack) > 1:
            frame = self.stack.pop()
            if not frame.is_notes and frame.name != "p":
                self.last = set()
            if frame.name == name:
                break

    def take(self, sentence: Sentence) -> None:
        """Take a sentence in where it stands."""
        frame = self.stack[-1]
        if frame.is_notes or frame.is_uncounted:
            return
        start, end, _ = sentence
        is_attribution = frame.is_quotation and self.html.startswith(DASHES, start, end)
        counts = not is_attribution and not self.html.endswith(NO_STATEMENT, start, end)
        frame.block.add(sentence, counts=counts)
        self.last = frame.block.sources

    def cite(self, sources: set[str]) -> None:
        """Take in what a token points to."""
        frame = self.stack[-1]
        if not frame.is_notes and not frame.is_uncounted:
            frame.block.sources |= sources

    def read(self, cited: Mapping[int, set[str]]) -> list[Statement]:
        """The statements that count, in reading order.

        `cited` gives what the token at an offset points to.
        """
        events: list[tuple[int, int, Any]] = [(one.start, 1, one) for one in self.body.sentences]
        events += [(offset, 2, sources) for offset, sources in cited.items()]
        events += [(tag.start(), 0, tag) for tag in TAG.finditer(self.html) if tag[2] not in PASSED]
        # No two of one sort begin at the same place.
        for _, what, one in sorted(events):
            if what == 1:
                self.take(one)
            elif what == 2:
                self.cite(one)
            elif one[1]:
                self.close(one[2])
            else:
                self.open(one[2], one[3])
        for block in self.blocks:
            block.fill()
        found = [one for block in self.blocks for one in block.statements if one.counts]
        return sorted(found, key=lambda one: one.start)


def is_callout(attributes: str) -> bool:
    """Whether an element's attributes make it a callout."""
    return "admonition" in attributes and CALLOUT.search(attributes) is not None


def list_statements(record: Record, resolved: Resolved, index: Index) -> list[Statement]:
    """The statements of a record's body, in reading order."""
    return Reader(record.body).read(find_cited(record, resolved, index))


def quote_statements(
    record: Record, resolved: Resolved, index: Index, statements: Iterable[Statement]
) -> list[str]:
    """Some of a body's statements in the words that a reader sees."""
    quoter = Quoter(record, resolved, index, [])
    return [" ".join(quoter.plain(one.start, one.end).split()) for one in statements]


def find_cited(record: Record, resolved: Resolved, index: Index) -> dict[int, set[str]]:
    """What each token of a body that points to sources points to, by its offset."""
    html = record.body.html
    notes: dict[int, set[str]] = {}
    for note in PLACED_NOTE.finditer(html):
        numbers = [token_number(match) for match in TOKEN.finditer(note[2])]
        named = (find_sources(record, resolved, index, number) for number in numbers)
        notes[int(note[1])] = set().union(*named)
    found = {}
    for match in TOKEN.finditer(html):
        number = token_number(match)
        token = record.body.tokens[number]
        if token.type == "footnote":
            sources = notes.get(token.note, set())
        else:
            sources = find_sources(record, resolved, index, number)
        if sources:
            found[match.start()] = sources
    return found


def find_sources(record: Record, resolved: Resolved, index: Index, number: int) -> set[str]:
    """The sources that a citation, or a link to one, points to."""
    if record.body.tokens[number].type not in ("citation", "reference", "link"):
        return set()
    ids = resolved.tokens[number].split(" ")
    return {i for i in ids if i in index.records and index.records[i].kind == "source"}


def find_places(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Line and column of words of each statement in a file's text; 0 and 0 if not found."""
    front = re.match(r"---\n.*?\n---[ ]*$", text, re.DOTALL | re.MULTILINE)
    words = list(WORD.finditer(text, front.end() if front else 0))
    offsets: dict[tuple[str, ...], int] = {}
    for run in zip(*(words[n:] for n in range(WORDS_TO_FIND)), strict=False):
        key = tuple(word[0] for word in run)
        offsets[key] = -1 if key in offsets else run[0].start()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found = []
    for one in wanted:
        said = WORD.findall(one)
        runs = zip(*(said[n:] for n in range(WORDS_TO_FIND)), strict=False)
        offset = next((o for run in runs if (o := offsets.get(run, -1)) >= 0), -1)
        line = bisect_right(starts, offset)
        found.append((line, offset - starts[line - 1] + 1) if offset >= 0 else (0, 0))
    return found
