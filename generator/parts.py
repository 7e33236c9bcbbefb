"""What parsing left of records: their heads, and the rest fetched when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from generator.model import Packed, Record
from generator.parse import Parsed
from generator.problems import Problem

if TYPE_CHECKING:
    from generator.cache import Cache

# The shelf of what files gave: their problems, and of each record its head.
HEADS = "heads"


class Parts:
    """Fields and positions of records, fetched from where parsing left them."""

    def __init__(self, cache: Cache) -> None:
        """Take where they are; of one file with many records they are decoded once."""
        self.cache, self.key = cache, ""
        self.parts: list[str] = []

    def fetch(self, key: str, number: int) -> Packed:
        """Those of one record, by what its file is kept under and its place there."""
        if key != self.key:
            self.key, self.parts = key, (self.cache.fetch("parsed", key) or "").split("\n")
        fields, positions = self.parts[2 * number : 2 * number + 2]
        return Packed("", fields, positions, "")


def unpack_parsed(key: str, kept: list[Any], parts: Parts) -> Parsed:
    """What a file gave, as it was kept."""
    problems, heads = kept
    records = []
    for number, head in enumerate(heads):
        record = Record.unpack_head(head, partial(parts.fetch, key, number))
        record.home = key, number
        records.append(record)
    return Parsed(records, [Problem(*problem) for problem in problems])
