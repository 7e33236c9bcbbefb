"""The pages of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generator.citations import format_names
from generator.dates import format_date
from generator.listing import Lister, Page, split_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.fields import Source
    from generator.model import Record

# Whose names stand in the reference.
IN_REFERENCE = {"author", "editor", "translator", "interviewer", "recipient"}


def list_sources(lister: Lister) -> Iterator[Page]:
    """The page of each source with the statements that rest on it, and the bibliography."""
    entries = lister.entries
    records = lister.of_kind("source")
    for record in records:
        source = cast("Source", record.fields)
        yield from lister.record_page(
            record,
            source={
                "language": source.language,
                "texts": list_variables(lister, source),
            },
            rests=list_resting(lister, record),
        )
    shown = [entries[r.id] for r in records]
    names = "sources/names.js" if shown else ""
    yield from split_index(
        lister, "sources", shown, lambda entry: str(entry["letter"]), names=names
    )


def list_variables(lister: Lister, source: Source) -> list[list[str]]:
    """What else CSL lets a source say, each with the variable's name."""
    words = lister.entries.words
    people = {name: format_names(names, words) for name, names in source.people.items()}
    dates = {name: format_date(date, words) for name, date in source.dates.items()}
    told = {name: text for name, text in people.items() if name not in IN_REFERENCE}
    return [[name, text] for name, text in (told | source.texts | dates).items()]


def list_resting(lister: Lister, record: Record) -> list[Entry]:
    """The records whose fields cite a source, rather than a sentence of their bodies."""
    in_bodies = {b.source for b in lister.backlinks.get(record.id, [])}
    ids = {i for i, _ in lister.pointers.get(record.id, []) if lister.entries[i]["url"]}
    return lister.entries.sort(ids - in_bodies)
