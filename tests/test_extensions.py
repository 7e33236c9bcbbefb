from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor

from generator.extensions import SIGNS, Inline
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


# The library's own output

EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "fenced_code", "sane_lists", "tables"]
BITS = """\
word | Kim Jong-un |. |, |* |** |*** |_ |__ |` |`` |``` |\\ |\\* |\\_ |[ |] |( |) |![ |](a.html) \
|[r] |[r]: b.html "t" |![x](y.jpg) |< |> |<b> |</b> |<http://a.example> |<a@b.example> \
|<!-- x --> |& |&amp; |&#8211; |  \n|\n|\n\n|\n    code\n|> |- |1. |# |{ .c } \
|*[HTML]: Hyper |HTML || |\t|가 |“"""


def make_markdown(*, is_stock: bool) -> markdown.Markdown:
    """A converter with the library's own inline markup, or with this program's."""
    md = markdown.Markdown(extensions=EXTENSIONS, output_format="html")
    md.treeprocessors.register((InlineProcessor if is_stock else Inline)(md), "inline", 20)
    return md


STOCK, OURS = make_markdown(is_stock=True), make_markdown(is_stock=False)


def convert_with(md: markdown.Markdown, text: str) -> str:
    """The HTML of one text."""
    md.reset()
    return md.convert(text)


@given(st.lists(st.sampled_from(BITS.split("|")), max_size=25).map("".join))
def test_skipping_patterns_gives_the_bytes_of_the_stock_library(text: str) -> None:
    assert convert_with(OURS, text) == convert_with(STOCK, text)


def test_whole_documents_give_the_bytes_of_the_stock_library() -> None:
    root = Path(__file__).parent.parent
    paths = [*root.glob("*.md"), *root.glob("content/**/*.md"), *root.glob("tests/**/*.md")]
    assert len(paths) > 100
    for path in paths:
        text = path.read_text(errors="replace")
        assert convert_with(OURS, text) == convert_with(STOCK, text), path


@pytest.mark.parametrize("name", SIGNS)
def test_a_pattern_that_is_skipped_is_one_of_the_library(name: str) -> None:
    assert name in STOCK.inlinePatterns


def test_a_pattern_of_another_extension_is_tried() -> None:
    md = make_markdown(is_stock=False)
    pattern = SimpleTagInlineProcessor(r"()~(\w+)~", "del")
    md.inlinePatterns.register(pattern, "struck", 50)
    assert convert_with(md, "a ~b~ c") == "<p>a <del>b</del> c</p>"
