"""Where the sentences of running text begin and end."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Abbreviations are listed without their last full stop. A title or a pointer always leads on to
# what follows: a look at the next word would cut "Mr. An" in two.
TITLES = frozenset(
    "Adm Amb Brig Capt Cmdr Col Cpl Dr Ft Gen Gov Hon Lt Maj Messrs Mr Mrs Ms Mt Pres Prof Pvt "
    "Rep Reps Rev Sec Sen Sens Sgt".split()
)
POINTERS = frozenset(
    "c p v approx ca cf ch chap chs e.g fig figs i.e para paras pp viz vol vols vs".split()
)
LEADS = TITLES | POINTERS | {word.capitalize() for word in POINTERS if len(word) > 1}
# Words of their own unless a number follows: "no. 4", but "He said no."
NUMBERED = frozenset("art no nos sec".split())
# These end a sentence if the next word is one that mostly begins sentences.
MAY_END = frozenset(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "Ave Bros Co Corp Dept Inc Jr Ltd Ph.D Sr St Univ al dept ed eds est etc".split()
)
INITIALS = re.compile(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]")
STARTERS = frozenset(
    "A After All Also Although An And Another As At Because Before Both But By Despite During Each "
    "Even Every Few For From He Her Here His How However I If In Instead Is It Its Later Many "
    "Meanwhile Most My Nevertheless No Nor Not Now On Once One Only Or Our She Since So Some Still "
    "Such That The Their Then There These They This Those Though Through Thus To Today Two Under "
    "Unlike Until We What When Where Whether Which While Who Why With Without Yet You".split()
)

NARROW = ".!?…"
WIDE = "。！？｡"
CLOSERS = "\"'”’“‘»«›‹)]}」』）】》〉］｝"
# What may stand before a sentence's first word; money, because "$5 million were frozen".
OPENERS = "\"'“”‘’„‚«‹»›([{「『（【《〈［｛¿¡$€£¥₩"
BRACKETS = "([{（【［｛"
# What carries a sentence on after a closed quotation: と言った.
PARTICLES = ("と", "って", "を", "が", "に", "は", "の")
CONTINUERS = ("、", "，", "；", "：", ",", ";", ":")

# A run of stops is tried at its first character only, so that the search takes linear time; a
# pattern that begins with the characters themselves is looked for fastest. French sets a space
# before a closing guillemet.
STOP = re.compile(
    rf"[{NARROW}{WIDE}](?<![{NARROW}{WIDE}].)(?:"
    rf"(?P<wide>(?:(?<=[{WIDE}])|[{NARROW}]*[{WIDE}])[{NARROW}{WIDE}]*)"
    rf"(?P<closers>[{re.escape(CLOSERS)}]*)"
    rf"|(?P<narrow>(?<=[{NARROW}])[{NARROW}]*)[{re.escape(CLOSERS)}]*(?:\s[»›](?=\s|\Z))?+"
    rf"(?=\s++(?P<next>[^\sa-z{NARROW}])))"
)
WORD_EDGE = re.compile(r"[\s()\[\]{}\"'“”‘’„«»/–—-]")
LONGEST_ABBREVIATION = 16
NEXT_WORD = re.compile(rf"\s*[{re.escape(OPENERS)}]*(?P<word>[^\W\d_]{{0,20}})(?P<dot>\.?)")
MARKERS = re.compile("[\ue000-\uf8ff]+")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Find the start and end of each sentence in a paragraph's text, in order.

    White space around a sentence is left out; every other character is in exactly one sentence.
    Private-use characters stand for markers and are looked through: they neither make nor prevent
    an end. A marker right behind a sentence belongs to it, as a note's number does.
    """
    sentences = []
    for start, end in pairwise([0, *find_cuts(text), len(text)]):
        part = text[start:end]
        if words := part.strip():
            first = start + len(part) - len(part.lstrip())
            sentences.append((first, first + len(words)))
    return sentences


def find_cuts(text: str) -> Iterator[int]:
    """Yield where sentences end in a text with markers."""
    # Markers are not printable; to look for them takes longer than to ask that.
    if text.replace("\n", "").isprintable():
        yield from find_ends(text)
        return
    markers, hidden = MARKERS.finditer(text), 0
    marker = next(markers, None)
    for end in find_ends(MARKERS.sub("", text) if marker else text):
        while marker and marker.start() - hidden <= end:
            hidden += len(marker[0])
            marker = next(markers, None)
        yield end + hidden


def find_ends(text: str) -> Iterator[int]:
    """Yield where sentences end; the last one needs no sign of it."""
    for stop in STOP.finditer(text):
        is_end = is_narrow_end if stop["wide"] is None else is_wide_end
        if is_end(text, stop):
            yield stop.end()


def is_wide_end(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a Chinese or Japanese stop ends its sentence: unless that goes on at once."""
    if text.startswith(CONTINUERS, stop.end()):
        return False
    return not (stop["closers"] and text.startswith(PARTICLES, stop.end()))


def is_narrow_end(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a stop with white space after it ends its sentence."""
    # "[...]" and "(!)" stand inside a sentence.
    is_aside = text[max(stop.start() - 1, 0)] in BRACKETS
    if is_aside or not can_begin(stop["next"]):
        return False
    is_full_stop = not stop["narrow"] and text[stop.start()] == "."
    return not is_full_stop or not is_abbreviation(text, stop)


def can_begin(letter: str) -> bool:
    """Tell whether a sentence can begin with this: a capital, a digit, "“", "(", 가, 中, "$"."""
    is_uncased = letter.isalpha() and not letter.islower()
    return is_uncased or letter.isdigit() or letter in OPENERS


def is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a full stop only shortens the word before it, by that word and the next."""
    dot = stop.start()
    word = text[max(dot - LONGEST_ABBREVIATION, 0) : dot].rpartition(" ")[2]
    if not word.isalpha():
        word = WORD_EDGE.split(word)[-1]
    if word in LEADS:
        return True
    if word.lower() in NUMBERED:
        return stop["next"].isdigit()
    if word not in MAY_END and not INITIALS.fullmatch(word):
        return False
    following = NEXT_WORD.match(text, stop.end())
    # In "J. A. Smith", the A is no article.
    return not following or following["word"] not in STARTERS or following["dot"] == "."
