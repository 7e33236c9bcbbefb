from __future__ import annotations

import contextlib
import errno
import io
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from making import write_files
from publishing import (
    LONG_AGO,
    NEW,
    OLD,
    ROOT,
    dead_pid,
    finish,
    list_rests,
    make_folder,
    problem_of,
    publish_old,
    read_site,
    read_tree,
    start,
)

from generator import files, swap
from generator import publish as publishing
from generator.output import MANIFEST, PublishError, check_output
from generator.publish import Published, Staging, publish, read_stats, remove_site, stat_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site folder, which every test must leave without a trace of its publishing."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = make_folder(tmp_path / "site")
    yield folder
    assert list_rests(folder) == []


@pytest.fixture
def output(site: Path) -> Path:
    """An output folder that holds the old site."""
    return publish_old(site / "public")


# What is written


def test_new_site_is_written_with_a_manifest(site: Path) -> None:
    picture = site / "content" / "x.jpg"
    picture.write_bytes(b"picture")
    output = site / "not" / "yet" / "public"
    counts = publish(output, {"index.html": b"old", "media/x.jpg": picture})
    assert counts == Published(written=2, unchanged=0, removed=0)
    assert read_site(output) == {"index.html": b"old", "media/x.jpg": b"picture"}


def test_empty_site_is_a_folder_with_a_manifest(site: Path) -> None:
    assert publish(site / "public", {}) == Published(0, 0, 0)
    assert read_site(site / "public") == {}


def test_next_site_replaces_the_old_one(output: Path) -> None:
    assert publish(output, NEW) == Published(written=2, unchanged=1, removed=1)
    assert read_site(output) == NEW


def test_page_that_is_no_longer_in_the_site_goes(output: Path) -> None:
    assert publish(output, {"index.html": b"old"}) == Published(0, 1, 2)
    assert read_site(output) == {"index.html": b"old"}
    assert not (output / "articles").exists()


def state_of(folder: Path) -> tuple[object, ...]:
    """What tells whether a folder was changed; to have looked at it is no change."""
    found = folder.stat()
    return (*stat_of(found), found.st_mode)


def test_same_site_in_another_order_leaves_the_folder_alone(output: Path) -> None:
    before = state_of(output)
    assert publish(output, dict(reversed(OLD.items()))) == Published(0, 3, 0)
    assert state_of(output) == before


def test_manifest_depends_on_nothing_but_the_site(site: Path) -> None:
    publish(site / "one", OLD)
    publish(site / "other", NEW)
    publish(site / "other", dict(reversed(OLD.items())))
    assert (site / "one" / MANIFEST).read_bytes() == (site / "other" / MANIFEST).read_bytes()


def test_only_an_unchanged_file_keeps_its_date(output: Path) -> None:
    publish(output, NEW)
    assert (output / "articles/one.html").stat().st_mtime == LONG_AGO
    assert (output / "index.html").stat().st_mtime > LONG_AGO


