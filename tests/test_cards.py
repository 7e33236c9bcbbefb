"""Previews of links in a browser: what a card shows, how it comes and goes, for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from server import serve
from test_browser import PHONE, POLICY, PREFIX, browser, open_tab

from generator.cards import find_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler import Site
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

ARTICLE = "articles/2026-11-21-stockholm-two-accounts.html"
LINK = ".body a[href$='stephen-biegun.html']"
OTHER = ".body a[href$='kim-myong-gil.html']"


@pytest.fixture(scope="module")
def top(shipped_below: Site) -> Iterator[str]:
    """The documentary on a web server with a strict policy."""
    with serve(shipped_below.folder, PREFIX, POLICY) as address:
        yield address


def focus(tab: Page, selector: str) -> None:
    """Give a link the focus as the keyboard does."""
    tab.keyboard.press("Shift")
    tab.locator(selector).first.focus()


@pytest.mark.browser
@pytest.mark.parametrize("start", ["disk", "server"])
def test_card_says_who_it_is_by_pointer_and_keyboard_and_goes_as_it_should(
    browser: Browser, shipped: Site, top: str, start: str
) -> None:
    start = top if start == "server" else f"{shipped.folder.as_uri()}/"
    with open_tab(browser) as (tab, record):
        tab.goto(start + ARTICLE)
        card = tab.get_by_role("tooltip")
        link = tab.locator(OTHER).first
        link.hover()
        card.wait_for()
        assert card.locator("p").first.inner_text() == "Kim Myong-gil 김명길"
        assert card.locator("[lang=ko]").inner_text() == "김명길"
        assert link.get_attribute("aria-describedby") == card.get_attribute("id")
        # It can be pointed at, and stays until the pointer is elsewhere.
        card.hover()
        tab.wait_for_timeout(400)
        assert card.is_visible()
        tab.locator("h1").hover()
        card.wait_for(state="detached")
        assert link.get_attribute("aria-describedby") is None
        focus(tab, LINK)
        card.wait_for()
        assert "Stephen Biegun" in card.inner_text()
        tab.keyboard.press("Escape")
        assert card.count() == 0
        # Nothing of the page itself, of a place in it, or of the way through the site.
        for other in ("nav a", ".body sup a", ".note a[role=doc-backlink]"):
            focus(tab, other)
            tab.wait_for_timeout(400)
            assert card.count() == 0, other
        focus(tab, LINK)
        card.wait_for()
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/people/stephen-biegun.html")
    scripts = [one for one in record.requests if "/cards/" in one]
    assert record.complaints == []
    # A page loads the parts that were asked for, and each once.
    assert len(scripts) == 2


@pytest.mark.browser
def test_card_stays_inside_the_window_in_both_schemes_and_axe_finds_no_barrier(
    browser: Browser, shipped_below: Site
) -> None:
    for scheme in ("light", "dark"):
        with (
            serve(shipped_below.folder, PREFIX) as top,
            open_tab(browser, PHONE, color_scheme=scheme) as (tab, _),
        ):
            tab.goto(top + ARTICLE)
            focus(tab, OTHER)
            card = tab.get_by_role("tooltip")
            card.wait_for()
            box = card.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE
            assert tab.evaluate("document.documentElement.scrollWidth") == PHONE
            results = Axe().run(tab, options={"resultTypes": ["violations"]})
            assert [(v["id"], v["nodes"][0]["html"]) for v in results.response["violations"]] == []


@pytest.mark.browser
def test_previews_can_be_turned_off_for_good(browser: Browser, top: str) -> None:
    with open_tab(browser) as (tab, record):
        tab.goto(top + ARTICLE)
        choice = tab.get_by_label("Preview links")
        assert choice.is_checked()
        choice.press("Space")
        for _ in range(2):
            tab.locator(LINK).first.hover()
            tab.wait_for_timeout(450)
            assert tab.get_by_role("tooltip").count() == 0
            tab.reload()
            assert not choice.is_checked()
        choice.press("Space")
        tab.locator(LINK).first.hover()
        tab.get_by_role("tooltip").wait_for()
    assert record.complaints == []


@pytest.mark.browser
def test_a_finger_follows_the_link_at_once(browser: Browser, top: str) -> None:
    with open_tab(browser, PHONE, has_touch=True) as (tab, record):
        tab.goto(top + ARTICLE)
        tab.locator(LINK).first.tap()
        tab.wait_for_url("**/people/stephen-biegun.html")
    assert [one for one in record.requests if "/cards/" in one] == []


def test_every_page_of_a_record_has_its_card_in_its_part(shipped: Site) -> None:
    found = {}
    for path in (shipped.folder / "cards").glob("*.js"):
        for url in re.findall(r'(?m)^"([^"]+)": ', path.read_text(encoding="utf-8")):
            found[url] = path.stem
    records = {
        url
        for url in shipped.pages
        if re.fullmatch(r"(articles|events|people|places|organizations|sources)/[^/]+\.html", url)
        and not url.endswith("/index.html")
    }

    assert len(records) > 100
    assert records <= found.keys()
    assert {url: find_part(url) for url in found} == found
    assert (ROOT / "static" / "script" / "cards.js").stat().st_size < 4000
