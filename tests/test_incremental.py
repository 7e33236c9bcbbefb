"""Whatever an author does between two builds, the second gives what a build from nothing gives.

An author edits, builds, edits again. After each step the site is built once more into the same
output, with whatever an earlier build left in `.backstory/`, and a copy of it from nothing: the
files and the problems are the same. `--campaign` tries for hours what the suite tries for seconds:

    pytest tests/test_incremental.py --campaign --no-cov
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from editing import (
    BASE,
    EDITS,
    FAULTS,
    SENTENCES,
    WORDED,
    Desk,
    list_files,
    make_files,
    remove_tree,
    scan,
)
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
    run_state_machine_as_test,
)
from making import ROOT, command

from generator.build import build, make_site
from generator.cache import open_cache
from generator.memory import Memory
from generator.publish import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.build import Result

# Python tells of forking a process with threads; those of the suite's runner do no harm.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

CACHE = ".backstory"
OUTPUTS = ("public", "../elsewhere")
STAGES = 6
# What somebody does to a built site: to one of its files, or beside them.
SPOILED = ("delete", "add", "swap", "swap in silence")
FOREIGN = ("mine.txt", "people/mine.txt", "mine/deep/mine.html")
Bodies = tuple[tuple[str, tuple[str, ...]], ...]


# What a build gives


@dataclass(frozen=True)
class Outcome:
    """What a build said, and the site that it made: no files where nothing was published."""

    told: dict[str, Any]
    files: dict[str, tuple[int, bytes]]


def look(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of everything below a folder."""
    return {name: (mode, data) for name, mode, _, data in scan(folder)}


def tell(result: Result) -> dict[str, Any]:
    """All that a build says of a site, in a form that shows well where it differs.

    That the cache is of no use is said to a person and changes nothing.
    """
    problems = [
        problem
        for problem in result.problems
        if problem.severity == "error" or not problem.path.startswith(CACHE)
        # What is gone, only a build knows that finds it published.
        if problem.code != "page-gone"
    ]
    return {
        "problems": [" | ".join(map(str, asdict(problem).values())) for problem in problems],
        "records": result.records,
        "pages": result.pages,
        "kinds": dict(sorted(result.kinds.items())),
        "urls": dict(sorted(result.urls.items())),
        "unread": sorted(result.unread),
        "is published": result.published is not None,
    }


