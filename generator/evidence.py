"""The pages of the audit and of the corrections, and what the audit asks of a site."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from generator.audit import NUMBERS, TRAITS, say_share
from generator.dates import format_year
from generator.decoding import normalise_lines
from generator.fields import FOLDER_OF, Article
from generator.listing import MOST_ENTRIES, Lister, Page
from generator.names import slugify
from generator.problems import Problem, error
from generator.statements import find_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.entries import Entry
    from generator.fields import Correction, Fields, Kind
    from generator.model import Record

# A message quotes no more of a sentence.
QUOTED = 80
COLUMNS = "{:>10} {:>6} {:>4} {:>7}  {}"


def list_evidence(lister: Lister) -> Iterator[Page]:
    """The audit's page; above the limit its records come by kind, and by year or letter."""
    audit, entries, words = lister.audit, lister.entries, lister.entries.words
    counted = [one for one in audit["records"].values() if one["statements"]]
    is_split = len(counted) > MOST_ENTRIES
    groups: dict[tuple[Kind, str], list[Entry]] = defaultdict(list)
    for one in counted:
        part = name_part(lister, one["id"]) if is_split else ""
        groups[one["kind"], part].append(show_audit(lister, one))
    titled = {
        (FOLDER_OF[kind], part): (getattr(words, f"plural_{kind}"), part) for kind, part in groups
    }
    yield from split_page(
        lister,
        "evidence",
        {" ".join(key): found for key, found in zip(titled, groups.values(), strict=True)},
        [": ".join(filter(None, title)) for title in titled.values()],
        is_split=is_split,
        totals=[total | {"share": say_share(total)} for total in audit["totals"]],
        speaks_for=audit["speaks_for"],
        evidence=audit["evidence"],
        unarchived=entries.sort(i for i, one in audit["sources"].items() if one["unarchived"]),
        unsourced=entries.sort(i for i, one in audit["records"].items() if not one["sources"]),
    )


def name_part(lister: Lister, record_id: str) -> str:
    """The part of a long list in which a record stands: its year, else its letter."""
    entries = lister.entries
    if entries[record_id]["kind"] == "event":
        date = entries.standing_date(record_id)
        return format_year(date.year, entries.words) if date else entries.words.undated
    fields = entries.records[record_id].fields
    if isinstance(fields, Article):
        return format_year(fields.date.year, entries.words)
    return str(entries[record_id]["letter"])


def show_audit(lister: Lister, counted: dict[str, Any]) -> Entry:
    """What the page shows of one record's audit."""
    numbers = {name: counted[name] for name in (*NUMBERS, "uncited")}
    return {
        **lister.entries.name_of(counted["id"]),
        "draft": lister.entries[counted["id"]]["draft"],
        **numbers,
        "share": say_share(counted),
        "sources": len(counted["sources"]),
        "unarchived": len(counted["unarchived"]),
        **{trait: [[name, n] for name, n in counted[trait].items()] for trait in TRAITS},
    }


