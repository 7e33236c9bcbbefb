"""Values to fields, and what is wrong with them in an author's words, at its place."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from generator.csl import CSL_DATES, CSL_GROUPS, CSL_NAMES, CSL_TEXTS
from generator.dates import DateError
from generator.fields import FOLDER_OF, MODELS, Fields, Part, PartialSource, is_empty
from generator.problems import Problem, error, warning
from generator.values import CURLY, FieldError, has_curly_quotes, name_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.fields import Kind
    from generator.yamltext import Data, Position

# Obsidian's own keys, which mean nothing here.
OBSIDIAN_KEYS = {"cssclasses", "cssclass", "publish", "permalink"}
GROUPS = CSL_GROUPS.keys()

# What other programs call a field of ours; the first that is known in a place is meant.
OTHER_WORDS = {
    "author": "authors",
    "category": "topics",
    "categories": "topics",
    "date": "issued",
    "link": "URL",
    "location": "place",
    "people": "participants",
    "published": "draft: false",
    "status": "draft: true",
    "subtitle": "summary",
    "description": "summary",
}


def parse_fields(
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
    problems += warn_of_commas(path, values, data, root)
    values = {key: value for key, value in values.items() if key not in OBSIDIAN_KEYS}
    if issubclass(model, PartialSource):  # names that only the program itself uses
        for key in GROUPS & values.keys():
            position = data.keys[*root, key]
            place = (position.line, position.column)
            message, fix = unknown_key(model, key, (key,))
            problems.append(error("unknown-key", path, *place, message, fix, position.length))
        values = {key: value for key, value in values.items() if key not in GROUPS}
    try:
        return model.model_validate(values), problems
    except ValidationError as failure:
        faults = [dict(one) for one in failure.errors(include_url=False)]
        if other := describe_kind(path, model, values, data, root):
            return None, [*problems, other]
        told = drop_consequences(model, faults)
        for one in told:
            problem = describe(path, model, one, values, data, root)
            problems.append(tell_quotes(problem, one["input"]))
        return None, problems


def tell_quotes(problem: Problem, given: Any) -> Problem:
    """A problem with a value, whose quotation marks may be what is wrong with it."""
    is_curly = isinstance(given, str) and has_curly_quotes(given)
    return replace(problem, fix=CURLY) if is_curly and problem.code != "unknown-key" else problem


def warn_of_commas(
    path: str, values: dict[str, Any], data: Data, root: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Several topics or authors are a list; with commas alone they would be one."""
    for key in ("authors", "tags", "topics"):
        text = values.get(key)
        if isinstance(text, str) and "," in text.strip().strip(","):
            position = data.position((*root, key))
            place = position.line, position.column
            message = f"{key}: `{text}` counts as one"
            fix = f'write a list: `[{text}]`; if it is one, `["{text}"]`'
            yield warning("list-comma", path, *place, message, fix, position.length)


