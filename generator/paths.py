"""What a path under a site may be, so that it works on every system and stays in the site."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PATH = 240
UNSAFE = '<>:"|?*\\'
# Names that Windows keeps for devices.
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
# Names in which nothing can be wrong but their length and that they are a device's.
PLAIN = re.compile(r"[\w-](?:[\w.-]*[\w-])?", re.ASCII)
# Python's signs for the bytes of a name that are not UTF-8.
SURROGATES = {chr(code) for code in range(0xDC80, 0xDD00)}


def check_path(source: Path, entry: Path, path: str) -> Iterator[Problem]:
    """A path works on every system, stays in the site or in its content/, wherever that is."""
    shown = show_path(path)
    if entry.is_symlink():
        target = os.path.realpath(entry)
        homes = [os.path.realpath(home) for home in (source, source / "content")]
        inside = any(Path(target).is_relative_to(home) for home in homes)
        if not entry.exists():
            yield broken_link(shown)
        elif not inside:
            message = "the link leads out of the site's folder"
            yield error("symlink-escape", shown, 0, 0, message, "copy the file here")
        elif entry.is_dir():
            message = "the link leads to a folder; only links to files are followed"
            yield error("symlink-folder", shown, 0, 0, message, "move the folder here")
    if is_special(entry):
        yield special_file(shown)
    yield from check_name(entry.name, path)


def check_entry(source: Path, entry: os.DirEntry[str], path: str) -> Iterator[Problem]:
    """See `check_path`: of what is plainly a file or a folder the name alone can be wrong."""
    if entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False):
        yield from check_name(entry.name, path)
    else:
        yield from check_path(source, Path(entry.path), path)


def show_path(path: str) -> str:
    """A path as it may be printed: with escapes for what no text may hold."""
    return path if path.isprintable() else repr(path)[1:-1]


def is_special(entry: Path) -> bool:
    """Whether an entry of a folder is a pipe, a socket or a device: reading it might never end."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def special_file(shown: str) -> Problem:
    """What is said of a pipe."""
    message = "this is no ordinary file, but a pipe, a socket or a device"
    return error("file-special", shown, 0, 0, message, "remove it")


def broken_link(shown: str) -> Problem:
    """What is said of a link without a target."""
    message = "the link leads to nothing, or to itself"
    return error("symlink-broken", shown, 0, 0, message, "remove it, or mend its target")


def check_name(name: str, path: str) -> Iterator[Problem]:
    """The name at a path's end works on every system, and is text."""
    stem = name.partition(".")[0].lower()
    if PLAIN.fullmatch(name) and stem not in DEVICES and len(path) <= LONGEST_PATH:
        return
    shown = show_path(path)
    bad = [char for char in name if char in UNSAFE or ord(char) < 32 or char in SURROGATES]
    if stem in DEVICES:
        message = f"`{stem.upper()}` is a reserved name on Windows"
        yield error("name-reserved", shown, 0, 0, message, "rename it")
    elif bad or name.endswith((" ", ".")):
        what = f"the character {bad[0]!r}" if bad else "a space or a full stop at its end"
        message = f"the name has {what}, which not every system allows"
        if bad and bad[0] in SURROGATES:
            message = f"the name has the byte 0x{ord(bad[0]) - 0xDC00:02X}, which is not UTF-8"
        yield error("name-unsafe", repr(path)[1:-1], 0, 0, message, "rename it")
    elif len(path) > LONGEST_PATH:
        message = f"the path has {len(path)} characters; Windows allows {LONGEST_PATH}"
        yield error("path-too-long", shown, 0, 0, message, "use shorter names")


def find_twin(name: str, names: set[str], path: str) -> Iterator[Problem]:
    """No other name in a folder is the same letters, its accents written in another way.

    On a Mac `ü` may be `u` and two dots: one of the two files would take the other's place.
    """
    composed = name if name.isascii() else unicodedata.normalize("NFC", name)
    if composed != name and composed in names:
        message = "two files here have this name; only the way their accents are stored differs"
        fix = "rename one of them, or delete it if it is a copy"
        yield error("file-twin", unicodedata.normalize("NFC", path), 0, 0, message, fix)
