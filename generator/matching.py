"""Whether words of a text are a name: their form, what stands between, what ties them to others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from generator.names import CHARACTERS, UNSPACED, fold, is_acronym, strip_marks
from generator.scripts import PART, ends_korean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# Letters, digits and the marks that belong to them, Indian vowels among them.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
WORD = re.compile(rf"[\w{MARKS}]+")
# Other scripts' words may stand right beside Korean, Chinese or Japanese ones.
SPACED = rf"(?:[^\W{CHARACTERS}]+|[{MARKS}]+)"
SPACED_WORD = re.compile(f"{SPACED}+")
# Where a name may begin that has a capital, a digit or a letter of another alphabet: to look at
# these words alone takes a fifth of the time. Nothing is quicker to look for than a class of what
# it is not; words of ASCII, most of all, come first.
BEGINNING = re.compile(
    rf"[^\0-/:-@\[-`a-z{{-\u00a9\u2000-\u2bff]"
    rf"(?:(?<=[0-9A-Z])[0-9A-Za-z_]*+(?![^\0-\x7f])"
    rf"|(?<=[{CHARACTERS}])[{CHARACTERS}]*|(?<=[\w{MARKS}]){SPACED}*)"
)
# What may stand between two words of a name. A full stop only after what it shortens.
GAP = r"\s{1,80}|[-\u2010\u2011]\n?|['’‘ʼ·]\s?|\.\s{0,80}|\s{0,80}&(?:amp;)?\s{0,80}|/"
# Most steps are a space and a word of ASCII.
STEP = re.compile(rf"(?: |{GAP})([0-9A-Za-z_]++(?![^\0-\x7f])|{SPACED}+)")
# What stands in a text between two words only if it does in the name: Smith & Jones, AC/DC.
TIE = re.compile(r"[&/]|['’‘ʼ·](?=\s)")
# An ampersand and a word beside a name: McKinsey & Company.
PARTNER = re.compile(r"\s{0,80}&(?:amp;)?\s{0,80}(\w)")
PARTNERED = re.compile(r"(?<!\w)(\w)[\w.'’]*\s{0,80}&(?:amp;)?\s{0,80}\Z")
# How far from a name an ampersand may stand, with spaces that were entities.
REACH = 12
CURRENCY = frozenset("$¢£¥₩€₽₹")
SHORTENED = {"st", "ste", "mt", "ft", "dr", "jr", "sr", "mr", "gen", "prof"}
HYPHENS = "-\u2010\u2011"
# What ties a name to the word on its other side: Biegun-Smith, Trump–Kim, O'Brien, name@site.
JOINING = frozenset("-\u2010\u2011–'’‘ʼ/\\.&\u00ad\u200b\u200c\u200d\u2060")
ADDRESSING = frozenset("@#_")
SPACES = frozenset(" \n")
PLAIN = SPACES | {","}
POSSESSIVE = re.compile(r"['’ʼ][sS](?![\w])")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+")
OPENING, CLOSING = "\"'“‘„‚«‹「『《〈", "\"'”’“‘»›」』》〉"
BEFORE_CLOSING = ",.;:!?，。！？"
# More words than these are not looked for one by one.
FEW = 32
# A capital word of fewer letters may be an acronym: UN is not Un.
LONG_WORD = 5


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
    # Of a mark that stands alone nothing is left.
    first = plain[:1].upper() + plain[1:]
    return {plain, plain.upper(), first, plain.capitalize(), word} - {""}


def make_finder(words: Collection[str]) -> re.Pattern[str]:
    """How words that no capital shows are found, as its group 1, with the character before them."""
    listed = "|".join(map(re.escape, sorted(words)))
    wanted = rf"({listed})(?!{SPACED})" if len(words) <= FEW else rf"({SPACED}+)"
    return re.compile(rf"[^0-9A-Za-z_]{wanted}")


def is_edge(text: str, position: int) -> bool:
    """Whether the character at a position does not belong to a word beside it."""
    if not 0 <= position < len(text):
        return True
    char = text[position]
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not WORD.match(char) or bool(UNSPACED.match(char))


class Part(NamedTuple):
    """A word of a name: the forms in which it may stand, and whether a full stop follows.

    `tie` is the sign before it that a text must have, too.
    """

    forms: frozenset[str]
    low: str
    stops: bool
    tie: str


@lru_cache(maxsize=50_000)
def split_name(name: str) -> tuple[Part, ...]:
    """A name's words."""
    words = list(WORD.finditer(name))
    ends = [0, *(word.end() for word in words)]
    return tuple(
        Part(
            frozenset(list_forms(match[0])),
            "" if is_acronym(match[0]) else strip_marks(match[0]).lower(),
            name[match.end() : match.end() + 1] == "." or is_shortened(match[0]),
            find_tie(name[end : match.start()]),
        )
        for match, end in zip(words, ends, strict=False)
    )


