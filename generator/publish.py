"""Put a built site into its output folder: all of it, or nothing."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import re
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.output import (
    MANIFEST,
    check_owner,
    display,
    is_file,
    is_folder,
    is_url,
    list_folders,
    list_tree,
    read_manifest,
    refusal,
    reporting,
    resolve_output,
)

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_MODE = 0o644
FOLDER_MODE = 0o755
# From <fcntl.h> and <linux/fs.h>.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


@dataclass(frozen=True)
class Published:
    """How many files were written, kept as they were, and removed."""

    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True)
class Plan:
    """What is to happen: `output` is the folder as given, `target` where it really is.

    `foreign` are the files, and the empty folders, that this program did not write.
    """

    output: Path
    target: Path
    files: Mapping[str, bytes | Path]
    digests: dict[str, str]
    unchanged: set[str]
    removed: set[str]
    foreign: list[str]


def publish(output: Path, files: Mapping[str, bytes | Path]) -> Published:
    """Make a folder hold this site: URLs such as "people/ada.html" and their bytes or a file.

    The new site is staged beside the old one and takes its place in one step. A file whose bytes
    are the same keeps its date, so that a deployment sends only what changed. Files that this
    program did not write stay. A second publish into the same folder waits for the first.
    Raises PublishError, after which the old site is as it was.
    """
    for url in files:
        if not is_url(url):
            raise ValueError(f"not a path inside the site: {url!r}")
    with reporting(output):
        target = resolve_output(output)
        target.parent.mkdir(parents=True, exist_ok=True)
        with lock(target.parent):
            recover(target)
            check_owner(output, target)
            plan = plan_site(output, target, files)
            if plan.removed or len(plan.unchanged) < len(files) or read_manifest(target) is None:
                replace_site(plan)
    written = len(files) - len(plan.unchanged)
    return Published(written, len(plan.unchanged), len(plan.removed))


def remove_site(output: Path) -> int:
    """Remove the files that this program wrote, and folders left empty; tell how many files.

    The manifest goes last, so that an interrupted removal can be run again.
    """
    with reporting(output):
        target = resolve_output(output)
        if not target.parent.is_dir():
            return 0
        with lock(target.parent):
            recover(target)
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


def recover(target: Path) -> None:
    """Clear away what killed runs left; a site that one of them had set aside comes back."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"(staging|old)-(\d{1,9})")
    for path in sorted(target.parent.iterdir()):
        leftover = pattern.fullmatch(path.name)
        if not leftover or is_running(int(leftover[2])):
            continue
        if leftover[1] == "old" and not target.exists() and read_manifest(path) is not None:
            path.rename(target)
        else:
            remove_tree(path)


def is_running(pid: int) -> bool:
    """Tell whether another run is at work; the lock rules out a second one in this process."""
    # On Windows, this call would end the process instead of asking for it.
    if pid == os.getpid() or sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Let one run at a time publish into a folder's folders, while others wait.

    The folder itself is locked: no lock file is left behind, and the system unlocks it when the
    process ends, however it ends. Windows and some network drives go without.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        # Closing is not enough: a process forked meanwhile would go on holding the lock.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def plan_site(output: Path, target: Path, files: Mapping[str, bytes | Path]) -> Plan:
    """Compare the new files with those that are there; refuse to replace a foreign one."""
    known = read_manifest(target) or {}
    foreign = sorted(set(list_tree(target)) - known.keys()) if target.is_dir() else []
    folders = list_folders(files)
    for name in foreign:
        is_file_for_folder = name in folders and not is_folder(target / name)
        if name in files or is_file_for_folder or not files.keys().isdisjoint(list_folders([name])):
            message = f"`{display(name)}` is in the way and was not written by backstory"
            raise refusal(
                "output-foreign", output, message, "move it elsewhere, or rename the page"
            )
    digests = {}
    for url, content in files.items():
        with reporting(output, f"cannot read `{display(str(content))}`"):
            digests[url] = digest(content)
    unchanged = {
        url
        for url, new in digests.items()
        if known.get(url) == new and is_file(target / url) and digest(target / url) == new
    }
    return Plan(output, target, files, digests, unchanged, known.keys() - files.keys(), foreign)