def drop_consequences(model: type[Part], faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The faults without the fields that are missing only because their names are misspelled."""
    meant = set()
    for fault in faults:
        *around, key = fault["loc"] or [""]
        if fault["type"] == "extra_forbidden":
            _, fix = unknown_key(model, str(key), fault["loc"])
            if fix.startswith(("did you mean", "write")):
                meant |= {(*around, name) for name in fix.split("`")[1::2]}
    return [fault for fault in faults if fault["type"] != "missing" or fault["loc"] not in meant]


def describe_kind(
    path: str, model: type[Part], values: dict[str, Any], data: Data, root: tuple[str | int, ...]
) -> Problem | None:
    """The one problem of a record in a wrong folder: it has all that another kind needs."""
    if model not in MODELS.values():
        return None
    strange = [key for key in values if key not in known_keys(model)]
    wanted = [
        kind
        for kind, other in MODELS.items()
        if strange and not values.keys() - known_keys(other)
        if all(key in values for key, one in other.model_fields.items() if one.is_required())
    ]
    # One strange key beside all that is needed is a slip, not another kind.
    is_whole = all(key in values for key, one in model.model_fields.items() if one.is_required())
    if not wanted or (is_whole and len(strange) == 1):
        return None
    position = data.keys[*root, strange[0]]
    expected = next(kind for kind, other in MODELS.items() if other is model)
    message = f"these are the fields of {name_kind(wanted[0])}, not of {name_kind(expected)}"
    fix = f"move it to {' or '.join(f'content/{FOLDER_OF[kind]}/' for kind in wanted)}"
    place = position.line, position.column
    return error("kind-wrong", path, *place, message, fix, position.length)


def name_kind(kind: Kind) -> str:
    """A kind with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def parse_source(
    path: str,
    values: dict[str, Any],
    data: Data,
    root: tuple[str | int, ...],
    *,
    imported: bool,
) -> tuple[PartialSource | None, dict[str, Problem], list[Problem]]:
    """A source, what it lacks until another record completes it, and what else is wrong.

    A wrong value of an import is left out with a warning, as its author cannot mend it here.
    """
    lacks = {
        name: describe(path, PartialSource, fault, values, data, root)
        for name in ("title", "type")
        if is_empty(values.get(name, ""))
        for fault in [{"loc": (name,), "type": "missing", "input": values}]
    }
    if imported:
        key = data.value[root[0]]["id"]
        fix = f"give it one where it comes from, or in a record of your own with `id: {key}`"
        lacks = {name: replace(problem, fix=fix) for name, problem in lacks.items()}
    model = PartialSource if lacks else MODELS["source"]
    fields, problems = parse_fields(path, model, values, data, root)
    if imported and fields is None:
        wrong = find_wrong(model, values)
        values = {name: value for name, value in values.items() if name not in wrong}
        problems = [
            replace(one, severity="warning", message=f"{one.message}; it is left out")
            for one in problems
        ]
        fields = model.model_validate(values)
    return fields, lacks, problems


def find_wrong(model: type[Part], values: dict[str, Any]) -> set[str]:
    """The fields whose values are wrong."""
    try:
        model.model_validate(values)
    except ValidationError as failure:
        places = [fault["loc"] for fault in failure.errors(include_url=False)]
        return {str(place[1] if place[0] in GROUPS else place[0]) for place in places}
    return set()


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
    if issubclass(model, PartialSource) and loc[:1] and loc[0] in GROUPS:
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
        if not loc and (empty := find_empty(cause.fix, values, data, root)):
            line, column = empty.line, empty.column
    elif kind == "literal_error" and isinstance(fault["input"], str):
        code = "field-value"
        choices = fault["ctx"]["expected"].replace("'", "`").replace(" or ", ", ")
        message = f"{name}: `{fault['input']}` is not known"
        fix = nearest(str(fault["input"]), choices.replace("`", "").split(", "), "")
        fix = fix or f"write one of {choices}"
    else:
        code, (said, fix) = "field-type", say_type(fault, find_model(model, loc) if loc else None)
        message = f"{name}: {said}"
    return error(code, path, line, column, message, fix, length)


def find_empty(
    fix: str, values: dict[str, Any], data: Data, root: tuple[str | int, ...]
) -> Position | None:
    """Where the field that is to be added stands already, with nothing behind it."""
    named = next(iter(fix.split("`")[1::2]), "").partition(":")[0]
    return data.position((*root, named)) if is_empty(values.get(named, named)) else None


def say_type(fault: dict[str, Any], inner: type[Part] | None) -> tuple[str, str]:
    """What kind of value a field wants and what it got, and what to write.

    `inner` is the model of the map that is wanted, if that is one with fields of its own.
    """
    least = f"at least {fault.get('ctx', {}).get('ge')}"
    number, group = "write digits, such as `2`", "write `key: value` lines below it"
    if inner and (keys := [key for key, one in inner.model_fields.items() if one.is_required()]):
        group = f"write {', '.join(f'`{key}: …`' for key in keys)} below it, each in a line"
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
    known = known_keys(model)
    written = {name.lower(): name for name in known}.get(key.lower())
    if written:
        why = "keys are lower case" if written.islower() else f"it is written `{written}`"
        return f"`{key}` is not known: {why}", f"write `{written}`"
    meant = OTHER_WORDS.get(key.lower(), "")
    if meant.partition(":")[0] in known:
        return f"`{key}` is not a field that is known here", f"did you mean `{meant}`?"
    if key == "tags" and "topics" in known:
        return "`tags` means `topics`, which is here too", "keep one of them"
    otherwise = "your own data goes under `extra:`"
    if "extra" not in known:
        otherwise = f"the fields here are {', '.join(f'`{name}`' for name in known)}"
    fix = nearest(key, known, otherwise)
    return f"`{key}` is not a field that is known here", fix


def known_keys(model: type[Part]) -> list[str]:
    """The keys that a map may have."""
    known = [field.alias or name for name, field in model.model_fields.items()]
    if issubclass(model, Fields):
        known = [name for name in known if name not in GROUPS] + ["id"]
    if "speaks_for" in model.model_fields:
        known += [*CSL_NAMES, *CSL_TEXTS, *CSL_DATES]
    return known


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
