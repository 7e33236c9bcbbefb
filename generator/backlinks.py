"""Links seen from their other end, each with the sentence that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

from generator.markers import TOKEN, token_number
from generator.names import display_name
from generator.scan import INLINE, TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.links import Index, Resolved
    from generator.model import Body, Record, Sentence


@dataclass(frozen=True)
class Backlink:
    """A link seen from its other end: who links, how, and the sentence that it stands in.

    `before`, `text` and `after` make up the sentence; `text` is the link's own words, empty for a
    citation. `anchor` is the block that holds it.
    """

    source: str
    how: str
    before: str
    text: str
    after: str
    anchor: str
    locator: str = ""


def list_backlinks(index: Index, resolved: Mapping[str, Resolved]) -> dict[str, list[Backlink]]:
    """For each id, the sentences in other records' bodies that lead to it, in reading order."""
    backlinks: dict[str, list[Backlink]] = defaultdict(list)
    for record_id, found in resolved.items():
        record = index.records[record_id]
        seen = set()
        for start, end, how, target, locator in list_body_links(record, found, index.records):
            if target == record_id:
                continue
            backlink = make_backlink(record, found, index, (start, end), how, locator)
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
        elif token.type == "link" and target in known:  # an address, which stands in a tag
            start = html.index(">", match.end()) + 1
            links.append((start, html.index("</a>", start), "reference", target, ""))
    return sorted(links)


def find_sentence(body: Body, start: int, end: int) -> Sentence | None:
    """The sentence that a link stands in; one between two belongs to that before it."""
    position = bisect_right(body.sentences, start, key=lambda sentence: sentence.end)
    after = body.sentences[position] if position < len(body.sentences) else None
    if after and after.start < end:
        return after
    before = body.sentences[position - 1] if position else None
    if before and is_one_block(body.html[before.end : start]):
        return before
    return after if after and is_one_block(body.html[end : after.start]) else None


def is_one_block(html: str) -> bool:
    """Whether no paragraph, cell or list item begins or ends in a piece of HTML."""
    return all(tag[2] in INLINE for tag in TAG.finditer(html))


def make_backlink(
    record: Record,
    resolved: Resolved,
    index: Index,
    span: tuple[int, int],
    how: str,
    locator: str,
) -> Backlink:
    """A link with the sentence that it stands in, as text in three parts."""
    body, (start, end) = record.body, span
    sentence = find_sentence(body, start, end)
    if sentence is None:
        return Backlink(record.id, how, "", "", "", "", locator)

    def words(match: re.Match[str]) -> str:
        number = token_number(match)
        token, target = body.tokens[number], resolved.tokens[number]
        if token.type != "reference":
            return ""
        return escape(token.label or display_name(index.records[target].fields if target else None))

    def plain(first: int, last: int) -> str:
        return unescape(TAG.sub("", TOKEN.sub(words, body.html[first:last])))

    if how == "citation":
        start = end = sentence.end
    start, end = max(start, sentence.start), min(end, sentence.end)
    parts = (plain(sentence.start, start), plain(start, end), plain(end, sentence.end))
    before, text, after = (re.sub(r"\s+", " ", part) for part in parts)
    return Backlink(record.id, how, before.lstrip(), text, after.rstrip(), sentence.anchor, locator)
