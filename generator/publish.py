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
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from generator.problems import Problem, error

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MANIFEST = ".backstory.json"
FILE_MODE = 0o644
FOLDER_MODE = 0o755

ANOTHER_FOLDER = "choose another folder with `-o`"
IS_FULL = "free some disk space; the old site is as it was"
FIXES = {
    errno.ENOSPC: IS_FULL,
    errno.EDQUOT: IS_FULL,
    errno.ENAMETOOLONG: "give its record a shorter id",
    errno.EBUSY: f"a mounted folder cannot be replaced: {ANOTHER_FOLDER}, such as one inside it",
}

# From <fcntl.h> and <linux/fs.h>.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


class PublishError(Exception):
    """What keeps a site from being published or removed.

    After `publish`, the site that was there is as it was.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


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


def check_output(output: Path, source: Path) -> None:
    """Refuse an output folder that a build would damage; raise PublishError.

    `source` is the site folder. Links are followed first: what counts is where they lead.
    """
    with reporting(output):
        target = resolve_output(output)
        if danger := find_danger(target, source.resolve()):
            raise refusal("output-unsafe", output, f"the output folder must not be {danger}")
        check_owner(output, target)


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
            (target / MANIFEST).unlink()
            for folder in sorted(list_folders(ours), reverse=True):
                remove_if_empty(target / folder)
            if not output.is_symlink():
                remove_if_empty(target)
    return len(ours)


# What may be published, and where


def is_url(url: str) -> bool:
    """Tell whether this is a path that stays inside the site, with forward slashes."""
    is_whole = not {"", ".", ".."} & set(url.split("/")) and not PureWindowsPath(url).drive
    return is_whole and not {"\\", "\0"} & set(url) and url != MANIFEST


def resolve_output(output: Path) -> Path:
    """Where the output folder really is; it need not exist."""
    try:
        return output.resolve()
    except RuntimeError as loop:
        message = "the output folder is a symbolic link that leads back to itself"
        raise refusal("output-unsafe", output, message) from loop


def find_danger(target: Path, site: Path) -> str:
    """Say what a folder is that must never be replaced, or "" if it may."""
    if target == target.parent:
        return "the root of a drive"
    with suppress(RuntimeError):  # some containers have no home folder
        if is_within(Path.home().resolve(), target):
            return "the home folder or a folder above it"
    for name in ("content", "templates", "static"):
        if is_within(target, site / name):
            return f"`{name}/` of the site or a folder inside it"
    if any(is_within(folder, target) for folder in (site, (site / "content").resolve())):
        return "the site folder or a folder above it"
    return ""


def is_within(path: Path, folder: Path) -> bool:
    """Tell whether a path is a folder or lies inside it, under whatever spelling.

    Links are other spellings, and `Content/` is `content/` where file names ignore case: so the
    folders themselves are compared, too.
    """
    chain = (path, *path.parents)
    return folder in chain or (
        folder.exists() and any(part.exists() and part.samefile(folder) for part in chain)
    )


def check_owner(output: Path, target: Path) -> None:
    """Refuse a file, and a folder with files in it that this program did not make."""
    if not target.exists():
        return
    if not target.is_dir():
        raise refusal("output-unsafe", output, "the output folder must not be a file")
    if read_manifest(target) is not None:
        return
    foreign = [name for name in list_tree(target) if not is_folder(target / name)]
    if foreign:
        count = "1 file" if len(foreign) == 1 else f"{len(foreign)} files"
        message = f"{count} not written by backstory, e.g. `{display(min(foreign))}`"
        raise refusal("output-foreign", output, message, f"{ANOTHER_FOLDER}, or empty this one")


def refusal(code: str, output: Path, message: str, fix: str = ANOTHER_FOLDER) -> PublishError:
    """Make the error for an output folder, which the problem names as it was given."""
    return PublishError(error(code, display(output.as_posix()), 0, 0, message, fix))


def display(name: str) -> str:
    """Make a file name printable, even one that is not UTF-8."""
    return os.fsencode(name).decode(errors="replace")


@contextmanager
def reporting(output: Path, action: str = "") -> Iterator[None]:
    """Turn what the file system refuses into a PublishError that says what could not be done."""
    try:
        yield
    except OSError as failure:
        action = action or f"cannot write `{display(str(failure.filename or output))}`"
        reason = failure.strerror or str(failure)
        fix = FIXES.get(failure.errno or 0, f"make it writable, or {ANOTHER_FOLDER}")
        message = f"{action}: {reason[:1].lower()}{reason[1:]}"
        raise refusal("output-write", output, message, fix) from failure


# The site that is there


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Read which files this program wrote into a folder, with their sha256; None if it did not."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("generator") != "backstory":
        return None
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(map(is_url, files)):
        return None
    return {url: str(digest) for url, digest in files.items()}


def list_tree(folder: Path, prefix: str = "") -> Iterator[str]:
    """Yield the files and the empty folders below a folder, without the manifest at its top.

    A link counts as a file and is not followed. What cannot be read raises OSError.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            url = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from list(list_tree(Path(entry), f"{url}/")) or [url]
            elif url != MANIFEST:
                yield url


def list_folders(urls: Iterable[str]) -> set[str]:
    """List the folders that files stand in: for "a/b/c.html", these are "a" and "a/b"."""
    folders: set[str] = set()
    for url in urls:
        folder = url.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


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


# The site that is to be


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


def is_folder(path: Path) -> bool:
    """Tell whether this is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()


def is_file(path: Path) -> bool:
    """Tell whether this is a regular file and no link to one."""
    return path.is_file() and not path.is_symlink()


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
    manifest = {"generator": "backstory", "files": digests}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    write_file(staging / MANIFEST, text.encode())
    (staging / MANIFEST).chmod(FILE_MODE)


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


# The single steps on the disk


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
