"""Problems as the preview lays them over a page: each with its place, its line, and its mending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.reports import find_file, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.problems import Problem
    from generator.words import Words

# How many characters of a long line are shown before what is at fault, and in all.
BEFORE, SHOWN = 60, 160
# A page that lists more would help nobody.
MOST = 200


def describe_problems(
    problems: Sequence[Problem], source: Path, editor: str, words: Words, *, is_kept: bool
) -> dict[str, Any]:
    """What the overlay shows, as plain data: texts, never HTML.

    `editor` is the address that opens a file; `is_kept` tells that the pages are older than these
    problems. Mere information is left to the terminal.
    """
    wanted = [problem for problem in problems if problem.severity != "info"]
    # Errors first: a warning above them would hide what keeps the site from being published.
    wanted.sort(key=lambda problem: problem.severity != "error")
    errors = sum(problem.severity == "error" for problem in wanted)
    counts = [(errors, "problem_error"), (len(wanted) - errors, "problem_warning")]
    read_lines.cache_clear()
    return {
        "title": ", ".join(words.count(noun, number) for number, noun in counts if number),
        "label": words.preview_problems,
        "hide": words.preview_hide,
        "show": words.preview_show,
        "note": words.preview_kept if is_kept else "",
        "errors": errors,
        "problems": [describe_problem(one, source, editor, words) for one in wanted[:MOST]],
    }


def describe_problem(problem: Problem, source: Path, editor: str, words: Words) -> dict[str, Any]:
    """One problem, with the line that it is about."""
    there = read_lines(source, problem.path) if problem.line else ()
    line = there[problem.line - 1] if 0 < problem.line <= len(there) else ""
    first = problem.column - 1
    start = max(0, first - BEFORE)
    end = start + SHOWN
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    return {
        "severity": problem.severity,
        "code": problem.code,
        "place": problem.path + place,
        "message": problem.message,
        "fix": f"{words.preview_fix} {problem.fix}" if problem.fix else "",
        "before": line[start:first],
        "marked": line[first : min(end, first + max(1, problem.length))],
        "after": line[first + max(1, problem.length) : end],
        "editor": open_in(editor, find_file(source, problem.path), problem),
    }


def open_in(editor: str, file: Path, problem: Problem) -> str:
    """The address that opens a file at a problem's place; of Windows' drives too: `/C:/…`."""
    path = "/" + quote(file.resolve().as_posix().lstrip("/"), safe="/:")
    values = {"path": path, "line": max(1, problem.line), "column": max(1, problem.column)}
    for name, value in values.items():
        editor = editor.replace(f"{{{name}}}", str(value))
    return editor
