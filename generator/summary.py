"""What a command tells when it is done, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reasons import explain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.problems import Problem
    from generator.result import Result
    from generator.verify import Difference

# What is told only with -v.
DETAILS = {"record-unmentioned", "source-uncited"}
# So many files are told that differ from those of a build from nothing.
MOST_DIFFERENCES = 20


def list_built(result: Result, output: Path, seconds: float, *, verbose: bool) -> Iterator[str]:
    """What was built and where it is; if wanted, what of, what was written, and why."""
    made = f"built {say(result.pages, 'page')} from {say(result.records, 'record')}"
    yield f"{made} in {seconds:.1f} s"
    files = result.published
    if files and files.is_stepwise:
        yield f"files were replaced one by one: `{output}` cannot be exchanged as a whole"
    if files and verbose:
        yield f"records: {', '.join(f'{n} {kind}' for kind, n in sorted(result.kinds.items()))}"
        numbers = f"{files.written} written, {files.unchanged} unchanged, {files.removed} removed"
        yield f"files: {numbers}"
        yield from explain(result.made)
    yield f"open {output / 'index.html'}"


def list_differences(differences: list[Difference]) -> Iterator[str]:
    """How a site differs from one that is built from nothing: a few files, and how many more."""
    for url, what in differences[:MOST_DIFFERENCES]:
        yield f"{url}: {what}"
    if len(differences) > MOST_DIFFERENCES:
        yield f"and {len(differences) - MOST_DIFFERENCES} more"


def sum_up(command: str, result: Result, *, strict: bool) -> str:
    """The sum of a run."""
    errors, warnings = result.count("error"), result.count("warning")
    line = f"{command}: {say(errors, 'error')}, {say(warnings, 'warning')} "
    line += f"in {say(result.records, 'record')}"
    if strict and warnings:
        line += " (--strict: warnings are errors)"
    return line


def find_shown(problems: list[Problem], *, verbose: bool) -> list[Problem]:
    """The problems to tell: some details only on demand."""
    return [p for p in problems if verbose or p.severity != "info" or p.code not in DETAILS]


def say(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
