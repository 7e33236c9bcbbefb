"""The shipped documentary in a browser: layout, notes, keyboard, accessibility, policy, print."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import OLD_URLS
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    ViewportSize,
)
from server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler import Site


pytestmark = pytest.mark.browser

PREFIX = "/sub/path/"
POLICY = {"Content-Security-Policy": "default-src 'self'"}
# What the search needs besides: its WebAssembly.
SEARCHING = {
    "search.html": {
        "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
    }
}
PHONE, TABLET, DESK = 360, 768, 1440
# A window of 1280 pixels at 400 % (WCAG 2.2, 1.4.10).
REFLOWED = 320
HEIGHT = 900
# What a policy blocks is told to the page alone, so that the page has to tell it on.
TELL_BLOCKED = """
document.addEventListener("securitypolicyviolation", (violation) => {
  console.error(`blocked: ${violation.effectiveDirective} ${violation.blockedURI}`);
});
"""


@pytest.fixture(scope="module")
def browser() -> Browser:
    """The system's Chromium."""
    return chromium.get()


@pytest.fixture(scope="module")
def top(shipped_below: Site) -> Iterator[str]:
    """The address of the documentary on a web server with a strict policy."""
    with serve(shipped_below.folder, PREFIX, POLICY, SEARCHING) as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for the tests that only look."""
    with open_tab(browser) as (page, _):
        yield page


class Record:
    """What a tab complained about, and what it asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("requestfailed", self.fail)
        context.on("weberror", lambda failure: self.complain("error", str(failure.error)))
        context.on("console", self.listen)

    def fail(self, request: Request) -> None:
        """Note a request that came to nothing, unless the tab itself went on to another page."""
        if request.failure != "net::ERR_ABORTED":
            self.complain("failed", f"{request.url} {request.failure}")

    def listen(self, message: Any) -> None:
        """Note a message of the console, unless it is mere information."""
        if message.type in ("error", "warning"):
            self.complain(message.type, message.text)

    def complain(self, kind: str, text: str) -> None:
        """Note that something is wrong."""
        self.complaints.append(f"{kind}: {text}")


@contextmanager
def open_tab(browser: Browser, width: int = DESK, **options: Any) -> Iterator[tuple[Page, Record]]:
    """A tab of its own, with a record of what goes wrong in it."""
    context = browser.new_context(viewport=ViewportSize(width=width, height=HEIGHT), **options)
    context.add_init_script(TELL_BLOCKED)
    record = Record(context)
    yield context.new_page(), record
    context.close()


def resize(tab: Page, width: int) -> None:
    """Make a tab's window wider or narrower."""
    tab.set_viewport_size(ViewportSize(width=width, height=HEIGHT))


# Which pages to look at: the largest of each kind, for it shows most of what the kind can show.


def list_kinds(site: Site) -> list[str]:
    """The URLs of one page of each kind."""
    kinds: dict[tuple[str, bool], str] = {}
    for url in sorted(sorted(site.pages), key=lambda url: size(site, url), reverse=True):
        folder, _, name = url.rpartition("/")
        kind = (folder or url, name == "index.html")
        if kind not in kinds and not site.pages[url].is_redirect:
            kinds[kind] = url
    return list(kinds.values())


def size(site: Site, url: str) -> int:
    """How many bytes a page has."""
    return (site.folder / url).stat().st_size


@pytest.fixture(scope="module")
def urls(shipped_below: Site) -> list[str]:
    """One page of each kind."""
    return list_kinds(shipped_below)


@pytest.fixture(scope="module")
def noted(shipped_below: Site) -> str:
    """The article with most to read, and with notes."""
    articles = [url for url in list_kinds(shipped_below) if url.startswith("articles/20")]
    assert articles
    return articles[0]


