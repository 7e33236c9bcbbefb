"""Texts that a build found out, in a file without a name: forks of this process can read it, too.

A connection to SQLite must not be taken into a fork; where in a file a text stands may be.
"""

from __future__ import annotations

import os
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Spool:
    """Texts by keys. Whoever writes is alone; readers have what was written before they forked."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder for the file, None for the system's; it is made when it is needed."""
        self.folder = folder
        self.file = -1
        self.size = 0
        # Where each text begins and how long it is; None for what is known to be nowhere.
        self.places: dict[tuple[str, str], tuple[int, int] | None] = {}

    def __del__(self) -> None:
        self.close()

    def write(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep texts by tables; what was kept under the key is replaced."""
        found = {table: text.encode("utf-8", "surrogatepass") for table, text in texts.items()}
        if self.file < 0:
            with TemporaryFile(dir=self.folder) as file:
                # Its bare number: what a file object still holds, a fork would write once more.
                self.file = os.dup(file.fileno())
        os.lseek(self.file, self.size, os.SEEK_SET)
        rest = memoryview(b"".join(found.values()))
        while rest:
            rest = rest[os.write(self.file, rest) :]
        for table, data in found.items():
            self.places[table, key] = self.size, len(data)
            self.size += len(data)

    def read(self, table: str, key: str) -> str | None:
        """A text that is here; None for what was marked as nowhere."""
        place = self.places[table, key]
        if place is None:
            return None
        start, size = place
        if hasattr(os, "pread"):
            # Forks share the place at which a file is read.
            data = os.pread(self.file, size, start)
        else:
            os.lseek(self.file, start, os.SEEK_SET)
            data = os.read(self.file, size)
        return data.decode("utf-8", "surrogatepass")

    def clear(self) -> None:
        """Forget all."""
        self.places.clear()
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self.file >= 0:
            os.close(self.file)
        self.file, self.size = -1, 0
