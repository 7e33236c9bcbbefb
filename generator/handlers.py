"""What the preview server answers, to whom, and with which headers."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from livereload import handlers
from tornado import web
from tornado.websocket import WebSocketClosedError

from generator.assets import find_inside, read_part
from generator.files import sha256
from generator.listing import NEAREST
from generator.shown import (
    Showing,
    content_type,
    file_url,
    fill_number,
    find_nearest,
    find_url,
    render_empty,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from generator.preview import Generation


PROBLEMS = "preview/problems.json"
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:@/?#\[\]]+)(?::\d+)?", re.IGNORECASE)
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class Guard(web.RequestHandler):
    """Answers to this computer's own pages alone, and tells nothing about the computer."""

    @property
    def showing(self) -> Showing:
        """What is shown."""
        found: Showing = self.settings["showing"]
        return found

    def set_default_headers(self) -> None:
        """The headers of every answer."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse another site's page that asks in a reader's name, whatever it asks for.

        A name that only leads here (DNS rebinding) is refused by the Host header (RFC 9110, section
        15.5.20), a page of another origin by what its browser says of where a request comes from.
        """
        headers = self.request.headers
        host = HOST.fullmatch(headers.get("Host", ""))
        if host is None or host[1].lower() not in self.showing.hosts:
            raise web.HTTPError(421)
        origin = headers.get("Origin")
        if origin is not None and not self.check_origin(origin):
            raise web.HTTPError(403)
        is_elsewhere = headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        if is_elsewhere and headers.get("Sec-Fetch-Mode") != "navigate":
            raise web.HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Whether an Origin header names this server."""
        try:
            return urlsplit(origin).netloc.lower() == self.request.headers["Host"].lower()
        except ValueError:
            return False

    def head(self, *arguments: Any, **options: Any) -> Any:
        """The same as `get`, of the whole (RFC 9110, section 14.2); the body is not sent."""
        self.request.headers.pop("Range", None)
        return self.get(*arguments, **options)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with the status alone."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")


class Missing(Guard):
    """Answers what is not even a path."""

    def prepare(self) -> None:
        """Refuse."""
        super().prepare()
        raise web.HTTPError(404)


class Script(Guard, handlers.LiveReloadJSHandler):  # type: ignore[misc]
    """The script of livereload, from its package."""


class Force(Guard, handlers.ForceReloadHandler):  # type: ignore[misc]
    """Reloads all pages on demand."""

    def get(self) -> None:
        """Reload."""
        Socket.reload_waiters(self.get_query_argument("path", "*"))
        self.write("ok")


class Socket(Guard, handlers.LiveReloadHandler):  # type: ignore[misc]
    """The connection to one open page."""

    generation = page = ""

    @classmethod
    def tell_changes(cls, changed: AbstractSet[str], *, is_told: bool) -> None:
        """Tell each open page what of it has changed, and if so that there is news of problems."""
        for waiter in list(cls.waiters):
            paths = waiter.showing.find_news(waiter.page, changed)
            for path in paths + ([f"/{PROBLEMS}"] if is_told else []):
                waiter.tell(path)

    @classmethod
    def reload_waiters(cls, path: str = "*") -> None:
        """Tell all open pages that a file has changed, or with `*` that they have."""
        for waiter in list(cls.waiters):
            waiter.tell(path)

    def tell(self, path: str) -> None:
        """Tell the page; one that has gone meanwhile does not mind."""
        message = {"command": "reload", "path": path, "liveCSS": True, "liveImg": False}
        try:
            sent = self.write_message(json.dumps(message))
        except WebSocketClosedError:
            self.waiters.discard(self)
        else:
            sent.add_done_callback(lambda future: future.cancelled() or future.exception())

    def on_message(self, message: str | bytes) -> None:
        """Take what the script says; a page that has changed since it was asked for is told so.

        So nothing is lost that changes between the request for a page and its connection. The
        script gives on which build its page is as the version of the snippet that named it.
        """
        try:
            said = json.loads(message)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("command"), str):
            self.close(1003)
            return
        if said["command"] == "hello":
            self.generation = str(said.get("snipver", ""))
        super().on_message(message)
        if said["command"] == "info":
            self.page = find_url(str(said.get("url", "")))
            changed = self.showing.changed_since(self.generation)
            for path in self.showing.find_news(self.page, changed):
                self.tell(path)


class Problems(Guard):
    """What is wrong, for the overlay."""

    async def get(self) -> None:
        """The problems; the addresses that open the editor only for a page of this computer."""
        await self.showing.ready.wait()
        overlay = dict(self.showing.overlay)
        if not self.is_at_home():
            listed = overlay.get("problems", [])
            overlay["problems"] = [{**problem, "editor": ""} for problem in listed]
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(overlay))

    def is_at_home(self) -> bool:
        """Whether a page of this server asks, in a browser on the same computer."""
        host = HOST.fullmatch(self.request.headers.get("Host", ""))
        return (
            host is not None
            and host[1].lower() in LOOPBACK
            and is_loopback(self.request.remote_ip or "")
            and self.request.headers.get("Sec-Fetch-Site") == "same-origin"
        )


def is_loopback(address: str) -> bool:
    """Whether an address is this computer's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class Pages(Guard, web.StaticFileHandler):
    """The files of a generation, found by URL: there is no way from a URL to a folder."""

    content: bytes | Path = b""
    size = 0

    def initialize(self) -> None:  # type: ignore[override]
        """Nothing is set: the files are those that are shown."""
        self.root, self.default_filename = "", None

    async def get(self, path: str, include_body: bool = True) -> None:
        """A page or file, its part, or word that it has not changed."""
        await self.showing.ready.wait()
        generation = self.showing.find(self.asked_generation())
        url = file_url(path)
        self.showing.note_load(url, self.request.headers)
        if f"{url}/index.html" in generation.files:
            self.redirect(f"/{quote(url)}/")
            return
        content = generation.files.get(url)
        if isinstance(content, Path):
            content = find_inside(content, self.showing.folders)
        if content is None:
            await self.answer_missing(url, generation)
            return
        if url.endswith(".html") and isinstance(content, bytes):
            content = fill_number(content, generation)
        self.content = content
        try:
            await super().get(url, include_body)
        except OSError:
            raise web.HTTPError(404) from None

    def asked_generation(self) -> str:
        """Which build the page is of that asks for this; a style sheet that was swapped is new."""
        if self.get_query_argument("livereload", ""):
            return ""
        return self.get_query_argument("generation", "")

    async def answer_missing(self, url: str, generation: Generation) -> None:
        """The site's own page for what is missing, with the URLs that come nearest."""
        self.set_status(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        own = generation.files.get("404.html")
        page = own if isinstance(own, bytes) else render_empty(self.showing.language).encode()
        near = await asyncio.to_thread(find_nearest, url, generation.files)
        links = "\n".join(f'<li><a href="/{quote(n)}">{escape(n)}</a></li>' for n in near)
        self.finish(fill_number(page.replace(NEAREST.encode(), links.encode()), generation))

    def parse_url_path(self, url_path: str) -> str:
        """The URL, as it is."""
        return url_path

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """The URL: it stands for no place on the disk."""
        return path

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """The URL, which was found before."""
        return absolute_path

    def set_headers(self) -> None:
        """What every file has, and that a drawing runs no script."""
        super().set_headers()
        if self.path.startswith("media/"):
            self.set_header("Content-Security-Policy", "script-src 'none'")
        # A part is only a part of the same file (RFC 9110, section 13.1.5).
        condition = self.request.headers.get("If-Range")
        if condition is not None and condition != self.compute_etag():
            self.request.headers.pop("Range", None)

    def should_return_304(self) -> bool:
        """Whether the asker has these bytes."""
        return self.check_etag_header()

    def get_modified_time(self) -> None:
        """None: what a page depends on has many dates."""

    def compute_etag(self) -> str | None:
        """By what these bytes are told from others."""
        if isinstance(self.content, bytes):
            return f'"{sha256(self.content)[:32]}"'
        state = self.content.stat()
        return f'"{state.st_mtime_ns:x}-{state.st_size:x}"'

    def get_content_size(self) -> int:
        """How many bytes the whole has."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size

    def get_content_type(self) -> str:
        """The type that a file's name tells."""
        return content_type(self.path)

    def get_content(  # type: ignore[override]
        self,
        abspath: str,
        start: int | None = None,
        end: int | None = None,
    ) -> bytes | Iterator[bytes]:
        """The bytes from `start` to before `end`."""
        if isinstance(self.content, bytes):
            return self.content[start:end]
        return read_part(self.content, start or 0, end or self.get_content_size())
