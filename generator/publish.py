"""Put a built site into its output folder: all of it, or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from generator.files import (
    FILE_MODE,
    Placed,
    digest,
    link,
    make_folder,
    read_chunks,
    remove_if_empty,
    remove_tree,
    set_mode,
    sha256,
    write_file,
    write_manifest,
)
from generator.interrupts import Interrupts
from generator.locks import lock, wait_silently
from generator.output import (
    MANIFEST,
    check_owner,
    display,
    is_folder,
    is_url,
    list_folders,
    list_tree,
    read_manifest,
    refusal,
    reporting,
    resolve_output,
)
from generator.swap import (
    has_mounts,
    list_steps,
    make_staging,
    read_journal,
    recover,
    replace_stepwise,
    swap,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from hashlib import _Hash as Hash

# Of a file: its size in bytes, when it was modified and when its entry was, both in nanoseconds,
# and its inode.
Stat = tuple[int, int, int, int]


@dataclass(frozen=True)
class Published:
    """How many files were written, kept as they were, and removed.

    `is_stepwise` says that the files had to be replaced one by one, so that for a moment a reader
    could see pages of both sites.
    """

    written: int
    unchanged: int
    removed: int
    is_stepwise: bool = False


class Staging:
    """A new site that is put together beside the old one, and then takes its place in one step.

    URLs are such as "people/ada.html". `trusted` gives the stats of published files that
    `read_stats` read after the last publishing; a file that still has them is not read again.
    Another run that publishes into the same folder is waited for: `waits` is called after a
    second, with the number of its process if that is known.

    Whoever leaves the block without `publish`, or by an exception (SIGINT and SIGTERM raise one),
    leaves the old site as it was. Raises PublishError for all that the file system refuses.
    """

    def __init__(
        self,
        output: Path,
        trusted: Mapping[str, Stat],
        waits: Callable[[int | None], None] = wait_silently,
    ) -> None:
        self.output = output
        self.trusted = trusted
        self.waits = waits
        self.process = os.getpid()
        self.interrupts = Interrupts()
        # The sha256 of each file staged so far, and which of them are the published ones.
        self.digests: dict[str, str] = {}
        self.kept: list[str] = []
        self.folders: set[str] = set()
        # Which published files were looked at; with what modes, where they are not as we left it.
        self.intact: dict[str, bool] = {}
        self.odd_modes: set[str] = set()

    def __enter__(self) -> Self:
        with ExitStack() as stack, reporting(self.output):
            stack.enter_context(self.interrupts)
            self.target = resolve_output(self.output)
            self.target.parent.mkdir(parents=True, exist_ok=True)
            is_locked = stack.enter_context(lock(self.target, self.waits))
            with self.interrupts.held():
                recover(self.output, self.target, is_locked=is_locked)
                manifest = check_owner(self.output, self.target)
                self.is_new, self.known = manifest is None, manifest or {}
                where = display(str(self.target.parent))
                with reporting(self.output, f"cannot write in `{where}`"):
                    self.folder = make_staging(self.target)
                stack.callback(self.remove)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        # A forked process may come here, too: nothing of this is its own.
        if self.process == os.getpid():
            with self.interrupts.held():
                self.stack.close()

    @property
    def is_inside(self) -> bool:
        """Whether files are staged inside the output, and will be replaced one by one."""
        return self.folder.parent == self.target

    def is_intact(self, url: str) -> bool:
        """Tell whether the published file is still the one that the manifest says."""
        if url not in self.intact:
            self.intact[url] = url in self.known and self.is_as_published(url)
        return self.intact[url]

    def is_as_published(self, url: str) -> bool:
        """Compare a file with what is trusted of it or, if that fails, with the manifest."""
        path = f"{self.target}/{url}"
        try:
            found = os.lstat(path)
        except OSError:
            return False
        if stat_of(found) == self.trusted.get(url):
            return True
        if not stat.S_ISREG(found.st_mode):
            return False
        if stat.S_IMODE(found.st_mode) != FILE_MODE:
            self.odd_modes.add(url)
        with self.reading(Path(path)):
            return digest(Path(path)) == self.known[url]

    def write(self, url: str, content: bytes | Path) -> None:
        """Stage bytes or a copy of a file; where the published file has them, stage that one."""
        if isinstance(content, bytes):
            self.take(url, self.place(url, content))
        else:
            self.copy(url, content)

    def has(self, url: str, digest_of: str) -> bool:
        """Tell whether the published file has these bytes, by their sha256."""
        return self.known.get(url) == digest_of and self.is_intact(url)

    def place(self, url: str, content: bytes) -> Placed:
        """Write a file of the staged site, unless the published one has its bytes.

        This notes nothing, and may be done in a fork.
        """
        new = sha256(content)
        is_old = self.has(url, new)
        if not is_old and url not in self.digests:
            self.put(url, [content])
        return Placed(new, is_old)

    def take(self, url: str, placed: Placed) -> None:
        """Note what was placed, here or in a fork."""
        if placed.is_old:
            self.keep(url)
        else:
            self.refuse_twice(url)
            self.digests[url] = placed.digest

    def copy(self, url: str, path: Path) -> None:
        """Stage a copy of a file; where the published file is one, stage that."""
        self.refuse_twice(url)
        if url in self.known:
            with self.reading(path):
                new = digest(path)
            if self.has(url, new):
                self.keep(url)
                return
        # A picture may have been saved anew since it was first read.
        computed = hashlib.sha256()
        self.put(url, self.read(path, computed))
        self.digests[url] = computed.hexdigest()

    def put(self, url: str, chunks: Iterable[bytes]) -> None:
        """Write a file of the staged site."""
        if not is_url(url):
            raise ValueError(f"not a path inside the site: {url!r}")
        with reporting(self.output, f"cannot write `{display(url)}`"):
            self.make_folders(url.rpartition("/")[0])
            write_file(self.folder / url, chunks)

    def keep(self, url: str) -> None:
        """Stage the published file, which is intact, as it is.

        This only notes it down: when nothing changes, nothing has to be linked.
        """
        self.refuse_twice(url)
        if not self.is_intact(url):
            raise ValueError(f"no published file is intact: {url!r}")
        self.digests[url] = self.known[url]
        self.kept.append(url)

    def refuse_twice(self, url: str) -> None:
        """Let a URL be staged once."""
        if url in self.digests:
            raise ValueError(f"staged before: {url!r}")

    def reading(self, path: Path) -> AbstractContextManager[None]:
        """Report a file that cannot be read."""
        return reporting(self.output, f"cannot read `{display(str(path))}`")

    def read(self, path: Path, computed: Hash) -> Iterator[bytes]:
        """Read a file of the author's piece by piece, and compute its digest."""
        with self.reading(path):
            for chunk in read_chunks(path):
                computed.update(chunk)
                yield chunk

    def read_old(self, url: str) -> str:
        """The text of a published file, as far as it can be read."""
        with suppress(OSError):
            return (self.target / url).read_text(encoding="utf-8", errors="replace")
        return ""

    def make_folders(self, folder: str) -> None:
        """Make a folder in the staged site with those above it, once."""
        if folder and folder not in self.folders:
            self.make_folders(folder.rpartition("/")[0])
            # A fork may have been faster.
            with suppress(FileExistsError):
                make_folder(self.folder / folder)
            self.folders.add(folder)

    def publish(self) -> Published:
        """Put what was staged in the place of the old site; files of others come along.

        If nothing differs, the old site stays untouched. After this, the block can be left, and
        `read_stats` be asked within it: then no other run can come between.
        """
        removed = self.known.keys() - self.digests.keys()
        written = self.digests.keys() - set(self.kept)
        is_stepwise = False
        if removed or written or self.is_new:
            with reporting(self.output):
                is_stepwise = self.replace(written, removed)
        return Published(len(written), len(self.kept), len(removed), is_stepwise)

    def replace(self, written: set[str], removed: set[str]) -> bool:
        """Replace the old site, and tell whether that was done one file at a time."""
        foreign = self.list_foreign()
        write_manifest(self.folder, self.digests)
        folders = list_folders([*self.known, *foreign]) | set(foreign)
        is_stepwise = self.is_inside or has_mounts(self.target, folders)
        if not is_stepwise:
            self.link_kept()
            self.carry(foreign)
        with self.interrupts.held():
            if is_stepwise or not swap(self.folder, self.target):
                is_stepwise = True
                steps = list_steps(written, removed, self.known)
                replace_stepwise(self.output, self.folder, self.target, steps)
            self.remove()
        return is_stepwise

    def list_foreign(self) -> list[str]:
        """List what in the old site is not ours; refuse to replace any of it."""
        if not self.target.is_dir():
            return []
        foreign = sorted(set(list_tree(self.target)) - self.known.keys())
        folders = list_folders(self.digests)
        for name in foreign:
            is_file_for_folder = name in folders and not is_folder(self.target / name)
            is_folder_for_file = not self.digests.keys().isdisjoint(list_folders([name]))
            if name in self.digests or is_file_for_folder or is_folder_for_file:
                message = f"`{display(name)}` is in the way and was not written by backstory"
                fix = "move it elsewhere, or rename the page"
                raise refusal("output-foreign", self.output, message, fix)
        return foreign

    def link_kept(self) -> None:
        """Give the files that stay as they are their place in the staged site."""
        for folder in sorted(list_folders(self.kept)):
            self.make_folders(folder)
        old, new = str(self.target), str(self.folder)
        url = ""
        try:
            for url in self.kept:
                link(f"{old}/{url}", f"{new}/{url}")
        except OSError:
            with reporting(self.output, f"cannot write `{display(url)}`"):
                raise
        for url in self.odd_modes.intersection(self.kept):
            set_mode(self.folder / url, FILE_MODE)

    def carry(self, foreign: list[str]) -> None:
        """Take foreign files over, and the folders that hold nothing else with their modes."""
        empty = {name for name in foreign if is_folder(self.target / name)}
        folders = (list_folders(foreign) | empty) - list_folders(self.digests)
        for folder in sorted(folders):
            make_folder(self.folder / folder)
        for name in foreign:
            if name not in empty:
                old, new = self.target / name, self.folder / name
                if old.is_symlink():
                    shutil.copy2(old, new, follow_symlinks=False)
                else:
                    link(str(old), str(new))
        for folder in sorted(folders, reverse=True):
            shutil.copymode(self.target / folder, self.folder / folder)

    def remove(self) -> None:
        """Remove the staging folder, unless the next run has to finish what it holds."""
        with self.interrupts.held():
            if read_journal(self.folder) is None:
                remove_tree(self.folder)


