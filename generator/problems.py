"""What can be wrong, and how a person is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Problem:
    """Something wrong at a place in the site's files.

    `path` is relative to the site, with forward slashes; `line` and `column` count from 1, and a
    line of 0 means the file as a whole. `length` is how many characters are at fault. `code` is
    stable: once published it keeps its meaning. `fix` says in one line how to mend it.
    """

    severity: Severity
    code: str
    path: str
    line: int
    column: int
    message: str
    fix: str = ""
    length: int = 1


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Order problems by file and place, each of them once."""
    return sorted(
        set(problems), key=lambda p: (p.path, p.line, p.column, p.severity, p.code, p.message)
    )


def error(
    code: str, path: str, line: int, column: int, message: str, fix: str = "", length: int = 1
) -> Problem:
    """Make a problem that keeps the site from being published."""
    return Problem("error", code, path, line, column, message, fix, length)


def warning(
    code: str, path: str, line: int, column: int, message: str, fix: str = "", length: int = 1
) -> Problem:
    """Make a problem that is reported and does not stop the build."""
    return Problem("warning", code, path, line, column, message, fix, length)