def find_tie(gap: str) -> str:
    """The sign between two words that makes them one name: "&", "/", "'" before a space."""
    found = TIE.search(gap)
    return "" if not found else found[0] if found[0] in "&/" else "'"


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
        between = said[words[number - 1].end() : word.start()] if number else ""
        gap = between[:1]
        if plain not in part.forms and not (gap and gap in HYPHENS and plain == part.low):
            return False
        if gap == "." and not parts[number - 1].stops:
            return False
        if number and part.tie != find_tie(between):
            return False
    return len(words) > 1 or not is_acronym(said) or is_acronym(name) or len(said) >= LONG_WORD


def is_joined(text: str, start: int, end: int) -> bool:
    """Whether something ties a name to another word; a possessive 's does not."""
    before, after = text[start - 1 : start], text[end : end + 1]
    is_apart = before in SPACES and after in SPACES
    if is_partner(text, start, end) or (not is_apart and is_number_cut(text, start, end)):
        return True
    if is_apart or (before in PLAIN and after in PLAIN):
        return False
    if before in ADDRESSING or (before in JOINING and is_word_at(text, start - 2)):
        return True
    if after and UNSPACED.match(after):
        return not ends_korean(text, end) and "\uac00" <= after <= "\ud7a3"
    if after not in JOINING or not is_word_at(text, end + 1):
        return False
    return not POSSESSIVE.match(text, end)


def is_partner(text: str, start: int, end: int) -> bool:
    """Whether an ampersand makes a name part of a longer one: McKinsey & Company."""
    first = max(start - REACH, 0)
    if text.find("&", first, end + REACH) < 0:
        return False
    if "&" not in text[first:start] and "&" not in text[end : end + REACH]:
        return False
    found = PARTNERED.search(text, max(start - 10 * REACH, 0), start), PARTNER.match(text, end)
    return any(one is not None and not one[1].islower() for one in found)


def is_number_cut(text: str, start: int, end: int) -> bool:
    """Whether a name's number is part of a larger one, or a sum: Number 10,000; US$3M."""
    if text[end : end + 1] in CURRENCY:
        return True
    if text[end : end + 1] == "," and text[end - 1].isdigit():
        return text[end + 1 : end + 2].isdigit()
    if not start or not text[start].isdigit():
        return False
    return text[start - 1] in CURRENCY or (text[start - 1] == "," and text[start - 2].isdigit())


def is_word_at(text: str, position: int) -> bool:
    """Whether there is a letter or digit at a position."""
    return 0 <= position < len(text) and text[position].isalnum()


def find_free(text: str) -> Callable[[int], bool]:
    """Tell of places in a text whether they are outside addresses of the web and of mail."""
    # One character is found fastest.
    if "@" not in text and ("/" not in text or "://" not in text) and "www." not in text:
        return lambda _: True
    spans = [match.span() for match in ADDRESS.finditer(text)]
    return lambda place: not any(first <= place < last for first, last in spans)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether words stand in quotation marks of their own: “The Long Road,” he wrote."""
    if not start or text[start - 1] not in OPENING:
        return False
    stop = end + 1 if text[end : end + 1] in tuple(BEFORE_CLOSING) else end
    return text[stop : stop + 1] in tuple(CLOSING)


@lru_cache(maxsize=50_000)
def fold_words(name: str) -> str:
    """A name's words, folded."""
    return " ".join(map(fold, WORD.findall(name)))
