from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from publishing import (
    NEW,
    OLD,
    dead_pid,
    finish,
    list_rests,
    make_folder,
    publish_old,
    read_site,
    read_tree,
    start,
    wait_for_line,
)

from generator import publish as publishing
from generator import swap
from generator.output import MANIFEST, PublishError
from generator.publish import Published, Staging, publish, remove_site
from generator.swap import list_steps

if TYPE_CHECKING:
    from collections.abc import Iterator


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


# The swap


def refuse_exchange(one: Path, other: Path) -> bool:
    return False


def test_two_renames_do_where_folders_cannot_be_exchanged(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "exchange", refuse_exchange)
    publish(output, NEW)
    assert read_site(output) == NEW


@pytest.mark.parametrize("failure", [OSError(errno.EBUSY, "Busy"), KeyboardInterrupt()])
def test_failed_second_rename_is_rolled_back(
    output: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def rename_or_fail(path: Path, target: Path) -> Path:
        if ".staging-" in path.name:
            raise failure
        return rename(path, target)

    rename = Path.rename
    monkeypatch.setattr(swap, "exchange", refuse_exchange)
    monkeypatch.setattr(Path, "rename", rename_or_fail)
    monkeypatch.setattr(publishing, "replace_stepwise", None)
    with pytest.raises((TypeError, KeyboardInterrupt)):
        publish(output, NEW)
    assert read_site(output) == OLD


@pytest.mark.parametrize(("platform", "library"), [("darwin", None), ("linux", object())])
def test_system_without_an_exchange_says_so(
    output: Path, monkeypatch: pytest.MonkeyPatch, platform: str, library: object
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    publish(output, NEW)
    assert read_site(output) == NEW


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
def test_linux_exchanges_the_folders_in_one_step(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "is_mounted", lambda folder: False)
    monkeypatch.setattr(Path, "rename", None)
    publish(output, NEW)
    assert read_site(output) == NEW


# File by file


@pytest.fixture(params=["beside", "inside"])
def stepwise(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place where folders cannot be moved."""
    is_inside = request.param == "inside"
    monkeypatch.setattr(swap, "exchange", refuse_exchange)
    monkeypatch.setattr(swap, "is_mounted", lambda folder: is_inside and folder.name == "public")
    monkeypatch.setattr(publishing, "swap", lambda staging, target: False)


def test_new_pages_come_first_and_old_ones_go_last() -> None:
    steps = list_steps({"new.html", "changed.html"}, {"gone.html"}, {"changed.html", "gone.html"})
    assert steps == [
        ("replace", "new.html"),
        ("replace", "changed.html"),
        ("remove", "gone.html"),
        ("replace", MANIFEST),
    ]


def test_page_in_the_way_of_a_folder_or_the_reverse_goes_first() -> None:
    steps = list_steps({"a/b.html", "c"}, {"a", "c/d.html", "x"}, {"a", "c/d.html", "x"})
    assert steps[:2] == [("remove", "a"), ("remove", "c/d.html")]
    assert steps[-2:] == [("remove", "x"), ("replace", MANIFEST)]


BEFORE = {"a.html": b"a", "b/c.html": b"c", "b/d/e.html": b"e", "same.html": b"", "x/y.html": b"x"}
AFTER = {"a.html/f.html": b"f", "b": b"b", "same.html": b"", "z.html": b"z"}


@pytest.mark.usefixtures("stepwise")
def test_pages_and_folders_may_change_their_places(site: Path) -> None:
    (site / "public").mkdir()
    publish(site / "public", BEFORE)
    counts = publish(site / "public", AFTER)
    assert counts == Published(3, 1, 4, is_stepwise=True)
    assert read_site(site / "public") == AFTER
    assert publish(site / "public", BEFORE) == Published(4, 1, 3, is_stepwise=True)
    assert read_site(site / "public") == BEFORE
    names = sorted(path.name for path in (site / "public").iterdir())
    assert names == [MANIFEST, "a.html", "b", "same.html", "x"]


class StopError(Exception):
    """The run is over."""


@pytest.mark.usefixtures("stepwise")
def test_steps_that_were_begun_are_ended_from_any_point(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before each step, and stopped once more while the next run ends it."""

    def stop_before(wanted: int) -> None:
        def take_or_stop(*arguments: Any) -> None:
            nonlocal taken
            taken += 1
            if taken > wanted:
                raise StopError
            take_step(*arguments)

        taken = 0
        monkeypatch.setattr(swap, "take_step", take_or_stop)

    take_step = swap.take_step
    output = site / "public"
    output.mkdir()
    for first in range(8):
        for second in (0, 3, 6):
            publish(output, BEFORE)
            stop_before(first)
            with pytest.raises(StopError):
                publish(output, AFTER)
            stop_before(second)
            with pytest.raises(StopError), Staging(output, {}):
                pass
            monkeypatch.setattr(swap, "take_step", take_step)
            with Staging(output, {}) as staging:
                assert staging.known.keys() == AFTER.keys()
            assert read_site(output) == AFTER


JOURNALS = ["", "{", "[1]", "null", '[["remove"]]', '[["remove", "../mine.txt"]]']


@pytest.mark.parametrize("journal", JOURNALS)
def test_journal_that_is_not_ours_is_not_followed(output: Path, journal: str) -> None:
    (output.parent / "mine.txt").write_text("mine")
    rest = output / f".backstory-staging-{dead_pid()}"
    rest.mkdir()
    (rest / swap.JOURNAL).write_text(journal)
    publish(output, NEW)
    assert read_site(output) == NEW
    assert (output.parent / "mine.txt").exists()


def test_folder_is_not_mounted_for_being_a_folder_or_missing(output: Path) -> None:
    assert not swap.is_mounted(output)
    assert not swap.is_mounted(output / "index.html")
    assert not swap.is_mounted(output / "nowhere")


# Killed runs

TWO_RENAMES = "swap.exchange = lambda *names: False; swap.is_mounted = lambda folder: False;"
# What a run does before the moment at which it is killed: each replaces one function of the module.
MOMENTS = {
    "staging folder": "publish.Staging.write = die",
    "first file": "publish.write_file = die",
    "in a file": "publish.write_file = lambda path, data: (path.write_bytes(b'n'), die())",
    "links": "publish.link = die",
    "foreign files": "publish.Staging.carry = die",
    "before the swap": "publish.swap = die",
    "after the swap": "publish.remove_tree = die",
    "before two renames": TWO_RENAMES + "Path.rename = die",
    "between two renames": (
        TWO_RENAMES + "rename = Path.rename;"
        "Path.rename = lambda path, to: die() if '.staging-' in path.name else rename(path, to)"
    ),
    "after two renames": TWO_RENAMES + "swap.remove_tree = die",
    "in the removal of the old site": "files.shutil.rmtree = die",
    "in the removal after two renames": TWO_RENAMES + "files.shutil.rmtree = die",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_run_leaves_a_whole_site_and_the_next_run_works(output: Path, moment: str) -> None:
    (output / "notes.txt").write_text("mine")
    assert finish(start(output, NEW, MOMENTS[moment])) == (-signal.SIGKILL, "")
    aside = list(output.parent.glob(".public.old-*"))
    whole = output if output.exists() else aside[0]
    files = read_tree(whole)
    manifest = json.loads(files.pop(MANIFEST))
    assert files.pop("notes.txt") == b"mine"
    assert files == (NEW if "after" in moment or "removal" in moment else OLD)
    assert manifest["files"].keys() == files.keys()
    # A refused run clears up, too; the site that it finds is the one of before.
    with pytest.raises(PublishError):
        publish(output, {"notes.txt": b""})
    assert read_tree(output) == read_tree(output) | files
    assert [path.name for path in output.parent.iterdir() if path.name.startswith(".")] == []
    publish(output, NEW)
    assert read_tree(output).keys() == {*NEW, MANIFEST, "notes.txt"}
    assert (output / "index.html").read_bytes() == b"new"


def test_run_killed_at_any_time_leaves_a_whole_site(site: Path) -> None:
    old, new = ({f"{n}.html": text * 50 for n in range(300)} for text in (b"old", b"new"))
    publish(site / "public", old)
    for delay in (0.0, 0.005, 0.01, 0.015, 0.02, 0.03):
        process = start(site / "public", new, "print('ready', flush=True)")
        wait_for_line(process)
        time.sleep(delay)
        process.kill()
        finish(process)
        assert read_site(site / "public") in (old, new)
        publish(site / "public", old)
        assert read_site(site / "public") == old


def test_rest_of_an_old_site_is_not_taken_for_a_site(output: Path) -> None:
    aside = output.with_name(f".public.old-{dead_pid()}")
    output.rename(aside)
    (aside / MANIFEST).unlink()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_site_that_was_being_removed_does_not_come_back(output: Path) -> None:
    finish(start(output, NEW, MOMENTS["in the removal after two renames"]))
    shutil.rmtree(output)
    assert remove_site(output) == 0
    assert not output.exists()


def test_rest_of_an_earlier_run_of_this_process_is_cleared(output: Path) -> None:
    output.with_name(f".public.staging-{os.getpid()}").mkdir()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_rest_is_cleared_though_another_process_has_its_number_now(output: Path) -> None:
    output.with_name(f".public.staging-{os.getppid()}").mkdir()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_rests_of_runs_that_are_alive_stay_where_nothing_can_be_locked(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    alive = output.with_name(f".public.staging-{os.getppid()}")
    dead = output.with_name(f".public.staging-{dead_pid()}")
    alive.mkdir()
    dead.mkdir()
    monkeypatch.setattr(fcntl, "flock", refuse)
    publish(output, NEW)
    assert list_rests(output.parent) == [alive.name]
    alive.rmdir()


def test_what_is_not_ours_stays(output: Path) -> None:
    names = [
        ".public.staging-x",
        f".other.staging-{dead_pid()}",
        f"public.staging-{dead_pid()}",
    ]
    for name in names:
        (output.parent / name).mkdir()
    publish(output, NEW)
    for name in names:
        (output.parent / name).rmdir()
