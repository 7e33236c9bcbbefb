"""What the tests of publishing share: an old and a new site, and runs in processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.output import MANIFEST
from generator.publish import publish

if TYPE_CHECKING:
    import pytest

    from generator.output import PublishError
    from generator.problems import Problem

ROOT = Path(__file__).parent.parent
OLD = {"index.html": b"old", "articles/one.html": b"one", "articles/gone.html": b"gone"}
NEW = {"index.html": b"new", "articles/one.html": b"one", "people/ada.html": b"ada"}
LONG_AGO = 1_000_000_000

RUN = """
import os, signal, sys, time
from pathlib import Path
from generator import files, interrupts, locks, output, publish, swap

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

{before}
try:
    publish.publish(Path(sys.argv[1]), {files})
except output.PublishError as refused:
    print(refused.problem.code, refused)
"""


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_site(folder: Path) -> dict[str, bytes]:
    """The files of a published site, after a comparison with its manifest."""
    files = read_tree(folder)
    digests = {url: hashlib.sha256(data).hexdigest() for url, data in files.items()}
    del digests[MANIFEST]
    assert json.loads(files.pop(MANIFEST)) == {"generator": "backstory", "files": digests}
    return files


def make_folder(folder: Path) -> Path:
    """Make the folder of a site without content."""
    for name in ("content/articles", "templates", "static"):
        (folder / name).mkdir(parents=True)
    return folder


def publish_old(folder: Path) -> Path:
    """Publish the old site, long ago."""
    publish(folder, OLD)
    for url in OLD:
        os.utime(folder / url, (LONG_AGO, LONG_AGO))
    return folder


def list_rests(folder: Path) -> list[str]:
    """What runs left beside an output folder or inside it."""
    return sorted(
        path.name for path in folder.rglob(".*") if "staging-" in path.name or "old-" in path.name
    )


def problem_of(raised: pytest.ExceptionInfo[PublishError], output: Path) -> Problem:
    """The problem that was raised, after a look at what all of them have in common."""
    problem = raised.value.problem
    assert (problem.severity, problem.path) == ("error", output.as_posix())
    assert (problem.line, problem.column) == (0, 0)
    assert problem.fix
    return problem


def start(output: Path, files: dict[str, bytes], before: str = "") -> subprocess.Popen[str]:
    """Publish in a process of its own, which first runs a line of Python."""
    script = RUN.format(before=before, files=files)
    command = [sys.executable, "-c", script, str(output)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_line(process: subprocess.Popen[str], line: str = "ready") -> None:
    """Wait until a process says a word."""
    assert process.stdout is not None
    assert process.stdout.readline() == f"{line}\n"


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process: its exit code, and what it said."""
    said, _ = process.communicate(timeout=30)
    return process.returncode, said


def dead_pid() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid
