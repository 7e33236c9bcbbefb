"""What records have in common: their order, what points to what, what is a translation of what.

Each group of records is a fact: what was made of it is made again when others belong to it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from generator.fields import FOLDER_OF
from generator.reads import Noted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.entries import Entries
    from generator.fields import Kind
    from generator.linking import Linked
    from generator.model import Record
    from generator.reads import Facts


Value = TypeVar("Value")


class Relations:
    """Groups of records, by the ids of those that they have to do with.

    `kinds` gives the ids of each kind, in the order of its index. `pointers` gives, for an id, the
    records whose fields point to it, with the field's path; `part_of` the events among these, in
    the order of time; of events that someone only gave an account of there is `told_by`. `around`
    gives the events before and after an event, "" for none. `quoting` has the records whose bodies
    lead to an id; `translations` are records with the same text, by the id of the first of them.
    All of them note what is asked for.
    """

    def __init__(self, entries: Entries, linked: Mapping[str, Linked]) -> None:
        """Gather the records that may be shown."""
        self.entries, self.linked, self.reads = entries, linked, entries.reads
        self.groups: list[Noted[Any, Any]] = []
        self.kinds = Noted("kind", self.find_kinds(), self.reads)
        self.find_pointers()
        around = pairwise(["", *self.timeline, ""])
        ahead = dict(around)
        behind = {after: before for before, after in ahead.items()}
        near = {i: (behind[i], ahead[i]) for i in self.timeline}
        self.around = Noted("around", near, self.reads)
        self.quoting = Noted("quotes", self.find_quoting(), self.reads)
        translations = defaultdict[str, list[str]](list)
        for record_id in entries.records:
            translations[self.find_original(record_id)].append(record_id)
        self.translations = Noted("translations", translations, self.reads)

    def find_kinds(self) -> dict[str, list[str]]:
        """The ids of each kind."""
        records = self.entries.records
        kinds: dict[str, list[str]] = {kind: [] for kind in FOLDER_OF}
        for record_id in dict.keys(records):
            kinds[dict.__getitem__(records, record_id).kind].append(record_id)
        for ids in kinds.values():
            ids.sort(key=self.entries.order)
        return kinds

    def find_pointers(self) -> None:
        """What fields point to, of all records and of events."""
        entries = self.entries
        pointers, part_of, told_by = (defaultdict[str, list[Any]](list) for _ in range(3))
        for record_id, links in dict.items(entries.links):
            for path, target in links.items():
                pointers[target].append((record_id, path))
        for event_id in self.timeline:
            links = dict.__getitem__(entries.links, event_id)
            named = dict.fromkeys(links[path] for path in links if not is_teller(path))
            telling = {links[path] for path in links if is_teller(path)}
            for target in named:
                part_of[target].append(event_id)
            for target in sorted(telling - named.keys()):
                told_by[target].append(event_id)
        self.pointers = Noted("pointers", pointers, self.reads)
        self.part_of = Noted("pointers", part_of, self.reads)
        self.told_by = Noted("pointers", told_by, self.reads)

    def find_quoting(self) -> dict[str, list[str]]:
        """The records that lead to each id, in the order of their ids.

        There are many more of these than of anything else, so they stand in lists.
        """
        quoting = defaultdict[str, list[str]](list)
        for record_id in self.entries.records:
            for target in self.linked[record_id].quotes:
                quoting[target].append(record_id)
        return dict(quoting)

    def gather(self, word: str, groups: Mapping[str, Value]) -> Noted[str, Value]:
        """What is known under some names, each of them a fact; plain data."""
        noted = Noted(word, dict(groups), self.reads)
        self.groups.append(noted)
        return noted

    def group_facts(self) -> dict[str, Facts]:
        """The facts of what was gathered, and of what names it has."""
        return {
            noted.word: (
                json.dumps([*dict.keys(noted)]),
                {name: json.dumps(found) for name, found in dict.items(noted)},
            )
            for noted in self.groups
        }

    @property
    def timeline(self) -> list[str]:
        """The ids of all events, in the order of time."""
        return self.kinds["event"]

    def facts(self) -> dict[str, Facts]:
        """The facts that records have in common, with what tells each from an earlier one."""
        pointing = (self.pointers, self.part_of, self.told_by)
        targets = {key for found in pointing for key in dict.keys(found)}
        translations = dict.items(self.translations)
        facts = {
            "kind": {kind: " ".join(ids) for kind, ids in self.kinds.items()},
            "pointers": {i: repr([dict.get(one, i) for one in pointing]) for i in targets},
            "around": {i: " ".join(found) for i, found in dict.items(self.around)},
            "translations": {i: repr(found) for i, found in translations if len(found) > 1},
        }
        return {word: ("", found) for word, found in facts.items()}

    def requote(self, record_id: str, old: Mapping[str, str]) -> dict[str, str] | None:
        """Take in to what a body leads now; the facts that change, None if that is more than these.

        `old` has to what it led before, as `Linked.quotes`. What nothing led to, or nothing leads
        to any more, is another matter: it is told of records whether anything leads to them.
        """
        new, facts = self.linked[record_id].quotes, dict[str, str]()
        for target in {t for t in old.keys() | new.keys() if old.get(t) != new.get(t)}:
            before = dict.get(self.quoting, target, [])
            ids = {*before, record_id} - ({record_id} if target not in new else set())
            if not before or not ids:
                return None
            # The records stand in the order of their ids.
            dict.__setitem__(self.quoting, target, sorted(ids))
            facts[f"quotes {target}"] = self.sign_quotes(target)
        return facts

    def sign_quoting(self, known: Mapping[str, str], changed: Collection[str]) -> Facts:
        """The facts of what bodies lead to; of ids that are not among the changed, as they were."""
        return "", {
            i: known[i] if i in known and i not in changed else self.sign_quotes(i)
            for i in dict.keys(self.quoting)
        }

    def sign_quotes(self, target: str) -> str:
        """What tells the records that lead to an id, and how they do, from earlier ones."""
        ids = dict.__getitem__(self.quoting, target)
        return " ".join([*ids, *(self.linked[i].quotes[target] for i in ids)])

    def pointing(self, target: str, path: str, kind: Kind) -> list[str]:
        """The ids of a kind of record whose field of that name points to `target`."""
        records = self.entries.records
        found = self.pointers.get(target, [])
        return [i for i, where in found if where == path and records[i].kind == kind]

    def of_kind(self, kind: Kind) -> list[Record]:
        """The records of a kind, in the order of its index."""
        return [self.entries.records[record_id] for record_id in self.kinds[kind]]

    def find_original(self, record_id: str) -> str:
        """What a record is a translation of, and that in turn; the record itself if of none."""
        way, links = [record_id], self.entries.links
        while before := links[way[-1]].get("translation_of"):
            if before in way:
                return min(way[way.index(before) :])
            way.append(before)
        return way[-1]


def is_teller(path: str) -> bool:
    """Whether a field of an event says who gave an account of it."""
    return path.startswith("accounts.") and path.endswith(".by")
