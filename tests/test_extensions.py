from __future__ import annotations

import re

import pytest

from generator.markup import convert


def made(text: str) -> str:
    body, problems = convert("x.md", text)
    assert problems == []
    return re.sub(r' id="[^"]*"|\n', "", body.html)


def box(kind: str, title: str, *blocks: str) -> str:
    head = f'<p class="admonition-title">{title}</p>'
    return f'<div class="admonition {kind}">{head}{"".join(blocks)}</div>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # titles
        ("> [!note]\n> A", box("note", "Note", "<p>A</p>")),
        ("> [!WARNING] Mind *this*\n> A", box("warning", "Mind <em>this</em>", "<p>A</p>")),
        ("> [!tip]- Folded\n> A", box("tip", "Folded", "<p>A</p>")),
        ("> [!tip]+ Open\n> A", box("tip", "Open", "<p>A</p>")),
        ("> [!note] Alone", box("note", "Alone")),
        # what they hold
        ("> [!note] T\n>\n> A\n>\n> - b", box("note", "T", "<p>A</p>", "<ul><li>b</li></ul>")),
        ("> [!note] T\n> > q", box("note", "T", "<blockquote><p>q</p></blockquote>")),
        ("> [!note] T\n>\n> > [!tip] U\n> > A", box("note", "T", box("tip", "U", "<p>A</p>"))),
        ("- x\n\n    > [!note] T\n    > A", "<ul><li><p>x</p>" + box("note", "T",
         "<p>A</p>") + "</li></ul>"),
        # no callouts
        ("> [!] A", "<blockquote><p>[!] A</p></blockquote>"),
        ("> A [!note]", "<blockquote><p>A [!note]</p></blockquote>"),
        ("[!note] A", "<p>[!note] A</p>"),
        # one behind the other
        ("> [!note] T\n> A\n\nx\n\n> [!tip] U\n> B",
         box("note", "T", "<p>A</p>") + "<p>x</p>" + box("tip", "U", "<p>B</p>")),
    ],
)  # fmt: skip
def test_a_callout_becomes_an_admonition(text: str, html: str) -> None:
    assert made(text) == html


def test_the_first_of_two_definitions_counts() -> None:
    body, problems = convert("x.md", "a[^x]\n\n[^x]: first\n\n[^x]: second")
    assert "first" in body.html
    assert "second" not in body.html
    assert [problem.code for problem in problems] == ["footnote-duplicate"]


def test_alignment_is_a_class_and_no_style() -> None:
    html = made("| a | b |\n|:-:|---|\n| c | d |")
    assert html.count('class="align-center"') == 2
    assert "style" not in html
    assert " align=" not in html
