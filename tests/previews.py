"""A preview server for tests: the real one, on a free port of 127.0.0.1, and ways to ask it."""

from __future__ import annotations

import asyncio
import gc
import http.client
import re
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from making import paint, write_files

from generator.serve import Options, Reporter, check_host, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from generator.preview import Built

# Much longer than anything takes: only a hanging test gets there.
PATIENCE = 60.0
# Longer than a burst may be torn apart.
QUIET = 0.2

PICTURE = paint("60x40 tan", "png")
ARTICLE = """
        ---
        title: The first
        date: 2024-01-01
        ---

        Text of the first. ![A picture](../media/picture.png)
        """
SITE = {
    "site.yaml": "title: The site\nbase_url: https://example.org/sub/path/",
    # Long enough to be scrolled.
    "articles/first.md": ARTICLE + "\n\n        A paragraph.\n" * 80,
    "articles/unfinished.md": """
        ---
        title: Unfinished
        date: 2024-01-02
        draft: true
        ---

        Not yet.
        """,
    "people/ada-lovelace.md": """
        ---
        name: Ada Lovelace
        family: Lovelace
        given: Ada
        ---
        """,
    "media/picture.png": PICTURE,
    "static/app.webmanifest": "{}",
    "static/module.wasm": b"\0asm",
    "static/lines.jsonl": "{}\n",
    "static/film.mp4": bytes(range(256)) * 4096 * 2,
}


class Running:
    """A server at work: what it said, and what it built after which files."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.said: list[str] = []
        self.builds: list[tuple[Built, list[str]]] = []
        self.asked: list[str] = []
        self.failure: BaseException | None = None

    @property
    def address(self) -> str:
        """Its address, with a slash at the end; waits until it answers."""
        wait_until(lambda: self.failure or any("preview at" in line for line in self.said))
        if self.failure:
            raise self.failure
        found = re.search(r"http://\S+", " ".join(self.said))
        assert found
        return found[0]

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def wait_for_builds(self, number: int) -> list[str]:
        """Wait for as many builds, the first one included; the files of the last of them."""
        wait_until(lambda: len(self.builds) >= number)
        return self.builds[number - 1][1]

    @contextmanager
    def building(self) -> Iterator[None]:
        """Wait for the build that follows what is done inside."""
        number = len(self.builds)
        yield
        self.wait_for_builds(number + 1)

    def settle(self) -> None:
        """Wait until no build has come for a while."""
        number = -1
        while number != len(self.builds):
            number = len(self.builds)
            time.sleep(QUIET)

    def ask(
        self, target: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, target, headers=named)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def send(self, request: bytes) -> bytes:
        """All that comes back for bytes that may be no proper request."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            received = b""
            try:
                connection.sendall(request)
                while piece := connection.recv(65536):
                    received += piece
            except (BrokenPipeError, ConnectionResetError):
                pass
            return received


def wait_until(holds: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait until something holds; what it gave."""
    end = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return found


@contextmanager
def preview(source: Path, **options: Any) -> Iterator[Running]:
    """Serve a site in a thread of its own; the builds are in their own process, as always."""
    running = Running(source)
    reporter = Reporter(
        running.said.append,
        # Without the pages, so that what a test notes is not what takes memory.
        lambda built, files: running.builds.append((replace(built, files={}), files)),
        running.asked.append,
    )
    chosen = Options(source, port=0, **options)
    handle: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def serve() -> None:
        task = asyncio.ensure_future(run(chosen, check_host(chosen), reporter))
        handle.append((asyncio.get_running_loop(), task))
        try:
            await task
        except asyncio.CancelledError:
            pass
        except BaseException as failure:
            running.failure = failure

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        yield running
    finally:
        wait_until(lambda: handle)
        loop, task = handle[0]
        if not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        # What was left open is told of here, and not in whatever test runs next.
        gc.collect()


def save(source: Path, name: str, old: str, new: str) -> None:
    """Write a file of content/ anew with something else in it."""
    path = source / "content" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def writing(folder: Path) -> Iterator[Running]:
    """Serve the site in which tests write, with a good deal around it that nobody may see."""
    source, outside = write_files(folder / "site", SITE), folder / "secret.txt"
    outside.write_text("outside of the site")
    (source / "static" / "escape.txt").symlink_to(outside)
    (source / "static" / "out").symlink_to(folder)
    for hidden in (".env", ".git/config", "content/.obsidian/app.json", "content/media/.x.png"):
        (source / hidden).parent.mkdir(exist_ok=True)
        (source / hidden).write_text("outside of the site")
    with preview(source, allowed=("mypc.local",)) as running:
        running.address  # noqa: B018
        yield running


def restore(running: Running) -> None:
    """Make the site again as it was, if a test has changed it, and wait until that is shown."""
    source = running.source
    golden = write_files(source.parent / "golden", SITE)
    wanted = {path.relative_to(golden): path.read_bytes() for path in list_files(golden)}
    found = {path.relative_to(source) for path in list_files(source)}
    new = {n for n, data in wanted.items() if n not in found or (source / n).read_bytes() != data}
    if new or found - wanted.keys():
        with running.building():
            for name in found - wanted.keys():
                (source / name).unlink()
                for folder in (source / name).parents[: len(name.parts) - 1]:
                    if not any(folder.iterdir()):
                        folder.rmdir()
            for name in new:
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).write_bytes(wanted[name])
        running.settle()
    # A test may have taken away its own file, but not the folder that it had made for it.
    own = source / "templates"
    if own.is_dir() and not any(own.iterdir()):
        own.rmdir()
        running.settle()


def list_files(folder: Path) -> list[Path]:
    """The files of a site, but for hidden ones and those that lead out."""
    found = [p for name in ("content", "templates", "static") for p in (folder / name).rglob("*")]
    names = [path.relative_to(folder).parts for path in found]
    return [
        path
        for path, parts in zip(found, names, strict=True)
        if path.is_file() and not any(part.startswith((".", "escape", "out")) for part in parts)
    ]
