from __future__ import annotations

import random

from generator.problems import Problem, error, sort_problems, warning


def test_error_and_warning_differ_in_severity_alone() -> None:
    args = ("code", "a.md", 3, 4, "message", "fix", 5)
    assert error(*args) == Problem("error", *args)
    assert warning(*args) == Problem("warning", *args)


def test_a_problem_is_one_character_long_and_without_a_fix_unless_told() -> None:
    assert error("code", "a.md", 3, 4, "message") == Problem(
        "error", "code", "a.md", 3, 4, "message", "", 1
    )


def test_problems_are_ordered_by_file_then_place_then_severity_then_code() -> None:
    ordered = [
        error("z", "a.md", 1, 9, "m"),
        error("b", "a.md", 2, 1, "m"),
        error("b", "a.md", 2, 3, "m"),
        warning("a", "a.md", 2, 3, "m"),
        error("a", "a.md", 10, 1, "m"),
        error("a", "a.md", 10, 1, "n"),
        error("a", "b.md", 0, 0, "m"),
    ]
    for seed in range(5):
        shuffled = random.Random(seed).sample(ordered, len(ordered))
        assert sort_problems(shuffled) == ordered


def test_the_same_problem_is_listed_once() -> None:
    assert len(sort_problems([error("a", "a.md", 1, 1, "m")] * 3)) == 1
