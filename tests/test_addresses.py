from __future__ import annotations

import pytest

from generator.addresses import find_host, is_private, is_public, is_start_page, join


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://Example.org", "http://example.org/"),
        ("https://me:pw@example.org:8443/a?b#c", "https://example.org:8443/a?b#c"),
        ("https://bücher.example/é?q=ü x", "https://xn--bcher-kva.example/%C3%A9?q=%C3%BC%20x"),
        ("https://example.org/%C3%A9", "https://example.org/%C3%A9"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x"),
    ],
)
def test_address_is_asked_for_in_ascii(address: str, told: str) -> None:
    assert join(address, "") == told


@pytest.mark.parametrize(
    "address",
    ["ftp://a/", "https://", "http://a..b/", "http://a:99999/", "javascript:x", "http://["],
)
def test_what_is_no_web_address_is_not_asked_for(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        join(address, "")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:224.0.0.1", False),
        ("::ffff:93.184.215.14", True),
    ],
)
def test_addresses_of_the_open_web_are_known(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_private_hosts_are_known_by_their_names() -> None:
    assert is_private("localhost")
    assert is_private("a.localhost")
    assert is_private("192.168.0.1")
    assert not is_private("example.org")
    assert not is_private("localhost.example.org")


def test_address_without_a_host_has_none() -> None:
    assert find_host("http://[") == ""
    assert find_host("mailto:a@b") == ""
    assert find_host("http://Me@A.example:80/") == "a.example"


@pytest.mark.parametrize(
    ("address", "is_start"),
    [
        ("http://a/", True),
        ("http://a/#top", True),
        ("http://a/?id=3", False),
        ("http://a/index.html", False),
    ],
)
def test_start_page_is_known(address: str, is_start: bool) -> None:
    assert is_start_page(address) is is_start
