"""The output folder: which one may be replaced, and what of it is ours."""

from __future__ import annotations

import errno
import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MANIFEST = ".backstory.json"
# What is being written and will be the manifest.
PART = ".backstory.json.part"
# The file system's own folder at the top of a mounted disk, which only root may read.
LOST_AND_FOUND = "lost+found"
# Backslashes, empty parts, "." and "..", and the letter of a drive of Windows.
UNSAFE_URL = re.compile(r"[\\\0]|(?:^|/)\.{0,2}(?:/|$)|^.:", re.DOTALL)
LEFTOVER = re.compile(r"\.(?:(.+)\.|backstory-)(staging|old)-(\d{1,9})")
ANOTHER_FOLDER = "choose another folder with `-o`"
IS_FULL = "free some disk space; the old site is as it was"
FIXES = {
    errno.ENOSPC: IS_FULL,
    errno.EDQUOT: IS_FULL,
    errno.ENAMETOOLONG: "give its record a shorter id",
}


class PublishError(Exception):
    """What keeps a site from being published or removed.

    After `publish`, the site that was there is as it was.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem

    def __reduce__(self) -> tuple[Any, ...]:
        """A fork may meet it."""
        return type(self), (self.problem,)


@dataclass(frozen=True)
class Leftover:
    """A folder of a run that is at work or was killed.

    `output` is the name of the output folder beside which it is, "" if it is inside; `kind` is
    "staging" or "old", `pid` the process.
    """

    path: Path
    output: str
    kind: str
    pid: int


def check_output(output: Path, source: Path) -> None:
    """Refuse an output folder that a build would damage; raise PublishError.

    `source` is the site folder. Links are followed first: what counts is where they lead.
    """
    with reporting(output):
        target = resolve_output(output)
        if danger := find_danger(target, source.resolve()):
            raise refusal("output-unsafe", output, f"the output folder must not be {danger}")
        check_owner(output, target)


def is_url(url: str) -> bool:
    """Tell whether this is a path that stays inside the site, with forward slashes."""
    return not UNSAFE_URL.search(url) and url != MANIFEST


def are_urls(names: Collection[str]) -> bool:
    """Tell whether these are all paths that stay inside the site: at once, for there are many."""
    text = "/".join(names)
    if MANIFEST in names or any(mark in text for mark in "\\\0:\n"):
        return all(map(is_url, names))
    return not names or {"", ".", ".."}.isdisjoint(text.split("/"))


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


def check_owner(output: Path, target: Path) -> dict[str, str] | None:
    """Refuse a file, and a folder with files in it that this program did not make.

    Give what `read_manifest` gives.
    """
    if not target.exists():
        return None
    if not target.is_dir():
        raise refusal("output-unsafe", output, "the output folder must not be a file")
    if (manifest := read_manifest(target)) is not None:
        return manifest
    foreign = [name for name in list_tree(target) if not is_folder(target / name)]
    if foreign:
        count = "1 file" if len(foreign) == 1 else f"{len(foreign)} files"
        message = f"{count} not written by backstory, e.g. `{display(min(foreign))}`"
        raise refusal("output-foreign", output, message, f"{ANOTHER_FOLDER}, or empty this one")
    return None


def refusal(code: str, output: Path, message: str, fix: str = ANOTHER_FOLDER) -> PublishError:
    """Make the error for an output folder, which the problem names as it was given."""
    return PublishError(error(code, display(output.as_posix()), 0, 0, message, fix))


def display(name: str) -> str:
    """Make a file name printable, even one that is not UTF-8."""
    return os.fsencode(name).decode(errors="replace")


@contextmanager
def reporting(output: Path, action: str = "", fix: str = "") -> Iterator[None]:
    """Turn what the file system refuses into a PublishError that says what could not be done."""
    try:
        yield
    except OSError as failure:
        action = action or f"cannot write `{display(str(failure.filename or output))}`"
        reason = failure.strerror or str(failure)
        fix = fix or FIXES.get(failure.errno or 0, f"make it writable, or {ANOTHER_FOLDER}")
        message = f"{action}: {reason[:1].lower()}{reason[1:]}"
        raise refusal("output-write", output, message, fix) from failure


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Read which files this program wrote into a folder, with their sha256; None if it did not."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes()) if path.is_file() else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("generator") != "backstory":
        return None
    files = manifest.get("files")
    if not isinstance(files, dict) or not are_urls(files):
        return None
    return {url: str(digest) for url, digest in files.items()}


def list_leftovers(folder: Path) -> list[Leftover]:
    """List what runs keep in a folder while they publish, in the order of their names."""
    found = [(path, LEFTOVER.fullmatch(path.name)) for path in sorted(folder.iterdir())]
    return [Leftover(path, m[1] or "", m[2], int(m[3])) for path, m in found if m]


def list_tree(folder: Path, prefix: str = "") -> Iterator[str]:
    """Yield the files and the empty folders below a folder, without what runs keep at its top.

    A link counts as a file and is not followed. What cannot be read raises OSError.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            url = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not (leftover := LEFTOVER.fullmatch(url)) or leftover[1]:
                    yield from list_folder(entry, url) or [url]
            elif url not in (MANIFEST, PART):
                yield url


def list_folder(entry: os.DirEntry[str], url: str) -> list[str]:
    """List the files and the empty folders of a folder in the tree."""
    try:
        return list(list_tree(Path(entry), f"{url}/"))
    except PermissionError:
        if url == LOST_AND_FOUND:
            return []
        raise


def list_folders(urls: Iterable[str]) -> set[str]:
    """List the folders that files stand in: for "a/b/c.html", these are "a" and "a/b"."""
    folders: set[str] = set()
    for url in urls:
        folder = url.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def is_folder(path: Path) -> bool:
    """Tell whether this is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()


def is_file(path: Path) -> bool:
    """Tell whether this is a regular file and no link to one."""
    return path.is_file() and not path.is_symlink()
