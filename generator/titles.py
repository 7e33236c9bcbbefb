"""Words of a reference as HTML: titles in italics or quotation marks, where a stop stands."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from generator.names import UNSPACED

if TYPE_CHECKING:
    from generator.fields import Source

LEGAL = set("bill hearing legal_case legislation regulation treaty".split())
# Chicago Manual of Style, 18th edition, 13.87-101, by type as the CSL style of that name has it.
ITALIC = set("book classic graphic hearing map".split())
PLAIN = set("bill collection legal_case legislation regulation treaty".split())
QUOTED = set(
    "article dataset document interview manuscript paper-conference personal_communication post "
    "speech thesis webpage".split()
)
SWAPPED = str.maketrans("“”‘’", "‘’“”")
# Inside a word it is no quotation mark.
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
TAG = re.compile(r"<[^>]+>")
# A closing quotation mark at the end, before what closes elements.
END = re.compile(r"(?:’?”)?(?:</\w+>)*$")
STRAIGHT = re.compile(r'"([^"]*)"')


def title_form(source: Source) -> str:
    """How a title is set off: "italic", "quoted" or "plain"."""
    if source.type in PLAIN:
        return "plain"
    if source.type in ITALIC:
        return "italic"
    if source.type in QUOTED or "container-title" in source.texts:
        return "quoted"
    return "italic"


def format_title(title: str, form: str, language: str = "") -> str:
    """A title as HTML."""
    text = STRAIGHT.sub(r"“\1”", title)
    lang = f' lang="{escape(language)}"' if language else ""
    if form == "quoted":
        text = f"“{swap_marks(text) if '“' in text else text}”"
        return f'<cite class="part"{lang}>{to_html(text)}</cite>'
    # Characters are never slanted.
    is_upright = form == "plain" or UNSPACED.search(text)
    kind = ' class="upright"' if is_upright else ""
    return f"<cite{kind}{lang}>{to_html(text)}</cite>"


def swap_marks(text: str) -> str:
    """A text with its quotation marks as they are within others: “x” becomes ‘x’."""
    kept = APOSTROPHE.sub("\ufffc", text)
    return kept.translate(SWAPPED).replace("\ufffc", "’")


def to_html(said: str) -> str:
    """Plain words as HTML."""
    return escape(said, quote=False)


def capitalize(said: str) -> str:
    """Words as they begin a sentence."""
    return said[:1].upper() + said[1:]


def plain_text(html: str) -> str:
    """HTML as the text that a reader sees and copies."""
    return unescape(TAG.sub("", html))


def end_with(stop: str, html: str) -> str:
    """A part with a comma or full stop behind it, or inside its quotation marks.

    There is only ever one full stop, and none behind a question or exclamation mark.
    """
    match = END.search(html)
    place = match.start() if match and "”" in match[0] else len(html)
    seen = plain_text(html).rstrip("”’")
    if stop == "." and seen.endswith((".", "?", "!")):
        return html
    return html[:place] + stop + html[place:]
