"""Where and when a source came out, and where it is: editions, dates, pages, archives, addresses.

Sections named here are those of the Chicago Manual of Style, 18th edition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.dates import format_date
from generator.titles import LEGAL

if TYPE_CHECKING:
    from generator.edtf import Date, Point
    from generator.fields import Source
    from generator.words import Words

NUMBER = re.compile(r"\d+(?:[-–]\d+)?")
RANGE = re.compile(r"(\d+)\s*[-–]+\s*(\d+)")
# What appears in a series of numbers or on air; the whole date tells it from another.
SERIAL = set(
    "article-journal article-magazine article-newspaper periodical post-weblog review "
    "review-book".split()
)
DATED = SERIAL | set(
    "article broadcast collection dataset document event graphic manuscript map patent performance "
    "personal_communication post software song speech standard treaty webpage".split()
)
ENTRIES = {"entry", "entry-dictionary", "entry-encyclopedia"}
# Of these nobody expects a date.
UNDATED = ENTRIES | {"classic", "collection", "webpage"}
PRIVATE = {"interview", "personal_communication"}
# Where a reader can find a source (14.13).
FOUND_IN = "archive archive-place container-title DOI number publisher references".split()
EDITORS = ("editor", "compiler", "collection-editor", "editorial-director")


def has_editor(source: Source) -> bool:
    """Whether a book's editor is named, so that a part of it is none of a periodical."""
    return any(role in source.people for role in EDITORS)


def say_issued(source: Source, words: Words) -> str:
    """When a source came out: a whole date, a year, "n.d."; nothing where that is not told."""
    if source.issued is None:
        return "" if is_silent(source) else words.csl_no_date
    is_online = source.type in ENTRIES and (source.URL or "DOI" in source.texts)
    is_dated = source.type in ("interview", "paper-conference") and not has_editor(source)
    if source.type in DATED or is_online or is_dated:
        return format_date(source.issued, words)
    return say_year(source.issued, words)


def is_silent(source: Source) -> bool:
    """Whether nothing is said of a date that is missing: it may exist, and be withheld."""
    if source.access == "confidential" or source.type in UNDATED | LEGAL:
        return True
    is_found = source.URL or any(name in source.texts for name in FOUND_IN)
    return "status" in source.texts or (source.type in PRIVATE and not is_found)


def say_year(date: Date, words: Words) -> str:
    """The year of a date, or two; a date in doubt keeps its words."""
    points = date.points
    if not all(is_certain(point) for point in points) or date.kind not in ("point", "interval"):
        return format_date(date, words)
    if date.kind == "interval" and len(points) < 2:
        return format_date(date, words)
    years = list(dict.fromkeys(point.year for point in points))
    return words.dates["range"].format(*years) if len(years) > 1 else years[0]


def is_certain(point: Point) -> bool:
    """Whether a point has a year of four known digits, and no doubts."""
    return bool(re.fullmatch(r"[1-9]\d{3}", point.year)) and not any(point.flags)


def format_edition(text: str, words: Words) -> str:
    """An edition: "2nd ed." for a number, other words as they are."""
    if not text.isdecimal():
        return text
    return f"{words.say_ordinal(int(text))} {words.csl_edition}"


def format_number(label: str, text: str) -> str:
    """A number with its label, "vol. 2"; other words as they are."""
    return f"{label} {text.replace('-', '–')}" if NUMBER.fullmatch(text) else text


def format_pages(text: str) -> str:
    """Pages with the digits that change: "201-226" is "201–26", "101-107" "101–7".

    The rule is that of CSL 1.0.2, appendix V, "chicago-16".
    """
    return RANGE.sub(lambda match: f"{match[1]}–{shorten(match[1], match[2])}", text)


def shorten(first: str, last: str) -> str:
    """What is said of the last number of a range."""
    if len(first) != len(last) or len(first) < 3 or first.endswith("00") or first > last:
        return last
    least = 1 if first[-2] == "0" else 2
    same = 0
    while same < len(last) - least and first[same] == last[same]:
        same += 1
    return last[same:]


def list_publication(source: Source, words: Words) -> list[str]:
    """Who published a source, and when; a place only where there is no publisher."""
    texts, issued = source.texts, say_issued(source, words)
    publisher = texts.get("publisher") or texts.get("publisher-place", "")
    if source.type == "broadcast" and issued:
        aired = f"{words.csl_aired} {issued}"
        return [f"{aired}, {words.csl_on} {publisher}" if publisher else aired]
    event = []
    if source.type == "speech":
        event = [texts[name] for name in ("event-title", "event-place") if name in texts]
    genre = texts.get("genre", "") if source.type == "thesis" else ""
    return [part for part in (genre, *event, publisher, texts.get("status", ""), issued) if part]


def list_archive(source: Source) -> tuple[str, str, str]:
    """Where an archive holds a source: the box, the collection, the archive (14.127)."""
    texts = source.texts
    whole = ", ".join(texts[name] for name in ("archive", "archive-place") if name in texts)
    return texts.get("archive_location", ""), texts.get("archive_collection", ""), whole


def list_links(source: Source, words: Words) -> tuple[str, str]:
    """When a source without a date was seen on the Web, and its address there."""
    doi = source.texts.get("DOI", "")
    address = f"https://doi.org/{doi}" if doi else source.URL
    is_dated = doi or source.issued or "status" in source.texts
    if is_dated or not source.accessed or not address:
        return "", address
    return f"{words.accessed} {format_date(source.accessed, words)}", address
