"""The site as a reader meets it: ways through it, weight, motion, other scripts and languages."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from making import Made, make
from server import serve
from test_browser import DESK, PHONE, POLICY, PREFIX, TABLET, browser, find_wide, open_tab, resize
from test_interface import find_foreign, make_pseudo

from generator.build import make_site
from generator.words import ENGLISH, WORDS

if TYPE_CHECKING:
    from pathlib import Path

    from crawler import Site
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser

KILOBYTE = 1000


# From the home page to a source and back


@pytest.mark.parametrize(
    ("origin", "scripts", "width"),
    [
        ("server", True, PHONE),
        ("server", False, DESK),
        ("disk", True, TABLET),
        ("disk", False, PHONE),
    ],
)
def test_a_reader_finds_the_way_to_a_source_and_back(
    browser: Browser, shipped_below: Site, origin: str, scripts: bool, width: int
) -> None:
    with (
        serve(shipped_below.folder, PREFIX, POLICY) as address,
        open_tab(browser, width, java_script_enabled=scripts) as (tab, record),
    ):
        top = address if origin == "server" else f"{shipped_below.folder.as_uri()}/"
        tab.goto(f"{top}index.html")
        follow(tab, ".teasers h3 a", f"{top}articles/")
        follow(tab, ".body a[href*='people/']", f"{top}people/")
        follow(tab, ".timeline a[href*='events/']", f"{top}events/")
        follow(tab, ".masthead a[href$='timeline.html']", f"{top}timeline.html")
        if scripts:
            choose_person(tab)
        follow(tab, ".timeline:visible .event h3 a, .timeline:visible .event h4 a", f"{top}events/")
        event = tab.url
        follow(tab, ".bibliography a[href*='sources/']", f"{top}sources/")
        tab.go_back()
        assert tab.url == event
        follow(tab, ".masthead .site-title a", f"{top}index.html")
    assert record.complaints == []


def follow(tab: Page, selector: str, wanted: str) -> None:
    """Click on the first link of a sort that is to be seen; what it leads to is whole."""
    tab.locator(selector).locator("visible=true").first.click()
    tab.wait_for_url(f"{wanted}*")
    assert tab.locator("h1").is_visible()


def choose_person(tab: Page) -> None:
    """Show the events of one person alone, on the timeline."""
    before = tab.locator(".event:visible").count()
    tab.locator("form.choices summary").click()
    tab.locator("form.choices select[name=person]").select_option(index=1)
    tab.locator(".found:not([hidden])").wait_for(state="attached")
    assert 0 < tab.locator(".event:visible").count() < before


def test_where_motion_is_unwelcome_nothing_moves(browser: Browser, shipped_below: Site) -> None:
    moving = """[...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0
        || style.scrollBehavior === "smooth";
    }).map((one) => one.outerHTML.slice(0, 80))"""
    with open_tab(browser, reduced_motion="reduce") as (tab, _):
        for url in ("index.html", "timeline.html", "people/index.html"):
            tab.goto((shipped_below.folder / url).as_uri())
            assert tab.evaluate(moving) == [], url


# Weight


def test_an_article_weighs_at_most_sixty_kilobytes(shipped_below: Site) -> None:
    """What a browser fetches of it, compressed as hosts do, without pictures."""
    weights = {}
    for url, page in shipped_below.pages.items():
        if not url.startswith("articles/20"):
            continue
        links = {link.address for link in page.links if link.is_fetched}
        needed = {url, *(f"articles/{one}" for one in links if one.endswith((".css", ".js")))}
        files = [(shipped_below.folder / one).read_bytes() for one in needed]
        weights[url] = sum(len(gzip.compress(data, 6)) for data in files)

    assert len(weights) > 3
    assert max(weights.values()) <= 60 * KILOBYTE, weights


def test_all_scripts_together_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "static" / "script").glob("*.js")}

    assert sum(sizes.values()) <= 25 * KILOBYTE, sizes


# Other scripts and languages

ARABIC = {
    "articles/one.md": """
        ---
        title: من سنغافورة إلى هانوي
        date: 2020-02-03
        lang: ar
        ---
        وضع الرئيسان اسميهما تحت أربعة التزامات.[^1] ثم التقيا مرة ثانية وافترقا دون اتفاق.

        ## سنة

        - بند

        ## مدينة

        > اقتباس

        ## يومان

        نص.

        [^1]: حاشية.
        """,
}


def test_a_page_from_right_to_left_is_a_mirror_image(browser: Browser, tmp_path: Path) -> None:
    url = "articles/one.html"
    made = make(tmp_path / "site", ARABIC)
    assert made.told == []
    folder = write_made(made, tmp_path / "public")
    with open_tab(browser, DESK) as (tab, _):
        tab.goto((folder / url).as_uri())
        right = box(tab, "main")["right"] - float(style(tab, "main", "paddingRight")[:-2])
        # The text, what stands above it and the interface's lines begin on the right ...
        for selector in ("h1", ".body > p", ".contents", ".byline span:last-child"):
            assert abs(box(tab, selector)["right"] - right) < 2, selector
        # ... lists are indented there, quotations have their rule there, notes are on the left.
        assert box(tab, ".body li")["right"] < right - 10
        assert style(tab, "blockquote", "borderRightWidth") != "0px"
        assert box(tab, ".notes")["right"] < box(tab, ".body > p")["left"]
        # The rest of the site keeps its way.
        assert style(tab, ".masthead", "direction") == "ltr"
        resize(tab, PHONE)
        assert find_wide(tab, PHONE) == []


def box(tab: Page, selector: str) -> dict[str, float]:
    """Where the first element of a sort stands."""
    return tab.locator(selector).first.evaluate(
        "(one) => { const { left, right } = one.getBoundingClientRect(); return { left, right }; }"
    )


def style(tab: Page, selector: str, name: str) -> str:
    """How the first element of a sort is styled."""
    script = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
    return str(tab.evaluate(script, [selector, name]))


def write_made(made: Made, folder: Path) -> Path:
    """Write the files of a site as they were made."""
    for url, data in made.result.files.items():
        path = folder / url
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.read_bytes())
    return folder


SHOWN = """() => [
  document.body.innerText,
  ...["aria-label", "title", "placeholder"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name))),
].join("\\n")"""


def test_the_words_of_scripts_come_from_the_table_too(browser: Browser, tmp_path: Path) -> None:
    source = ROOT / "tests" / "sites" / "greek"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(WORDS, "el", make_pseudo(ENGLISH))
        folder = write_made(Made(source, make_site(source)), tmp_path)
    with open_tab(browser) as (tab, record):
        tab.goto((folder / "people/index.html").as_uri())
        tab.locator("form.filter input").fill("Άννα")
        assert "⟦" in tab.locator("form.filter [role=status]").inner_text()
        assert find_foreign(tab.evaluate(SHOWN)) == []
        tab.goto((folder / "timeline.html").as_uri())
        tab.locator("form.choices summary").click()
        tab.locator("form.choices select[name=person]").select_option(index=1)
        tab.locator(".found:not([hidden])").wait_for(state="attached")
        assert find_foreign(tab.evaluate(SHOWN)) == []
    assert record.complaints == []
