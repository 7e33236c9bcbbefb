"""Builds for the preview: what differs, what is kept, and a process that may die."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from making import write_files
from previews import PATIENCE, SITE, save

from generator.build import make_site
from generator.preview import Builder, Built, Generation, Worker, advance

if TYPE_CHECKING:
    from pathlib import Path


EARLY = "---\ntitle: Early\ndate: 2024-01-01\n---\n\n[[nobody]]\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A site's folder."""
    return write_files(tmp_path / "site", SITE)


def test_only_what_differs_is_handed_on(source: Path) -> None:
    builder = Builder(source, drafts=True)
    first = builder.build()
    again = builder.build()
    (source / "content" / "media" / "picture.png").write_bytes(b"another")
    save(source, "people/ada-lovelace.md", "name: Ada Lovelace", "name: Ada King")
    (source / "content" / "articles" / "unfinished.md").unlink()
    last = builder.build()

    assert first.is_whole
    assert {"index.html", "style/text.css", "preview/overlay.js"} <= first.files.keys()
    assert (again.files, again.removed, again.is_whole) == ({}, frozenset(), False)
    assert {"people/ada-lovelace.html", "media/picture.png"} <= last.files.keys()
    assert "style/text.css" not in last.files
    removed = {url for url in last.removed if not url.startswith("cards/")}
    assert removed == {"articles/unfinished.html"}


def test_what_belongs_to_the_preview_is_in_no_published_site(source: Path) -> None:
    published = make_site(source, drafts=True).files
    shown = Builder(source, drafts=True).build().files
    pages = [data for data in published.values() if isinstance(data, bytes)]

    assert shown.keys() - published.keys() == {"preview/overlay.css", "preview/overlay.js"}
    assert [page for page in pages if b"livereload" in page or b"generation=" in page] == []


def test_drafts_can_be_left_out(source: Path) -> None:
    shown = Builder(source, drafts=True).build().files
    left_out = Builder(source, drafts=False).build().files

    pages = {url for url in shown.keys() - left_out.keys() if url.endswith(".html")}
    assert pages == {"articles/unfinished.html"}
    assert not any(b"Unfinished" in data for data in left_out.values() if isinstance(data, bytes))


def test_small_static_files_are_kept_and_large_ones_and_media_read_when_asked_for(
    source: Path,
) -> None:
    files = Builder(source, drafts=True).build().files

    assert files["lines.jsonl"] == b"{}\n"
    assert not isinstance(files["film.mp4"], bytes)
    assert not isinstance(files["media/picture.png"], bytes)


@pytest.mark.parametrize(
    ("name", "old", "new", "is_kept"),
    [
        # what cannot be read
        ("content/articles/first.md", "title: The first", "title: [", True),
        ("content/articles/first.md", "date: 2024-01-01", "date: someday", True),
        ("content/site.yaml", "title: The site", "titel: The site", True),
        ("templates/page.html", "{#", "{%", True),
        # what may stay open while someone writes
        ("content/articles/first.md", "Text", "[[nobody]]", False),
        ("content/articles/first.md", "Text", "Text[^1]", False),
        ("content/articles/first.md", "Text", "<script>x</script>", False),
        ("content/articles/first.md", "picture.png", "lost.png", False),
    ],
)
def test_what_cannot_be_read_keeps_the_last_good_site(
    source: Path, name: str, old: str, new: str, is_kept: bool
) -> None:
    (source / "templates").mkdir()
    (source / "templates" / "page.html").write_text("{# own #}{% extends 'theme/page.html' %}")
    builder = Builder(source, drafts=True)
    assert [p for p in builder.build().problems if p.severity == "error"] == []
    path = source / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    # An error that hinders nothing, in a file that comes before.
    other = source / "content" / "articles" / "early.md"
    other.write_text(EARLY, encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    built = builder.build()
    other.unlink()
    path.write_text(text, encoding="utf-8")
    mended = builder.build()

    assert any(problem.severity == "error" for problem in built.problems)
    assert not is_kept or built.overlay["problems"][0]["place"].startswith(name)
    assert built.is_kept is is_kept
    assert bool(built.overlay["note"]) is is_kept
    assert bool(built.files) is not is_kept
    assert not mended.is_kept
    assert bool(mended.files) is not is_kept, "what was kept is there already"


def test_until_a_site_was_good_once_it_is_shown_as_far_as_it_goes(source: Path) -> None:
    save(source, "articles/first.md", "title: The first", "title: [")
    builder = Builder(source, drafts=True)
    first = builder.build()
    save(source, "people/ada-lovelace.md", "name: Ada Lovelace", "name: Ada King")
    second = builder.build()

    assert (first.is_kept, second.is_kept) == (False, False)
    assert "people/ada-lovelace.html" in second.files


def test_a_generation_holds_everything_and_what_is_the_same_once() -> None:
    one = advance(None, Built({"a": b"1", "b": b"2"}, is_whole=True))
    two = advance(one, Built({"b": b"3", "c": b"4"}, frozenset({"a"})))
    same = advance(two, Built())
    anew = advance(two, Built({"b": bytes([51]), "c": b"5"}, is_whole=True))

    assert one.changed == {"a", "b"}
    assert (two.number, two.files) == (one.number + 1, {"b": b"3", "c": b"4"})
    assert two.changed == {"a", "b", "c"}
    assert same is two
    assert anew.changed == {"c"}
    assert anew.files["b"] is two.files["b"]


def test_a_medium_that_stays_where_it_is_counts_as_changed(tmp_path: Path) -> None:
    one = advance(None, Built({"m": tmp_path, "p": b""}, is_whole=True))

    assert advance(one, Built({"m": tmp_path})).changed == {"m"}
    assert advance(one, Built({"m": tmp_path, "p": b""}, is_whole=True)) is one


@pytest.mark.parametrize("built", [Built(is_kept=True), Built(fault="x")])
def test_what_gives_no_site_changes_nothing(built: Built) -> None:
    one = Generation(7, {"a": b"1"})

    assert advance(one, built) is one
    assert advance(None, built).files == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_process_that_ends_is_a_fault_and_one_that_hangs_is_ended(source: Path) -> None:
    worker = Worker(source, drafts=True)
    assert worker.build().is_whole
    process = worker.process
    assert process
    assert process.pid
    os.kill(process.pid, signal.SIGTERM)
    broken = worker.build()
    mended = worker.build()

    assert process.exitcode == 0, "asked to end, it ends in order"
    assert broken.fault == "the process that builds ended with 0"
    assert mended.is_whole
    assert "index.html" in mended.files

    last = worker.process
    assert last
    assert last.pid
    os.kill(last.pid, signal.SIGSTOP)
    built: list[Built] = []
    thread = threading.Thread(target=lambda: built.append(worker.build()))
    thread.start()
    worker.kill()
    thread.join(PATIENCE)

    assert last.exitcode == -signal.SIGKILL
    assert len(built) == 1
    assert built[0].fault


def test_no_process_is_started_after_the_end(tmp_path: Path) -> None:
    worker = Worker(tmp_path, drafts=True)
    worker.kill()

    assert worker.build().fault == "the preview has ended"
    assert worker.process is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_process_that_has_hardly_begun_is_ended(source: Path) -> None:
    worker = Worker(source, drafts=True)
    process = worker.start()
    worker.kill()

    assert process.exitcode in (-signal.SIGTERM, -signal.SIGKILL)