@lru_cache(maxsize=64)
def build_clean(
    edits: frozenset[str], bodies: Bodies, *, drafts: bool, strict: bool, search: bool = False
) -> Outcome:
    """What a build from nothing gives."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "site")
        desk.save(make_files(edits, dict(bodies)))
        output = Path(folder) / "output"
        how = {"drafts": drafts, "strict": strict, "search": search}
        result = build(desk.folder, output, **how, jobs=1)
        return Outcome(tell(result), look(output))


def compare(found: Mapping[str, Any], wanted: Mapping[str, Any], what: str) -> None:
    """Two tables hold the same; where not, each difference is told."""
    if found == wanted:
        return
    said = []
    for key in sorted(found.keys() | wanted.keys()):
        one, two = found.get(key), wanted.get(key)
        if one != two:
            said += [f"--- {key}", *show_difference(one, two)]
    raise AssertionError("\n".join([f"{what} differ from those of a build from nothing:", *said]))


def show_difference(found: Any, wanted: Any) -> list[str]:
    """What one value has and the other has not, line by line."""
    if found is None or wanted is None:
        return ["is missing" if found is None else "should not be there"]
    if isinstance(found, tuple) and found[0] != wanted[0]:
        return [f"has the mode {found[0]:o}, not {wanted[0]:o}"]
    lines, others = split_lines(found), split_lines(wanted)
    said = [f"  has   {line}" for line in lines if line not in others]
    said += [f"  lacks {line}" for line in others if line not in lines]
    return said or ["  has the same lines in another order or number"]


def split_lines(value: Any) -> list[str]:
    """The lines of a file, or the parts of another value."""
    if isinstance(value, tuple):
        lines: list[str] = value[1].decode(errors="replace").splitlines()
        return lines
    if isinstance(value, dict):
        return [f"{key}: {item}" for key, item in value.items()]
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


# Somebody who edits a site and builds it


class Author:
    """A site, the edits that are made in it, and the folders into which it is built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder / "site")
        self.edits: set[str] = set()
        self.bodies: dict[str, tuple[str, ...]] = {}
        self.foreign: dict[str, dict[str, bytes]] = {name: {} for name in OUTPUTS}
        self.drafts, self.jobs, self.output = False, 1, OUTPUTS[0]
        self.save()

    def toggle(self, *edits: str) -> None:
        """Make edits, or take them back."""
        self.edits ^= set(edits)

    def save(self, date: str = "new") -> None:
        """Bring the site's files to what the edits make of them."""
        self.desk.save(make_files(self.edits, self.bodies), date)

    def path(self) -> Path:
        """The folder into which the site is built now."""
        return self.desk.folder / self.output

    def cache(self) -> Path:
        """What builds leave for later ones."""
        return self.desk.folder / CACHE

    def run(self, watch: Callable[[str], None], *, strict: bool = False) -> Result:
        """Build as the author does."""
        return build(
            self.desk.folder,
            self.path(),
            drafts=self.drafts,
            strict=strict,
            jobs=self.jobs,
            watch=watch,
        )

    def build(self, *, strict: bool = False) -> None:
        """Build, and compare with a build from nothing."""
        try:
            self.build_and_compare(strict=strict)
        except AssertionError as failure:
            # What fails once and not again, Hypothesis would only call flaky.
            print(failure)
            raise

    def build_and_compare(self, *, strict: bool) -> None:
        """See `build`."""
        bodies = tuple(sorted(self.bodies.items()))
        wanted = build_clean(frozenset(self.edits), bodies, drafts=self.drafts, strict=strict)
        output = self.path()
        before = {name: seen for name, *seen in scan(output)}
        result = self.run(lambda _: None, strict=strict)
        if wanted.told["is published"] and any(p.code == "page-gone" for p in result.problems):
            # With --strict, pages do not go by themselves.
            assert result.published or strict
            result = result if result.published else self.run(lambda _: None)
        after = {name: seen for name, *seen in scan(output)}
        compare(tell(result), wanted.told, "what was told")
        self.check_tidy()
        if not wanted.files:
            assert after == before, "the old site was touched"
            return
        foreign = self.foreign[self.output]
        folders = {folder.as_posix() for name in foreign for folder in Path(name).parents}
        others = (foreign.keys() | folders) - wanted.files.keys()
        found = {name: (mode, data) for name, (mode, _, data) in after.items()}
        compare({k: v for k, v in found.items() if k not in others}, wanted.files, "files")
        assert {name: found[name][1] for name in foreign} == foreign
        ours = {name for name, (_, date, _) in after.items() if date} - foreign.keys() - {MANIFEST}
        kept = {name for name in ours & before.keys() if before[name][2] == after[name][2]}
        assert [name for name in kept if before[name] != after[name]] == [], "written for nothing"
        assert result.published
        counted = (result.published.written, result.published.unchanged)
        assert counted == (len(ours - kept), len(kept))

    def check_tidy(self) -> None:
        """A build writes into the output and the cache, and nowhere else."""
        assert self.desk.is_as_saved()
        own = {"content", "static", "templates", CACHE, *OUTPUTS}
        assert {path.name for path in self.desk.folder.iterdir()} <= own
        beside = {path.name for path in self.folder.iterdir()}
        assert beside <= {self.desk.folder.name, "elsewhere", "kept"}

    def do_during(self, stage: int, action: Callable[[], None]) -> None:
        """Build, and do something when the build comes to a stage, counted from 0."""
        begun: list[str] = []

        def watch(name: str) -> None:
            begun.append(name)
            if len(begun) == stage + 1:
                action()

        self.run(watch)


