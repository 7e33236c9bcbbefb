"""The search page in a browser: what it finds, where it leads, for whom it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, build_site
from making import write_files
from server import serve
from test_browser import PHONE, POLICY, PREFIX, SEARCHING, browser, open_tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler import Site
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser

SCRIPTS = ROOT / "static" / "script"


@pytest.fixture(scope="module")
def top(shipped_below: Site) -> Iterator[str]:
    """The documentary on a web server, with the policy that the README names."""
    with serve(shipped_below.folder, PREFIX, POLICY, SEARCHING) as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser, top: str) -> Iterator[Page]:
    """A tab on the search page."""
    with open_tab(browser) as (page, record):
        page.goto(f"{top}search.html")
        wait(page)
        yield page
        assert [one for one in record.requests if not one.startswith(top)] == []
        assert record.complaints == []


def wait(tab: Page) -> None:
    """Wait until what was asked is answered."""
    tab.locator(".search[aria-busy=false]").wait_for()


def ask(tab: Page, query: str) -> list[str]:
    """The pages that a query finds, in the order in which they are seen; sentences with anchors."""
    tab.get_by_role("searchbox").fill(query)
    wait(tab)
    links = tab.locator(".found:not([hidden]) li a")
    return links.evaluate_all(
        "(links) => links.map((a) => a.href.replace(/^.*?\\/(?=[a-z]+\\/[^/]*$|[^/]*$)/, ''))"
    )


def ask_pages(tab: Page, query: str) -> list[str]:
    """The pages alone, each once."""
    return list(dict.fromkeys(link.partition("#")[0] for link in ask(tab, query)))


QUESTIONS = [
    # names in three scripts
    ("Kim Jong-un", "people/kim-jong-un.html"),
    ("kim jong un", "people/kim-jong-un.html"),
    ("김정은", "people/kim-jong-un.html"),
    ("정은", "people/kim-jong-un.html"),
    ("문재인", "people/moon-jae-in.html"),
    ("김명길", "people/kim-myong-gil.html"),
    ("习近平", "people/xi-jinping.html"),
    ("近平", "people/xi-jinping.html"),
    ("王毅", "people/wang-yi.html"),
    ("杨洁篪", "people/yang-jiechi.html"),
    ("평양", "places/pyongyang.html"),
    ("영변", "places/yongbyon.html"),
    ("東京", "places/tokyo.html"),
    ("北京", "places/beijing.html"),
    ("Nguyễn Xuân Phúc", "people/nguyen-xuan-phuc.html"),
    ("nguyen xuan phuc", "people/nguyen-xuan-phuc.html"),
    ("Da Nang", "places/da-nang.html"),
    ("John Forbes Kerry", "people/john-kerry.html"),
    # titles
    ("Stockholm one meeting two accounts", "articles/2026-11-21-stockholm-two-accounts.html"),
    ("Hanoi summit", "events/2019-02-27-hanoi-summit.html"),
    ("Korean armistice", "events/1953-07-27-armistice.html"),
    # phrases
    ('"such sickening negotiations"', "events/2019-10-05-stockholm-talks.html"),
    ('"sickening negotiations"', "articles/2026-11-21-stockholm-two-accounts.html"),
    ("empty-handed", "people/kim-myong-gil.html"),
    ("complete verifiable irreversible", "articles/2026-11-21-stockholm-two-accounts.html"),
    ("presidential election was due", "articles/2026-11-21-stockholm-two-accounts.html"),
    ("Chinese volunteers fought", "articles/2026-11-21-beijing-between-the-two.html"),
    # words of notes
    ("et al closing formula", "articles/2026-11-21-an-armistice-and-no-peace.html"),
    # what someone is, and what kind of source
    ("Secretary of State Pompeo", "people/mike-pompeo.html"),
    ("World Socialist Web Site", "organizations/world-socialist-web-site.html"),
]


def test_30_questions_find_what_answers_them_among_the_first_three(tab: Page) -> None:
    missed = [
        (query, found)
        for query, answer in QUESTIONS
        if answer not in (found := ask_pages(tab, query)[:3])
    ]

    assert len(QUESTIONS) == 30
    assert missed == []


def test_a_result_quotes_the_sentence_with_the_words_marked_and_leads_to_its_place(
    tab: Page, top: str
) -> None:
    query = "presidential election in the following year"
    found = ask(tab, query)
    quote = tab.locator("blockquote a").first
    assert quote.inner_text() == (
        "A presidential election was due in the United States in the following year."
    )
    assert quote.locator("mark").all_inner_texts()[:2] == ["presidential", "election"]
    assert found[1].startswith("articles/2026-11-21-stockholm-two-accounts.html#p.")
    address = quote.evaluate("(link) => link.href")
    tab.goto(address)
    assert tab.locator(":target").count() == 1
    assert "presidential election" in tab.locator(":target").inner_text()
    tab.go_back()
    # The address holds the question, so the way back leads to what was found.
    wait(tab)
    assert tab.url == f"{top}search.html?q={query.replace(' ', '+')}"


def test_kinds_narrow_what_is_found_and_dates_sort_it(tab: Page, top: str) -> None:
    tab.goto(f"{top}search.html?q=hanoi&kind=event&order=oldest")
    wait(tab)
    dates = tab.locator(".found:not([hidden]) .aside").all_inner_texts()
    assert len(dates) > 3
    assert {date.partition(" ·")[0] for date in dates} == {"Event"}
    years = [int(date[-4:]) for date in dates]
    assert years == sorted(years)
    tab.get_by_label("Order").select_option("newest")
    wait(tab)
    assert "order=newest" in tab.url
    assert tab.locator(".found:not([hidden]) .aside").first.inner_text().endswith(str(max(years)))
    tab.get_by_label("Events").uncheck()
    tab.get_by_label("Places").check()
    wait(tab)
    assert ask_pages(tab, "vietnam")[0] == "places/vietnam.html"
    tab.goto(f"{top}search.html")
    wait(tab)


def test_all_of_it_works_by_keyboard_and_is_said(tab: Page) -> None:
    tab.get_by_role("searchbox").focus()
    tab.keyboard.type("talks")
    wait(tab)
    said = tab.get_by_role("status").inner_text()
    count = int(said.split()[0])
    assert said == f"{count} matches"
    assert count > 10
    tab.get_by_role("button", name="More matches").press("Enter")
    tab.locator("ol.entries > li:nth-child(11)").wait_for()
    assert tab.evaluate(
        "document.activeElement === document.querySelector('ol.entries > li:nth-child(11) a')"
    )
    assert ask(tab, "qqxyzzy") == []
    assert tab.get_by_role("status").inner_text() == "No match"
    assert ask(tab, "-") == []
    assert tab.get_by_role("status").inner_text() == ""


def test_from_a_disk_titles_and_names_are_searched_and_the_page_says_so(
    browser: Browser, shipped: Site
) -> None:
    with open_tab(browser) as (tab, record):
        tab.goto(f"{shipped.folder.as_uri()}/search.html")
        wait(tab)
        assert "titles and names" in tab.locator("[id='page.about']").inner_text()
        assert ask(tab, "김정") == ["people/kim-jong-un.html"]
        assert "events/2019-02-27-hanoi-summit.html" in ask(tab, "hanoi")
        assert ask(tab, "sickening") == []
        tab.get_by_label("Places").check()
        wait(tab)
        assert ask(tab, "hanoi") == ["places/hanoi.html"]
    assert record.complaints == []


def test_without_an_index_or_where_it_is_forbidden_names_can_be_searched(
    browser: Browser, shipped_below: Site, tmp_path: Path
) -> None:
    files = {
        "site.yaml": "title: T\nsearch: false\n",
        "people/ada.md": "---\nname: Ada\nnative: {text: 에이다, lang: ko}\n---\nWords.\n",
    }
    plain = build_site(write_files(tmp_path, files), tmp_path / "public")
    assert not (plain / "pagefind").exists()
    with serve(plain, PREFIX, POLICY) as top, open_tab(browser) as (tab, record):
        tab.goto(f"{top}search.html?q=ada")
        wait(tab)
        assert ask(tab, "에이") == ["people/ada.html"]
        assert ask(tab, "words") == []
        assert "titles and names" in tab.locator("[id='page.about']").inner_text()
    assert record.complaints == []
    with serve(shipped_below.folder, PREFIX, POLICY) as top, open_tab(browser) as (tab, _):
        tab.goto(f"{top}search.html?q=hanoi")
        wait(tab)
        assert "titles and names" in tab.locator("[id='page.about']").inner_text()
        assert tab.locator(".found li").count() > 3


def test_without_javascript_the_page_leads_to_the_indexes(browser: Browser, top: str) -> None:
    with open_tab(browser, java_script_enabled=False) as (tab, _):
        tab.goto(f"{top}search.html")
        assert not tab.get_by_role("searchbox").is_visible()
        links = tab.locator("main a:visible")
        assert links.all_inner_texts()[:3] == ["Articles", "Events", "People"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_and_targets_are_large(
    browser: Browser, top: str, scheme: str
) -> None:
    with open_tab(browser, PHONE, color_scheme=scheme, bypass_csp=True) as (tab, _):
        tab.goto(f"{top}search.html?q=kim")
        wait(tab)
        assert tab.locator("mark").count() > 3
        rules = {"rules": {"target-size": {"enabled": True}}}
        results = Axe().run(tab, options={"resultTypes": ["violations"]} | rules)
        assert [(v["id"], v["nodes"][0]["html"]) for v in results.response["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth") == PHONE


def test_scripts_of_the_search_are_small() -> None:
    assert (SCRIPTS / "search.js").stat().st_size < 7000
