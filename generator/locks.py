"""One run at a time publishes into a folder's folders."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.output import list_leftovers

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Seconds of waiting after which a person is told, and between two looks until then.
PATIENCE = 1.0
PAUSE = 0.02

handles: set[int] = set()


def wait_silently(_holder: int | None) -> None:
    """Wait for another run without a word."""


@contextmanager
def lock(target: Path, waits: Callable[[int | None], None] = wait_silently) -> Iterator[bool]:
    """Let one run at a time publish into the folder that holds `target`, while others wait.

    Yields whether the lock is held: Windows and some network drives go without. `waits` is called
    once if waiting takes more than a second, with the number of the process that holds the lock,
    if it can be told. The folder itself is locked: no lock file is left behind, and the system
    unlocks it when the process ends, however it ends.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(target.parent, os.O_RDONLY)
    handles.add(handle)
    try:
        yield take_lock(handle, target, waits)
    finally:
        handles.discard(handle)
        os.close(handle)


def take_lock(handle: int, target: Path, waits: Callable[[int | None], None]) -> bool:
    """Wait for the lock of an open folder; tell whether there is such a thing here."""
    told = time.monotonic() + PATIENCE
    try:
        is_taken = try_lock(handle)
    except OSError:
        return False
    while not is_taken and time.monotonic() < told:
        time.sleep(PAUSE)
        is_taken = try_lock(handle)
    if not is_taken:
        waits(find_holder(target))
        fcntl.flock(handle, fcntl.LOCK_EX)
    return True


def try_lock(handle: int) -> bool:
    """Take a lock unless another process has it; OSError where nothing can be locked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def find_holder(target: Path) -> int | None:
    """The process that is publishing, whose number its staging folder has; None if unknown."""
    folders = [folder for folder in (target.parent, target) if folder.is_dir()]
    numbers = [rest.pid for folder in folders for rest in list_leftovers(folder)]
    return next((pid for pid in numbers if is_running(pid)), None)


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


def forget_locks() -> None:
    """Let go of what a forked process has of the locks, which stay with the run that took them.

    Otherwise a worker that outlives a killed run would hold the lock. Programs that are started
    have nothing of it anyway: Python opens every file so that it is closed then (PEP 446).
    """
    while handles:
        os.close(handles.pop())


if sys.platform != "win32":
    os.register_at_fork(after_in_child=forget_locks)
