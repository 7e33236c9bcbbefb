"""What is said of a source where it is cited, and where it can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.assets import find_media, media_url
from generator.dates import format_date, parse_date
from generator.players import say_file
from generator.references import (
    Citation,
    fill_locator,
    format_note,
    format_short,
    place_locator,
)
from generator.titles import to_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.contributors import Forms
    from generator.dates import Date
    from generator.fields import Cite, Source
    from generator.liveness import Answer
    from generator.model import Picture
    from generator.reads import Noted, Reads
    from generator.words import Words

Entry = dict[str, Any]
# So much of what was said is kept.
MOST_SAID = 20_000


class Said(NamedTuple):
    """What was said of a source, and the facts that were read for it."""

    source: Source
    words: Citation
    read: frozenset[str]


@dataclass
class Citer:
    """Says sources in one site's words.

    `answers` tells what became of the addresses of sources, `bearers` how people's own records
    write their names. What was said of a source is kept: many places cite it.
    """

    words: Words
    media: Mapping[str, Picture]
    bearers: Noted[str, Forms]
    answers: Mapping[str, Answer]
    reads: Reads
    said: dict[tuple[int, str, bool], Said] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: all but what was kept."""
        return {**self.__dict__, "said": {}}

    def say_cite(self, cite: Cite, source: Source | None, *, in_full: bool = False) -> Entry:
        """A citation as plain data, in it as HTML what to say of the source.

        The title is to be the link to the source; what stands before and after it is not.
        """
        said = self.say_source(source, cite.locator, in_full) if source else Citation("", "", "")
        prefix = to_html(f"{cite.prefix} ") if cite.prefix else ""
        return {
            "locator": cite.locator,
            "before": prefix + said.before,
            "title": said.title,
            "after": said.after,
        }

    def say_source(self, source: Source, locator: str, in_full: bool) -> Citation:
        """What stands before a source's title, the title, and what stands after it."""
        placed = place_locator(locator)
        key = id(source), placed, in_full
        if key not in self.said:
            if len(self.said) > MOST_SAID:
                self.said.clear()
            shown = source
            if in_full and source.URL:
                # Where a page links to the source's places, an address in words is only noise.
                shown = source.model_copy(update={"URL": ""})
            form = format_note if in_full else format_short
            with self.reads.noting() as facts:
                words = form(shown, self.words, self.bearers, placed)
            # The source is kept with what was said, so that no other gets its number.
            self.said[key] = Said(source, words, frozenset(facts))
        elif self.reads.facts is not None:
            self.reads.facts |= self.said[key].read
        return fill_locator(self.said[key].words, locator)

    def list_links(self, source: Source) -> list[Entry]:
        """Where a source can be read, in the order in which to try: what is gone comes last.

        Each has `url`, a file's from the site's root; `kind`: original, archived or file; `date`
        of access or of archiving; `said`, what kind of file it is and how large; `dead`, and then
        `checked`, the day on which it was asked for last. Where the first is dead, all are.
        """
        path = find_media(source.file, self.media)
        places = [
            ("original", source.URL, source.accessed),
            ("archived", source.archive_url, source.archive_date),
            ("file", media_url(path), None),
        ]
        said = say_file(self.media[path], self.words) if path else ""
        links = [self.say_link(*place, said) for place in places if place[1]]
        return sorted(links, key=lambda link: bool(link["dead"]))

    def say_link(self, kind: str, url: str, date: Date | None, said: str) -> Entry:
        """One place where a source can be read, or could."""
        answer = self.answers.get(url) if kind != "file" else None
        checked = parse_date(answer.checked.isoformat()) if answer and answer.dead_since else None
        return {
            "url": url,
            "kind": kind,
            "date": self.say_date(date),
            "said": said if kind == "file" else "",
            "dead": checked is not None,
            "checked": self.say_date(checked),
        }

    def say_date(self, date: Date | None) -> Entry | None:
        """A date in words, for `<time>`, and as EDTF."""
        if date is None:
            return None
        return {
            "words": format_date(date, self.words),
            "datetime": date.datetime,
            "edtf": date.text,
            "year": date.year_text,
            "first": date.first_day,
        }
