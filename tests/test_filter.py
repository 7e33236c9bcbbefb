# ruff: noqa: RUF001 - letters of many scripts look alike
"""The filter of an index in a browser: what it finds, what is seen of it, and for whom."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import build_site
from making import ROOT, write_files
from server import serve
from test_browser import PHONE, POLICY, PREFIX, browser, open_tab

from generator.lookup import fold_words
from generator.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser

SCRIPT = ROOT / "static" / "script" / "filter.js"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with a few people more, built by the command."""
    folder = tmp_path_factory.mktemp("filter")
    people = """
        - id: kim-jong-un
          name: Kim Jong-un
          family: Kim
          given: Jong-un
          native: {text: 김정은, lang: ko}
          disambiguation: the leader
          aliases: [{name: 金正恩, lang: zh}]
        - {id: obrien, name: Flann O’Brien, family: O’Brien, given: Flann}
        - {id: strasse, name: Ada Straßer, family: Straßer, given: Ada}
        - {id: dinh, name: Đinh Văn Thị, family: Đinh, given: Văn Thị}
        - {id: iscan, name: Işıl İşcan, family: İşcan, given: Işıl}
        - {id: odysseas, name: Οδυσσέας Νίκος, family: Νίκος, given: Οδυσσέας}
        - {id: ivan, name: Иван Йовков, family: Йовков, given: Иван}
        - {id: wit, name: Wanda Wit, family: Wit, given: Wanda, listed: false, body: Secret.}
        - {id: dra, name: Dora Draft, family: Draft, given: Dora, draft: true}
        """
    files = {
        "people/all.yaml": people,
        "places/seoul.md": "---\nname: Seoul\nnative: 서울\naliases: Hanyang\n---\n",
        "organizations/un.md": "---\nname: United Nations\nshort_name: UN\n---\n",
        "sources/s.md": "---\ntitle: The secret files\ntype: book\naccess: confidential\n"
        "author: [{family: Roe, given: R.}]\n---\n",
        "sources/t.md": "---\ntitle: A <b> & c\ntype: book\nauthor: [{family: Doe, given: J.}]\n"
        "issued: 1999\n---\n",
    }
    return build_site(write_files(folder, files), folder / "public")


@pytest.fixture(scope="module")
def tab(browser: Browser, full: Path) -> Iterator[Page]:
    """A tab on the index of people, opened from a disk."""
    with open_tab(browser) as (page, record):
        page.goto((full / "people" / "index.html").as_uri())
        yield page
        assert record.complaints == []


def find(tab: Page, query: str) -> list[str]:
    """The names that are to be seen after a query was typed."""
    tab.get_by_role("search").get_by_role("searchbox").fill(query)
    return tab.locator("main a:visible:not(.exports a, .standfirst a)").all_inner_texts()


# The same folding in Python and in the browser

NAMES = [
    "Kim Jong-un", "KIM JONG UN", "D’Arcy O'Neill", "Élodie Éon", "Łódź", "Đặng Thị Ngọc", "Ørsted",
    "ħal", "ẞtraße Straße STRASSE", "Işıl İşcan", "ΟΔΟΣ Οδυσσεύς ς", "Ёжик Йовков", "김정은",
    "金正恩", "ガギ ﾊﾟ", "Ｋｉｍ　Ｕｎ", "ﬁn ﬀ ŉ ſ", "x₂ ½ Ⅳ ①", "עִבְרִית",
    "العَرَبِيَّة", "हिन्दी", "ทำ", "ᏣᎳᎩ",
    "ꮳꮃ", "e\u0301a\u030a", "김", "a_b-c.d", "", "—", "🦊 fox", "နိုင်ဦး",
]  # fmt: skip


def list_letters() -> list[str]:
    """Every character of the basic plane but ideographs and syllables, which all fold alike."""
    points = [
        *range(0x3400),
        *range(0xA000, 0xAC00),
        0xAC01,
        0xD7A3,
        0x4E00,
        *range(0xF900, 0xFFFE),
    ]
    return [chr(n) for n in points if unicodedata.category(chr(n)) not in ("Cn", "Co", "Cs")]


def test_the_browser_folds_as_python_does(tab: Page) -> None:
    texts = [*NAMES, *(f"a{letter}b" for letter in list_letters())]
    folded = tab.evaluate("texts => texts.map((text) => backstory.fold(text).join(' '))", texts)
    wanted = [fold_name(unicodedata.normalize("NFC", text)) for text in texts]

    assert len(texts) > 13_000
    assert [(t, w, f) for t, w, f in zip(texts, wanted, folded, strict=True) if w != f] == []


