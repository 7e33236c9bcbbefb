"""Text and YAML of content files: decoded, split from the body, read with each value's place.

YAML is read as text. YAML 1.1 would turn `NO` into false, `12:30` into 750 and `2019-02-30` into a
crash without a line; the schema knows the types better.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

# Always the C parser, never "C if there": the two disagree in details and in speed.
from yaml import CBaseLoader

from generator.problems import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Callable

KeyPath = tuple[str | int, ...]

MAX_DEPTH = 64
MAX_CHARACTER_PROBLEMS = 20
# Longer lines are not repeated in a fix.
MAX_SHOWN = 500

SIGNATURES = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a Word or LibreOffice document"),
    (b"\xd0\xcf\x11\xe0", "a document of old Word"),
    (b"{\\rtf", "an RTF document"),
)

# UTF-32 first: its little-endian mark begins with that of UTF-16.
WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)

PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
# XML, and so the feed, cannot carry these; U+0085, U+2028 and U+2029 end a line for YAML, though
# not for an editor; U+FEFF inside a text keeps names from matching.
CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
# Apart, because the search for one character takes half the time.
FORBIDDEN = re.compile(f"[{PRIVATE_USE}{CONTROL}]")
FORBIDDEN_RUN = re.compile(f"[{PRIVATE_USE}]+|[{CONTROL}]+")
REPLACEMENT = "\ufffd"

FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
CLOSING_FENCE = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
# Some editors turn hyphens into dashes (U+2013, U+2014) as they are typed.
ALMOST_FENCE = re.compile(r"^[ \t]*(?:-{2,}|\.{3}|[\u2013\u2014]-?)[ \t]*$", re.MULTILINE)

# What YAML 1.1 or 1.2 takes for a number, a null or a truth value.
NOT_TEXT = re.compile(
    r"~|null|true|false|\.nan|[-+]?(?:\.inf|0x[0-9a-f]+|0o[0-7]+|\.[0-9]+(?:e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?)|",
    re.IGNORECASE,
)
COMMENT = re.compile(r"[ \t]+(#.*)")
BLOCK_HEADER = re.compile(r"[^\n]*\n[ \t\n]*")
# `- key: value # comment`; only the value must be there.
LINE = re.compile(
    r"""[ \t]*(?P<lead>(?:-[ \t]+)*"""
    r"""(?:(?:"[^"]*"|'[^']*'|[^\s:#"'\[{](?:[^:]|:(?=\S))*):[ \t]+)?)"""
    r"""(?P<value>[^\s#].*?)(?P<comment>[ \t]#.*)?$"""
)
CROWDED_KEY = re.compile(r"[ \t]*(?P<lead>(?:-[ \t]+)*)(?P<key>[\w-]+):(?!//)(?P<value>\S.*)$")


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


@dataclass(frozen=True)
class Document:
    """A Markdown file: its front matter, its body, and the file's line where the body begins."""

    data: Data
    body: str
    body_line: int


def decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Turn a file's bytes into text with LF line ends and no byte order mark.

    A file that cannot be read gives "" and its one problem. Characters that content may not hold
    are replaced by U+FFFD and reported, so that the rest of the file is still checked.
    """
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            start = data[:2].hex(" ").upper()
            fix = "move it to `content/media/`, or save its text as Markdown"
            return "", [error("not-text", path, 1, 1, f"starts with {start}: {name}", fix)]
    for mark, name in WIDE_MARKS:
        if data.startswith(mark):
            code = f"encoding-{name.replace('-', '').lower()}"
            return "", [error(code, path, 1, 1, f"file is {name}", "save it as UTF-8")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return "", [undecodable(path, fault)]
    if not text.strip():
        fix = "write something in it, or delete it"
        return "", [error("file-empty", path, 1, 1, "file is empty", fix)]
    return replace_forbidden(path, normalise_lines(text))


def normalise_lines(text: str) -> str:
    """End every line with LF, wherever the text was written."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def undecodable(path: str, fault: UnicodeDecodeError) -> Problem:
    """Say which byte is not UTF-8, and which character the author probably saw."""
    before = normalise_lines(fault.object[: fault.start].decode())
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    byte = fault.object[fault.start]
    if fault.reason == "unexpected end of data":
        message = "the file ends in the middle of a character"
        return error("encoding", path, line, column, message, "restore the end of the file")
    seen = bytes([byte]).decode("cp1252", "ignore")
    guess = f' (looks like Windows-1252 "{seen}")' if seen else ""
    message = f"byte 0x{byte:02X} is not UTF-8{guess}"
    fix = f"save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 {shlex.quote(path)} > fixed.md"
    return error("encoding", path, line, column, message, fix)


def replace_forbidden(path: str, text: str, first_line: int = 1) -> tuple[str, list[Problem]]:
    """Put U+FFFD in place of characters that content may not hold, and report them."""
    if not FORBIDDEN.search(text):
        return text, []
    problems = []
    matches = list(FORBIDDEN_RUN.finditer(text))
    for match in matches[:MAX_CHARACTER_PROBLEMS]:
        start = match.start()
        line, column = text.count("\n", 0, start), start - text.rfind("\n", 0, start)
        code, message = forbidden_character(match[0][0])
        length = len(match[0])
        problems.append(error(code, path, first_line + line, column, message, "delete it", length))
    if (more := len(matches) - MAX_CHARACTER_PROBLEMS) > 0:
        message = f"{more} more places hold characters that are not allowed"
        problems.append(error("control-char", path, 0, 0, message, "delete them"))
    return FORBIDDEN.sub(REPLACEMENT, text), problems


def forbidden_character(character: str) -> tuple[str, str]:
    """Name the code and the message for a character that content may not hold."""
    name = f"U+{ord(character):04X}"
    if re.match(f"[{PRIVATE_USE}]", character):
        return "private-use", f"{name} is a private-use character, which has no meaning elsewhere"
    return "control-char", f"{name} is an invisible control character"


def split_front_matter(path: str, text: str) -> tuple[str, str, int] | Problem:
    """Split a Markdown file into its front matter, its body and the body's first line."""
    opening = FENCE.match(text)
    if not opening:
        return missing_front_matter(path, text)
    closing = CLOSING_FENCE.search(text, opening.end())
    if not closing:
        return unclosed_front_matter(path, text, opening.end())
    front_matter = text[opening.end() : closing.start()]
    return front_matter, text[closing.end() :], front_matter.count("\n") + 3


def missing_front_matter(path: str, text: str) -> Problem:
    """Say what stands where the front matter should begin."""
    if text.startswith(("+++", "{")):
        code, name = ("toml", "TOML") if text[0] == "+" else ("json", "JSON")
        message = f"{name} front matter is not supported"
        fix = "write YAML: `key: value` lines between two lines of `---`"
        return error(f"front-matter-{code}", path, 1, 1, message, fix)
    start = len(text) - len(text.lstrip())
    if start and FENCE.match(text, start):
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        message = "front matter must be on line 1"
        fix = "remove what stands before `---`"
        return error("front-matter-position", path, line, column, message, fix, 3)
    fix = "begin the file with these three lines: `---`, `title: Title of this text`, `---`"
    if ALMOST_FENCE.match(text):
        fix = "write `---`, three hyphens and nothing else, on line 1"
    return error("front-matter-missing", path, 1, 1, "file has no front matter", fix)


def unclosed_front_matter(path: str, text: str, start: int) -> Problem:
    """Say where the closing line belongs, if there is one that is nearly right."""
    fix = "write `---` on a line of its own after the last `key: value` line"
    if almost := ALMOST_FENCE.search(text, start):
        line = text.count("\n", 0, almost.start()) + 1
        fix = f"write `---`, three hyphens and nothing else, on line {line}"
    message = "front matter has no closing `---`"
    return error("front-matter-unclosed", path, 1, 1, message, fix, 3)


def parse_document(
    path: str, text: str, raw_keys: frozenset[str] = frozenset()
) -> tuple[Document | None, list[Problem]]:
    """Read a Markdown file; without readable front matter there is no document."""
    parts = split_front_matter(path, text)
    if isinstance(parts, Problem):
        return None, [parts]
    front_matter, body, body_line = parts
    data, problems = parse_yaml(path, front_matter, 2, raw_keys)
    if data is None:
        return None, problems
    if data.value == "":
        data = Data({}, data.positions, data.keys)
    if not isinstance(data.value, dict):
        return None, [*problems, not_a_mapping(path, front_matter, data)]
    return Document(data, body, body_line), problems


def not_a_mapping(path: str, front_matter: str, data: Data) -> Problem:
    """Say what the front matter is instead of `key: value` lines."""
    kind = "a list" if isinstance(data.value, list) else "text"
    line = front_matter.split("\n")[data.positions[()].line - 2]
    fix = "write `title: Title of this text`"
    if match := CROWDED_KEY.match(line):
        fix = f"put a space after the colon: `{match['key']}: {match['value'].rstrip()}`"
    message = f"front matter must be `key: value` lines, got {kind}"
    where = data.positions[()]
    return error("front-matter-type", path, where.line, where.column, message, fix)


def parse_yaml(
    path: str, text: str, first_line: int = 1, raw_keys: frozenset[str] = frozenset()
) -> tuple[Data | None, list[Problem]]:
    """Read YAML as text, and say where everything stands.

    A flow list or map under one of `raw_keys` stays as it was typed: `[2018-04-20,2018-04-21]`.
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
        while not isinstance(key_event := self.next_event(), yaml.MappingEndEvent):
            key = self.compose_key(key_event, path)
            event = self.next_event()
            if key is None:
                self.skip(event)
            elif key in self.raw_keys and getattr(event, "flow_style", False):
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


def quote(text: str) -> str:
    """Put a text in the quotes that change least in it."""
    sign, inside = text[:1], text[1:-1]
    # `'it's'` has its outer quotes already, `'a' 'b'` has not.
    if sign in {'"', "'"} and text.endswith(sign) and not inside.partition(sign)[2][:1].isspace():
        text = inside
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def show(sign: str) -> str:
    """Name a character inside a message."""
    return "a backtick" if sign == "`" else f"`{sign}`"


def quoted_line(line: str, column: int) -> str:
    """Give a line with its value in quotes, or "" if a column is not inside its value."""
    match = LINE.match(line)
    if not match or column < match.start("value") or len(line) > MAX_SHOWN:
        return ""
    return f"{match['lead']}{quote(match['value'].rstrip())}{match['comment'] or ''}"


def text_fix(line: str, column: int, otherwise: str) -> str:
    """Say what to do with a special character, and what to do if it is text."""
    written = quoted_line(line, column)
    return f"{otherwise}; if it is text, write `{written}`" if written else otherwise


# The parser's words for the faults that authors make most.
NO_COLON = "could not find expected ':'"
NO_MAP_HERE = "mapping values are not allowed in this context"
NO_START = "found character that cannot start any token"
NO_DASH = "did not find expected '-' indicator"
# A value cannot begin with these; after a value in one of those, nothing can follow.
SPECIAL = "@`%*&!|>?-]},"
CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}

Finding = tuple[int, int, str, str]  # line, column, message, fix


@dataclass(frozen=True)
class Fault:
    """Where and why the parser gave up; lines and columns count from 0, as PyYAML's do."""

    lines: list[str]
    first_line: int
    problem: str
    context: str
    line: int
    column: int
    start_line: int  # of what was being read
    start_column: int
    last: Any  # the last event before
    opened: Any  # the event that opened the innermost `[` or `{`

    @property
    def text(self) -> str:
        """The line at fault."""
        return self.lines[self.line]

    @property
    def line_above(self) -> int:
        """The nearest line above that is not blank, else the line itself."""
        above = (line for line in range(self.line - 1, -1, -1) if self.lines[line].strip())
        return next(above, self.line)


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


def explain(path: str, fault: Fault) -> Problem:
    """Say in an author's words why the parser gave up, and what to write instead."""
    code = "yaml-tag" if " tag" in f"{fault.context} {fault.problem}" else "yaml-syntax"
    findings = (rule(fault) for rule in RULES)
    line, column, message, fix = next(finding for finding in findings if finding)
    return error(code, path, fault.first_line + line, column + 1, message, fix)


def find_tab(fault: Fault) -> Finding | None:
    """Lines are indented with spaces."""
    indent = len(fault.text) - len(fault.text.lstrip(" \t-"))
    column = fault.text.find("\t", 0, indent)
    if column < 0:
        return None
    return fault.line, column, "a tab cannot indent a line", "use spaces"


def find_open_quote(fault: Fault) -> Finding | None:
    """Quotes are closed on the line where their text ends."""
    line, column = fault.start_line, fault.start_column
    if fault.context != "while scanning a quoted scalar":
        # The quote of a line below has closed it.
        if getattr(fault.last, "style", None) not in {'"', "'"}:
            return None
        start, end = fault.last.start_mark, fault.last.end_mark
        if start.line == end.line or end.line != fault.line:
            return None
        line, column = start.line, start.column
    sign = fault.lines[line][column]
    inside = '\\"' if sign == '"' else "''"
    fix = f"close it with `{sign}`; inside the text, `{sign}` is written `{inside}`"
    return line, column, f"the quote `{sign}` is not closed", fix


def find_bad_escape(fault: Fault) -> Finding | None:
    """In double quotes a backslash begins one of YAML's escapes."""
    if fault.context != "while parsing a quoted scalar":
        return None
    column = max(0, fault.text.rfind("\\", 0, fault.column + 1))
    message = f"`{fault.text[column : column + 2]}` is not an escape that YAML knows"
    return fault.line, column, message, "write a backslash as `\\\\`, or use single quotes"


def find_open_bracket(fault: Fault) -> Finding | None:
    """Brackets are closed, and commas part what they hold."""
    if not fault.opened or not fault.problem.startswith("did not find expected"):
        return None
    mark = fault.opened.start_mark
    sign = fault.lines[mark.line][mark.column]
    close = "}" if sign == "{" else "]"
    if mark.line < fault.line or fault.column >= len(fault.text):
        fix = f"close it with `{close}`; if it is text, put it in quotes"
        return mark.line, mark.column, f"the bracket `{sign}` is not closed", fix
    fix = "put a comma between entries, and quotes around an entry that holds `: `"
    return fault.line, fault.column, f"expected `,` or `{close}` here", fix


def find_unquoted_entry(fault: Fault) -> Finding | None:
    """Entries in brackets that begin with a special character are in quotes."""
    before, after = fault.text[: fault.column].rstrip(), fault.text[fault.column :]
    if fault.problem != NO_START or not (fault.opened or before.endswith(("[", "{", ","))):
        return None
    entry = re.split(r"[,\]}]", after, maxsplit=1)[0].strip()
    message = f"a text that begins with {show(after[0])} must be in quotes"
    return fault.line, fault.column, message, f"write `{quote(entry)}`"


def find_crowded_key(fault: Fault) -> Finding | None:
    """Keys are followed by a colon and a space."""
    if fault.problem not in {NO_COLON, NO_MAP_HERE}:
        return None
    line = fault.line if fault.problem == NO_COLON else fault.line_above
    match = CROWDED_KEY.match(fault.lines[line])
    if not match:
        return None
    fix = f"write `{match['lead']}{match['key']}: {match['value'].rstrip()}`"
    return line, match.end("key"), f"a space is missing after `{match['key']}:`", fix


def find_missing_dash(fault: Fault) -> Finding | None:
    """Entries of a list begin with `- `."""
    if fault.problem not in {NO_COLON, NO_DASH}:
        return None
    text, above = fault.text.strip(), fault.lines[fault.line_above]
    if re.match(r"-[^\s-]", text):
        message, fix = "a space is missing after `-`", f"write `- {text[1:]}`"
    elif above.startswith(" " * fault.column + "- "):
        message, fix = "`- ` is missing before an entry of the list", f"write `- {text}`"
    else:
        return None
    return fault.line, fault.column, message, fix


def find_unquoted(fault: Fault) -> Finding | None:
    """Values that look like other YAML are in quotes."""
    match = LINE.match(fault.text)
    if not match or not match["lead"] or fault.column < match.start("value"):
        return None
    sign, column = match["value"][0], fault.column
    written = quoted_line(fault.text, column)
    fix = f"write `{written}`" if written else "put the value in quotes"
    if sign in SPECIAL:
        column = match.start("value")
        message = f"a value that begins with {show(sign)} must be in quotes"
        fix += "; begin a list on the next line" if sign == "-" else ""
    elif sign in CLOSING:
        message = f"nothing can follow the closing `{CLOSING[sign]}`"
    else:
        message = "a value with `: ` in it must be in quotes"
    return fault.line, column, message, fix


def find_bad_start(fault: Fault) -> Finding | None:
    """Lines begin with a key or a `- `."""
    column = len(fault.text) - len(fault.text.lstrip())
    sign = fault.text[column : column + 1]
    if sign not in set(SPECIAL) - {"-"}:
        return None
    fix = "put the key in quotes; a comment begins with `#`"
    return fault.line, column, f"a line cannot begin with {show(sign)}", fix


def find_stray_line(fault: Fault) -> Finding | None:
    """Text has a key, or continues the line above."""
    line, column = fault.line, fault.column
    if fault.problem == NO_MAP_HERE:
        line = fault.line_above
        match = LINE.match(fault.lines[line])
        if not match or ":" in match["lead"]:
            return None
        column = match.start("value")
    elif fault.problem != NO_COLON:
        return None
    fix = "write it as `key: value`, or indent it if it continues the text above"
    if fault.first_line > 1:
        fix += "; if the body begins here, write `---` above it"
    return line, column, "this is not `key: value`", fix


def find_bad_indentation(fault: Fault) -> Finding | None:
    """Keys of one map begin in one column, and so do the entries of one list."""
    if fault.opened or fault.line == fault.line_above:
        return None
    text, above = fault.text, fault.lines[fault.line_above]
    column = len(text) - len(text.lstrip())
    expected = len(above) - len(above.lstrip(" " if text[column : column + 1] == "-" else " -"))
    if column == expected:
        return None
    message = f"the indentation does not fit line {fault.first_line + fault.line_above}"
    fix = f"begin the line in column {expected + 1}"
    if fault.problem == NO_MAP_HERE:
        fix += "; if it continues the text above, put that text in quotes"
    return fault.line, column, message, fix


def find_other(fault: Fault) -> Finding:
    """Whatever else the parser does not accept."""
    message = f"YAML cannot be read here: {fault.problem}"
    fix = "write `key: value` lines; put a value in quotes if it holds special characters"
    return fault.line, fault.column, message, fix


RULES: tuple[Callable[[Fault], Finding | None], ...] = (
    find_tab,
    find_open_quote,
    find_bad_escape,
    find_open_bracket,
    find_unquoted_entry,
    find_crowded_key,
    find_missing_dash,
    find_unquoted,
    find_bad_start,
    find_stray_line,
    find_bad_indentation,
    find_other,
)
