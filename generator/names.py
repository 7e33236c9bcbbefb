"""Ids, sort keys, and the names that a record goes by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.fields import Organization, Person, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.fields import Fields

WORD = re.compile(r"[^\W_]+")
# Letters with a stroke, and the dotless i, which Unicode does not take apart: "Đại" is "Dai".
STROKES = str.maketrans("đĐłŁøØħĦı", "dDlLoOhHi")
# The marks that tell Japanese "ga" from "ka"; they make another letter.
VOICING = "\u3099\u309a"
# Korean, Chinese and Japanese letters: words of these scripts run on without spaces.
CHARACTERS = "\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
UNSPACED = re.compile(f"[{CHARACTERS}]")
# Of these kinds, a record has a name; of others, a title.
NAMED = (Person, Place, Organization)
OTHER_ASCII = re.compile("[^a-z0-9]+")


@lru_cache(maxsize=50_000)
def slugify(text: str) -> str:
    """Turn a name into an id: letters in lower case, digits, and hyphens for everything else.

    Apostrophes go; Unicode letters and the marks that belong to them stay, in NFC.
    """
    if text.isascii():
        return OTHER_ASCII.sub("-", text.lower().replace("'", "")).strip("-")
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
def strip_marks(text: str) -> str:
    """A text without diacritics and compatibility forms; capitals stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).translate(STROKES)
    return "".join(c for c in decomposed if not unicodedata.combining(c) or c in VOICING)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A text without case, diacritics and compatibility forms, for comparing."""
    return strip_marks(text).casefold()


def fold_name(name: str) -> str:
    """A name as its words alone, for comparing: "Kim Jong-un" is "kim jong un"."""
    return " ".join(fold(word) for word in WORD.findall(name.replace("&nbsp;", " ")))


def display_name(fields: Fields | None) -> str:
    """What a record is called on pages."""
    # To ask a model for what it has not is slow.
    return str(getattr(fields, "name" if isinstance(fields, NAMED) else "title", ""))


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


def find_initial(name: str) -> str:
    """What is drawn where there is no portrait: the first letter of the name to sort by."""
    return next((char for char in name if char.isalnum()), "?").upper()


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
        if alias.type in ("spelling", "former") and is_strong(alias.name, fields):
            yield alias.name


def is_strong(alias: str, fields: Person | Place | Organization) -> bool:
    """Whether an alias names its record alone: several words, an acronym, or a name in characters.

    Three characters are a whole name of one whose native name is in characters, too (習近平 of
    习近平); of anyone else they may be the family name alone (特朗普 is every Trump).
    """
    if len(WORD.findall(alias)) > 1 or is_acronym(alias):
        return True
    is_native = bool(fields.native and UNSPACED.search(fields.native.text))
    return is_native and len(alias) > 2 and bool(UNSPACED.search(alias))


def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals alone, such as "KCNA"; "us" is another word."""
    return len(word) > 1 and word.isupper()
