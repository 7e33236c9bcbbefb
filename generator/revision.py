"""One text made anew: all that is done after a save that changes nothing else.

Most saves change what a body says, and neither names, dates and places of records nor what the site
consists of. Then what the last build knew of the site as a whole still holds, and nothing is gone
through again that grows with the site. Where more may have changed, there is no revision: a build
gives the same, and takes its time.
"""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.engine import list_own_facts, sign_own
from generator.evidence import check_cited_record
from generator.fetching import read_again
from generator.files import sha256
from generator.linking import Linked, dump_linked, link_record
from generator.load import load_records
from generator.problems import Problem, sort_problems
from generator.tasks import make_some
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.engine import Engine
    from generator.model import Record
    from generator.parse import File, Parsed
    from generator.result import Result, Standing
    from generator.workers import Workers

# Of more files at once, it is as quick to make everything anew.
MOST_REVISED = 20


class UnlikeError(Exception):
    """More has changed than what bodies say."""


class Edit(NamedTuple):
    """A body that was saved: its record as it was and as it is, and what its file gave."""

    old: Record
    new: Record
    file: File
    key: str
    parsed: Parsed


class Remade(NamedTuple):
    """What a task gives now, as plain data, and the facts that it read."""

    name: str
    read: set[str]
    given: Any


def revise(
    standing: Standing, engine: Engine, paths: Collection[str], workers: Workers
) -> Result | None:
    """Make anew what depends on the bodies in some files, and nothing else; None if that won't do.

    The result holds the files that were made. `paths` are all that have changed on the disk since
    the build that `standing` is of.
    """
    if not 0 < len(paths) <= MOST_REVISED:
        return None
    revision = Revision(standing, engine, workers)
    try:
        return revision.run(sorted(paths))
    except UnlikeError:
        revision.undo()
        return None


