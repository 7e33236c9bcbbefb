"""Whether a published site is what a build from nothing would give, byte for byte."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from generator.build import run
from generator.cache import Cache
from generator.engine import Engine
from generator.files import Placed, digest, sha256
from generator.folders import list_roots, take_snapshot
from generator.output import read_manifest, resolve_output
from generator.outputs import Output
from generator.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from generator.folders import Snapshot


class Difference(NamedTuple):
    """A file that a build from nothing gives otherwise: its URL, and in what it differs."""

    url: str
    what: str


class Compared(Output):
    """Takes each file of a site as it is made, compares it with the published one, and drops it."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.known = read_manifest(target) or {}
        self.seen: set[str] = set()
        self.found: list[Difference] = []

    def has(self, url: str, digest_of: str) -> bool:
        """Nothing is taken as it was."""
        return False

    def keep(self, url: str) -> None:
        """Nothing is kept."""
        raise ValueError(f"nothing is kept: {url!r}")

    def place(self, url: str, content: bytes) -> Placed:
        """Of a new file, only what tells it from the other is wanted."""
        return Placed(sha256(content))

    def take(self, url: str, placed: Placed) -> str:
        """Compare a file; of two with one URL, the first."""
        self.compare(url, placed.digest)
        return placed.digest

    def copy(self, url: str, path: Path) -> None:
        """Compare an author's file."""
        self.compare(url, digest(path))

    def compare(self, url: str, made: str) -> None:
        """Note how a file differs from the published one."""
        if url not in self.seen:
            self.seen.add(url)
            there = ""
            with suppress(OSError):
                there = digest(self.target / url)
            if made != there:
                self.found.append(Difference(url, "differs" if there else "is missing"))
            elif self.known.get(url) != made:
                self.found.append(Difference(url, "is not as the manifest says"))

    def finish(self) -> list[Difference]:
        """All that differs, sorted."""
        more = [Difference(url, "is too much") for url in self.known.keys() - self.seen]
        return sorted([*self.found, *more])


class Verification:
    """Compares a published site with a build from nothing, if nobody edits it meanwhile."""

    def __init__(self, source: Path) -> None:
        """Look at the site's folders, before it is built."""
        self.source = source
        self.before = self.look()

    def look(self) -> Snapshot:
        """What the site's folders look like."""
        return take_snapshot(list_roots(self.source))

    def compare(
        self,
        output: Path,
        *,
        drafts: bool,
        search: bool,
        jobs: int | None,
        executor: Executor | None,
        watch: Callable[[str], None],
    ) -> list[Difference] | None:
        """What differs; None if the site was edited, so that nothing can be said of it.

        Nothing is taken from the cache, and no page is held in memory.
        """
        watch("verifying")
        compared = Compared(resolve_output(output))
        with Workers(jobs, executor) as workers:
            engine = Engine(Cache(None))
            run(self.source, engine, compared, workers, drafts=drafts, search=search)
        return compared.finish() if self.look() == self.before else None
