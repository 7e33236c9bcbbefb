"""The steps of a build, each of which does only what depends on a change."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from generator.files import Placed
from generator.index import has_page, list_facts
from generator.keeping import Bodies
from generator.linking import (
    Linked,
    Linker,
    dump_linked,
    link_chunk,
    link_record,
    list_capitals,
    pack_linker,
    share_names,
    sign,
    unpack_linked,
)
from generator.listing import Page, Task
from generator.memory import Memory
from generator.parse import worker_died
from generator.parts import HEADS
from generator.prints import PICTURES, Prints
from generator.problems import Problem
from generator.render import compile_templates, name_pages, render_chunk
from generator.shelves import Shelf
from generator.tasks import Made, Maker, Stored, list_task, store, store_some
from generator.traits import traits_of
from generator.workers import Died, Workers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from generator.cache import Cache
    from generator.index import Index
    from generator.listing import Lister
    from generator.model import Packed, Record
    from generator.outputs import Output
    from generator.parse import Parsed
    from generator.reads import Reads


@dataclass
class Given:
    """What tasks gave: URL, day of the last change and sha256 of each file, by groups of tasks."""

    files: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Engine:
    """Builds one site, and remembers what of."""

    def __init__(self, cache: Cache) -> None:
        """Take where everything is kept that outlives a build."""
        self.cache, self.memory, self.bodies = cache, Memory(cache), Bodies(cache)
        self.opened: tuple[str, list[str]] = ("", [])
        self.prints = Prints(cache.path.parent / PICTURES if cache.path else None)
        self.files: dict[str, str] = {}
        self.parsed: dict[str, Parsed] = {}
        self.linked: dict[str, Linked] = {}
        self.relinked: dict[str, Linked] = {}
        # To what bodies may lead otherwise than they did.
        self.requoted: set[str] = set()

    def digests(self) -> dict[str, str]:
        """The digests of files by their paths on the disk, as they were at the last build."""
        digests: dict[str, str] = json.loads(self.cache.read("state", "files") or "{}")
        return digests

    def keep(self) -> None:
        """Keep what this build found out, for other processes, once it is committed.

        Of files as they were before, nothing is wanted.
        """
        self.memory.save()
        self.cache.write("state", "files", json.dumps(self.files))
        self.forget_files(self.cache.find_unwanted("parsed", self.parsed))

    def commit(self) -> None:
        """Make what was written last."""
        self.prints.prune()
        self.cache.commit()
        self.cache.spool.clear()

    def forget_files(self, keys: Collection[str]) -> None:
        """Forget what parsing gave of some files, by what it is kept under."""
        for table in ("parsed", "bodies"):
            self.cache.remove(table, keys)
        Shelf(self.cache, HEADS).write({}, keys)

    def advance(self) -> None:
        """Keep what this build found out, for this process alone."""
        self.memory.save()
        self.forget_files(self.cache.find_unwanted("parsed", self.parsed))
        self.linked = self.relinked
        self.commit()

    def forget(self) -> None:
        """Go back to what was kept last."""
        self.cache.rollback()
        self.memory.begin()

    def link(self, index: Index, linker: Linker, workers: Workers) -> dict[str, Linked]:
        """What the links of each record mean; only of those that a change may concern anew."""
        records = dict(dict.items(index.records))
        facts = list_facts(index)
        facts["own"] = "", {i: sign_own(record) for i, record in records.items()}
        facts["bearer"] = "", {key: repr(forms) for key, forms in linker.citer.bearers.items()}
        settings = repr((linker.citer.words, linker.citer.answers, linker.has_address))
        changed = self.memory.compare(facts | {"settings": (settings, {})})
        signs = {sign_spelling(fact) for fact in changed if fact.startswith("spelling ")}
        touched = self.bodies.find_holding(signs) if signs else set[str]()
        stale, linked = [], dict[str, Linked]()
        for record_id, record in records.items():
            name = f"link {record_id}"
            known = self.recall_linked(record_id) if self.memory.is_fresh(name) else None
            # What is wrong may be mended by anything: a suggestion knows all names.
            if known and record_id not in touched and not known.problems:
                linked[record_id] = known
            else:
                stale.append(record)
        others = self.memory.numbers.keys() - {f"link {record_id}" for record_id in linked}
        old = [self.memory.look_up(name) for name in others if name.startswith("link ")]
        self.requoted = {target for given in old if given for target in given.get("quotes", ())}
        for record_id, one in self.link_stale(stale, linker, workers):
            self.requoted.update(one.quotes)
            read = {*one.read, f"own {record_id}", "settings"}
            one.read = []
            self.memory.remember(f"link {record_id}", read, dump_linked(one))
            linked[record_id] = one
        self.relinked = {record_id: linked[record_id] for record_id in records}
        return self.relinked

    def recall_linked(self, record_id: str) -> Linked:
        """What the links of a record meant last time."""
        given = self.memory.recall(f"link {record_id}")
        return self.linked.get(record_id) or unpack_linked(given)

    def link_stale(
        self, records: list[Record], linker: Linker, workers: Workers
    ) -> Iterator[tuple[str, Linked]]:
        """Link some records, here or in other processes, and keep what pages show of each."""
        by_id = {record.id: record for record in records}
        answers: Iterator[tuple[Any, Any]]
        if workers.shares(len(records)):
            self.cache.share("bodies", [r.home[0] for r in records if r.home])
            # Of others, the fields of sources are asked for.
            sources = [r for r in dict.values(linker.index.records) if r.kind == "source"]
            self.cache.share("parsed", [r.home[0] for r in [*records, *sources] if r.home])
            answers = workers.run(link_here, by_id, by_id, self, linker, amount=len(records))
        else:
            packed = ((r.id, r.pack(self.read_body(r))) for r in records)
            found = workers.run(link_packed, packed, pack_linker(linker), amount=len(records))
            answers = ((record_id, answer) for (record_id, _), answer in found)
        for record_id, answer in answers:
            if isinstance(answer, Died):
                yield record_id, Linked(problems=[worker_died(by_id[record_id].path)])
                continue
            linked, shown = answer
            self.bodies.keep(record_id, shown)
            yield record_id, share_names(linked)

    def read_body(self, record: Record) -> str:
        """A record's body, from where parsing left it."""
        if record.home is None:
            return record.body.model_dump_json()
        key, number = record.home
        # The next one is mostly of the same file.
        if self.opened[0] != key:
            self.opened = key, (self.cache.fetch("bodies", key) or "").split("\n")
        return self.opened[1][number]

    def compare(
        self,
        lister: Lister,
        records: Mapping[str, Record],
        templates: Mapping[str, str],
    ) -> None:
        """Find out which facts changed that pages and checks read.

        `records` hold also what may not be shown.
        """
        entries = lister.entries
        shown, linked = dict(dict.items(entries.records)), lister.linked
        found = {
            "fields": {i: sign_fields(record) for i, record in records.items()},
            "is": {i: f"{r.kind} {has_page(r)} {linked[i].sort}" for i, r in shown.items()},
            # Also of what has no name to show, whose text is checked all the same.
            "links": {i: sign_links(lister, i) for i in linked},
            "text": {i: linked[i].text for i in shown},
        }
        settings = lister.config.model_dump_json(exclude={"limits", "editor"})
        answers = repr(entries.citer.answers)
        # A zone that is written is another than one that is not.
        settings += repr(sorted(lister.config.model_fields_set))
        site = f"{settings} {answers} {json.dumps(lister.shared)} {entries.words!r}"
        facts = {"site": (site, {}), **{word: ("", dict(some)) for word, some in found.items()}}
        known = compile_templates(templates, lister.config.language).facts
        quotes = lister.sign_quoting(self.memory.read_facts("quotes")[1], self.requoted)
        self.memory.compare(facts | known | lister.facts() | {"quotes": quotes})

    def derive(self, task: Task, reads: Reads) -> Any:
        """What a task gives that others build upon, as plain data."""
        is_fresh = self.memory.is_fresh(task.name)
        return self.memory.recall(task.name) if is_fresh else self.make_anew(task, reads)

    def make_anew(self, task: Task, reads: Reads) -> Any:
        """What a task gives now; it is remembered."""
        with reads.noting() as facts:
            made = list(task.make())
        self.memory.remember(task.name, facts | {"site"}, made)
        return made

    def compare_gathered(self, lister: Lister) -> None:
        """Find out which facts changed that were gathered while tasks were listed."""
        self.memory.compare(lister.group_facts())

    def check(
        self, tasks: Iterable[Task], lister: Lister, records: Mapping[str, Record], workers: Workers
    ) -> Iterator[Problem]:
        """What is wrong by rules that are tasks; `records` hold also what may not be shown."""
        stale, given = dict[str, Task](), dict[str, list[Any]]()
        for task in tasks:
            # What is wrong may be mended by anything: a suggestion knows all names.
            is_good = self.memory.is_fresh(task.name) and not self.memory.recall(task.name)
            if not is_good:
                stale[task.name] = task
        # Others than forks would have to be told everything.
        doing = workers if workers.shares(len(stale)) else Workers(1)
        self.share(records, doing, len(stale))
        for name, made in doing.run(check_some, stale, stale, lister.reads, amount=len(stale)):
            if isinstance(made, Died):
                record = records.get(name.partition(" ")[2])
                yield worker_died(record.path if record else "content")
                continue
            given[name], facts = made
            self.memory.remember(name, facts | {"site"}, given[name])
        yield from (Problem(*problem) for found in given.values() for problem in found)

    def share(self, records: Mapping[str, Record], workers: Workers, amount: int) -> None:
        """Let forks that do so much see what is kept of records."""
        if workers.is_used(amount):
            self.bodies.share(records)
            self.cache.share("parsed", [r.home[0] for r in records.values() if r.home])

    def make(
        self,
        groups: Mapping[str, list[Task]],
        lister: Lister,
        templates: Mapping[str, str],
        output: Output,
        workers: Workers,
    ) -> Given:
        """List and render what a change may concern, and take the rest as it was."""
        given = Given()
        stale = dict[str, Task]()
        taken = dict[str, list[tuple[str, str, str]]]()
        for task in (task for tasks in groups.values() for task in tasks):
            files = self.take(task, output) if self.memory.is_fresh(task.name) else None
            if files is None:
                stale[task.name] = task
            else:
                taken[task.name] = files
        faults: dict[Problem, list[str]] = {}
        for name, made in self.make_stale(stale, lister, templates, output, workers):
            files = []
            for url, modified, placed in made.files:
                given.made[url] = self.memory.find_changed(name)
                if isinstance(placed, Placed):
                    files.append((url, modified, output.take(url, placed)))
                else:
                    faults.setdefault(placed, []).append(url)
                    files.append((url, modified, ""))
            self.memory.remember(name, {*made.read, "site"}, files)
            taken[name] = files
        given.problems = [name_pages(problem, urls) for problem, urls in faults.items()]
        for group, tasks in groups.items():
            given.files[group] = [one for task in tasks for one in taken[task.name]]
        return given

    def make_stale(
        self,
        tasks: Mapping[str, Task],
        lister: Lister,
        templates: Mapping[str, str],
        output: Output,
        workers: Workers,
    ) -> Iterator[tuple[str, Stored]]:
        """What tasks give now, with their names."""
        language, left = lister.config.language, dict(tasks)
        if workers.shares(len(tasks)):
            self.share(dict(dict.items(lister.entries.records)), workers, len(tasks))
            # What shows much takes longest, and nobody shall wait for it, in the end or meanwhile:
            # of a large site that is half a minute. Digests and facts are little to hold.
            names = sorted(tasks, key=lambda name: name.startswith("page "))
            maker, count = Maker(tasks, lister, templates, language), len(names)
            for name, made in workers.run(
                store_some, names, maker, output, amount=count, ahead=count
            ):
                if not isinstance(made, Died):
                    del left[name]
                    yield name, made
        # Others than forks are sent pages; and of what a fork died, each page is tried.
        listed = dict[str, Made]()
        pages = list_all(left, lister, listed)
        for (name, page), result in workers.run(
            render_listed, pages, templates, language, amount=len(left)
        ):
            found = worker_died(page.url) if isinstance(result, Died) else result
            listed[name].files.append((page.url, page.modified, found))
        yield from ((name, store(made, output)) for name, made in listed.items())

    def take(self, task: Task, output: Output) -> list[tuple[str, str, str]] | None:
        """The files that a task gave last time, if they are all there still."""
        files = [(url, day, digest_of) for url, day, digest_of in self.memory.recall(task.name)]
        if not all(output.has(url, digest_of) for url, _, digest_of in files):
            return None
        for url, _, _ in files:
            output.keep(url)
        return files


