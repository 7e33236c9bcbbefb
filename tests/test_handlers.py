"""What open pages are told over livereload's socket, and by whom it can be asked for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from making import write_files
from previews import PATIENCE, Running, preview
from test_serve import SITE, save
from tornado.websocket import websocket_connect

from generator.handlers import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
INFO = {"command": "info", "plugins": {}, "url": "http://127.0.0.1/"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A preview, and its site's folder."""
    source = write_files(tmp_path_factory.mktemp("handlers") / "site", SITE)
    with preview(source) as running:
        running.address  # noqa: B018
        yield running, source


def talk(running: Running, *messages: Any, then: Any = None, answers: int) -> list[Any]:
    """Say something over the socket, do something, and hear as many answers."""

    async def connect() -> list[Any]:
        socket = await websocket_connect(f"ws://127.0.0.1:{running.port}/livereload")
        for message in messages:
            text = message if isinstance(message, str) else json.dumps(message)
            await socket.write_message(text)
        heard = [json.loads(await socket.read_message() or "null")]
        if then:
            await asyncio.to_thread(then)
        while len(heard) < answers:
            heard.append(json.loads(await socket.read_message() or "null"))
        socket.close()
        return heard

    return asyncio.run(asyncio.wait_for(connect(), PATIENCE))


def number_of(running: Running) -> int:
    """The number of the build that is shown."""
    page = running.ask("/")[2].decode()
    return int(page.partition("snipver=")[2].partition('"')[0])


def test_a_page_of_an_older_build_is_told_to_reload_at_once(
    served: tuple[Running, Path],
) -> None:
    running, _ = served
    old = talk(running, {**HELLO, "snipver": 1}, INFO, answers=2)

    assert [message["command"] for message in old] == ["hello", "reload"]
    assert old[1]["path"] == "*"


def test_a_page_of_the_newest_build_hears_of_changes_only(served: tuple[Running, Path]) -> None:
    running, source = served

    def change() -> None:
        save(source, "articles/first.md", "Text of", "[[nobody]] of")

    heard = talk(running, {**HELLO, "snipver": number_of(running)}, INFO, then=change, answers=2)
    mended = talk(
        running,
        {**HELLO, "snipver": number_of(running)},
        INFO,
        then=lambda: save(source, "articles/first.md", "[[nobody]] of", "Text of"),
        answers=2,
    )

    assert [message.get("path") for message in heard] == [None, "*"]
    assert [message.get("path") for message in mended] == [None, "*"]


def test_a_reload_can_be_forced(served: tuple[Running, Path]) -> None:
    running, _ = served
    asked: list[Any] = []
    heard = talk(
        running,
        HELLO,
        INFO,
        then=lambda: asked.append(running.ask("/forcereload?path=/style/text.css")),
        answers=2,
    )

    assert asked[0][::2] == (200, b"ok")
    assert heard[1] == {
        "command": "reload",
        "path": "/style/text.css",
        "liveCSS": True,
        "liveImg": False,
    }


@pytest.mark.parametrize("message", [[], {}, {"command": 1}, "text", None, 7, "[" * 60_000])
def test_what_is_no_message_ends_the_connection(served: tuple[Running, Path], message: Any) -> None:
    assert talk(served[0], message, answers=1) == [None]


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("192.0.2.1", False), ("x", False)],
)
def test_addresses_of_this_computer_are_known(address: str, is_ours: bool) -> None:
    assert is_loopback(address) is is_ours
