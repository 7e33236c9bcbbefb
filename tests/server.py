"""A small web server for tests: serves a folder under a path of 127.0.0.1, as a host would."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Handler(SimpleHTTPRequestHandler):
    """Serves one site; what is missing is answered with its 404.html."""

    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece; in two, the second waits for the first one's receipt.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(
        self,
        *args: object,
        prefix: str,
        headers: Mapping[str, str],
        others: Mapping[str, Mapping[str, str]],
        **options: object,
    ) -> None:
        self.prefix, self.more, self.others = prefix, headers, others
        super().__init__(*args, **options)

    def send_head(self):
        """Answer with a file, or with 404.html where there is none."""
        path = urlsplit(self.path).path
        if path.startswith(self.prefix):
            self.path = "/" + path.removeprefix(self.prefix)
            return super().send_head()
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page instead of the server's."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def list_directory(self, path: str) -> None:
        """Show no folder: a static host does not, either."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add the headers that the test asks for."""
        url = urlsplit(self.path).path.removeprefix(self.prefix).lstrip("/")
        for name, value in {**self.more, **self.others.get(url, {})}.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Waits for no connection that a browser keeps open."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_args: object) -> None:
        """Say nothing of a browser that went away."""


@contextmanager
def serve(
    folder: Path,
    prefix: str = "/",
    headers: Mapping[str, str] | None = None,
    others: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[str]:
    """Serve a folder under `prefix` on a free port; yield the address of its top.

    `others` has headers of single pages, which go before those of all.
    """
    handler = partial(
        Handler, directory=str(folder), prefix=prefix, headers=headers or {}, others=others or {}
    )
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()