def list_all(
    tasks: Mapping[str, Task], lister: Lister, listed: dict[str, Made]
) -> Iterator[tuple[str, Page]]:
    """The pages that tasks list, with the names of the tasks; what needs no rendering is made."""
    for name, task in tasks.items():
        made, pages = list_task(task, lister)
        listed[name] = made
        for page in pages:
            yield name, page


def check_some(
    names: Sequence[str], tasks: Mapping[str, Task], reads: Reads
) -> list[tuple[list[Any], set[str]]]:
    """What is wrong by some tasks, as plain data, and the facts that each read."""
    made = []
    for name in names:
        with reads.noting() as facts:
            found = [astuple(problem) for problem in tasks[name].make()]
        made.append((found, facts))
    return made


def link_here(
    ids: Sequence[str], records: Mapping[str, Record], engine: Engine, linker: Linker
) -> list[Any]:
    """Link some records of this process, or of the one that it is a fork of."""
    found = (records[i].with_body(engine.read_body(records[i])) for i in ids)
    return [link_record(record, linker) for record in found]


def link_packed(items: list[tuple[str, Packed]], data: bytes) -> list[Any]:
    """Link some records, which come with what tells them apart."""
    return link_chunk([packed for _, packed in items], data)


def render_listed(
    items: list[tuple[str, Page]], templates: Mapping[str, str], language: str
) -> list[bytes | Problem]:
    """Render some pages, which come with the names of their tasks."""
    return render_chunk([page for _, page in items], templates, language)


def sign_spelling(fact: str) -> str:
    """A sign of the words without which a text is not concerned by the change of a name."""
    words, _, _ = fact.removeprefix("spelling ").partition("\t")
    return sign(list_capitals(words))


def list_own_facts(lister: Lister, record_id: str) -> dict[str, str]:
    """The facts of what one record leads to, and of what its page shows of its body."""
    return {
        f"links {record_id}": sign_links(lister, record_id),
        f"text {record_id}": lister.linked[record_id].text,
    }


def sign_links(lister: Lister, record_id: str) -> str:
    """What tells where a record leads from where it led; to what has no name nothing leads."""
    return lister.linked[record_id].links + lister.entries.nameless


def sign_own(record: Record) -> str:
    """What tells a record from an earlier one, for linking."""
    return f"{sign_fields(record)} {traits_of(record).body or record.body!r}"


def sign_fields(record: Record) -> str:
    """What tells a record's fields from earlier ones."""
    return traits_of(record).fields or f"{record.path} {record.fields!r}"
