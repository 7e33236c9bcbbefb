"""Sources as CSL-JSON: what Zotero and Better CSL JSON export, and what pages offer.

The format is that of citation-style-language/schema, `csl-data.json`, for CSL 1.0.2.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS
from generator.edtf import APPROXIMATE, Date, Point
from generator.imports import IMPORTED, Library
from generator.problems import Problem, error
from generator.yamltext import MAX_DEPTH, Data, Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.fields import CslName, Source

# Fields of an export's owner, and those that say nothing of a source.
IGNORED = frozenset(
    "abstract annote attachments categories citation-key citation-label citation-number "
    "collections custom dateAdded dateModified file first-reference-note-number id key keyword "
    "keywords libraryID locator note notes owner relations source system_id tags timestamp "
    "translated-title uri uris version_id year-suffix".split()
)
# What the schema, or older programs, call a variable.
OTHER_NAMES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "part": "part-number",
    "printing": "printing-number",
    "shortTitle": "title-short",
    "supplement": "supplement-number",
}
# The schema's names for variables that have others in CSL's specification.
SCHEMA_NAMES = {f"{name}-number": name for name in ("part", "printing", "supplement")}
NAME_PARTS = "literal family given suffix dropping-particle non-dropping-particle".split()
# CSL numbers seasons from 1, or from 13 or 21 in the place of a month.
SEASONS = dict(zip("spring summer autumn fall winter".split(), "1 2 3 3 4".split(), strict=True))
TOKEN = re.compile(
    r'"(?P<text>[^"\\\n]*(?:\\.[^"\\\n]*)*)"(?P<colon>\s*:\s*)?|(?P<open>[\[{])|(?P<close>[\]}])'
)
SCALAR = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[^\s,\[\]{}"]+|[\[{]')
# The mark-up that CSL allows in a text.
MARKUP = re.compile(r"</?(?:i|b|sc|sub|sup|span)(?:\s[^<>]*)?>")


def parse_csl_json(path: str, text: str) -> tuple[Data | None, list[Problem]]:
    """Read an array of CSL-JSON: a list of maps in the fields' terms, and where each stands.

    A text that is no JSON, or is no array, gives None and its one problem.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    try:
        places = list(find_places(text, starts))
        items = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as failure:
        message = f"this is not JSON: {failure.msg[0].lower()}{failure.msg[1:]}"
        fix = "export the library anew, as CSL JSON"
        return None, [error("json", path, failure.lineno, failure.colno, message, fix)]
    except TooDeepError as deep:
        line, column = locate(starts, deep.offset)
        message = f"lists and maps are nested more than {MAX_DEPTH} deep"
        fix = "export the library anew, as CSL JSON"
        return None, [error("json", path, line, column, message, fix)]
    if not isinstance(items, list):
        message = "the file holds no list of sources"
        fix = "export the library as CSL JSON (in Zotero also: Better CSL JSON)"
        return None, [error("json", path, 1, 1, message, fix)]
    library = Library(path)
    groups = iter(places)
    for item in items:
        is_group = isinstance(item, dict | list)
        place, keys, repeated = next(groups) if is_group else (Position(1, 1, 1), {}, {})
        for name, where in repeated.items():
            message = f"`{name}` is there already, on line {keys[name].line}; the last one counts"
            library.warn("json-field", where, message, "keep one of the two")
        if isinstance(item, dict):
            put_item(library, item, place, keys)
        else:
            message, fix = "a source must be a map of its fields", "take it out"
            library.problems.append(error("json", path, place.line, place.column, message, fix))
    return library.finish()


