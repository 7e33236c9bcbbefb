"""Choosing events of the timeline in a browser: what is found, said, and kept in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import build_site
from making import write_files
from server import serve
from test_browser import PHONE, POLICY, PREFIX, browser, find_wide, open_tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser

EVENTS = """
    - id: early
      title: The treaty
      date: 1953
      type: agreement
      place: harbour
      participants: [{who: ann, on_behalf_of: council}]
      importance: major
      disclosed: 2019-02
    - id: talk
      title: The first talk
      date: 2018-03-04
      time: "09:30"
      type: talk
      place: quay
      participants: [ann, boris, {described_as: a clerk, who: wit}]
      summary: They spoke.
      accounts: [{says: It went well., source: report, date: 2018-03-05, by: carla}]
    - {id: plan, title: A plan, date: 2018-05, type: Talk, participants: boris, status: cancelled}
    - {id: later, title: What followed, after: talk, participants: [ann], importance: minor}
    - {id: talk2, title: The second talk, date: 2018-03, type: talk, place: quay, participants: ann}
    - {id: odd, title: Odd, date: 2019, type: "?!"}
    - {id: dra, title: Drafted, date: 2019, draft: true}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with a few events of each sort."""
    folder = tmp_path_factory.mktemp("choices")
    people = """
        - {id: ann, name: Ann Lee, family: Lee, given: Ann}
        - {id: boris, name: Boris Kovar, family: Kovar, given: Boris}
        - {id: carla, name: Carla Roe, family: Roe, given: Carla}
        - {id: wit, name: Wanda Wit, family: Wit, given: Wanda, listed: false}
        """
    files = {
        "events/all.yaml": EVENTS,
        "people/all.yaml": people,
        "places/all.yaml": "- {id: harbour, name: The harbour}\n"
        "- {id: quay, name: The quay, within: harbour}\n",
        "organizations/council.md": "---\nname: The council\n---\n",
        "sources/report.md": "---\ntitle: A report\ntype: book\n---\n",
    }
    return build_site(write_files(folder, files), folder / "public")


@pytest.fixture(scope="module")
def top(small: Path) -> Iterator[str]:
    """The address of the small site on a web server with a strict policy."""
    with serve(small, PREFIX, POLICY) as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser, small: Path) -> Iterator[Page]:
    """A tab that complains about nothing, for pages from a disk."""
    with open_tab(browser) as (page, record):
        yield page
        assert record.complaints == []


def go(tab: Page, url: str, state: str = "") -> None:
    """Open the timeline with a state in its address, and wait until it is as that says."""
    tab.goto("about:blank")
    tab.goto(f"{url}timeline.html{state}")
    tab.locator("form.choices:visible").wait_for()
    if "=" in state and state != "#order=newest":
        tab.locator(".found:not([hidden])").wait_for(state="attached")


# Ask for another state on the same page, and wait until the page has followed.
TURN = """async (state) => {
  const turned = new Promise((done) => addEventListener("hashchange", done, { once: true }));
  location.hash = state;
  await turned;
  await new Promise((done) => setTimeout(done));
}"""


def titles(tab: Page) -> list[str]:
    """The titles of the events that are to be seen."""
    # What nothing has laid out yet, as it lies outside the window, has no inner text.
    return tab.locator(".event :is(h3, h4) > a:visible").all_text_contents()


def disk(folder: Path) -> str:
    """The address of a folder on the disk."""
    return f"{folder.as_uri()}/"


ALL = ["The treaty", "The second talk", "The first talk", "What followed", "A plan", "Odd"]


FOUND = {
    "#person=ann": [ALL[0], *ALL[1:4]],
    # A talk is a Talk, a harbour holds its quay, and who only gave an account is not there.
    "#type=talk": ["The second talk", "The first talk", "A plan"],
    "#place=harbour": ["The treaty", "The second talk", "The first talk"],
    "#place=quay": ["The second talk", "The first talk"],
    "#organization=council": ["The treaty"],
    "#importance=minor": ["What followed"],
    # together
    "#person=boris&type=talk": ["The first talk", "A plan"],
    "#person=boris&place=harbour&type=talk": ["The first talk"],
    "#person=ann&order=newest": [*ALL[3:0:-1], ALL[0]],
    "#person=boris&organization=council": [],
}


def test_what_is_chosen_is_found_from_a_disk(tab: Page, small: Path) -> None:
    for state, wanted in FOUND.items():
        if state == "#person=ann":
            go(tab, disk(small), state)
        else:
            tab.evaluate(TURN, state)
        assert titles(tab) == wanted, state
        assert tab.get_by_role("status").inner_text() == f"{len(wanted)} of 6 events"
        assert tab.evaluate("location.hash") == state


def test_what_nobody_can_choose_changes_nothing(tab: Page, small: Path) -> None:
    go(tab, disk(small))
    for state in ("", "#person=wit", "#order=", "#person=nobody", "#event.odd"):
        if state:
            tab.evaluate(TURN, state)
        if state == "#person=wit":
            tab.locator("[name=person] option").nth(2).wait_for(state="attached")
        assert tab.locator(".years:not(.found)").is_visible()
        assert titles(tab) == ALL, state
        assert tab.get_by_role("status").inner_text() == ""


def test_newest_first_turns_the_whole_round_and_back(tab: Page, small: Path) -> None:
    go(tab, disk(small), "#order=newest")
    assert titles(tab) == ALL[::-1]
    assert tab.locator(".years:visible :is(h2, h3.month, .silence)").all_inner_texts() == [
        "2019", "2018", "May", "March", "1954–2017: nothing recorded", "1953",
    ]  # fmt: skip
    tab.get_by_label("Order", exact=True).select_option("Oldest first")
    assert titles(tab) == ALL
    assert tab.evaluate("location.hash") == ""


def test_an_event_that_is_found_is_as_complete_as_before(tab: Page, small: Path) -> None:
    go(tab, disk(small))
    before = tab.locator("[id='event.talk']").text_content() or ""
    looks = tab.locator("[id='event.plan']").get_attribute("class")
    go(tab, disk(small), "#type=talk")
    after = tab.locator(".found .event", has_text="The first talk").text_content() or ""
    assert "".join(after.split()) == "".join(before.split())
    assert "a clerk" in after
    plan = tab.locator(".found .event", has_text="A plan")
    assert plan.get_attribute("class") == looks == "event normal cancelled to-month"
    assert "cancelled" in (plan.text_content() or "")
    go(tab, disk(small), "#person=ann&type=agreement")
    text = tab.locator(".found .event").text_content() or ""
    assert "Became known February 2019" in text
    found = tab.locator(".found").evaluate(
        "e => [...e.querySelectorAll('h2, .month')].map(h => h.textContent)"
    )
    assert found == ["1953"]


def test_choosing_by_keyboard_alone_counts_aloud_and_stays_in_the_address(
    browser: Browser, top: str
) -> None:
    with open_tab(browser) as (tab, record):
        go(tab, top)
        # Nobody pays for the data who does not ask for it.
        assert not [url for url in record.requests if url.endswith("timeline.js")]
        tab.locator("summary").focus()
        tab.keyboard.press("Enter")
        options = tab.get_by_label("Person").locator("option")
        options.nth(2).wait_for(state="attached")
        # In the order of the index, with how many events each would leave; nobody hidden.
        assert options.all_inner_texts() == ["Any", "Kovar, Boris (2)", "Lee, Ann (4)"]
        tab.keyboard.press("Tab")
        tab.keyboard.type("lee")
        assert tab.get_by_role("status").inner_text() == "4 of 6 events"
        # What would leave nothing cannot be chosen.
        disabled = tab.locator("select option:disabled").all_inner_texts()
        assert disabled == []
        tab.get_by_label("Type").focus()
        tab.keyboard.type("agr")
        assert titles(tab) == ["The treaty"]
        assert tab.locator("option:disabled").all_inner_texts() == [
            "Kovar, Boris (0)", "The quay (0)", "normal (0)", "minor (0)",
        ]  # fmt: skip
        assert tab.url == f"{top}timeline.html#person=ann&type=agreement"
        # The other order of time keeps what is chosen.
        tab.get_by_role("link", name="As it became known").focus()
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/timeline/disclosed.html#person=ann&type=agreement")
        tab.locator(".found:visible").wait_for()
        assert tab.locator(".found h2").all_text_contents() == ["2019"]
        assert titles(tab) == ["The treaty"]
        tab.go_back()
        tab.locator(".found:visible").wait_for()
        assert tab.get_by_role("status").inner_text() == "1 of 6 events"
        tab.get_by_role("button", name="Show all").focus()
        tab.keyboard.press("Enter")
        assert titles(tab) == ALL
        assert tab.url == f"{top}timeline.html#"
        # A link to another state on the same page is followed.
        tab.evaluate("location.hash = 'person=boris'")
        tab.locator(".found:visible").wait_for()
        assert len(titles(tab)) == 2
    assert record.complaints == []


def test_without_a_script_all_is_there_and_nothing_to_choose(browser: Browser, small: Path) -> None:
    with open_tab(browser, java_script_enabled=False) as (tab, _):
        tab.goto(f"{disk(small)}timeline.html#person=ann")
        assert titles(tab) == ALL
        assert not tab.locator(".choices").is_visible()


def test_data_that_cannot_be_read_is_said(browser: Browser, top: str) -> None:
    with open_tab(browser) as (tab, _):
        tab.route("**/timeline.js", lambda route: route.abort())
        tab.goto(f"{top}timeline.html#person=ann")
        tab.get_by_text("The list of events could not be read.").wait_for()
        assert titles(tab) == ALL


def test_axe_finds_no_barrier_among_choices_and_nothing_is_too_wide_or_small(
    browser: Browser, top: str
) -> None:
    rules = {"rules": {"target-size": {"enabled": True}}}
    with open_tab(browser, PHONE, bypass_csp=True) as (tab, _):
        go(tab, top, "#person=ann")
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            results = Axe().run(tab, options={"resultTypes": ["violations"]} | rules)
            assert [(v["id"], v["nodes"][0]["html"]) for v in results.response["violations"]] == []
        assert find_wide(tab, PHONE) == []
        controls = tab.locator(":is(.choices, .rail) :is(select, button, summary)").all()
        boxes = [one.bounding_box() for one in controls]
        assert len(boxes) == 10
        assert [box for box in boxes if not box or min(box["height"], box["width"]) < 24] == []


def test_the_data_holds_nobody_who_is_hidden(small: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in small.rglob("timeline*.js"))
    assert "The first talk" in text
    for hidden in ("Wanda", "wit", "Drafted"):
        assert hidden not in text


# The rail


def strong(tab: Page) -> list[tuple[str, str]]:
    """The bars of the rail that stand out: left and height."""
    found = tab.locator(".rail rect.strong:not([height='0'])")
    return [(str(one.get_attribute("x")), str(one.get_attribute("height"))) for one in found.all()]


def stands(tab: Page, name: str) -> bool:
    """Whether a heading stands right under the rail."""
    box = tab.get_by_role("heading", name=name, exact=True).bounding_box()
    return bool(box) and 60 < box["y"] < 140


# Ask for a choice, and say what the rail tells as soon as it has another number of stops.
CHOOSE = """(state) => new Promise((done) => {
  const track = document.querySelector("[role=slider]");
  const watch = new MutationObserver(() => done(track.ariaValueText));
  watch.observe(track, { attributeFilter: ["aria-valuemax"] });
  location.hash = state;
})"""


def test_the_rail_leads_to_dates_by_keyboard_and_tells_where_it_is(
    browser: Browser, top: str
) -> None:
    with open_tab(browser, PHONE, reduced_motion="reduce") as (tab, record):
        tab.set_viewport_size({"width": PHONE, "height": 600})
        go(tab, top)
        rail = tab.get_by_role("slider", name="Date")
        said = [rail.get_attribute("aria-valuetext")]
        rail.focus()
        for key in ("ArrowRight", "ArrowUp", "End", "End", "ArrowLeft", "Home"):
            tab.keyboard.press(key)
            said.append(rail.get_attribute("aria-valuetext"))
        first, march, may, odd = (
            "1953, 1 event",
            "March 2018, 3 events",
            "May 2018, 1 event",
            "2019, 1 event",
        )
        assert said == [first, march, may, odd, odd, may, first]
        tab.keyboard.press("ArrowRight")
        # Without motion it is there at once, and not under the rail.
        assert stands(tab, "March")
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.textContent") == "The second talk"
        whole = tab.locator(".rail text").all_text_contents()
        rail.focus()
        for key in "++++++++":
            tab.keyboard.press(key)
        months = tab.locator(".rail text").all_text_contents()
        assert whole == ["1960", "1980", "2000"]
        assert months == ["October", "2018", "April", "July"]
        assert tab.get_by_role("button", name="Zoom in").is_disabled()
        # What lies outside comes into sight.
        tab.keyboard.press("Home")
        assert "1953" in tab.locator(".rail text").all_text_contents()
        for _ in range(7):
            tab.get_by_role("button", name="Zoom out").click()
        assert tab.get_by_role("button", name="Zoom out").is_disabled()
        assert tab.locator(".rail text").all_text_contents() == whole
        assert tab.evaluate("document.documentElement.scrollWidth") == PHONE
    assert record.complaints == []


def test_the_rail_leads_where_it_is_touched_follows_the_page_and_shows_what_is_found(
    browser: Browser, top: str
) -> None:
    with open_tab(browser, PHONE, has_touch=True, reduced_motion="reduce") as (tab, record):
        tab.set_viewport_size({"width": PHONE, "height": 600})
        go(tab, top)
        rail = tab.get_by_role("slider")
        box = rail.bounding_box()
        assert box
        tab.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + 20)
        assert rail.get_attribute("aria-valuetext") == "March 2018, 3 events"
        assert stands(tab, "March")
        tab.wait_for_timeout(1100)
        tab.locator("[data-at='2018.5']").evaluate(
            "(head) => scrollBy(0, head.getBoundingClientRect().top - 120)"
        )
        tab.locator("[role=slider][aria-valuetext='May 2018, 1 event']").wait_for()
        assert strong(tab) == [("0.0%", "24")]
        tab.evaluate("document.body.style.paddingBottom = '200vh'")
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        tab.locator("[role=slider][aria-valuetext='2019, 1 event']").wait_for()
        # It is told at once, not when the page is moved next.
        assert tab.evaluate(CHOOSE, "person=boris") == "May 2018, 1 event"
        (bar,) = strong(tab)
        assert bar == ("97.01492537313433%", "24")
        tab.evaluate("scrollTo(0, 0)")
        tab.locator("[role=slider][aria-valuetext='March 2018, 1 event']").wait_for()
        tab.evaluate("location.hash = 'order=newest'")
        tab.locator("[role=slider][aria-valuemax='3']").wait_for()
        assert strong(tab) == [("0%", "24")]
    assert record.complaints == []


def test_the_rail_of_ages_is_drawn_in_the_browser_as_it_came(
    browser: Browser, tmp_path: Path
) -> None:
    events = "- {id: sea, title: The sea, date: Y-320000000}\n- {id: now, title: Now, date: 2019}\n"
    site = build_site(write_files(tmp_path, {"events/all.yaml": events}), tmp_path / "public")
    with open_tab(browser, PHONE) as (tab, record):
        go(tab, disk(site))
        came = tab.locator(".rail svg").inner_html()
        tab.get_by_role("button", name="Zoom in").click()
        assert tab.locator(".rail svg").inner_html() != came
        tab.get_by_role("button", name="Zoom out").click()
        drawn = tab.locator(".rail text").all_text_contents()
        assert drawn == re.findall("<text.*?>(.*?)</text>", came, re.DOTALL)
        assert len(drawn) > 1
        bars = tab.locator(".rail rect:not([height='0'])").count()
        assert bars == came.count("<rect")
    assert record.complaints == []
