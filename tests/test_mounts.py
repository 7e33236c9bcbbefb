"""Outputs that cannot be moved: mounted folders, layers, folders in a folder of somebody else.

Each test makes its mounts in a namespace of its own, which ends with its process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from publishing import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
import errno, os, signal, subprocess, sys
from pathlib import Path
from publishing import *
from generator import files, output, publish, swap
from generator.publish import Published, Staging, read_stats

def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)

folder = Path(sys.argv[1])
mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
site = folder / "site"
public = site / "public"
public.mkdir(parents=True)
"""

BIND = """
(folder / "elsewhere").mkdir()
mount("--bind", folder / "elsewhere", public)
"""
TMPFS = """
mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", public)
"""
# What a container does with a folder of its image.
OVERLAY = """
for name in ("lower/public/articles", "upper", "work"):
    (folder / name).mkdir(parents=True)
(folder / "lower/public/.backstory.json").write_text('{"generator": "backstory", "files": {}}')
layers = f"lowerdir={folder}/lower,upperdir={folder}/upper,workdir={folder}/work"
mount("-t", "overlay", "overlay", "-o", layers, site)
"""
READ_ONLY_PARENT = (
    TMPFS
    + """
mount("-o", "remount,bind,ro", folder)
"""
)
# A web server's folder: the author may write in it, but not beside it.
PARENT_OF_ROOT = """
mount("--bind", folder, "/mnt")
folder = Path("/mnt")
site = folder / "site"
public = site / "public"
os.chown(public, 65534, 65534)
os.setgid(65534)
os.setuid(65534)
"""


def can_mount() -> bool:
    """Whether this machine lets us mount; a user other than root would need more than that."""
    if not sys.platform.startswith("linux") or os.getuid():
        return False
    try:
        return not subprocess.run(
            ["unshare", "-m", "true"], capture_output=True, check=False
        ).returncode
    except FileNotFoundError:
        return False


pytestmark = pytest.mark.skipif(not can_mount(), reason="nothing can be mounted here")


def run(folder: Path, script: str, *arguments: str) -> None:
    """Run a script where it may mount what it likes."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = ["unshare", "-m", sys.executable, "-c", HEAD + script, str(folder), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


MOUNTS = {
    "the same disk": BIND,
    "another disk": TMPFS,
    "layers": OVERLAY,
    "in a folder that is read-only": READ_ONLY_PARENT,
    "in a folder of root": PARENT_OF_ROOT,
}


@pytest.mark.parametrize("mount", MOUNTS)
def test_files_are_replaced_one_by_one_where_the_folder_cannot_be(
    tmp_path: Path, mount: str
) -> None:
    script = """
publish_old(public)
(public / "articles" / "mine.txt").write_text("mine")
(public / "empty").mkdir()
inode = public.stat().st_ino
assert publish.publish(public, NEW) == Published(2, 1, 1, is_stepwise=True)
assert public.stat().st_ino == inode
assert (public / "articles/one.html").stat().st_mtime == LONG_AGO
assert (public / "articles/mine.txt").read_text() == "mine"
assert (public / "empty").is_dir()
assert (public / "people").stat().st_mode & 0o777 == 0o755
(public / "articles" / "mine.txt").unlink()
assert read_site(public) == NEW

before = public.stat().st_mtime_ns, read_stats(public)
with Staging(public, before[1]) as staging:
    for url in NEW:
        assert staging.is_intact(url)
        staging.keep(url)
    assert staging.publish() == Published(0, 3, 0)
assert read_stats(public) == before[1]
assert publish.publish(public, {}) == Published(0, 0, 3, is_stepwise=True)
assert read_site(public) == {}
assert sorted(os.listdir(public)) == [".backstory.json", "empty"]
assert list_rests(folder) == []
"""
    run(tmp_path, MOUNTS[mount] + script)


@pytest.mark.parametrize("mount", MOUNTS)
def test_run_killed_amid_its_steps_is_finished_by_the_next(tmp_path: Path, mount: str) -> None:
    script = """
publish_old(public)
for step in range(4):
    publish.publish(public, OLD)
    child = os.fork()
    if not child:
        steps, take_step = [], swap.take_step
        def take_or_die(*arguments):
            steps.append(arguments)
            if len(steps) > step:
                os.kill(os.getpid(), signal.SIGKILL)
            take_step(*arguments)
        swap.take_step = take_or_die
        publish.publish(public, NEW)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert len(list_rests(site)) == 1
    with Staging(public, {}) as staging:
        assert read_tree(public).keys() - {".backstory.json"} == NEW.keys()
        assert staging.known.keys() == NEW.keys()
        assert all(staging.is_intact(url) for url in NEW)
    assert read_site(public) == NEW
    assert list_rests(folder) == []