class TooDeepError(Exception):
    """A text nests deeper than sources do."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


# Where an item stands, its values, and the values of keys that are there again.
Places = tuple[Position, dict[str, Position], dict[str, Position]]


def find_places(text: str, starts: Sequence[int]) -> Iterator[Places]:
    """Where each item of the array, and each of its values, stands; text may be no JSON at all.

    Python's reader of JSON knows no places, so this follows the brackets.
    """
    depth, place = 0, Position(1, 1, 1)
    values: dict[str, Position] = {}
    repeated: dict[str, Position] = {}
    for match in TOKEN.finditer(text):
        if match["open"]:
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeepError(match.start())
            if depth == 2:
                place = Position(*locate(starts, match.start()), 1)
                values, repeated = {}, {}
        elif match["close"]:
            depth -= 1
            if depth == 1:
                yield place, values, repeated
        elif match["colon"] and depth == 2:
            value = SCALAR.match(text, match.end())
            where = Position(*locate(starts, match.end()), len(value[0]) if value else 1)
            (repeated if match["text"] in values else values)[match["text"]] = where


def locate(starts: Sequence[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def put_item(
    library: Library, item: dict[str, Any], place: Position, keys: dict[str, Position]
) -> None:
    """One source of the array."""
    key_name = "citation-key" if item.get("citation-key") else "id"
    key = say_text(item.get(key_name))
    # Zotero gives an address; only its end is the source's own.
    key = key.rstrip("/").rpartition("/")[2] if re.match(r"https?://", key) else key
    library.begin(key, place)
    library.positions[len(library.sources) - 1, "id"] = keys.get(key_name, place)
    library.put_type(
        say_text(item.get("type")), say_text(item.get("type")), keys.get("type", place)
    )
    for given, value in item.items():
        name, where = OTHER_NAMES.get(given, given), keys.get(given, place)
        if given in IGNORED or given == "type" or value in (None, "", [], {}):
            continue
        if name not in IMPORTED or (name != given and name in item):
            library.leave(given, where)
        elif name in CSL_NAMES:
            library.put(name, list(list_names(value)), where)
        elif name in {"issued", "accessed", *CSL_DATES}:
            library.put_date(name, say_date(value), where)
        elif name == "language":
            library.put_language(say_text(value), where)
        elif name == "DOI":
            library.put_doi(say_text(value), where)
        else:
            library.put(name, MARKUP.sub("", say_text(value)), where)


def say_text(value: Any) -> str:
    """A value as text; numbers were read as such."""
    if isinstance(value, list):
        return ", ".join(say_text(one) for one in value)
    return " ".join(value.split()) if isinstance(value, str) else ""


def list_names(value: Any) -> Iterator[dict[str, str]]:
    """The names of a variable, without those that say nothing."""
    for one in value if isinstance(value, list) else [value]:
        name = {"literal": one} if isinstance(one, str) else one if isinstance(one, dict) else {}
        said = {part: say_text(name.get(part)) for part in NAME_PARTS}
        if said["literal"]:
            yield {"literal": said["literal"]}
        elif said["family"] or said["given"]:
            yield {part: text for part, text in said.items() if text}


def say_date(value: Any) -> str:
    """A date of CSL-JSON as text, in EDTF where it has parts."""
    if not isinstance(value, dict):
        return say_text(value)
    ends = value.get("date-parts")
    ends = ends if isinstance(ends, list) else [ends]
    ends = [end for end in ends if say_text(end).strip(", 0")]
    if not ends:
        return say_text(value.get("raw")) or say_text(value.get("literal"))
    season = say_text(value.get("season")).lower()
    qualifier = "~" if value.get("circa") not in (None, False, "", "0", "false") else ""
    said = [say_point(end, SEASONS.get(season, season)) + qualifier for end in ends]
    return "/".join(said)


def say_point(parts: Any, season: str) -> str:
    """Year, month and day in EDTF; CSL has no year 0, and counts years before Christ from -1."""
    numbers = [say_text(part) for part in parts] if isinstance(parts, list) else [say_text(parts)]
    while numbers and numbers[-1] in ("", "0"):
        numbers.pop()
    if not numbers or not all(re.fullmatch(r"-?[0-9]{1,4}", number) for number in numbers):
        return "-".join(numbers) or "?"
    year = int(numbers[0])
    if len(numbers) == 1 and season:
        numbers.append(str(int(season) % 20 + 20) if season in set("1234") else season)
    elif len(numbers) == 2 and 13 <= int(numbers[1]) <= 16:
        numbers[1] = str(int(numbers[1]) + 8)
    shown = f"{year + 1:05}" if year < -1 else "0000" if year == -1 else f"{year:04}"
    return "-".join([shown if year else "?", *(f"{number:0>2}" for number in numbers[1:])])


# A source as CSL-JSON


def make_csl(key: str, source: Source) -> dict[str, Any]:
    """A source as an item of CSL-JSON, with the variables of CSL and nothing else."""
    item: dict[str, Any] = {"id": key, "type": source.type, "title": source.title}
    item |= {
        name: [make_name(n) for n in source.people[name]]
        for name in CSL_NAMES
        if name in source.people
    }
    dates = {"issued": source.issued, "accessed": source.accessed} | source.dates
    item |= {name: make_date(date) for name, date in dates.items() if date}
    texts = {"URL": source.URL, "language": source.language} | source.texts
    item |= {
        SCHEMA_NAMES.get(n, n): texts[n] for n in ("URL", "language", *CSL_TEXTS) if texts.get(n)
    }
    return item


def make_name(name: CslName) -> dict[str, str]:
    """A name with the parts that it has."""
    parts: dict[str, str] = name.model_dump(by_alias=True)
    return {part: text for part, text in parts.items() if text}


def make_date(date: Date) -> dict[str, Any]:
    """A date as parts where CSL's say all of it, else as EDTF in `raw`."""
    ends = date.spans[0] if date.is_interval else date.spans[0][:1]
    parts = [list_parts(end) for end in ends if isinstance(end, Point)]
    flags = {flag for point in date.points for flag in point.flags[: point.size]}
    if len(parts) < len(ends) or not all(parts) or len(flags) > 1 or flags - {0, APPROXIMATE}:
        return {"raw": date.text}
    if date.kind not in ("point", "interval"):
        return {"raw": date.text}
    made: dict[str, Any] = {"date-parts": parts}
    seasons = [end for end in ends if isinstance(end, Point) and end.is_season]
    if seasons and len(ends) > 1:
        return {"raw": date.text}
    if seasons:
        made["season"] = int(seasons[0].month) - 20
    return made | ({"circa": True} if flags == {APPROXIMATE} else {})


def list_parts(point: Point) -> list[int]:
    """Year, month and day as CSL counts them; [] where it cannot."""
    if point.is_masked or not re.fullmatch(r"-?[0-9]{4}", point.year):
        return []
    year = int(point.year)
    further = [] if point.is_season else [int(part) for part in (point.month, point.day) if part]
    return [year if year > 0 else year - 1, *further]
