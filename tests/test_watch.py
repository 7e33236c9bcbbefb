"""Twelve ways in which editors save, and folders of which the system tells nothing."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import watchfiles
from making import write_files
from previews import Running, preview, wait_until

import generator.watch
from generator.folders import list_roots, take_snapshot
from generator.watch import POLLING, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 30.0
# Longer than a burst may be torn apart, so that a second one would be seen.
QUIET = 0.2


class Bursts:
    """The bursts of a watch that runs in a thread."""

    def __init__(self, folder: Path, watch: Watch, stop: threading.Event) -> None:
        self.folder, self.watch, self.stop = folder.resolve(), watch, stop
        self.queue: queue.Queue[set[str]] = queue.Queue()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        for burst in self.watch.bursts():
            self.queue.put(burst)

    def next(self) -> set[str]:
        """The next burst, by paths in the site."""
        burst = self.queue.get(timeout=PATIENCE)
        return {Path(os.path.relpath(path, self.folder)).as_posix() for path in burst}

    def rest(self) -> list[set[str]]:
        """What else comes before it is quiet."""
        found = []
        while True:
            try:
                found.append(self.queue.get(timeout=QUIET))
            except queue.Empty:
                return found


@contextmanager
def watching(folder: Path, said: list[str] | None = None) -> Iterator[Bursts]:
    """Watch a site's folder, once watching has begun in earnest."""
    stop = threading.Event()
    said = [] if said is None else said
    bursts = Bursts(folder, Watch(list_roots(folder), stop, said.append), stop)
    bursts.thread.start()
    try:
        assert bursts.next() == set()
        # What comes after this has been seen comes by events.
        (folder / "content" / "begun.md").write_text("begun")
        bursts.next()
        bursts.rest()
        yield bursts
    finally:
        stop.set()
        bursts.thread.join(PATIENCE)
        assert not bursts.thread.is_alive()


def write_folder(source: Path) -> Path:
    """A site's folder with some records."""
    articles = source / "content" / "articles"
    articles.mkdir(parents=True)
    for number in range(60):
        (articles / f"a{number}.md").write_text("before")
    (source / "content" / "people").mkdir()
    return source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one test."""
    return write_folder(tmp_path / "site")


# Twelve ways in which editors save


def save_in_place(folder: Path, text: str) -> None:
    (folder / "a1.md").write_text(text)


def truncate_then_write(folder: Path, text: str) -> None:
    with (folder / "a1.md").open("w") as file:
        file.flush()
        file.write(text)


def rename_over(folder: Path, text: str) -> None:
    new = folder / ".a1.md.new"
    new.write_text(text)
    new.replace(folder / "a1.md")


def backup_then_write(folder: Path, text: str) -> None:
    (folder / "4913").write_text("")
    (folder / "4913").unlink()
    (folder / "a1.md").rename(folder / "a1.md~")
    (folder / "a1.md").write_text(text)
    (folder / "a1.md~").unlink()


def swap_temporary(folder: Path, text: str) -> None:
    swap = folder / ".a1.md.swp"
    swap.write_text("x")
    temporary = folder / "a1.md.tmp"
    temporary.write_text(text)
    temporary.rename(folder / "a1.md")
    swap.unlink()


def save_several(folder: Path, text: str) -> None:
    for name in ("a1.md", "a2.md", "a3.md"):
        (folder / name).write_text(text)


def save_all(folder: Path, text: str) -> None:
    for number in range(50):
        (folder / f"a{number}.md").write_text(text)


def delete_and_recreate(folder: Path, text: str) -> None:
    (folder / "a1.md").unlink()
    (folder / "a1.md").write_text(text)


def move_in_an_old_file(folder: Path, text: str) -> None:
    outside = folder.parent.parent.parent / "outside.md"
    outside.write_text(text)
    os.utime(outside, (1_000_000_000, 1_000_000_000))
    outside.replace(folder / "a1.md")


def rename_in_case_only(folder: Path, text: str) -> None:
    (folder / "a1.md").write_text(text)
    (folder / "a50.md").rename(folder / "A50.md")


def check_out_500(folder: Path, text: str) -> None:
    site = folder.parent.parent
    other = site.parent / "other"
    write_files(other, {"pages/a1.md": text} | {f"media/m{n}.txt": "x" for n in range(498)})

    def git(*arguments: str | Path) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=other, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    git(f"--work-tree={site}", "checkout", "-q", "HEAD", "--", "content")


PAGE = "---\ntitle: A page\n---\n\n{}\n"
WAYS: list[tuple[Callable[[Path, str], None], set[str]]] = [
    (save_in_place, {"a1.md"}),
    (truncate_then_write, {"a1.md"}),
    (rename_over, {"a1.md"}),
    (backup_then_write, {"a1.md"}),
    (swap_temporary, {"a1.md"}),
    (save_several, {"a1.md", "a2.md", "a3.md"}),
    (save_all, {f"a{number}.md" for number in range(50)}),
    (delete_and_recreate, {"a1.md"}),
    (move_in_an_old_file, {"a1.md"}),
    (rename_in_case_only, {"a1.md", "a50.md", "A50.md"}),
    (check_out_500, {"a1.md", "../site.yaml", *(f"../media/m{n}.txt" for n in range(498))}),
]


def write_pages(source: Path) -> Path:
    """A site with 51 small pages."""
    return write_files(source, {f"pages/a{n}.md": PAGE.format("before") for n in range(51)})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A preview at work, and the folder in which one editor after another saves."""
    source = write_pages(tmp_path_factory.mktemp("saved") / "site")
    with preview(source) as running:
        running.address  # noqa: B018
        yield running, source / "content" / "pages"


