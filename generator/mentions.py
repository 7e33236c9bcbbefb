"""Names in a record's body: which of them become links, and which short form is in doubt.

A family name alone is its bearer's only if he or she was named in full before, and nobody else
who might be meant is named anywhere in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.fields import Article
from generator.scan import END, INLINE, TAG
from generator.spellings import Found, Spellings
from generator.tokens import OPEN, TOKEN, token_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.model import Record, Token

# Stands in the text for whatever no name reaches across: the edge of a block.
BREAK = "\n\ue005\n"
# Tags, tokens, and the edges of notes.
PIECE = re.compile(
    r"(</?[a-zA-Z][^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>"
    rf"|\ue000[\ue010-\ue019]+\ue001|\ue002[0-9]+\ue003|{END})"
)
HEADING = re.compile("<h[1-6][ >]")
# Fields that name a record without its being talked of.
SILENT_FIELDS = ("names.", "different_from.", "translation_of")
CONTEXT = 60


@dataclass(frozen=True)
class Mentioned:
    """A mention in a body: where in its HTML, and of whom."""

    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Doubt:
    """A family name that may mean several people: the name, their ids, and the words around it.

    An id is "" for whoever is not shown.
    """

    words: str
    ids: tuple[str, ...]
    before: str
    after: str


@dataclass
class Text:
    """A record's title and body as a reader sees them.

    `starts` gives where each piece begins in `words`, and at last where they end; `places` where it
    stands in the HTML. Every other piece is of the HTML, those between stand for its tags. `edges`
    are the places of tags; `referred` is what links lead to, with the place in the HTML.
    """

    words: str
    starts: list[int]
    places: list[int]
    edges: set[int]
    referred: list[tuple[int, str]]

    def place(self, start: int, end: int) -> int:
        """Where in the HTML a stretch stands that is in one piece of it, or -1."""
        number = bisect_right(self.starts, start) - 1
        if number < 0 or number % 2 or end > self.starts[number + 1]:
            return -1
        return self.places[number] + start - self.starts[number]


def read_text(record: Record, targets: Sequence[str], name_of: Callable[[str], str]) -> Text:
    """A record's title, summary and body as text, with the words of its references."""
    heads = (
        [str(getattr(record.fields, "title", "")), record.fields.summary] if record.fields else []
    )
    head = "".join(escape(words, quote=False) + BREAK for words in heads)
    pieces = PIECE.split(record.body.html)
    places = list(accumulate(map(len, pieces), initial=0))
    # What parts two pieces of text; that with tokens is rare.
    marks = pieces[1::2]
    pieces[1::2] = map(show_tag, marks)
    referred: list[tuple[int, str]] = []
    for number, mark in enumerate(marks):
        if OPEN in mark:
            for match in TOKEN.finditer(mark):
                token, target = record.body.tokens[n := token_number(match)], targets[n]
                if token.type in ("reference", "link"):
                    referred.append((places[2 * number + 1], target))
                pieces[2 * number + 1] += show_token(token, target, name_of)
    starts = list(accumulate(map(len, pieces), initial=len(head)))
    return Text(head + "".join(pieces), starts, places, set(starts[1::2]), referred)


@lru_cache(maxsize=50_000)
def show_tag(mark: str) -> str:
    """What stands in the text for a tag or a note's edge: nothing for a tag within a line."""
    tag = TAG.fullmatch(mark)
    is_within = tag is not None and tag[2].lower() in INLINE and tag[2] != "br"
    return "" if is_within or mark[0] == OPEN else BREAK


def show_token(token: Token, target: str, name_of: Callable[[str], str]) -> str:
    """What stands in the text for a token; `target` is the id that it means."""
    if token.type == "reference":
        return escape(token.label or name_of(target), quote=False)
    return BREAK if token.type == "picture" else ""


