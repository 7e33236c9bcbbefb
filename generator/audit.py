"""The audit: how far each record's statements are cited, and whose sources they rest on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from generator.statements import list_statements, quote_statements

if TYPE_CHECKING:
    from generator.entries import Entries
    from generator.fields import Kind, Source
    from generator.model import Record

# Records that tell of the world; sources and own pages tell of the documentary itself.
AUDITED: tuple[Kind, ...] = ("article", "event", "person", "place", "organization")
NUMBERS = ("statements", "cited", "single")
# What tells sources apart: whose they are, and what kind of evidence.
TRAITS = ("speaks_for", "evidence")


def audit_site(entries: Entries) -> dict[str, Any]:
    """The audit as plain data: `totals`, `records` and `sources` by their ids, `sides`, `evidence`.

    Records and sources stand in the order of an index. The totals are of each kind that there is,
    and at last, under the kind "", of the whole site.
    """
    ids = sorted((i for i in entries.records if entries[i]["url"]), key=entries.order)
    records = [entries.records[i] for i in ids]
    rests = {name: Counter[str]() for name in ("id", *TRAITS)}
    audited = {r.id: audit_record(entries, r, rests) for r in records if r.kind in AUDITED}
    sources = [audit_source(r, rests["id"][r.id]) for r in records if r.kind == "source"]
    kinds = [kind for kind in AUDITED if any(one["kind"] == kind for one in audited.values())]
    return {
        "totals": [count_kind(audited, kind) for kind in (*kinds, "")],
        "records": audited,
        "sources": {source["id"]: source for source in sources},
        **{trait: count_trait(sources, trait, rests[trait]) for trait in TRAITS},
    }


def audit_record(
    entries: Entries, record: Record, rests: dict[str, Counter[str]]
) -> dict[str, Any]:
    """What was counted of one record; `rests` gains how many statements rest on what.

    `single` is how many statements rest on one source. `speaks_for` counts the record's sources by
    the side that they speak for, `evidence` by their kind, "" where they do not say. Those that are
    on the web alone, without a copy, are `unarchived`.
    """
    resolved = entries.resolved[record.id]
    statements = list_statements(record, resolved, entries.index)
    # Many statements rest on the same sources.
    together = Counter(frozenset(one.sources) for one in statements if one.sources)
    for sources, count in together.items():
        rests["id"].update(dict.fromkeys(sources, count))
        # Of a source whose fields are wrong no more is known than that it is there.
        known = [entry for i in sources if (entry := entries.get(i))]
        for trait in TRAITS:
            rests[trait].update(dict.fromkeys((entry[trait] for entry in known), count))
    uncited = [one for one in statements if not one.sources]
    texts = quote_statements(record, resolved, entries.index, uncited) if uncited else []
    ids = entries.list_sources(record)
    return {
        "id": record.id,
        "kind": record.kind,
        "path": record.path,
        "statements": len(statements),
        "cited": len(statements) - len(uncited),
        "single": sum(len(one.sources) == 1 for one in statements),
        "sources": ids,
        **{t: dict(sorted(Counter(entries[i][t] for i in ids).items())) for t in TRAITS},
        "unarchived": [i for i in ids if is_unarchived(entries.records[i])],
        "uncited": [
            {"text": text, "anchor": one.anchor} for text, one in zip(texts, uncited, strict=True)
        ],
    }


def audit_source(record: Record, statements: int) -> dict[str, Any]:
    """What was counted of one source."""
    source = cast("Source", record.fields)
    return {
        "id": record.id,
        "path": record.path,
        **{trait: getattr(source, trait) for trait in TRAITS},
        "statements": statements,
        "unarchived": is_unarchived(record),
    }


def is_unarchived(record: Record) -> bool:
    """Whether a source is on the web, and nobody kept a copy."""
    source = cast("Source", record.fields)
    return bool(source.URL) and not (source.archive_url or source.file)


def count_trait(
    sources: list[dict[str, Any]], trait: str, rests: Counter[str]
) -> list[dict[str, Any]]:
    """How many sources have each value of a trait, and how many statements rest on these."""
    counted = Counter(source[trait] for source in sources)
    names = sorted(counted, key=lambda name: (-rests[name], name))
    return [{"name": name, "sources": counted[name], "statements": rests[name]} for name in names]


def count_kind(audited: dict[str, dict[str, Any]], kind: str) -> dict[str, Any]:
    """The sums of a kind, of all for ""."""
    chosen = [one for one in audited.values() if kind in ("", one["kind"])]
    sums = {name: sum(one[name] for one in chosen) for name in NUMBERS}
    return {"kind": kind, "records": len(chosen), **sums}


def say_share(counted: dict[str, Any]) -> int:
    """The cited ones of a hundred, rounded down; of no statements, all."""
    statements: int = counted["statements"]
    return 100 * counted["cited"] // statements if statements else 100


def show_numbers(audit: dict[str, Any], record: Record) -> dict[str, int] | None:
    """The numbers that stand under a text, None where there are none."""
    counted = audit["records"].get(record.id)
    if record.kind not in ("article", "event") or not counted["statements"]:
        return None
    return {name: counted[name] for name in NUMBERS}
