"""One file to the records in it: pure, so it can run anywhere and be kept for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator import decoding, frontmatter, markup, yamltext
from generator.bibtex import parse_bibtex
from generator.citations import is_key
from generator.csl import CSL_DATES
from generator.csljson import parse_csl_json
from generator.fields import MODELS, Kind
from generator.imports import is_import
from generator.model import Body, Packed, Places, Record
from generator.names import is_id, slugify
from generator.paths import DEVICES
from generator.problems import Problem, error
from generator.traits import pack_record
from generator.validation import parse_fields, parse_source, place_of_key
from generator.values import name_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.config import Limits
    from generator.yamltext import Data

# Keys whose value is taken as it was typed: an EDTF set looks like a list of YAML.
DATE_KEYS = frozenset(
    "date disclosed start end said_on updated born died issued accessed archive_date".split()
    + CSL_DATES
)
# Names that files of the site itself have, too.
RESERVED = DEVICES | {"index"}
RESERVED_PAGES = {"timeline", "search", "evidence", "corrections", "404", "feed", "sitemap"}
# The signs of a value as YAML writes them, by the quotation mark that it stands in.
SIGNS = {
    "": re.compile(r"[\s\S]"),
    "'": re.compile(r"''|[\s\S]"),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|[\s\S])|[\s\S]"),
}
# What stands between a key and its value, and how a block of text begins.
HEAD = re.compile(r"[ :]*([|>]?)")
SPACE = re.compile(r"\s|\\[ntr _NLP	]")


@dataclass(frozen=True)
class File:
    """A content file as it was read; `path` is relative to the site, `place` is where it is."""

    path: str
    kind: Kind
    data: bytes
    place: str = ""

    @property
    def text(self) -> str:
        """The file as text, in which every line ends as it does in a record."""
        return decoding.normalise_lines(self.data.decode("utf-8-sig", "replace"))

    @cached_property
    def digest(self) -> str:
        """What tells this file from any other."""
        name = f"{self.kind} {self.path}\n".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name + self.data, digest_size=16).hexdigest()


@dataclass
class Parsed:
    """What one file gave."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


# What one file gave, as texts: its problems, and its records.
Answer = tuple[list[Problem], list[Packed]]


def parse_chunk(files: Sequence[File], limits: Limits) -> list[Answer]:
    """Parse some files; the answer is made of texts, so that it can come from another process."""
    answers = []
    for file in files:
        parsed = parse_file(file, limits)
        answers.append((parsed.problems, [pack_record(record) for record in parsed.records]))
    return answers


def worker_died(path: str) -> Problem:
    """The error for a file at whose parsing a process ended."""
    message = "the process that was at work on this file ended"
    fix = "take out what is uncommon in it, and report it; `--jobs 1` may tell more"
    return error("worker-died", path, 0, 0, message, fix)


def parse_file(file: File, limits: Limits) -> Parsed:
    """The records of a file and everything that is wrong with it."""
    limit = "library_bytes" if is_import(file.path) else "page_bytes"
    most = getattr(limits, limit)
    if len(file.data) > most:
        message = f"the file has {len(file.data):,} bytes; `limits.{limit}` allows {most:,}"
        return Parsed(problems=[error("file-too-big", file.path, 1, 1, message, "split it")])
    text, problems = decoding.decode(file.path, file.data)
    if not text:
        return Parsed(problems=problems)
    if is_import(file.path):
        parsed = parse_library(file, text)
    else:
        read = parse_page if file.path.endswith(".md") else parse_list
        parsed = read(file, text, limits)
    return Parsed(records=parsed.records, problems=problems + parsed.problems)


def parse_library(file: File, text: str) -> Parsed:
    """A file of another program's: BibTeX or CSL-JSON."""
    read = parse_bibtex if file.path.endswith(".bib") else parse_csl_json
    data, problems = read(file.path, text)
    if data is None:
        return Parsed(problems=problems)
    records, positions = [], group_positions(data)
    for index, item in enumerate(data.value):
        record, faults = make_record(
            file, find_id(item), data, (index,), Body(), positions.get(index, {})
        )
        records += [record] if record else []
        problems += faults
    return Parsed(records=records, problems=problems)


