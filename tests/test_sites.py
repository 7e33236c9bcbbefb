"""Small whole sites, and what they must give; `--refresh` takes what they give now as right."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from making import ROOT, Made, command

from generator.build import make_site

if TYPE_CHECKING:
    from pathlib import Path

SITES = ROOT / "tests" / "sites"
MAIN = re.compile(r"<main[^>]*>\n(.*?)</main>", re.DOTALL)


def compare(path: Path, found: str, *, refresh: bool) -> None:
    """A text is the one that was taken as right."""
    if refresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == found, f"see {path.name}; `--refresh` rewrites it"


@pytest.fixture(scope="module")
def full() -> Made:
    return Made(SITES / "full", make_site(SITES / "full"))


def list_expected() -> list[str]:
    """The URLs of the pages that are expected."""
    folder = SITES / "full" / "expected"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def test_whole_site_has_no_problem_and_the_pages_that_are_expected(
    full: Made, pytestconfig: pytest.Config
) -> None:
    assert full.told == []
    if pytestconfig.getoption("--refresh"):
        shutil.rmtree(SITES / "full" / "expected", ignore_errors=True)
        for url, page in full.pages.items():
            compare(SITES / "full" / "expected" / url, main_of(page), refresh=True)
    assert sorted(full.pages) == list_expected()


def main_of(page: str) -> str:
    """What is inside a page's `<main>`, as it is written."""
    match = MAIN.search(page)
    assert match, page
    return match[1]


@pytest.mark.parametrize("url", list_expected())
def test_page_of_the_whole_site_is_as_expected(full: Made, url: str) -> None:
    compare(SITES / "full" / "expected" / url, main_of(full.pages[url]), refresh=False)


def test_broken_site_has_all_its_problems_told(pytestconfig: pytest.Config) -> None:
    done = command("check", folder=SITES / "broken", NO_COLOR="1", TERM="dumb", LANG="C.UTF-8")
    assert (done.returncode, done.stderr) == (1, "")
    refresh = bool(pytestconfig.getoption("--refresh"))
    compare(SITES / "broken" / "problems.txt", done.stdout, refresh=refresh)
    assert not os.path.lexists(SITES / "broken" / "public")


@pytest.mark.parametrize("case", ["full", "broken"])
def test_site_is_only_read(case: str) -> None:
    def state() -> list[tuple[str, int]]:
        return sorted((str(p), p.stat().st_mtime_ns) for p in (SITES / case).rglob("*"))

    before = state()
    make_site(SITES / case)
    assert state() == before
