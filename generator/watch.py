"""What changes in a site's folders: one burst for one save, in whatever way an editor saves.

The system's events say when to look, and where nothing else can tell. What changed is told by
comparing the folders with how they were: that finds also what events are lost for, and shows where
the file system gives none.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import watchfiles

from generator.folders import is_ignored, is_temporary, take_snapshot

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

# Milliseconds: so long it must be quiet for a burst to be over; a burst lasts no longer than that.
QUIET, LONGEST = 40, 1000
# Seconds: between two looks at whether the folders are still the same ones, between two full looks
# while there are events, and between two while there are none.
GLANCE, AUDIT, POLL = 0.4, 2.0, 0.3
# A full look takes at most this part of the time.
SHARE = 50
POLLING = "this file system tells nothing of changes, so its files are looked at again and again"


class Watch:
    """Looks at folders until told to stop."""

    def __init__(
        self, roots: Sequence[Path], stop: threading.Event, say: Callable[[str], None]
    ) -> None:
        """`say` is told once if the folders have to be polled."""
        self.roots, self.stop, self.say = roots, stop, say
        self.polls = False
        self.events = self.listen()
        self.seen = take_snapshot(roots)
        self.looked = time.monotonic()
        self.pause = AUDIT

    def bursts(self) -> Iterator[set[str]]:
        """The paths that changed, burst by burst. The first burst is empty: watching has begun."""
        yield set()
        while not self.stop.is_set():
            changed = self.wait()
            if changed and not self.stop.is_set():
                yield changed

    def listen(self) -> Iterator[set[str]]:
        """Begin to be told of events."""
        self.places = self.identify()
        # What happens until the system tells of changes is found by looking.
        self.is_fresh = True
        return self.poll() if self.polls else self.hear()

    def identify(self) -> list[tuple[int, int]]:
        """Which folders stand at the roots' places: one that is made anew has another number."""
        found = []
        for root in self.roots:
            with suppress(OSError):
                state = root.stat()
                found.append((state.st_dev, state.st_ino))
        return found

    def hear(self) -> Iterator[set[str]]:
        """The paths of which the system tells, or none after a while."""
        there = [root for root in self.roots if root.is_dir()]
        changes = watchfiles.watch(
            *there,
            watch_filter=None,
            debounce=LONGEST,
            step=QUIET,
            stop_event=self.stop,
            rust_timeout=int(GLANCE * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for change in changes:
            yield {path for _, path in change if self.is_wanted(path)}

    def poll(self) -> Iterator[set[str]]:
        """Nothing, after a while."""
        while not self.stop.wait(max(POLL, self.pause - AUDIT)):
            yield set()

    def is_wanted(self, path: str) -> bool:
        """Whether a path is not an editor's own, nor behind a link to a folder.

        The system tells of what such a link leads to, but a site does not have it.
        """
        for root in self.roots:
            if path.startswith(f"{root}{os.sep}"):
                ignores = is_ignored if root.name == "content" else is_temporary
                below = Path(path).relative_to(root)
                is_behind = any((root / folder).is_symlink() for folder in below.parents[:-1])
                return not is_behind and not any(ignores(part) for part in below.parts)
        return False

    def wait(self) -> set[str]:
        """Wait for a while, and tell what changed meanwhile."""
        is_fresh, self.is_fresh = self.is_fresh, False
        told = self.next_event()
        if self.identify() != self.places:
            self.events = self.listen()
        is_fresh |= self.is_fresh
        is_due = is_fresh or self.polls or time.monotonic() - self.looked > self.pause
        if not told and not is_due:
            return set()
        changed = self.look()
        if changed and self.polls:
            changed |= self.settle()
        elif changed and not told and not is_fresh:
            # The event may be on its way.
            told = self.next_event()
            if not told:
                self.start_polling(POLLING)
        return changed | told

    def settle(self) -> set[str]:
        """What else changes until it is quiet."""
        changed: set[str] = set()
        for _ in range(LONGEST // QUIET):
            more = set() if self.stop.wait(QUIET / 1000) else self.look()
            if not more:
                break
            changed |= more
        return changed

    def start_polling(self, reason: str) -> None:
        """Go without the system's events from now on, and say so."""
        self.polls = True
        self.events = self.listen()
        self.say(reason)

    def next_event(self) -> set[str]:
        """What the system tells next; where it cannot tell, the folders are polled from now on."""
        try:
            return next(self.events, set())
        except (OSError, RuntimeError) as failure:
            if self.identify() == self.places:
                self.start_polling(f"{POLLING} ({failure})")
            else:
                self.events = self.listen()
            return set()

    def look(self) -> set[str]:
        """What differs from the last look."""
        begun = time.monotonic()
        now = take_snapshot(self.roots)
        before, self.seen = self.seen, now
        self.looked = time.monotonic()
        self.pause = max(AUDIT, (self.looked - begun) * SHARE)
        return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