def digest(content: bytes | Path) -> str:
    """Compute the sha256 of bytes or of a regular file."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    # Opening a pipe would wait for ever.
    if content.exists() and not content.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_site(plan: Plan) -> None:
    """Stage the new site beside the old one, exchange them, and remove the old one."""
    staging = plan.target.with_name(f".{plan.target.name}.staging-{os.getpid()}")
    try:
        stage(plan, staging)
        swap(staging, plan.target)
    finally:
        remove_tree(staging)


def stage(plan: Plan, staging: Path) -> None:
    """Build the new site in a folder of its own, with the manifest and the foreign files."""
    with reporting(plan.output, f"cannot write in `{display(str(staging.parent))}`"):
        make_folder(staging)
        check_space(plan, staging)
    for folder in sorted(list_folders(plan.files)):
        make_folder(staging / folder)
    digests = dict(plan.digests)
    for url, content in plan.files.items():
        path = staging / url
        with reporting(plan.output, f"cannot write `{display(url)}`"):
            if url in plan.unchanged:
                link(plan.target / url, path)
            else:
                write_file(path, content)
                # A picture may have been saved anew since it was first read.
                digests[url] = digest(path if isinstance(content, Path) else content)
            path.chmod(FILE_MODE)
    carry(plan, staging)
    write_manifest(staging, digests)


def write_manifest(folder: Path, digests: dict[str, str]) -> None:
    """List in a folder what of it is ours, with the sha256 of each file."""
    manifest = {"generator": "backstory", "files": digests}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    write_file(folder / MANIFEST, text.encode())
    (folder / MANIFEST).chmod(FILE_MODE)


def check_space(plan: Plan, folder: Path) -> None:
    """Fail before the first byte is written if the new files cannot fit on the disk."""
    new = [content for url, content in plan.files.items() if url not in plan.unchanged]
    needed = sum(
        content.stat().st_size if isinstance(content, Path) else len(content) for content in new
    )
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise OSError(errno.ENOSPC, f"{needed:,} bytes are needed, {free:,} are free", folder)


def carry(plan: Plan, staging: Path) -> None:
    """Take the foreign files over, and the folders that hold nothing else with their modes."""
    empty = {name for name in plan.foreign if is_folder(plan.target / name)}
    folders = (list_folders(plan.foreign) | empty) - list_folders(plan.files)
    for folder in sorted(folders):
        make_folder(staging / folder)
    for name in plan.foreign:
        if name not in empty:
            link(plan.target / name, staging / name)
    for folder in sorted(folders, reverse=True):
        shutil.copymode(plan.target / folder, staging / folder)


def make_folder(path: Path) -> None:
    """Make a folder with its mode, whatever the umask."""
    path.mkdir()
    path.chmod(FOLDER_MODE)


def write_file(path: Path, content: bytes | Path) -> None:
    """Write a new file."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)


def link(old: Path, new: Path) -> None:
    """Give a file a second place, with its date; copy it where there are no hard links."""
    if not old.is_symlink():
        with suppress(OSError):
            new.hardlink_to(old)
            return
    shutil.copy2(old, new, follow_symlinks=False)


def swap(staging: Path, target: Path) -> None:
    """Put the staged site in its place, and the old one, if any, in the place of the staged."""
    if not target.exists():
        staging.rename(target)
    elif not exchange(staging, target):
        aside = target.with_name(f".{target.name}.old-{os.getpid()}")
        target.rename(aside)
        try:
            staging.rename(target)
        except BaseException:
            aside.rename(target)
            raise
        remove_tree(aside)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can; tell whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)


def remove_tree(folder: Path) -> None:
    """Remove a folder that nobody needs; what resists is tried again by the next run.

    The manifest goes first: without it, a rest is never taken for a site.
    """
    with suppress(OSError):
        (folder / MANIFEST).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder unless something is left in it."""
    with suppress(OSError):
        folder.rmdir()
