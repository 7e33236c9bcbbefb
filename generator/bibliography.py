"""The pages of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generator.contributors import list_people
from generator.dates import format_date
from generator.entries import record_url
from generator.listing import Lister, Page, split_index
from generator.references import format_note, format_short
from generator.titles import end_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.fields import Source
    from generator.model import Record
    from generator.references import Citation

# Whose names stand in the reference.
IN_REFERENCE = {
    "author",
    "compiler",
    "container-author",
    "director",
    "editor",
    "interviewer",
    "recipient",
    "reviewed-author",
    "translator",
}


def list_sources(lister: Lister) -> Iterator[Page]:
    """The page of each source with the statements that rest on it, and the bibliography."""
    entries = lister.entries
    words, bearers = entries.words, entries.bearers
    records = lister.of_kind("source")
    for record in records:
        source = cast("Source", record.fields)
        yield from lister.record_page(
            record,
            source={
                "language": source.language,
                "note": say_note(format_note(source, words, bearers)),
                "short": say_note(format_short(source, words, bearers)),
                "texts": list_variables(lister, source),
            }
            | export_urls(record),
            rests=list_resting(lister, record),
        )
    shown = [entries[r.id] for r in records]
    data = {
        "names": "sources/names.js" if shown else "",
        "bib": "sources.bib",
        "json": "sources.json",
    }
    yield from split_index(lister, "sources", shown, lambda entry: str(entry["letter"]), **data)


def say_note(citation: Citation) -> str:
    """A note as HTML, to be copied."""
    return end_with(".", "".join(citation))


def export_urls(record: Record) -> dict[str, str]:
    """Where a source stands as BibTeX and as CSL-JSON."""
    url = record_url(record).removesuffix(".html")
    return {"bib": f"{url}.bib", "json": f"{url}.json"}


def list_variables(lister: Lister, source: Source) -> list[list[str]]:
    """What else CSL lets a source say, each with the variable's name."""
    words = lister.entries.words
    people = {
        name: list_people(names, words, lister.entries.bearers, is_note=False)
        for name, names in source.people.items()
    }
    dates = {name: format_date(date, words) for name, date in source.dates.items()}
    told = {name: text for name, text in people.items() if name not in IN_REFERENCE}
    return [[name, text] for name, text in (told | source.texts | dates).items()]


def list_resting(lister: Lister, record: Record) -> list[Entry]:
    """The records whose fields cite a source, rather than a sentence of their bodies."""
    in_bodies = {b.source for b in lister.backlinks.get(record.id, [])}
    ids = {i for i, _ in lister.pointers.get(record.id, []) if lister.entries[i]["url"]}
    return lister.entries.sort(ids - in_bodies)
