"""A web server on this computer that answers well and badly, and remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Bytes after which a body without end ends, so that a client that takes them all is seen.
MOST = 64_000_000
ETAG, MODIFIED = '"v1"', "Tue, 03 Mar 2026 00:00:00 GMT"


class Server(ThreadingHTTPServer):
    """Keeps what it was asked: method and path, headers, how many requests at once by host."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.asked: list[str] = []
        self.sent = 0
        self.headers: list[dict[str, str]] = []
        self.lock, self.over = threading.Lock(), threading.Event()
        self.active: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.meeting = threading.Barrier(2)

    def url(self, path: str, host: str = "") -> str:
        """The address of a path, under one of this computer's names."""
        address, port = self.server_address[:2]
        return f"http://{host or address}:{port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that go away: they are meant to."""


class Handler(BaseHTTPRequestHandler):
    """The first part of the path says how to answer; `get-` has HEAD refused."""

    server: Server

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.answer()

    def do_GET(self) -> None:
        """Answer."""
        self.answer()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""

    def answer(self) -> None:
        """Count the request while it lasts."""
        server, self.host = self.server, self.headers["Host"].partition(":")[0]
        with server.lock:
            server.asked.append(f"{self.command} {self.path}")
            server.headers.append(dict(self.headers))
            server.active[self.host] += 1
            server.most[self.host] = max(server.most[self.host], server.active[self.host])
        try:
            with suppress(ConnectionError):
                self.choose(unquote(urlsplit(self.path).path).strip("/"))
        finally:
            self.end_count()

    def end_count(self) -> None:
        """Count the request no more."""
        with self.server.lock:
            if self.host:
                self.server.active[self.host] -= 1
            self.host = ""

    def choose(self, path: str) -> None:
        """Answer as the path says."""
        name, _, rest = path.partition("/")
        if name.startswith("get-"):
            if self.command == "HEAD":
                self.send(405)
                return
            name = name.removeprefix("get-")
        special = getattr(self, f"send_{name.replace('-', '_')}", None)
        if name in ("301", "302", "303", "307", "308"):
            self.send(int(name), Location=f"/{rest}")
        elif special:
            special(rest)
        else:
            self.send(int(name or 200))

    def send(self, status: int, **headers: str) -> None:
        """Send a whole short answer; whoever has it may ask again before this thread goes on."""
        self.end_count()
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_to(self, rest: str) -> None:
        """Lead to any address."""
        self.send(302, Location=rest.replace("--", "//"))

    def send_unicode(self, _rest: str) -> None:
        """Lead to a path that is sent as UTF-8, which HTTP has no place for."""
        self.send(301, Location="/200/é".encode().decode("latin-1"))

    def send_nowhere(self, _rest: str) -> None:
        """Redirect without saying where."""
        self.send(302)

    def send_circle(self, rest: str) -> None:
        """Lead to another and back."""
        self.send(302, Location="/circle/" + ("b" if rest == "a" else "a"))

    def send_many(self, rest: str) -> None:
        """Lead on and on."""
        self.send(302, Location=f"/many/{int(rest) + 1}")

    def send_wait(self, rest: str) -> None:
        """Ask for a pause."""
        self.send(int(rest), Retry_After="3600")

    def send_version(self, _rest: str) -> None:
        """Send validators, and nothing new to who has them."""
        same = self.headers["If-None-Match"] == ETAG and self.headers["If-Modified-Since"]
        self.send(304 if same else 200, ETag=ETAG, Last_Modified=MODIFIED)

    def send_hints(self, _rest: str) -> None:
        """Send early hints before the answer."""
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
        self.send(200, ETag=ETAG)

    def send_hang(self, _rest: str) -> None:
        """Never answer."""
        self.server.over.wait(20)

    def send_close(self, _rest: str) -> None:
        """Close without a word."""

    def send_nonsense(self, _rest: str) -> None:
        """Speak no HTTP."""
        self.wfile.write(b"what?\r\n\r\n")

    def send_headers(self, _rest: str) -> None:
        """Send headers without end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.is_set():
            self.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")

    def send_body(self, rest: str) -> None:
        """Send a body without end: of no length, in chunks, of a great length, or slowly."""
        length = {"chunked": "Transfer-Encoding: chunked", "long": "Content-Length: 99999999"}
        head = f"HTTP/1.1 200 OK\r\n{length.get(rest, 'X-A: b')}\r\n\r\n"
        self.wfile.write(head.encode())
        piece = b"3e8\r\n" + b"x" * 1000 + b"\r\n" if rest == "chunked" else b"x" * 1000
        while self.server.sent < MOST and not self.server.over.is_set():
            self.wfile.write(b"x" if rest == "slow" else piece)
            self.server.sent += len(piece)
            time.sleep(0.05 if rest == "slow" else 0)

    def send_meet(self, _rest: str) -> None:
        """Answer once another request is there at the same time."""
        try:
            self.server.meeting.wait(5)
        except threading.BrokenBarrierError:
            self.send(500)
        else:
            self.send(200)

    def send_linger(self, _rest: str) -> None:
        """Answer a little later."""
        time.sleep(0.02)
        self.send(200)


@contextmanager
def serve(address: str = "127.0.0.1", certificate: Path | None = None) -> Iterator[Server]:
    """Run a server on a free port."""
    server = Server((address, 0))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.meeting.abort()
        server.shutdown()
        thread.join()
        server.server_close()
