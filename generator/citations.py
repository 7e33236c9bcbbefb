"""Citations: what an author writes, and how a source is named in a note and in full.

The order of parts follows the Chicago Manual of Style (notes and bibliography); the fields have
the names of CSL.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from generator.dates import format_date
from generator.fields import Cite

if TYPE_CHECKING:
    from generator.fields import CslName, Source
    from generator.words import Words

CITE = re.compile(r"(?P<prefix>[^@]*?)(?<![\w.])-?@(?P<id>[^\s,;\[\]]+)\s*(?:,\s*(?P<locator>.+))?")
# CSL types that are parts of something larger: their titles stand in quotation marks.
PARTS = {
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "chapter",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "interview",
    "paper-conference",
    "personal_communication",
    "post",
    "post-weblog",
    "review",
    "review-book",
    "speech",
    "webpage",
}


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


def format_name(name: CslName, *, inverted: bool = False) -> str:
    """A name in reading order, or the family name first for a bibliography."""
    if name.literal:
        return name.literal
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    given = " ".join(part for part in (name.given, name.dropping_particle) if part)
    parts = [family, given] if inverted else [given, family]
    joined = (", " if inverted else " ").join(part for part in parts if part)
    return f"{joined}, {name.suffix}" if name.suffix else joined


def format_names(names: list[CslName], words: Words, *, inverted: bool = False) -> str:
    """Several names as a sentence has them; only the first is ever inverted."""
    said = [format_name(name, inverted=inverted and not n) for n, name in enumerate(names)]
    if len(said) > 1:
        comma = "," if len(said) > 2 or inverted else ""
        return f"{', '.join(said[:-1])}{comma} {words.conjunction} {said[-1]}"
    return "".join(said)


def format_title(source: Source) -> str:
    """A title as HTML: in quotation marks if it is part of something, else in italics."""
    text = escape(source.title, quote=False)
    lang = f' lang="{escape(source.language)}"' if source.language else ""
    if source.type in PARTS:
        return f'<cite class="part"{lang}>“{text}”</cite>'
    return f"<cite{lang}>{text}</cite>"


def format_short(source: Source, words: Words) -> tuple[str, str]:
    """A source in a note, before and after the title: ("Symonds", "10 October 2019")."""
    author = source.people.get("author", [])
    names = [name.literal or name.family or name.given for name in author]
    said = f" {words.conjunction} ".join(names) if len(names) < 4 else f"{names[0]} {words.et_al}"
    return said, format_date(source.issued, words) if source.issued else ""


def format_reference(source: Source, words: Words) -> str:
    """A source in full, as a bibliography has it, as HTML."""
    people, texts = source.people, source.texts
    parts = []
    if author := format_names(people.get("author", []), words, inverted=True):
        parts.append(escape(author, quote=False))
    parts.append(format_title(source))
    for role in ("editor", "translator", "interviewer", "recipient"):
        if role in people:
            names = format_names(people[role], words)
            parts.append(escape(f"{getattr(words, 'role_' + role)} {names}", quote=False))
    last = [escape(part, quote=False) for part in list_imprint(source, words)]
    if container := texts.get("container-title"):
        last.insert(0, f"<cite>{escape(container, quote=False)}</cite>")
    return join_parts([*parts, ", ".join(last)] if last else parts)


def list_imprint(source: Source, words: Words) -> list[str]:
    """What stands after the titles: volume, number, publisher, date, archive."""
    texts = source.texts
    numbered = [format_edition(texts["edition"], words)] if "edition" in texts else []
    numbered += [
        f"{getattr(words, f'csl_{name}')} {texts[name]}"
        for name in ("volume", "issue", "number")
        if name in texts
    ]
    issued = format_date(source.issued, words) if source.issued else ""
    imprint = [texts.get("genre", ""), *numbered]
    imprint += [": ".join(texts[n] for n in ("publisher-place", "publisher") if n in texts)]
    imprint += [texts.get("event-title", ""), issued, texts.get("page", "")]
    held = ("archive_location", "archive_collection", "archive", "archive-place")
    imprint += [", ".join(texts[name] for name in held if name in texts)]
    imprint += [f"doi:{texts['DOI']}" if "DOI" in texts else ""]
    return [part for part in imprint if part]


def format_edition(text: str, words: Words) -> str:
    """An edition: "2nd ed." for a number, other words as they are."""
    if not re.fullmatch("[0-9]+", text):
        return text
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return f"{text}{'th' if text[-2:-1] == '1' else ending} {words.csl_edition}"


def join_parts(parts: list[str]) -> str:
    """Parts as sentences of a reference, each with one full stop."""
    ended = []
    for part in parts:
        visible = re.sub(r"<[^>]+>", "", part).rstrip("”")
        if visible.endswith((".", "?", "!")):
            ended.append(part)
        elif part.endswith("”</cite>"):  # American usage: the stop stands inside the marks
            ended.append(part.removesuffix("”</cite>") + ".”</cite>")
        else:
            ended.append(part + ".")
    return " ".join(ended)