def find_mentions(
    record: Record,
    targets: Sequence[str],
    fields: Mapping[str, str],
    name_of: Callable[[str], str],
    spellings: Spellings,
) -> tuple[list[Mentioned], list[Doubt]]:
    """Names in a body: each record's first in each section, unless a reference stands before.

    `targets` gives what the body's tokens mean, `fields` what the ids in fields do, `name_of` what
    a record is called. With the mentions come the family names that may mean several people, each
    at its first place.
    """
    body = record.body
    text = read_text(record, targets, name_of)
    found = spellings.scan(text.words, list_own(record, fields), text.edges)
    seen = list_referred(record, text)
    mentions: list[Mentioned] = []
    doubts: dict[str, Doubt] = {}
    people = People(record, text, fields, found, spellings)
    for one in found:
        if one.standing != "alone":
            continue
        place = text.place(one.start, one.end)
        run = bisect_left(body.runs, (place + 1,)) - 1
        end = place + one.end - one.start
        if place < 0 or run < 0 or end > body.runs[run].end:
            continue
        target = people.meant(one)
        if one.kind == "family" and not target:
            ids = people.in_doubt(one)
            if ids and one.family not in doubts:
                doubts[one.family] = make_doubt(text.words, one, ids)
        key = (body.runs[run].section, target)
        if not target or target == record.id or seen.get(key, place) < place:
            continue
        seen[key] = -1
        mentions.append(Mentioned(place, end, target))
    return mentions, list(doubts.values())


def list_own(record: Record, fields: Mapping[str, str]) -> Spellings | None:
    """What an article says of its own spellings."""
    if not isinstance(record.fields, Article) or not record.fields.names:
        return None
    return Spellings((one, fields.get(f"names.{one}", "")) for one in record.fields.names)


def list_referred(record: Record, text: Text) -> dict[tuple[int, str], int]:
    """Where each section refers to a record first."""
    seen: dict[tuple[int, str], int] = {}
    runs, html = record.body.runs, record.body.html
    for place, target in text.referred:
        number = bisect_left(runs, (place + 1,))
        # With a heading in between, the reference was the last of another section.
        if number < len(runs) and not HEADING.search(html, place, runs[number].start):
            seen.setdefault((runs[number].section, target), place)
    return seen


class People:
    """Who is named in a text, in full or by reference, and so whom a family name may mean."""

    def __init__(
        self,
        record: Record,
        text: Text,
        fields: Mapping[str, str],
        found: Sequence[Found],
        spellings: Spellings,
    ) -> None:
        self.record, self.spellings = record, spellings
        self.named: dict[str, int] = {}
        self.strangers: set[str] = set()
        self.present = {record.id} | {target for _, target in text.referred}
        self.present.update(
            target for path, target in fields.items() if not path.startswith(SILENT_FIELDS)
        )
        for one in found:
            if one.standing == "stranger":
                theirs = (spellings.families.get(record_id, ()) for record_id in one.ids)
                self.strangers.update([one.family], *theirs)
            elif one.kind in ("person", "own", "title"):
                self.present.update(one.ids)
                if one.kind == "person" and len(one.ids) == 1:
                    self.named.setdefault(one.ids[0], one.start)

    def bearers(self, one: Found) -> list[str]:
        """Who in the text has a family name, in order."""
        return sorted(self.spellings.bearers.get(one.family, set()) & self.present)

    def meant(self, one: Found) -> str:
        """Whom a name means, or "" where that is not certain or not to be linked."""
        bearers = self.bearers(one) if one.family else []
        if one.kind != "family":
            is_disputed = set(bearers) - set(one.ids) if one.kind != "own" else set()
            return one.ids[0] if one.links and not is_disputed else ""
        if len(bearers) != 1 or one.family in self.strangers:
            return ""
        (bearer,) = bearers
        is_theirs = one.family in self.spellings.families.get(bearer, ())
        is_named = self.named.get(bearer, one.start) < one.start
        return bearer if is_theirs and is_named and bearer not in self.spellings.unlisted else ""

    def in_doubt(self, one: Found) -> tuple[str, ...]:
        """The people whom a family name may mean, where there are several.

        Whoever is not shown is "", behind the others.
        """
        bearers = self.bearers(one)
        shown = [i for i in bearers if i not in self.spellings.unlisted]
        if len(bearers) < 2 or not shown or self.record.id in bearers:
            return ()
        return (*shown, "") if len(shown) < len(bearers) else tuple(shown)


def make_doubt(words: str, one: Found, ids: tuple[str, ...]) -> Doubt:
    """A doubtful name with the words around it in its block."""
    before = words[max(one.start - CONTEXT, 0) : one.start].rpartition(BREAK)[2]
    after = words[one.end : one.end + CONTEXT].partition(BREAK)[0]
    return Doubt(words[one.start : one.end], ids, before, after)
