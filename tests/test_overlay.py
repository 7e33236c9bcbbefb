"""Problems over a page: as data, and as someone sees them in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from previews import PATIENCE, Running, save
from test_browser import Record, browser, open_tab  # noqa: F401

from generator.overlay import MOST, describe_problems, open_in
from generator.problems import Problem, error, warning
from generator.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

EDITOR = "vscode://file{path}:{line}:{column}"


def describe(problems: list[Problem], source: Path, **options: Any) -> dict[str, Any]:
    """What the overlay is given."""
    return describe_problems(problems, source, EDITOR, WORDS["en"], **{"is_kept": False} | options)


def test_a_problem_has_its_place_its_line_and_its_mending(site: Any) -> None:
    source = site({"articles/a.md": "first\nsee [[x]] <b>here</b>\n"})
    told = describe([error("e", "content/articles/a.md", 2, 5, "wrong", "mend", 5)], source)

    assert told["title"] == "1 error"
    assert told["problems"] == [
        {
            "severity": "error",
            "code": "e",
            "place": "content/articles/a.md:2:5",
            "message": "wrong",
            "fix": "To mend it: mend",
            "before": "see ",
            "marked": "[[x]]",
            "after": " <b>here</b>",
            "editor": f"vscode://file{source.resolve()}/content/articles/a.md:2:5",
        }
    ]


def test_errors_come_first_and_information_stays_in_the_terminal(tmp_path: Path) -> None:
    problems = [
        warning("w", "content/a.md", 0, 0, "perhaps"),
        Problem("info", "i", "content/a.md", 0, 0, "by the way"),
        error("e", "content/b.md", 0, 0, "wrong"),
    ]
    told = describe(problems, tmp_path)

    assert [problem["code"] for problem in told["problems"]] == ["e", "w"]
    assert (told["title"], told["errors"], told["note"]) == ("1 error, 1 warning", 1, "")
    assert told["problems"][0]["before"] + told["problems"][0]["marked"] == ""
    assert describe(problems, tmp_path, is_kept=True)["note"].startswith("Something could not")


def test_a_long_line_is_cut_around_what_is_at_fault(site: Any) -> None:
    source = site({"articles/a.md": "x" * 500 + "HERE" + "y" * 500})
    (told,) = describe([error("e", "content/articles/a.md", 1, 501, "", "", 4)], source)["problems"]

    assert (told["before"], told["marked"]) == ("x" * 60, "HERE")
    assert told["after"] == "y" * 96


def test_of_very_many_problems_the_first_are_listed(tmp_path: Path) -> None:
    told = describe([error("e", "a", 0, 0, str(number)) for number in range(MOST + 5)], tmp_path)

    assert told["title"] == "205 errors"
    assert len(told["problems"]) == MOST


def test_a_problem_of_a_built_in_template_opens_the_built_in_one(tmp_path: Path) -> None:
    (told,) = describe([error("t", "templates/base.html", 2, 1, "")], tmp_path)["problems"]

    assert told["editor"].endswith("/templates/base.html:2:1")
    assert str(tmp_path) not in told["editor"]
    assert told["marked"] == "<"


def test_an_editor_is_opened_by_an_address_without_signs_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a b#c?.md"
    opened = open_in("x://open?f={path}&l={line}", file, error("e", "a", 0, 0, ""))

    assert opened == f"x://open?f={tmp_path.resolve()}/a%20b%23c%3F.md&l=1"


# In the browser


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[tuple[Page, Record]]:  # noqa: F811
    """A tab, and what goes wrong in it."""
    with open_tab(browser) as (page, record):
        page.set_default_timeout(PATIENCE * 1000)
        yield page, record


@pytest.fixture
def tab(opened: tuple[Page, Record], edited: tuple[Running, Path]) -> Iterator[Page]:
    """A tab on an article, connected."""
    page, record = opened
    page.goto(edited[0].address + "articles/first.html")
    page.evaluate("sessionStorage.clear()")
    page.wait_for_function("LiveReload.connector.protocol === 7")
    record.complaints.clear()
    yield page
    assert [c for c in record.complaints if "404" not in c] == []
    page.goto("about:blank")


def overlay(tab: Page) -> Any:
    """The overlay."""
    return tab.locator(".preview-overlay")


def append(source: Path, text: str) -> None:
    """Write something at the end of the article."""
    path = source / "content" / "articles" / "first.md"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.browser
def test_a_save_reloads_the_page_where_it_was(tab: Page, edited: tuple[Running, Path]) -> None:
    _, source = edited
    tab.evaluate("scrollTo(0, 700)")
    save(source, "articles/first.md", "Text of", "Words of")
    tab.get_by_text("Words of the first").wait_for()
    tab.wait_for_function("scrollY === 700")
    # A second save right behind a reload is not held back.
    save(source, "articles/first.md", "Words of", "Lines of")
    tab.get_by_text("Lines of the first").wait_for()
    save(source, "articles/first.md", "Lines of", "Text of")
    tab.get_by_text("Text of the first").wait_for()

    assert overlay(tab).count() == 0


@pytest.mark.browser
def test_a_style_sheet_is_swapped_without_a_reload(tab: Page, edited: tuple[Running, Path]) -> None:
    _, source = edited
    tab.evaluate("window.stays = true")
    sheet = source / "static" / "style" / "print.css"
    text = source / "static" / "style" / "details.css"
    sheet.parent.mkdir()
    text.write_text("h1 { color: rgb(1, 2, 3) }")
    tab.wait_for_function("getComputedStyle(document.querySelector('h1')).color == 'rgb(1, 2, 3)'")
    text.write_text("h1 { color: rgb(3, 2, 1) }")
    tab.wait_for_function("getComputedStyle(document.querySelector('h1')).color == 'rgb(3, 2, 1)'")

    assert tab.evaluate("window.stays")


@pytest.mark.browser
def test_a_page_that_is_not_concerned_stays_and_is_told_of_problems_all_the_same(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    _, source = edited
    tab.evaluate("window.stays = true")
    save(source, "people/ada-lovelace.md", "given: Ada", "given: [Ada]")
    overlay(tab).locator("li").wait_for()
    save(source, "people/ada-lovelace.md", "given: [Ada]", "given: Augusta")
    overlay(tab).wait_for(state="detached")
    assert tab.evaluate("window.stays")

    # A picture on the page is another matter.
    picture = source / "content" / "media" / "picture.png"
    picture.write_bytes(picture.read_bytes() + b"more")
    tab.wait_for_function("!window.stays")


@pytest.mark.browser
def test_a_broken_reference_is_marked_and_listed_until_it_is_mended(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    _, source = edited
    append(source, "\nSee [[nobody|<img src=x>]].\n")
    listed = overlay(tab).locator("li")
    listed.wait_for()
    marked = tab.locator("main .missing").first

    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    reach = "document.querySelector('footer').getBoundingClientRect().bottom"
    edge = "document.querySelector('.preview-overlay').getBoundingClientRect().top"
    assert tab.evaluate(f"{reach} <= {edge}"), "the page can be read to its end"
    assert marked.text_content() == "<img src=x>"
    assert "wavy" in marked.evaluate(
        "(e) => getComputedStyle(e).textDecorationLine + getComputedStyle(e).textDecorationStyle"
    )
    assert overlay(tab).get_by_role("alert").text_content() == "1 error"
    assert listed.locator(".message").text_content() == "no record has the id `nobody`"
    assert listed.locator(".excerpt mark").text_content() == "[[nobody|<img src=x>]]"
    assert listed.locator(".fix").text_content().startswith("To mend it: ")
    assert overlay(tab).locator("img").count() == 0
    link = listed.get_by_role("link").get_attribute("href")
    article = source.resolve() / "content" / "articles" / "first.md"
    assert re.fullmatch(rf"vscode://file{re.escape(str(article))}:\d+:5", link)
    assert Axe().run(tab, {"include": [[".preview-overlay"]]}).violations_count == 0

    save(source, "articles/first.md", "\nSee [[nobody|<img src=x>]].\n", "")
    overlay(tab).wait_for(state="detached")
    assert tab.locator("main .missing").count() == 0


@pytest.mark.browser
def test_what_cannot_be_read_leaves_the_page_as_it_was(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    _, source = edited
    tab.evaluate("window.stays = true")
    save(source, "articles/first.md", "title: The first", "title: [")
    overlay(tab).locator("li").wait_for()

    assert tab.locator("h1").text_content() == "The first"
    assert "still those of before" in overlay(tab).locator(".note").text_content()
    assert tab.evaluate("window.stays")

    save(source, "articles/first.md", "title: [", "title: The first")
    overlay(tab).wait_for(state="detached")
    assert tab.evaluate("window.stays")


@pytest.mark.browser
def test_a_broken_template_and_a_deleted_folder_are_told(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    _, source = edited
    template = source / "templates" / "article.html"
    template.parent.mkdir()
    template.write_text("{% extends 'theme/article.html' %}{% block kicker %}{{ nothing }}")
    overlay(tab).get_by_text("templates/article.html:1:1").wait_for()
    template.unlink()
    overlay(tab).wait_for(state="detached")

    content = source / "content"
    content.rename(source / "aside")
    overlay(tab).get_by_text("there is no folder `content` here").wait_for()
    assert tab.locator("h1").text_content() == "The first"
    (source / "aside").rename(content)
    overlay(tab).wait_for(state="detached")


@pytest.mark.browser
def test_escape_and_its_button_fold_the_overlay(tab: Page, edited: tuple[Running, Path]) -> None:
    _, source = edited
    append(source, "\nSee [[nobody]].\n")
    panel, button = overlay(tab).locator(".panel"), overlay(tab).get_by_role("button")
    panel.wait_for()
    tab.keyboard.press("Escape")

    assert not panel.is_visible()
    assert (button.text_content(), button.get_attribute("aria-expanded")) == ("Show", "false")
    append(source, "\nAnd [[nobody-else]].\n")
    overlay(tab).get_by_text("2 errors").wait_for()
    assert not panel.is_visible(), "it stays folded"
    button.focus()
    tab.keyboard.press("Enter")
    assert panel.is_visible()
    assert (button.text_content(), button.get_attribute("aria-expanded")) == ("Hide", "true")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.tagName") == "BUTTON"


@pytest.mark.browser
def test_after_a_storm_of_saves_the_page_shows_the_last(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    _, source = edited
    for number in range(30):
        save(
            source,
            "articles/first.md",
            "Text of" if not number else f"Text {number - 1} of",
            f"Text {number} of",
        )
        tab.wait_for_timeout(15)
    tab.get_by_text("Text 29 of the first").wait_for()

    assert overlay(tab).count() == 0


@pytest.mark.browser
def test_a_page_that_is_older_than_what_is_shown_is_reloaded_when_it_connects(
    tab: Page, edited: tuple[Running, Path]
) -> None:
    found, source = edited
    # Its socket comes late: what is saved before, nobody can tell it.
    tab = tab.context.new_page()
    tab.route_web_socket("**/livereload", lambda _: None)
    tab.goto(found.address + "articles/first.html")
    number = len(found.builds)
    save(source, "articles/first.md", "Text of", "Words of")
    found.wait_for_builds(number + 1)
    assert tab.get_by_text("Text of the first").is_visible()
    tab.wait_for_function("LiveReload.connector.socket.readyState === 1")
    tab.route_web_socket("**/livereload", lambda socket: socket.connect_to_server())
    tab.evaluate("LiveReload.connector.disconnect()")
    tab.evaluate("LiveReload.connector.connect()")

    tab.get_by_text("Words of the first").wait_for()
    tab.close()
