"""Finding the names of a site's records in text.

A dictionary of first words leads to the places where a name may begin, and from there a tree of
words to its end: what a text costs does not depend on how many names there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.fields import Organization, Person, Place, Source
from generator.matching import (
    BEGINNING,
    STEP,
    WORD,
    find_free,
    fold_words,
    is_edge,
    is_joined,
    is_quoted,
    is_spelled,
    letters_of,
    list_forms,
    make_finder,
    make_pattern,
)
from generator.names import (
    UNSPACED,
    fold,
    is_acronym,
    list_spellings,
)
from generator.neighbours import (
    Standing,
    is_date,
    is_ordinary,
    is_organization_alone,
    is_person_alone,
    is_shouted,
    stand,
)
from generator.scripts import PART, is_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from generator.model import Record

# What a name is: settled by the article itself; a record's name of one of three kinds; a person's
# family name alone; the title of a source or event.
NameKind = Literal["own", "person", "organization", "place", "family", "title"]

MOST_KNOWN = 100_000
NBSP = "\u00a0"


class Spelling(NamedTuple):
    """One name of a record; `links` is false where it is known and yet not to be linked."""

    text: str
    id: str
    kind: NameKind = "own"
    links: bool = True


class Mention(NamedTuple):
    """A record's name found in text: where, and the record's id."""

    start: int
    end: int
    id: str


class Found(NamedTuple):
    """A name found in text, and how it stands there.

    `ids` holds every record that has the name: with two, it is nobody's. A title's are the people
    whom it names. `family` is the folded family name where the name is one, too.
    """

    start: int
    end: int
    kind: NameKind
    ids: tuple[str, ...]
    links: bool
    standing: Standing = "alone"
    family: str = ""


@dataclass(slots=True)
class Node:
    """What may follow the words of a name so far, and the names that end here."""

    following: dict[str, Node] = field(default_factory=dict)
    names: dict[str, list[Spelling]] = field(default_factory=dict)


# Names that share their folded words, and start and end of a place where a text has these words.
Candidate = tuple[int, int, tuple[Spelling, ...]]


class Spellings:
    """Finds the names of a site's records in text."""

    def __init__(self, spellings: Iterable[tuple[str, str] | Spelling]) -> None:
        """Take spellings; a pair of words and id is an article's own."""
        self.root = Node()
        self.starts: dict[str, Node] = {}
        self.known: dict[str, tuple[Spelling, ...]] = {}
        self.unspaced: dict[str, list[Spelling]] = {}
        names = sorted({Spelling(*one) for one in spellings})
        # Which family names a person has.
        self.families: dict[str, set[str]] = defaultdict(set)
        for one in names:
            if one.kind == "family":
                self.families[one.id].add(fold_words(one.text))
        for one in names:
            if UNSPACED.search(one.text):
                if len(letters_of(one.text)) > 1:
                    self.unspaced.setdefault(letters_of(one.text)[:2], []).append(one)
            elif words := WORD.findall(one.text):
                node = self.root
                for word in words:
                    node = node.following.setdefault(fold(word), Node())
                first = self.root.following[fold(words[0])]
                self.starts |= dict.fromkeys(list_forms(words[0]), first)
                # Whose family name it is does not matter here.
                name = one._replace(id="") if one.kind == "family" else one
                known = node.names.setdefault(one.text, [])
                if name not in known:
                    known.append(name)
        low = [word for word in self.starts if not BEGINNING.match(word)]
        self.singles = make_finder(low) if low else None
        self.bearers: dict[str, set[str]] = list_bearers(
            names, set().union(*self.families.values())
        )
        self.unlisted = {one.id for one in names if one.kind == "person" and not one.links}
        initials = "".join(sorted(set("".join(key[0] for key in self.unspaced))))
        self.initials = re.compile(f"[{re.escape(initials)}]" if initials else r"(?!)")

    def find(self, text: str, own: Spellings | None = None) -> list[Mention]:
        """All names in a text that are to be linked, from left to right, without overlap.

        Family names alone depend on what else an article names: they are not among them. `own`
        holds what an article says of its own spellings; it goes before the site's.
        """
        return [
            Mention(found.start, found.end, found.ids[0])
            for found in self.scan(text, own)
            if found.links and found.kind != "family" and found.standing == "alone"
        ]

    def scan(
        self, text: str, own: Spellings | None = None, edges: Collection[int] = ()
    ) -> list[Found]:
        """Every name in a text, also those that are not to be linked, from left to right.

        `text` may hold the entities `&nbsp;` and `&amp;`. `edges` are the places where tags stood:
        a title between two of them is emphasized.
        """
        if "&nbsp;" in text:
            text = text.replace("&nbsp;", NBSP * len("&nbsp;"))
        candidates = self.list_candidates(text)
        if own:
            candidates += own.list_candidates(text)
        if not candidates:
            return []
        is_free = find_free(text)
        kept: list[Candidate] = []
        taken = bytearray(len(text))
        for start, end, names in group(candidates):
            # What overlaps a longer name has its first or last letter in it.
            if taken[start] or taken[end - 1] or not is_free(start):
                continue
            if meant := choose(text, start, end, names, edges):
                taken[start:end] = b"1" * (end - start)
                kept.append((start, end, meant))
        kept.sort()
        found: list[Found] = []
        for candidate in kept:
            name = judge(text, candidate, found[-1] if found else None)
            if name.kind == "title":
                ids = list_people(candidates, name.start, name.end)
                name = name._replace(ids=ids, links=False)
            found.append(name)
        return found

    def list_candidates(self, text: str) -> list[Candidate]:
        """Where a text has the words of names, whole and with their capitals."""
        candidates: list[Candidate] = []
        is_unspaced = False
        for match in BEGINNING.finditer(text):
            word = match[0]
            node = self.starts.get(word)
            if node is None:
                if word.isascii():
                    continue
                node = self.root.following.get(fold(word))
                is_unspaced = is_unspaced or UNSPACED.match(word) is not None
            if node:
                start, end = match.span()
                if text[start - 1] == " " or is_edge(text, start - 1):
                    self.add_from(text, start, end, node, candidates)
        if self.singles:
            # With a space in front, what begins here begins at the same place in the text.
            for match in self.singles.finditer(f" {text}"):
                node, start = self.starts.get(match[1]), match.start()
                if node and is_edge(text, start - 1):
                    self.add_from(text, start, start + len(match[1]), node, candidates)
        if is_unspaced and self.unspaced:
            candidates += self.list_unspaced(text)
        return candidates

    def add_from(
        self, text: str, start: int, end: int, node: Node | None, candidates: list[Candidate]
    ) -> None:
        """Add the names that begin with a word of a text; `node` is what may follow it."""
        while node:
            if node.names:
                said = text[start:end]
                names = self.known.get(said)
                if names is None:
                    names = self.list_spelled(node, said)
                if names and not is_joined(text, start, end):
                    candidates.append((start, end, names))
            step = STEP.match(text, end) if node.following else None
            if step is None:
                return
            node = node.following.get(fold(step[1]))
            end = step.end()

    def list_spelled(self, node: Node, said: str) -> tuple[Spelling, ...]:
        """The names that are written as a text has them; remembered, as texts repeat names."""
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        known = self.known[said] = tuple(
            one
            for name, same in node.names.items()
            if is_spelled(name, said)
            for one in same
            if one.kind != "family" or not is_acronym(said)
        )
        return known

    def list_unspaced(self, text: str) -> Iterator[Candidate]:
        """The names in characters that a text has."""
        for match in self.initials.finditer(text):
            start = match.start()
            second = PART.sub("", text[start + 1 : start + 6])[:1]
            for one in self.unspaced.get(match[0] + second, ()):
                whole = make_pattern(one.text).match(text, start)
                if whole and is_whole(text, start, whole.end()):
                    yield start, whole.end(), (one,)


