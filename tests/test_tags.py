from __future__ import annotations

import pytest

from generator.markers import Marked
from generator.markup import convert
from generator.tags import find_kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<a href="../people/b.md#c">d</a>', [("link", "../people/b.md", "c", 1, 10)]),
        ('<blockquote cite="../people/b.md">d</blockquote>',
         [("cite", "../people/b.md", "", 1, 19)]),
        ("<q cite=b.md>d</q>", [("cite", "b.md", "", 1, 9)]),
        ("<img src='b.jpg'>", [("picture", "b.jpg", "", 1, 11)]),
        ('<video src="b.mp4" poster="c.jpg"></video>',
         [("file", "b.mp4", "", 1, 13), ("file", "c.jpg", "", 1, 28)]),
        ("<audio src=b.mp3></audio>", [("file", "b.mp3", "", 1, 12)]),
        ("<video><source src=b.mp4><track src=c.vtt></video>",
         [("file", "b.mp4", "", 1, 20), ("file", "c.vtt", "", 1, 37)]),
        ('<blockquote cite="https://e.org">d</blockquote>', []),
    ],
)  # fmt: skip
def test_an_address_in_html_becomes_a_token(
    text: str, wanted: list[tuple[str, str, str, int, int]]
) -> None:
    marked = Marked("x.md", text, 1, 1)
    found = [(t.type, t.target, t.anchor, t.line, t.column) for t in marked.tokens]
    assert found == wanted
    assert marked.problems == []


def test_tokens_of_addresses_reach_the_body() -> None:
    body, _ = convert("x.md", '<blockquote cite="b.md">a</blockquote>\n\n<video src="c"></video>')
    assert 'cite="\ue000\ue010\ue001"' in body.html
    assert 'src="\ue000\ue011\ue001"' in body.html


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<blockquote cite='javascript:x'>a</blockquote>", "url-scheme"),
        ("<video src='https://e.org/x'></video>", "third-party"),
        ("<video poster='//e.org/x'></video>", "third-party"),
    ],
)
def test_an_address_that_could_do_harm_is_told(text: str, code: str) -> None:
    assert [problem.code for problem in Marked("x.md", text, 1, 1).problems] == [code]


def test_only_pictures_are_pictures() -> None:
    assert find_kind("img", "src") == "picture"
    assert {find_kind(element, "src") for element in ("video", "audio", "source")} == {"file"}


def test_an_alt_text_is_what_its_entities_mean() -> None:
    assert Marked("x.md", '<img src=a.jpg alt="b &amp; c">', 1, 1).tokens[0].label == "b & c"
