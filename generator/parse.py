"""One file to the records in it: pure, so it can run anywhere and be kept for ever."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator import decoding, frontmatter, markup, yamltext
from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS
from generator.dates import DateError
from generator.fields import MODELS, Fields, Kind, Part
from generator.model import Body, Record
from generator.names import is_id, slugify
from generator.problems import Problem, error
from generator.values import FieldError, name_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.config import Limits
    from generator.yamltext import Data

# Keys whose value is taken as it was typed: an EDTF set looks like a list of YAML.
DATE_KEYS = frozenset(
    "date disclosed start end said_on updated born died issued accessed archive_date".split()
    + CSL_DATES
)
# Obsidian's own keys, which mean nothing here.
OBSIDIAN_KEYS = {"cssclasses", "cssclass", "publish", "permalink"}
# Names that Windows keeps for devices, and names of files that the site itself has.
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
RESERVED = DEVICES | {"index"}
RESERVED_PAGES = {"timeline", "search", "evidence", "corrections", "404", "feed", "sitemap"}
# The signs of a value as YAML writes them, by the quotation mark that it stands in.
SIGNS = {
    "": re.compile(r"[\s\S]"),
    "'": re.compile(r"''|[\s\S]"),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|[\s\S])|[\s\S]"),
}
SPACE = re.compile(r"\s|\\[ntr _NLP	]")
GROUPS = {"people", "texts", "dates"}


@dataclass(frozen=True)
class File:
    """A content file as it was read; `path` is relative to the site."""

    path: str
    kind: Kind
    data: bytes


class Parsed(BaseModel):
    """What one file gave."""

    records: list[Record] = []
    problems: list[Problem] = []


PARSED = TypeAdapter(list[Parsed])


def parse_chunk(files: Sequence[File], limits: Limits) -> bytes:
    """Parse some files; the answer is JSON, so that it can come from another process."""
    return PARSED.dump_json([parse_file(file, limits) for file in files])


def parse_file(file: File, limits: Limits) -> Parsed:
    """The records of a file and everything that is wrong with it."""
    if len(file.data) > limits.page_bytes:
        message = f"the file has {len(file.data):,} bytes; `limits.page_bytes` allows "
        message += f"{limits.page_bytes:,}"
        return Parsed(problems=[error("file-too-big", file.path, 1, 1, message, "split it")])
    text, problems = decoding.decode(file.path, file.data)
    if not text:
        return Parsed(problems=problems)
    read = parse_page if file.path.endswith(".md") else parse_list
    parsed = read(file, text, limits)
    return Parsed(records=parsed.records, problems=problems + parsed.problems)


def parse_page(file: File, text: str, limits: Limits) -> Parsed:
    """A Markdown file is one record."""
    document, problems = frontmatter.parse_document(file.path, text, DATE_KEYS)
    stem = file.path.rpartition("/")[2].removesuffix(".md")
    if document is None:
        known = [Record(kind=file.kind, id=slugify(stem), path=file.path)] if slugify(stem) else []
        return Parsed(records=known, problems=problems)
    data = document.data
    given = str(data.value.get("id", "")) or slugify(stem)
    body, found = markup.convert(file.path, document.body, document.body_line, 1, limits)
    if "body" in data.value:
        line, column = place_of_key(data, ("body",))
        fix = "write it below the front matter"
        found.append(
            error("unknown-key", file.path, line, column, "the body is no field here", fix)
        )
    record, faults = make_record(file, given, data, (), body)
    return Parsed(records=[record] if record else [], problems=problems + found + faults)


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
    for index, item in enumerate(data.value):
        line, column = place_of(data, (index,))
        if not isinstance(item, dict):
            message = f"a record must be a map, not {name_type(item)}"
            problems.append(error("list-type", file.path, line, column, message, "`- id: …`"))
            continue
        body, found = Body(), list[Problem]()
        if isinstance(item.get("body"), str) and item["body"].strip():
            position = data.position((index, "body"))
            places = find_places(text, item["body"], data, (index, "body"))
            body, found = markup.convert(
                file.path, item["body"], position.line, position.column, limits, places
            )
        record, faults = make_record(file, str(item.get("id", "")), data, (index,), body)
        records += [record] if record else []
        problems += found + faults
    return Parsed(records=records, problems=problems)


def find_places(
    text: str, value: str, data: Data, path: tuple[str | int, ...]
) -> list[tuple[int, int]]:
    """Line and column of each character of a text that YAML folds, quotes or indents further.

    Empty for a block of lines (`|`), which all stand at the same column. Spaces and line ends may
    be others in the file than in the value; all other characters are the same, in the same order.
    """
    key, position = data.keys[path], data.position(path)
    lines = text.split("\n")
    head = lines[key.line - 1][key.column - 1 + key.length :].lstrip(" :")
    if head.startswith("|") and not value[0].isspace():
        return []
    line, begin = position.line, 0
    row = lines[line - 1]
    quote = "" if head.startswith(("|", ">")) else row[position.column - 1]
    signs = SIGNS.get(quote, SIGNS[""]).finditer(
        "\n".join(lines[line - 1 :]), position.column - 1 + (quote in ("'", '"'))
    )
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
    file: File, given: str, data: Data, root: tuple[str | int, ...], body: Body
) -> tuple[Record | None, list[Problem]]:
    """A record from the map at `root` of a file's data."""
    item = data.value[root[0]] if root else data.value
    positions = {
        ".".join(map(str, path[len(root) :])): (where.line, where.column, where.length)
        for path, where in data.positions.items()
        if path[: len(root)] == root and len(path) > len(root)
    }
    problems = list(check_id(file, given, item, data, root))
    values = {key: value for key, value in item.items() if key not in ("id", "body")}
    fields, faults = read_fields(file.path, MODELS[file.kind], values, data, root)
    problems += faults
    if not given:
        return None, problems
    record = Record(
        kind=file.kind,
        id=given,
        path=file.path,
        line=data.position(root).line if root else 1,
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
    if not given:
        name = slugify(str(item.get("name") or item.get("title") or ""))
        fix = f"write `id: {name}`" if name else "write `id:` and a name in lower case"
        yield error("id-missing", file.path, line, column, "this record has no `id`", fix)
    elif file.kind != "source" and not is_id(given):
        fix = f"write `{slugify(given)}`" if slugify(given) else "use letters, digits and hyphens"
        message = f"`{given}` is not an id: lower-case letters, digits and hyphens make one"
        yield error("id-form", file.path, line, column, message, fix, length)
    elif not slugify(given):
        message = f"`{given}` has no letter or digit"
        yield error("id-form", file.path, line, column, message, "use letters", length)
    elif slugify(given) in RESERVED or (file.kind == "page" and given in RESERVED_PAGES):
        message = f"`{given}` is a reserved name"
        fix = f"rename the file, or write another id, such as `id: {given}-1`"
        yield error("id-reserved", file.path, line, column, message, fix, length)


def read_fields(
    path: str,
    model: type[Part],
    values: dict[str, Any],
    data: Data,
    root: tuple[str | int, ...] = (),
) -> tuple[Any, list[Problem]]:
    """Give values their types; every wrong one is a problem at its place."""
    problems = [
        Problem(
            "info",
            "obsidian-key",
            path,
            *place_of_key(data, (*root, key)),
            f"`{key}` is Obsidian's and is ignored",
        )
        for key in values
        if key in OBSIDIAN_KEYS
    ]
    values = {key: value for key, value in values.items() if key not in OBSIDIAN_KEYS}
    if model is MODELS["source"]:  # names that only the program itself uses
        for key in GROUPS & values.keys():
            position = data.keys[*root, key]
            place = (position.line, position.column)
            message, fix = unknown_key(model, key, (key,))
            problems.append(error("unknown-key", path, *place, message, fix, position.length))
        values = {key: value for key, value in values.items() if key not in GROUPS}
    try:
        return model.model_validate(values), problems
    except ValidationError as failure:
        faults = failure.errors(include_url=False)
        described = [describe(path, model, dict(one), values, data, root) for one in faults]
        return None, problems + described


def place_of_key(data: Data, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of a key, or of what is around it."""
    position = data.keys.get(path) or data.position(path)
    return position.line, position.column


def describe(
    path: str,
    model: type[Part],
    fault: dict[str, Any],
    values: dict[str, Any],
    data: Data,
    root: tuple[str | int, ...],
) -> Problem:
    """Say one of pydantic's findings in a person's words, at its place."""
    loc = fault["loc"]
    if model is MODELS["source"] and loc[:1] and loc[0] in GROUPS:
        loc = loc[1:]
    loc = tuple(
        "tags" if n == 0 and p == "topics" and "tags" in values else p for n, p in enumerate(loc)
    )
    name = ".".join(str(part) for part in loc if isinstance(part, str)) or "this record"
    cause = fault.get("ctx", {}).get("error")
    position = data.position((*root, *loc))
    line, column, length = position.line, position.column, position.length
    kind, fix = fault["type"], ""
    if kind == "extra_forbidden":
        key = data.keys.get((*root, *loc)) or position
        line, column, length = key.line, key.column, key.length
        message, fix = unknown_key(model, str(loc[-1]), loc)
        code = "unknown-key"
    elif kind == "missing":
        given = (*root, *loc) in data.positions
        message = f"`{name}` is empty" if given else f"`{name}` is missing"
        around = data.position((*root, *loc) if given else (*root, *loc[:-1]))
        line, column, length = around.line, around.column, 1
        code, fix = "field-missing", f"add `{loc[-1]}: …`"
    elif isinstance(cause, DateError):
        code, message, fix = "date", f"{name}: {cause}", cause.fix
    elif isinstance(cause, FieldError):
        code, message, fix = "field-value", f"{name}: {cause}" if loc else str(cause), cause.fix
        length = length if loc else 1
    elif kind == "literal_error" and isinstance(fault["input"], str):
        code = "field-value"
        choices = fault["ctx"]["expected"].replace("'", "`").replace(" or ", ", ")
        message = f"{name}: `{fault['input']}` is not known"
        fix = nearest(str(fault["input"]), choices.replace("`", "").split(", "), "")
        fix = fix or f"write one of {choices}"
    else:
        code, (said, fix) = "field-type", say_type(fault)
        message = f"{name}: {said}"
    return error(code, path, line, column, message, fix, length)


def say_type(fault: dict[str, Any]) -> tuple[str, str]:
    """What kind of value a field wants and what it got, and what to write."""
    least = f"at least {fault.get('ctx', {}).get('ge')}"
    number, group = "write digits, such as `2`", "write `key: value` lines below it"
    wanted, fix = {
        "dict_type": ("a map", group),
        "model_type": ("a map", group),
        "int_parsing": ("a whole number", number),
        "int_type": ("a whole number", number),
        "string_type": ("text", "write it as one line of text"),
        "literal_error": ("text", "write one word"),
        "greater_than_equal": (least, number),
    }.get(fault["type"], ("", ""))
    got = fault["input"]
    said = f"`{got}`" if isinstance(got, str) else name_type(got)
    return f"must be {wanted}, not {said}" if wanted else fault["msg"], fix


def unknown_key(model: type[Part], key: str, loc: tuple[str | int, ...]) -> tuple[str, str]:
    """A key that means nothing, and the nearest that does."""
    model = find_model(model, loc[:-1]) or model
    known = [field.alias or name for name, field in model.model_fields.items()]
    if issubclass(model, Fields):
        known = [name for name in known if name not in GROUPS] + ["id"]
    if "evidence" in model.model_fields:
        known += [*CSL_NAMES, *CSL_TEXTS, *CSL_DATES]
    written = {name.lower(): name for name in known}.get(key.lower())
    if written:
        why = "keys are lower case" if written.islower() else f"it is written `{written}`"
        return f"`{key}` is not known: {why}", f"write `{written}`"
    if key == "tags" and "topics" in known:
        return "`tags` means `topics`, which is here too", "keep one of them"
    fix = nearest(key, known, "your own data goes under `extra:`")
    return f"`{key}` is not a field that is known here", fix


def find_model(model: type[Part], loc: tuple[str | int, ...]) -> type[Part] | None:
    """The model of a map inside a record, by its path."""
    for part in loc:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = next(iter(parts_in(field.annotation)), None) if field else None
        if inner is None:
            return None
        model = inner
    return model


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    """The models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for argument in get_args(annotation):
        yield from parts_in(argument)


def nearest(text: str, known: Sequence[str], otherwise: str) -> str:
    """Say "did you mean …?", or what else to do where nothing is near."""
    close = difflib.get_close_matches(text.lower(), known, n=3, cutoff=0.6)
    return f"did you mean {', '.join(f'`{name}`' for name in close)}?" if close else otherwise
