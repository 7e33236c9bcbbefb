"""Dates as people write them, in the words of the tables of `words`: what EDTF makes of them.

Nothing here is taken for a date; `suggestions` shows it to the author.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from generator.edtf import DateError
from generator.grammar import parse_edtf
from generator.words import WORDS

TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]")
FULL = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
NUMERIC = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,4})(?:\2([0-9]{1,4}))?\.?")
PUNCTUATION = frozenset(",.'")
DECADE = re.compile(r"([0-9]{3})0'?s")
CENTURY = re.compile(r"([0-9]{1,2})\s*([a-z]+)[\s-]*([a-z]+)\.?")
HYPHENED = re.compile(r"[0-9]{1,4}-[^\W\d_]+-[0-9]{1,4}")
ERA = re.compile(r"\b([bacd])\.\s?([cde])\.(?:\s?(e)\b\.?)?")


class Piece(NamedTuple):
    """What a person wrote of a date: parts that are missing are ""."""

    year: str = ""
    month: str = ""
    day: str = ""

    @property
    def text(self) -> str:
        """The piece in EDTF."""
        return "-".join(part for part in self if part)


@cache
def read_table(name: str) -> frozenset[str]:
    """The words of a name in all languages."""
    return frozenset(
        word for words in WORDS.values() for word in words.written.get(name, "").split("|") if word
    )


@cache
def read_months() -> dict[str, str]:
    """The names of months and seasons in all languages, in full and short, with their numbers."""
    found: dict[str, str] = {}
    for words in WORDS.values():
        shorts = words.written.get("months", "").split("|")
        for names, first in ((words.months, 1), (shorts, 1), (words.seasons, 21)):
            found |= {name.casefold(): f"{n:02}" for n, name in enumerate(names, first) if name}
        for name in ("more_months", "more_seasons"):
            pairs = (pair.split(":") for pair in words.written.get(name, "").split("|") if pair)
            found |= {name: f"{int(number):02}" for name, number in pairs}
    return found


def is_date(text: str) -> bool:
    """Whether a suggestion is EDTF."""
    try:
        parse_edtf(text)
    except DateError:
        return False
    return True


def piece_text(year: str, month: str = "", day: str = "") -> str:
    """Numbers as EDTF writes them."""
    parts = [f"{year:0>4}", *(f"{part:0>2}" for part in (month, day) if part)]
    return "-".join(parts)


def read_choices(text: str) -> list[str]:
    """All that a phrase can mean, in EDTF."""
    readers = (read_alone, read_doubtful, read_interval, read_list, read_relation, read_centuries)
    return next(filter(None, (reader(text) for reader in readers)), [])


def read_alone(text: str) -> list[str]:
    """A single date."""
    single = read_single(text)
    return [single] if single else []


def read_doubtful(text: str) -> list[str]:
    """With doubt: "circa March 2018", "probably 2018", "March 2018 (?)"."""
    flag, rest = take_qualifiers(text)
    inside = read_single(rest) if flag else ""
    if not inside or inside[0] in "[{" or ".." in inside:
        return []
    return ["/".join(end + flag for end in inside.split("/"))]


def read_interval(text: str) -> list[str]:
    """Two dates: "12-13 June 2018", "20/21 April 2018", "between 2018 and 2020"."""
    signs = ("/", "[{},{}]", "{}/{}") if "/" in text else ("-", "{}/{}")
    found = read_joined(text, " - ", "{}/{}") or read_joined(text, *signs)
    if found:
        return found
    start, _, end = text.rpartition("-")
    if end.strip() in read_table("present") and read_single(start.strip()):
        return [f"{read_single(start.strip())}/.."]
    start, rest = take_first(text, "between")
    if start:
        return read_joined(rest, words_pattern("and"), "[{}..{}]", "{}/{}")
    start, rest = take_first(text, "from")
    return read_joined(rest, words_pattern("to"), "{}/{}")


def read_list(text: str) -> list[str]:
    """Several: "20 or 21 April 2018", "March, April and May 2018"."""
    for name, form in (("or", "[{}]"), ("and", "{{{}}}")):
        pieces = read_pieces(re.split(rf"\s*,\s*|{words_pattern(name)}", text))
        if len(pieces) > 1:
            return [form.format(",".join(pieces))]
    return []


def read_relation(text: str) -> list[str]:
    """Open at one end: "before 2018", "since March 2018"."""
    for name, form in (("before", "../{}"), ("after", "{}/..")):
        start, rest = take_first(text, name)
        inside = read_single(rest) if start else ""
        if inside:
            return [form.format(inside)]
    return []


def read_joined(text: str, sign: str, *forms: str) -> list[str]:
    """Two dates with a sign or word between them, in these forms."""
    pieces = read_pieces([part.strip() for part in re.split(sign, text)])
    return [form.format(*pieces) for form in forms if form] if len(pieces) == 2 else []


def words_pattern(name: str) -> str:
    """A pattern for the words of a name between two others."""
    return rf"\s+(?:{'|'.join(sorted(map(re.escape, read_table(name)), key=len, reverse=True))})\s+"


def take_first(text: str, name: str) -> tuple[str, str]:
    """The words of a name that a text begins with, and the rest of the text."""
    for word in sorted(read_table(name), key=len, reverse=True):
        for start in (f"{word} ", f"{word}. ", f"{word}-", f"{word}."):
            if text.startswith(start):
                return word, text.removeprefix(start).strip()
    return "", text


def take_qualifiers(text: str) -> tuple[str, str]:
    """EDTF's qualifier for a phrase's "circa", "probably" or question mark, and the rest."""
    found: set[str] = set()
    rest, before = text.replace("(?)", "?").strip(), ""
    while rest != before:
        before = rest
        for name, symbol in (("approximate", "~"), ("uncertain", "?")):
            word, rest = take_first(rest, name)
            bare = rest.strip(f"{symbol} ")
            if word or bare != rest:
                found.add(symbol)
            rest = bare
    return "%" if len(found) == 2 else "".join(found), rest


def read_single(text: str) -> str:
    """One date in words as EDTF writes it, "" where it is none."""
    if is_date(text.upper()):
        return text.upper()
    numeric = NUMERIC.fullmatch(text)
    if numeric and len(numeric[1]) == 4:
        found = piece_text(numeric[1], numeric[3], numeric[4] or "")
        return found if is_date(found) else ""
    if HYPHENED.fullmatch(text):
        text = text.replace("-", " ")
    pieces = read_pieces([text])
    if pieces:
        return pieces[0]
    centuries = read_centuries(text)
    return centuries[0] if len(centuries) == 1 else ""


def read_centuries(text: str) -> list[str]:
    """Decades and centuries in words; "1900s" can be either."""
    text = text.removeprefix("the ")
    decade = DECADE.fullmatch(text)
    if decade:
        return [f"{decade[1]}X"] + ([f"{decade[1][:2]}XX"] if decade[1][2] == "0" else [])
    century = CENTURY.fullmatch(text)
    if century and century[2] in read_table("ordinals") and century[3] in read_table("century"):
        return [f"{int(century[1]) - 1:02}XX"] if int(century[1]) else []
    return []


def read_pieces(texts: list[str]) -> list[str]:
    """Dates in words, of which one may hold the year or month of all; [] where one is no date."""
    pieces = [read_piece(text) for text in texts if text]
    found = [piece for piece in pieces if piece]
    if len(found) < len(pieces):
        return []
    for number, piece in enumerate(found):
        others = found[number + 1 :] + found[:number][::-1]
        year = piece.year or next((other.year for other in others if other.year), "")
        month = piece.month
        if piece.day and not month:
            month = next((other.month for other in others if other.month), "")
        found[number] = Piece(year, month, piece.day)
    written = [piece.text for piece in found]
    return written if all(p.year and is_date(p.text) for p in found) else []


def read_piece(text: str) -> Piece | None:
    """What a text says of one date: "12 June", "June 12th, 2018", "44 BC", "13"."""
    if FULL.fullmatch(text):
        return Piece(*text.split("-"))
    tokens = TOKEN.findall(ERA.sub(r"\1\2\3", text))
    numbers = [token for token in tokens if token.isascii() and token.isdecimal()]
    words = [token for token in tokens if token not in numbers and token not in PUNCTUATION]
    months = [read_months()[word] for word in words if word in read_months()]
    eras = [name for name in ("before_common_era", "common_era") if read_table(name) & set(words)]
    known = read_months().keys() | read_table("before_common_era") | read_table("common_era")
    if len(months) > 1 or set(words) - known - read_table("filler") - read_table("ordinals"):
        return None
    return place_numbers(numbers, "".join(months), "".join(eras))


def place_numbers(numbers: list[str], month: str, era: str) -> Piece | None:
    """Which of the numbers is the day and which the year; an era makes a short one a year."""
    years = [number for number in numbers if len(number) > 2]
    days = [number for number in numbers if len(number) < 3]
    if era and not years and days:
        years = [days.pop()]
    if len(years) > 1 or len(days) > (1 if years or not month else 2):
        return None
    year = f"{years[0]:0>4}" if years else ""
    if len(year) > 4 or not (year or month or days):
        return None
    if era == "before_common_era" and year:
        year = f"{1 - int(year):05}" if int(year) > 1 else "0000"
    return Piece(year, month, f"{days[0]:0>2}" if days else "")
