from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator import publish as publishing
from generator.output import MANIFEST, PublishError, check_output
from generator.publish import Published, lock, publish, remove_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.problems import Problem

ROOT = Path(__file__).parent.parent
OLD = {"index.html": b"old", "articles/one.html": b"one", "articles/gone.html": b"gone"}
NEW = {"index.html": b"new", "articles/one.html": b"one", "people/ada.html": b"ada"}
LONG_AGO = 1_000_000_000


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site folder, which every test must leave without a trace of its publishing."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "site"
    for name in ("content/articles", "templates", "static"):
        (folder / name).mkdir(parents=True)
    yield folder
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.fixture
def output(site: Path) -> Path:
    """An output folder that holds the old site."""
    folder = site / "public"
    publish(folder, OLD)
    for url in OLD:
        os.utime(folder / url, (LONG_AGO, LONG_AGO))
    return folder


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


def problem_of(raised: pytest.ExceptionInfo[PublishError], output: Path) -> Problem:
    """The problem that was raised, after a look at what all of them have in common."""
    problem = raised.value.problem
    assert (problem.severity, problem.path) == ("error", output.as_posix())
    assert (problem.line, problem.column) == (0, 0)
    assert problem.fix
    return problem


RUN = """
import os, signal, sys
from pathlib import Path
from generator import output, publish

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

{before}
try:
    publish.publish(Path(sys.argv[1]), {files})
except output.PublishError as refused:
    print(refused.problem.code, refused)
"""


