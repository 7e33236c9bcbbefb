from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor

from generator.extensions import Definitions
from generator.skips import BLOCK_SIGNS, INLINE_SIGNS, TEXT_SIGNS, Headings, Skips

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "fenced_code", "sane_lists", "tables"]
BITS = [
    *("word", "Kim Jong-un", ".", " ", "\n", "\n\n", "\n\n\n", "  \n", "    ", "   ", "\t", "\r\n"),
    *("*", "**", "***", "_", "__", "`", "``", "\\", "\\*", "\\_", "<", ">", "&", "&amp;", "“"),
    *("[", "]", "(", ")", "![", "](a.html)", "[r]", "![x](y.jpg)", '[r]: b.html "t"', "\n[r]: c\n"),
    *("*[HTML]: Hyper", "\n*[HTML]: Text\n", "HTML", "[^1]", "\n[^1]: note", "\n\n[^2]: # n\n"),
    *("<b>", "</b>", "<div>", "</div>", "<!-- x -->", "<http://a.example>", "<a@b.example>"),
    *("{ .c }", "{: #i }", "|", "\n| a | b |\n|---|:-:|\n", "[TOC]", "[TOC", "\n\n[TOC]\n\n"),
    *("> ", "\n> > ", "- ", "\n- ", "\n    - ", "1. ", "\n12. ", "+ ", "# ", "\n## ", "#", ":"),
    *("\n===", "\n---\n", "\n> x\n> ===\n", "\n* * *\n", "\n- - -\n", "\n_ _ _\n", "\n:   ", ": "),
    *("\n```\n", "\n~~~ py\n", "!!! note\n", '\n\n!!! tip "T"\n    x', "\n\n    !!! note", "!!!"),
    *("\n\n        more", "\x02", "\x03", "&#8211;", "가", "!"),
]  # fmt: skip


def make_markdown(*, is_stock: bool) -> markdown.Markdown:
    """A converter that tries everything, as the library does, or this program's."""
    ours = [TocExtension(), Definitions()] if is_stock else [Headings(), Definitions(), Skips()]
    return markdown.Markdown(extensions=[*EXTENSIONS, *ours], output_format="html")


STOCK, OURS = make_markdown(is_stock=True), make_markdown(is_stock=False)


def convert_with(md: Any, text: str) -> tuple[str, Any]:
    """The HTML of one text, and its headings."""
    md.reset()
    return md.convert(text), md.toc_tokens


@given(st.lists(st.sampled_from(BITS), max_size=25).map("".join))
@example("!!! note\n    a\n\n    b\n\nc")
@example("!!! note\n    - a\n\n        b")
@example("> Title\n> =====")
@example("[^1]: # a\n\n    > b\n    > - - -")
@example("# A\n\n[TOC]\n\n## B *c*")
@example("a\n   \n\tb")
@example("a\r\rb")
@example("~~~\n*a*\n~~~")
@example("[a]:b\n\n[a]")
def test_what_is_skipped_leaves_the_bytes_of_the_stock_library(text: str) -> None:
    assert convert_with(OURS, text) == convert_with(STOCK, text)


def test_whole_documents_give_the_bytes_of_the_stock_library() -> None:
    root = Path(__file__).parent.parent
    paths = [*root.glob("*.md"), *root.glob("content/**/*.md"), *root.glob("tests/**/*.md")]
    assert len(paths) > 100
    for path in paths:
        text = path.read_text(errors="replace")
        assert convert_with(OURS, text) == convert_with(STOCK, text), path


# One text that each of the library's processors changes, by its name

CHANGED = {
    "normalize_whitespace": "a\n \nb",
    "fenced_code_block": "```\na\n```",
    "html_block": "<div>*a*</div>",
    "admonition": "!!! note\n    a",
    "table": "a | b\n--|--\n1 | 2",
    "hashheader": "# a",
    "setextheader": "a\n=",
    "hr": "***",
    "deflist": "a\n: b",
    "quote": "> a",
    "footnote": "[^1]: a",
    "abbr": "*[a]: b\n\na",
    "reference": "[a]: b\n\n[a]",
    "backtick": "`a`",
    "escape": "\\*a*",
    "link": "[a](b)",
    "image_link": "![a](b)",
    "image_reference": "![a][b]\n\n[b]: c",
    "short_reference": "[a]\n\n[a]: b",
    "short_image_ref": "![a]\n\n[a]: b",
    "autolink": "<http://a.example>",
    "automail": "<a@b.example>",
    "linebreak": "a  \nb",
    "html": "a <b>*",
    "entity": "&copy;\n\n*[copy]: a",
}


def list_places(md: Any) -> list[tuple[str, float]]:
    """The names of a converter's processors and patterns, each with its place in the order."""
    registries = (md.preprocessors, md.parser.blockprocessors, md.inlinePatterns, md.treeprocessors)
    return [(item.name, item.priority) for registry in registries for item in registry._priority]


def test_what_may_be_skipped_is_the_librarys_and_keeps_its_place() -> None:
    assert sorted(list_places(OURS)) == sorted(list_places(STOCK))
    known = {name for name, _ in list_places(STOCK)}
    assert {*TEXT_SIGNS, *BLOCK_SIGNS, *INLINE_SIGNS} <= known


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_not_skipped_does_its_work(name: str) -> None:
    without = make_markdown(is_stock=False)
    for known in (without.preprocessors, without.parser.blockprocessors, without.inlinePatterns):
        if name in known:
            known.deregister(name)
    text = CHANGED[name]
    assert convert_with(OURS, text) != convert_with(without, text)
    assert convert_with(OURS, text) == convert_with(STOCK, text)


def test_a_pattern_of_another_extension_is_tried() -> None:
    md = make_markdown(is_stock=False)
    pattern = SimpleTagInlineProcessor(r"()~(\w+)~", "del")
    md.inlinePatterns.register(pattern, "struck", 50)
    assert convert_with(md, "a ~b~ c")[0] == "<p>a <del>b</del> c</p>"


class Shout(BlockProcessor):
    """Blocks that end in `!` are loud."""

    def test(self, parent: Element, block: str) -> bool:
        """See the class."""
        return block.endswith("!") and parent.tag == "div"

    def run(self, parent: Element, blocks: list[str]) -> None:
        """See the class."""
        blocks[0] = blocks[0].upper().rstrip("!")


def test_a_block_processor_of_another_extension_is_tried_from_its_next_document_on() -> None:
    md = make_markdown(is_stock=False)
    assert convert_with(md, "a\n\nb!")[0] == "<p>a</p>\n<p>b!</p>"
    md.parser.blockprocessors.register(Shout(md.parser), "shout", 200)
    assert convert_with(md, "a\n\nb!")[0] == "<p>a</p>\n<p>B</p>"


class Fold(Preprocessor):
    """Lines in lower case."""

    def run(self, lines: list[str]) -> list[str]:
        """See the class."""
        return [line.lower() for line in lines]


def test_a_preprocessor_of_another_extension_runs() -> None:
    md = make_markdown(is_stock=False)
    md.preprocessors.register(Fold(md), "fold", 10)
    assert convert_with(md, "A")[0] == "<p>a</p>"


def test_the_list_of_headings_is_made_only_where_it_is_asked_for() -> None:
    assert '<a href="#a">A</a>' in convert_with(OURS, "# A\n\n[TOC]")[0]
    assert OURS.toc.count("<li>") == 1  # type: ignore[attr-defined]
    convert_with(OURS, "# A")
    assert OURS.toc == "<div></div>"  # type: ignore[attr-defined]
