"""Twelve ways in which editors save, and folders of which the system tells nothing."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import watchfiles

import generator.watch
from generator.watch import POLLING, Watch, list_roots, take_snapshot

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


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bursts]:
    """A folder that is watched while one editor after another saves in it."""
    with watching(write_folder(tmp_path_factory.mktemp("shared") / "site")) as bursts:
        yield bursts


def save_in_place(folder: Path) -> None:
    (folder / "a1.md").write_text("after")


def truncate_then_write(folder: Path) -> None:
    with (folder / "a1.md").open("w") as file:
        file.flush()
        file.write("after")


def rename_over(folder: Path) -> None:
    new = folder / ".a1.md.new"
    new.write_text("after")
    new.replace(folder / "a1.md")


def backup_then_write(folder: Path) -> None:
    (folder / "4913").write_text("")
    (folder / "4913").unlink()
    (folder / "a1.md").rename(folder / "a1.md~")
    (folder / "a1.md").write_text("after")
    (folder / "a1.md~").unlink()


def swap_temporary(folder: Path) -> None:
    swap = folder / ".a1.md.swp"
    swap.write_text("x")
    temporary = folder / "a1.md.tmp"
    temporary.write_text("after")
    temporary.rename(folder / "a1.md")
    swap.unlink()


def save_several(folder: Path) -> None:
    for name in ("a1.md", "a2.md", "a3.md"):
        (folder / name).write_text("after")


def save_all(folder: Path) -> None:
    for number in range(50):
        (folder / f"a{number}.md").write_text("after")


def delete_and_recreate(folder: Path) -> None:
    (folder / "a1.md").unlink()
    (folder / "a1.md").write_text("after")


def move_in_an_old_file(folder: Path) -> None:
    outside = folder.parent.parent.parent / "outside.md"
    outside.write_text("after!")
    os.utime(outside, (1_000_000_000, 1_000_000_000))
    outside.replace(folder / "a1.md")


def rename_in_case_only(folder: Path) -> None:
    (folder / "a1.md").rename(folder / "A1.md")


WAYS: list[tuple[Callable[[Path], None], set[str]]] = [
    (save_in_place, {"a1.md"}),
    (truncate_then_write, {"a1.md"}),
    (rename_over, {"a1.md"}),
    (backup_then_write, {"a1.md"}),
    (swap_temporary, {"a1.md"}),
    (save_several, {"a1.md", "a2.md", "a3.md"}),
    (save_all, {f"a{number}.md" for number in range(50)}),
    (delete_and_recreate, {"a1.md"}),
    (move_in_an_old_file, {"a1.md"}),
    (rename_in_case_only, {"a1.md", "A1.md"}),
]


@pytest.mark.parametrize(("save", "files"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_each_way_of_saving_is_one_burst(
    shared: Bursts, save: Callable[[Path], None], files: set[str]
) -> None:
    save(shared.folder / "content" / "articles")

    assert shared.next() == {f"content/articles/{name}" for name in files}
    assert shared.rest() == []


def test_a_checkout_of_500_files_is_one_burst(folder: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    articles = folder / "content" / "articles"
    git("init", "-q")
    for number in range(500):
        (articles / f"g{number}.md").write_text("one")
    git("add", "-A")
    git("commit", "-qm", "one")
    for number in range(500):
        (articles / f"g{number}.md").write_text("another")
    git("commit", "-qam", "another")
    with watching(folder) as bursts:
        git("checkout", "-q", "HEAD~1")
        seen = bursts.next()
        rest = bursts.rest()

    assert seen == {f"content/articles/g{number}.md" for number in range(500)}
    assert rest == []


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


def test_what_editors_leave_behind_is_no_burst(folder: Path) -> None:
    (folder / "content" / ".obsidian").mkdir()
    with watching(folder) as bursts:
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
        save_all(article.parent)
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
