"""Files and folders as they are made, linked and removed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from generator.output import MANIFEST, PART

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FILE_MODE = 0o644
FOLDER_MODE = 0o755
# Bytes that are read at a time.
CHUNK = 1 << 20


class Placed(NamedTuple):
    """A file that was placed: its sha256, and its bytes as long as they are on their way.

    `is_old` says that the file of an earlier build has these bytes, and stays.
    """

    digest: str
    is_old: bool = False
    content: bytes = b""


def make_folder(path: Path) -> None:
    """Make a folder with its mode, whatever the umask."""
    path.mkdir()
    try:
        set_mode(path, FOLDER_MODE)
    except OSError:
        path.rmdir()
        raise


def set_mode(path: Path, mode: int) -> None:
    """Give a file or folder of ours its mode; what is on a USB stick may have none."""
    with suppress(PermissionError):
        path.chmod(mode)


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file, with its mode; what a fork that died has begun is written anew."""
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    set_mode(path, FILE_MODE)


def read_chunks(path: Path) -> Iterator[bytes]:
    """Read a regular file piece by piece."""
    # Opening a pipe would wait for ever.
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256(content: bytes) -> str:
    """The sha256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def digest(path: Path) -> str:
    """Compute the sha256 of a regular file."""
    computed = hashlib.sha256()
    for chunk in read_chunks(path):
        computed.update(chunk)
    return computed.hexdigest()


def write_manifest(folder: Path, digests: Mapping[str, str]) -> None:
    """List in a folder what of it is ours, with the sha256 of each file."""
    write_json(folder / MANIFEST, {"generator": "backstory", "files": digests})


def write_json(path: Path, value: object) -> None:
    """Write a file that is there as a whole or not at all."""
    # Without `indent`, which json would do in Python; still a line for each entry.
    text = json.dumps(value, sort_keys=True, separators=(",\n", ": ")) + "\n"
    part = path.with_name(PART)
    with suppress(FileNotFoundError):
        part.unlink()
    write_file(part, [text.encode()])
    part.replace(path)


def link(old: str, new: str) -> None:
    """Give a file, not a link, a second place, with its date; copy it where there are no links.

    Paths are plain strings: this is done for every page that did not change.
    """
    try:
        os.link(old, new)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(old, new)


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
