"""Where the files of a site go while they are made: into memory, into the staged site, nowhere."""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.publish import Staging

Content = bytes | Path
# So many files may wait to be written.
MOST_WAITING = 200


class Output(Protocol):
    """Takes each file of a site once. `takes_copies` tells whether those of pictures are wanted."""

    takes_copies: bool

    def has(self, url: str, digest_of: str) -> bool:
        """Whether a file with these bytes, by their sha256, is there from an earlier build."""

    def keep(self, url: str) -> None:
        """Take the file that is there."""

    def write(self, url: str, content: Content) -> str:
        """Take a new file; give its sha256."""


class Nowhere:
    """For a check: all is there, nothing is kept."""

    takes_copies = False

    def has(self, url: str, digest_of: str) -> bool:
        """All is there."""
        return True

    def keep(self, url: str) -> None:
        """Nothing is kept."""

    def write(self, url: str, content: Content) -> str:
        """Nothing is written."""
        return ""


class Held:
    """Files in memory, those of the last build to begin with."""

    takes_copies = True

    def __init__(self, old: Mapping[str, Content] | None = None) -> None:
        self.old = old or {}
        self.files: dict[str, Content] = {}

    def has(self, url: str, digest_of: str) -> bool:
        """Whether the last build made it."""
        content = self.old.get(url)
        return isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == digest_of

    def keep(self, url: str) -> None:
        """Take the file of the last build."""
        self.files[url] = self.old[url]

    def write(self, url: str, content: Content) -> str:
        """Take a new file; of two with one URL, which is an error, the first."""
        content = self.files.setdefault(url, content)
        return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""


class Staged:
    """Files of a site that is to be published.

    Another thread writes them, since most of the time the file system is waited for. Leaving the
    block waits for it, too, and raises what it met: PublishError.
    """

    takes_copies = True

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self.urls: dict[str, str] = {}
        self.writer = ThreadPoolExecutor(1)
        self.waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let the writer finish; after a failure, what is waiting is not needed."""
        self.writer.shutdown(wait=True, cancel_futures=kind is not None)
        if kind is None:
            self.finish(0)

    def finish(self, left: int) -> None:
        """Wait until no more than so many files are still to be written."""
        while len(self.waiting) > left:
            self.waiting.popleft().result()

    def has(self, url: str, digest_of: str) -> bool:
        """Whether the published file has these bytes."""
        staging = self.staging
        return staging.known.get(url) == digest_of and staging.is_intact(url)

    def keep(self, url: str) -> None:
        """Take the published file; of two with one URL, which is an error, the first."""
        if url not in self.urls:
            self.urls[url] = self.staging.known[url]
            self.staging.keep(url)

    def write(self, url: str, content: Content) -> str:
        """Stage a new file; of two with one URL, which is an error, the first."""
        found = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""
        if url not in self.urls:
            self.urls[url] = found
            self.finish(MOST_WAITING)
            self.waiting.append(self.writer.submit(self.staging.write, url, content))
        return found
