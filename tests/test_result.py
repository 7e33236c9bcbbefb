from __future__ import annotations

import json

import pytest

from generator.problems import Problem
from generator.publish import Published
from generator.result import Result

ERROR, WARNING, INFO = (
    Problem(severity, code, "content/a.md", 3, 4, "m", "f", 5)
    for severity, code in (("error", "e"), ("warning", "w"), ("info", "i"))
)


@pytest.mark.parametrize(
    ("problems", "is_good", "is_good_strictly"),
    [
        ([], True, True),
        ([INFO], True, True),
        ([WARNING, INFO], True, False),
        ([ERROR], False, False),
        ([ERROR, WARNING], False, False),
    ],
)
def test_errors_forbid_and_warnings_do_if_they_are_to(
    problems: list[Problem], is_good: bool, is_good_strictly: bool
) -> None:
    result = Result(problems)
    assert result.is_good(strict=False) is is_good
    assert result.is_good(strict=True) is is_good_strictly
    assert result.count("error") == problems.count(ERROR)


def test_what_is_told_of_a_build_is_told_again_as_it_was() -> None:
    done = Published(written=2, unchanged=3, removed=1)
    result = Result([WARNING, INFO], 4, 5, {"person": 4}, published=done)
    told = json.loads(json.dumps(result.told()))
    again = Result.retell(told)
    assert again.problems == result.problems
    assert (again.records, again.pages, again.kinds) == (4, 5, {"person": 4})
    assert again.published == Published(written=0, unchanged=5, removed=0)
    assert again.told() == told


def test_nothing_published_has_no_files() -> None:
    assert Result([ERROR]).told()["files"] == 0
