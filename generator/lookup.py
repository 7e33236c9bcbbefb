"""What a search by names finds: every kind's records with all forms of their names."""

from __future__ import annotations

import json
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, cast

from generator.cast import say_line
from generator.fields import FOLDER_OF, Kind
from generator.index import has_page
from generator.listing import Export, Task, index_url
from generator.names import fold_name, list_names
from generator.titles import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.entries import Entry
    from generator.fields import Fields
    from generator.listing import Lister, Page
    from generator.model import Record

# Those whose pages a search by names adds to a search of whole texts: their names are in scripts
# and forms that texts do not have.
NAMED: tuple[Kind, ...] = ("person", "place", "organization")
KINDS: tuple[Kind, ...] = ("article", "event", *NAMED, "source", "page")


def list_lookup(lister: Lister) -> Iterator[Task]:
    """The names of each kind, as scripts."""
    for kind in KINDS:
        yield Task(f"names {kind}", partial(list_names_of, lister, kind))


def list_search(lister: Lister) -> Iterator[Page]:
    """The page with the search: by kinds, each with where its names are."""
    words, records = lister.entries.words, lister.entries.records
    kinds = [
        {
            "kind": kind,
            "title": getattr(words, f"plural_{kind}"),
            "one": getattr(words, kind),
            "names": names_url(kind),
            "index": "" if kind == "page" else index_url(FOLDER_OF[kind]),
            "is_named": kind in NAMED,
        }
        for kind in KINDS
        if any(has_page(records[i]) for i in lister.kinds[kind])
    ]
    yield lister.page("search.html", "search.html", words.search, kinds=kinds)


def names_url(kind: Kind) -> str:
    """Where the names of a kind are."""
    return f"{FOLDER_OF[kind]}/names.js"


def list_names_of(lister: Lister, kind: Kind) -> Iterator[Export]:
    """The names of a kind's records, for the filter of its index and for the search."""
    records = [record for record in lister.of_kind(kind) if has_page(record)]
    if records:
        yield Export(names_url(kind), render_names(lister, kind, records))


def render_names(lister: Lister, kind: Kind, records: Iterable[Record]) -> str:
    """What the filter of an index finds, as a script, so that it can be read from a disk.

    An entry's URL, name, native name with its language, a line, and its words; see `filter.js`.
    """
    lines = []
    for record in records:
        entry = lister.entries[record.id]
        native = entry.get("native") or {"text": "", "lang": ""}
        name, line = say_entry(entry)
        spellings = [name]
        if kind in ("article", "event"):
            spellings.append(line)
        elif kind != "source":
            spellings += list_names(cast("Fields", record.fields))
        found = [entry["url"], name, native["text"], native["lang"], line, fold_words(spellings)]
        lines.append(json.dumps(found, ensure_ascii=False))
    data = ",\n".join(lines)
    return f"((globalThis.backstory ??= {{}}).names ??= {{}}).{kind} = [\n{data}\n];\n"


def say_entry(entry: Entry) -> tuple[str, str]:
    """How a record is named where it is found, and a line that tells it from others."""
    if entry["kind"] == "source":
        return plain_text(entry["reference"]), ""
    if entry["kind"] in NAMED:
        return entry["sort"], say_line(entry)
    return entry["name"], entry["date"]["words"] if entry["date"] else ""


def fold_words(spellings: Iterable[str]) -> str:
    """All words of some spellings, folded, each once with a space before it.

    What a hyphen or an apostrophe joins is found as one word too: "jong", "un" and "jongun".
    """
    words: dict[str, None] = {}
    for spelling in spellings:
        for word in spelling.split():
            folded = fold_name(unicodedata.normalize("NFC", word))
            words |= dict.fromkeys([*folded.split(), folded.replace(" ", "")])
    return "".join(f" {word}" for word in words if word)
