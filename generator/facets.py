"""The timeline as data: what its filters choose by, and what they show of each event."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from generator.density import name_month
from generator.index import has_page
from generator.names import sort_key
from generator.relations import is_teller
from generator.timeline import list_axes, year_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.entries import Entry
    from generator.listing import Lister
    from generator.words import Words

KINDS = {"person", "place", "organization"}
LEVELS = ("major", "normal", "minor")


class Names:
    """What events name, each once, by numbers; first what they can be found by, as in indexes.

    Of each its name and its URL, if it has a page; of what events can be found by also the field
    of the form, the value in the address, and how it is called there.
    """

    def __init__(self, lister: Lister, named: Mapping[str, list[str]]) -> None:
        """Take the ids by which each event can be found."""
        entries = lister.entries
        found = entries.sort({i for ids in named.values() for i in ids})
        words = entries.words.plain
        self.listed = [
            ["", "", "importance", level, words[f"importance_{level}"]] for level in LEVELS
        ]
        self.listed += [
            [entry["name"], entry["url"], entry["kind"], entry["id"], entry["sort"]]
            for entry in found
        ]
        types = [entries[i]["type"] for i in reversed(lister.timeline)]
        # Spellings that differ in capitals are one type; the first one names it.
        pages = {one["url"]: one["name"] for one in types if one and one["url"]}
        self.listed += sorted(
            ([name, url, "type", PurePosixPath(url).stem, name] for url, name in pages.items()),
            key=lambda one: sort_key(one[0]),
        )
        self.numbers = {(one[1], ""): number for number, one in enumerate(self.listed)}

    def number(self, url: str, name: str) -> int:
        """The number of something; what has no page is told apart by its name."""
        key = (url, "" if url else name)
        if key not in self.numbers:
            self.numbers[key] = len(self.listed)
            self.listed.append([name, url])
        return self.numbers[key]

    def number_all(self, links: list[Entry]) -> list[int]:
        """The numbers of some links."""
        return [self.number(one["url"], one["name"]) for one in links]


def list_facets(lister: Lister) -> Iterator[tuple[str, str]]:
    """For each order of the timeline a script with its events, as URL and text.

    A script, so that it can be read from a disk; `choices.js` asks for it when someone filters.
    """
    named = {event_id: find_named(lister, event_id) for event_id in lister.timeline}
    for axis in list_axes(lister, {}) if named else []:
        names, titles = Names(lister, named), dict[str, str]()
        rows = []
        for year, entries in axis.years.items():
            for entry in entries:
                at = name_month(axis.dates[entry["id"]])
                titles |= say_titles(lister, year, at)
                found = [lister.entries[i] for i in named[entry["id"]]]
                rows.append([at, *make_row(entry, names, found, lister.entries.words)])
        yield axis.data_url, render_facets(names, titles, rows)


def find_named(lister: Lister, event_id: str) -> list[str]:
    """The ids that an event can be found by: what its fields name, and what its places lie in."""
    entries = lister.entries
    found: dict[str, None] = {}
    for path, target in entries.links[event_id].items():
        at = "" if is_teller(path) else target
        # A place may lie in one that lies in it; that is an error, and told elsewhere.
        while at and at not in found and entries.records[at].kind in KINDS:
            found[at] = None
            at = entries.links[at].get("within", "")
    return [i for i in found if has_page(entries.records[i])]


def say_titles(lister: Lister, year: str, at: str) -> dict[str, str]:
    """The titles of the year and of the month in which an event stands."""
    number, _, month = at.partition(".")
    titles = {number: year_title(lister, year)}
    return titles | ({at: lister.entries.words.months[int(month) - 1]} if int(month or 0) else {})


def make_row(entry: Entry, names: Names, found: list[Entry], words: Words) -> list[Any]:
    """What is shown of an event, as `_parts.html` does, and by what it is found."""
    when, other, status = entry["when"], entry["other"], entry["status"]
    lines = []
    if other:
        lines.append(f"{other['words']} {say_when(other['when'], words)} {other['time']}".strip())
    also = entry["also"] or {"dates": [], "places": []}
    for word, said in (
        (words.also_dated, [date["words"] for date in also["dates"]]),
        (words.also_placed, [place["name"] for place in also["places"]]),
    ):
        lines += [f"{word} {', '.join(said)}"] if said else []
    badges = [] if status == "held" else [words.plain[f"status_{status}"]]
    date = when["date"]["words"] if when["date"] else f"{words.undated}, {say_when(when, words)}"
    types = names.number_all([entry["type"]] if entry["type"] else [])
    details = [
        *(names.number_all(entry[name]) for name in ("places", "who")),
        [words.count("account", entry["accounts"])] if entry["accounts"] else [],
        [words.count("source", entry["sources"])],
        types,
    ]
    return [
        entry["url"],
        entry["name"],
        f"{date} {entry['time']}".strip(),
        " ".join([entry["importance"], *([] if status == "held" else [status]), *when["traits"]]),
        [*badges, *([words.draft] if entry["draft"] else [])],
        lines,
        entry["summary"],
        [part for part in details if part],
        [LEVELS.index(entry["importance"]), *types, *names.number_all(found)],
    ]


def say_when(when: Entry, words: Words) -> str:
    """A date, or before or after which event something stands, in words without links."""
    if when["date"]:
        return str(when["date"]["words"])
    ends = [(words.after, when["after"]), (words.before, when["before"])]
    return ", ".join(f"{word} {one['name']}" for word, one in ends if one)


def render_facets(names: Names, titles: dict[str, str], rows: list[Any]) -> str:
    """The script."""

    def dump(data: object) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    listed, events = ",\n".join(map(dump, names.listed)), ",\n".join(map(dump, rows))
    return (
        f"(globalThis.backstory ??= {{}}).events = {{titles:{dump(titles)},names:[\n{listed}\n],"
        f"rows:[\n{events}\n]}};\n"
    )
