"""The audit: how far each record's statements are cited, and whose sources they rest on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from generator.index import has_page
from generator.linking import NUMBERS
from generator.traits import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.entries import Entries
    from generator.fields import Kind
    from generator.keeping import Bodies
    from generator.linking import Linked
    from generator.model import Record
    from generator.reads import Facts

# Records that tell of the world; sources and own pages tell of the documentary itself.
AUDITED: tuple[Kind, ...] = ("article", "event", "person", "place", "organization")
# What tells sources apart: whose they are, and what kind of evidence. See `Traits.stance`.
TRAITS = ("speaks_for", "evidence")


class Audit:
    """How far records are cited; each is counted when it is asked for.

    Records and sources stand in the order of an index.
    """

    def __init__(self, entries: Entries, linked: Mapping[str, Linked], bodies: Bodies) -> None:
        """Take what links of every record mean, and where the uncited statements are kept."""
        self.entries, self.linked, self.bodies = entries, linked, bodies
        self.signs: dict[str, str] = {}
        self.kinds = ""

    def facts(self) -> Facts:
        """The fact of each record's audit, and that of all together."""
        records = dict.items(self.entries.records)
        self.signs = {i: self.sign_record(i) for i, _ in records}
        self.kinds = digest(repr([(i, record.kind, has_page(record)) for i, record in records]))
        return self.sign(), self.signs

    def revise(self, record_id: str) -> dict[str, str]:
        """The facts that change with what one body says."""
        self.signs[record_id] = self.sign_record(record_id)
        return {f"audit {record_id}": self.signs[record_id], "audit": self.sign()}

    def sign_record(self, record_id: str) -> str:
        """What tells a record's audit from an earlier one; nothing rests on what has no name."""
        return self.linked[record_id].audit + self.entries.nameless

    def sign(self) -> str:
        """What tells the audit of all records from an earlier one."""
        return digest(repr((self.kinds, self.signs)))

    def ids_of(self, kinds: Sequence[Kind]) -> list[str]:
        """The records of some kinds that have pages, in the order of an index."""
        return sorted(self.find_ids(kinds), key=self.entries.order)

    def find_ids(self, kinds: Sequence[Kind]) -> list[str]:
        """The same in the order of their ids, which is part of the fact "audit"."""
        records = dict.items(self.entries.records)
        return [i for i, record in records if record.kind in kinds and has_page(record)]

    def list_sources(self, record_id: str) -> list[str]:
        """The sources that a record rests on, as its audit counts them.

        They are part of that fact; where else the record leads is not.
        """
        entries = self.entries
        links = dict.__getitem__(entries.links, record_id)
        cites = dict.__getitem__(entries.cites, record_id)
        return entries.find_sources(links, cites)

    def has_sources(self, record_id: str) -> bool:
        """Whether there are any of them."""
        cites = dict.__getitem__(self.entries.cites, record_id)
        return bool(cites) or bool(self.list_sources(record_id))

    def list_counted(self) -> list[str]:
        """The ids of the audited records that have statements."""
        self.entries.reads.note("audit")
        return [i for i in self.ids_of(AUDITED) if self.linked[i].numbers["statements"]]

    def record(self, record_id: str) -> dict[str, Any]:
        """What was counted of one record.

        `single` is how many statements rest on one source. `speaks_for` counts the record's sources
        by the side that they speak for, `evidence` by their kind, "" where they do not say. Those
        that are on the web alone, without a copy, are `unarchived`.
        """
        entries = self.entries
        entries.reads.note(f"audit {record_id}")
        record = entries.records[record_id]
        ids = self.list_sources(record_id)
        return {
            "id": record.id,
            "kind": record.kind,
            "path": record.path,
            **self.linked[record_id].numbers,
            "sources": ids,
            **{trait: self.count_stances(ids, trait) for trait in TRAITS},
            "unarchived": [i for i in ids if entries.traits_of(i).is_unarchived],
            "uncited": self.bodies.uncited(record_id),
        }

    def site(self) -> dict[str, Any]:
        """The site as a whole: `totals`, `sources` by their ids, `speaks_for`, `evidence`.

        The totals are of each kind that there is, and at last, under the kind "", of all.
        """
        self.entries.reads.note("audit")
        audited = self.find_ids(AUDITED)
        rests = {name: Counter[str]() for name in ("id", *TRAITS)}
        together = Counter[str]()
        for record_id in audited:
            together.update(self.linked[record_id].rests)
        for joined, count in together.items():
            self.add_resting(rests, joined.split(" "), count)
        sources = [self.source(i, rests["id"][i]) for i in self.ids_of(["source"])]
        counted: dict[str, list[dict[str, int]]] = {kind: [] for kind in AUDITED}
        for record_id in audited:
            counted[self.kind_of(record_id)].append(self.linked[record_id].numbers)
        totals = [count_kind(kind, found) for kind, found in counted.items() if found]
        return {
            "totals": [*totals, count_kind("", [one for some in counted.values() for one in some])],
            "sources": {source["id"]: source for source in sources},
            **{trait: count_trait(sources, trait, rests[trait]) for trait in TRAITS},
        }

    def whole(self) -> dict[str, Any]:
        """The audit of the site and, under `records`, of each record."""
        return self.site() | {"records": {i: self.record(i) for i in self.ids_of(AUDITED)}}

    def add_resting(self, rests: dict[str, Counter[str]], ids: list[str], count: int) -> None:
        """Count statements that rest on these sources."""
        for record_id in ids:
            rests["id"][record_id] += count
        # Of a source whose fields are wrong no more is known than that it is there.
        known = [self.entries.traits_of(i).stance for i in ids if i in self.entries.records]
        for place, trait in enumerate(TRAITS):
            for value in {stance[place] for stance in known}:
                rests[trait][value] += count

    def count_stances(self, ids: list[str], trait: str) -> dict[str, int]:
        """How many of some sources have each value of a trait."""
        place = TRAITS.index(trait)
        counted = Counter(self.entries.traits_of(i).stance[place] for i in ids)
        return dict(sorted(counted.items()))

    def source(self, record_id: str, statements: int) -> dict[str, Any]:
        """What was counted of one source."""
        traits = self.entries.traits_of(record_id)
        return {
            "id": record_id,
            "path": self.entries.records[record_id].path,
            **dict(zip(TRAITS, traits.stance, strict=True)),
            "statements": statements,
            "unarchived": traits.is_unarchived,
        }

    def kind_of(self, record_id: str) -> str:
        """The kind of a record."""
        return dict.__getitem__(self.entries.records, record_id).kind

    def show_numbers(self, record: Record) -> dict[str, int] | None:
        """The numbers that stand under a text, None where there are none."""
        if record.kind not in ("article", "event"):
            return None
        self.entries.reads.note(f"audit {record.id}")
        numbers = self.linked[record.id].numbers
        return dict(numbers) if numbers["statements"] else None


def count_kind(kind: str, counted: list[dict[str, int]]) -> dict[str, Any]:
    """The sums of a kind, of all for ""."""
    sums = {name: sum(one[name] for one in counted) for name in NUMBERS}
    return {"kind": kind, "records": len(counted), **sums}


def count_trait(
    sources: list[dict[str, Any]], trait: str, rests: Counter[str]
) -> list[dict[str, Any]]:
    """How many sources have each value of a trait, and how many statements rest on these."""
    counted = Counter(source[trait] for source in sources)
    names = sorted(counted, key=lambda name: (-rests[name], name))
    return [{"name": name, "sources": counted[name], "statements": rests[name]} for name in names]


def say_share(counted: dict[str, Any]) -> int:
    """The cited ones of a hundred, rounded down; of no statements, all."""
    statements: int = counted["statements"]
    return 100 * counted["cited"] // statements if statements else 100