def test_one_page_of_each_kind_is_looked_at(urls: list[str]) -> None:
    folders = {url.partition("/")[0] for url in urls if "/" in url}

    assert folders == {
        "articles",
        "events",
        "organizations",
        "people",
        "places",
        "sources",
        "timeline",
        "topics",
        "types",
    }
    assert {"index.html", "404.html", "timeline.html", "people/index.html"} <= set(urls)
    assert len(urls) >= 17


# What the browser says

# With targets of 24 pixels (WCAG 2.2, 2.5.8), which axe leaves out unless it is asked.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
REMOVE_TOOLS = (
    "document.querySelectorAll('[role=search], .theme, .cards-choice').forEach((e) => e.remove())"
)


@dataclass
class Visit:
    """What one visit of a page told: in a wide light window, as it was loaded, and then in others.

    `barriers` were found in that window, `dark` ones on a phone in the dark.
    """

    complaints: list[str]
    requests: list[str]
    barriers: list[tuple[Any, ...]]
    dark: list[tuple[Any, ...]]
    wide: list[tuple[int, list[str]]]
    text: str


@pytest.fixture(scope="module")
def visits(browser: Browser, top: str, urls: list[str]) -> dict[str, Visit]:
    """A visit of one page of each kind, under a strict policy: to load a page costs most."""
    visits = {}
    with open_tab(browser, color_scheme="light") as (tab, record):
        for url in urls:
            record.complaints, record.requests = [], []
            resize(tab, DESK)
            tab.goto(top + quote(url))
            complaints, requests = record.complaints, record.requests
            barriers, wide = find_barriers(tab), []
            for width in (REFLOWED, PHONE, TABLET, DESK):
                resize(tab, width)
                if found := find_wide(tab, width):
                    wide.append((width, found))
            resize(tab, PHONE)
            paper = tab.evaluate(GET_PAPER)
            tab.emulate_media(color_scheme="dark")
            assert tab.evaluate(GET_PAPER) != paper
            dark = find_barriers(tab)
            tab.emulate_media(color_scheme="light")
            resize(tab, DESK)
            # What a script adds is a tool: its words are none of the text.
            tab.evaluate(REMOVE_TOOLS)
            text = tab.inner_text("body")
            visits[url] = Visit(complaints, requests, barriers, dark, wide, text)
    return visits


def find_barriers(tab: Page) -> list[tuple[Any, ...]]:
    """What axe finds wrong with a page."""
    return [
        (violation["id"], node["html"][:120], node["failureSummary"][:300])
        for violation in Axe().run(tab, options=RULES).response["violations"]
        for node in violation["nodes"][:3]
    ]


def test_no_page_is_wider_than_its_window(visits: dict[str, Visit]) -> None:
    assert {url: visit.wide for url, visit in visits.items() if visit.wide} == {}


def find_wide(tab: Page, width: int) -> list[str]:
    """The innermost elements that stick out to the right, where the page can be scrolled there."""
    return tab.evaluate(
        """(width) => {
          if (document.documentElement.scrollWidth <= width) return [];
          const wide = [...document.querySelectorAll("body *")].filter(
            (element) => element.getBoundingClientRect().right > width + 0.5);
          const inner = wide.filter(
            (one) => !wide.some((other) => other !== one && one.contains(other)));
          return ["scrollWidth " + document.documentElement.scrollWidth,
            ...inner.slice(0, 3).map((element) => element.outerHTML.slice(0, 120))];
        }""",
        width,
    )


def test_under_a_strict_policy_nothing_is_blocked_and_nothing_is_asked_of_others(
    visits: dict[str, Visit], top: str
) -> None:
    asked = [address for visit in visits.values() for address in visit.requests]

    assert {url: visit.complaints for url, visit in visits.items() if visit.complaints} == {}
    assert [address for address in asked if not address.startswith(top)] == []
    assert any(address.endswith(".css") for address in asked)


def test_opened_from_a_disk_every_page_is_as_complete(
    browser: Browser, shipped: Site, urls: list[str]
) -> None:
    start = shipped.folder.as_uri()
    with open_tab(browser) as (tab, record):
        for url in urls:
            # Its links begin with the host's top, which a disk does not have.
            if url != "404.html":
                tab.goto(f"{start}/{quote(url)}")
                assert tab.evaluate("document.styleSheets.length") > 1
    foreign = [address for address in record.requests if not address.startswith(start)]

    assert record.complaints == []
    assert foreign == []


