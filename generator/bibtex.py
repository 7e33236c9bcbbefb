"""Sources as BibTeX: what reference managers export, and what pages offer.

bibtexparser takes a file apart, goes on behind an entry that is broken, and takes names apart; what
an entry means is decided here, with the vocabulary of biblatex.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import NamedTuple

from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as Block
from bibtexparser.splitter import Splitter

from generator import biblatex
from generator.bibnames import parse_names
from generator.dates import find_meaning
from generator.imports import TYPES, Library
from generator.latex import decode_latex, decode_verbatim
from generator.problems import Problem, error
from generator.yamltext import Data, Position

# It logs what this module reports.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

MONTHS = (
    "January February March April May June July August September October November December".split()
)
# BibTeX's own strings.
STRINGS = {month[:3].lower(): month for month in MONTHS}
TIME = re.compile(r"T[0-9]{2}:[^/]*")
# EDTF's set of several dates, whose braces are its own.
ALL_OF = re.compile(r"\{[^{}]*(?:,|\.\.)[^{}]*\}")
# EDTF's `~`, where LaTeX would have a space: behind a number, or before one.
QUALIFIER = re.compile(r"(?<=[0-9X])~(?![0-9A-Za-z])|(?<![\\.,A-Za-z0-9])~(?=[0-9X])")
# Strings may hold strings, so that a few lines could fill the memory.
LONGEST_VALUE = 100_000
# An entry whose brace was forgotten is a comment for BibTeX.
BRACELESS = re.compile(r"^[ \t]*@[A-Za-z]+", re.MULTILINE)


class Field(NamedTuple):
    """A field's text, still in LaTeX, and where it stands."""

    text: str
    place: Position


@dataclass(frozen=True)
class Entry:
    """An entry of a file, its fields by their names in lower case."""

    type: str
    key: str
    place: Position
    fields: dict[str, Field]


class Finder:
    """Finds columns, of which the parser knows nothing, from one place of a line to the next."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.line = self.offset = 0

    def find(self, line: int, text: str, sign: str = "") -> Position:
        """Where a text stands on a line, with white space and a sign behind it."""
        if line != self.line:
            self.line, self.offset = line, 0
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        pattern = rf"(?<![\w-]){re.escape(text)}" + (rf"\s*{sign}" if sign else r"[^\s,]*")
        found = re.compile(pattern).search(written, self.offset)
        if found is None:
            return Position(line, 1, 1)
        self.offset = found.end()
        length = len(text) if sign else len(found[0])
        return Position(line, found.start() + 1, max(1, length))


def parse_bibtex(path: str, text: str) -> tuple[Data, list[Problem]]:
    """Read a .bib file: a list of maps in the fields' terms, and where each stands.

    An entry that cannot be read is one problem; the others are read.
    """
    library, finder = Library(path), Finder(text)
    entries: list[Entry] = []
    strings = dict(STRINGS)
    for block in Splitter(text).split().blocks:
        place = finder.find((block.start_line or 0) + 1, "@")
        inner: object = block
        if isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
            inner = block.ignore_error_block
        if isinstance(inner, String):
            strings[inner.key.lower()] = join_pieces(library, inner.value, strings, place)
        elif isinstance(inner, Block):
            entries.append(read_entry(library, inner, finder, strings, place))
        elif isinstance(inner, ParsingFailedBlock):
            library.problems.append(say_broken(path, inner, place))
        elif isinstance(inner, ImplicitComment):
            check_comment(library, inner.comment, place)
    known = {entry.key: entry for entry in reversed(entries)}
    for entry in entries:
        if entry.type not in ("xdata", "set"):
            put_entry(library, inherit(library, entry, known))
    return library.finish()


def say_broken(path: str, block: ParsingFailedBlock, place: Position) -> Problem:
    """What is wrong with an entry that cannot be read."""
    reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
    message = f"this entry cannot be read: {reason[:1].lower()}{reason[1:].rstrip('.')}"
    if reason.startswith("Unexpected"):
        message = "this entry is never closed: its braces or quotation marks do not match"
    fix = "close every `{` with `}`, and put a comma behind each field"
    return error("bibtex", path, place.line, place.column, message, fix, place.length)


def check_comment(library: Library, comment: str, place: Position) -> None:
    """What stands between entries is a comment, unless it was meant as one of them."""
    match = BRACELESS.search(comment)
    if match:
        line = place.line + comment.count("\n", 0, match.start())
        message = f"`{match[0].strip()}` has no brace, so this entry is taken for a comment"
        where = Position(line, 1, len(match[0]))
        library.warn("bibtex-comment", where, message, "write `{`, the citation key and a comma")


def read_entry(
    library: Library, block: Block, finder: Finder, strings: dict[str, str], place: Position
) -> Entry:
    """An entry with its strings put in; of a field that is there twice, the first counts."""
    fields: dict[str, Field] = {}
    for field in block.fields:
        name = field.key.strip().lower()
        where = finder.find((field.start_line or 0) + 1, field.key.strip(), "=")
        if name in fields:
            message = f"`{name}` is there already, on line {fields[name].place.line}"
            library.warn("bibtex-field", where, message, "keep one of the two")
        elif name not in biblatex.IGNORED:
            fields[name] = Field(join_pieces(library, str(field.value), strings, where), where)
    return Entry(block.entry_type.strip().lower(), block.key.strip(), place, fields)


def join_pieces(library: Library, value: str, strings: dict[str, str], place: Position) -> str:
    """A value as its text: `jun # "~12"` is "June~12"."""
    joined = ""
    for piece in split_pieces(value):
        if piece[:1] in ("{", '"'):
            joined += piece[1:-1]
        elif piece.isdecimal() or not piece:
            joined += piece
        elif piece.lower() in strings:
            joined += strings[piece.lower()]
            if len(joined) > LONGEST_VALUE:
                message = f"the strings in this value make more than {LONGEST_VALUE:,} characters"
                library.warn("bibtex-string", place, message, "write the value out")
                return ""
        else:
            message = f"the string `{piece[:60]}` is not defined"
            fix = "put the value in braces, or define it with `@string`"
            library.warn("bibtex-string", place, message, fix)
            joined += piece
    return joined


def split_pieces(value: str) -> list[str]:
    """The pieces of a value between the `#` that stand outside of braces and quotation marks."""
    if "#" not in value:
        return [value]
    pieces, depth, is_quoted, start = list[str](), 0, False, 0
    for match in re.finditer(r'\\.|[{}"#]', value):
        sign = match[0]
        depth += (sign == "{") - (sign == "}")
        is_quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not is_quoted:
            pieces.append(value[start : match.start()].strip())
            start = match.end()
    return [*pieces, value[start:].strip()]


def inherit(library: Library, entry: Entry, known: dict[str, Entry]) -> Entry:
    """An entry with what it takes from the one that its `crossref` or `xdata` names, and so on."""
    fields, at, seen = dict(entry.fields), entry, {entry.key}
    while link := at.fields.get("crossref") or at.fields.get("xdata"):
        whole = known.get(link.text.strip())
        if whole is None:
            message = f"no entry of this file has the key `{link.text.strip()[:60]}`"
            fix = "export the whole along with its part"
            library.warn("bibtex-crossref", link.place, message, fix)
        if whole is None or whole.key in seen:
            break
        seen.add(whole.key)
        is_part = "crossref" in at.fields and entry.type not in ("book", "collection")
        for name, field in whole.fields.items():
            if name not in biblatex.NOT_INHERITED:
                given = biblatex.INHERITED_AS.get(name, name) if is_part else name
                is_journal = entry.type == "article" and given == "booktitle"
                fields.setdefault("journaltitle" if is_journal else given, field)
        at = whole
    return Entry(entry.type, entry.key, entry.place, fields)


# What an entry means


def put_entry(library: Library, entry: Entry) -> None:
    """An entry as a source."""
    library.begin(entry.key, entry.place)
    fields = entry.fields
    csl_type = find_type(entry)
    library.put_type(entry.type, csl_type, entry.place)
    put_issued(library, fields)
    for name, field in fields.items():
        if name in biblatex.NAMES:
            names, unknown = parse_names(field.text)
            tell_unknown(library, unknown, field.place)
            library.put(biblatex.NAMES[name], names, field.place)
        elif name in biblatex.TEXTS:
            put_text(library, name, fields)
        elif name in biblatex.DATES:
            library.put_date(biblatex.DATES[name], decode_date(library, field), field.place)
        elif name == "doi":
            library.put_doi(decode_verbatim(field.text), field.place)
        elif name in biblatex.VERBATIM:
            library.put(biblatex.VERBATIM[name], decode_verbatim(field.text), field.place)
        elif name not in biblatex.JOINED and not biblatex.is_ignored(name):
            library.leave(name, field.place)
    put_numbers(library, csl_type, fields)
    if tongue := fields.get("langid") or fields.get("language"):
        library.put_language(decode(library, tongue), tongue.place)
    if entry.type in biblatex.GENRES and "type" not in fields:
        library.put("genre", biblatex.GENRES[entry.type], entry.place)


def find_type(entry: Entry) -> str:
    """What CSL calls an entry's type; "" for one that is not known."""
    field = entry.fields.get("entrysubtype")
    subtype = decode_latex(field.text)[0].strip().lower() if field else ""
    if subtype in TYPES and entry.type == "misc":
        return subtype
    if entry.type == "article" and subtype in biblatex.SUBTYPES:
        return biblatex.SUBTYPES[subtype]
    if entry.type == "misc" and "url" in entry.fields:
        return "webpage"
    return biblatex.TYPES.get(entry.type, "")


def decode(library: Library, field: Field) -> str:
    """A field's text without LaTeX; commands that are not known are told."""
    text, unknown = decode_latex(field.text)
    tell_unknown(library, unknown, field.place)
    return " ".join(text.split())


def decode_date(library: Library, field: Field) -> str:
    """A date without LaTeX and without its time of day."""
    if ALL_OF.fullmatch(field.text.strip()):
        return field.text
    text = QUALIFIER.sub(r"\\textasciitilde{}", field.text)
    return TIME.sub("", decode(library, Field(text, field.place)))


def tell_unknown(library: Library, commands: list[str], place: Position) -> None:
    """Commands of LaTeX that are not known are dropped, and told once for each field."""
    for name in dict.fromkeys(commands):
        message = f"the LaTeX command `\\{name}` is not known; what is in its braces stays"
        library.warn("import-latex", place, message, "write it in Unicode")


def put_text(library: Library, name: str, fields: dict[str, Field]) -> None:
    """A text, with the subtitle where there is one; of two names of a variable the first counts."""
    variable, field = biblatex.TEXTS[name], fields[name]
    if variable in library.sources[-1]:
        return
    text = decode(library, field)
    subtitle = fields.get(biblatex.SUBTITLES.get(name, ""))
    if subtitle and text:
        text += (" " if text[-1] in "?!.:" else ": ") + decode(library, subtitle)
    if name == "type":
        text = biblatex.KINDS_OF_THESIS.get(text.lower(), text)
    if name == "howpublished" and re.match(r"https?://\S+$", text):
        variable = "medium" if "url" in fields else "URL"
    library.put(variable, text, field.place)


def put_numbers(library: Library, csl_type: str, fields: dict[str, Field]) -> None:
    """What `number`, `issue` and `eid` count depends on what they are of."""
    variable = biblatex.number_variable(csl_type, in_series="series" in fields)
    for name, target in (("number", variable), ("issue", "issue"), ("eid", "number")):
        field = fields.get(name)
        if field and target not in library.sources[-1]:
            library.put(target, decode(library, field), field.place)


def put_issued(library: Library, fields: dict[str, Field]) -> None:
    """The date: biblatex's in one field, or BibTeX's year, month and day."""
    if date := fields.get("date"):
        library.put_date("issued", decode_date(library, date), date.place)
        return
    year = fields.get("year")
    if year is None:
        return
    text = decode_date(library, year)
    month, day = (decode(library, fields[n]) if n in fields else "" for n in ("month", "day"))
    month = month.strip(".")
    if month.isdecimal():
        whole = f"{text}-{int(month):02}" + (f"-{int(day):02}" if day.isdecimal() else "")
    else:
        whole = f"{day} {month} {text}".strip()
    if month and find_meaning(whole) is None and find_meaning(text):
        message = f"month: `{month[:60]}` is no month that can be read, and is left out"
        fix = "write it as a number where it comes from"
        library.warn("import-date", fields["month"].place, message, fix)
        whole = text
    library.put_date("issued", whole if month else text, year.place)