def interrupt() -> None:
    """What Ctrl+C does."""
    raise KeyboardInterrupt


EDIT = st.sampled_from(list(EDITS))
FAULT = st.sampled_from(list(FAULTS))
DATE = st.sampled_from(["new", "kept", "old"])
STAGE = st.integers(0, STAGES - 1)
WORDS = st.lists(st.sampled_from(SENTENCES), max_size=5, unique=True)


class Authoring(RuleBasedStateMachine):
    """An author at work: each step changes something and builds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.author = Author(self.folder)
        self.author.build()

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    @rule(edit=EDIT, date=DATE)
    def change(self, edit: str, date: str) -> None:
        self.author.toggle(edit)
        self.author.save(date)
        self.author.build()

    @rule(edit=EDIT, other=EDIT, date=DATE)
    def change_two(self, edit: str, other: str, date: str) -> None:
        self.author.toggle(edit, other)
        self.author.save(date)
        self.author.build()

    @rule(edit=EDIT, date=DATE)
    def change_and_take_back(self, edit: str, date: str) -> None:
        for _ in range(2):
            self.author.toggle(edit)
            self.author.save(date)
            self.author.build()

    @rule(name=st.sampled_from(WORDED), words=WORDS, date=DATE)
    def reword(self, name: str, words: list[str], date: str) -> None:
        self.author.bodies[name] = tuple(words)
        self.author.save(date)
        self.author.build()

    @rule(fault=FAULT, edit=EDIT, date=DATE)
    def break_and_mend(self, fault: str, edit: str, date: str) -> None:
        self.author.toggle(fault)
        self.author.save()
        self.author.build()
        self.author.toggle(edit)
        self.author.save()
        self.author.build()
        self.author.toggle(fault)
        self.author.save(date)
        self.author.build()

    @rule(drafts=st.booleans(), jobs=st.sampled_from([1, 2]), output=st.sampled_from(OUTPUTS))
    def build_otherwise(self, drafts: bool, jobs: int, output: str) -> None:
        self.author.drafts, self.author.jobs, self.author.output = drafts, jobs, output
        self.author.build()

    @rule(strict=st.booleans())
    def build_again(self, strict: bool) -> None:
        self.author.build(strict=strict)
        self.author.build()

    @rule(way=st.sampled_from(["lose", "keep", "bring back"]), edit=EDIT)
    def treat_cache(self, way: str, edit: str) -> None:
        cache, kept = self.author.cache(), self.folder / "kept"
        if way == "keep" and cache.exists():
            remove_tree(kept)
            shutil.copytree(cache, kept)
        elif way == "lose":
            remove_tree(cache)
        elif kept.exists():
            remove_tree(cache)
            shutil.copytree(kept, cache)
        self.author.toggle(edit)
        self.author.save()
        self.author.build()

    @rule(way=st.sampled_from(["lose", *SPOILED, *FOREIGN]), number=st.integers(0, 99))
    def treat_output(self, way: str, number: int) -> None:
        output, foreign = self.author.path(), self.author.foreign[self.author.output]
        known = {name for name, _, date, _ in scan(output) if date}
        ours = sorted(known - foreign.keys() - {MANIFEST})
        if way == "lose":
            remove_tree(output)
            foreign.clear()
        elif way in FOREIGN and known:
            (output / way).parent.mkdir(parents=True, exist_ok=True)
            (output / way).write_bytes(b"mine")
            foreign[way] = b"mine"
        elif ours:
            name = ours[number % len(ours)]
            note(f"the file is {name}")
            spoil(output / name, way)
        self.author.build()

    @rule(first=EDIT, edit=EDIT, stage=STAGE, date=DATE)
    def change_during_a_build(self, first: str, edit: str, stage: int, date: str) -> None:
        def act() -> None:
            self.author.toggle(edit)
            self.author.save(date)

        self.author.toggle(first)
        self.author.save()
        self.author.do_during(stage, act)
        self.author.build()

    @rule(edit=EDIT, stage=STAGE)
    def interrupt_a_build(self, edit: str, stage: int) -> None:
        self.author.toggle(edit)
        self.author.save()
        with pytest.raises(KeyboardInterrupt):
            self.author.do_during(stage, interrupt)
        self.author.build()

    @rule(way=st.sampled_from(["rename", "copy", "copy without dates"]), edit=EDIT)
    def move_site(self, way: str, edit: str) -> None:
        desk = self.author.desk
        new = self.folder / ("site" if desk.folder.name == "home" else "home")
        if way == "rename":
            desk.folder.rename(new)
        else:
            copy = shutil.copy2 if way == "copy" else shutil.copyfile
            shutil.copytree(desk.folder, new, copy_function=copy)
            shutil.rmtree(desk.folder)
        desk.folder = new
        if way == "copy without dates":
            for path in new.glob("public/**/*"):
                path.chmod(0o755 if path.is_dir() else 0o644)
        self.author.toggle(edit)
        self.author.save()
        self.author.build()


def spoil(path: Path, way: str) -> None:
    """Change a file of a built site by hand; in silence, neither size nor date tell of it."""
    stat, data = path.stat(), path.read_bytes()
    if way == "delete":
        path.unlink()
    elif way == "add":
        path.write_bytes(data + b" ")
    else:
        path.write_bytes(data[::-1] if data != data[::-1] else b"#" * len(data))
    if way == "swap in silence":
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("part", range(4))
def test_an_author_at_work_gets_what_a_build_from_nothing_gives(
    part: int, request: pytest.FixtureRequest
) -> None:
    is_long = request.config.getoption("--campaign")
    examples, steps = (250, 20) if is_long else (5, 8)
    run_state_machine_as_test(
        Authoring,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
        ),
    )


def test_each_edit_is_one(request: pytest.FixtureRequest) -> None:
    """Every edit changes the files, and every fault is one; the long run builds each, both ways."""
    base = make_files([])
    assert [name for name in [*EDITS, *FAULTS] if make_files([name]) == base] == []
    assert set(WORDED) <= BASE.keys()
    if not request.config.getoption("--campaign"):
        return
    with tempfile.TemporaryDirectory() as folder:
        author = Author(Path(folder))
        author.build()
        for name in [*EDITS, *FAULTS]:
            for date in ("new", "old"):
                author.toggle(name)
                author.save(date)
                author.build()
            told = build_clean(frozenset([name]), (), drafts=False, strict=False).told
            assert told["is published"] == (name in EDITS), name


# To show that all this can fail: of what a page depends on, one part after another is left out

# For each word of facts, an edit of which no other fact tells.
LEFT_OUT = {
    "text": "body: the sentence around a citation",
    "fields": "person: another position",
    "spelling": "names: an alias",
    "template": "templates: of one kind",
    "around": "event: in another year",
    "audit": "person: in a list, other body",
    "bearer": "person: another name of the same length",
    "bears": "names: an alias with the family name of another",
    "beside": "place: near another",
    "called": "article: another title, referred to",
    "card": "import: one more",
    "gap": "event: an uncertain day",
    "id": "source: another author",
    "is": "move: what an article tells of is a later event",
    "kind": "article: draft is done",
    "led": "article: draft",
    "links": "body: tells of a later event",
    "media": "media: another picture",
    "medium": "two documents of one name",
    "name": "names: an author of the site",
    "own": "person: another position",
    "part": "event: undated between two",
    "path": "new: record nearer than the one that a link leads to",
    "pointers": "article: sources in front matter",
    "quotes": "person: in a list, other body",
    "series": "article: another joins the series",
    "settings": "links: alive",
    "site": "page: another title",
    "templates": "template that cannot be read",
    "translations": "article: translation of another",
    "type": "new: event between others",
}
# What is only there in a long index.
LONG = ["part"]


def leave_out(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Let no fact of a word ever seem another than it was."""
    compare_word = Memory.compare_word

    def compare_all_but(memory: Memory, one: str, whole: str, values: dict[str, str]) -> list[str]:
        stale = {name: [*facts] for name, facts in memory.stale.items()}
        changed = compare_word(memory, one, whole, values)
        if one != word:
            return changed
        memory.stale = stale
        return []

    monkeypatch.setattr(Memory, "compare_word", compare_all_but)


