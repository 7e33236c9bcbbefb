"""Web addresses, as a request wants them, and into whose network they lead."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit


def join(url: str, target: str) -> str:
    """Where a link on a page leads, as a request wants it: ASCII, without a name and password.

    ValueError where that is no address of the web.
    """
    parts = urlsplit(urljoin(url, target))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"it leads to `{urlunsplit(parts)}`")
    host = parts.hostname.encode("idna").decode() if ":" not in parts.hostname else ""
    host = host or f"[{parts.hostname}]"
    port = f":{parts.port}" if parts.port else ""
    # RFC 9110, section 10.2.2: a fragment stays with what it was asked for.
    fragment = parts.fragment or urlsplit(url).fragment
    rest = [re.sub(r"[^!-~]", escape, part) for part in (parts.path or "/", parts.query, fragment)]
    return urlunsplit((parts.scheme, host + port, *rest))


def escape(match: re.Match[str]) -> str:
    """A character that may not stand in an address, as its bytes."""
    return quote(match[0])


def find_host(url: str) -> str:
    """The host that an address names, "" for none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_private(host: str) -> bool:
    """Whether a host's name itself says that it is this computer or in a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open web; ValueError for what is no address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def is_start_page(url: str) -> bool:
    """Whether an address is a site's first page."""
    parts = urlsplit(url)
    return parts.path == "/" and not parts.query
