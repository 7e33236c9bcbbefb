"""Ids, spellings and sort keys; finding names in running text.

People share names, and linking the wrong one is the worst mistake that a documentary can make.
So only full names and strong aliases are looked for, the longest first, and a spelling that two
records share is nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from generator.fields import Organization, Person, Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.fields import Fields
    from generator.model import Record

WORD = re.compile(r"[^\W_]+")
# In HTML, the name of an entity such as `&nbsp;` is no word.
HTML_WORD = re.compile(r"(?<!&)\b[^\W_]+|(?<=&)(?!nbsp;|amp;|lt;|gt;|quot;)[^\W_]+")
# What may stand between two words of a name: its own kind does not matter, "Jong-un" is "Jong Un".
BETWEEN = re.compile(r"(?:[\s\u00a0\u2010\u2011'’·-]|&nbsp;){1,2}|\.\s?")
JOINING = "-\u2010\u2011'’"


class Mention(NamedTuple):
    """A record's name found in text: where, and the record's id ("" links to nothing)."""

    start: int
    end: int
    id: str


def slugify(text: str) -> str:
    """Turn a name into an id: letters in lower case, digits, and hyphens for everything else.

    Apostrophes go; Unicode letters and the marks that belong to them stay, in NFC.
    """
    kept = []
    for char in unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower()):
        if unicodedata.category(char)[0] in "LMN":
            kept.append(char)
        elif char not in "'’":
            kept.append("-")
    return re.sub("-+", "-", "".join(kept)).strip("-")


def is_id(text: str) -> bool:
    """Whether a text keeps to the grammar of ids."""
    return bool(text) and text == slugify(text)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A text without case, diacritics and compatibility forms, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def fold_name(name: str) -> str:
    """A name as its words alone, for comparing: "Kim Jong-un" is "kim jong un"."""
    return " ".join(fold(word) for word in WORD.findall(name.replace("&nbsp;", " ")))


def display_name(fields: Fields | None) -> str:
    """What a record is called on pages."""
    return str(getattr(fields, "name", "") or getattr(fields, "title", ""))


def sort_name(fields: Fields) -> str:
    """How a record stands in an alphabet: "Kim Jong-un", "Biegun, Stephen"."""
    if not isinstance(fields, Person):
        return display_name(fields)
    if fields.sort_name:
        return fields.sort_name
    if name_order(fields) == "given-first" and fields.family and fields.given:
        return f"{fields.family}, {fields.given}"
    return fields.name


def name_order(person: Person) -> str:
    """The order in which a person's name is written, as stated or as the displayed name shows."""
    if person.name_order:
        return person.name_order
    if not person.family:
        return "mononym"
    family_first = fold_name(person.name).startswith(fold_name(person.family))
    return "family-first" if family_first else "given-first"


def sort_key(text: str) -> tuple[str, str]:
    """Orders names as an index does, without regard to case and diacritics."""
    return fold(text), text


def index_letter(text: str) -> str:
    """The letter under which a name stands in an index; digits and signs share one."""
    first = next((char for char in fold(text) if char.isalnum()), "")
    return first.upper() if first.isalpha() else "0–9"


def list_names(fields: Fields) -> Iterator[str]:
    """Every name that `[[…]]` may use for a record: displayed, native, short, aliases."""
    yield display_name(fields)
    if isinstance(fields, Organization) and fields.short_name:
        yield fields.short_name
    if isinstance(fields, Person | Place | Organization):
        if fields.native:
            yield fields.native.text
        yield from (alias.name for alias in fields.aliases)


def list_spellings(fields: Fields) -> Iterator[str]:
    """The names by which a record is linked in running text, if it is of a kind that is.

    People and organizations by full name or strong alias; places only where they ask for it. A
    title, a nickname and a single plain word are too weak: they belong to many.
    """
    if isinstance(fields, Place) and not fields.autolink:
        return
    if isinstance(fields, Person) and not fields.listed:
        return
    if not isinstance(fields, Person | Place | Organization):
        return
    yield fields.name
    if fields.native:
        yield fields.native.text
    if isinstance(fields, Organization) and fields.short_name:
        yield fields.short_name
    for alias in fields.aliases:
        strong = len(WORD.findall(alias.name)) > 1 or is_acronym(alias.name)
        if alias.type in ("spelling", "former") and strong:
            yield alias.name