def is_told_without(word: str, edit: str) -> bool:
    """Whether an edit shows that the facts of a word were left out."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if word in LONG:
            patch.setattr("generator.evidence.MOST_ENTRIES", 1)
            build_clean.cache_clear()
        author = Author(Path(folder))
        author.build()
        leave_out(patch, word)
        author.toggle(edit)
        author.save()
        try:
            author.build()
        except AssertionError:
            return True
        finally:
            if word in LONG:
                build_clean.cache_clear()
        return False


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("word", LEFT_OUT)
def test_leaving_out_a_part_of_what_a_page_depends_on_is_found(word: str) -> None:
    assert is_told_without(word, LEFT_OUT[word])


def test_each_part_of_what_a_page_depends_on_is_left_out_once(tmp_path: Path) -> None:
    author = Author(tmp_path)
    author.build()
    with closing(open_cache(author.desk.folder, "site")[0]) as cache:
        keys = [key.partition(" ") for key, _ in cache.read_all("state")]
    assert {word for what, _, word in keys if what == "facts"} == LEFT_OUT.keys()


# The same bytes under all circumstances, also where those of the build before were others

CIRCUMSTANCES = (
    ("1", 0o022, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"}),
    ("2", 0o077, {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8"}),
    ("8", 0o002, {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "POSIX"}),
    ("1", 0o027, {"PYTHONHASHSEED": "3", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
)
DETERMINED = (
    ("person: another name", "source: another author"),
    ("event: undated between two",),
    ("person: another name", "source: another author", "event: undated between two"),
)


def test_a_build_may_go_on_under_circumstances_that_another_began_under(tmp_path: Path) -> None:
    author = Author(tmp_path)
    for number, (jobs, mask, environment) in enumerate(CIRCUMSTANCES):
        edits = ((), *DETERMINED)[number]
        author.toggle(*edits)
        author.save()
        wanted = build_clean(frozenset(author.edits), (), drafts=False, strict=False, search=True)
        old = os.umask(mask)
        try:
            done = command("build", "--jobs", jobs, folder=author.desk.folder, **environment)
        finally:
            os.umask(old)
        assert (done.returncode, done.stderr) == (0, "")
        compare(look(author.path()), wanted.files, "files")
        moved = tmp_path / f"deeper-{number}" / "site"
        moved.parent.mkdir()
        author.desk.folder = author.desk.folder.rename(moved)


class Shuffled:
    """What `os.scandir` gives, in another order."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self.entries = iter(entries)

    def __enter__(self) -> Shuffled:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self.entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self.entries)

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.usefixtures("uncounted")
def test_the_order_in_which_folders_are_listed_may_change_between_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = [frozenset[str](), frozenset(DETERMINED[0]), frozenset(DETERMINED[2])]
    for state in states:
        build_clean(state, (), drafts=False, strict=False)
    author = Author(tmp_path)
    listdir, scandir = os.listdir, os.scandir
    orders = random.Random(1)
    listed: list[bool] = []

    def shuffle(found: list[Any]) -> list[Any]:
        listed.append(True)
        return orders.sample(found, len(found))

    def scan(path: Any = ".") -> Shuffled:
        with scandir(path) as entries:
            return Shuffled(shuffle(list(entries)))

    monkeypatch.setattr(os, "listdir", lambda path=".": shuffle(listdir(path)))
    monkeypatch.setattr(os, "scandir", scan)
    for state in [*states, states[0]]:
        author.edits = set(state)
        author.save()
        author.build()
    assert len(listed) > 50