def start(output: Path, files: dict[str, bytes], before: str = "") -> subprocess.Popen[str]:
    """Publish in a process of its own, which first runs a line of Python."""
    script = RUN.format(before=before, files=files)
    command = [sys.executable, "-c", script, str(output)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_line(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process: its exit code, and what it said."""
    said, _ = process.communicate(timeout=30)
    return process.returncode, said


def dead_pid() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


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


def test_same_site_in_another_order_leaves_the_folder_alone(output: Path) -> None:
    before = output.stat()
    assert publish(output, dict(reversed(OLD.items()))) == Published(0, 3, 0)
    assert output.stat() == before


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
    def refuse(path: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "invalid cross-device link", str(path), None, str(target))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
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

    def save_and_write(path: Path, content: bytes | Path) -> None:
        picture.write_bytes(b"two")
        write_file(path, content)

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

    def write_or_fail(path: Path, content: bytes | Path) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        write_file(path, content)

    write_file = publishing.write_file
    monkeypatch.setattr(publishing, "write_file", write_or_fail)


@pytest.mark.parametrize(
    ("call", "name"), [(1, "`index.html`"), (2, "`people/ada.html`"), (3, "`{output}`")]
)
def test_full_disk_at_any_write_leaves_the_old_site(
    output: Path, monkeypatch: pytest.MonkeyPatch, call: int, name: str
) -> None:
    before, status = read_tree(output), output.stat()
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
    assert output.stat() == status
    publish(output, NEW)
    assert read_site(output) == NEW


def test_site_larger_than_the_disk_is_refused_before_it_is_written(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = output.parent / "content" / "x.jpg"
    picture.write_bytes(b"pic")
    usage = shutil.disk_usage(output)._replace(free=5)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    monkeypatch.setattr(publishing, "write_file", None)
    with pytest.raises(PublishError) as raised:
        publish(output, {**OLD, "new.html": b"new", "x.jpg": picture})
    problem = problem_of(raised, output)
    where = f"cannot write in `{output.parent}`"
    assert problem.message == f"{where}: 6 bytes are needed, 5 are free"
    assert read_site(output) == OLD


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
    assert problem_of(raised, output).message == "cannot write `a`: is a directory"
    assert read_site(output) == OLD


def test_parent_that_is_a_file_is_a_problem(site: Path) -> None:
    (site / "www").write_text("")
    with pytest.raises(PublishError) as raised:
        publish(site / "www" / "public", OLD)
    assert problem_of(raised, site / "www" / "public").code == "output-write"


def test_error_of_the_program_leaves_the_old_site(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "carry", None)
    with pytest.raises(TypeError):
        publish(output, NEW)
    assert read_site(output) == OLD


# The swap


def refuse_exchange(one: Path, other: Path) -> bool:
    return False


def test_two_renames_do_where_folders_cannot_be_exchanged(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "exchange", refuse_exchange)
    publish(output, NEW)
    assert read_site(output) == NEW


@pytest.mark.parametrize("failure", [OSError(errno.EBUSY, "Busy"), KeyboardInterrupt()])
def test_failed_second_rename_is_rolled_back(
    output: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def rename_or_fail(path: Path, target: Path) -> Path:
        if ".staging-" in path.name:
            raise failure
        return rename(path, target)

    rename = Path.rename
    monkeypatch.setattr(publishing, "exchange", refuse_exchange)
    monkeypatch.setattr(Path, "rename", rename_or_fail)
    with pytest.raises((PublishError, KeyboardInterrupt)):
        publish(output, NEW)
    assert read_site(output) == OLD


@pytest.mark.parametrize(("platform", "library"), [("darwin", None), ("linux", object())])
def test_system_without_an_exchange_says_so(
    output: Path, monkeypatch: pytest.MonkeyPatch, platform: str, library: object
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    publish(output, NEW)
    assert read_site(output) == NEW


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
def test_linux_exchanges_the_folders_in_one_step(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "rename", None)
    publish(output, NEW)
    assert read_site(output) == NEW


# Killed runs

# What a run does before the moment at which it is killed: each replaces one function of the module.
MOMENTS = {
    "staging folder": "publish.check_space = die",
    "first file": "publish.write_file = die",
    "in a file": "publish.write_file = lambda path, data: (path.write_bytes(data[:1]), die())",
    "foreign files": "publish.carry = die",
    "before the swap": "publish.swap = die",
    "after the swap": "publish.remove_tree = die",
    "before two renames": "publish.exchange = lambda *names: False; Path.rename = die",
    "between two renames": (
        "publish.exchange = lambda *names: False; rename = Path.rename;"
        "Path.rename = lambda path, to: die() if '.staging-' in path.name else rename(path, to)"
    ),
    "after two renames": "publish.exchange = lambda *names: False; publish.remove_tree = die",
    "in the removal of the old site": "publish.shutil.rmtree = die",
    "in the removal after two renames": (
        "publish.exchange = lambda *names: False; publish.shutil.rmtree = die"
    ),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_run_leaves_a_whole_site_and_the_next_run_works(output: Path, moment: str) -> None:
    (output / "notes.txt").write_text("mine")
    assert finish(start(output, NEW, MOMENTS[moment])) == (-signal.SIGKILL, "")
    aside = list(output.parent.glob(".public.old-*"))
    whole = output if output.exists() else aside[0]
    files = read_tree(whole)
    manifest = json.loads(files.pop(MANIFEST))
    assert files.pop("notes.txt") == b"mine"
    assert files == (NEW if "after" in moment or "removal" in moment else OLD)
    assert manifest["files"].keys() == files.keys()
    # A refused run clears up, too; the site that it finds is the one of before.
    with pytest.raises(PublishError):
        publish(output, {"notes.txt": b""})
    assert read_tree(output) == read_tree(output) | files
    assert [path.name for path in output.parent.iterdir() if path.name.startswith(".")] == []
    publish(output, NEW)
    assert read_tree(output).keys() == {*NEW, MANIFEST, "notes.txt"}
    assert (output / "index.html").read_bytes() == b"new"


def test_run_killed_at_any_time_leaves_a_whole_site(site: Path) -> None:
    old, new = ({f"{n}.html": text * 50 for n in range(300)} for text in (b"old", b"new"))
    publish(site / "public", old)
    for delay in (0.0, 0.005, 0.01, 0.015, 0.02, 0.03):
        process = start(site / "public", new, "print('ready', flush=True)")
        wait_for_line(process)
        time.sleep(delay)
        process.kill()
        finish(process)
        assert read_site(site / "public") in (old, new)
        publish(site / "public", old)
        assert read_site(site / "public") == old


def test_rest_of_an_old_site_is_not_taken_for_a_site(output: Path) -> None:
    aside = output.with_name(f".public.old-{dead_pid()}")
    output.rename(aside)
    (aside / MANIFEST).unlink()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_site_that_was_being_removed_does_not_come_back(output: Path) -> None:
    finish(start(output, NEW, MOMENTS["in the removal after two renames"]))
    shutil.rmtree(output)
    assert remove_site(output) == 0
    assert not output.exists()


def test_rest_of_an_earlier_run_of_this_process_is_cleared(output: Path) -> None:
    output.with_name(f".public.staging-{os.getpid()}").mkdir()
    publish(output, NEW)
    assert read_site(output) == NEW


def test_rests_of_runs_that_are_alive_or_not_ours_stay(output: Path) -> None:
    names = [
        f".public.staging-{os.getppid()}",
        ".public.staging-x",
        f".other.staging-{dead_pid()}",
        f"public.staging-{dead_pid()}",
    ]
    for name in names:
        (output.parent / name).mkdir()
    publish(output, NEW)
    for name in names:
        (output.parent / name).rmdir()


def test_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert publishing.is_running(1)


# Two runs at once


def test_second_run_waits_for_the_first(output: Path) -> None:
    with lock(output.parent):
        process = start(output, NEW, "print('ready', flush=True)")
        wait_for_line(process)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        assert read_site(output) == OLD
    assert finish(process) == (0, "")
    assert read_site(output) == NEW


def test_runs_at_once_end_in_one_whole_site(site: Path) -> None:
    sites = [{f"{n}.html": bytes([text]) for n in range(50)} for text in b"abc"]
    again = "once = publish.publish; publish.publish = lambda *a: [once(*a) for _ in range(20)]"
    processes = [start(site / "public", files, again) for files in sites]
    assert [finish(process) for process in processes] == [(0, "")] * 3
    assert read_site(site / "public") in sites


def test_lock_ends_in_this_process_though_a_forked_one_lives_on(output: Path) -> None:
    with lock(output.parent):
        child = os.fork()
        if child == 0:
            signal.pause()
    try:
        assert finish(start(output, NEW)) == (0, "")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_output_is_published_where_nothing_can_be_locked(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    publish(output, NEW)
    assert read_site(output) == NEW


def test_windows_goes_without_locks_and_processes(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(publishing, "fcntl")
    monkeypatch.delattr(os, "kill")
    (output.parent / ".public.staging-12").mkdir()
    publish(output, NEW)
    assert read_site(output) == NEW


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
