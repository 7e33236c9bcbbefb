"""Where the files of a site go while they are made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from publishing import NEW, OLD, read_site

from generator.output import PublishError
from generator.outputs import Held, Nowhere, Placed, Staged
from generator.publish import Staging, publish
from generator.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_check_has_everything_and_keeps_nothing() -> None:
    output = Nowhere()
    assert output.has("a.html", digest(b"a"))
    output.keep("a.html")
    assert output.write("a.html", b"a") == ""


def test_memory_takes_files_of_the_last_build_if_they_have_the_same_bytes(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    output = Held({"a.html": b"a", "a.png": picture})
    assert output.has("a.html", digest(b"a"))
    assert not output.has("a.html", digest(b"b"))
    assert not output.has("b.html", digest(b"a"))
    assert not output.has("a.png", digest(b"a"))
    output.keep("a.html")
    assert output.write("b.html", b"b") == digest(b"b")
    assert output.write("a.png", picture) == ""
    assert output.files == {"a.html": b"a", "b.html": b"b", "a.png": picture}


def test_of_two_files_with_one_url_memory_has_the_first() -> None:
    output = Held()
    assert output.write("a.html", b"a") == digest(b"a")
    assert output.write("a.html", b"b") == digest(b"b")
    assert output.files == {"a.html": b"a"}
    assert not output.has("a.html", digest(b"a"))


def test_site_is_staged_from_old_and_new_files(tmp_path: Path) -> None:
    target = tmp_path / "public"
    publish(target, OLD)
    with Staging(target, {}) as staging:
        output = Staged(staging)
        assert output.has("articles/one.html", digest(b"one"))
        assert not output.has("index.html", digest(b"new"))
        assert not output.has("people/ada.html", digest(b"ada"))
        output.keep("articles/one.html")
        assert output.write("index.html", b"new") == digest(b"new")
        assert output.write("people/ada.html", b"ada") == digest(b"ada")
        # Two files with one URL are an error, which is told elsewhere; each has its own digest.
        assert output.write("index.html", b"other") == digest(b"other")
        output.keep("index.html")
        assert output.write("articles/one.html", b"other") == digest(b"other")
        staging.publish()
    assert read_site(target) == NEW


def test_published_file_that_was_changed_by_hand_is_not_there(tmp_path: Path) -> None:
    target = tmp_path / "public"
    publish(target, OLD)
    (target / "articles/one.html").chmod(0o644)
    (target / "articles/one.html").write_bytes(b"two")
    with Staging(target, {}) as staging:
        assert not Staged(staging).has("articles/one.html", digest(b"one"))
        assert Staged(staging).has("index.html", digest(b"old"))


def place_all(files: Sequence[tuple[str, bytes]], output: Staged) -> list[Placed]:
    return [output.place(url, content) for url, content in files]


def test_pages_that_forks_placed_are_staged_when_they_are_taken(tmp_path: Path) -> None:
    target = tmp_path / "public"
    publish(target, OLD)
    old = (target / "articles/one.html").stat()
    with Staging(target, {}) as staging, Workers(2) as workers:
        # A fork that died halfway has left a beginning.
        (staging.folder / "people").mkdir()
        (staging.folder / "people/ada.html").write_bytes(b"a beginning that is longer")
        output = Staged(staging)
        for (url, data), placed in workers.run(place_all, [*NEW.items()], output, amount=9):
            assert isinstance(placed, Placed)
            assert placed == Placed(digest(data), is_old=data == b"one")
            assert output.take(url, placed) == digest(data)
        staging.publish()
    assert read_site(target) == NEW
    assert (target / "articles/one.html").stat().st_ino == old.st_ino


def test_page_that_a_fork_cannot_write_is_told_by_its_path(tmp_path: Path) -> None:
    with Staging(tmp_path / "public", {}) as staging, Workers(2) as workers:
        (staging.folder / "index.html").mkdir()
        with pytest.raises(PublishError) as raised:
            list(workers.run(place_all, [*NEW.items()], Staged(staging), amount=9))
    assert raised.value.problem.message == "cannot write `index.html`: is a directory"
