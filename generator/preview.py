"""Builds for the preview: in a process of their own, one after another, told by what changed.

A build takes the processor for itself, so that in the server's own process every request would
wait for it; and nothing that content does to a build can end the server.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.assets import read_small
from generator.build import run
from generator.cache import Cache
from generator.config import Config
from generator.engine import Engine
from generator.files import Placed, sha256
from generator.folders import theme_folder
from generator.outputs import Output
from generator.overlay import describe_problems
from generator.problems import Problem, error
from generator.revision import revise
from generator.stamp import Stamp
from generator.words import words_of
from generator.workers import Workers, spare_collector

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from generator.result import Result, Standing

# Static files up to this size are kept with the generation; larger ones are read when asked for.
SMALL = 1_000_000
# So many seconds a build has to end in order.
GRACE = 0.4
# Problems because of which there is no telling what a site would be, or that it would be safe.
UNREADABLE = {"no-content", "config-missing", "unreadable", "media-active", "svg-script"}


@dataclass(frozen=True)
class Built:
    """What a build gave: the files that differ from those of the build before, and the rest.

    `is_whole` tells that there was no build before; `is_kept` that the site could not be read, so
    that there are no new files; `is_revised` that no more was made than what depends on a text.
    `fault` is a traceback of the program itself.
    """

    files: dict[str, bytes | Path] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    overlay: dict[str, Any] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    records: int = 0
    pages: int = 0
    language: str = "en"
    seconds: float = 0.0
    is_whole: bool = False
    is_kept: bool = False
    is_revised: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Generation:
    """All files of one build by URL. `changed` are the URLs that differ from those before."""

    number: int
    files: Mapping[str, bytes | Path]
    changed: frozenset[str] = frozenset()


def find_hindering(result: Result) -> list[Problem]:
    """The problems because of which something could not be read: the last good site stays."""
    return [
        problem
        for problem in result.problems
        if problem.severity == "error"
        and (
            problem.path in result.unread
            or problem.path == "content/site.yaml"
            or problem.path.startswith("templates/")
            or problem.code in UNREADABLE
        )
    ]


class Builder:
    """Builds one site again and again, and tells what differs from the build before."""

    def __init__(self, source: Path, *, drafts: bool) -> None:
        self.source, self.drafts = source, drafts
        self.has_been_good = False
        self.begin()

    def begin(self) -> None:
        """Begin without anything that earlier builds found out."""
        self.engine = Engine(Cache(None))
        self.digests: dict[str, str] = {}
        self.stamp: Stamp | None = None
        self.standing: Standing | None = None

    def build(self) -> Built:
        """Build the preview. Until it is good for the first time, what there is must do."""
        begun = time.perf_counter()
        stamp, changes = Stamp.take(self.source), Changes(self.digests, self.source)
        revised = self.revise(stamp, changes)
        result = revised or self.run(stamp, changes)
        hindering = find_hindering(result)
        is_kept = self.has_been_good and bool(hindering)
        self.has_been_good |= not hindering
        is_whole, files, removed = not self.digests, changes.changed, changes.removed
        if is_kept:
            self.engine.forget()
            self.standing, files, removed = None, {}, frozenset()
        else:
            if not revised:
                self.engine.advance()
            self.digests, self.stamp = changes.digests, stamp
        config = result.config or Config(title="")
        words = words_of(config.language)
        # What keeps the site as it was is to be mended first.
        told = [*hindering, *(p for p in result.problems if p not in hindering)]
        return Built(
            files=files,
            removed=removed,
            problems=result.problems,
            overlay=describe_problems(told, self.source, config.editor, words, is_kept=is_kept),
            urls=result.urls,
            records=result.records,
            pages=result.pages,
            language=config.language,
            seconds=time.perf_counter() - begun,
            is_whole=is_whole,
            is_kept=is_kept,
            is_revised=revised is not None,
        )

    def revise(self, stamp: Stamp, changes: Changes) -> Result | None:
        """Build only what depends on the texts that were saved, where nothing else has changed."""
        if self.stamp is None or self.standing is None:
            return None
        changed = (self.stamp.signs.keys() | stamp.signs.keys()) - self.stamp.find_same(stamp)
        with Workers(1) as workers:
            result = revise(self.standing, self.engine, changed, workers)
        if result:
            changes.take_some(result.files)
        return result

    def run(self, stamp: Stamp, changes: Changes) -> Result:
        """Build what depends on anything that has changed; `stamp` is how the folders are now."""
        self.standing, known = None, dict[str, str]()
        if self.stamp:
            digests, same = self.engine.files, self.stamp.find_same(stamp)
            known = {path: digests[path] for path in same if path in digests}
        with Workers() as workers:
            result = run(
                self.source,
                self.engine,
                changes,
                workers,
                known=known,
                drafts=self.drafts,
                preview=True,
            )
        self.standing = result.standing
        return result


class Changes(Output):
    """Takes the files of a preview, and keeps those that differ from the ones before."""

    # Whoever writes does not wait for them: the pictures themselves are shown.
    takes_copies = False

    def __init__(self, old: Mapping[str, str], source: Path) -> None:
        """`old` gives what tells the files before by their URLs."""
        self.old, self.folders = old, (source, theme_folder())
        self.digests: dict[str, str] = {}
        self.changed: dict[str, bytes | Path] = {}

    @property
    def removed(self) -> frozenset[str]:
        """The files before that are no more."""
        return frozenset(self.old.keys() - self.digests.keys())

    def has(self, url: str, digest_of: str) -> bool:
        """Whether the file before is this one."""
        return self.old.get(url) == digest_of

    def keep(self, url: str) -> None:
        """Take the file before."""
        self.digests.setdefault(url, self.old[url])

    def place(self, url: str, content: bytes) -> Placed:
        """Bytes are not placed before they are taken; those of an old file are not needed."""
        found = sha256(content)
        is_old = self.has(url, found)
        return Placed(found, is_old, b"" if is_old else content)

    def take(self, url: str, placed: Placed) -> str:
        """Take new bytes; of two files with one URL, which is an error, the first."""
        self.note(url, placed.digest, placed.content)
        return placed.digest

    def copy(self, url: str, path: Path) -> None:
        """Take a file, or where a large one is."""
        small = None if url.startswith("media/") else read_small(path, self.folders, SMALL)
        if small is None:
            self.note(url, sign_state(path), path)
        else:
            self.note(url, sha256(small), small)

    def note(self, url: str, found: str, content: bytes | Path) -> None:
        """Take in what is there now, for the first that has the URL."""
        if url not in self.digests:
            self.digests[url] = found
            if self.old.get(url) != found:
                self.changed[url] = content

    def take_some(self, files: Mapping[str, bytes | Path]) -> None:
        """Take some files anew, and all others as they were."""
        for url, content in files.items():
            self.write(url, content)
        self.digests = {**self.old, **self.digests}


def sign_state(path: Path) -> str:
    """What tells a file that stays where it is from an earlier one: its state."""
    with suppress(OSError):
        state = path.stat()
        return f"{state.st_mtime_ns} {state.st_size} {state.st_ino}"
    return ""


def advance(generation: Generation | None, built: Built) -> Generation:
    """The generation after a build; the same one if nothing changed."""
    old = {} if generation is None else generation.files
    # Milliseconds to begin with, so that a page of a server that has ended is none of the next.
    number = time.time_ns() // 1_000_000 if generation is None else generation.number
    if built.is_kept or built.fault:
        return generation or Generation(number, {})
    files = {} if built.is_whole else {u: old[u] for u in old.keys() - built.removed}
    changed = {url for url, new in built.files.items() if old.get(url) != new}
    if not built.is_whole:
        changed |= {url for url, new in built.files.items() if not isinstance(new, bytes)}
    # Of what is the same, the object that is there already stays, and takes no memory twice.
    files |= {url: new if url in changed else old[url] for url, new in built.files.items()}
    changed |= old.keys() - files.keys()
    if generation is not None and not changed:
        return generation
    return Generation(number + 1, files, frozenset(changed))


def work(pipe: Connection, source: Path, drafts: bool) -> None:
    """Build each time that is asked for, until the other end is closed."""
    if sys.platform != "win32":
        # The terminal's Ctrl-C is for the server, which ends this process and those it starts.
        os.setsid()
        signal.signal(signal.SIGTERM, end)
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    spare_collector()
    builder = Builder(source, drafts=drafts)
    with suppress(EOFError, OSError):
        while True:
            pipe.recv()
            try:
                built = builder.build()
            except Exception:
                builder.begin()
                built = Built(fault=traceback.format_exc())
            pipe.send(built)
            # What a build leaves in circles is looked for while nobody waits.
            if not built.is_revised and not pipe.poll():
                gc.collect()


def end(*_: object) -> None:
    """End in order, in the middle of a build: what has been opened is closed and removed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