def test_unchanged_file_is_copied_with_its_date_where_there_are_no_hard_links(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(old: str, new: str) -> None:
        raise OSError(errno.EPERM, "operation not permitted", old, None, new)

    monkeypatch.setattr(os, "link", refuse)
    publish(output, NEW)
    assert (output / "articles/one.html").stat().st_mtime == LONG_AGO
    assert read_site(output) == NEW


def test_picture_is_linked_while_its_bytes_are_the_same(site: Path) -> None:
    picture = site / "content" / "x.jpg"
    picture.write_bytes(b"one")
    publish(site / "public", {"x.jpg": picture})
    os.utime(site / "public" / "x.jpg", (LONG_AGO, LONG_AGO))
    os.utime(picture)
    assert publish(site / "public", {"x.jpg": picture, "a.html": b""}) == Published(1, 1, 0)
    assert (site / "public" / "x.jpg").stat().st_mtime == LONG_AGO
    picture.write_bytes(b"two")
    assert publish(site / "public", {"x.jpg": picture}) == Published(1, 0, 1)
    assert read_site(site / "public") == {"x.jpg": b"two"}


def test_published_picture_is_not_the_authors_file(site: Path) -> None:
    picture = site / "content" / "x.jpg"
    picture.write_bytes(b"one")
    publish(site / "public", {"x.jpg": picture})
    assert not picture.samefile(site / "public" / "x.jpg")


def test_picture_saved_while_it_is_published_has_the_digest_of_what_was_copied(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = site / "content" / "x.jpg"
    picture.write_bytes(b"one")

    def save_and_write(path: Path, chunks: Iterable[bytes]) -> None:
        picture.write_bytes(b"two")
        write_file(path, chunks)

    picture.write_bytes(b"one")
    write_file = publishing.write_file
    monkeypatch.setattr(publishing, "write_file", save_and_write)
    publish(site / "public", {"x.jpg": picture})
    assert read_site(site / "public") == {"x.jpg": b"two"}


def overwrite(path: Path) -> None:
    """Change the bytes and not their number."""
    path.write_bytes(path.read_bytes().upper())


def turn_into_link(path: Path) -> None:
    path.rename(path.with_name("foreign"))
    path.symlink_to("foreign")


def turn_into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [overwrite, Path.unlink, turn_into_link])
def test_file_that_is_not_what_the_manifest_says_is_written_again(
    output: Path, damage: Callable[[Path], None]
) -> None:
    page = output / "articles/one.html"
    damage(page)
    assert publish(output, OLD) == Published(written=1, unchanged=2, removed=0)
    assert page.read_bytes() == b"one"
    assert not page.is_symlink()


def test_wrong_digest_in_the_manifest_is_mended(output: Path) -> None:
    manifest = json.loads((output / MANIFEST).read_bytes())
    manifest["files"]["index.html"] = "0" * 64
    (output / MANIFEST).write_text(json.dumps(manifest))
    assert publish(output, OLD) == Published(written=1, unchanged=2, removed=0)
    assert read_site(output) == OLD


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_modes_do_not_depend_on_the_umask(site: Path, umask: int) -> None:
    picture = site / "content" / "x.jpg"
    picture.write_bytes(b"picture")
    picture.chmod(0o600)
    before = os.umask(umask)
    try:
        publish(site / "public", {**OLD, "a/b/x.jpg": picture})
        (site / "public" / "articles/one.html").chmod(0o600)
        publish(site / "public", {**NEW, "a/b/x.jpg": picture})
    finally:
        os.umask(before)
    tree = [site / "public", *(site / "public").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in tree if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in tree if path.is_file()} == {0o644}


def test_linked_output_folder_stays_a_link(site: Path, tmp_path: Path) -> None:
    (site / "public").symlink_to(tmp_path / "www")
    publish(site / "public", OLD)
    publish(site / "public", NEW)
    assert (site / "public").readlink() == tmp_path / "www"
    assert read_site(tmp_path / "www") == NEW
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "www"]


@pytest.mark.parametrize(
    "url", ["", "/a", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "C:/a", "C:a", "a\0", MANIFEST]
)
def test_url_that_leaves_the_site_is_a_mistake_of_the_program(site: Path, url: str) -> None:
    with pytest.raises(ValueError, match="not a path inside the site"):
        publish(site / "public", {"index.html": b"", url: b""})
    assert not (site / "public").exists()


# One file after another


def stage_new(staging: Staging) -> None:
    """Stage the new site as a build does: what it need not make is kept."""
    for url, data in NEW.items():
        if url == "articles/one.html":
            assert staging.is_intact(url)
            staging.keep(url)
        else:
            staging.write(url, data)


def test_site_is_staged_file_by_file(output: Path) -> None:
    with Staging(output, {}) as staging:
        stage_new(staging)
        assert read_site(output) == OLD
        assert staging.publish() == Published(2, 1, 1)
    assert read_site(output) == NEW
    assert (output / "articles/one.html").stat().st_mtime == LONG_AGO


def test_block_that_is_left_without_publishing_leaves_the_old_site(output: Path) -> None:
    before = state_of(output)
    with Staging(output, {}) as staging:
        stage_new(staging)
    with pytest.raises(ZeroDivisionError), Staging(output, {}) as staging:
        stage_new(staging) or 1 / 0
    assert state_of(output) == before
    assert read_site(output) == OLD


def test_site_of_which_everything_is_kept_is_not_touched(output: Path) -> None:
    before, stats = state_of(output), read_stats(output)
    with Staging(output, stats) as staging:
        for url in OLD:
            assert staging.is_intact(url)
            staging.keep(url)
        assert staging.publish() == Published(0, 3, 0)
    assert state_of(output) == before
    assert read_stats(output) == stats


