"""A Markdown file taken apart: its front matter, and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.faults import CROWDED_KEY
from generator.problems import Problem, error
from generator.yamltext import Data, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

WANTED = ("title: Title of this text",)
FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
CLOSING_FENCE = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
# Front matter that something stands above.
LATER_FENCE = re.compile(r"^---[ \t]*\n(?:[\w-]+:.*\n)+---[ \t]*$", re.MULTILINE)
# Some editors turn hyphens into dashes (U+2013, U+2014) as they are typed.
ALMOST_FENCE = re.compile(
    r"^[ \t]*(?:[-\u2013\u2014]{2,}|\.{3}|[\u2013\u2014])[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True)
class Document:
    """A Markdown file: its front matter, its body, and the file's line where the body begins."""

    data: Data
    body: str
    body_line: int


def split_front_matter(
    path: str, text: str, wanted: Sequence[str] = WANTED
) -> tuple[str, str, int] | Problem:
    """Split a Markdown file into its front matter, its body and the body's first line."""
    opening = FENCE.match(text)
    if not opening:
        return missing_front_matter(path, text, wanted)
    closing = CLOSING_FENCE.search(text, opening.end())
    if not closing:
        return unclosed_front_matter(path, text, opening.end())
    front_matter = text[opening.end() : closing.start()]
    return front_matter, text[closing.end() :], front_matter.count("\n") + 3


def missing_front_matter(path: str, text: str, wanted: Sequence[str]) -> Problem:
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
    later = LATER_FENCE.search(text)
    if later:
        line = text.count("\n", 0, later.start()) + 1
        fix = "move these lines to the beginning of the file"
        return error(
            "front-matter-position", path, line, 1, "front matter must be on line 1", fix, 3
        )
    lines = ", ".join(f"`{line}`" for line in ("---", *wanted, "---"))
    fix = f"begin the file with these lines: {lines}"
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
    path: str,
    text: str,
    raw_keys: frozenset[str] = frozenset(),
    wanted: Sequence[str] = WANTED,
) -> tuple[Document | None, list[Problem]]:
    """Read a Markdown file; without readable front matter there is no document.

    `wanted` is what a file without any is told to begin with.
    """
    parts = split_front_matter(path, text, wanted)
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
