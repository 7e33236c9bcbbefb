"""Links seen from their other end, each with the sentence that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from html import escape, unescape
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from generator.scan import INLINE, TAG
from generator.tokens import OPEN, TOKEN, token_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.index import Index
    from generator.links import Resolved
    from generator.model import Body, Record, Sentence

SPACES = re.compile(r"\s+")
# Space that is not one plain space.
UNEVEN = re.compile(r"[^\S ]|  ")
# Of a sentence.
END = attrgetter("end")


class Backlink(NamedTuple):
    """A link seen from its other end: the sentence that it stands in.

    `before`, `text` and `after` make up the sentence; `text` is the link's own words, empty for a
    citation. `anchor` is the block that holds it. All are empty where a link stands in no sentence.
    """

    before: str
    text: str
    after: str
    anchor: str
    locator: str = ""


def quote_links(record: Record, resolved: Resolved, index: Index) -> dict[str, list[Backlink]]:
    """For each other id to which a body leads, the sentences that do, in reading order."""
    backlinks: dict[str, list[Backlink]] = defaultdict(list)
    links = list_body_links(record, resolved, index.records)
    quoter = Quoter(record, resolved, index, [(link[0], link[1]) for link in links])
    seen = set()
    for start, end, how, target, locator in links:
        if target == record.id:
            continue
        backlink = quoter.quote(start, end, how, locator)
        sentence = backlink.before + backlink.text + backlink.after
        if (target, sentence, locator) not in seen:
            seen.add((target, sentence, locator))
            backlinks[target].append(backlink)
    return backlinks


def list_body_links(
    record: Record, resolved: Resolved, known: Mapping[str, Record]
) -> list[tuple[int, int, str, str, str]]:
    """Each link in a body: start and end of its words, how it links, the id, the locator."""
    links = [(m.start, m.end, "mention", m.id, "") for m in resolved.mentions]
    html = record.body.html
    for match in TOKEN.finditer(html):
        number = token_number(match)
        token, target = record.body.tokens[number], resolved.tokens[number]
        if token.type == "citation":
            links += [
                (match.start(), match.end(), "citation", source, cite.locator)
                for cite, source in zip(token.cites, target.split(" "), strict=True)
                if source != "-"
            ]
        elif token.type == "reference" and target in known:
            links.append((match.start(), match.end(), "reference", target, ""))
        elif token.type == "link" and target in known:
            # An address stands in a tag. Only that of an <a> has words.
            is_anchor = html.startswith("<a ", html.rfind("<", 0, match.start()))
            start = html.find(">", match.end()) + 1
            end = html.find("</a>", start)
            if is_anchor and start and end >= 0:
                links.append((start, end, "reference", target, ""))
    return sorted(links)


def find_sentence(body: Body, start: int, end: int) -> Sentence | None:
    """The sentence that a link stands in; one between two belongs to that before it."""
    position = bisect_right(body.sentences, start, key=END)
    after = body.sentences[position] if position < len(body.sentences) else None
    if after and after.start < end:
        return after
    before = body.sentences[position - 1] if position else None
    if before and is_one_block(body.html[before.end : start]):
        return before
    return after if after and is_one_block(body.html[end : after.start]) else None


def is_one_block(html: str) -> bool:
    """Whether no paragraph, cell or list item begins or ends in a piece of HTML."""
    return "<" not in html or all(tag[2] in INLINE for tag in TAG.finditer(html))


def squeeze(text: str) -> str:
    """A text with single spaces."""
    return SPACES.sub(" ", text) if UNEVEN.search(text) else text


class Quoter:
    """Gives the sentences of one body as text, each of them converted once."""

    def __init__(
        self, record: Record, resolved: Resolved, index: Index, links: list[tuple[int, int]]
    ) -> None:
        """Take a body and the start and end of each link in it."""
        self.record, self.resolved, self.index = record, resolved, index
        self.html = record.body.html
        self.cuts = sorted({offset for link in links for offset in link})
        self.pieces: dict[int, tuple[list[int], list[str]]] = {}
        self.sentences: dict[int, str] = {}

    def quote(self, start: int, end: int, how: str, locator: str) -> Backlink:
        """A link with the sentence that it stands in, as text in three parts."""
        sentence = find_sentence(self.record.body, start, end)
        if sentence is None:
            return Backlink("", "", "", "", locator)
        anchor = sentence.anchor
        if how == "citation":
            return Backlink(self.read(sentence), "", "", anchor, locator)
        offsets, pieces = self.split(sentence)
        first = bisect_left(offsets, max(start, sentence.start))
        last = bisect_left(offsets, min(end, sentence.end))
        parts = (pieces[:first], pieces[first:last], pieces[last:])
        before, text, after = (squeeze("".join(part)) for part in parts)
        return Backlink(before.lstrip(), text, after.rstrip(), anchor, locator)

    def read(self, sentence: Sentence) -> str:
        """A whole sentence as text; it may have several citations."""
        if sentence.start not in self.sentences:
            whole = self.plain(sentence.start, sentence.end)
            self.sentences[sentence.start] = squeeze(whole).lstrip()
        return self.sentences[sentence.start]

    def split(self, sentence: Sentence) -> tuple[list[int], list[str]]:
        """A sentence as pieces of text between its links: where each begins, and its words."""
        if sentence.start not in self.pieces:
            first = bisect_right(self.cuts, sentence.start)
            last = bisect_left(self.cuts, sentence.end)
            offsets = [sentence.start, *self.cuts[first:last], sentence.end]
            pieces = [self.plain(one, other) for one, other in pairwise(offsets)]
            self.pieces[sentence.start] = offsets, pieces
        return self.pieces[sentence.start]

    def plain(self, start: int, end: int) -> str:
        """A piece of the body's HTML as the text that a reader sees."""
        html = self.html[start:end]
        # Most pieces have neither tokens nor tags.
        if OPEN in html:
            html = TOKEN.sub(self.words, html)
        return unescape(TAG.sub("", html) if "<" in html else html)

    def words(self, match: re.Match[str]) -> str:
        """The words that a token shows; marks of notes and pictures have none."""
        number = token_number(match)
        token, target = self.record.body.tokens[number], self.resolved.tokens[number]
        if token.type != "reference":
            return ""
        return escape(self.index.say_reference(token, target))