def parse_page(file: File, text: str, limits: Limits) -> Parsed:
    """A Markdown file is one record."""
    needed = [key for key, one in MODELS[file.kind].model_fields.items() if one.is_required()]
    needed += ["date"] if file.kind == "event" else []
    wanted = [f"{key}: …" for key in needed]
    document, problems = frontmatter.parse_document(file.path, text, DATE_KEYS, wanted)
    stem = file.path.rpartition("/")[2].removesuffix(".md")
    if document is None:
        known = [Record(kind=file.kind, id=slugify(stem), path=file.path)] if slugify(stem) else []
        return Parsed(records=known, problems=problems)
    data = document.data
    given = find_id(data.value) or slugify(stem)
    body, found = markup.convert(file.path, document.body, document.body_line, 1, limits)
    found += check_beginning(file, document)
    if "body" in data.value:
        line, column = place_of_key(data, ("body",))
        fix = "write it below the front matter"
        found.append(
            error("unknown-key", file.path, line, column, "the body is no field here", fix)
        )
    positions = {
        ".".join(map(str, path)): (where.line, where.column, where.length)
        for path, where in data.positions.items()
        if path
    }
    record, faults = make_record(file, given, data, (), body, positions)
    return Parsed(records=[record] if record else [], problems=problems + found + faults)


def check_beginning(file: File, document: frontmatter.Document) -> Iterator[Problem]:
    """A body does not begin with fields: they were meant for the front matter, or are private."""
    text = document.body.lstrip("\n")
    line = document.body_line + len(document.body) - len(text)
    first = text.partition("\n")[0]
    field = re.match(r"([a-z_]+):(?:\s|$)", first)
    message = ""
    if re.match(r"---[ \t]*\n(?:[\w-]+:.*\n)+---[ \t]*(?:\n|$)", text):
        message = "a second block of fields would be published as text"
    elif field and field[1] in {*MODELS[file.kind].model_fields, "id"}:
        message = f"the field `{field[1]}` stands below the front matter and would be published"
    if message:
        fix = "move it above the closing `---`"
        yield error("field-in-body", file.path, line, 1, message, fix, len(first))


def parse_list(file: File, text: str, limits: Limits) -> Parsed:
    """A YAML file is a list of records; `body` holds the prose of each."""
    data, problems = yamltext.parse_yaml(file.path, text, 1, DATE_KEYS)
    if data is None:
        return Parsed(problems=problems)
    if not isinstance(data.value, list):
        message = f"the file holds {name_type(data.value)}, not a list of records"
        fix = "begin each record with `- id: …`"
        return Parsed(problems=[*problems, error("list-type", file.path, 1, 1, message, fix)])
    records = []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    positions = group_positions(data)
    for index, item in enumerate(data.value):
        line, column = place_of(data, (index,))
        if not isinstance(item, dict):
            message = f"a record must be a map, not {name_type(item)}"
            problems.append(error("list-type", file.path, line, column, message, "`- id: …`"))
            continue
        body, found = Body(), list[Problem]()
        if isinstance(item.get("body"), str) and item["body"].strip():
            position = data.position((index, "body"))
            places = find_places(text, starts, item["body"], data, (index, "body"))
            body, found = markup.convert(
                file.path, item["body"], position.line, position.column, limits, places
            )
        record, faults = make_record(
            file, find_id(item), data, (index,), body, positions.get(index, {})
        )
        records += [record] if record else []
        problems += found + faults
    return Parsed(records=records, problems=problems)


def find_id(item: dict[str, Any]) -> str:
    """The id that a record gives itself, or ""."""
    given = item.get("id", "")
    return given if isinstance(given, str) else ""


def group_positions(data: Data) -> dict[str | int, Places]:
    """Where the fields of each record of a list stand."""
    groups: dict[str | int, Places] = {}
    for path, where in data.positions.items():
        if len(path) > 1:
            name = ".".join(map(str, path[1:]))
            groups.setdefault(path[0], {})[name] = where.line, where.column, where.length
    return groups