@pytest.mark.parametrize(
    ("spellings", "words"),
    [
        (["Kim Jong-un", "Kim Jong Un"], " kim jong un jongun"),
        (["O’Brien"], " o brien obrien"),
        (["U.S.", "—"], " u s us"),
        (["Straße", "Jose\u0301"], " strasse jose"),
        (["김"], " \u1100\u1175\u11b7"),
    ],
)
def test_words_are_folded_once_and_joined_too(spellings: list[str], words: str) -> None:
    assert fold_words(spellings) == words


# What is found


@pytest.mark.parametrize(
    ("query", "name"),
    [
        # in any script
        *((q, "Kim Jong-un") for q in ("김", "김정은", "정은", "ㄱ", "金正恩", "Ｋｉｍ ｊｏ")),
        # any spelling, any part, any order
        *((q, "Kim Jong-un") for q in ("kim jong un", "Jong-un", "UN KIM", "jongun", " ki  jo ")),
        ("obrien", "O’Brien, Flann"),
        ("o'b", "O’Brien, Flann"),
        ("brien fl", "O’Brien, Flann"),
        ("strasser", "Straßer, Ada"),
        ("STRAẞER", "Straßer, Ada"),
        ("dinh van thi", "Đinh Văn Thị"),
        ("iscan", "İşcan, Işıl"),
        ("IŞCAN", "İşcan, Işıl"),
        ("ισιλ", None),
        ("νικος", "Νίκος, Οδυσσέας"),
        ("ΟΔΥΣΣΕΑΣ", "Νίκος, Οδυσσέας"),
        ("иовков", "Йовков, Иван"),
        # no part from within, and nobody who must not be found
        ("im", None),
        ("kim obrien", None),
        ("wanda", None),
        ("dora", None),
        ("draft", None),
    ],
)  # fmt: skip
def test_any_form_of_a_name_finds_its_bearer(tab: Page, query: str, name: str | None) -> None:
    assert find(tab, query) == ([name] if name else [])
    assert tab.get_by_role("status").inner_text() == ("1 match" if name else "No match")


def test_small_whole_site_is_filtered_by_korean_and_latin_forms(
    browser: Browser, tmp_path: Path
) -> None:
    site = build_site(ROOT / "tests" / "sites" / "full", tmp_path / "public")
    with serve(site, PREFIX, POLICY) as top, open_tab(browser) as (tab, record):
        tab.goto(f"{top}people/index.html")
        assert find(tab, "김") == ["Kim Chol"]
        assert find(tab, "kim") == ["Kim Chol", "Kim Hui"]
        assert find(tab, "HUI kim") == ["Kim Hui"]
        assert find(tab, "smith") == ["Lee, Ann"]
        assert find(tab, "ann lee") == ["Lee, Ann", "Leeson, Ann"]
        assert find(tab, "wit") == []
        tab.goto(f"{top}organizations/index.html")
        assert find(tab, "회") == find(tab, "oot") == ["Office of Talks"]
    assert record.complaints == []


def test_matches_replace_the_index_and_escape_brings_it_back(tab: Page) -> None:
    whole = find(tab, "")
    assert len(whole) == 14
    # Letters and names; and marks without a word find nothing.
    assert whole[:3] == ["D", "I", "K"]
    assert find(tab, "-") == whole
    assert tab.get_by_role("status").inner_text() == ""
    assert find(tab, "i") == ["İşcan, Işıl"]
    assert tab.locator("h2:visible").count() == 0
    tab.keyboard.press("Escape")
    assert tab.get_by_role("searchbox").input_value() == ""
    assert find(tab, "") == whole


def test_a_match_shows_who_it_is_and_leads_there_by_keyboard(browser: Browser, full: Path) -> None:
    with serve(full, PREFIX, POLICY) as top, open_tab(browser) as (tab, record):
        tab.goto(f"{top}people/index.html")
        tab.get_by_label("Find a person").press_sequentially("kim")
        item = tab.locator(".filter li")
        assert item.locator("p").all_inner_texts() == ["Kim Jong-un 김정은", "the leader"]
        assert item.locator(".native").get_attribute("lang") == "ko"
        tab.keyboard.press("Enter")
        assert tab.url == f"{top}people/index.html"
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{top}people/kim-jong-un.html")
        tab.go_back()
        # What was typed is still there, and so are its matches.
        tab.locator(".filter li").wait_for()
        assert tab.get_by_role("searchbox").input_value() == "kim"
    assert record.complaints == []


