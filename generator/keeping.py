"""What pages show of bodies, fetched one by one from where it is kept: all at once is too much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.linking import may_hold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from generator.cache import Cache
    from generator.linking import Shown
    from generator.reads import Reads

# Of a record whose links could not be followed.
NOTHING = '{"headings": [], "words": 0}\n'


class Bodies:
    """The texts of one site's records, and the sentences in which they lead to one another."""

    def __init__(self, cache: Cache) -> None:
        """Take where texts are kept."""
        self.cache = cache

    def keep(self, record_id: str, shown: Shown) -> None:
        """Keep what pages show of a record's body."""
        texts = {
            "texts": shown.text,
            "quotes": shown.quotes,
            "uncited": shown.uncited,
            "capitals": shown.capitals,
        }
        self.cache.hold(record_id, texts)

    def share(self, ids: Iterable[str]) -> None:
        """Let all this be there also in forks that are made from now on."""
        for table in ("texts", "quotes", "uncited"):
            self.cache.share(table, ids)

    def find_holding(self, signs: Collection[str]) -> set[str]:
        """The records whose text may hold all words of one of these signs."""
        return {
            record_id
            for record_id, capitals in self.cache.read_all("capitals")
            if any(may_hold(capitals, one) for one in signs)
        }

    def text(self, record_id: str, reads: Reads) -> Any:
        """A record's `html`, its `headings` and how many `words` it has."""
        reads.note(f"text {record_id}")
        told, _, html = (self.cache.fetch("texts", record_id) or NOTHING).partition("\n")
        return json.loads(told) | {"html": html}

    def quotes(self, target: str, sources: Iterable[str]) -> dict[str, Any]:
        """The sentences in which some records lead to another, by the ids of those that do."""
        found, sign = dict[str, Any](), f"\n{target}\t"
        for source, text in self.cache.fetch_many("quotes", sources):
            # It is looked for, not taken apart: there are many lines, and one is wanted.
            start = text.find(sign) + len(sign)
            if start >= len(sign):
                found[source] = json.loads(text[start : text.index("\n", start)])
        return found

    def uncited(self, record_id: str) -> Any:
        """A record's statements without a source, each with its anchor."""
        return json.loads(self.cache.fetch("uncited", record_id) or "[]")