def test_trusted_file_is_not_read(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "digest", None)
    with Staging(output, read_stats(output)) as staging:
        assert all(staging.is_intact(url) for url in OLD)
        stage_new(staging)
        staging.publish()
        stats = read_stats(output)
    assert read_site(output) == NEW
    assert stats.keys() == NEW.keys()
    with Staging(output, stats) as staging:
        assert all(staging.is_intact(url) for url in NEW)


@pytest.mark.parametrize("url", OLD)
def test_stats_tell_size_dates_and_inode(output: Path, url: str) -> None:
    found = (output / url).stat()
    assert read_stats(output)[url] == (
        len(OLD[url]),
        LONG_AGO * 1_000_000_000,
        found.st_ctime_ns,
        found.st_ino,
    )


def test_stats_of_no_site_are_none(site: Path) -> None:
    assert read_stats(site / "public") == {}


def overwrite_in_place(path: Path) -> None:
    """Change the bytes, neither their number nor the date."""
    before = path.stat()
    # Until the clock that notes when files change has moved on since the file was published.
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        path.write_bytes(path.read_bytes().upper())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGE = [overwrite, overwrite_in_place, Path.unlink, turn_into_link, turn_into_folder]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("is_trusted", [True, False])
def test_file_that_was_touched_is_not_intact(
    output: Path, damage: Callable[[Path], None], is_trusted: bool
) -> None:
    stats = read_stats(output) if is_trusted else {}
    damage(output / "articles/one.html")
    with Staging(output, stats) as staging:
        assert [url for url in OLD if not staging.is_intact(url)] == ["articles/one.html"]
        with pytest.raises(ValueError, match="no published file is intact"):
            staging.keep("articles/one.html")


def copy_anew(path: Path) -> None:
    """What `cp -p` and a restored backup do."""
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


@pytest.mark.parametrize("touch", [os.utime, copy_anew])
def test_file_with_other_stats_is_compared_by_its_bytes(
    output: Path, touch: Callable[[Path], None]
) -> None:
    stats = read_stats(output)
    touch(output / "index.html")
    assert read_stats(output)["index.html"] != stats["index.html"]
    with Staging(output, stats) as staging:
        assert staging.is_intact("index.html")


def test_file_in_a_folder_that_became_a_link_is_not_taken_for_ours(
    output: Path, tmp_path: Path
) -> None:
    (output / "articles").rename(tmp_path / "elsewhere")
    (output / "articles").write_text("a file")
    with Staging(output, {}) as staging:
        assert not staging.is_intact("articles/one.html")
        assert not staging.is_intact("unknown.html")


@pytest.mark.parametrize("again", [Staging.keep, lambda staging, url: staging.write(url, b"new")])
@pytest.mark.parametrize("first", [Staging.keep, lambda staging, url: staging.write(url, b"new")])
def test_url_is_staged_once(
    output: Path, first: Callable[[Staging, str], None], again: Callable[[Staging, str], None]
) -> None:
    with Staging(output, {}) as staging:
        first(staging, "index.html")
        with pytest.raises(ValueError, match="staged before"):
            again(staging, "index.html")


def test_page_that_is_kept_beside_a_folder_of_its_name_is_a_problem(output: Path) -> None:
    with Staging(output, {}) as staging:
        staging.write("index.html/a.html", b"a")
        staging.keep("index.html")
        with pytest.raises(PublishError) as raised:
            staging.publish()
    assert problem_of(raised, output).message == "cannot write `index.html`: file exists"
    assert read_site(output) == OLD


def test_odd_mode_of_a_kept_file_is_mended_when_the_site_is_replaced(output: Path) -> None:
    (output / "articles/one.html").chmod(0o600)
    with Staging(output, {}) as staging:
        stage_new(staging)
        staging.publish()
    assert (output / "articles/one.html").stat().st_mode & 0o777 == 0o644


