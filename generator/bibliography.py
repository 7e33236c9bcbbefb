"""The pages of sources."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, cast

from generator.contributors import list_people
from generator.dates import format_date
from generator.index import record_url
from generator.listing import Lister, Page, Task, split_index
from generator.references import format_note, format_short
from generator.titles import end_with, plain_text

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


def list_sources(lister: Lister) -> Iterator[Task]:
    """The page of each source with the statements that rest on it, and the bibliography."""
    yield from lister.record_tasks("source", partial(list_source, lister))
    yield Task("index sources", partial(list_all, lister))


def list_source(lister: Lister, record: Record) -> Iterator[Page]:
    """One source's page."""
    source, words = cast("Source", record.fields), lister.entries.words
    bearers = lister.entries.citer.bearers
    yield from lister.record_page(
        record,
        source={
            "language": source.language,
            "language_name": words.name_language(source.language),
            "note": say_note(format_note(source, words, bearers)),
            "short": say_note(format_short(source, words, bearers)),
            "texts": list_variables(lister, record.id, source),
        }
        | export_urls(record),
        rests=list_resting(lister, record),
    )


def list_all(lister: Lister) -> Iterator[Page]:
    """The bibliography."""
    shown = [lister.entries[i] for i in lister.kinds["source"]]
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


def list_variables(lister: Lister, source_id: str, source: Source) -> list[list[str]]:
    """What a source says beyond its reference, each with the name of CSL's variable in words."""
    words = lister.entries.words
    people = {
        name: list_people(names, words, lister.entries.citer.bearers, is_note=False)
        for name, names in source.people.items()
    }
    dates = {name: format_date(date, words) for name, date in source.dates.items()}
    reference = plain_text(str(lister.entries[source_id]["reference"]))
    told = {name: text for name, text in people.items() if name not in IN_REFERENCE}
    told |= {n: t for n, t in (source.texts | dates).items() if not has_words(reference, t)}
    return [[getattr(words, f"csl_variable_{name}"), text] for name, text in told.items()]


def has_words(text: str, words: str) -> bool:
    """Whether words stand in a text, and not as a part of longer ones."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def list_resting(lister: Lister, record: Record) -> list[Entry]:
    """The records whose fields cite a source, rather than a sentence of their bodies."""
    in_bodies = lister.quoting.get(record.id, [])
    ids = {i for i, _ in lister.pointers.get(record.id, []) if lister.entries[i]["url"]}
    return lister.entries.sort(ids.difference(in_bodies))
