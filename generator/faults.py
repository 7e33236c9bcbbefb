"""Why YAML could not be read, in an author's words, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Callable

# Longer lines are not repeated in a fix.
MAX_SHOWN = 500
# `- key: value # comment`; only the value must be there.
LINE = re.compile(
    r"""[ \t]*(?P<lead>(?:-[ \t]+)*"""
    r"""(?:(?:"[^"]*"|'[^']*'|[^\s:#"'\[{](?:[^:]|:(?=\S))*):[ \t]+)?)"""
    r"""(?P<value>[^\s#].*?)(?P<comment>[ \t]#.*)?$"""
)
# Spaces of word processors, which YAML takes for letters, where a space belongs.
ODD_SPACE = re.compile(
    r"[ \t]*(?:-[ \t]+)*(?:[\w-]+:[ \t]*)?(?P<odd>[\u00a0\u2000-\u200b\u202f\u3000]+)"
)
CROWDED_KEY = re.compile(r"[ \t]*(?P<lead>(?:-[ \t]+)*)(?P<key>[\w-]+):(?!//)(?P<value>\S.*)$")


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


def find_odd_space(fault: Fault) -> Finding | None:
    """Lines are indented, and values set off, with ordinary spaces."""
    for line in (fault.line, fault.line_above):
        if match := ODD_SPACE.match(fault.lines[line]):
            sign = f"U+{ord(match['odd'][0]):04X}"
            message = f"this space is no ordinary one ({sign}, such as word processors write)"
            return line, match.start("odd"), message, "delete it and press the space bar"
    return None


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
    find_odd_space,
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
