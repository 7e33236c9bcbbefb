from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from making import ROOT, command, write_files

from generator.build import build
from generator.cache import open_cache
from generator.locks import lock
from generator.notes import say_waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = {"articles/a.md": "---\ntitle: A\ndate: 2020\n---\nText.\n"}


def list_notes(folder: Path) -> list[tuple[str, str, str]]:
    """What a build notes of its cache."""
    found = build(folder, folder / "public", jobs=1).problems
    return [(p.code, p.path, p.message) for p in found if p.code.startswith("cache-")]


def test_sound_cache_is_no_word_worth(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert list_notes(folder) == []
    assert list_notes(folder) == []


def test_foreign_file_in_place_of_the_cache_is_noted_once(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    (folder / ".backstory").mkdir()
    (folder / ".backstory/site.sqlite").write_bytes(b"no database at all" * 100)
    assert list_notes(folder) == [
        ("cache-anew", ".backstory", "the cache was begun anew: file is not a database")
    ]
    assert list_notes(folder) == []


def test_damaged_entry_is_noted_and_the_site_is_built(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    list_notes(folder)
    with sqlite3.connect(folder / ".backstory/site.sqlite") as database:
        database.execute("UPDATE shelves SET value = CAST(x'00' || value AS BLOB)")
    database.close()
    (code, path, message) = list_notes(folder)[0]
    assert (code, path) == ("cache-damaged", ".backstory")
    assert message.startswith("the cache is damaged and was removed: the entry ")
    assert (folder / "public/articles/a.html").is_file()
    assert list_notes(folder) == []


def test_damage_that_shows_once_the_site_is_published_is_noted_and_nothing_is_built_twice(
    site: Callable[..., Path],
) -> None:
    folder = site(GOOD)
    first = build(folder, folder / "public", jobs=1).published
    with sqlite3.connect(folder / ".backstory/site.sqlite") as database:
        refusal = "BEGIN SELECT RAISE(ABORT, 'no more room'); END"
        database.execute(f"CREATE TRIGGER full BEFORE INSERT ON texts {refusal}")
    database.close()
    (folder / "content/articles/a.md").write_text("---\ntitle: A\ndate: 2020\n---\nOther.\n")
    result = build(folder, folder / "public", jobs=1)
    damage = "the cache is damaged and was removed: no more room"
    assert [p.message for p in result.problems if p.code == "cache-damaged"] == [damage]
    assert first
    assert result.published
    assert result.published.written > 0
    assert result.published.written + result.published.unchanged == first.written
    assert "Other." in (folder / "public/articles/a.html").read_text()
    assert list_notes(folder) == []


def test_cache_that_another_build_uses_is_done_without(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    cache, _ = open_cache(folder, "site")
    try:
        assert list_notes(folder) == [
            (
                "cache-unused",
                ".backstory",
                "another build is using the cache; this one did without",
            )
        ]
    finally:
        cache.close()


def test_cache_that_cannot_be_kept_is_noted_with_a_way_out(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    (folder / ".backstory").write_text("a file")
    (note,) = [p for p in build(folder, folder / "public").problems if "cache" in p.code]
    assert (note.severity, note.code) == ("info", "cache-unused")
    assert note.message.startswith("the cache cannot be used: ")
    assert note.fix == "make the folder writable, or delete it"


@pytest.mark.parametrize(
    ("holder", "said"),
    [
        (None, "waiting for another build into the same folder"),
        (7, "waiting for another build into the same folder (process 7)"),
    ],
)
def test_whoever_is_waited_for_is_named(holder: int | None, said: str) -> None:
    assert say_waiting(holder) == said


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is locked there")
def test_command_says_that_it_waits(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    told = subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--source", str(folder)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert told.stderr is not None
    with told:
        with lock(folder / "public"):
            assert told.stderr.readline() == "waiting for another build into the same folder\n"
        told.communicate()
    assert told.returncode == 0
    assert (folder / "public/index.html").is_file()


def test_command_says_that_files_were_replaced_one_by_one(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    build(folder, folder / "public")
    write_files(folder, {"articles/b.md": GOOD["articles/a.md"]})
    code = """
from generator import publish
publish.swap = lambda staged, target: False
from generator.__main__ import main
main(["build", "-v"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert (
        "\nfiles were replaced one by one: `public` cannot be exchanged as a whole\n" in done.stdout
    )


def test_verbose_build_tells_why_pages_were_made(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    told = command("build", "-v", folder=folder).stdout
    assert re.search(r"\nmade for the first time: \d+ files\n", told)
    write_files(folder, {"articles/a.md": GOOD["articles/a.md"] + "More.\n"})
    assert "\n  articles/a.html: own text; " in command("build", "-v", folder=folder).stdout
    assert "made anew" not in command("build", "-v", folder=folder).stdout
    write_files(folder, {"articles/a.md": GOOD["articles/a.md"]})
    assert "own text" not in command("build", folder=folder).stdout
