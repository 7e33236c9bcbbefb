from __future__ import annotations

import socket

import pytest
from tornado.simple_httpclient import HTTPTimeoutError

from generator.transport import NO_HOST, PrivateAddressError, clean_header, decode, explain


@pytest.mark.parametrize(
    ("value", "kept"), [(' "a" ', '"a"'), ("x" * 201, ""), ("a\nb: c", ""), ("é", "")]
)
def test_header_that_is_not_plain_is_dropped(value: str, kept: str) -> None:
    assert clean_header(value) == kept


@pytest.mark.parametrize(
    ("failure", "status", "of_host"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), NO_HOST, True),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "unreachable", True),
        (ConnectionResetError(), "closed", False),
        (PrivateAddressError(), "private address", False),
        (OSError(101, "Network is unreachable"), "unreachable", True),
        (HTTPTimeoutError("Timeout while resolving a"), "timeout", True),
        (HTTPTimeoutError("Timeout during request"), "timeout", False),
    ],
)
def test_failure_has_a_name(failure: Exception, status: str, of_host: bool) -> None:
    assert (explain(failure).status, explain(failure).of_host) == (status, of_host)


def test_header_in_utf8_is_read() -> None:
    assert decode("é".encode().decode("latin-1")) == "é"
    assert decode("\xff") == "\ufffd"
    assert decode("김") == "?"