@pytest.mark.parametrize(
    ("folder", "query", "name"),
    [
        ("places", "hanyang", "Seoul"),
        ("places", "서", "Seoul"),
        ("organizations", "un", "United Nations"),
        ("sources", "doe 1999", "Doe, J. A <b> & c. 1999."),
        ("sources", "secret", "The secret files."),
        ("sources", "roe", None),
    ],
)
def test_places_organizations_and_sources_are_found_likewise(
    browser: Browser, full: Path, folder: str, query: str, name: str | None
) -> None:
    with open_tab(browser) as (tab, record):
        tab.goto((full / folder / "index.html").as_uri())
        assert find(tab, query) == ([name] if name else [])
    assert record.complaints == []


# Who sees what


def test_without_a_script_nothing_of_the_filter_is_seen(browser: Browser, full: Path) -> None:
    with open_tab(browser, java_script_enabled=False) as (tab, _):
        tab.goto((full / "people" / "index.html").as_uri())
        assert tab.locator(".filter").count() == 1
        assert not tab.locator(".filter").is_visible()
        assert tab.locator("main a:visible:not(.standfirst a)").count() == 14


def test_without_its_data_the_filter_stays_away(browser: Browser, full: Path) -> None:
    with open_tab(browser) as (tab, _):
        tab.route("**/names.js", lambda route: route.abort())
        tab.goto((full / "people" / "index.html").as_uri())
        assert not tab.locator(".filter").is_visible()
        assert tab.locator("main a:visible:not(.standfirst a)").count() == 14


def test_axe_finds_no_barrier_in_the_filter_and_targets_are_large(
    browser: Browser, full: Path
) -> None:
    for scheme in ("light", "dark"):
        with serve(full) as top, open_tab(browser, PHONE, color_scheme=scheme) as (tab, _):
            tab.goto(f"{top}people/index.html")
            find(tab, "o")
            rules = {"rules": {"target-size": {"enabled": True}}}
            results = Axe().run(tab, options={"resultTypes": ["violations"]} | rules)
            assert [(v["id"], v["nodes"][0]["html"]) for v in results.response["violations"]] == []
            boxes = [one.bounding_box() for one in tab.locator(".filter :is(input, a)").all()]
            assert len(boxes) > 1
            assert [box for box in boxes if not box or min(box["height"], box["width"]) < 24] == []
            assert tab.evaluate("document.documentElement.scrollWidth") == PHONE


def test_only_indexes_with_a_filter_load_its_scripts(full: Path) -> None:
    loading = {
        path.relative_to(full).as_posix()
        for path in full.rglob("*.html")
        if "script/filter.js" in path.read_text(encoding="utf-8")
    }
    indexes = {f"{n}/index.html" for n in ("people", "places", "organizations", "sources")}
    assert loading == {*indexes, "search.html"}
    text = "".join(path.read_text(encoding="utf-8") for path in full.rglob("names.js"))
    for hidden in ("Wit", "wanda", "Draft", "dora", "Secret.", "Roe"):
        assert hidden not in text
    assert SCRIPT.stat().st_size < 4096


# Many people

COUNT = 5000


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, browser: Browser, full: Path) -> Iterator[Page]:
    """A tab on the same index with 5,000 entries; the data is in the form of `names.js`."""
    folder = tmp_path_factory.mktemp("many")
    for name in ("people/index.html", "script/shared.js", "script/filter.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((full / name).read_bytes())
    families = ["Kim", "Nguyễn", "O’Brien", "Müller"]
    entries = []
    for number in range(COUNT):
        name = f"{families[number % 4]} Person-{number:04}"
        entries.append([f"people/p{number}.html", name, "", "", "", fold_words([name])])
    data = json.dumps(entries, ensure_ascii=False)
    script = f"globalThis.backstory.names = {{person: {data}}}"
    (folder / "people" / "names.js").write_text(script, "utf-8")
    with open_tab(browser) as (page, _):
        page.goto((folder / "people" / "index.html").as_uri())
        yield page


@pytest.mark.parametrize(
    ("query", "first", "shown", "told"),
    [
        ("kim", "Kim Person-0000", 50, "50 of 1\u202f250 shown"),
        ("person", "Kim Person-0000", 50, "50 of 5\u202f000 shown"),
        ("4998", "O’Brien Person-4998", 1, "1 match"),
        ("nguyen 12", "Nguyễn Person-1201", 25, "25 matches"),
        ("muller 499", "Müller Person-4991", 3, "3 matches"),
        ("kim 4999", None, 0, "No match"),
    ],
)
def test_of_5000_people_fifty_matches_are_shown_and_all_are_counted(
    crowd: Page, query: str, first: str | None, shown: int, told: str
) -> None:
    names = find(crowd, query)
    assert names[:1] == ([first] if first else [])
    assert len(names) == shown
    assert crowd.get_by_role("status").inner_text() == told
