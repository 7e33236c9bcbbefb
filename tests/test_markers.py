from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.markers import TOKEN, Marked, make_token, token_number
from generator.markup import convert

# How each marker is written, and what of it the token points to.
MARKERS = {
    "[[needle]]": "[[needle]]",
    "[[needle|words]]": "[[needle|words]]",
    "[@needle, p. 4]": "[@needle, p. 4]",
    "[words](needle.md)": "needle.md",
    "[words](<needle x.md>)": "needle x.md",
    "![words](needle.jpg)": "needle.jpg",
    "![[needle.jpg]]": "needle.jpg",
    '<a href="needle.md">': "needle.md",
    "%%needle%%": "%%needle%%",
    "[^needle]": "[^needle]",
}  # fmt: skip
LINES = [
    "", "", "A line of prose.", "- an item", "> a quotation", "## A heading", "| a | b |",
    "|---|---|", "1. one",
    "    indented", "Kim [[other]] and `code [[x]]`", "김정은 😀 é", "*[KCNA]: Agency",
    "[r]: other.md", "***",
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(LINES), max_size=8),
    st.sampled_from(sorted(MARKERS)),
    st.sampled_from(["", "before ", "- ", "> ", "## ", "| "]),
    st.lists(st.sampled_from(LINES), max_size=8),
    st.integers(1, 40),
    st.integers(1, 9),
)
def test_a_marker_is_found_where_it_was_written(
    above: list[str], marker: str, lead: str, below: list[str], line: int, column: int
) -> None:
    text = "\n".join([*above, "", f"{lead}{marker} after", *below])
    body, _ = convert("x.md", text, line, column)
    (token,) = [t for t in body.tokens if "needle" in t.text and t.type != "text"]
    written = text.split("\n")[token.line - line][token.column - column :]
    assert written.startswith(MARKERS[marker])


@given(st.integers(0, 10**9))
def test_a_token_carries_its_number(number: int) -> None:
    match = TOKEN.fullmatch(make_token(number))
    assert match is not None
    assert token_number(match) == number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # references
        ("[[a]]", ("reference", "a", "", "")),
        ("[[ a | b ]]", ("reference", "a", "", "b")),
        ("[[a#B c|d]]", ("reference", "a", "B c", "d")),
        ("[[#B]]", ("reference", "", "B", "")),
        ("[[a\\|b]]", ("reference", "a", "", "b")),
        ("[[people/a]]", ("reference", "people/a", "", "")),
        # links
        ("[t](a.md#b%20c)", ("link", "a.md", "b c", "")),
        ("[t](#b)", ("link", "", "b", "")),
        ("[t](a%20b.md)", ("link", "a b.md", "", "")),
        ("[t](a_(b).md)", ("link", "a_(b).md", "", "")),
        ("<a href='a.md#b&amp;c'>", ("link", "a.md", "b&c", "")),
        # pictures
        ("![t](a.jpg)", ("picture", "a.jpg", "", "t")),
        ("![](a%20b.jpg)", ("picture", "a b.jpg", "", "")),
        ("![[a.jpg|120x80]]", ("picture", "a.jpg", "", "")),
        ("![[a.jpg|t]]", ("picture", "a.jpg", "", "t")),
        ("<img alt='t' src='a.jpg'>", ("picture", "a.jpg", "", "t")),
        # notes and comments
        ("[^a]", ("footnote", "a", "", "")),
        ("%%a%%", ("comment", "", "", "")),
        ("<!--a-->", ("comment", "", "", "")),
        # signs that stand for themselves
        ("<a.b", ("text", "", "", "")),
        ("{x}", ("text", "", "", "")),
    ],
)
def test_a_marker_becomes_a_token(text: str, wanted: tuple[str, ...]) -> None:
    marked = Marked("x.md", text, 1, 1)
    (token,) = marked.tokens
    assert (token.type, token.target, token.anchor, token.label) == wanted
    assert TOKEN.search(marked.text)


@pytest.mark.parametrize(
    "text",
    [
        "plain", "a@b.org", "@handle", "[x]", "[x] (y)", "\\[[a]]", "\\[@a]",
        "`[[a]]`", "``[[a]] ` [@b]``", "[@a](https://b.org)", "[@a][b]", "[x](https://b.org)",
        "1 < 2", "a <- b",
        "[x](mailto:a@b.org)", "[x](tel:+1)", "[^a]: b", "{#a}", "{: .b c=d }", "50%", "[]()",
    ],
)  # fmt: skip
def test_other_text_stays_as_it_is(text: str) -> None:
    marked = Marked("x.md", text, 1, 1)
    assert [token for token in marked.tokens if token.target] == []
    assert marked.text == text or text == "[]()"


def test_a_title_may_follow_an_address() -> None:
    for text, title in (('![a](b.jpg "C")', "C"), ("![a](b.jpg 'C')", "C"), ("![a](b.jpg)", "")):
        assert Marked("x.md", text, 1, 1).tokens[0].title == title


def test_code_is_known_by_its_offsets() -> None:
    text = "a `b` c\n\n```\nd\n```\n\n    e"
    marked = Marked("x.md", text, 1, 1, [(text.index("    e"), len(text))])
    inside = {match[0] for match in re.finditer("[a-e]", text) if marked.is_code(match.start())}
    assert inside == {"b", "d", "e"}


def test_places_may_be_given_for_each_character() -> None:
    marked = Marked("x.md", "a [[b]]", 1, 1, places=[(5, n) for n in range(10, 17)])
    assert (marked.tokens[0].line, marked.tokens[0].column) == (5, 12)
    assert marked.locate(99) == (5, 16)