def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals alone, such as "KCNA"; "us" is another word."""
    return len(word) > 1 and word.isupper()


class Spellings:
    """Finds the names of a site's records in text."""

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        """Take pairs of spelling and id; a spelling that two ids share links to neither."""
        owners: dict[tuple[str, ...], set[str]] = {}
        for spelling, record_id in spellings:
            words = tuple(WORD.findall(spelling))
            if words:
                owners.setdefault(words, set()).add(record_id)
        self.by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        folded: dict[tuple[str, ...], set[str]] = {}
        for words, ids in owners.items():
            folded.setdefault(tuple(map(fold, words)), set()).update(ids)
        for words in owners:
            ids = folded[tuple(map(fold, words))]
            if len(ids) == 1:
                self.by_first.setdefault(fold(words[0]), []).append((words, next(iter(ids))))
        for candidates in self.by_first.values():
            candidates.sort(key=lambda item: (-len(item[0]), item))

    def find(self, text: str, own: Spellings | None = None) -> list[Mention]:
        """All names in a text, from left to right, without overlap, the longest first.

        `own` holds what an article says of its own spellings; it goes before the site's.
        """
        found: list[Mention] = []
        words = list(HTML_WORD.finditer(text))
        position = 0
        while position < len(words):
            first = fold(words[position][0])
            candidates = self.by_first.get(first, [])
            if own and first in own.by_first:
                candidates = sorted(
                    [*own.by_first[first], *candidates], key=lambda item: -len(item[0])
                )
            for name, record_id in candidates:
                if is_name_at(text, words, position, name):
                    end = words[position + len(name) - 1].end()
                    found.append(Mention(words[position].start(), end, record_id))
                    position += len(name)
                    break
            else:
                position += 1
        return found


def is_name_at(text: str, words: list[re.Match[str]], position: int, name: tuple[str, ...]) -> bool:
    """Whether a name stands in a text from a word on, whole and with its capitals."""
    found = words[position : position + len(name)]
    if len(found) < len(name):
        return False
    if not all(is_same_word(one, word[0]) for one, word in zip(name, found, strict=True)):
        return False
    pairs = pairwise(found)
    if not all(BETWEEN.fullmatch(text, one.end(), two.start()) for one, two in pairs):
        return False
    return not is_joined(text, found[0].start(), -1) and not is_joined(text, found[-1].end(), 1)


def is_same_word(name: str, word: str) -> bool:
    """Whether a word of a text is a word of a name: "Kim" is "KIM" and never "kim"."""
    if is_acronym(name):
        return word == name
    if fold(name) != fold(word):
        return False
    return word[0].isupper() or not name[0].isupper()


def is_joined(text: str, edge: int, step: int) -> bool:
    """Whether a hyphen or apostrophe ties a name to another word ("Biegun-Smith").

    A possessive 's does not.
    """
    mark = edge if step > 0 else edge - 1
    beyond = mark + step
    if not (0 <= mark < len(text) and 0 <= beyond < len(text)):
        return False
    if text[mark] not in JOINING or not text[beyond].isalnum():
        return False
    is_possessive = step > 0 and re.match(r"['’]s\b", text[mark:])
    return not is_possessive


def make_spellings(records: Mapping[str, Record]) -> Spellings:
    """The spellings of all records, and sources' titles, inside which nothing is linked."""
    pairs = []
    for record in records.values():
        if record.fields is None:
            continue
        pairs += [(spelling, record.id) for spelling in list_spellings(record.fields)]
        if isinstance(record.fields, Source) and len(WORD.findall(record.fields.title)) > 2:
            pairs.append((record.fields.title, ""))
    return Spellings(pairs)