def list_bearers(names: Iterable[Spelling], families: set[str]) -> dict[str, set[str]]:
    """For each family name, who has it anywhere in a name: Kim Jong-un, and Kim Kardashian."""
    bearers: dict[str, set[str]] = defaultdict(set)
    longest = max((len(family.split()) for family in families), default=0)
    for one in names:
        words = fold_words(one.text).split() if one.kind in ("person", "family") else []
        for first in range(len(words)):
            for last in range(first + 1, min(first + longest, len(words)) + 1):
                part = " ".join(words[first:last])
                if part in families:
                    bearers[part].add(one.id)
    return bearers


def group(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates with those of the same span made one, the longest first."""
    spans: dict[tuple[int, int], Candidate] = {}
    for start, end, names in candidates:
        same = spans.get((start - end, start))
        spans[start - end, start] = start, end, same[2] + names if same else names
    return [spans[span] for span in sorted(spans)]


def list_people(candidates: list[Candidate], start: int, end: int) -> tuple[str, ...]:
    """The people whose names stand within a stretch of text."""
    within = (names for first, last, names in candidates if start <= first and last <= end)
    ids = {name.id for names in within for name in names if name.kind == "person"}
    return tuple(sorted(ids))


def choose(
    text: str, start: int, end: int, names: tuple[Spelling, ...], edges: Collection[int]
) -> tuple[Spelling, ...]:
    """Which of the names that share their words is meant: the article's own before all.

    A source's title is one in quotation marks or emphasis; outside, only where it is long and
    nobody's name.
    """
    if len(names) == 1 and names[0].kind != "title":
        return names
    own = tuple(name for name in names if name.kind == "own")
    if own:
        return own
    titles = tuple(name for name in names if name.kind == "title")
    others = tuple(name for name in names if name.kind != "title")
    if titles and (is_quoted(text, start, end) or (start in edges and end in edges)):
        return titles
    return others or (titles if len(WORD.findall(text[start:end])) > 2 else ())


def judge(text: str, one: Candidate, before: Found | None) -> Found:
    """How names stand in a text, and which of them may be linked."""
    start, end, names = one
    # What the name before is, if only a space lies between.
    near = before.kind if before and text[before.end : start].isspace() else ""
    kind, ids, links, is_family = sum_up(names)
    standing = find_standing(text, start, end, kind, near)
    family = fold_words(text[start:end]) if is_family else ""
    return Found(start, end, kind, ids, links, standing, family)


@lru_cache(maxsize=50_000)
def sum_up(names: tuple[Spelling, ...]) -> tuple[NameKind, tuple[str, ...], bool, bool]:
    """What names at one place are: kind, ids, whether to be linked, and if a family name is one.

    One record's whole name may be another's family name.
    """
    full = [name for name in names if name.kind != "family"]
    ids = tuple(dict.fromkeys(name.id for name in full))
    kinds = [name.kind for name in full] or ["family"]
    kind: NameKind = "person" if "person" in kinds else kinds[0]
    links = all(name.links and name.id for name in full) and len(ids) < 2
    return kind, ids, links, len(full) < len(names)


def find_standing(text: str, start: int, end: int, kind: NameKind, near: str) -> Standing:
    """How a name of a kind stands; `near` is the kind of the name right before it."""
    if kind == "family":
        return stand(text, start, end, after_place=near == "place", settled=False)
    words, is_spaced = describe(text[start:end])
    is_single = words == 1
    if kind == "title" or not is_spaced or (kind == "own" and not text[start].isupper()):
        return "alone"
    if kind == "own" or (kind == "person" and is_single):
        return stand(text, start, end, after_place=near == "place", settled=kind == "own")
    if kind == "person":
        apart = near in ("place", "organization")
        return "alone" if is_person_alone(text, start, end, after_place=apart) else "stranger"
    is_word = is_single and (is_ordinary(text, start, end) or is_date(text[start:end]))
    is_word = is_word or (is_acronym(text[start:end]) and is_shouted(text, start, end))
    return "other" if is_word or not is_organization_alone(text, start, end) else "alone"


@lru_cache(maxsize=50_000)
def describe(name: str) -> tuple[int, bool]:
    """How many words a name has, and whether its script sets spaces between them."""
    return len(WORD.findall(name)), not UNSPACED.search(name)


def list_record(record: Record) -> Iterator[Spelling]:
    """The names of one record, with what is linked and what only keeps others from being.

    A title of a source keeps what is in it from being linked.
    """
    fields = record.fields
    if fields is None:
        return
    if isinstance(fields, Source):
        yield Spelling(fields.title, record.id, "title", links=False)
    if not isinstance(fields, Person | Place | Organization):
        return
    kind: NameKind = "place"
    if isinstance(fields, Person | Organization):
        kind = "person" if isinstance(fields, Person) else "organization"
    # What is not to be linked is known all the same, so that no part of it is.
    known = fields.model_copy(update={"listed": True, "autolink": True})
    links = (getattr(fields, "listed", True) and getattr(fields, "autolink", True)) is True
    for spelling in list_spellings(known):
        yield Spelling(spelling, record.id, kind, links)
    family = fields.family if isinstance(fields, Person) else ""
    if family and not UNSPACED.search(family) and fold_words(family) != fold_words(fields.name):
        yield Spelling(family, record.id, "family", links)
