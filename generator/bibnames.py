"""Names as BibTeX writes them, and their parts as CSL calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from generator.latex import decode_latex, encode_latex

if TYPE_CHECKING:
    from generator.fields import CslName

# The names of biblatex's extended format, by its keys: `family=Kim, given=Jong-un`.
EXTENDED = {"family": "family", "given": "given", "suffix": "suffix"} | {
    "prefix": "non-dropping-particle"
}
EXTENDED_PART = re.compile(r"\s*\"?(family|given|prefix|suffix)\s*=\s*(.*?)\"?\s*")


def parse_names(text: str) -> tuple[list[dict[str, str]], list[str]]:
    """The names of a field by their parts, and the commands of LaTeX that are not known."""
    unknown: list[str] = []
    names = [
        parse_name(" ".join(name.split()), unknown) for name in split_multiple_persons_names(text)
    ]
    return [name for name in names if name], unknown


def parse_name(text: str, unknown: list[str]) -> dict[str, str]:
    """A name by its parts; one in braces, or of several words that are all family, is whole.

    `and others` stays a name of its own, "others", which is how a reference says it.
    """
    if text == "others" or is_enclosed(text):
        return decode_parts({"literal": text}, unknown)
    pieces = [EXTENDED_PART.fullmatch(piece) for piece in text.split(",")]
    if all(pieces):
        found = {EXTENDED[piece[1]]: piece[2] for piece in pieces if piece}
        return decode_parts(found, unknown)
    parts = parse_single_name_into_parts(text, strict=False)
    von, last = parts.von, parts.last
    # Scripts without capitals have no particles that could be told by them.
    if not any(char.islower() for char in "".join(von)):
        von, last = [], [*von, *last]
    words = {"family": last, "given": parts.first, "suffix": parts.jr, "non-dropping-particle": von}
    said = decode_parts({name: " ".join(part) for name, part in words.items()}, unknown)
    if said.keys() == {"family"} and " " in said["family"]:
        return {"literal": said["family"]}
    return said


def decode_parts(parts: dict[str, str], unknown: list[str]) -> dict[str, str]:
    """Parts of a name without LaTeX, and without those that are empty."""
    decoded = {}
    for name, part in parts.items():
        text, commands = decode_latex(part)
        unknown += commands
        decoded[name] = " ".join(text.split())
    return {name: text for name, text in decoded.items() if text}


def is_enclosed(text: str) -> bool:
    """Whether one pair of braces holds a whole text."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return match.end() == len(text)
    return False


def encode_name(name: CslName) -> str:
    """A name as BibTeX parts it: "von Family, Suffix, Given"; that of an institution in braces."""
    if name.literal == "others":
        return name.literal
    if name.literal or not name.family:
        return f"{{{encode_latex(name.literal or name.given)}}}"
    family = protect(name.family)
    particles = name.non_dropping_particle or name.dropping_particle
    if not (name.given or name.suffix or particles):
        return (
            family if name.family.split() == [name.family] else f"{{{encode_latex(name.family)}}}"
        )
    whole = f"{encode_latex(particles)} {family}" if particles else family
    parts = [whole, *([protect(name.suffix)] if name.suffix else []), protect(name.given) or "{}"]
    return ", ".join(parts)


def protect(text: str) -> str:
    """A part of a name; in braces where BibTeX would part it further."""
    encoded = encode_latex(text)
    first = [next((char for char in word if char.isalpha()), "") for word in text.split()]
    is_split = len(first) > 1 and any(char and not char.isupper() for char in first)
    is_split |= "and" in text.lower().split()
    return f"{{{encoded}}}" if is_split or re.search(r'[,={}\\"]', encoded) else encoded
