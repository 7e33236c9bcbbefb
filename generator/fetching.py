"""Files of records, read at once or late, and what hinders it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.parse import File
from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.fields import Kind


MEND = "make it readable: `chmod u+r`"


class Unread(File):
    """A file that is as it was when it was read last: its digest is known, and it is read late."""

    def __init__(self, path: str, kind: Kind, place: str, digest: str) -> None:
        """Take where the file is."""
        self.__dict__ |= {"path": path, "kind": kind, "place": place, "digest": digest}

    def __getattr__(self, name: str) -> Any:
        """Read the file after all, to find a place in it; what is gone meanwhile is empty."""
        if name != "data":
            raise AttributeError(name)
        data = self.__dict__["data"] = read_bytes(Path(self.place), self.path, []) or b""
        return data


def read_bytes(file: Path, path: str, problems: list[Problem]) -> bytes | None:
    """A file's bytes; what hinders reading is a problem."""
    try:
        return file.read_bytes()
    except OSError as failure:
        is_gone = isinstance(failure, FileNotFoundError)
        fix = "it went while it was to be read: try again" if is_gone else MEND
        problems.append(error("unreadable", path, 0, 0, str(failure.strerror), fix))
        return None


def read_again(place: Path, path: str, kind: Kind, problems: list[Problem]) -> File | None:
    """A record's file as it is now; what hinders reading is a problem."""
    data = read_bytes(place, path, problems)
    return None if data is None else File(path, kind, data, str(place))


def read_lacking(
    files: list[File], keys: dict[str, str], lacking: Collection[str], problems: list[Problem]
) -> list[File]:
    """The files of which nothing was kept, by their `keys`, to be parsed.

    One that is read late may be another by now than it was, and so has another key.
    """
    wanted = []
    for place, file in enumerate(files):
        key = keys[file.path]
        if key not in lacking:
            continue
        now: File | None = file
        if isinstance(file, Unread):
            now = read_again(Path(file.place), file.path, file.kind, problems)
        if now is not None:
            files[place] = now
            keys[file.path] = f"{now.digest} {key.partition(' ')[2]}"
            wanted.append(File(now.path, now.kind, now.data))
    return wanted
