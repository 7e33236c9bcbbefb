"""What open pages are told over livereload's socket, and by whom it can be asked for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from making import paint
from previews import PATIENCE, Running, save
from tornado.websocket import websocket_connect

from generator.handlers import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
INFO = {"command": "info", "plugins": {}, "url": "http://127.0.0.1/articles/first.html#part"}


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
        # The other end closes the connection; before that, the loop would leave it open.
        while heard[-1] is not None and await socket.read_message() is not None:
            pass
        return heard

    return asyncio.run(asyncio.wait_for(connect(), PATIENCE))


def number_of(running: Running) -> int:
    """The number of the build that is shown."""
    page = running.ask("/")[2].decode()
    return int(page.partition("snipver=")[2].partition('"')[0])


def test_a_page_of_an_older_build_is_told_to_reload_at_once(
    edited: tuple[Running, Path],
) -> None:
    running, _ = edited
    old = talk(running, {**HELLO, "snipver": 1}, INFO, answers=2)

    assert [message["command"] for message in old] == ["hello", "reload"]
    assert old[1]["path"] == "*"


def hear(edited: tuple[Running, Path], *changes: Callable[[], object], answers: int) -> list[Any]:
    """What a page of the newest build is told while something is changed, build by build."""
    running, _ = edited

    def change() -> None:
        for one in changes:
            with running.building():
                one()

    hello = {**HELLO, "snipver": number_of(running)}
    heard = talk(running, hello, INFO, then=change, answers=1 + answers)
    return [message["path"] for message in heard[1:]]


def test_a_page_hears_of_its_own_changes_and_of_all_problems(
    edited: tuple[Running, Path],
) -> None:
    _, source = edited
    heard = hear(
        edited,
        lambda: save(source, "people/ada-lovelace.md", "given: Ada", "given: Augusta"),
        lambda: save(source, "articles/first.md", "Text of", "Words of"),
        lambda: save(source, "articles/unfinished.md", "Not yet", "[[nobody]]"),
        lambda: save(source, "articles/unfinished.md", "[[nobody]]", "Not yet"),
        lambda: save(source, "articles/first.md", "Words of", "Text of"),
        answers=4,
    )

    assert heard == ["*", "/preview/problems.json", "/preview/problems.json", "*"]


def test_a_page_hears_of_what_it_has_loaded_and_of_its_style_sheets_by_name(
    edited: tuple[Running, Path],
) -> None:
    running, source = edited
    own = {"Referer": running.address + "articles/first.html"}
    for url in ("static/own.css", "static/font.woff2", "static/other.css", "static/list.jsonl"):
        with running.building():
            (source / url).write_bytes(b"one")
    running.ask("/own.css", **own)
    running.ask("/font.woff2", Referer=running.address + "own.css?generation=1")
    running.ask("/media/picture.png", **own)
    # A link that is followed is nothing that is loaded.
    running.ask("/list.jsonl", Sec_Fetch_Dest="document", **own)
    other = paint("60x40 red", "png")
    heard = hear(
        edited,
        lambda: (source / "static" / "other.css").write_bytes(b"another"),
        lambda: (source / "static" / "own.css").write_bytes(b"another"),
        lambda: (source / "static" / "list.jsonl").write_bytes(b"another"),
        lambda: (source / "static" / "font.woff2").write_bytes(b"another"),
        lambda: (source / "content" / "media" / "picture.png").write_bytes(other),
        (source / "static" / "own.css").unlink,
        answers=4,
    )

    assert heard == ["/own.css", "*", "*", "*"]


def test_a_page_that_connects_late_is_told_what_of_it_has_changed_meanwhile(
    edited: tuple[Running, Path],
) -> None:
    running, source = edited
    number = number_of(running)
    with running.building():
        save(source, "people/ada-lovelace.md", "family: Lovelace", "family: King")
    hello = {**HELLO, "snipver": number}
    untouched = talk(running, hello, INFO, {"command": 0}, answers=2)
    with running.building():
        save(source, "articles/first.md", "Text of", "Words of")
    touched = talk(running, hello, INFO, answers=2)

    assert number_of(running) == number + 2
    assert untouched[1] is None
    assert touched[1]["path"] == "*"


def test_a_reload_can_be_forced(served: Running) -> None:
    asked: list[Any] = []
    heard = talk(
        served,
        HELLO,
        INFO,
        then=lambda: asked.append(served.ask("/forcereload?path=/style/text.css")),
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
def test_what_is_no_message_ends_the_connection(served: Running, message: Any) -> None:
    assert talk(served, message, answers=1) == [None]


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("192.0.2.1", False), ("x", False)],
)
def test_addresses_of_this_computer_are_known(address: str, is_ours: bool) -> None:
    assert is_loopback(address) is is_ours
