from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from publishing import (
    NEW,
    OLD,
    ROOT,
    finish,
    list_rests,
    make_folder,
    publish_old,
    read_site,
    start,
    wait_for_line,
)

from generator import locks
from generator.locks import is_running, lock
from generator.publish import Published, Staging, publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site folder, which every test must leave without a trace of its publishing."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = make_folder(tmp_path / "site")
    yield folder
    assert list_rests(folder) == []


@pytest.fixture
def output(site: Path) -> Path:
    """An output folder that holds the old site."""
    return publish_old(site / "public")


# Two runs at once


def test_second_run_waits_for_the_first(output: Path) -> None:
    with lock(output):
        process = start(output, NEW, "print('ready', flush=True)")
        wait_for_line(process)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        assert read_site(output) == OLD
    assert finish(process) == (0, "")
    assert read_site(output) == NEW


def test_runs_at_once_end_in_one_whole_site(site: Path) -> None:
    sites = [{f"{n}.html": bytes([text]) for n in range(50)} for text in b"abc"]
    again = "once = publish.publish; publish.publish = lambda *a: [once(*a) for _ in range(20)]"
    processes = [start(site / "public", files, again) for files in sites]
    assert [finish(process) for process in processes] == [(0, "")] * 3
    assert read_site(site / "public") in sites


HOLD = """
import os, signal, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from generator.publish import Staging

with Staging(Path(sys.argv[1]), {}) as staging:
    staging.write("half.html", b"half")
    OTHERS
    print("ready", flush=True)
    signal.pause()
"""
# What may outlive the run: it has been forked, or started anew.
OTHERS = {
    "none": "pass",
    "a fork": "child = os.fork()\n    if not child: signal.pause()",
    "a program": "subprocess.Popen(['sleep', '600'])",
    "forked workers": (
        "pool = ProcessPoolExecutor(2, get_context('fork')); list(pool.map(abs, range(9)))"
    ),
    "spawned workers": (
        "pool = ProcessPoolExecutor(2, get_context('spawn')); list(pool.map(abs, range(9)))"
    ),
}


@contextmanager
def holding(output: Path, others: str) -> Iterator[subprocess.Popen[str]]:
    """A run that has staged something and waits; what it started ends with this block."""
    command = [sys.executable, "-c", HOLD.replace("OTHERS", OTHERS[others]), str(output)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            wait_for_line(process)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def refuse_to_wait(pid: int | None) -> None:
    raise AssertionError(f"{pid} has the lock")


@pytest.mark.parametrize("others", OTHERS)
def test_lock_of_a_killed_run_ends_though_what_it_started_lives_on(
    output: Path, others: str
) -> None:
    with holding(output, others) as process:
        assert len(list_rests(output.parent)) == 1
        process.kill()
        process.wait()
        with Staging(output, {}, refuse_to_wait) as staging:
            # What the killed run left is gone by now, and nobody had to wait for its children.
            assert list_rests(output.parent) == [staging.folder.name]
            assert staging.publish() == Published(0, 0, 3)


def test_lock_ends_in_this_process_though_a_forked_one_lives_on(output: Path) -> None:
    with lock(output):
        child = os.fork()
        if child == 0:
            signal.pause()
    try:
        assert finish(start(output, NEW)) == (0, "")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_fork_that_leaves_the_block_takes_nothing_with_it(output: Path) -> None:
    with Staging(output, {}) as staging:
        staging.write("index.html", b"new")
        child = os.fork()
        if child == 0:
            staging.__exit__()
            os._exit(len(list_rests(output.parent)))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
        staging.publish()
    assert read_site(output) == {"index.html": b"new"}


def test_waiting_for_more_than_a_second_tells_for_whom_once(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    waited: list[int | None] = []

    def wait(pid: int | None) -> None:
        waited.append(pid)
        holder.kill()

    with holding(output, "none") as holder, Staging(output, {}, wait) as staging:
        staging.publish()
    assert waited == [holder.pid]
    assert read_site(output) == {}


def test_waiting_for_a_run_without_a_folder_tells_of_nobody(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    code = """
import sys
from pathlib import Path
from generator.locks import lock
with lock(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(output)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        wait_for_line(process)
        assert process.stdin is not None
        waited: list[int | None] = []

        def wait(pid: int | None) -> None:
            waited.append(pid)
            process.communicate("")

        with lock(output, wait) as is_locked:
            assert is_locked
    assert waited == [None]


def test_output_is_published_where_nothing_can_be_locked(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    publish(output, NEW)
    assert read_site(output) == NEW


def test_windows_goes_without_locks_and_processes(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(locks, "fcntl")
    monkeypatch.delattr(os, "kill")
    (output.parent / ".public.staging-12").mkdir()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert is_running(1)
