from __future__ import annotations

import re
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.markers import Marked
from generator.markup import convert
from generator.tokens import TOKEN

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
    added = ("text", "cover")
    (token,) = [t for t in body.tokens if "needle" in t.text and t.type not in added]
    written = text.split("\n")[token.line - line][token.column - column :]
    assert written.startswith(MARKERS[marker])


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


HIDDEN = ["%%hidden%%", "<!--hidden-->"]


@pytest.mark.parametrize("comment", HIDDEN)
@pytest.mark.parametrize(
    "text",
    [
        # pictures
        "![a X b](x.jpg)", "![a](x.jpg 'b X')", "![a](xX.jpg)", "![[x.jpg|a X]]", "![[xX.jpg]]",
        "![a X][r]\n\n[r]: x.jpg", '![a][r]\n\n[r]: x.jpg "b X"',
        # references and links
        "[[b|Bob X]]", "[[b|X Bob]]", "[[bX]]", "[[b#c X|d]]", "[a](xX.md)", "[a](<x X.md>)",
        '[a](x.md "b X")', '[a](https://e.org "b X")', "[a](https://e.org/X)", "[a X](x.md)",
        "<https://e.org/X>", "[a][r]\n\n[r]: x.mdX", "[a][r]\n\n[r]: https://e.org/X",
        # citations and notes
        "[@s, p. 4 X]", "[see X @s; @t X]", "a[^bX]\n\n[^bX]: c", "a[^b]\n\n[^b]: c X",
        # attributes
        '<abbr title="X">a</abbr>', "<abbr title='a X b'>a</abbr>", '<abbr title="a\nX">a</abbr>',
        '<img src=x.jpg alt="a X">', '<img src="xX.jpg" alt="">', '<a href="x.mdX">a</a>',
        '<a href="https://e.org/X">a</a>', '**a**{: title="b X" }',
        # elsewhere
        "*[KC]: Agency X\n\nKC", "## A X", "## A X {#b}", '!!! note "A X"\n    b',
        "> [!note] A X\n> b", "~~~ a X\nb\n~~~", "```a X\nb\n```", "| a X | b |\n|-|-|\n| c | X |",
    ],
)  # fmt: skip
def test_a_comment_inside_a_marker_is_never_published(text: str, comment: str) -> None:
    body, problems = convert("x.md", text.replace("X", comment))
    said = [asdict(replace(token, text="")) for token in body.tokens]
    published = f"{body.html} {said} {body.headings} {body.anchors}"
    assert "hidden" not in published
    assert "%%" not in published
    assert problems == []


def test_words_around_a_comment_stay() -> None:
    tokens = Marked("x.md", "![a %%x%% b](c.jpg) [[d|e %%x%%]] [@f, p. 4 <!--x-->]", 1, 1).tokens
    assert [token.label for token in tokens] == ["a b", "e", ""]
    assert tokens[2].cites[0].locator == "p. 4"


@pytest.mark.parametrize("text", ["One.[@s, p. 1][^1]", "One.[^1][@s, p. 1]", "One.[@s] [^1]"])
def test_a_citation_and_a_footnote_may_stand_side_by_side(text: str) -> None:
    body, problems = convert("x.md", f"{text}\n\n[^1]: A note.\n")
    assert problems == []
    assert sorted(token.type for token in body.tokens) == ["citation", "footnote"]
    assert body.notes == 2
