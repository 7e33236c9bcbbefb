from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import error
from generator.tokens import TOKEN, Tokenized, drop_comments, make_token, token_number


@given(st.integers(0, 10**9))
def test_a_token_carries_its_number(number: int) -> None:
    match = TOKEN.fullmatch(make_token(number))
    assert match is not None
    assert token_number(match) == number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", "a"),
        ("a %%b%% c", "a c"),
        ("a%%b%%c", "ac"),
        ("a %%b%%", "a"),
        ("a <!--b--> c", "a c"),
        ("a %%b%% <!--c--> d", "a d"),
        ("a\n%%b\nc%%\nd", "a\n\nd"),
        ("100%%", "100%%"),
        ("a <!-- b", "a <!-- b"),
    ],
)
def test_comments_are_taken_out_of_words(text: str, wanted: str) -> None:
    assert drop_comments(text) == wanted


def test_places_may_be_given_for_each_character() -> None:
    text = Tokenized("x.md", "a [[b]]", 1, 1, places=[(5, n) for n in range(10, 17)])
    assert text.locate(2) == (5, 12)
    assert text.locate(99) == (5, 16)


def test_a_problem_is_reported_where_the_text_stands_in_the_file() -> None:
    text = Tokenized("x.md", "a\nbc", 7, 3)
    text.report(error, "code", 3, "message", "fix", 2)
    assert text.problems == [error("code", "x.md", 8, 4, "message", "fix", 2)]
