"""A build without building: the last one's result, where another one would give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.result import Result
from generator.stamp import find_unchanged

if TYPE_CHECKING:
    from pathlib import Path


def find_built(source: Path, output: Path, *, drafts: bool, strict: bool) -> Result | None:
    """The last build's result, if another build would give the same; else None."""
    name = "drafts" if drafts else "site"
    told = find_unchanged(source, output, name, str(output.resolve()))
    if told is None:
        return None
    result = Result.retell(told)
    return result if result.is_good(strict=strict) else None
