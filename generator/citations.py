"""Citations: what an author writes to point to a source."""

from __future__ import annotations

import re

from generator.fields import Cite

CITE = re.compile(r"(?P<prefix>[^@]*?)(?<![\w.])-?@(?P<id>[^\s,;\[\]]+)\s*(?:,\s*(?P<locator>.+))?")


def parse_citation(text: str) -> list[Cite] | None:
    """Read the inside of `[see @one, para. 4; @two]`; None where it is no citation."""
    cites = []
    for part in text.split(";"):
        match = CITE.fullmatch(" ".join(part.split()))
        if match is None or "@" in (match["locator"] or ""):
            return None
        cites.append(
            Cite(
                source=match["id"].rstrip(".:"),
                locator=(match["locator"] or "").strip(),
                prefix=match["prefix"].strip(),
            )
        )
    return cites
