"""The pages of the audit and of the corrections, and the thresholds of site.yaml."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from making import Made, find_all, visible

from generator.__main__ import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES: dict[str, str] = {
    "sources/report.md": (
        "---\ntitle: Report\ntype: webpage\nURL: https://example.org/\n"
        "evidence: news\nspeaks_for: the ministry\n---\n"
    ),
    "articles/story.md": (
        "---\ntitle: Story\ndate: 2020\nlang: de\n---\nIt was so.[@report]\n\n"
        "Some [[ann|one of\nthem]] came by train. All went home.\n"
    ),
    "events/meeting.yaml": (
        "- {id: meeting, title: Meeting, date: 2019, body: 'They met in the hall.'}\n"
    ),
    "people/ann.md": "---\nname: Ann\nname_order: mononym\n---\n",
}


def rows(made: Made, section: str) -> list[list[str]]:
    """The table under a heading of the audit's page."""
    (found,) = [s for s in made.main("evidence.html").iter("section") if labelled(s) == section]
    return [[visible(cell) for cell in row] for row in found.iter("tr")]


def labelled(element: Any) -> str:
    """The id of the heading that names a section."""
    return str(element.get("aria-labelledby"))


def items(made: Made, url: str, section: str) -> list[str]:
    """The words of each item of a section's list."""
    found = [s for s in made.main(url).iter("section") if labelled(s) == section]
    return [visible(item) for s in found for ul in s.findall("ul") for item in ul.findall("li")]


def test_page_shows_the_numbers_of_the_site(make: Callable[..., Made]) -> None:
    made = make(FILES)
    assert made.told == []
    assert rows(made, "evidence.totals") == [
        ["Pages", "Statements", "Cited", "On one source"],
        ["Articles 1", "3", "1 33 %", "1"],
        ["Events 1", "1", "0 0 %", "0"],
        ["People 1", "0", "0", "0"],
        ["Whole site 3", "4", "1 25 %", "1"],
    ]
    assert rows(made, "evidence.sides")[1:] == [["the ministry", "1", "1"]]
    assert rows(made, "evidence.kinds")[1:] == [["news", "1", "1"]]
    assert items(made, "evidence.html", "evidence.unarchived") == ["Report"]
    assert items(made, "evidence.html", "evidence.unsourced") == ["Meeting", "Ann"]


def test_page_lists_what_is_not_cited_with_a_link_to_its_place(make: Callable[..., Made]) -> None:
    made = make(FILES)
    (told,) = items(made, "evidence.html", "part.articles")
    assert (
        told
        == (
            "Story 3 statements1 cited, 33 %1 on a single source "
            "1 source, 2 uncited statements "
            "Speaks for: the ministry (1) Evidence: news (1) 1 source without an archived copy "
            "Some one of them came by train. All went home."
        )
        or told.split() == told.split()
    )
    links = [a for a in made.main("evidence.html").iter("a") if a.get("href", "").endswith("#p.2")]
    assert [visible(a) for a in links] == ["Some one of them came by train.", "All went home."]
    assert {a.get("href") for a in links} == {"articles/story.html#p.2"}
    assert 'id="p.2"' in made.pages["articles/story.html"]
    (statements,) = find_all(made.main("evidence.html"), "ul", lang="de")
    assert len(statements) == 2


def test_numbers_stand_under_articles_and_events(make: Callable[..., Made]) -> None:
    made = make({**FILES, "people/ann.md": "---\nname: Ann\nname_order: mononym\n---\nAnn sang.\n"})
    told = {
        url: [visible(p) for p in find_all(made.main(url), "p", class_="audit")]
        for url in ("articles/story.html", "events/meeting.html", "people/ann.html")
    }
    assert told == {
        "articles/story.html": [
            "3 statements1 cited1 on a single sourceHow this is counted",
        ],
        "events/meeting.html": [
            "1 statement0 cited0 on a single sourceHow this is counted",
        ],
        "people/ann.html": [],
    }
    assert "../evidence.html#evidence.how" in made.pages["articles/story.html"]
    assert 'id="evidence.how"' in made.pages["evidence.html"]


def test_site_without_statements_has_its_page(make: Callable[..., Made]) -> None:
    made = make({"pages/about.md": "---\ntitle: About\n---\nWho we are.\n"})
    assert made.told == []
    assert rows(made, "evidence.totals")[1:] == [["Whole site 0", "0", "0", "0"]]
    for name in ("evidence.html", "corrections.html"):
        assert f'href="{name}"' in made.pages["about.html"]


