"""Problems as text, for a terminal and for GitHub, with the line that they are about."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import click

from generator.decoding import normalise_lines
from generator.fetching import read_bytes
from generator.folders import theme_folder

if TYPE_CHECKING:
    from pathlib import Path

    from generator.problems import Problem

COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


@lru_cache(maxsize=4)
def read_lines(source: Path, path: str) -> tuple[str, ...]:
    """The lines of one of the site's files: problems come file by file, so a few are kept."""
    data = read_bytes(find_file(source, path), path, []) or b""
    return tuple(normalise_lines(data.decode("utf-8-sig", "replace")).split("\n"))


def find_file(source: Path, path: str) -> Path:
    """Where a file is of which a problem tells: in the site, or in the built-in theme."""
    own, built_in = source / path, theme_folder() / path
    return built_in if not own.exists() and built_in.exists() else own


def show_text(problem: Problem, source: Path) -> str:
    """A problem with its excerpt, for people."""
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    label = click.style(f"{problem.severity}[{problem.code}]", fg=COLOURS[problem.severity])
    lines = [f"{printable(problem.path)}{place}: {label}: {printable(problem.message)}"]
    lines_there = read_lines(source, problem.path) if problem.line else ()
    excerpt = lines_there[problem.line - 1] if 0 < problem.line <= len(lines_there) else ""
    if excerpt.strip() and problem.severity != "info":
        lines += frame(excerpt, problem)
    if problem.fix:
        lines.append(f"    fix: {printable(problem.fix)}")
    return "\n".join(lines)


def printable(text: str) -> str:
    """A text without the characters by which a file could steer the terminal."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)


def frame(excerpt: str, problem: Problem) -> list[str]:
    """A line of a file with marks under what is at fault; a long line is cut around it."""
    start = max(0, problem.column - 61)
    visible = printable(excerpt[start : start + 110].replace("\t", " "))
    before, marked = problem.column - 1 - start, max(1, problem.length)
    indent = count_cells(visible[:before])
    length = max(1, count_cells(visible[before : before + marked]))
    number = f"{problem.line:>6} | "
    return [f"{number}{visible}".rstrip(), " " * (len(number) + indent) + "^" * length]


def count_cells(text: str) -> int:
    """How many cells of a terminal a text takes: Korean and Chinese take two a character."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)


def show_github(problem: Problem, _source: Path) -> str:
    """A problem as a GitHub workflow command."""
    level = {"info": "notice"}.get(problem.severity, problem.severity)
    message = f"{problem.message} ({problem.fix})" if problem.fix else problem.message
    message = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = f",line={problem.line},col={problem.column}" if problem.line else ""
    path = problem.path
    for char in "%\r\n:,":  # in a property, more is escaped than in a message
        path = path.replace(char, f"%{ord(char):02X}")
    return f"::{level} file={path}{place},title={problem.code}::{message}"