def test_what_is_blocked_or_missing_is_noticed(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title><p style="color: red">x</p>'
        '<img src="https://example.org/x.png" alt=""><img src="gone.png" alt="">'
    )
    with serve(tmp_path, PREFIX, POLICY) as top, open_tab(browser) as (tab, record):
        tab.goto(top + "index.html")
        tab.wait_for_function("document.readyState === 'complete'")
        said = " ".join(record.complaints)

    assert "blocked: style-src-attr" in said
    assert "blocked: img-src https://example.org/x.png" in said
    assert "404" in said


def test_without_javascript_every_text_is_complete(
    browser: Browser, top: str, visits: dict[str, Visit]
) -> None:
    with open_tab(browser, java_script_enabled=False) as (plain, _):
        for url, visit in visits.items():
            plain.goto(top + quote(url))
            assert plain.locator("main").is_visible()
            assert plain.inner_text("body") == visit.text, url


def test_axe_finds_no_barrier_in_light_on_a_wide_window(visits: dict[str, Visit]) -> None:
    assert {url: visit.barriers for url, visit in visits.items() if visit.barriers} == {}


def test_axe_finds_no_barrier_in_the_dark_on_a_phone(visits: dict[str, Visit]) -> None:
    assert {url: visit.dark for url, visit in visits.items() if visit.dark} == {}


