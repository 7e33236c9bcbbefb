from __future__ import annotations

import nh3
import pytest

from generator.sanitize import ATTRIBUTES, ELEMENTS, LOADING, SCHEMES, find_scheme, is_internal


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("https://example.org", "https"),
        ("HTTP://example.org", "http"),
        ("mailto:a@b.org", "mailto"),
        ("javascript:a", "javascript"),
        (" java\nscript\t:a", "javascript"),
        ("&#106;avascript:a", "javascript"),
        ("java&Tab;script&colon;a", "javascript"),
        ("\x01javascript:a", "javascript"),
        ("data:text/html,a", "data"),
        # relative ones
        ("", ""),
        ("a.md", ""),
        ("../a:b.md", ""),
        ("#a:b", ""),
        ("//example.org/a", ""),
        ("1:2", ""),
    ],
)
def test_a_scheme_is_what_a_browser_would_see(url: str, scheme: str) -> None:
    assert find_scheme(url) == scheme


@pytest.mark.parametrize(
    ("url", "internal"),
    [
        ("a.md", True), ("../a.md", True), ("#a", True), ("/a", True), ("", True),
        ("https://a.org", False), ("//a.org", False), ("\\\\a", False), ("mailto:a", False),
        ("/\\a.org", False), ("\t//a.org", False), ("&#47;/a.org", False),
    ],
)  # fmt: skip
def test_a_link_is_internal_if_it_leads_nowhere_else(url: str, internal: bool) -> None:
    assert is_internal(url) == internal


@pytest.mark.parametrize(
    "element",
    "script style iframe form input button object embed base meta link svg math template noscript "
    "frame frameset applet marquee select textarea portal plaintext xmp title head html".split(),
)
def test_no_element_that_could_do_harm_is_allowed(element: str) -> None:
    assert element not in ELEMENTS


def test_no_attribute_that_could_do_harm_is_allowed() -> None:
    allowed = set().union(*ATTRIBUTES.values())
    assert not {name for name in allowed if name.startswith(("on", "data-", "form"))}
    assert not allowed & {"style", "srcset", "srcdoc", "ping", "target", "action", "name"}
    assert ATTRIBUTES.keys() - {"*"} <= ELEMENTS
    assert allowed >= LOADING
    assert sorted(SCHEMES) == ["http", "https", "mailto", "tel"]


def test_the_sanitizer_takes_these_tables() -> None:
    html = "<b onclick=x>a</b><script>b</script><a href='javascript:c' title=t>d</a>"
    cleaned = nh3.clean(
        html, tags=set(ELEMENTS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )
    assert cleaned == '<b>a</b><a title="t">d</a>'
