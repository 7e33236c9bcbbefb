"""A staged site takes the place of the old one; what killed runs left is finished or removed."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.files import make_folder, remove_if_empty, remove_tree, write_json
from generator.locks import is_running
from generator.output import (
    MANIFEST,
    Leftover,
    display,
    is_folder,
    is_url,
    list_folders,
    list_leftovers,
    read_manifest,
    reporting,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

# From <fcntl.h> and <linux/fs.h>.
AT_FDCWD = -100
RENAME_EXCHANGE = 2

# Stands in a staging folder whose files are being moved one by one: a list of steps, in order.
JOURNAL = ".backstory.journal.json"
# What to do with a URL: remove its old file, or put the staged file in its place.
REMOVE, REPLACE = "remove", "replace"
Step = tuple[str, str]
GO_ON = "when that is mended, build again: the site is partly replaced, and the next run goes on"


def make_staging(target: Path) -> Path:
    """Make the folder in which a new site is staged: beside the output, where it can be.

    Inside it, if the output is mounted or the folder around it may not be written: then only
    its files can be replaced, one by one.
    """
    beside = target.with_name(f".{target.name}.staging-{os.getpid()}")
    inside = target / f".backstory-staging-{os.getpid()}"
    if not is_mounted(target):
        try:
            make_folder(beside)
        except PermissionError:
            if not target.is_dir():
                raise
        else:
            return beside
    make_folder(inside)
    return inside


def is_mounted(folder: Path) -> bool:
    """Tell whether a folder is a mount point, so that nothing can be moved into it from outside.

    A folder that is mounted from the same disk looks like any other. Moving tells: whether two
    folders are of one mount is asked before whether there is such a file.
    """
    nothing = ".backstory-nothing"
    try:
        (folder / nothing).rename(folder.with_name(nothing))
    except FileNotFoundError:
        return False
    except OSError:
        return folder.is_dir()
    return False


def has_mounts(folder: Path, names: Iterable[str]) -> bool:
    """Tell whether one of the folders inside a folder is mounted: it would move away, too."""
    inside = [folder / name for name in names]
    return any(is_folder(path) and is_mounted(path) for path in inside)


def swap(staging: Path, target: Path) -> bool:
    """Put the staged site in its place, and the old one, if any, in the place of the staged.

    Tells whether it could be done; if not, nothing has changed.
    """
    if not target.exists():
        staging.rename(target)
        return True
    if exchange(staging, target):
        return True
    aside = target.with_name(f".{target.name}.old-{os.getpid()}")
    try:
        target.rename(aside)
    except OSError:
        return False
    try:
        staging.rename(target)
    except BaseException as failure:
        aside.rename(target)
        if isinstance(failure, OSError):
            return False
        raise
    remove_tree(aside)
    return True


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can; tell whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)


def list_steps(
    written: Collection[str], removed: Collection[str], known: Collection[str]
) -> list[Step]:
    """List what replaces a site file by file so that its links lead somewhere all the while.

    New files come before changed ones and the removed go last, but for a page that is in the way
    of a folder, or the reverse. Each step can be done twice.
    """
    in_the_way = {url for url in removed if url in list_folders(written)}
    in_the_way |= {url for url in removed if list_folders([url]) & set(written)}
    steps = [(REMOVE, url) for url in sorted(in_the_way)]
    steps += [(REPLACE, url) for url in sorted(written, key=lambda url: (url in known, url))]
    steps += [(REMOVE, url) for url in sorted(set(removed) - in_the_way)]
    return [*steps, (REPLACE, MANIFEST)]


def replace_stepwise(output: Path, staging: Path, target: Path, steps: list[Step]) -> None:
    """Move staged files into the old site, one by one; once begun, this is finished."""
    write_json(staging / JOURNAL, steps)
    finish(output, staging, target, steps)


def finish(output: Path, staging: Path, target: Path, steps: list[Step]) -> None:
    """Do what a journal says, whether some of it was done before or not."""
    for what, url in steps:
        with reporting(output, f"cannot {what} `{display(url)}`", GO_ON):
            take_step(staging, target, what, url)
    with reporting(output, fix=GO_ON):
        (staging / JOURNAL).unlink(missing_ok=True)


def take_step(staging: Path, target: Path, what: str, url: str) -> None:
    """Remove a page of the old site, or put the staged one in its place, unless that is done."""
    if what == REMOVE:
        remove_page(target, url)
    elif (staging / url).exists():
        make_folders(target, url)
        try:
            (staging / url).replace(target / url)
        except OSError as failure:
            if failure.errno != errno.EXDEV:
                raise
            copy_across(staging / url, target / url)


def copy_across(staged: Path, page: Path) -> None:
    """Put a staged file into a disk that is mounted inside the site, so that it is never half."""
    part = page.with_name(f"{page.name}.part")
    shutil.copy2(staged, part)
    part.replace(page)
    staged.unlink()


def make_folders(target: Path, url: str) -> None:
    """Make the folders of a page in the site."""
    for folder in sorted(list_folders([url])):
        if not is_folder(target / folder):
            make_folder(target / folder)


def remove_page(target: Path, url: str) -> None:
    """Remove a page, and the folders that it leaves empty, unless it is gone already."""
    if is_folder(target / url):
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        (target / url).unlink()
    for folder in sorted(list_folders([url]), reverse=True):
        remove_if_empty(target / folder)


def read_journal(staging: Path) -> list[Step] | None:
    """Read what is left to do from a staging folder; None if nothing was begun."""
    try:
        steps = json.loads((staging / JOURNAL).read_bytes())
        found = [(str(what), str(url)) for what, url in steps]
    except (OSError, ValueError, TypeError):
        return None
    return found if all(url == MANIFEST or is_url(url) for _, url in found) else None


def recover(output: Path, target: Path, *, is_locked: bool) -> None:
    """Finish what a killed run had begun to replace, and clear away what others left.

    A site that was set aside comes back. With the lock, whatever is found is of a dead run, even
    if its number is another process's now.
    """
    for rest in find_leftovers(target):
        if not is_locked and is_running(rest.pid):
            continue
        steps = read_journal(rest.path) if rest.kind == "staging" else None
        if rest.kind == "old" and not target.exists() and read_manifest(rest.path) is not None:
            rest.path.rename(target)
            continue
        if steps is not None:
            finish(output, rest.path, target, steps)
        remove_tree(rest.path)


def find_leftovers(target: Path) -> Iterator[Leftover]:
    """Yield what runs left beside an output folder, then what they left inside."""
    yield from (rest for rest in list_leftovers(target.parent) if rest.output == target.name)
    if target.is_dir():
        yield from (rest for rest in list_leftovers(target) if not rest.output)
