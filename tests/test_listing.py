from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.fields import MODELS
from generator.listing import index_url, last_change
from generator.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({"date": "2020"}, "2020-01-01"),
        ({"date": "2020-05/2021"}, "2020-05-01"),
        ({"date": "2020-05-06", "updated": "2021-02"}, "2021-02-01"),
    ],
)
def test_last_change_is_the_day_that_a_record_says(values: dict[str, str], day: str) -> None:
    fields = MODELS["article"].model_validate({"title": "A", **values})
    assert last_change(Record(kind="article", id="a", path="x", fields=fields)) == day


def test_record_without_fields_says_no_change() -> None:
    assert last_change(Record(kind="place", id="a", path="x")) == ""


def test_timeline_is_a_page_and_other_indexes_are_folders() -> None:
    assert index_url("timeline") == "timeline.html"
    assert index_url("people") == "people/index.html"


def test_locators_of_the_front_matter_stand_with_their_source(make: Callable[..., Made]) -> None:
    files = {
        "articles/a.md": "---\ntitle: A\ndate: 2020\nsources: [s, 's, p. 2', 's, p. 4', t]\n---\n",
        "sources/s.md": "---\ntitle: One\ntype: book\n---\n",
        "sources/t.md": "---\ntitle: Two\ntype: book\n---\n",
    }
    made = make(files)
    assert made.told == []
    text = made.text("articles/a.html").partition("Sources")[2]
    assert text.index("One") < text.index("p. 2") < text.index("p. 4") < text.index("Two")


def test_own_page_in_the_navigation_has_its_own_address(make: Callable[..., Made]) -> None:
    made = make(
        {
            "pages/über-uns.md": "---\ntitle: Wir\nnavigation: header\n---\n",
            "site.yaml": "title: T\nnavigation: [über-uns, 'tel:+1', 'mailto:a@b.org']",
        }
    )
    assert made.told == []
    (nav,) = [
        n for n in made.tree("people/index.html").iter("nav") if n.get("aria-label") == "Main"
    ]
    assert [a.get("href") for a in nav.iter("a")] == [
        "../über-uns.html",
        "tel:+1",
        "mailto:a@b.org",
        "../search.html",
    ]