def test_axe_notices_a_barrier(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title><style>p { color: #eee }</style><main>'
        '<h1>x</h1><p>pale</p><a href="#">x</a> <a href="#">y</a></main>'
    )
    with serve(tmp_path, PREFIX) as top, open_tab(browser) as (tab, _):
        tab.goto(top + "index.html")
        found = {barrier[0] for barrier in find_barriers(tab)}

    assert found == {"color-contrast", "target-size"}


# The colour behind a page, white where none is set, and that of its text: red, green, blue.
GET_PAPER = """[document.body, document.documentElement]
  .map((element) => getComputedStyle(element).backgroundColor.match(/[0-9.]+/g).map(Number))
  .find(([, , , alpha]) => alpha !== 0) ?? [255, 255, 255]"""
GET_INK = "getComputedStyle(document.body).color.match(/[0-9.]+/g).map(Number)"


@pytest.mark.parametrize("start", ["disk", "server"])
def test_the_reader_s_choice_of_light_or_dark_goes_before_the_system_s(
    browser: Browser, shipped: Site, top: str, start: str
) -> None:
    start = top if start == "server" else f"{shipped.folder.as_uri()}/"
    with open_tab(browser, color_scheme="light") as (tab, record):
        tab.goto(start + "index.html")
        light = tab.evaluate(GET_PAPER)
        # By keyboard: it is the last thing of the header.
        press_tab_until(tab, ".theme select")
        tab.keyboard.press("End")
        dark = tab.evaluate(GET_PAPER)
        assert max(dark[:3]) < 60 < 200 < min(light[:3])
        # It is chosen before there is anything to draw.
        tab.goto(start + "timeline.html", wait_until="commit")
        tab.locator("body").wait_for(state="attached")
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
        tab.wait_for_load_state()
        assert tab.evaluate(GET_PAPER) == dark
        assert tab.input_value(".theme select") == "dark"
        tab.select_option(".theme select", "")
        assert tab.evaluate(GET_PAPER) == light
        tab.reload()
        assert tab.evaluate(GET_PAPER) == light
    assert record.complaints == []


def test_light_and_dark_are_different(tab: Page, top: str) -> None:
    tab.goto(top + "index.html")
    colours = set()
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        colours.add(tuple(tab.evaluate(GET_PAPER)))
    tab.emulate_media(color_scheme="null")

    assert len(colours) == 2


# Notes

# Each note with its group's neighbour above, and where the two stand.
MEASURE_NOTES = """() => [...document.querySelectorAll("main [role=doc-footnote]")].map((note) => {
  const group = note.parentElement;
  const place = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top: top + scrollY, bottom: bottom + scrollY };
  };
  return {
    id: note.id,
    isFirst: note === group.firstElementChild,
    note: place(note),
    group: place(group),
    text: place(group.previousElementSibling),
    next: group.nextElementSibling && place(group.nextElementSibling),
  };
})"""


def test_on_a_wide_window_notes_stand_in_the_margin_beside_their_text(
    tab: Page, top: str, noted: str
) -> None:
    resize(tab, DESK)
    tab.goto(top + noted)
    notes = tab.evaluate(MEASURE_NOTES)

    assert len(notes) > 3
    for one in notes:
        assert one["note"]["left"] >= one["text"]["right"], one
        assert one["note"]["right"] <= DESK, one
        if one["isFirst"]:
            assert abs(one["note"]["top"] - one["text"]["top"]) < 40, one
    for above, below in itertools.pairwise(notes):
        assert below["note"]["top"] >= above["note"]["bottom"], (above["id"], below["id"])


def test_on_a_narrow_window_notes_stand_after_their_text(tab: Page, top: str, noted: str) -> None:
    resize(tab, PHONE)
    tab.goto(top + noted)
    notes = tab.evaluate(MEASURE_NOTES)

    assert len(notes) > 3
    for one in notes:
        assert one["note"]["top"] >= one["text"]["bottom"], one
        assert one["note"]["left"] >= 0, one
        assert one["note"]["right"] <= PHONE, one
        if one["next"]:
            assert one["next"]["top"] >= one["group"]["bottom"], one


def test_the_keyboard_leads_from_a_mark_to_its_note_and_back(
    tab: Page, top: str, noted: str
) -> None:
    resize(tab, DESK)
    tab.goto(top + noted)
    mark = press_tab_until(tab, "[role=doc-noteref]")
    tab.keyboard.press("Enter")
    note = tab.evaluate("location.hash")
    assert note == tab.get_attribute(f"[id='{mark}']", "href")

    back = press_tab_until(tab, "[role=doc-backlink]", limit=6)
    assert tab.evaluate("document.activeElement.closest('[role=doc-footnote]').id") == note[1:]
    assert back == ""
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == f"#{mark}"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.id") == mark


def press_tab_until(tab: Page, selector: str, limit: int = 80) -> str:
    """Press Tab until an element of a kind has the focus; give its id."""
    for _ in range(limit):
        tab.keyboard.press("Tab")
        if tab.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return tab.evaluate("document.activeElement.id")
    raise AssertionError(f"{limit} times Tab reached no {selector}")


def test_the_keyboard_leads_from_a_note_to_its_source_and_the_sentence_that_cites_it(
    browser: Browser, top: str, noted: str
) -> None:
    with open_tab(browser) as (tab, record):
        tab.goto(f"{top}{noted}")
        # One: from the note to its source.
        press_tab_until(tab, ".note a[href*='sources/']")
        source = tab.evaluate("document.activeElement.href")
        tab.keyboard.press("Enter")
        tab.wait_for_url(source)
        # Two: from the source to the sentence.
        name = noted.rpartition("/")[2]
        press_tab_until(tab, f'.backlinks blockquote a[href*="{name}#"]', limit=500)
        sentence = " ".join(tab.evaluate("document.activeElement.textContent").split())
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{top}{noted}#*")
        block = tab.evaluate("document.querySelector(':target').textContent")
        assert sentence.strip("… ")[:40] in " ".join(block.split())
        # Three: to the note that stands behind it, and from there back to the text.
        press_tab_until(tab, ".note .back")
        back = tab.evaluate("document.activeElement.hash")
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == back.removeprefix("#")
    assert record.complaints == []


def test_a_screen_reader_meets_the_whole_paragraph_before_its_notes(
    browser: Browser, top: str, noted: str
) -> None:
    with open_tab(browser) as (tab, _):
        tab.goto(f"{top}{noted}")
        said, place = read_aloud(tab), 0
        paragraphs = tab.locator(".body > p:has(+ .notes)").all()
        assert len(paragraphs) > 5
        for paragraph in paragraphs:
            runs = paragraph.evaluate(
                "p => [...p.childNodes].filter(n => n.nodeType === 3 && n.data.trim().length > 20)"
                ".map(n => n.data.trim().split('\\n')[0])"
            )
            notes = paragraph.evaluate("p => p.nextElementSibling.querySelector('p').textContent")
            place = said.index(runs[0], place)
            note = said.index(" ".join(notes.split())[:30], place)
            assert said.index(runs[-1], place) < note
            place = note


def read_aloud(tab: Page) -> str:
    """The text of the accessibility tree in its order."""
    session = tab.context.new_cdp_session(tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    said: list[str] = []

    def visit(node: dict[str, Any]) -> None:
        if node["role"]["value"] == "StaticText":
            said.append(node["name"]["value"])
        for child in node.get("childIds", []):
            if child in by_id:
                visit(by_id[child])

    visit(nodes[0])
    return " ".join("".join(said).split())


# Ways through a page


def test_the_skip_link_leads_to_the_text(tab: Page, top: str, noted: str) -> None:
    for width in (PHONE, DESK):
        resize(tab, width)
        tab.goto(top + noted)
        tab.keyboard.press("Tab")
        link = tab.locator(":focus")
        box = link.bounding_box()
        assert link.get_attribute("href") == f"#{tab.get_attribute('main', 'id')}"
        assert box
        assert box["x"] >= 0
        assert box["y"] >= 0

        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_an_old_address_leads_on_without_javascript(browser: Browser, top: str) -> None:
    with open_tab(browser, java_script_enabled=False) as (tab, record):
        tab.goto(top + OLD_URLS[0], wait_until="commit")
        tab.wait_for_url(lambda address: OLD_URLS[0] not in address)
        assert tab.url.startswith(top)
        assert tab.locator("nav").count() > 0
    assert record.complaints == []


def test_the_focus_can_be_seen(tab: Page, top: str) -> None:
    resize(tab, DESK)
    tab.goto(top + "index.html")
    press_tab_until(tab, "main a")
    style = tab.evaluate(
        "(({ outlineStyle: s, outlineWidth: w }) => [s, w])"
        "(getComputedStyle(document.activeElement))"
    )

    assert style[0] != "none"
    assert style[1] != "0px"


def test_on_paper_there_is_no_navigation_and_every_note(tab: Page, top: str, noted: str) -> None:
    resize(tab, TABLET)
    tab.goto(top + noted)
    tab.emulate_media(media="print")
    shown = tab.locator("nav:visible").count()
    notes = tab.locator("[role=doc-footnote]")
    hidden = [i for i in range(notes.count()) if not notes.nth(i).is_visible()]
    backs = tab.locator("[role=doc-backlink]:visible").count()
    tab.emulate_media(media="null")

    assert shown == 0
    assert notes.count() > 3
    assert hidden == []
    assert backs == 0


def test_on_paper_there_is_nothing_to_choose_from(tab: Page, top: str) -> None:
    tab.goto(top + "timeline.html")
    tab.locator("form.choices").wait_for()
    tab.emulate_media(media="print")
    shown = tab.locator(":is(form, select, button, summary):visible").count()
    tab.emulate_media(media="null")

    assert shown == 0


def test_on_paper_a_dark_screen_prints_dark_on_white(tab: Page, top: str, noted: str) -> None:
    tab.goto(top + noted)
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    background, colour = tab.evaluate(GET_PAPER), tab.evaluate(GET_INK)
    tab.emulate_media(media="null", color_scheme="null")

    assert max(colour[:3]) < 100
    assert min(background[:3]) > 240
