"""The pages of the audit and of the corrections, and what the audit asks of a site."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from generator.audit import AUDITED, say_share
from generator.dates import format_year
from generator.decoding import normalise_lines
from generator.fields import FOLDER_OF
from generator.index import has_page
from generator.linking import NUMBERS
from generator.listing import MOST_ENTRIES, Lister, Page, Task, day_of
from generator.names import index_letter, slugify
from generator.problems import Problem, error
from generator.statements import find_places
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.entries import Entry
    from generator.fields import Correction, Fields, Kind
    from generator.model import Record

# A message quotes no more of a sentence.
QUOTED = 80
COLUMNS = "{:>10} {:>6} {:>4} {:>7}  {}"


def list_evidence(lister: Lister) -> Iterator[Task]:
    """The audit's page; above the limit its records come by kind, and by year or letter."""
    counted = lister.audit.list_counted()
    is_split = len(counted) > MOST_ENTRIES
    groups: dict[str, list[str]] = defaultdict(list)
    for record_id in counted:
        kind = lister.entries.records[record_id].kind
        part = name_part(lister, record_id) if is_split else ""
        groups[f"{kind} {part}".rstrip()].append(record_id)
    parts = lister.gather("part", groups)
    yield Task("evidence", partial(list_numbers, lister, parts, is_split))
    for part in groups if is_split else []:
        yield Task(f"evidence {part}", partial(list_audited, lister, parts, part))


def list_numbers(lister: Lister, parts: Mapping[str, list[str]], is_split: bool) -> Iterator[Page]:
    """The numbers of the whole site and, below the limit, of each record."""
    audit, entries = lister.audit.site(), lister.entries
    lister.reads.note("part")
    pieces = [make_piece(lister, part, parts[part], is_split=is_split) for part in parts]
    if not is_split:
        for piece, part in zip(pieces, parts, strict=True):
            piece["entries"] = [show_audit(lister, record_id) for record_id in parts[part]]
    yield make_page(
        lister,
        "evidence",
        pieces,
        totals=[total | {"share": say_share(total)} for total in audit["totals"]],
        speaks_for=audit["speaks_for"],
        evidence=[
            one | {"name": entries.words.name_evidence(one["name"])} for one in audit["evidence"]
        ],
        unarchived=entries.sort(i for i, one in audit["sources"].items() if one["unarchived"]),
        unsourced=entries.sort(
            i for i in lister.audit.find_ids(AUDITED) if not lister.audit.has_sources(i)
        ),
    )


def list_audited(lister: Lister, parts: Mapping[str, list[str]], part: str) -> Iterator[Page]:
    """The audit of the records of one kind that stand in one year, or under one letter."""
    ids = parts[part]
    piece = make_piece(lister, part, ids, is_split=True)
    piece["entries"] = [show_audit(lister, record_id) for record_id in ids]
    names = ("totals", "speaks_for", "evidence", "unarchived", "unsourced")
    yield make_part(lister, "evidence", piece, len(ids), **{name: [] for name in names})


def make_piece(lister: Lister, part: str, ids: list[str], *, is_split: bool) -> dict[str, Any]:
    """One part of the audit: its title, its number of records, and where it is."""
    kind, _, rest = part.partition(" ")
    said = getattr(lister.entries.words, f"plural_{kind}")
    title = ": ".join(filter(None, [said, rest]))
    name = slugify(f"{FOLDER_OF[cast('Kind', kind)]} {rest}")
    url = f"evidence/{name}.html" if is_split else ""
    return {"id": name, "title": title, "url": url, "count": len(ids), "entries": []}


def name_part(lister: Lister, record_id: str) -> str:
    """The part of a long list in which a record stands: its year, else its letter."""
    entries = lister.entries
    record = entries.records[record_id]
    if record.kind == "event":
        days = entries.sort_of(entries.list_steps(record_id)[0])[0]
        return format_year(days[0], entries.words) if days else entries.words.undated
    if record.kind == "article":
        return format_year(traits_of(record).sort[0], entries.words)
    return index_letter(traits_of(record).sort[1])


