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

from generator.fields import Event, Organization, Person, Place, Source
from generator.names import (
    UNSPACED,
    fold,
    is_acronym,
    list_spellings,
    strip_marks,
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
from generator.scripts import PART, ends_korean, is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from generator.model import Record

# What a name is: settled by the article itself; a record's name of one of three kinds; a person's
# family name alone; the title of a source, event or text.
NameKind = Literal["own", "person", "organization", "place", "family", "title"]

# Letters, digits and the marks that belong to them, Indian vowels among them.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
WORD = re.compile(rf"[\w{MARKS}]+")
# Where a text has Korean, Chinese or Japanese, other scripts' words may stand right beside them.
SPACED_WORD = re.compile(rf"(?:(?!{UNSPACED.pattern})[\w{MARKS}])+")
# Where a name may begin that has a capital, a digit or a letter of another alphabet: to look at
# these words alone takes a fifth of the time.
BEGINNING = re.compile(
    rf"[0-9A-Z\u00aa-\u1fff\u2c00-\u2dff\u3005-\ud7ff\uf900-\ufdff\uff10-\U0003ffff][\w{MARKS}]*"
)
# More first words in lower case than these are not looked for one by one.
FEW = 16
MOST_KNOWN = 100_000
# What may stand between two words of a name. A full stop only after what it shortens.
GAP = r"\s{1,80}|[-\u2010\u2011]\n?|['’‘ʼ·]|\.\s{0,80}|\s?&(?:amp;)?\s?"
STEP = re.compile(rf"(?:{GAP})((?:(?!{UNSPACED.pattern})[\w{MARKS}])+)")
SHORTENED = {"st", "ste", "mt", "ft", "dr", "jr", "sr", "mr", "gen", "prof"}
HYPHENS = "-\u2010\u2011"
# What ties a name to the word on its other side: Biegun-Smith, Trump–Kim, O'Brien, name@site.
JOINING = frozenset("-\u2010\u2011–'’‘ʼ/\\.&\u00ad\u200b\u200c\u200d\u2060")
ADDRESSING = frozenset("@#_")
PLAIN = frozenset(" ,\n")
POSSESSIVE = re.compile(r"['’ʼ][sS](?![\w])")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+")
OPENING, CLOSING = "\"'“‘„‚«‹「『《〈", "\"'”’“‘»›」』》〉"
BEFORE_CLOSING = ",.;:!?，。！？"
NBSP = "\u00a0"
# A capital word of fewer letters may be an acronym: UN is not Un.
LONG_WORD = 5


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


@dataclass
class Node:
    """What may follow the words of a name so far, and the names that end here."""

    following: dict[str, Node] = field(default_factory=dict)
    names: dict[str, list[Spelling]] = field(default_factory=dict)


class Candidate(NamedTuple):
    """Names that share their folded words, at a place where a text has these words."""

    start: int
    end: int
    names: tuple[Spelling, ...]


class Spellings:
    """Finds the names of a site's records in text."""

    def __init__(self, spellings: Iterable[tuple[str, str] | Spelling]) -> None:
        """Take spellings; a pair of words and id is an article's own."""
        self.root = Node()
        self.firsts: set[str] = set()
        self.known: dict[str, tuple[Spelling, ...]] = {}
        self.unspaced: dict[str, list[Spelling]] = {}
        names = sorted({Spelling(*one) for one in spellings})
        self.families = {(fold_words(one.text), one.id) for one in names if one.kind == "family"}
        for one in names:
            if UNSPACED.search(one.text):
                if len(letters_of(one.text)) > 1:
                    self.unspaced.setdefault(letters_of(one.text)[:2], []).append(one)
            elif words := WORD.findall(one.text):
                self.firsts |= list_forms(words[0])
                node = self.root
                for word in words:
                    node = node.following.setdefault(fold(word), Node())
                # Whose family name it is does not matter here.
                name = one._replace(id="") if one.kind == "family" else one
                known = node.names.setdefault(one.text, [])
                if name not in known:
                    known.append(name)
        self.lowers = sorted(first for first in self.firsts if not BEGINNING.match(first))
        self.bearers = list_bearers(names, {family for family, _ in self.families})
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
        kept: list[tuple[Candidate, list[Spelling]]] = []
        taken: set[int] = set()
        for spans in group(candidates):
            names = [name for one in spans for name in one.names]
            start, end = spans[0].start, spans[0].end
            # What overlaps a longer name has its first or last letter in it.
            if start in taken or end - 1 in taken or not is_free(start):
                continue
            if names := choose(text, start, end, names, edges):
                taken.update(range(start, end))
                kept.append((spans[0], names))
        kept.sort(key=lambda item: item[0].start)
        found: list[Found] = []
        for candidate, names in kept:
            one = judge(text, candidate, names, found[-1] if found else None)
            if one.kind == "title":
                one = one._replace(ids=list_people(candidates, one.start, one.end), links=False)
            found.append(one)
        return found

    def list_candidates(self, text: str) -> list[Candidate]:
        """Where a text has the words of names, whole and with their capitals."""
        words = set(BEGINNING.findall(text))
        if len(self.lowers) > FEW:
            words.update(WORD.findall(text))
        else:
            words.update(word for word in self.lowers if word in text)
        others = [word for word in words if not word.isascii()]
        is_unspaced = any(UNSPACED.search(word) for word in others)
        if is_unspaced:
            words.update(SPACED_WORD.findall(text))
            others = [word for word in words if not word.isascii()]
        hits = self.firsts & words
        hits.update(word for word in others if fold(word) in self.root.following)
        candidates: list[Candidate] = []
        for word in hits:
            for start in list_places(text, word):
                candidates += self.list_from(text, start, word)
        if is_unspaced and self.unspaced:
            candidates += self.list_unspaced(text)
        return candidates

    def list_from(self, text: str, start: int, first: str) -> Iterator[Candidate]:
        """The names that begin with a word of a text."""
        end = start + len(first)
        node = self.root.following.get(fold(first))
        while node:
            names = self.list_spelled(node, text[start:end]) if node.names else ()
            if names and not is_joined(text, start, end):
                yield Candidate(start, end, names)
            step = STEP.match(text, end) if node.following else None
            node = node.following.get(fold(step[1])) if step else None
            end = step.end() if step else end

    def list_spelled(self, node: Node, said: str) -> tuple[Spelling, ...]:
        """The names that are written as a text has them; remembered, as texts repeat names."""
        known = self.known.get(said)
        if known is None:
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
                    yield Candidate(start, whole.end(), (one,))


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


def letters_of(name: str) -> str:
    """A name in characters without what stands between its parts."""
    return PART.sub("", name)


@lru_cache(maxsize=50_000)
def make_pattern(name: str) -> re.Pattern[str]:
    """How a name in characters is found: its parts with a space, a dot or nothing in between."""
    return re.compile(r"[\s·‧•・]?".join(map(re.escape, PART.split(name))))


def list_forms(word: str) -> set[str]:
    """The forms in which a name's word may stand: Kim, KIM; de, De, DE; an acronym as it is."""
    plain = strip_marks(word)
    if is_acronym(word):
        return {word, plain}
    return {plain, plain.upper(), plain[0].upper() + plain[1:], plain.capitalize(), word}


def list_places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text, whole."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if is_edge(text, start - 1) and is_edge(text, end):
            yield start
        start = text.find(word, end)


def is_edge(text: str, position: int) -> bool:
    """Whether the character at a position does not belong to a word beside it."""
    if not 0 <= position < len(text):
        return True
    char = text[position]
    if char == " ":
        return True
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not WORD.match(char) or bool(UNSPACED.match(char))


class Part(NamedTuple):
    """A word of a name: the forms in which it may stand, and whether a full stop follows."""

    forms: frozenset[str]
    low: str
    stops: bool


@lru_cache(maxsize=50_000)
def split_name(name: str) -> tuple[Part, ...]:
    """A name's words."""
    return tuple(
        Part(
            frozenset(list_forms(match[0])),
            "" if is_acronym(match[0]) else strip_marks(match[0]).lower(),
            name[match.end() : match.end() + 1] == "." or is_shortened(match[0]),
        )
        for match in WORD.finditer(name)
    )


def is_shortened(word: str) -> bool:
    """Whether a full stop may follow a word of a name: an initial, or St."""
    return len(word) == 1 or fold(word) in SHORTENED


def is_spelled(name: str, said: str) -> bool:
    """Whether words of a text are a name's, with its capitals and full stops.

    After a hyphen a name may go on in lower case: Kim Jong-un is Kim Jong Un.
    """
    parts = split_name(name)
    said = said.replace("&amp;", "&")
    words = list(SPACED_WORD.finditer(said))
    for number, (part, word) in enumerate(zip(parts, words, strict=True)):
        plain = strip_marks(word[0])
        gap = said[words[number - 1].end()] if number else ""
        if plain not in part.forms and not (gap and gap in HYPHENS and plain == part.low):
            return False
        if gap == "." and not parts[number - 1].stops:
            return False
    return len(words) > 1 or not is_acronym(said) or is_acronym(name) or len(said) >= LONG_WORD


def is_joined(text: str, start: int, end: int) -> bool:
    """Whether something ties a name to another word; a possessive 's does not."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in PLAIN and after in PLAIN:
        return False
    if before in ADDRESSING or (before in JOINING and is_word_at(text, start - 2)):
        return True
    if after and UNSPACED.match(after):
        return not ends_korean(text, end) and "\uac00" <= after <= "\ud7a3"
    if after not in JOINING or not is_word_at(text, end + 1):
        return False
    return not POSSESSIVE.match(text, end)


def is_word_at(text: str, position: int) -> bool:
    """Whether there is a letter or digit at a position."""
    return 0 <= position < len(text) and text[position].isalnum()


def group(candidates: list[Candidate]) -> list[list[Candidate]]:
    """Candidates by the span that they share, the longest first, then from left to right."""
    spans: dict[tuple[int, int], list[Candidate]] = {}
    for one in candidates:
        spans.setdefault((one.start, one.end), []).append(one)
    return [spans[key] for key in sorted(spans, key=lambda key: (key[0] - key[1], key[0]))]


def list_people(candidates: list[Candidate], start: int, end: int) -> tuple[str, ...]:
    """The people whose names stand within a stretch of text."""
    within = (one for one in candidates if start <= one.start and one.end <= end)
    ids = {name.id for one in within for name in one.names if name.kind == "person"}
    return tuple(sorted(ids))


def find_free(text: str) -> Callable[[int], bool]:
    """Tell of places in a text whether they are outside addresses of the web and of mail."""
    if "@" not in text and "://" not in text and "www." not in text:
        return lambda _: True
    spans = [match.span() for match in ADDRESS.finditer(text)]
    return lambda place: not any(first <= place < last for first, last in spans)


def choose(
    text: str, start: int, end: int, names: list[Spelling], edges: Collection[int]
) -> list[Spelling]:
    """Which of the names that share their words is meant: the article's own before all.

    A source's title is one in quotation marks or emphasis; outside, only where it is long and
    nobody's name.
    """
    own = [name for name in names if name.kind == "own"]
    if own:
        return own
    titles = [name for name in names if name.kind == "title"]
    others = [name for name in names if name.kind != "title"]
    if titles and (is_quoted(text, start, end) or (start in edges and end in edges)):
        return titles
    if others:
        return others
    return titles if len(WORD.findall(text[start:end])) > 2 else []


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether words stand in quotation marks of their own: “The Long Road,” he wrote."""
    if not start or text[start - 1] not in OPENING:
        return False
    stop = end + 1 if text[end : end + 1] in tuple(BEFORE_CLOSING) else end
    return text[stop : stop + 1] in tuple(CLOSING)


def judge(text: str, one: Candidate, names: list[Spelling], before: Found | None) -> Found:
    """How names stand in a text, and which of them may be linked."""
    start, end = one.start, one.end
    # What the name before is, if only a space lies between.
    near = before.kind if before and text[before.end : start].isspace() else ""
    if len(names) == 1:
        ((_, record_id, kind, links),) = names
        standing = find_standing(text, start, end, kind, near)
        if kind == "family":
            return Found(start, end, kind, (), True, standing, fold_words(text[start:end]))
        return Found(start, end, kind, (record_id,), links and record_id != "", standing)
    full = [name for name in names if name.kind != "family"]
    ids = tuple(dict.fromkeys(name.id for name in full))
    # One family name may be another record's whole name.
    family = fold_words(text[start:end]) if len(full) < len(names) else ""
    kind = full[0].kind
    if any(name.kind == "person" for name in full):
        kind = "person"
    links = all(name.links and name.id for name in full) and len(ids) < 2
    standing = find_standing(text, start, end, kind, near)
    return Found(start, end, kind, ids, links, standing, family)


def find_standing(text: str, start: int, end: int, kind: NameKind, near: str) -> Standing:
    """How a name of a kind stands; `near` is the kind of the name right before it."""
    if kind == "family":
        return stand(text, start, end, after_place=near == "place", settled=False)
    is_single = len(WORD.findall(text[start:end])) == 1
    is_lower = not text[start].isupper()
    if kind == "title" or (kind == "own" and is_lower) or UNSPACED.search(text, start, end):
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
def fold_words(name: str) -> str:
    """A name's words, folded."""
    return " ".join(map(fold, WORD.findall(name)))


def make_spellings(records: Mapping[str, Record]) -> Spellings:
    """The names of all records, and titles of sources and events, inside which nothing is linked."""
    return Spellings(one for record in records.values() for one in list_record(record))


def list_record(record: Record) -> Iterator[Spelling]:
    """The names of one record, with what is linked and what only keeps others from being."""
    fields = record.fields
    if fields is None:
        return
    if isinstance(fields, Source | Event):
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
