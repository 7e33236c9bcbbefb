"""YAML read as text, with the place of every key and value.

YAML 1.1 would turn `NO` into false, `12:30` into 750 and `2019-02-30` into a crash without a line;
the schema knows the types better.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

# Always the C parser, never "C if there": the two disagree in details and in speed.
from yaml import CBaseLoader

from generator.decoding import FORBIDDEN, REPLACEMENT, forbidden_character, replace_forbidden
from generator.faults import NO_COLON, Fault, explain, quote, text_fix
from generator.problems import Problem, error, warning

KeyPath = tuple[str | int, ...]
MAX_DEPTH = 64
# What YAML 1.1 or 1.2 takes for a number, a null or a truth value.
NOT_TEXT = re.compile(
    r"~|null|true|false|\.nan|[-+]?(?:\.inf|0x[0-9a-f]+|0o[0-7]+|\.[0-9]+(?:e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?)|",
    re.IGNORECASE,
)
COMMENT = re.compile(r"[ \t]+(#.*)")
# Below these keys stand an author's own data, in which no key has a meaning.
FREE_KEYS = {"extra", "notes"}
BLOCK_HEADER = re.compile(r"[^\n]*\n[ \t\n]*")


@dataclass(frozen=True)
class Position:
    """A place in a file; lines and columns count from 1, columns and lengths in characters."""

    line: int
    column: int
    length: int


@dataclass(frozen=True)
class Data:
    """YAML read as text: strings, lists and dicts, and where each value and each key stands.

    `title:` and `title: ~` are "". A block of text (`|`) stands at its first visible character.
    """

    value: Any
    positions: dict[KeyPath, Position]
    keys: dict[KeyPath, Position]

    def position(self, path: KeyPath) -> Position:
        """Where a value, else its key, else what it is missing from stands."""
        while path not in self.positions:
            if path in self.keys:
                return self.keys[path]
            path = path[:-1]
        return self.positions[path]


def parse_yaml(
    path: str, text: str, first_line: int = 1, raw_keys: frozenset[str] = frozenset()
) -> tuple[Data | None, list[Problem]]:
    """Read YAML as text, and say where everything stands.

    A flow list or map under one of `raw_keys` stays as it was typed: `[2018-04-20,2018-04-21]`;
    not below one of FREE_KEYS.
    An empty text gives "". Data is None where the rest could not be read.
    """
    text, problems = replace_forbidden(path, text, first_line)
    composer = Composer(path, text, first_line, raw_keys)
    try:
        value = composer.compose_document()
    except RefusedError as refused:
        return None, [*problems, *composer.problems, refused.problem]
    except yaml.MarkedYAMLError as failure:
        fault = find_fault(failure, composer)
        return None, [*problems, *composer.problems, explain(path, fault)]
    return Data(value, composer.positions, composer.keys), [*problems, *composer.problems]


class RefusedError(Exception):
    """The rest of a YAML text is not read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Composer:
    """Builds texts, lists and dicts from the parser's events and notes where each stands.

    PyYAML's own composer recurses in C without a limit: 40,000 nested `[` end the process.
    Events are `Any` because PyYAML's types allow for events without a place.
    """

    def __init__(self, path: str, text: str, first_line: int, raw_keys: frozenset[str]) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.first_line = first_line
        self.raw_keys = raw_keys
        self.loader = CBaseLoader(text)
        self.open: list[Any] = []
        self.last: Any = None
        self.positions: dict[KeyPath, Position] = {(): Position(first_line, 1, 1)}
        self.keys: dict[KeyPath, Position] = {}
        self.problems: list[Problem] = []

    def compose_document(self) -> Any:
        """Read the one document of the text."""
        value: Any = ""
        self.next_event()  # the stream begins
        if isinstance(self.next_event(), yaml.DocumentStartEvent):
            value = self.compose(self.next_event(), ())
            self.next_event()  # the document ends
            event = self.next_event()
            if isinstance(event, yaml.DocumentStartEvent):
                message = "a second YAML document begins here"
                fix = "remove this line, or quote it if it is text"
                raise RefusedError(self.problem("yaml-documents", event, message, fix))
        return value

    def next_event(self) -> Any:
        """Take one event from the parser; stop at what nests too deep or stands for another."""
        event: Any = self.loader.get_event()
        self.last = event
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise RefusedError(self.reference_problem(event))
            if isinstance(event, yaml.CollectionStartEvent):
                self.open.append(event)
                if len(self.open) > MAX_DEPTH:
                    message = f"lists and maps are nested more than {MAX_DEPTH} deep"
                    fix = "use fewer levels"
                    raise RefusedError(self.problem("yaml-depth", event, message, fix))
        return event

    def compose(self, event: Any, path: KeyPath) -> Any:
        """Build the value that begins with an event."""
        self.check_tag(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.compose_scalar(event, path)
        is_map = isinstance(event, yaml.MappingStartEvent)
        # Noted before what it holds, so that the places are in the file's order.
        self.positions[path] = self.position(event, event)
        value = self.compose_mapping(path) if is_map else self.compose_sequence(path)
        if event.flow_style:
            self.positions[path] = self.position(event, self.last)
        return value

    def compose_scalar(self, event: Any, path: KeyPath) -> str:
        """Read a text; a bare `~` is nothing."""
        value: str = event.value
        if event.style in {"|", ">"}:
            self.positions[path] = self.block_position(event)
            return value
        self.positions[path] = self.position(event, event)
        if event.style == '"' and (match := FORBIDDEN.search(value)):
            # An escape such as `\0` brings in what `decode` keeps out.
            code, message = forbidden_character(match[0])
            self.problems.append(self.problem(code, event, message, "remove its escape"))
            return FORBIDDEN.sub(REPLACEMENT, value)
        if event.style:
            return value
        self.check_cut(event)
        return "" if value == "~" else value

    def compose_sequence(self, path: KeyPath) -> list[Any]:
        """Read the entries of a list up to its end."""
        values: list[Any] = []
        while not isinstance(event := self.next_event(), yaml.SequenceEndEvent):
            values.append(self.compose(event, (*path, len(values))))
        return values

    def compose_mapping(self, path: KeyPath) -> dict[str, Any]:
        """Read the keys and values of a map up to its end."""
        values: dict[str, Any] = {}
        raw_keys = self.raw_keys if FREE_KEYS.isdisjoint(path) else frozenset()
        while not isinstance(key_event := self.next_event(), yaml.MappingEndEvent):
            key = self.compose_key(key_event, path)
            event = self.next_event()
            if key is None:
                self.skip(event)
            elif key in raw_keys and getattr(event, "flow_style", False):
                end = self.skip(event)
                self.positions[*path, key] = self.position(event, end)
                values[key] = self.text[event.start_mark.index : end.end_mark.index]
            else:
                values[key] = self.compose(event, (*path, key))
        return values

    def compose_key(self, event: Any, path: KeyPath) -> str | None:
        """Read a key; a refused one is None and its value is left out."""
        self.check_tag(event)
        problem = self.key_problem(event, path)
        if problem:
            self.problems.append(problem)
            self.skip(event)
            return None
        key: str = event.value
        self.keys[*path, key] = self.position(event, event)
        return key

    def key_problem(self, event: Any, path: KeyPath) -> Problem | None:
        """Keys are text, and each stands once in its map."""
        if not isinstance(event, yaml.ScalarEvent):
            fix = "quote it if it is text"
            return self.problem("yaml-key", event, "keys must be text, not a list or a map", fix)
        key = event.value
        if not event.style and key == "<<":
            message, fix = "the merge key `<<` is not supported", "write the merged keys out"
            return self.problem("yaml-alias", event, message, fix)
        if not event.style and NOT_TEXT.fullmatch(key):
            message = f"keys must be text, not `{key}`" if key else "a key is missing before `:`"
            fix = f'write `"{key}":`' if key else "write `key: value`"
            return self.problem("yaml-key", event, message, fix)
        if first := self.keys.get((*path, key)):
            message = f"`{key}` is there already, on line {first.line}"
            fix = "keep one of the two"
            return self.problem("yaml-duplicate-key", event, message, fix)
        return None

    def skip(self, event: Any) -> Any:
        """Pass over a value; give the event that ends it."""
        if isinstance(event, yaml.CollectionStartEvent):
            depth = len(self.open)
            while len(self.open) >= depth:
                event = self.next_event()
        return event

    def check_tag(self, event: Any) -> None:
        """Values have no tags."""
        if event.tag is not None:
            start = event.start_mark
            tag = self.lines[start.line][start.column :].split(maxsplit=1)[0]
            message = f"the tag `{tag}` is not allowed"
            fix = text_fix(self.lines[start.line], start.column, "remove it")
            self.problems.append(self.problem("yaml-tag", event, message, fix, len(tag)))

    def reference_problem(self, event: Any) -> Problem:
        """Describe an anchor (`&name`) or an alias (`*name`)."""
        line, column = self.lines[event.start_mark.line], event.start_mark.column
        word = line[column:].split(maxsplit=1)[0]
        kind = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
        message = f"the YAML {kind} `{word}` is not supported"
        fix = text_fix(line, column, "write the value out")
        return self.problem("yaml-alias", event, message, fix, len(word))

    def check_cut(self, event: Any) -> None:
        """No comment cuts an unquoted text off.

        `title: #metoo` has no text left; `people:  # by rank` above a list is a comment.
        """
        end = event.end_mark
        match = COMMENT.match(self.text, end.index)
        if not match or (not event.value and match[1][1:2].strip() == ""):
            return
        fix = "put the text in quotes"
        line, start = self.lines[end.line], event.start_mark
        if start.line == end.line and not (self.open and self.open[-1].flow_style):
            written = f"{line[: start.column].strip()} {quote(line[start.column :].strip())}"
            fix = f"if it belongs to the text, write `{written.strip()}`"
        column = match.start(1) - end.index + end.column
        message = "` #` begins a comment, so what follows is not part of the value"
        place = self.first_line + end.line, column + 1
        length = len(match[1].rstrip())
        self.problems.append(warning("value-cut", self.path, *place, message, fix, length))

    def problem(self, code: str, event: Any, message: str, fix: str, length: int = 0) -> Problem:
        """Make an error at an event, or at so many characters of it."""
        place = self.position(event, event)
        length = length or place.length
        return error(code, self.path, place.line, place.column, message, fix, length)

    def position(self, first: Any, last: Any) -> Position:
        """Give the place of what two events span, as far as it is on the first's line."""
        start, end = first.start_mark, last.end_mark
        if start.line == len(self.lines):
            # Behind `---` without a line end the parser sees one more line.
            return Position(self.first_line + start.line - 1, len(self.lines[-1]) + 1, 1)
        stop = end.column if end.line == start.line else len(self.lines[start.line].rstrip())
        length = max(1, stop - start.column)
        return Position(self.first_line + start.line, start.column + 1, length)

    def block_position(self, event: Any) -> Position:
        """Give the place of the first visible character of a `|` or `>` text."""
        header = BLOCK_HEADER.match(self.text, event.start_mark.index)
        if not header or not event.value.strip(" \t\n"):
            return self.position(event, event)
        skipped = header[0].count("\n")
        column = header.end() - self.text.rfind("\n", 0, header.end())
        return Position(self.first_line + event.start_mark.line + skipped, column, 1)


def find_fault(failure: yaml.MarkedYAMLError, composer: Composer) -> Fault:
    """Gather what explains a failure of the parser."""
    mark: Any = failure.problem_mark
    start: Any = failure.context_mark or mark
    if failure.problem == NO_COLON:
        mark = start  # The parser notices a line later.
    # The end of a text stands on a line of its own, even where the text has none.
    last_line = len(composer.lines) - 1
    past = mark.line > last_line
    is_flow = composer.open and composer.open[-1].flow_style
    return Fault(
        lines=composer.lines,
        first_line=composer.first_line,
        problem=failure.problem or "",
        context=failure.context or "",
        line=last_line if past else mark.line,
        column=len(composer.lines[last_line]) if past else mark.column,
        start_line=start.line,
        start_column=start.column,
        last=composer.last,
        opened=composer.open[-1] if is_flow else None,
    )
