"""Many small values, kept in few texts: read all at once, written where one of them is new."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.cache import Cache

TABLE = "shelves"
# So many texts hold the values of a shelf.
BOXES = 64


class Shelf:
    """Plain data by keys. What is nothing, such as an empty list, takes no place."""

    def __init__(self, cache: Cache, name: str) -> None:
        """Take where the shelf is kept, and what tells it from others."""
        self.cache, self.name = cache, name

    def read_all(self) -> dict[str, Any]:
        """All values by their keys."""
        found: dict[str, Any] = {}
        for held in self.read_boxes(range(BOXES)).values():
            found |= held
        return found

    def read(self, keys: Iterable[str]) -> dict[str, Any]:
        """The values of some keys, as far as there are any."""
        wanted = {*keys}
        boxes = self.read_boxes({number_of(key) for key in wanted}).values()
        return {key: value for held in boxes for key, value in held.items() if key in wanted}

    def read_boxes(self, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
        """What is in some boxes."""
        names = [f"{self.name} {number}" for number in numbers]
        found = self.cache.read_many(TABLE, names)
        return {int(key.rpartition(" ")[2]): json.loads(text) for key, text in found}

    def write(self, new: Mapping[str, Any], gone: Iterable[str] = ()) -> None:
        """Keep new values, and forget those of some keys."""
        changes: dict[int, dict[str, Any]] = defaultdict(dict)
        for key in gone:
            changes[number_of(key)][key] = None
        for key, value in new.items():
            changes[number_of(key)][key] = value
        old = self.read_boxes(changes)
        boxes = {number: old.get(number, {}) | some for number, some in changes.items()}
        self.cache.write_many(
            TABLE, ((f"{self.name} {number}", pack(held)) for number, held in boxes.items())
        )


def number_of(key: str) -> int:
    """The box in which a key has its place."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % BOXES


def pack(held: Mapping[str, Any]) -> str:
    """What is in a box, as a text."""
    return json.dumps({k: v for k, v in held.items() if v}, separators=(",", ":"))