def save_once(running: Running, save: Callable[[Path, str], None], folder: Path) -> list[str]:
    """Save in one of the ways; the files that the one build after it was told of."""
    text = PAGE.format(f"after {save.__name__}")
    number = len(running.builds)
    with running.building():
        save(folder, text)
        begun = time.monotonic()
    print(f"{save.__name__}: built {time.monotonic() - begun:.2f} s after the last write")
    running.settle()

    assert len(running.builds) == number + 1
    assert f"after {save.__name__}" in running.ask("/a1.html")[2].decode()
    return running.builds[-1][1]


@pytest.mark.parametrize(("save", "files"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_each_way_of_saving_is_one_build(
    saved: tuple[Running, Path], save: Callable[[Path, str], None], files: set[str]
) -> None:
    running, folder = saved

    told = {os.path.relpath(path, "content/pages") for path in save_once(running, save, folder)}
    assert told - {"../media"} == files


def test_each_save_in_a_content_folder_that_is_a_link_is_one_build(
    saved: tuple[Running, Path], tmp_path: Path
) -> None:
    running, folder = saved
    content, vault = folder.parent, tmp_path / "vault"
    other = write_pages(tmp_path / "other") / "content"
    (tmp_path / "link").symlink_to(other)

    def shows(text: str) -> None:
        """Wait until the page shows a text, and no build comes any more."""
        wait_until(lambda: text in running.ask("/a1.html")[2].decode())
        running.settle()

    content.rename(vault)
    (vault / "media").mkdir(exist_ok=True)
    (vault / "media" / "picture.png").write_bytes(b"a picture")
    (vault / "pages" / "a2.md").write_text(PAGE.format("![Seen](../media/picture.png)"))
    (vault / "pages" / "a1.md").write_text(PAGE.format("linked"))
    content.symlink_to(vault)
    shows("linked")
    picture = running.ask("/media/picture.png")
    through = save_once(running, save_in_place, folder)
    behind = save_once(running, rename_over, vault / "pages")
    (tmp_path / "link").replace(content)
    shows("before")
    elsewhere = save_once(running, save_in_place, other / "pages")
    content.unlink()
    vault.rename(content)
    shows("after rename_over")

    assert picture[::2] == (200, b"a picture")
    assert through == behind == elsewhere == ["content/pages/a1.md"]
    assert [line for line in running.said if POLLING in line] == []


# What else can happen to folders


def test_a_site_behind_a_link_is_watched(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    with watching(link) as bursts:
        (link / "content" / "articles" / "a1.md").write_text("after")

        assert bursts.next() == {"content/articles/a1.md"}
        assert bursts.rest() == []


def test_content_that_is_deleted_and_comes_back_is_watched_on(folder: Path) -> None:
    said: list[str] = []
    with watching(folder, said) as bursts:
        shutil.rmtree(folder / "content")
        gone = bursts.next() | set().union(*bursts.rest())
        (folder / "content" / "articles").mkdir(parents=True)
        (folder / "content" / "articles" / "a1.md").write_text("back")
        back = bursts.next() | set().union(*bursts.rest())
        (folder / "content" / "articles" / "a1.md").write_text("and edited")
        edited = bursts.next()

    assert "content/articles/a1.md" in gone
    assert "../site/content/articles/a1.md" in back or "content/articles/a1.md" in back
    assert {Path(path).name for path in edited} == {"a1.md"}
    assert said == []


def test_what_editors_leave_behind_and_links_lead_to_is_no_burst(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "content" / ".obsidian").mkdir()
    (folder / "content" / "media").symlink_to(tmp_path)
    with watching(folder) as bursts:
        (tmp_path / "elsewhere.txt").write_text("no part of the site")
        (folder / "content" / ".obsidian" / "workspace.json").write_text("{}")
        (folder / "content" / "articles" / "a1.md~").write_text("backup")
        (folder / "content" / "articles" / ".a1.md.swp").write_text("swap")
        (folder / "public").mkdir()
        (folder / "public" / "index.html").write_text("built")

        assert bursts.rest() == []


def test_own_templates_and_static_files_are_watched_when_they_come(folder: Path) -> None:
    with watching(folder) as bursts:
        (folder / "templates").mkdir()
        (folder / "templates" / "article.html").write_text("<p>")
        first = bursts.next() | set().union(*bursts.rest())
        (folder / "static").mkdir()
        (folder / "static" / ".nojekyll").write_text("")
        second = bursts.next() | set().union(*bursts.rest())

    assert {Path(path).name for path in first} == {"article.html"}
    assert {Path(path).name for path in second} == {".nojekyll"}


def never(*_: Any, **options: Any) -> Iterator[set[Any]]:
    """Events of a network folder: none."""
    while not options["stop_event"].wait(options["rust_timeout"] / 10_000):
        yield set()


def test_without_events_polling_takes_over_and_says_so_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchfiles, "watch", never)
    monkeypatch.setattr(generator.watch, "AUDIT", 0.2)
    said: list[str] = []
    article = folder / "content" / "articles" / "a1.md"
    with watching(folder, said) as bursts:
        article.write_text("unheard of")
        first = bursts.next()
        article.write_text("twice")
        second = bursts.next()
        save_all(article.parent, "after")
        third = bursts.next() | set().union(*bursts.rest())

    assert first == second == {"content/articles/a1.md"}
    assert len(third) == 50
    assert said == [POLLING]


def test_where_the_system_refuses_to_watch_polling_takes_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Iterator[set[Any]]:
        raise OSError("OS file watch limit reached")
        yield

    monkeypatch.setattr(watchfiles, "watch", refuse)
    said: list[str] = []
    with watching(folder, said) as bursts:
        (folder / "content" / "articles" / "a1.md").write_text("after")

        assert bursts.next() == {"content/articles/a1.md"}
    assert said == [f"{POLLING} (OS file watch limit reached)"]


def test_an_event_that_is_late_is_no_reason_to_poll(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = (folder / "content" / "articles" / "a1.md").resolve()
    stop = threading.Event()
    answers: list[set[Any]] = [set(), set(), {(2, str(path))}, set()]

    def late(*_: Any, **__: Any) -> Iterator[set[Any]]:
        yield from answers

    monkeypatch.setattr(watchfiles, "watch", late)
    said: list[str] = []
    watch = Watch(list_roots(folder), stop, said.append)
    assert watch.wait() == set()
    path.write_text("after")
    watch.pause = 0
    assert watch.wait() == {str(path)}
    assert (said, watch.polls) == ([], False)


def test_a_snapshot_tells_a_link_without_a_target_and_folders(folder: Path) -> None:
    (folder / "content" / "articles" / "lost.md").symlink_to("nowhere.md")
    snapshot = take_snapshot([folder / "content", folder / "static"])

    assert snapshot[str(folder / "content" / "articles" / "lost.md")] == (0,)
    assert snapshot[str(folder / "content" / "people")] == ()
    assert len(snapshot) == 63
