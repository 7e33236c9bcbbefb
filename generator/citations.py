"""Citations: what an author writes to point to a source."""

from __future__ import annotations

import re

from generator.fields import Cite

CITE = re.compile(
    r"(?P<prefix>[^@]*?)(?<![\w.])-?@(?:\{(?P<braced>[^\s{}]+)\}|(?P<id>[^\s,;{}\[\]]+))"
    r"\s*(?:,\s*(?P<locator>.+))?"
)
# A citation key that Markdown, YAML and BibTeX can all carry.
KEY = re.compile(r"[\w](?:[\w:.+/&$?!*^-]*)")


def parse_citation(text: str) -> list[Cite] | None:
    """Read the inside of `[see @one, para. 4; @two]`; None where it is no citation."""
    cites = []
    for part in text.split(";"):
        match = CITE.fullmatch(" ".join(part.split()))
        if match is None or "@" in (match["locator"] or ""):
            return None
        cites.append(
            Cite(
                source=match["braced"] or match["id"].rstrip(".:"),
                locator=(match["locator"] or "").strip(),
                prefix=match["prefix"].strip(),
            )
        )
    return cites


def is_key(text: str) -> bool:
    """Whether a text can be a citation key: `Kim2018`, `doe:2018_a`, `10.1000/182`."""
    return bool(KEY.fullmatch(text))