def find_places(
    text: str, starts: Sequence[int], value: str, data: Data, path: tuple[str | int, ...]
) -> list[tuple[int, int]]:
    """Line and column of each character of a text that YAML folds, quotes or indents further.

    `starts` is where the file's lines begin. Empty for a block of lines (`|`), which all stand at
    the same column. Spaces and line ends may be others in the file than in the value; all other
    characters are the same, in the same order.
    """
    key, position = data.keys[path], data.position(path)
    line, head = position.line, HEAD.match(text, starts[key.line - 1] + key.column - 1 + key.length)
    style = head[1] if head else ""
    if style == "|" and not value[0].isspace():
        return []
    begin = starts[line - 1]
    first = begin + position.column - 1
    quote = "" if style else text[first]
    signs = SIGNS.get(quote, SIGNS[""]).finditer(text, first + (quote in ("'", '"')))
    places, where = list[tuple[int, int]](), (line, position.column)
    for char in value:
        for sign in signs if not char.isspace() else ():
            if sign[0].endswith("\n"):
                line, begin = line + 1, sign.end()
            elif not SPACE.fullmatch(sign[0]):
                where = line, sign.start() - begin + 1
                break
        places.append(where)
    return places


def place_of(data: Data, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of a value."""
    position = data.position(path)
    return position.line, position.column


def make_record(
    file: File,
    given: str,
    data: Data,
    root: tuple[str | int, ...],
    body: Body,
    positions: Places,
) -> tuple[Record | None, list[Problem]]:
    """A record from the map at `root` of a file's data; `positions` is where its fields stand."""
    item = data.value[root[0]] if root else data.value
    problems = list(check_id(file, given, item, data, root))
    values = {key: value for key, value in item.items() if key not in ("id", "body")}
    lacks: dict[str, Problem] = {}
    if file.kind == "source":
        imported = is_import(file.path)
        fields, lacks, faults = parse_source(file.path, values, data, root, imported=imported)
    else:
        fields, faults = parse_fields(file.path, MODELS[file.kind], values, data, root)
    problems += faults
    if not given:
        return None, problems
    record = Record(
        kind=file.kind,
        id=given,
        path=file.path,
        line=data.position(root).line if root else 1,
        lacks=lacks,
        fields=fields,
        body=body,
        positions=positions,
    )
    return record, problems


def check_id(
    file: File, given: str, item: dict[str, Any], data: Data, root: tuple[str | int, ...]
) -> Iterator[Problem]:
    """An id is there, keeps to the grammar, and is not reserved."""
    line, column = place_of(data, (*root, "id")) if "id" in item else place_of(data, root)
    length = data.position((*root, "id")).length if "id" in item else 1
    if not isinstance(item.get("id", ""), str):
        message = f"id: must be text, not {name_type(item['id'])}"
        fix = "write it as one line of text"
        yield error("field-value", file.path, line, column, message, fix, length)
    elif not given:
        name = slugify(str(item.get("name") or item.get("title") or ""))
        fix = f"write `id: {name}`" if name else "write `id:` and a name in lower case"
        fix = "give it a citation key where it comes from" if is_import(file.path) else fix
        yield error("id-missing", file.path, line, column, "this record has no `id`", fix)
    elif file.kind != "source" and not is_id(given):
        fix = f"write `{slugify(given)}`" if slugify(given) else "use letters, digits and hyphens"
        message = f"`{given}` is not an id: lower-case letters, digits and hyphens make one"
        yield error("id-form", file.path, line, column, message, fix, length)
    elif file.kind == "source" and slugify(given) and not is_key(given):
        message = f"`{given}` cannot be cited: it has a character that no citation key has"
        fix = "use letters, digits and `:._-+/`"
        yield error("id-form", file.path, line, column, message, fix, length)
    elif not slugify(given):
        message = f"`{given}` has no letter or digit"
        yield error("id-form", file.path, line, column, message, "use letters", length)
    elif slugify(given) in RESERVED or (file.kind == "page" and given in RESERVED_PAGES):
        message = f"`{given}` is a reserved name"
        fix = f"rename the file, or write another id, such as `id: {given}-1`"
        yield error("id-reserved", file.path, line, column, message, fix, length)
