"""Whether anything has changed, told without a build."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

import generator.cache
import generator.stamp
from generator.build import build
from generator.cache import FOLDER, Cache
from generator.folders import list_roots
from generator.output import MANIFEST
from generator.stamp import GRAIN, Stamp, digest_file, find_unchanged, is_untouched, load_stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORY = "---\ntitle: Story\ndate: 2020-01-01\n---\nOne.\n"


@pytest.fixture
def built(site: Callable[..., Path]) -> Path:
    """A site that was built a while ago."""
    folder = site({"articles/story.md": STORY, "pages/about.md": "---\ntitle: About\n---\nUs.\n"})
    make(folder)
    assert find(folder) is not None
    return folder


def make(folder: Path) -> None:
    assert build(folder, folder / "public").published


def find(folder: Path, name: str = "site") -> dict[str, Any] | None:
    output = folder / "public"
    return find_unchanged(folder, output, name, str(output.resolve()))


def story(folder: Path) -> Path:
    return folder / "content/articles/story.md"


def look_again_at(path: Path, data: bytes) -> None:
    """Write other bytes into a file and set its times back."""
    state = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_last_build_tells_what_another_one_would(built: Path) -> None:
    told = find(built)
    assert told is not None
    assert (told["records"], told["kinds"]) == (2, {"article": 1, "page": 1})
    assert told["files"] == sum(p.is_file() for p in (built / "public").rglob("*")) - 1
    assert [one["code"] for one in told["problems"]] == ["base-url"]


def test_site_that_was_never_built_has_changed(site: Callable[..., Path]) -> None:
    folder = site({"articles/story.md": STORY})
    assert find(folder) is None
    assert not (folder / FOLDER).exists()


def test_other_output_or_another_way_to_build_is_another_build(built: Path) -> None:
    assert find(built, "drafts") is None
    assert find_unchanged(built, built / "public", "site", "elsewhere") is None


def write_template(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates/missing.html").write_text("mine", encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited": lambda folder: story(folder).write_text(STORY + "Two.\n", encoding="utf-8"),
    "edited within the grain": lambda folder: look_again_at(
        story(folder), STORY.replace("One", "Two").encode()
    ),
    "touched": lambda folder: os.utime(story(folder)),
    "new": lambda folder: (folder / "content/pages/new.md").write_text("---\ntitle: N\n---\n"),
    "new folder": lambda folder: (folder / "content/events").mkdir(),
    "removed": lambda folder: (folder / "content/pages/about.md").unlink(),
    "renamed": lambda folder: story(folder).rename(folder / "content/articles/other.md"),
    "own template": write_template,
    "output edited": lambda folder: look_again_at(
        folder / "public/about.html",
        (folder / "public/about.html").read_bytes().replace(b"Us", b"Me"),
    ),
    "output removed": lambda folder: (folder / "public/about.html").unlink(),
    "manifest edited": lambda folder: (folder / "public" / MANIFEST).write_text("{}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_is_noticed(change: Callable[[Path], object], built: Path) -> None:
    change(built)
    assert find(built) is None


def test_file_that_is_moved_in_with_an_old_date_is_noticed(built: Path, tmp_path: Path) -> None:
    old, new = story(built), tmp_path / "new.md"
    state = old.stat()
    new.write_text(STORY.replace("One", "Two"), encoding="utf-8")
    os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
    new.replace(old)
    assert old.stat().st_size == state.st_size
    assert old.stat().st_mtime_ns == state.st_mtime_ns
    assert find(built) is None
    make(built)
    assert "Two" in (built / "public/articles/story.html").read_text(encoding="utf-8")


def test_what_editors_leave_is_no_change(built: Path) -> None:
    (built / "content/articles/.story.md.swp").write_text("x", encoding="utf-8")
    (built / "notes.txt").write_text("x", encoding="utf-8")
    assert find(built) is not None


def test_another_generator_makes_another_site(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(generator.cache, "generator_digest", lambda: "another")
        assert find(built) is None
    assert find(built) is not None


@pytest.mark.parametrize("text", ["{}", "[]", "7", '{"stamp": {}, "stats": {}, "told": {}}'])
def test_stamp_of_another_form_is_none(text: str, built: Path) -> None:
    key = f"stamp {(built / 'public').resolve()}"
    with closing(Cache(built / FOLDER / "site.sqlite")) as cache:
        cache.write("state", key, text)
        cache.commit()
    assert find(built) is None


def test_damaged_or_used_cache_is_none(built: Path) -> None:
    path = built / FOLDER / "site.sqlite"
    with closing(Cache(path)):
        assert find(built) is None
    assert find(built) is not None
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE state SET value = 'x' WHERE key LIKE 'stamp %'")
    assert find(built) is None


# Files that were changed right before a build


def test_file_changed_within_the_grain_of_the_clock_is_compared_by_its_bytes(built: Path) -> None:
    path = str(story(built).resolve())
    now = Stamp.take(built)
    assert path in now.young
    assert path in now.find_same(now)
    # A coarse clock would give other bytes the same signs.
    before = Stamp(now.signs, {**now.young, path: "digest of other bytes"})
    assert now.signs.keys() - before.find_same(now) == {path}
    # What has grown old since was young when it was looked at.
    assert now.signs.keys() - before.find_same(Stamp(now.signs, {})) == {path}
    assert now.find_same(Stamp(now.signs, {})) == now.signs.keys()


def test_old_files_are_not_read(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time_ns() + 2 * GRAIN
    monkeypatch.setattr(generator.stamp.time, "time_ns", lambda: later)
    assert Stamp.take(built).young == {}


def test_date_in_the_future_is_young(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time_ns() + 2 * GRAIN
    os.utime(story(built), ns=(later, later))
    monkeypatch.setattr(generator.stamp.time, "time_ns", lambda: later)
    assert [*Stamp.take(built).young] == [str(story(built).resolve())]


def test_stamp_is_kept_as_it_was(built: Path) -> None:
    key = str((built / "public").resolve())
    with closing(Cache(built / FOLDER / "site.sqlite")) as cache:
        stamp, stats = load_stamp(cache, key)
        assert load_stamp(cache, "elsewhere") == (None, {})
    now = Stamp.take(built)
    assert stamp is not None
    assert stamp.signs == now.signs
    assert stamp.find_same(now) == now.signs.keys()
    assert {MANIFEST, "index.html"} <= stats.keys()
    roots = tuple(map(str, list_roots(built)))
    assert all(path.startswith(roots) for path in stamp.signs)


def test_what_cannot_be_read_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    assert digest_file(str(tmp_path / "nowhere")) == ""
    assert len({digest_file(str(tmp_path / name)) for name in ("a", "b", "nowhere")}) == 3


def test_output_without_stats_has_changed(built: Path) -> None:
    assert not is_untouched(built / "public", {})
    assert not is_untouched(built / "nowhere", {MANIFEST: [1, 2, 3, 4]})
