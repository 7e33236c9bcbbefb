"""What outside judges say of the shipped documentary. It takes long: run it with `-m audit`."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from crawler import Site

pytestmark = pytest.mark.audit

# Messages that are wrong in our case, each with the reason.
FALSE_POSITIVES: dict[str, str] = {}


@pytest.fixture(scope="module")
def checker(pytestconfig: pytest.Config) -> Path:
    """The Nu HTML checker (npm's vnu-jar), fetched once and kept in pytest's cache."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if not java or not npm:
        pytest.fail("the audit needs Java and npm")
    folder = pytestconfig.cache.mkdir("vnu")
    if not list(folder.rglob("vnu.jar")):
        # Its install script fetches a Java of its own, which nobody here needs.
        options = ("--ignore-scripts", "--no-audit", "--no-fund")
        run(npm, "install", "--prefix", folder, *options, "vnu-jar", folder=folder)
    return next(folder.rglob("vnu.jar"))


def judge(checker: Path, folder: Path) -> list[dict[str, Any]]:
    """What the checker says of the pages under a folder."""
    command = ["java", "-jar", str(checker), "--skip-non-html", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    # It reports on its error stream, and ends with 1 where it reports anything.
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stderr)["messages"]


@pytest.mark.parametrize("name", ["shipped", "shipped_below"])
def test_the_nu_html_checker_finds_nothing(
    checker: Path, name: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(name)
    found = [
        f"{one.get('url', '').rpartition('/public/')[2]}:{one.get('lastLine')}: {one['message']}"
        for one in judge(checker, site.folder)
        if one["message"] not in FALSE_POSITIVES
    ]

    assert found == []


def test_the_nu_html_checker_finds_a_fault(checker: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!DOCTYPE html><title>x</title><p><div id=a id=a></p>")

    assert len(judge(checker, tmp_path)) > 1
