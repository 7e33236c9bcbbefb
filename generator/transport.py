"""One request to a web server, and what came of it.

The head of an answer is read, and of a body never more than a little. No names or passwords are
sent, no cookies kept, certificates verified.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from tornado.httpclient import HTTPError, HTTPRequest
from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream, UnsatisfiableReadError
from tornado.netutil import DefaultLoopResolver, Resolver
from tornado.simple_httpclient import (
    HTTPStreamClosedError,
    HTTPTimeoutError,
    SimpleAsyncHTTPClient,
)
from tornado.tcpclient import TCPClient

from generator import __version__
from generator.addresses import is_public

# Tornado warns of what comes back as an error anyway.
logging.getLogger("tornado").addHandler(logging.NullHandler())

USER_AGENT = f"backstory/{__version__} (asks whether the sources of a documentary are still there)"
# Bytes of a body that are taken before the connection is closed.
MOST_BYTES = 65_536
LONGEST_HEADER = 200
NO_HOST = "no such host"


@dataclass(frozen=True)
class Manners:
    """How long to wait, in seconds, and how many hosts to ask at once."""

    connect: float = 10
    total: float = 20
    pause: float = 1
    hosts: int = 8


@dataclass(frozen=True)
class Reply:
    """What came of asking for an address.

    `status` is the number of the last answer, or says in words why there was none; `detail` says
    more. `moved_to` is where permanent redirects lead. `of_host` means that the host will give
    no other answer to its other addresses.
    """

    status: str
    detail: str = ""
    moved_to: str = ""
    etag: str = ""
    last_modified: str = ""
    of_host: bool = False

    @property
    def is_good(self) -> bool:
        """Whether what was asked for is there: 2xx, or 304, not modified."""
        return self.status.isdecimal() and (self.status[0] == "2" or self.status == "304")


class NoAnswerError(Exception):
    """A request that came to nothing."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class PrivateAddressError(OSError):
    """A host of the open web that is in a private network."""


# All that a network or a server may make of a request; the last, by headers that are too long.
FAILED = (OSError, HTTPError, UnsatisfiableReadError)
# What a failure is called, and its attribute that says more.
FAILURES: list[tuple[type[Exception], str, str]] = [
    (PrivateAddressError, "private address", ""),
    (ssl.SSLCertVerificationError, "bad certificate", "verify_message"),
    (ssl.SSLError, "no secure connection", "reason"),
    (ConnectionRefusedError, "refused", ""),
    (HTTPStreamClosedError, "closed", ""),
    (ConnectionError, "closed", ""),
    (UnsatisfiableReadError, "closed", ""),
]


class PublicResolver(DefaultLoopResolver):
    """Finds only addresses of the open web.

    It stands where the connection is made, since a name may lead elsewhere every time it is
    looked up.
    """

    async def resolve(
        self, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[tuple[int, Any]]:
        """The addresses of a host."""
        found = await super().resolve(host, port, family)
        public = [one for one in found if is_public(one[1][0])]
        if not public:
            raise PrivateAddressError(host)
        return public


class Connections(TCPClient):
    """Opens connections, and closes those that an interrupt left."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__(resolver)
        self.streams = WeakSet[IOStream]()

    async def connect(self, *arguments: Any, **options: Any) -> IOStream:
        """Open a connection."""
        stream = await super().connect(*arguments, **options)
        self.streams.add(stream)
        return stream

    def close(self) -> None:
        """Close what is still open."""
        for stream in list(self.streams):
            stream.close()
        super().close()


def make_client(manners: Manners, *, is_open: bool) -> SimpleAsyncHTTPClient:
    """A client of its own; an open one may ask private networks, too."""
    client = SimpleAsyncHTTPClient(
        force_instance=True, max_clients=manners.hosts, max_body_size=MOST_BYTES
    )
    client.tcp_client = Connections(DefaultLoopResolver() if is_open else PublicResolver())
    return client


async def fetch(
    client: SimpleAsyncHTTPClient,
    url: str,
    method: str,
    validators: dict[str, str],
    manners: Manners,
) -> tuple[int, HTTPHeaders]:
    """An answer's status and headers; once these are there, the body may fail as it likes.

    Raises NoAnswerError where there is none.
    """
    head: list[str] = []
    request = HTTPRequest(
        url,
        method,
        headers=HTTPHeaders({"Accept": "*/*", **validators}),
        connect_timeout=manners.connect,
        request_timeout=manners.total,
        follow_redirects=False,
        user_agent=USER_AGENT,
        decompress_response=False,
        header_callback=head.append,
    )
    try:
        await client.fetch(request, raise_error=False)
    except FAILED as failure:
        if not head:
            raise NoAnswerError(explain(failure)) from None
    # An answer may have others before it: 103, early hints.
    first = max(number for number, line in enumerate(head) if line.startswith("HTTP/"))
    return int(head[first].split()[1]), HTTPHeaders.parse("".join(head[first + 1 :]))


def explain(failure: Exception) -> Reply:
    """Why there was no answer."""
    if isinstance(failure, socket.gaierror):
        unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
        return Reply(NO_HOST if failure.errno in unknown else "unreachable", of_host=True)
    if isinstance(failure, HTTPTimeoutError):
        return Reply("timeout", of_host="during request" not in str(failure))
    for kind, status, detail in FAILURES:
        if isinstance(failure, kind):
            return Reply(status, str(getattr(failure, detail, "")))
    return Reply("unreachable", of_host=True)


def decode(header: str) -> str:
    """A header's text: it comes as Latin-1, and servers send UTF-8."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace")


def clean_header(value: str) -> str:
    """A header to keep or to show; "" for one that is too long or not plain."""
    is_plain = re.fullmatch(r"[ -~]*", value) and len(value) <= LONGEST_HEADER
    return value.strip() if is_plain else ""