"""
    run(tmp_path, MOUNTS[mount] + script)


@pytest.mark.parametrize(
    "mount", ["", BIND, TMPFS, OVERLAY], ids=["none", "bind", "tmpfs", "layers"]
)
def test_full_disk_leaves_the_old_site(tmp_path: Path, mount: str) -> None:
    script = """
publish_old(public)
before = read_tree(public)
for size in (3_000_000, 900_000):
    try:
        publish.publish(public, {**NEW, "large.html": b"x" * size, "more.html": b"x" * 400_000})
    except output.PublishError as refused:
        problem = refused.problem
    assert problem.message.endswith(".html`: no space left on device"), problem
    assert problem.fix == "free some disk space; the old site is as it was"
    assert read_tree(public) == before
    assert list_rests(folder) == []
publish.publish(public, NEW)
assert read_site(public) == NEW
"""
    run(tmp_path, mount + script)


@pytest.mark.parametrize("mount", ["", BIND], ids=["none", "bind"])
def test_disk_that_fills_up_at_any_moment_leaves_a_whole_site(tmp_path: Path, mount: str) -> None:
    script = """
new = {f"pages/p{n}/{n}.html": b"new %d" % n * 1000 for n in range(9)}
publish_old(public)
outcomes = []
for free in range(50):
    with (folder / "filling").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError as full:
            assert full.errno == errno.ENOSPC
        file.truncate(max(0, file.tell() - free * 4096))
    try:
        publish.publish(public, new)
        outcomes.append("new")
        expected = new
    except output.PublishError as refused:
        outcomes.append("old")
        expected = OLD
        assert refused.problem.fix == "free some disk space; the old site is as it was"
    (folder / "filling").unlink()
    assert read_site(public) == expected
    assert list_rests(folder) == []
    publish.publish(public, OLD)
assert outcomes[0] == "old" and outcomes[-1] == "new", outcomes
assert outcomes == sorted(outcomes, reverse=True), outcomes
"""
    run(tmp_path, mount + script)


@pytest.mark.parametrize("mount", ["", BIND, TMPFS], ids=["none", "bind", "tmpfs"])
def test_disk_that_is_read_only_is_named(tmp_path: Path, mount: str) -> None:
    script = """
publish_old(public)
mount("-o", "remount,bind,ro", public if os.path.ismount(public) or %r else folder)
try:
    publish.publish(public, NEW)
except output.PublishError as refused:
    problem = refused.problem
assert problem.message in {
    f"cannot write in `{place}`: read-only file system" for place in (site, public)
}, problem
assert read_site(public) == OLD
""" % (mount == BIND)
    run(tmp_path, mount + script)


@pytest.mark.parametrize("mount", ["-t tmpfs tmpfs", "--bind {folder}/elsewhere"])
def test_what_is_mounted_inside_the_site_stays_there(tmp_path: Path, mount: str) -> None:
    script = """
(folder / "elsewhere").mkdir()
publish_old(public)
(public / "media").mkdir()
mount(*sys.argv[2].format(folder=folder).split(), public / "media")
assert publish.publish(public, NEW) == Published(2, 1, 1, is_stepwise=True)
(public / "media/mine.txt").write_text("mine")
inode = (public / "media").stat().st_ino
pictures = {"media/x.jpg": b"x", "media/2020/y.jpg": b"y"}
assert publish.publish(public, {**NEW, **pictures}) == Published(2, 3, 0, is_stepwise=True)
assert (public / "media").stat().st_ino == inode
publish.publish(public, {**OLD, "media/x.jpg": b"z"})
assert not (public / "media/2020").exists()
(public / "media/mine.txt").unlink()
assert read_tree(public).keys() == {*OLD, "media/x.jpg", ".backstory.json"}
assert (public / "media/x.jpg").read_bytes() == b"z"
assert list_rests(folder) == []
"""
    run(tmp_path, script, mount)


def test_own_folder_of_a_mounted_disk_is_not_looked_into(tmp_path: Path) -> None:
    script = (
        TMPFS.replace("public)", "folder)")
        + """
public.mkdir(parents=True)
(public / "lost+found").mkdir(mode=0o700)
os.chown(public, 65534, 65534)
"""
        + PARENT_OF_ROOT
        + """
publish_old(public)
assert publish.publish(public, NEW).is_stepwise
assert (public / "index.html").read_bytes() == b"new"
assert (public / "lost+found").is_dir()
"""
    )
    run(tmp_path, script)
