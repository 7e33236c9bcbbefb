"""Where the files of a site go while they are made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from publishing import NEW, OLD, read_site

from generator.outputs import Held, Nowhere, Staged
from generator.publish import Staging, publish

if TYPE_CHECKING:
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
    assert output.write("a.html", b"b") == digest(b"a")
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
        with output:
            pass
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
