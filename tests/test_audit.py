"""How far records are cited, and on whose sources they rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from making import ROOT, Made

from generator.build import make_site

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "sources/a.md": "---\ntitle: A\ntype: book\nevidence: news\nspeaks_for: the one side\n---\n",
    "sources/b.md": (
        "---\ntitle: B\ntype: webpage\nURL: https://example.org/b\n"
        "speaks_for: the one side\n---\nX.\n"
    ),
    "sources/c.md": (
        "---\ntitle: C\ntype: webpage\nURL: https://example.org/c\n"
        "archive_url: https://example.org/copy\nevidence: news\n---\n"
    ),
    "sources/d.md": "---\ntitle: D\ntype: webpage\nURL: https://example.org/\nfile: d.pdf\n---\n",
    "media/d.pdf": b"%PDF-1.4\n",
    "articles/story.md": (
        "---\ntitle: Story\ndate: 2020\nsources: [c]\n---\nOne.[@a] Two.[@a; @b] Three.\n"
    ),
    "articles/other.md": "---\ntitle: Other\ndate: 2019\n---\nOne.[@a]\n",
    "articles/draft.md": "---\ntitle: Draft\ndate: 2019\ndraft: true\n---\nNothing.\n",
    "events/bare.md": "---\ntitle: Bare\ndate: 2018\n---\n",
    "events/sourced.md": "---\ntitle: Sourced\ndate: 2018\nsources: [b]\n---\n",
    "people/hidden.md": "---\nname: Zed\nname_order: mononym\nlisted: false\n---\nA secret.\n",
    "pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
}


def audit(make: Callable[..., Made], **options: Any) -> dict[str, Any]:
    """The audit of these files."""
    made = make(FILES, **options)
    assert made.told == []
    return made.result.audit.whole()


def audit_of(made: Made) -> dict[str, Any]:
    """The audit of a site."""
    assert made.result.audit is not None
    return made.result.audit.whole()


def test_record_is_counted_with_its_sources_by_side_and_kind(make: Callable[..., Made]) -> None:
    assert audit(make)["records"]["story"] == {
        "id": "story",
        "kind": "article",
        "path": "content/articles/story.md",
        "statements": 3,
        "cited": 2,
        "single": 1,
        "sources": ["a", "b", "c"],
        "speaks_for": {"": 1, "the one side": 2},
        "evidence": {"": 1, "news": 2},
        "unarchived": ["b"],
        "uncited": [{"text": "Three.", "anchor": "p.1"}],
    }


def test_records_that_tell_of_the_world_are_audited(make: Callable[..., Made]) -> None:
    assert list(audit(make)["records"]) == ["other", "story", "bare", "sourced"]
    assert "draft" in audit(make, drafts=True)["records"]


def test_totals_are_of_each_kind_and_of_the_whole(make: Callable[..., Made]) -> None:
    assert audit(make)["totals"] == [
        {"kind": "article", "records": 2, "statements": 4, "cited": 3, "single": 2},
        {"kind": "event", "records": 2, "statements": 0, "cited": 0, "single": 0},
        {"kind": "", "records": 4, "statements": 4, "cited": 3, "single": 2},
    ]


def test_statement_counts_once_for_a_side_however_many_sources_it_has(
    make: Callable[..., Made],
) -> None:
    found = audit(make)
    assert found["speaks_for"] == [
        {"name": "the one side", "sources": 2, "statements": 3},
        {"name": "", "sources": 2, "statements": 0},
    ]
    assert found["evidence"] == [
        {"name": "news", "sources": 2, "statements": 3},
        {"name": "", "sources": 2, "statements": 1},
    ]


def test_source_on_the_web_alone_is_told(make: Callable[..., Made]) -> None:
    sources = audit(make)["sources"]
    assert [(i, one["statements"], one["unarchived"]) for i, one in sources.items()] == [
        ("a", 3, False),
        ("b", 1, True),
        ("c", 0, False),
        ("d", 0, False),
    ]


def test_confidential_source_counts_and_does_not_say_for_whom_it_speaks(
    make: Callable[..., Made],
) -> None:
    secret = "---\ntitle: A\ntype: book\naccess: confidential\nspeaks_for: Zed\n---\n"
    made = make({**FILES, "sources/a.md": secret})
    assert made.result.audit.whole()["records"]["other"]["cited"] == 1
    assert "Zed" not in json.dumps(made.result.audit.whole())


@pytest.mark.usefixtures("uncounted")
def test_audit_is_plain_data_and_the_same_twice(documentary: Made) -> None:
    first, second = audit_of(documentary), audit_of(Made(ROOT, make_site(ROOT)))
    assert json.dumps(first) == json.dumps(second)
    assert json.loads(json.dumps(first)) == first


def test_shipped_documentary_is_cited(documentary: Made) -> None:
    audit = audit_of(documentary)
    whole = audit["totals"][-1]
    assert whole["statements"] > 300
    # What is not cited are remarks on the sources and what the authors conclude from them.
    assert whole["cited"] / whole["statements"] >= 0.95
    assert [i for i, one in audit["records"].items() if not one["sources"]] == []
