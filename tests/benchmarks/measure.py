"""What one run of a program costs.

Wall time and processor time are the system's own, the latter summed over the process and all those
that it started and waited for (wait4). Memory is the largest sum of resident memory over these
processes, looked up in /proc a hundred times a second; what forked processes share is counted in
each of them, so that the figure is rather too high for a program that uses several.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAUSE = 0.01


@dataclass(frozen=True)
class Cost:
    """What a run cost: seconds, seconds of all processors, bytes."""

    wall: float
    processor: float
    memory: int


class RunError(Exception):
    """A program that was to be measured failed."""


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in a new process and tell what it cost."""
    # Nobody else's dirty pages are to be written meanwhile.
    os.sync()
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    watch = Watch(process.pid)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = watch.end()
    if process.returncode:
        text = output.decode(errors="replace")[-2000:]
        raise RunError(f"{' '.join(command)} ended with {process.returncode}\n{text}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory)


class Watch(threading.Thread):
    """Looks up, again and again, how much memory the processes of a session have."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.most, self.over = session, 0, threading.Event()
        self.start()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.over.wait(PAUSE):
            self.most = max(self.most, sum(map(read_resident, list_processes(self.session))))

    def end(self) -> int:
        """Stop, and tell the largest sum, in bytes."""
        self.over.set()
        self.join()
        return self.most


def list_processes(first: int) -> Iterator[int]:
    """A process and all those below it."""
    yield first
    for thread in read(f"/proc/{first}/task/{first}/children").split():
        yield from list_processes(int(thread))


def read_resident(process: int) -> int:
    """The resident memory of a process in bytes, 0 where it has ended."""
    pages = read(f"/proc/{process}/statm").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


def read(path: str) -> str:
    """A file of /proc, empty where its process has ended."""
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""
