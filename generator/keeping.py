"""What pages show of bodies, fetched one by one from where it is kept: all at once is too much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.cache import Cache
    from generator.linking import Shown
    from generator.reads import Reads

# Of a record whose links could not be followed.
NOTHING = '{"html": "", "headings": [], "words": 0}'


class Bodies:
    """The texts of one site's records, and the sentences in which they lead to one another."""

    def __init__(self, cache: Cache) -> None:
        """Take where texts are kept."""
        self.cache = cache
        self.quoted: dict[str, dict[str, str]] = {}

    def keep(self, record_id: str, shown: Shown) -> None:
        """Keep what pages show of a record's body."""
        self.cache.write("texts", record_id, shown.text)
        self.cache.write("quotes", record_id, shown.quotes)
        self.cache.write("uncited", record_id, shown.uncited)
        self.quoted.pop(record_id, None)

    def text(self, record_id: str, reads: Reads) -> Any:
        """A record's `html`, its `headings` and how many `words` it has."""
        reads.note(f"text {record_id}")
        return json.loads(self.cache.read("texts", record_id) or NOTHING)

    def quotes(self, target: str, source: str) -> Any:
        """The sentences of one record that lead to another."""
        if source not in self.quoted:
            self.quoted[source] = json.loads(self.cache.read("quotes", source) or "{}")
        return json.loads(self.quoted[source].get(target, "[]"))

    def uncited(self, record_id: str) -> Any:
        """A record's statements without a source, each with its anchor."""
        return json.loads(self.cache.read("uncited", record_id) or "[]")
