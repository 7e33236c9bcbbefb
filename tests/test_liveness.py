from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from making import tell

from generator.liveness import HEAD, Answer, format_answers, parse_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

DAY, NEXT_DAY = date(2026, 3, 3), date(2026, 3, 4)
SOURCE = {"sources/s.md": "---\ntitle: S\ntype: webpage\n---\n"}


def answer(url: str, status: str = "200", **values: object) -> Answer:
    return Answer.model_validate({"url": url, "status": status, "checked": DAY, **values})


def test_file_reads_as_a_person_would_write_it() -> None:
    dead = answer("https://b.example/", "404", missing_since=DAY, dead_since=NEXT_DAY)
    kept = answer("https://a.example/x", "no such host", etag='"v1"', last_modified="Tue, 3 Mar")
    assert format_answers([dead, kept]) == HEAD + (
        "- url: https://a.example/x\n"
        "  status: no such host\n"
        "  checked: 2026-03-03\n"
        "  etag: '\"v1\"'\n"
        "  last_modified: Tue, 3 Mar\n"
        "- url: https://b.example/\n"
        "  status: 404\n"
        "  checked: 2026-03-03\n"
        "  missing_since: 2026-03-03\n"
        "  dead_since: 2026-03-04\n"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x:",
        "https://a.example/#p-2",
        "https://a.example/'%22?a=[1]&b={c}",
        "https://a.example/김정은/é",
        "https://a.example/" + "long-" * 200,
        "https://a.example/`|>@*&!",
    ],
)
def test_what_is_written_is_read_again(url: str) -> None:
    one = answer(url, etag='W/"a: #b"', moved_to=url + "/", missing_since=DAY)
    answers, problems = parse_answers(format_answers([one]).encode())
    assert problems == []
    assert answers == {url: one}


def test_no_file_and_an_empty_list_are_no_answers() -> None:
    assert parse_answers(None) == ({}, [])
    assert parse_answers(format_answers([]).encode()) == ({}, [])


GOOD = "- {url: 'https://a.example/', status: 200, checked: 2026-03-03}\n"
DAMAGES = [
    # the file
    (
        "a: b",
        "1:1+1 links-form: the file holds a map, not a list of addresses | delete it; "
        "`backstory check --links` makes it anew",
    ),
    ("", "1:1+1 file-empty: file is empty | write something in it, or delete it"),
    # an entry
    (
        "- https://a.example/",
        "1:3+1 links-form: an address must be a map, not text | write `- url: …`",
    ),
    (
        GOOD + GOOD,
        "2:3+1 links-form: the address `https://a.example/` stands here twice | keep the one that "
        "was checked later",
    ),
    # a value
    (
        GOOD.replace("2026-03-03", "2026-02-30"),
        "1:53+10 field-value: checked: `2026-02-30` is not a day | write year, month and day: "
        "`2018-06-12`",
    ),
    (
        GOOD.replace("2026-03-03", "today"),
        "1:53+5 field-value: checked: `today` is not a day | write year, month and day: "
        "`2018-06-12`",
    ),
    (
        GOOD.replace("https", "ftp"),
        "1:9+18 field-value: url: `ftp://a.example/` is not a web address | write it whole, with "
        "`https://`",
    ),
    (
        GOOD.replace("status: 200, ", ""),
        "1:3+1 field-missing: `status` is missing | add `status: …`",
    ),
]


@pytest.mark.parametrize(("text", "told"), DAMAGES)
def test_damage_is_told_with_its_place(text: str, told: str) -> None:
    _, problems = parse_answers(text.encode())
    assert [tell(problem) for problem in problems] == [f"content/links.yaml:{told}"]


def test_damage_of_one_entry_leaves_the_others() -> None:
    answers, problems = parse_answers((GOOD + "- {url: 'https://b.example/'}\n").encode())
    assert answers.keys() == {"https://a.example/"}
    assert {problem.line for problem in problems} == {2}


def test_conflict_of_versions_is_told_and_nothing_is_published(make: Callable[..., Made]) -> None:
    made = make({**SOURCE, "links.yaml": f"{GOOD}<<<<<<< HEAD\n{GOOD}"})
    assert [(one.path, one.line, one.severity) for one in made.problems] == [
        ("content/links.yaml", 2, "error")
    ]
    assert made.problems[0].fix


def test_folder_of_that_name_is_told(make: Callable[..., Made]) -> None:
    made = make({**SOURCE, "links.yaml/a.md": "x"})
    assert made.codes == ["folder-unknown"]