def show_audit(lister: Lister, record_id: str) -> Entry:
    """What the page shows of one record's audit."""
    counted, words = lister.audit.record(record_id), lister.entries.words
    numbers = {name: counted[name] for name in (*NUMBERS, "uncited")}
    return {
        **lister.entries.name_of(counted["id"]),
        "draft": lister.entries.traits_of(record_id).is_draft,
        **numbers,
        "share": say_share(counted),
        "sources": len(counted["sources"]),
        "unarchived": len(counted["unarchived"]),
        "speaks_for": [[name, n] for name, n in counted["speaks_for"].items()],
        "evidence": [[words.name_evidence(k), n] for k, n in counted["evidence"].items()],
    }


def list_corrections(lister: Lister) -> Iterator[Task]:
    """Every correction, the newest first, by year."""
    yield Task("corrections", partial(list_corrected, lister))


def list_corrected(lister: Lister) -> Iterator[Page]:
    """The pages of the corrections."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    found = find_corrections(lister)
    for record, correction in found:
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
    pieces: list[dict[str, Any]] = []
    for year, entries in groups.items():
        part = slugify(year)
        url = f"corrections/{part}.html" if is_split else ""
        piece = {"id": part, "title": year, "url": url, "count": len(entries)}
        pieces.append(piece | {"entries": entries})
    if not is_split:
        newest = day_of(found[0][1].date) if found else ""
        yield make_page(lister, "corrections", pieces, modified=newest)
        return
    yield make_page(lister, "corrections", [piece | {"entries": []} for piece in pieces])
    for piece in pieces:
        yield make_part(lister, "corrections", piece, sum(one["count"] for one in pieces))


def find_corrections(lister: Lister) -> list[tuple[Record, Correction]]:
    """Every correction with its record, the newest first."""
    entries = lister.entries
    shown = [record for kind in FOLDER_OF for record in lister.of_kind(kind)]
    records = [r for r in shown if has_page(r) and lister.entries.traits_of(r.id).is_corrected]
    found = [(r, one) for r in records for one in cast("Fields", r.fields).corrections]
    found.sort(key=lambda pair: entries.order(pair[0].id))
    return sorted(found, key=lambda pair: pair[1].date.sort_key, reverse=True)


def make_page(lister: Lister, name: str, pieces: list[dict[str, Any]], **data: Any) -> Page:
    """A page of several groups, or, where they have pages of their own, one that leads there."""
    title = getattr(lister.entries.words, name)
    count = sum(piece["count"] for piece in pieces)
    template = f"{name}.html"
    return lister.page(
        template, template, title, pieces=pieces, count=count, part="", section=template, **data
    )


def make_part(lister: Lister, name: str, piece: dict[str, Any], count: int, **data: Any) -> Page:
    """The page of one group; `count` is what the page counts."""
    title = f"{getattr(lister.entries.words, name)}: {piece['title']}"
    template = f"{name}.html"
    return lister.page(
        piece["url"],
        template,
        title,
        pieces=[piece],
        count=count,
        part=piece["title"],
        section=template,
        **data,
    )


def check_cited(lister: Lister, read: Callable[[str], bytes]) -> Iterator[Problem]:
    """Of a record's statements, as many are cited as `least_cited` in site.yaml wants.

    `read` gives the bytes of a file by its path.
    """
    least = lister.config.least_cited
    asked = [kind for kind in AUDITED if getattr(least, FOLDER_OF[kind])]
    for record_id in lister.audit.find_ids(asked):
        yield from check_cited_record(lister, record_id, read)


def check_cited_record(
    lister: Lister, record_id: str, read: Callable[[str], bytes]
) -> Iterator[Problem]:
    """The same of one record; of what the audit does not ask, nothing is wanted."""
    record = dict.get(lister.entries.records, record_id)
    if record is None or record.kind not in AUDITED:
        return
    least = getattr(lister.config.least_cited, FOLDER_OF[record.kind])
    if say_share(lister.audit.linked[record_id].numbers) >= least:
        return
    one = lister.audit.record(record_id)
    path, texts = one["path"], [uncited["text"] for uncited in one["uncited"]]
    source = normalise_lines(read(path).decode("utf-8-sig", "replace"))
    ((line, column),) = find_places(source, texts[:1])
    first = texts[0] if len(texts[0]) <= QUOTED else f"{texts[0][:QUOTED].rstrip()}…"
    message = f"{one['cited']} of {one['statements']} statements are cited, {say_share(one)} %"
    message += f"; `least_cited` wants {least} %"
    fix = f"cite a source for “{first}”"
    if len(texts) > 1:
        fix += f"; `backstory check --evidence` lists all {len(texts)} that have none"
    yield error("evidence-low", path, line or record.line, column or 1, message, fix)


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
