"""A source as the Chicago Manual of Style has it: in a bibliography, in a note, in a short note.

The rules are those of its 18th edition, notes and bibliography, as the CSL style
"chicago-notes-bibliography" reads them; the fields have the names of CSL. An entry of a
bibliography is made of sentences, a note of clauses; else both say the same in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.titles import LEGAL, end_with, plain_text, to_html
from generator.wording import LABEL, PLACE, Part, Wording, say_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.contributors import Forms
    from generator.fields import Source
    from generator.words import Words


class Citation(NamedTuple):
    """A note without its full stop, as HTML: what stands before the title, the title, the rest."""

    before: str
    title: str
    after: str


def format_reference(source: Source, words: Words, bearers: Mapping[str, Forms]) -> str:
    """A source as an entry of a bibliography, as HTML."""
    wording = Wording(source, words, bearers, is_note=False)
    if source.type in LEGAL:
        parts = [Part(join_clauses([Part(wording.title()), *wording.list_law("")]))]
    else:
        parts = [Part(wording.head()), Part(wording.title()), *wording.list_parts("")]
    parts += wording.list_links()
    return " ".join(end_with(".", part.html) for part in parts if part.html)


def format_note(
    source: Source, words: Words, bearers: Mapping[str, Forms], locator: str = ""
) -> Citation:
    """A source as a full note has it, with a locator such as "p. 4" or "para. 4"."""
    wording = Wording(source, words, bearers, is_note=True)
    is_law = source.type in LEGAL
    parts = wording.list_law(locator) if is_law else wording.list_parts(locator)
    head = "" if is_law else wording.head()
    return make_citation(head, wording.title(), [*parts, *wording.list_links()])


def format_short(
    source: Source, words: Words, bearers: Mapping[str, Forms], locator: str = ""
) -> Citation:
    """A source as a later note has it: family names, short title, locator."""
    wording = Wording(source, words, bearers, is_note=True)
    said = wording.say_volume(locator) or to_html(say_page(locator))
    return make_citation(wording.short_head(), wording.short_title(), [Part(said)])


def place_locator(locator: str) -> str:
    """What stands for a locator in a note that is said once for all locators of its form.

    The comma behind a closing quotation mark stands inside it: such a locator stands for itself.
    """
    if not locator or "”" in locator:
        return locator
    return PLACE if say_page(locator) == locator else LABEL + PLACE


def fill_locator(note: Citation, locator: str) -> Citation:
    """A note with a locator, made of the one with what `place_locator` gives."""
    if PLACE not in note.after:
        return note
    whole, page = to_html(locator), to_html(say_page(locator))
    after = note.after.replace(LABEL + PLACE, whole).replace(PLACE, page)
    return note._replace(after=after)


def sort_reference(source: Source, words: Words, bearers: Mapping[str, Forms]) -> str:
    """By what a source stands in a bibliography: the first name, else the container or title."""
    head = Wording(source, words, bearers, is_note=False).head()
    return plain_text(head) if head and source.type not in LEGAL else source.title


def make_citation(head: str, title: str, parts: Iterable[Part]) -> Citation:
    """A citation from its parts; the comma behind a title stands inside its quotation marks."""
    rest = join_clauses([Part(""), *parts])
    if rest.startswith(",") and plain_text(title).endswith("”"):
        title, rest = end_with(",", title), rest[1:]
    return Citation(f"{head}, " if head else "", title, rest)


def join_clauses(parts: Iterable[Part]) -> str:
    """The first part, which may be empty, and others with a comma before them or in parentheses."""
    first, *others = parts
    joined = first.html
    for part in others:
        if part.is_bracketed and part.html:
            joined += f" ({part.html})"
        elif part.html:
            joined = f"{end_with(',', joined)} {part.html}"
    return joined