def test_place_without_modes_will_do(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    publish(site / "public", OLD)
    assert read_site(site / "public") == OLD


# Which folders are refused

UNSAFE = [
    ("/", "the root of a drive"),
    ("{tmp}/home", "the home folder or a folder above it"),
    ("{tmp}", "the home folder or a folder above it"),
    ("{site}", "the site folder or a folder above it"),
    (".", "the site folder or a folder above it"),
    ("content", "`content/` of the site or a folder inside it"),
    ("content/articles", "`content/` of the site or a folder inside it"),
    ("content/new/public", "`content/` of the site or a folder inside it"),
    ("public/../content", "`content/` of the site or a folder inside it"),
    ("templates", "`templates/` of the site or a folder inside it"),
    ("static/css", "`static/` of the site or a folder inside it"),
    ("{site}/site.txt", "a file"),
    # links, by where they lead
    ("to-content", "`content/` of the site or a folder inside it"),
    ("to-content/public", "`content/` of the site or a folder inside it"),
    ("to-site", "the site folder or a folder above it"),
    ("to-root", "the root of a drive"),
    ("to-file", "a file"),
]


@pytest.mark.parametrize(("given", "danger"), UNSAFE)
def test_unsafe_output_folder_is_refused(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, danger: str
) -> None:
    monkeypatch.chdir(site)
    (tmp_path / "home").mkdir()
    (site / "site.txt").write_text("")
    links = {"content": "content", "site": ".", "root": "/", "file": "site.txt"}
    for name, target in links.items():
        (site / f"to-{name}").symlink_to(target)
    output = Path(given.format(tmp=tmp_path, site=site))
    with pytest.raises(PublishError) as raised:
        check_output(output, Path())
    problem = problem_of(raised, output)
    assert problem.code == "output-unsafe"
    assert problem.message == f"the output folder must not be {danger}"


def test_folder_above_content_that_is_elsewhere_is_refused(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / "content")
    (tmp_path / "vault" / "notes").mkdir(parents=True)
    (site / "content").symlink_to(tmp_path / "vault" / "notes")
    for output in (tmp_path / "vault", tmp_path / "vault" / "notes", site / "content"):
        with pytest.raises(PublishError, match="must not be"):
            check_output(output, site)
    check_output(tmp_path / "vault" / "public", site)


def test_link_to_itself_is_refused(site: Path) -> None:
    (site / "public").symlink_to("public")
    with pytest.raises(PublishError) as raised:
        publish(site / "public", OLD)
    assert problem_of(raised, site / "public").code in {"output-unsafe", "output-write"}


def test_other_spelling_of_the_same_folder_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a file system that ignores case answers.
    monkeypatch.setattr(
        Path, "samefile", lambda path, other: str(path).lower() == str(other).lower()
    )
    (site / "Content").mkdir()
    with pytest.raises(PublishError, match="must not be `content/`"):
        check_output(site / "Content", site)


@pytest.mark.parametrize("name", ["public", "deep/er/public", "../elsewhere", "contents"])
def test_new_empty_or_own_folder_is_accepted(site: Path, name: str) -> None:
    check_output(site / name, site)
    (site / name).mkdir(parents=True)
    check_output(site / name, site)
    publish(site / name, OLD)
    check_output(site / name, site)


def test_output_is_accepted_where_there_is_no_home_folder(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Path:
        raise RuntimeError("could not determine home directory")

    monkeypatch.setattr(Path, "home", refuse)
    check_output(site / "public", site)


def test_folder_of_someone_else_is_refused(site: Path) -> None:
    thesis = site / "thesis"
    for name in ("b/chapter.txt", "a.txt"):
        (thesis / name).parent.mkdir(parents=True, exist_ok=True)
        (thesis / name).write_text("")
    for refuse in (lambda: check_output(thesis, site), lambda: publish(thesis, OLD)):
        with pytest.raises(PublishError) as raised:
            refuse()
        problem = problem_of(raised, thesis)
        assert problem.code == "output-foreign"
        assert problem.message == "2 files not written by backstory, e.g. `a.txt`"
        assert problem.fix == "choose another folder with `-o`, or empty this one"
    assert read_tree(thesis) == {"a.txt": b"", "b/chapter.txt": b""}


MANIFESTS = [
    # not ours
    b"",
    b"{",
    b"\xff",
    b"[" * 100_000,
    b"[]",
    b'{"generator": "other", "files": {}}',
    b'{"generator": "backstory"}',
    b'{"generator": "backstory", "files": ["index.html"]}',
    # ours could not be
    b'{"generator": "backstory", "files": {"../thesis.txt": ""}}',
    b'{"generator": "backstory", "files": {"/thesis.txt": ""}}',
]


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_folder_with_a_manifest_that_is_not_ours_is_refused(site: Path, manifest: bytes) -> None:
    (site / "public").mkdir()
    (site / "public" / MANIFEST).write_bytes(manifest)
    (site / "public" / "one").write_bytes(b"")
    with pytest.raises(PublishError, match="1 file not written by backstory"):
        check_output(site / "public", site)
    assert remove_site(site / "public") == 0


def test_folder_with_nothing_but_empty_folders_is_accepted(site: Path) -> None:
    (site / "public" / "a" / "b").mkdir(parents=True)
    check_output(site / "public", site)
    publish(site / "public", OLD)
    assert (site / "public" / "a" / "b").is_dir()


def test_publish_refuses_to_replace_a_file(site: Path) -> None:
    (site / "public").write_text("precious")
    with pytest.raises(PublishError) as raised:
        publish(site / "public", OLD)
    assert problem_of(raised, site / "public").code == "output-unsafe"
    assert (site / "public").read_text() == "precious"


# Foreign files


def test_foreign_files_are_carried_over(output: Path) -> None:
    (output / ".git" / "refs").mkdir(parents=True)
    (output / ".git" / "config").write_text("git")
    (output / ".git" / "config").chmod(0o600)
    (output / ".git").chmod(0o700)
    (output / "articles" / "CNAME").write_text("name")
    (output / "link").symlink_to("nowhere")
    (output / "links").symlink_to(output.parent / "content")
    os.mkfifo(output / "pipe")
    publish(output, {"index.html": b"new"})
    assert (output / ".git" / "refs").is_dir()
    assert (output / ".git" / "config").stat().st_mode & 0o777 == 0o600
    assert (output / ".git").stat().st_mode & 0o777 == 0o700
    assert (output / "link").readlink() == Path("nowhere")
    assert (output / "links").readlink() == output.parent / "content"
    assert (output / "pipe").is_fifo()
    files = read_tree(output)
    assert json.loads(files.pop(MANIFEST))["files"].keys() == {"index.html"}
    expected = {"index.html": b"new", ".git/config": b"git", "articles/CNAME": b"name"}
    assert files == expected


def test_name_that_is_not_utf8_is_carried_over_and_printable(output: Path) -> None:
    strange = os.fsdecode(b"caf\xe9")
    (output / strange).write_text("")
    publish(output, NEW)
    assert (output / strange).exists()
    for url in (*NEW, MANIFEST):
        (output / url).unlink()
    with pytest.raises(PublishError, match="caf\N{REPLACEMENT CHARACTER}"):
        publish(output, NEW)


COLLISIONS = [
    # foreign, new, which is named
    ("new.html", "new.html", "new.html"),
    ("new", "new/page.html", "new"),
    ("new/mine.txt", "new", "new/mine.txt"),
    ("new/", "new", "new"),
]


@pytest.mark.parametrize(("foreign", "url", "named"), COLLISIONS)
def test_foreign_file_in_the_way_is_named(output: Path, foreign: str, url: str, named: str) -> None:
    path = output / foreign
    if foreign.endswith("/"):
        path.mkdir()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    before = read_tree(output)
    with pytest.raises(PublishError) as raised:
        publish(output, {**OLD, url: b"new"})
    problem = problem_of(raised, output)
    assert problem.code == "output-foreign"
    assert problem.message == f"`{named}` is in the way and was not written by backstory"
    assert read_tree(output) == before


def test_empty_foreign_folder_may_become_one_of_the_site(output: Path) -> None:
    (output / "new").mkdir()
    publish(output, {"new/page.html": b"new"})
    assert read_site(output) == {"new/page.html": b"new"}


# What fails leaves the old site


def fail_at(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full at one call of the function that writes."""
    calls = 0

    def write_or_fail(path: Path, chunks: Iterable[bytes]) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        write_file(path, chunks)

    write_file = files.write_file
    monkeypatch.setattr(publishing, "write_file", write_or_fail)
    monkeypatch.setattr(files, "write_file", write_or_fail)


@pytest.mark.parametrize(
    ("call", "name"), [(1, "`index.html`"), (2, "`people/ada.html`"), (3, "`{output}`")]
)
def test_full_disk_at_any_write_leaves_the_old_site(
    output: Path, monkeypatch: pytest.MonkeyPatch, call: int, name: str
) -> None:
    before, state = read_tree(output), state_of(output)
    with monkeypatch.context() as patch:
        fail_at(call, patch)
        with pytest.raises(PublishError) as raised:
            publish(output, NEW)
    problem = problem_of(raised, output)
    assert problem.code == "output-write"
    expected = f"cannot write {name.format(output=output)}: no space left on device"
    assert problem.message == expected
    assert problem.fix == "free some disk space; the old site is as it was"
    assert read_tree(output) == before
    assert state_of(output) == state
    publish(output, NEW)
    assert read_site(output) == NEW


# What the system may refuse when it is asked for it.
FALLIBLE = [
    "mkdir",
    "rename",
    "replace",
    "link",
    "chmod",
    "open",
    "scandir",
    "lstat",
    "unlink",
    "rmdir",
]
# Of these, what removing a folder needs.
REMOVING = {"open", "scandir", "lstat", "unlink", "rmdir"}
WAYS = {
    "in one step": {},
    "by two renames": {"exchange": lambda one, other: False},
    "file by file": {"exchange": lambda one, other: False, "is_mounted": lambda folder: True},
    "file by file from beside": {
        "exchange": lambda one, other: False,
        "is_mounted": lambda folder: False,
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_whatever_the_system_refuses_leaves_a_whole_site(
    output: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Each call in turn fails: afterwards, the site is one of the two, or the next run ends it."""
    for function, value in WAYS[way].items():
        monkeypatch.setattr(swap, function, value)
    if way == "file by file from beside":
        monkeypatch.setattr(publishing, "swap", lambda staging, target: False)
    failed: list[str] = []
    for call in itertools.count(1):
        publish(output, OLD)
        (output / "mine.txt").write_text("mine")
        refused: PublishError | None = None
        with monkeypatch.context() as patch:
            calls = fail_call(call, patch)
            try:
                publish(output, NEW)
            except PublishError as error:
                refused = error
        if refused:
            assert refused.problem.code == "output-write"
            assert refused.problem.message.endswith(": input/output error")
        is_partly_new = bool(refused) and refused.problem.fix == swap.GO_ON
        assert "file by file" in way or not is_partly_new
        if len(calls) >= call and calls[call - 1] not in REMOVING and not is_partly_new:
            assert list_rests(output.parent) == []
        # What could not be removed goes with the next run, which also ends what was begun.
        with Staging(output, {}) as staging:
            assert staging.known.keys() in (
                [NEW.keys()] if is_partly_new else [OLD.keys(), NEW.keys()]
            )
        assert (output / "mine.txt").read_text() == "mine"
        (output / "mine.txt").unlink()
        assert read_site(output) in (OLD, NEW)
        assert list_rests(output.parent) == []
        if len(calls) < call:
            break
        failed.append(calls[call - 1])
    assert read_site(output) == NEW
    assert set(failed) >= {"mkdir", "chmod", "open", "scandir", "lstat"}


def fail_call(wanted: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let one call of the functions that the system may refuse fail; list the calls."""
    calls: list[str] = []

    def failing(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            calls.append(name)
            if len(calls) == wanted:
                raise OSError(errno.EIO, "Input/output error", str(arguments[0]))
            return function(*arguments, **options)

        return call

    for name in FALLIBLE:
        monkeypatch.setattr(os, name, failing(name, getattr(os, name)))
    monkeypatch.setattr(io, "open", failing("open", io.open))
    return calls


def test_file_too_large_for_the_system_leaves_the_old_site(output: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))"
    _, said = finish(start(output, {"index.html": b"x" * 9000}, limit))
    assert said == "output-write cannot write `index.html`: file too large\n"
    assert read_site(output) == OLD


@pytest.mark.parametrize("kind", ["pipe", "folder", "missing"])
def test_picture_that_cannot_be_read_is_named(output: Path, kind: str) -> None:
    picture = output.parent / "content" / "x.jpg"
    if kind == "pipe":
        os.mkfifo(picture)
    elif kind == "folder":
        picture.mkdir()
    with pytest.raises(PublishError) as raised:
        publish(output, {**NEW, "x.jpg": picture})
    problem = problem_of(raised, output)
    assert problem.code == "output-write"
    reason = "no such file or directory" if kind == "missing" else "not a regular file"
    assert problem.message == f"cannot read `{picture}`: {reason}"
    assert read_site(output) == OLD


def test_name_that_is_too_long_leaves_the_old_site(output: Path) -> None:
    url = "people/" + "a" * 300 + ".html"
    with pytest.raises(PublishError) as raised:
        publish(output, {**OLD, url: b""})
    problem = problem_of(raised, output)
    assert problem.message == f"cannot write `{url}`: file name too long"
    assert problem.fix == "give its record a shorter id"
    assert read_site(output) == OLD


def test_page_with_the_name_of_a_folder_leaves_the_old_site(output: Path) -> None:
    with pytest.raises(PublishError) as raised:
        publish(output, {"a": b"", "a/b.html": b""})
    assert problem_of(raised, output).message == "cannot write `a/b.html`: not a directory"
    assert read_site(output) == OLD


def test_parent_that_is_a_file_is_a_problem(site: Path) -> None:
    (site / "www").write_text("")
    with pytest.raises(PublishError) as raised:
        publish(site / "www" / "public", OLD)
    assert problem_of(raised, site / "www" / "public").code == "output-write"


def test_error_of_the_program_leaves_the_old_site(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Staging, "carry", None)
    with pytest.raises(TypeError):
        publish(output, NEW)
    assert read_site(output) == OLD


# Removal


def test_removal_of_a_site_removes_its_folder(output: Path) -> None:
    publish(output, {**OLD, "a/b/c.html": b""})
    assert remove_site(output) == 4
    assert not output.exists()
    assert remove_site(output) == 0


def test_removal_keeps_foreign_files_and_their_folders(output: Path) -> None:
    (output / "articles" / "mine.txt").write_text("mine")
    (output / "empty").mkdir()
    assert remove_site(output) == 3
    assert read_tree(output).keys() == {"articles/mine.txt", ".backstory.json"}
    assert (output / "empty").is_dir()


def test_build_after_a_removal_goes_on_beside_foreign_files(output: Path) -> None:
    (output / "CNAME").write_text("example.org")
    remove_site(output)
    publish(output, OLD)
    assert read_tree(output).keys() == {*OLD, "CNAME", ".backstory.json"}


def test_removal_counts_what_was_there(output: Path) -> None:
    (output / "index.html").unlink()
    assert remove_site(output) == 2


def test_removal_does_not_follow_links(output: Path, tmp_path: Path) -> None:
    (output / "articles").rename(tmp_path / "elsewhere")
    (output / "articles").symlink_to(tmp_path / "elsewhere")
    assert remove_site(output) == 1
    assert read_tree(tmp_path / "elsewhere").keys() == {"one.html", "gone.html"}


def test_removal_of_a_linked_folder_keeps_the_link_and_the_folder(
    site: Path, tmp_path: Path
) -> None:
    (tmp_path / "www").mkdir()
    (site / "public").symlink_to(tmp_path / "www")
    publish(site / "public", OLD)
    assert remove_site(site / "public") == 3
    assert list((site / "public").iterdir()) == []


def test_removal_where_there_is_nothing_removes_nothing(site: Path) -> None:
    assert remove_site(site / "public") == 0
    assert remove_site(site / "no" / "public") == 0
    (site / "thesis").mkdir()
    (site / "thesis" / "a.txt").write_text("")
    assert remove_site(site / "thesis") == 0
    assert read_tree(site / "thesis") == {"a.txt": b""}


def test_removal_clears_up_after_killed_runs(output: Path) -> None:
    output.rename(output.with_name(f".public.old-{dead_pid()}"))
    output.with_name(f".public.staging-{dead_pid()}").mkdir()
    assert remove_site(output) == 3


def test_removal_that_fails_is_a_problem(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(PublishError) as raised:
            remove_site(output)
    problem = problem_of(raised, output)
    assert problem.message.endswith(": permission denied")
    assert problem.fix == "make it writable, or choose another folder with `-o`"
    assert remove_site(output) == 3


# Builds that are killed


def list_records(word: str) -> dict[str, str]:
    """A site whose every page says a word; one record of it is only there with one of the words."""
    people = {
        f"people/p{n}-x.md": f"---\nname: P{n} X\nfamily: X\n---\n{word}\n" for n in range(90)
    }
    articles = {
        f"articles/a{n}.md": f"---\ntitle: A{n}\ndate: 2020-01-{n % 28 + 1:02}\n---\n"
        f"[[p{n}-x]] and [[p{n + 1}-x]] said {word}.\n"
        for n in range(60)
    }
    return {**people, **articles, f"articles/{word}.md": f"---\ntitle: {word}\ndate: 2020\n---\n"}


def write_records(folder: Path, word: str) -> None:
    """Make the content say a word."""
    shutil.rmtree(folder / "content", ignore_errors=True)
    write_files(folder, list_records(word))


def start_build(folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """Build a site with the command, in a session of its own."""
    command = [sys.executable, "-m", "generator", "build", "--source", str(folder), "--jobs"]
    return subprocess.Popen(
        [*command, str(jobs)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish_build(folder: Path) -> dict[str, bytes]:
    """Build a site, and give its files."""
    process = start_build(folder, 1)
    assert process.wait() == 0
    assert list_rests(folder) == []
    return read_site(folder / "public")


def wait_for_staging(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a build has begun to publish, or has ended."""
    while process.poll() is None and not list(folder.glob(".public.staging-*")):
        time.sleep(0.001)


def end_build(
    folder: Path, number: signal.Signals, chance: random.Random, seconds: tuple[float, float]
) -> bool:
    """Start a build and end it by a signal at a random moment; tell whether it was at work.

    `seconds` are how long a build takes as a whole, and from the start of publishing; half of the
    moments lie in the latter.
    """
    process = start_build(folder, chance.choice([1, 2]))
    whole, publishing_alone = seconds
    if chance.random() < 0.5:
        time.sleep(chance.random() * whole)
    else:
        wait_for_staging(folder, process)
        time.sleep(chance.random() * publishing_alone)
    was_at_work = process.poll() is None
    process.send_signal(number)
    process.wait()
    wait_for_workers(process)
    return was_at_work


def wait_for_workers(process: subprocess.Popen[bytes]) -> None:
    """Wait until the workers of a run have ended, which they do by themselves."""
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.killpg(process.pid, 0)
            time.sleep(0.001)


def measure_build(folder: Path) -> tuple[float, float]:
    """How many seconds a build takes as a whole, and from the start of publishing."""
    started = time.monotonic()
    process = start_build(folder, 1)
    wait_for_staging(folder, process)
    published = time.monotonic()
    process.wait()
    return time.monotonic() - started, time.monotonic() - published


ROUNDS = {signal.SIGKILL: 200, signal.SIGINT: 50, signal.SIGTERM: 50}


@pytest.mark.parametrize("is_cold", [True, False], ids=["cold", "incremental"])
@pytest.mark.parametrize("number", ROUNDS)
def test_build_that_is_ended_at_any_moment_leaves_a_whole_site(
    request: pytest.FixtureRequest, tmp_path: Path, number: signal.Signals, is_cold: bool
) -> None:
    if not request.config.getoption("--campaign"):
        pytest.skip("takes half an hour: run it with --campaign")
    chance = random.Random(f"{number} {is_cold}")
    folder = tmp_path / "site"
    sites, counts = {}, Counter[str]()
    for word in ("one", "two"):
        write_records(folder, word)
        seconds = measure_build(folder)
        sites[word] = finish_build(folder)
    for turn in range(ROUNDS[number] // 2):
        word = ["one", "two"][turn % 2]
        write_records(folder, word)
        if is_cold:
            shutil.rmtree(folder / "public", ignore_errors=True)
            shutil.rmtree(folder / ".backstory", ignore_errors=True)
        counts["ended"] += end_build(folder, number, chance, seconds)
        rests = list_rests(folder)
        counts["rests"] += bool(rests)
        if number != signal.SIGKILL:
            assert rests == []
        if (folder / "public").exists():
            site = read_site(folder / "public")
            counts["new" if site == sites[word] else "old"] += 1
            assert site in ([sites[word]] if is_cold else list(sites.values()))
        else:
            counts["none"] += 1
            assert is_cold
        if turn % 4 == 3 or rests:
            assert finish_build(folder) == sites[word]
    print(f"{number.name}, {'cold' if is_cold else 'incremental'}: {dict(counts)}")
    write_records(folder, "one")
    assert finish_build(folder) == sites["one"]