def test_long_audit_is_split_by_kind_and_year_or_letter(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.evidence.MOST_ENTRIES", 4)
    text = "---\nIt was.\n"
    made = make(
        {
            "articles/a.md": f"---\ntitle: A\ndate: 2019\n{text}",
            "articles/b.md": f"---\ntitle: B\ndate: 2020-02\n{text}",
            "events/c.md": f"---\ntitle: C\ndate: -0043\n{text}",
            "events/d.md": f"---\ntitle: D\nafter: e\n{text}",
            "events/e.md": f"---\ntitle: E\nafter: d\n{text}",
            "people/f.md": f"---\nname: Fay\nname_order: mononym\n{text}",
            "places/g.md": "---\nname: Gap\n---\n",
        }
    )
    assert made.codes == ["link-circle"]
    parts = ["articles-2019", "articles-2020", "events-44-bce", "events-undated", "people-f"]
    wanted = [f"evidence/{part}.html" for part in parts]
    assert [url for url in made.pages if url.startswith("evidence/")] == wanted
    assert [url for url in made.links("evidence.html") if url.startswith("evidence/")] == wanted
    assert items(made, "evidence.html", "part.articles-2019") == []
    (told,) = items(made, "evidence/articles-2020.html", "part.articles-2020")
    assert told.startswith("B 1 statement")
    assert "articles/b.html" in made.links("evidence/articles-2020.html")
    assert visible(made.main("evidence/events-44-bce.html")).startswith("Evidence: Events: 44 BCE")
    assert "evidence.totals" not in made.pages["evidence/people-f.html"]


# Corrections


def corrected(name: str, *days: str) -> str:
    """An article with corrections of these days."""
    lines = "".join(f"  - {{date: {day}, was: '<{day}>', now: right}}\n" for day in days)
    return f"---\ntitle: {name}\ndate: 2018\ncorrections:\n{lines}---\n"


def test_corrections_stand_by_year_the_newest_first(make: Callable[..., Made]) -> None:
    made = make(
        {
            "articles/a.md": corrected("A", "2019-01-02", "2020-05"),
            "articles/b.md": corrected("B", "2020-06-07"),
            "articles/c.md": corrected("C", "2021").replace(
                "date: 2018", "date: 2018\ndraft: true"
            ),
        }
    )
    assert made.told == []
    assert items(made, "corrections.html", "part.2020") == [
        "7 June 2020 B was <2020-06-07> now right",
        "May 2020 A was <2020-05> now right",
    ]
    assert items(made, "corrections.html", "part.2019") == [
        "2 January 2019 A was <2019-01-02> now right"
    ]
    assert "3 corrections" in made.text("corrections.html")
    assert 'href="articles/a.html#page.corrections"' in made.pages["corrections.html"]
    assert 'id="page.corrections"' in made.pages["articles/a.html"]


def test_site_without_corrections_says_so(make: Callable[..., Made]) -> None:
    made = make(FILES)
    assert made.text("corrections.html") == "Corrections Nothing has been corrected so far."


def test_many_corrections_are_split_by_year(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.evidence.MOST_ENTRIES", 1)
    made = make({"articles/a.md": corrected("A", "2019", "2020", "2020")})
    assert made.links("corrections.html") == ["corrections/2020.html", "corrections/2019.html"]
    assert len(items(made, "corrections/2020.html", "part.2020")) == 2
    assert items(made, "corrections.html", "part.2020") == []


# Thresholds


def test_too_few_citations_are_an_error_at_the_first_statement_without_one(
    make: Callable[..., Made],
) -> None:
    made = make({**FILES, "site.yaml": "title: S\nleast_cited: {articles: 34, events: 1}\n"})
    assert made.told == [
        "content/articles/story.md:8:12+1 evidence-low: 1 of 3 statements are cited, 33 %; "
        "`least_cited` wants 34 % | cite a source for “Some one of them came by train.”; "
        "`backstory check --evidence` lists all 2 that have none",
        "content/events/meeting.yaml:1:52+1 evidence-low: 0 of 1 statements are cited, 0 %; "
        "`least_cited` wants 1 % | cite a source for “They met in the hall.”",
    ]


def test_long_statement_is_cut_and_one_not_found_is_told_at_its_record(
    make: Callable[..., Made],
) -> None:
    text = "word " * 30
    article = f"---\ntitle: A\ndate: 2020\n---\n{text}\n\n{text}\n"
    made = make({"site.yaml": "title: S\nleast_cited: {articles: 1}\n", "articles/a.md": article})
    (told,) = made.told
    assert told.startswith("content/articles/a.md:1:1+1 evidence-low: 0 of 2 ")
    assert f"“{('word ' * 16).rstrip()}…”" in told


@pytest.mark.parametrize("settings", ["", "least_cited: {articles: 33, people: 100, places: 100}"])
def test_enough_citations_are_no_problem(make: Callable[..., Made], settings: str) -> None:
    assert make({**FILES, "site.yaml": f"title: S\n{settings}\n"}).told == []


# The command


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Check a site, and give the exit code and what was printed."""
    done = CliRunner().invoke(cli, ["check", "--evidence", "--source", str(folder), *arguments])
    return done.exit_code, done.stdout


def test_command_prints_the_audit(site: Callable[..., Path]) -> None:
    code, out = run(site(FILES), "-q")
    assert code == 0
    assert out == (
        "statements  cited    %  single  where\n"
        "         3      1   33       1  content/articles/story.md\n"
        "         1      0    0       0  content/events/meeting.yaml\n"
        "         3      1   33       1  articles\n"
        "         1      0    0       0  events\n"
        "         4      1   25       1  all\n"
        "content/articles/story.md:8:12: uncited: Some one of them came by train.\n"
        "content/articles/story.md:9:23: uncited: All went home.\n"
        "content/events/meeting.yaml:1:52: uncited: They met in the hall.\n"
        "content/events/meeting.yaml: without any source\n"
        "content/people/ann.md: without any source\n"
        "content/sources/report.md: on the web alone, without an archived copy\n"
    )


def test_command_prints_the_audit_as_data(site: Callable[..., Path]) -> None:
    folder = site({**FILES, "site.yaml": "title: S\nleast_cited: {events: 50}\n"})
    code, out = run(folder, "--format", "json")
    data = json.loads(out)
    assert code == 1
    assert [problem["code"] for problem in data["problems"]] == ["evidence-low", "base-url"]
    assert data["evidence"]["totals"][-1]["statements"] == 4
    assert data["evidence"]["records"]["story"]["uncited"][1] == {
        "text": "All went home.",
        "anchor": "p.2",
        "line": 9,
        "column": 23,
    }


def test_statement_whose_place_is_not_found_is_told_without_one(
    site: Callable[..., Path],
) -> None:
    _, out = run(site({"articles/a.md": "---\ntitle: A\ndate: 2020\n---\nIt was.\n"}))
    assert "content/articles/a.md: uncited: It was.\n" in out