@pytest.mark.usefixtures("uncounted")
def test_files_may_be_parsed_in_several_threads_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    people = {
        f"content/people/p{n}.md": "\n".join(
            [f"---\nname: P{n}\n---", *random.Random(n).sample(SENTENCES[:12], 6)]
        ).encode()
        for n in range(110)
    }
    desk.save(make_files([]) | people)
    with ThreadPoolExecutor(4) as executor:
        threaded = make_site(desk.folder, executor=executor)
    alone = make_site(desk.folder, jobs=1)
    assert threaded.problems == alone.problems
    assert threaded.files == alone.files


# A cache that came to harm

Damage = Callable[[Path, random.Random, Path], None]


def choose(cache: Path, chance: random.Random) -> Path:
    """A file of the cache."""
    return chance.choice([path for path in list_files(cache) if path.name != ".gitignore"])


def cut(cache: Path, chance: random.Random, _: Path) -> None:
    path = choose(cache, chance)
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data) or 1)])


def flip_bits(cache: Path, chance: random.Random, _: Path) -> None:
    path = choose(cache, chance)
    data = bytearray(path.read_bytes())
    for _flip in range(chance.randint(1, 40) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def zero(cache: Path, chance: random.Random, _: Path) -> None:
    path = choose(cache, chance)
    data = path.read_bytes()
    start = chance.randrange(len(data) or 1)
    path.write_bytes(data[:start] + bytes(min(4096, len(data) - start)) + data[start + 4096 :])


def empty(cache: Path, chance: random.Random, _: Path) -> None:
    choose(cache, chance).write_bytes(b"")


def write_text(cache: Path, chance: random.Random, _: Path) -> None:
    choose(cache, chance).write_bytes(b"{}\nThis is no cache.\n")


def lose(cache: Path, chance: random.Random, _: Path) -> None:
    choose(cache, chance).unlink()


def lengthen(cache: Path, chance: random.Random, _: Path) -> None:
    with choose(cache, chance).open("ab") as file:
        file.write(chance.randbytes(chance.randint(1, 9000)))


def change_version(cache: Path, chance: random.Random, _: Path) -> None:
    """Say that a cache is of another schema, as one of another version of the program is."""
    for path in list_files(cache):
        if path.read_bytes().startswith(b"SQLite format 3"):
            with closing(sqlite3.connect(path)) as base, base:
                base.execute(f"PRAGMA user_version = {chance.randint(1, 99_999)}")
                base.execute(f"PRAGMA application_id = {chance.randint(0, 99_999)}")
        else:
            path.write_bytes(re.sub(rb"\d+", b"99999", path.read_bytes(), count=1))


def change_schema(cache: Path, chance: random.Random, _: Path) -> None:
    """Keep the version of a cache and take its tables away, or all that is in them."""
    for path in list_files(cache):
        if path.read_bytes().startswith(b"SQLite format 3"):
            with closing(sqlite3.connect(path)) as base, base:
                found = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                names = [name for (name,) in found if not name.startswith("sqlite_")]
                for name in chance.sample(names, chance.randint(1, len(names)) if names else 0):
                    way = chance.choice(["DROP TABLE", "DELETE FROM"])
                    base.execute(f'{way} "{name}"')
        else:
            path.write_bytes(b"{}")


def change_values(cache: Path, chance: random.Random, _: Path) -> None:
    """Put other bytes where a cache keeps some, in a file that is whole all the same."""
    for path in cache.glob("*.sqlite"):
        if path.read_bytes().startswith(b"SQLite format 3"):
            with closing(sqlite3.connect(path)) as base, base:
                found = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                for (name,) in list(found):
                    for column in list(base.execute(f'PRAGMA table_info("{name}")')):
                        if column[2] == "BLOB" and not column[5]:
                            base.execute(f'UPDATE "{name}" SET "{column[1]}" = x\'00ff\'')
        else:
            cut(cache, chance, path)


def make_file_read_only(cache: Path, chance: random.Random, _: Path) -> None:
    choose(cache, chance).chmod(0o444)


def make_folder_read_only(cache: Path, _chance: random.Random, _: Path) -> None:
    for path in [*list_files(cache), *sorted(cache.rglob("*/")), cache]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def make_unreadable(cache: Path, chance: random.Random, _: Path) -> None:
    choose(cache, chance).chmod(0)


def put_folder_in_its_place(cache: Path, chance: random.Random, _: Path) -> None:
    path = choose(cache, chance)
    path.unlink()
    (path / "deep").mkdir(parents=True)
    (path / "deep" / "file").write_bytes(b"x")


def put_file_in_place_of_folder(cache: Path, _chance: random.Random, _: Path) -> None:
    remove_tree(cache)
    cache.write_bytes(b"no folder")


def link_file_elsewhere(cache: Path, chance: random.Random, elsewhere: Path) -> None:
    path = choose(cache, chance)
    path.unlink()
    path.symlink_to(elsewhere / "mine.txt")


def link_to_nothing(cache: Path, chance: random.Random, elsewhere: Path) -> None:
    path = choose(cache, chance)
    path.unlink()
    path.symlink_to(elsewhere / "missing.txt")


def link_folder_elsewhere(cache: Path, _chance: random.Random, elsewhere: Path) -> None:
    remove_tree(cache)
    cache.symlink_to(elsewhere)


def link_to_itself(cache: Path, chance: random.Random, _: Path) -> None:
    path = chance.choice([cache, choose(cache, chance)])
    remove_tree(path)
    path.symlink_to(path)


def leave_rests(cache: Path, chance: random.Random, _: Path) -> None:
    """Leave beside the cache what a database leaves there when it is torn from its work."""
    path = choose(cache, chance)
    for ending in ("-wal", "-journal", "-shm", ".tmp", ".lock"):
        (path.parent / f"{path.name}{ending}").write_bytes(chance.randbytes(5000))


def mix(cache: Path, chance: random.Random, _: Path) -> None:
    paths = list(list_files(cache))
    one, two = chance.choice(paths), chance.choice(paths)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def take_another_site(cache: Path, _chance: random.Random, _: Path) -> None:
    """Put the cache of another site there, which has files of the same names."""
    with tempfile.TemporaryDirectory() as folder:
        other = Author(Path(folder))
        other.toggle(*list(EDITS)[::7])
        other.save()
        other.run(lambda _: None)
        remove_tree(cache)
        shutil.copytree(other.cache(), cache)


# In an order, for processes that share the tests must find them in the same one.
RIGHTS: list[Damage] = [make_file_read_only, make_folder_read_only, make_unreadable]
DAMAGES: list[Damage] = [
    cut,
    flip_bits,
    zero,
    empty,
    write_text,
    lose,
    lengthen,
    change_version,
    change_schema,
    change_values,
    *RIGHTS,
    put_folder_in_its_place,
    put_file_in_place_of_folder,
    link_file_elsewhere,
    link_folder_elsewhere,
    link_to_itself,
    link_to_nothing,
    leave_rests,
    mix,
    take_another_site,
]


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_cache_spoils_nothing(
    damage: Damage, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if damage in RIGHTS and os.geteuid() == 0:
        pytest.skip("root may read and write everything")
    for number in range(25 if request.config.getoption("--campaign") else 1):
        folder = tmp_path / str(number)
        elsewhere = folder / "kept"
        elsewhere.mkdir(parents=True)
        (elsewhere / "mine.txt").write_bytes(b"mine")
        chance = random.Random(f"{damage.__name__} {number}")
        author = Author(folder)
        author.build()
        if not any(list_files(author.cache())):
            pytest.skip(f"no build leaves a file in {CACHE}/: there is nothing to damage")
        if number:
            author.toggle(*chance.sample(list(EDITS), 3))
            author.save()
            author.build()
        damage(author.cache(), chance, elsewhere)
        for edits in chance.sample([[], chance.sample(list(EDITS), 1)], 2):
            author.toggle(*edits)
            author.save()
            author.build()
        assert (elsewhere / "mine.txt").read_bytes() == b"mine"
        make_writable(folder)


def make_writable(folder: Path) -> None:
    """Give rights back, so that the folder can be deleted."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.usefixtures("uncounted")
def test_a_cache_that_comes_back_from_a_backup_spoils_nothing(tmp_path: Path) -> None:
    author = Author(tmp_path)
    author.build()
    if not any(list_files(author.cache())):
        pytest.skip(f"no build leaves a file in {CACHE}/: there is nothing to bring back")
    shutil.copytree(author.cache(), tmp_path / "kept")
    for edit in ("person: another name of the same length", "event: another day"):
        author.toggle(edit)
        author.save("kept")
        author.build()
    remove_tree(author.cache())
    shutil.copytree(tmp_path / "kept", author.cache())
    author.build()


# A build that is torn from its work

BUILD = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from generator.build import build
print("ready", flush=True)
result = build(Path(sys.argv[1]), Path(sys.argv[2]), jobs=int(sys.argv[3]))
print(json.dumps([asdict(problem) for problem in result.problems]))
"""


@pytest.mark.usefixtures("uncounted")
def test_a_build_that_is_killed_spoils_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    author = Author(tmp_path)
    author.build()
    chance = random.Random(1)
    for _ in range(200 if request.config.getoption("--campaign") else 3):
        author.toggle(*chance.sample(list(EDITS), 2))
        author.save()
        with subprocess.Popen(
            [sys.executable, "-c", BUILD, author.desk.folder, author.path(), "1"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.4))
            process.kill()
        author.build()


# A worker that dies: no content file is known to do it, so the one library that reads every body
# is made to, in the worker's own process, where Python looks for `sitecustomize` when it starts

DEADLY = """
import ctypes, os, signal, markdown
convert = markdown.Markdown.convert

def guarded(self, source):
    if "Deadly exit" in source:
        os._exit(3)
    if "Deadly fault" in source:
        ctypes.string_at(0)
    if "Deadly signal" in source:
        os.kill(os.getpid(), signal.SIGKILL)
    return convert(self, source)

markdown.Markdown.convert = guarded
"""
FATAL = {
    "exit": {"content/people/a.md": "Deadly exit"},
    "fault": {"content/people/a.md": "Deadly fault"},
    "signal": {"content/people/a.md": "Deadly signal"},
    "two files": {"content/people/a.md": "Deadly exit", "content/people/z.md": "Deadly fault"},
}


@pytest.mark.parametrize("bodies", FATAL.values(), ids=FATAL)
def test_a_worker_that_dies_is_a_problem_of_the_file_that_it_read(
    bodies: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    author = Author(tmp_path / "home")
    author.build()
    before = look(author.path())
    fatal = {name: f"---\nname: P\n---\n{body}\n".encode() for name, body in bodies.items()}
    author.desk.save(make_files(["no such day", "unknown field"]) | fatal)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, author.desk.folder, author.path(), "2"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    problems = json.loads(done.stdout.removeprefix("ready\n"))
    found = {(one["path"], one["code"]) for one in problems if one["severity"] == "error"}
    dead = {(name, "worker-died") for name in bodies}
    others = {
        ("content/events/2018-meeting.md", "date"),
        ("content/organizations/council.md", "unknown-key"),
    }
    assert found == dead | others
    assert look(author.path()) == before
    author.save()
    author.build()
