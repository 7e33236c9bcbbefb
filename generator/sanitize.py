"""The HTML and the addresses that content may hold: what can do no harm."""

from __future__ import annotations

import html
import re

ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>`]+))?""")

# HTML that content may hold. Whatever else is written is an error at its place.
ELEMENTS = frozenset(
    "a abbr address aside audio b bdi bdo blockquote br caption cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p "
    "pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td "
    "tfoot th thead time tr track u ul var video wbr".split()
)
ATTRIBUTES = {
    "*": set("class dir id lang title translate role aria-label aria-hidden".split()),
    "a": {"href", "hreflang"},
    "audio": {"controls", "src", "preload"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "video": {"controls", "height", "poster", "preload", "src", "width"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
LOADING = {"src", "poster"}
ADDRESSES = LOADING | {"href", "cite"}


def find_scheme(url: str) -> str:
    """The scheme that a browser would see in a URL, or "" for a relative one."""
    cleaned = re.sub(r"[\x00-\x20]+", "", html.unescape(url))
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", cleaned)
    return match[1].lower() if match else ""


def is_internal(url: str) -> bool:
    """Whether a link leads into the site's own files."""
    seen = re.sub(r"[\x00-\x20]+", "", html.unescape(url)).replace("\\", "/")
    return not find_scheme(url) and not seen.startswith("//")
