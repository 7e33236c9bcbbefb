"""Where the files of a site go while they are made: into memory, into the staged site, nowhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from generator.files import Placed, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.publish import Staging

Content = bytes | Path


class Output(ABC):
    """Takes each file of a site once. `takes_copies` tells whether those of pictures are wanted."""

    takes_copies = True

    @abstractmethod
    def has(self, url: str, digest_of: str) -> bool:
        """Whether a file with these bytes, by their sha256, is there from an earlier build."""

    @abstractmethod
    def keep(self, url: str) -> None:
        """Take the file that is there."""

    @abstractmethod
    def place(self, url: str, content: bytes) -> Placed:
        """Bring a new file to where it belongs; a fork may do this, which remembers nothing."""

    @abstractmethod
    def take(self, url: str, placed: Placed) -> str:
        """Take what was placed, here or in a fork; give its sha256."""

    @abstractmethod
    def copy(self, url: str, path: Path) -> None:
        """Take a copy of an author's file."""

    def write(self, url: str, content: Content) -> str:
        """Take a new file; give its sha256, "" for a copy."""
        if isinstance(content, bytes):
            return self.take(url, self.place(url, content))
        self.copy(url, content)
        return ""


class Nowhere(Output):
    """For a check: all is there, nothing is kept."""

    takes_copies = False

    def has(self, url: str, digest_of: str) -> bool:
        """All is there."""
        return True

    def keep(self, url: str) -> None:
        """Nothing is kept."""

    def place(self, url: str, content: bytes) -> Placed:
        """Nothing is placed."""
        return Placed("")

    def take(self, url: str, placed: Placed) -> str:
        """Nothing is taken."""
        return ""

    def copy(self, url: str, path: Path) -> None:
        """Nothing is copied."""


class Held(Output):
    """Files in memory, those of the last build to begin with."""

    def __init__(self, old: Mapping[str, Content] | None = None) -> None:
        self.old = old or {}
        self.files: dict[str, Content] = {}

    def has(self, url: str, digest_of: str) -> bool:
        """Whether the last build made it."""
        content = self.old.get(url)
        return isinstance(content, bytes) and sha256(content) == digest_of

    def keep(self, url: str) -> None:
        """Take the file of the last build."""
        self.files[url] = self.old[url]

    def place(self, url: str, content: bytes) -> Placed:
        """Bytes are not placed before they are taken."""
        return Placed(sha256(content), content=content)

    def take(self, url: str, placed: Placed) -> str:
        """Take new bytes; of two files with one URL, which is an error, the first."""
        self.files.setdefault(url, placed.content)
        return placed.digest

    def copy(self, url: str, path: Path) -> None:
        """Take where a file is."""
        self.files.setdefault(url, path)


class Staged(Output):
    """Files of a site that is to be published.

    Whoever makes a page writes it, so that forks wait for the file system at the same time. Raises
    PublishError for all that the file system refuses.
    """

    def __init__(self, staging: Staging) -> None:
        self.staging = staging

    def has(self, url: str, digest_of: str) -> bool:
        """Whether the published file has these bytes."""
        return self.staging.has(url, digest_of)

    def keep(self, url: str) -> None:
        """Take the published file; of two with one URL, which is an error, the first."""
        if url not in self.staging.digests:
            self.staging.keep(url)

    def place(self, url: str, content: bytes) -> Placed:
        """Stage new bytes."""
        return self.staging.place(url, content)

    def take(self, url: str, placed: Placed) -> str:
        """Take what was staged; of two files with one URL, which is an error, the first."""
        if url not in self.staging.digests:
            self.staging.take(url, placed)
        return placed.digest

    def copy(self, url: str, path: Path) -> None:
        """Stage a copy."""
        if url not in self.staging.digests:
            self.staging.copy(url, path)
