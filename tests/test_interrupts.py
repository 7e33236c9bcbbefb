from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
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
    wait_for_line,
)

from generator.interrupts import Interrupts
from generator.publish import Staging

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import os, signal, sys, time
from pathlib import Path
from generator import files, publish, swap
from generator.publish import Staging

def stop():
    print("ready", flush=True)
    time.sleep(0.3)

def stopping(function):
    def stop_and_go_on(*arguments, **options):
        stop()
        return function(*arguments, **options)
    return stop_and_go_on

{before}
with Staging(Path(sys.argv[1]), {{}}) as staging:
    for url, data in {files}.items():
        staging.write(url, data)
    {amid}
    staging.publish()
{after}
"""
FORK = """
import os, signal, time

# What is to be done first in a fork takes long.
os.register_at_fork(after_in_child=lambda: time.sleep(0.3))
from generator.interrupts import Interrupts

with Interrupts() as interrupts, interrupts.forking():
    child = os.fork()
    if not child:
        time.sleep(10)
        os._exit(0)
    os.kill(child, signal.SIGTERM)
print(os.waitpid(child, 0)[1], flush=True)
os.kill(os.getpid(), signal.SIGTERM)
"""
ENDS = {signal.SIGINT: -signal.SIGINT, signal.SIGTERM: 143}
# Where a run is when it is asked to end, and whose site is there afterwards.
AMID = {
    "staging": ({"amid": "stop()"}, OLD),
    "links": ({"before": "publish.link = stopping(publish.link)"}, OLD),
    "the manifest": ({"before": "publish.write_manifest = stopping(publish.write_manifest)"}, OLD),
    "the swap": ({"before": "publish.swap = stopping(publish.swap)"}, NEW),
    "two renames": (
        {
            "before": "swap.exchange = lambda *names: False; swap.is_mounted = lambda path: False;"
            "Path.rename = stopping(Path.rename)"
        },
        NEW,
    ),
    "steps": (
        {"before": "publish.swap = lambda *n: False; swap.take_step = stopping(swap.take_step)"},
        NEW,
    ),
    "the removal": ({"before": "files.shutil.rmtree = stopping(files.shutil.rmtree)"}, NEW),
}


def start(output: Path, **parts: str) -> subprocess.Popen[str]:
    """Publish the new site in a process that says where it is."""
    lines = {"before": "", "amid": "pass", "after": ""} | parts
    command = [sys.executable, "-c", RUN.format(files=NEW, **lines), str(output)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


@pytest.mark.parametrize("moment", AMID)
@pytest.mark.parametrize("number", ENDS)
def test_run_that_is_asked_to_end_leaves_a_whole_site_and_nothing_else(
    tmp_path: Path, number: signal.Signals, moment: str
) -> None:
    output = publish_old(make_folder(tmp_path / "site") / "public")
    parts, expected = AMID[moment]
    process = start(output, **parts)
    wait_for_line(process)
    process.send_signal(number)
    assert finish(process)[0] == ENDS[number]
    assert list_rests(tmp_path) == []
    assert read_site(output) == expected


@pytest.mark.parametrize("number", ENDS)
def test_second_request_does_not_disturb_the_cleaning_up(
    tmp_path: Path, number: signal.Signals
) -> None:
    output = publish_old(make_folder(tmp_path / "site") / "public")
    slow = "files.shutil.rmtree = stopping(files.shutil.rmtree)"
    process = start(output, amid="stop()", before=slow)
    wait_for_line(process)
    process.send_signal(number)
    wait_for_line(process)
    process.send_signal(number)
    assert finish(process)[0] == ENDS[number]
    assert list_rests(tmp_path) == []
    assert read_site(output) == OLD


def test_run_that_waits_for_another_can_be_asked_to_end(tmp_path: Path) -> None:
    output = publish_old(make_folder(tmp_path / "site") / "public")
    with Staging(output, {}):
        process = start(output, before="print('ready', flush=True)")
        wait_for_line(process)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        process.terminate()
        assert finish(process)[0] == ENDS[signal.SIGTERM]


def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    output = publish_old(make_folder(tmp_path / "site") / "public")
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    process = start(output, before=ignore, amid="stop()")
    wait_for_line(process)
    process.terminate()
    assert finish(process)[0] == 0
    assert read_site(output) == NEW


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in ENDS]
    with Interrupts():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(number) for number in ENDS] == before


def test_own_handler_is_asked_and_may_go_on() -> None:
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    try:
        with Interrupts() as interrupts:
            os.kill(os.getpid(), signal.SIGTERM)
            assert asked == [signal.SIGTERM]
            with interrupts.held(), interrupts.held():
                os.kill(os.getpid(), signal.SIGTERM)
                assert len(asked) == 1
            assert len(asked) == 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_worker_is_ended_by_a_signal_as_ever(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with Staging(tmp_path / "public", {}):
        child = os.fork()
        if child == 0:
            os.write(writing, b".")
            signal.pause()
            os._exit(1)
        assert os.read(reading, 1) == b"."
        os.kill(child, signal.SIGTERM)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
    os.close(reading)
    os.close(writing)


def test_thread_publishes_without_signals(tmp_path: Path) -> None:
    def publish_new() -> None:
        with Staging(output, {}) as staging:
            for url, data in NEW.items():
                staging.write(url, data)
            staging.publish()

    output = publish_old(make_folder(tmp_path / "site") / "public")
    thread = threading.Thread(target=publish_new)
    thread.start()
    thread.join()
    assert read_site(output) == NEW


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
def test_fork_that_is_asked_to_end_before_it_has_begun_ends() -> None:
    ran = subprocess.run([sys.executable, "-c", FORK], cwd=ROOT, capture_output=True, check=False)
    assert (ran.stdout.split(), ran.stderr) == ([b"15"], b"")
    # Who forked it may be asked to end as before.
    assert ran.returncode == -signal.SIGTERM