def list_corrections(lister: Lister) -> Iterator[Page]:
    """Every correction, the newest first, by year."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for record, correction in find_corrections(lister):
        year = format_year(correction.date.year, lister.entries.words)
        groups[year].append(
            {
                "record": lister.entries.name_of(record.id),
                "date": lister.entries.say_date(correction.date),
                "was": correction.was,
                "now": correction.now,
            }
        )
    is_split = sum(map(len, groups.values())) > MOST_ENTRIES
    yield from split_page(lister, "corrections", groups, list(groups), is_split=is_split)


def find_corrections(lister: Lister) -> list[tuple[Record, Correction]]:
    """Every correction with its record, the newest first."""
    entries = lister.entries
    records = [r for r in entries.records.values() if entries[r.id]["url"]]
    found = [(r, one) for r in records for one in cast("Fields", r.fields).corrections]
    found.sort(key=lambda pair: entries.order(pair[0].id))
    return sorted(found, key=lambda pair: pair[1].date.sort_key, reverse=True)


def split_page(
    lister: Lister,
    name: str,
    groups: Mapping[str, list[Entry]],
    titles: list[str],
    *,
    is_split: bool,
    **data: Any,
) -> Iterator[Page]:
    """A page of several groups, or one that leads to a page for each of them."""
    title = getattr(lister.entries.words, name)
    pieces = []
    for (group, found), said in zip(groups.items(), titles, strict=True):
        part = slugify(group)
        url = f"{name}/{part}.html" if is_split else ""
        piece = {"id": part, "title": said, "url": url, "count": len(found)}
        pieces.append(piece | {"entries": found})
    shown = [piece | {"entries": []} for piece in pieces] if is_split else pieces
    count = sum(map(len, groups.values()))
    template, section = f"{name}.html", {"section": f"{name}.html"}
    yield lister.page(
        template, template, title, pieces=shown, count=count, part="", **section, **data
    )
    for piece in pieces if is_split else []:
        yield lister.page(
            str(piece["url"]),
            template,
            f"{title}: {piece['title']}",
            pieces=[piece],
            count=count,
            part=piece["title"],
            **section,
            **{key: [] for key in data},
        )


def check_cited(lister: Lister, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Of a record's statements, as many are cited as `least_cited` in site.yaml wants.

    `files` gives the bytes of each file by its path.
    """
    for one in lister.audit["records"].values():
        least = getattr(lister.config.least_cited, FOLDER_OF[one["kind"]])
        if say_share(one) >= least:
            continue
        path, texts = one["path"], [uncited["text"] for uncited in one["uncited"]]
        source = normalise_lines(files[path].decode("utf-8-sig", "replace"))
        ((line, column),) = find_places(source, texts[:1])
        first = texts[0] if len(texts[0]) <= QUOTED else f"{texts[0][:QUOTED].rstrip()}…"
        message = f"{one['cited']} of {one['statements']} statements are cited, {say_share(one)} %"
        message += f"; `least_cited` wants {least} %"
        fix = f"cite a source for “{first}”"
        if len(texts) > 1:
            fix += f"; `backstory check --evidence` lists all {len(texts)} that have none"
        line = line or lister.entries.records[one["id"]].line
        yield error("evidence-low", path, line, column or 1, message, fix)


def place_uncited(audit: dict[str, Any], read: Callable[[str], str]) -> dict[str, Any]:
    """The audit with line and column of each uncited statement, 0 where they are not found.

    `read` gives the text of a file by its path.
    """
    records = {}
    for key, one in audit["records"].items():
        uncited = one["uncited"]
        texts = [statement["text"] for statement in uncited]
        places = find_places(read(one["path"]), texts) if texts else []
        placed = [
            statement | {"line": line, "column": column}
            for statement, (line, column) in zip(uncited, places, strict=True)
        ]
        records[key] = one | {"uncited": placed}
    return audit | {"records": records}


def show_table(audit: dict[str, Any]) -> Iterator[str]:
    """The audit for people, line by line: the numbers, then what has no source or no copy.

    Its uncited statements have their places.
    """
    counted = [one for one in audit["records"].values() if one["statements"]]
    sums = [one for one in audit["totals"] if one["statements"]]
    yield COLUMNS.format("statements", "cited", "%", "single", "where")
    rows = [(one, one["path"]) for one in counted]
    rows += [(one, FOLDER_OF[one["kind"]] if one["kind"] else "all") for one in sums]
    for one, name in rows:
        numbers = (one["statements"], one["cited"], say_share(one), one["single"])
        yield COLUMNS.format(*numbers, name)
    for one in counted:
        for uncited in one["uncited"]:
            place = f":{uncited['line']}:{uncited['column']}" if uncited["line"] else ""
            yield f"{one['path']}{place}: uncited: {uncited['text']}"
    for one in audit["records"].values():
        if not one["sources"]:
            yield f"{one['path']}: without any source"
    for one in audit["sources"].values():
        if one["unarchived"]:
            yield f"{one['path']}: on the web alone, without an archived copy"
