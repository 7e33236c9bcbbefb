"""Cards of records: what the preview of a link shows, in parts, so that a page loads little."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from generator.cast import say_line
from generator.fields import Organization
from generator.index import has_page, record_url
from generator.listing import Export, Task
from generator.people import say_life
from generator.titles import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.listing import Lister
    from generator.reads import Noted

# So many parts, whatever the site's size: then no card ever moves to another file.
PARTS = 256


def list_cards(lister: Lister) -> Iterator[Task]:
    """The cards of all records with a page, as scripts, so that they can be read from a disk."""
    parts: dict[str, list[str]] = defaultdict(list)
    for record_id, record in dict.items(lister.entries.records):
        if has_page(record):
            parts[find_part(record_url(record))].append(record_id)
    gathered = lister.gather("card", parts)
    for name in sorted(parts):
        yield Task(f"cards {name}", partial(list_part, lister, gathered, name))


def find_part(url: str) -> str:
    """The part that has the card of a page, as `cards.js` finds it, too."""
    return str(sum(map(ord, url)) % PARTS)


def list_part(lister: Lister, parts: Noted[str, list[str]], name: str) -> Iterator[Export]:
    """One part: cards by the URLs of their pages."""
    entries = (lister.entries[record_id] for record_id in parts[name])
    found = {entry["url"]: make_card(lister, entry) for entry in entries}
    lines = ",\n".join(f"{dump(url)}: {dump(card)}" for url, card in found.items())
    script = f"Object.assign((globalThis.backstory ??= {{}}).cards ??= {{}}, {{\n{lines}\n}});\n"
    yield Export(f"cards/{name}.js", script)


def dump(value: object) -> str:
    """A value as it is written in a script."""
    return json.dumps(value, ensure_ascii=False)


def make_card(lister: Lister, entry: Entry) -> list[str]:
    """Name, native name, its language, dates, a line."""
    native = entry.get("native") or {"text": "", "lang": ""}
    if entry["kind"] == "source":
        line = plain_text(entry["reference"])
    else:
        line = say_line(entry) if "disambiguation" in entry else entry["summary"]
    return [entry["name"], native["text"], native["lang"], say_dates(lister, entry), line]


def say_dates(lister: Lister, entry: Entry) -> str:
    """When something was, or from when to when, as far as it is known."""
    if entry["date"]:
        return str(entry["date"]["words"])
    if entry["kind"] == "person":
        return say_life(lister, entry)
    fields, words = lister.entries.records[entry["id"]].fields, lister.entries.words
    if not isinstance(fields, Organization):
        return ""
    first, last = map(lister.entries.say_date, (fields.founded, fields.dissolved))
    if first and last:
        return words.dates["wide_range"].format(first["words"], last["words"])
    if first or last:
        said = first or last or {}
        return f"{words.founded if first else words.dissolved}: {said['words']}"
    return ""