class Worker:
    """The process that builds; if it dies, the next build starts another."""

    def __init__(self, source: Path, *, drafts: bool) -> None:
        """Nothing is started before the first build."""
        self.arguments = (source, drafts)
        self.process: SpawnProcess | None = None
        self.lock, self.is_over = threading.Lock(), False

    def build(self) -> Built:
        """Build once. A process that content has killed is a fault like any other."""
        with self.lock:
            if self.is_over:
                return Built(fault="the preview has ended")
            process = self.process or self.start()
        try:
            self.pipe.send(None)
            built: Built = self.pipe.recv()
        except (EOFError, OSError):
            process.join()
            self.process = None
            return Built(fault=f"the process that builds ended with {process.exitcode}")
        return built

    def start(self) -> SpawnProcess:
        """Start a process: a fresh one, since a copy of this would hold its threads' locks."""
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=work, args=(other, *self.arguments), daemon=False)
        self.process.start()
        other.close()
        return self.process

    def kill(self) -> None:
        """End the process, and those it has started, in order or by force; no other is started."""
        with self.lock:
            self.is_over, process = True, self.process
        if process is None or process.pid is None:
            return
        if sys.platform == "win32":
            process.kill()
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except OSError:
                # It has not begun, or it has ended.
                with suppress(OSError):
                    os.kill(process.pid, number)
            process.join(GRACE)


def fault_problem() -> Problem:
    """What the overlay says of a fault of the program itself."""
    message = "the program itself failed; the terminal tells more"
    fix = "undo the last change, and report what the terminal says"
    return error("fault", "content", 0, 0, message, fix)