def publish(output: Path, files: Mapping[str, bytes | Path]) -> Published:
    """Make a folder hold this site: URLs and their bytes or a file; see Staging."""
    with Staging(output, {}) as staging:
        for url, content in files.items():
            staging.write(url, content)
        return staging.publish()


def read_stats(output: Path) -> dict[str, Stat]:
    """Read what the next run may trust: the stats of all files that the manifest names.

    Publishing changes when entries were modified, even of files that stay. So this is asked when
    all is done, and within the block of Staging, so that no other run comes between.
    """
    with reporting(output):
        target = str(resolve_output(output))
        return {
            url: stat_of(os.lstat(f"{target}/{url}")) for url in read_manifest(Path(target)) or ()
        }


def stat_of(found: os.stat_result) -> Stat:
    """What tells that a file was not touched."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def remove_site(output: Path) -> int:
    """Remove the files that this program wrote, and folders left empty; tell how many files.

    The manifest goes last, so that an interrupted removal can be run again.
    """
    with reporting(output):
        target = resolve_output(output)
        if not target.parent.is_dir():
            return 0
        with lock(target) as is_locked:
            recover(output, target, is_locked=is_locked)
            # What the folder holds is compared with the manifest, not the other way round, so that
            # nothing is removed through a link to elsewhere.
            known = read_manifest(target)
            if known is None:
                return 0
            ours = known.keys() & set(list_tree(target))
            for url in ours:
                (target / url).unlink()
            for folder in sorted(list_folders(ours), reverse=True):
                remove_if_empty(target / folder)
            if any(not is_folder(target / name) for name in list_tree(target)):
                # Foreign files stay, and the next build may go on beside them.
                write_manifest(target, {})
            else:
                (target / MANIFEST).unlink()
            if not output.is_symlink():
                remove_if_empty(target)
    return len(ours)


def remove_cache(cache: Path) -> None:
    """Remove the cache; of a link to one, the link alone."""
    with reporting(cache, f"cannot remove `{display(str(cache))}`"):
        if cache.is_symlink():
            cache.unlink()
        elif cache.is_dir():
            shutil.rmtree(cache)
