"""The live preview: builds after each save, shows the last good build, reloads open pages.

The protocol, its script and its handlers are livereload's. What it leaves open is closed: who may
ask is checked, the script is named by the template, its polling watcher is replaced, and no reload
is held back because another one was short before.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import livereload
from livereload.watcher import Watcher
from tornado import web
from tornado.httpserver import HTTPServer

from generator.folders import list_roots, theme_folder
from generator.handlers import (
    HOST,
    LOOPBACK,
    PROBLEMS,
    Force,
    Missing,
    Pages,
    Problems,
    Script,
    Socket,
    is_loopback,
)
from generator.overlay import describe_problems
from generator.preview import Built, Worker, advance, fault_problem
from generator.shown import Showing
from generator.watch import Watch
from generator.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORTS = 100
# A terminal that is closed hangs up.
SIGNALS = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
# After so many seconds, someone who waits wants to know for what.
PATIENCE = 1.0
HEADER_BYTES, BODY_BYTES = 64 * 1024, 64 * 1024
# What listens everywhere, and the first address by which it is reached from here.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class ServeError(Exception):
    """Why there can be no preview, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Options:
    """Where and what to serve. `allowed` are further names by which the server may be called."""

    source: Path
    host: str = "127.0.0.1"
    port: int = 8000
    allowed: tuple[str, ...] = ()
    drafts: bool = True
    opens: bool = False


@dataclass(frozen=True)
class Reporter:
    """Who is told: a line, a build with the files that it followed, and a request."""

    say: Callable[[str], None]
    built: Callable[[Built, list[str]], None]
    asked: Callable[[str], None]


class Server(livereload.Server):  # type: ignore[misc]
    """livereload's server with our handlers on sockets of our own."""

    def __init__(self, showing: Showing, reporter: Reporter) -> None:
        super().__init__(watcher=Watcher())
        self.showing, self.reporter = showing, reporter

    def application(
        self,
        port: int,
        host: str,
        liveport: int | None = None,
        debug: bool | None = None,
        live_css: bool = True,
    ) -> HTTPServer:
        """Listen on a port, or on the next free one; the system picks one for 0."""
        Socket.watcher, Socket.live_css = self.watcher, live_css
        answers = [
            (r"/livereload", Socket),
            (r"/forcereload", Force),
            (r"/livereload\.js", Script),
            (rf"/{PROBLEMS}", Problems),
            (r"/(.*)", Pages),
        ]
        application = web.Application(
            answers,
            default_handler_class=Missing,
            log_function=self.log,
            showing=self.showing,
            websocket_max_message_size=BODY_BYTES,
        )
        self.socket = listen(host, port)
        server = HTTPServer(application, max_header_size=HEADER_BYTES, max_body_size=BODY_BYTES)
        server.add_socket(self.socket)
        return server

    def log(self, handler: web.RequestHandler) -> None:
        """Tell of a request."""
        request = handler.request
        line = f"{handler.get_status()} {request.method} {request.path}"
        self.reporter.asked(f"{line} {1000 * request.request_time():.0f} ms")


def listen(host: str, port: int) -> socket.socket:
    """A socket on the first free port from `port` on."""
    for number in range(port, min(port + PORTS, 65536)):
        try:
            family, *_, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
            found = socket.create_server(address[:2], family=family)
        except OSError as failure:
            if failure.errno == errno.EADDRINUSE:
                continue
            raise ServeError(
                f"cannot listen on {host}, port {number}: {failure.strerror or failure}",
                "name another address with `--host`, another port with `--port`",
            ) from None
        found.setblocking(False)
        return found
    raise ServeError(f"no port from {port} on is free", "name another one with `--port`")


def check_host(options: Options) -> frozenset[str]:
    """The names by which the server may be called; beyond this computer, they have to be given.

    The one address at which it listens is among them: no other site can be called so.
    """
    for name in options.allowed:
        found = HOST.fullmatch(name)
        if found is None or found[1] != name or "*" in name:
            raise ServeError(
                f"`--allow-host {name}`: this is no name of a computer",
                "write the name alone, without `http://` and the port: `--allow-host mypc.local`",
            )
    host = f"[{options.host}]" if ":" in options.host else options.host
    allowed = {name.lower() for name in options.allowed}
    if host in LOOPBACK or is_loopback(options.host):
        return frozenset({host, *LOOPBACK, *allowed})
    if not allowed:
        example = socket.gethostname().lower() if options.host in EVERYWHERE else host
        raise ServeError(
            f"`--host {options.host}` shows the site, with its drafts, to every computer that can "
            "reach this one",
            f"if you want that, say by which name they call it: `--allow-host {example}`",
        )
    own = set() if options.host in EVERYWHERE else {host.lower()}
    return frozenset({*own, *LOOPBACK, *allowed})


def serve(options: Options, reporter: Reporter) -> None:
    """Serve a site until Ctrl-C. Raises ServeError where that cannot begin."""
    hosts = check_host(options)
    with suppress(KeyboardInterrupt):
        asyncio.run(run(options, hosts, reporter))


async def run(options: Options, hosts: frozenset[str], reporter: Reporter) -> None:
    """Serve a site until the process is told to stop."""
    loop = asyncio.get_running_loop()
    stop, ending = threading.Event(), asyncio.Event()
    for number in SIGNALS:
        # Windows has no such way, and a thread is told otherwise.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, ending.set)
    source = options.source.resolve()
    # The folder content/ may be a link to elsewhere.
    showing = Showing((source, source / "content", theme_folder()), hosts)
    server = Server(showing, reporter)
    http = server.application(options.port, options.host)
    worker = Worker(source, drafts=options.drafts)
    preview = Preview(options, showing, reporter, address_of(server.socket, options.host))

    def say(line: str) -> None:
        loop.call_soon_threadsafe(reporter.say, line)

    def follow() -> None:
        """Build after each burst, off the loop."""
        for burst in Watch(list_roots(source), stop, say).bursts():
            built = worker.build()
            if not stop.is_set():
                loop.call_soon_threadsafe(preview.take, built, burst)

    loop.call_later(PATIENCE, preview.ask_for_patience)
    following = asyncio.ensure_future(asyncio.to_thread(follow))
    following.add_done_callback(lambda _: ending.set())
    try:
        await ending.wait()
    finally:
        stop.set()
        worker.kill()
        http.stop()
        for waiter in list(Socket.waiters):
            waiter.close()
        # Browsers keep their connections open for the next request.
        await http.close_all_connections()
    await following


class Preview:
    """Takes each build as it comes, and tells pages and people of it."""

    def __init__(
        self, options: Options, showing: Showing, reporter: Reporter, address: str
    ) -> None:
        self.options, self.showing, self.reporter = options, showing, reporter
        self.address = address

    def take(self, built: Built, burst: set[str]) -> None:
        """Show a build from now on, and what is wrong."""
        showing, before = self.showing, self.showing.current
        overlay = built.overlay
        if built.fault:
            problems = [fault_problem()]
            words = WORDS["en"]
            overlay = describe_problems(problems, self.options.source, "", words, is_kept=True)
        generation = advance(before, built)
        is_told = overlay != showing.overlay
        showing.overlay, showing.language = overlay, built.language
        changed = generation.changed if generation is not before else frozenset[str]()
        if generation is not before:
            showing.add(generation)
        self.reporter.built(built, self.name_files(burst))
        if not showing.ready.is_set():
            self.begin(built)
        else:
            Socket.tell_changes(changed, is_told=is_told)

    def ask_for_patience(self) -> None:
        """Say what is going on, if the first build is not done yet."""
        if not self.showing.ready.is_set():
            self.reporter.say("building the site for the first time …")

    def begin(self, built: Built) -> None:
        """Answer from now on."""
        self.showing.ready.set()
        self.reporter.say(f"preview at {self.address} (Ctrl-C ends it)")
        if exposed := describe_exposure(self.options, self.address):
            self.reporter.say(exposed)
        if self.options.opens:
            url = self.address + quote(find_newest(self.options.source, built.urls))
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    def name_files(self, burst: set[str]) -> list[str]:
        """The files of a burst, by their paths in the site."""
        roots = (f"{self.options.source.resolve()}/", f"{theme_folder().resolve()}/")
        names = set()
        for path in burst:
            root = next((root for root in roots if path.startswith(root)), "")
            names.add(path.removeprefix(root))
        return sorted(names)


def find_newest(source: Path, urls: dict[str, str]) -> str:
    """The page of the file that was edited last; the home page where there is none."""

    def edited(path: str) -> float:
        try:
            return (source / path).stat().st_mtime
        except OSError:
            return 0.0

    return urls[max(urls, key=edited)] if urls else ""


def address_of(bound: socket.socket, host: str) -> str:
    """The address of a server, as a browser on this computer takes it."""
    port: int = bound.getsockname()[1]
    name = EVERYWHERE.get(bound.getsockname()[0]) or (f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"


def describe_exposure(options: Options, address: str) -> str:
    """Who else can see what, and where; nothing if only this computer is answered."""
    if is_loopback(options.host) or options.host in LOOPBACK:
        return ""
    port = address.rstrip("/").rpartition(":")[2]
    names = " or ".join(f"http://{name}:{port}/" for name in options.allowed)
    shown = "the site with its drafts" if options.drafts else "the site"
    return f"every computer that can reach this one can see {shown}, at {names}"
