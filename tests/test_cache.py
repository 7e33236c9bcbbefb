"""What is kept between builds, and each way in which that can fail."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

import generator.cache
from generator.cache import (
    FOLDER,
    MOST_KEYS,
    TABLES,
    Cache,
    CacheError,
    forget,
    generator_digest,
    open_cache,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FOLDER / "site.sqlite"


def keep(path: Path, **texts: str) -> None:
    """Keep some texts, as an earlier build did."""
    with closing(Cache(path)) as cache:
        cache.write_many("texts", texts.items())
        cache.commit()


def change(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the cache's back."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, values)


def read(path: Path, key: str) -> str | None:
    with closing(Cache(path)) as cache:
        return cache.read("texts", key)


def test_what_was_committed_is_there_next_time(path: Path) -> None:
    keep(path, a="one", b="")
    keep(path, a="two \ud800 \x00 ü")
    assert (read(path, "a"), read(path, "b"), read(path, "c")) == ("two \ud800 \x00 ü", "", None)


def test_no_version_control_takes_the_folder_in(path: Path) -> None:
    keep(path)
    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_what_was_not_committed_is_not_kept(path: Path) -> None:
    keep(path, a="one")
    with closing(Cache(path)) as cache:
        cache.write("texts", "a", "two")
        cache.rollback()
        assert cache.read("texts", "a") == "one"
        cache.write("texts", "b", "never committed")
    assert (read(path, "a"), read(path, "b")) == ("one", None)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_was_never_committed_can_be_begun_again(path: Path, is_kept: bool) -> None:
    with closing(Cache(path if is_kept else None)) as cache:
        cache.write("texts", "a", "one")
        cache.rollback()
        assert cache.read("texts", "a") is None
        cache.write("texts", "a", "two")
        cache.commit()
        assert cache.read("texts", "a") == "two"


def test_many_keys_are_asked_for_at_once(path: Path) -> None:
    keys = [f"k{number}" for number in range(2 * MOST_KEYS + 1)]
    keep(path, **dict.fromkeys(keys, "x"))
    with closing(Cache(path)) as cache:
        found = dict(cache.read_many("texts", ["missing", *keys, *keys]))
        assert found == dict.fromkeys(keys, "x")
        assert dict(cache.read_all("texts")) == found
        cache.remove("texts", keys[1:])
        assert dict(cache.read_all("texts")) == {"k0": "x"}


def test_temporary_cache_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(Cache(None)) as cache:
        cache.write("texts", "a", "one")
        cache.commit()
        assert cache.read("texts", "a") == "one"
        cache.remove_file()
    assert list(tmp_path.iterdir()) == []


def test_what_another_generator_kept_is_not_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(path, a="one")
    monkeypatch.setattr(generator.cache, "generator_digest", lambda: "another")
    assert read(path, "a") is None


def test_generator_is_told_by_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = set()
    for text in ("a = 1\n", "a = 2\n"):
        (tmp_path / "cache.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(generator.cache, "__file__", str(tmp_path / "cache.py"))
        digests.add(generator_digest.__wrapped__())
    assert len(digests | {generator_digest()}) == 3


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE texts SET value = ?", b"nonsense"),
        ("UPDATE texts SET value = substr(value, 1, 4) || ?", b"onx"),
        ("UPDATE texts SET value = ?", b""),
        ("UPDATE texts SET value = ?", "text"),
        ("UPDATE texts SET value = ?", None),
        ("UPDATE texts SET value = ?", 7),
    ],
)
def test_text_with_other_bytes_than_were_written_is_an_error(
    statement: str, value: object, path: Path
) -> None:
    keep(path, a="one")
    change(path, statement, value)
    with closing(Cache(path)) as cache, pytest.raises(CacheError):
        cache.read("texts", "a")


def test_text_under_another_key_is_an_error(path: Path) -> None:
    keep(path, a="one")
    change(path, "UPDATE texts SET key = 'b'")
    with closing(Cache(path)) as cache, pytest.raises(CacheError, match="b is damaged"):
        list(cache.read_all("texts"))


@pytest.mark.parametrize(
    "use",
    [
        lambda cache: cache.read("texts", "a"),
        lambda cache: cache.write("texts", "a", "b"),
        lambda cache: cache.remove("texts", ["a"]),
        lambda cache: cache.commit(),
        lambda cache: cache.rollback(),
    ],
    ids=["read", "write", "remove", "commit", "rollback"],
)
def test_what_sqlite_refuses_is_one_kind_of_error(use: Callable[[Cache], object]) -> None:
    cache = Cache(None)
    cache.database.close()
    with pytest.raises(CacheError, match="closed"):
        use(cache)
    cache.close()


@pytest.mark.parametrize("is_kept", [True, False])
def test_cache_that_nobody_holds_lets_go_of_its_database(path: Path, is_kept: bool) -> None:
    caches = [Cache(path if is_kept else None)]
    database = caches[0].database
    # The last who holds it may be another thread.
    thread = Thread(target=caches.clear)
    thread.start()
    thread.join()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")


def test_cache_in_use_makes_a_temporary_one_do(tmp_path: Path, path: Path) -> None:
    keep(path, a="one")
    with closing(Cache(path)) as first:
        second, reason = open_cache(tmp_path, "site")
        assert "locked" in reason
        assert second.path is None
        second.write("texts", "a", "two")
        second.commit()
        second.close()
        assert first.read("texts", "a") == "one"
    assert read(path, "a") == "one"


def test_damaged_file_is_begun_anew_and_the_reason_is_told(tmp_path: Path, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 500)
    cache, reason = open_cache(tmp_path, "site")
    assert "not a database" in reason
    assert cache.path == path
    cache.close()
    assert open_cache(tmp_path, "site")[1] == ""


def test_other_tables_are_an_error(path: Path) -> None:
    keep(path)
    change(path, "DROP TABLE state")
    change(path, "CREATE TABLE state (other TEXT)")
    with pytest.raises(CacheError):
        Cache(path)


def test_folder_in_the_place_of_the_file_is_left_alone(tmp_path: Path, path: Path) -> None:
    path.mkdir(parents=True)
    (path / "mine.txt").write_text("mine", encoding="utf-8")
    cache, reason = open_cache(tmp_path, "site")
    assert (cache.path, bool(reason)) == (None, True)
    cache.close()
    assert (path / "mine.txt").exists()


def test_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("mine", encoding="utf-8")
    cache, reason = open_cache(tmp_path, "site")
    assert (cache.path, bool(reason)) == (None, True)
    cache.close()
    assert (tmp_path / FOLDER).read_text(encoding="utf-8") == "mine"


def test_link_to_a_folder_in_its_place_is_replaced_and_the_folder_is_not(
    tmp_path: Path, path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    path.parent.mkdir()
    path.symlink_to(tmp_path / "kept")
    cache, reason = open_cache(tmp_path, "site")
    assert (cache.path, bool(reason)) == (path, True)
    cache.close()
    assert (tmp_path / "kept").is_dir()
    assert not path.is_symlink()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_makes_a_temporary_one_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        cache, reason = open_cache(tmp_path, "site")
    finally:
        tmp_path.chmod(0o755)
    assert (cache.path, "denied" in reason) == (None, True)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder that even root cannot write")
def test_folder_that_nobody_can_write_makes_a_temporary_one_do() -> None:
    cache, reason = open_cache(Path("/proc/self"), "site")
    assert (cache.path, bool(reason)) == (None, True)
    cache.write("texts", "a", "one")
    assert cache.read("texts", "a") == "one"
    cache.close()


def test_damaged_cache_is_removed_with_its_journal(path: Path) -> None:
    keep(path, a="one")
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"")
    cache = Cache(path)
    cache.close()
    cache.remove_file()
    assert not path.exists()
    assert not journal.exists()
    assert forget(path)


def test_every_table_can_be_written() -> None:
    with closing(Cache(None)) as cache:
        for table in TABLES:
            cache.write(table, "key", table)
        cache.commit()
        assert [cache.read(table, "key") for table in TABLES] == list(TABLES)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "state"])
def test_entries_that_are_missing_are_an_error(table: str, path: Path) -> None:
    with closing(Cache(path)) as cache:
        for name in TABLES:
            cache.write(name, "key", name)
        cache.commit()
    change(path, f"DELETE FROM {table}")
    with pytest.raises(CacheError, match="missing"):
        Cache(path)