class Revision:
    """One revision at work. Until all is made, what is remembered of the last build stays."""

    def __init__(self, standing: Standing, engine: Engine, workers: Workers) -> None:
        self.standing, self.engine, self.workers = standing, engine, workers
        self.lister, self.memory = standing.lister, engine.memory
        self.linked: dict[str, Linked] = {}
        self.facts: dict[str, str] = {}
        self.made: list[Remade] = []
        self.files: dict[str, bytes] = {}
        self.gone: list[Problem] = []
        self.found: list[Problem] = []

    def run(self, paths: Collection[str]) -> Result:
        """What the site gives now. Raises UnlikeError where more has changed."""
        edits = [self.read(path) for path in paths]
        for edit in edits:
            self.link(edit)
        changed = self.memory.find_differing(self.facts)
        for memo in self.lister.memos:
            memo.forget(changed)
        # What is wrong may have moved to another line, of which no fact tells.
        wrong = [name for name in (f"check {e.old.id}" for e in edits) if self.memory.recall(name)]
        for name in dict.fromkeys([*self.memory.find_stale(changed), *wrong]):
            self.make(name)
        self.keep(edits)
        standing = self.standing
        for problem in self.gone:
            standing.problems.remove(problem)
        standing.problems += self.found
        problems = sort_problems(standing.problems)
        standing.result = replace(standing.result, problems=problems, files=self.files)
        return standing.result

    def undo(self) -> None:
        """Go back to what the last build left; what stood of it is of no use any more."""
        self.engine.linked |= self.linked
        self.engine.forget()

    def read(self, place: str) -> Edit:
        """What a file says now: it must be a record's own, of which only the body differs."""
        old = self.standing.find_record(place)
        file = read_again(Path(place), old.path, old.kind, []) if old else None
        if old is None or file is None:
            raise UnlikeError
        kept: dict[str, Parsed] = {}
        limits = self.standing.config.limits
        load_records([file], limits, self.engine.cache, self.workers, kept)
        for key, parsed in kept.items():
            if len(parsed.records) == 1 and is_alike(old, parsed.records[0]):
                return Edit(old, parsed.records[0], file, key, parsed)
        raise UnlikeError

    def link(self, edit: Edit) -> None:
        """Link one body, and take in what follows from it for the site as a whole."""
        lister, record_id, path = self.lister, edit.old.id, edit.file.path
        whole = edit.new.with_body(self.engine.read_body(edit.new))
        new, shown = link_record(whole, self.standing.linker)
        old = self.linked[record_id] = self.engine.linked[record_id]
        if not is_linked_alike(old, new):
            raise UnlikeError
        self.engine.linked[record_id] = new
        self.engine.bodies.keep(record_id, shown)
        lister.entries.revise(record_id, new)
        quotes = lister.requote(record_id, old.quotes)
        if quotes is None:
            raise UnlikeError
        self.facts |= {f"own {record_id}": sign_own(edit.new)}
        self.facts |= list_own_facts(lister, record_id) | quotes | lister.audit.revise(record_id)
        read = {*new.read, f"own {record_id}", "settings"}
        new.read = []
        self.made.append(Remade(f"link {record_id}", read, dump_linked(new)))
        self.gone += old.problems
        self.gone += [p for p in self.standing.problems if is_cited(p, path)]
        self.found += new.problems
        self.standing.files[path] = edit.file
        self.found += check_cited_record(lister, record_id, lambda _: edit.file.data)

    def make(self, name: str) -> None:
        """Do again what read a changed fact."""
        standing = self.standing
        if name in standing.maker.tasks:
            self.make_files(name)
        elif name in standing.checks:
            self.gone += [Problem(*one) for one in self.memory.recall(name)]
            with self.lister.reads.noting() as facts:
                found = list(standing.checks[name].make())
            self.found += found
            self.made.append(Remade(name, {*facts, "site"}, [astuple(one) for one in found]))
        elif name.partition(" ")[2] not in self.linked:
            raise UnlikeError

    def make_files(self, name: str) -> None:
        """Make the files of a task: the same ones as before, with other bytes."""
        (made,) = make_some([name], self.standing.maker)
        given = []
        for url, day, content in made.files:
            if isinstance(content, Problem):
                raise UnlikeError
            self.files[url] = content
            given.append((url, day, sha256(content)))
        before = self.memory.recall(name)
        if [(url, day) for url, day, _ in before] != [(url, day) for url, day, _ in given]:
            raise UnlikeError
        self.made.append(Remade(name, {*made.read, "site"}, given))

    def keep(self, edits: list[Edit]) -> None:
        """Take the new state for the one with which the next build compares."""
        engine = self.engine
        for edit in edits:
            key, _ = edit.old.home or ("", 0)
            self.gone += engine.parsed.pop(key).problems
            engine.parsed[edit.key] = edit.parsed
            edit.old.home, edit.old.fetch = edit.new.home, edit.new.fetch
            engine.files[self.standing.place(edit.file.path)] = edit.file.digest
            engine.forget_files({key} - {edit.key})
            self.found += edit.parsed.problems
        self.memory.revise(self.facts, self.made)
        engine.cache.commit()
        engine.cache.spool.clear()


def is_alike(old: Record, new: Record) -> bool:
    """Whether two records differ in their bodies alone."""
    before, after = old.read_packed(), new.read_packed()
    if before is None or after is None or old.lacks or new.lacks:
        return False
    traits, others = (traits_of(one)._replace(body="") for one in (old, new))
    names = ("id", "kind", "path", "at")
    return (
        traits == others
        and bool(traits.fields and traits.name)
        and before.positions == after.positions
        and all(getattr(old, name) == getattr(new, name) for name in names)
    )


def is_linked_alike(old: Linked, new: Linked) -> bool:
    """Whether two bodies ask for the same of the site, and both or none of them for an audit."""
    counts = (bool(one.numbers["statements"]) for one in (old, new))
    return old.fields == new.fields and old.media == new.media and len({*counts}) == 1


def is_cited(problem: Problem, path: str) -> bool:
    """Whether a problem is that too little of a file is cited."""
    return problem.code == "evidence-low" and problem.path == path
