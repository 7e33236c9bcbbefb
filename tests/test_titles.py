from __future__ import annotations

import pytest

from generator.fields import Source
from generator.titles import end_with, format_title, plain_text, title_form


@pytest.mark.parametrize(
    ("values", "form"),
    [
        ({"type": "book"}, "italic"),
        ({"type": "report"}, "italic"),
        ({"type": "map", "container-title": "An Atlas"}, "italic"),
        ({"type": "chapter", "container-title": "A Book"}, "quoted"),
        ({"type": "webpage"}, "quoted"),
        ({"type": "thesis"}, "quoted"),
        ({"type": "report", "container-title": "Papers"}, "quoted"),
        ({"type": "treaty"}, "plain"),
        ({"type": "legal_case"}, "plain"),
    ],
)
def test_works_are_in_italics_and_parts_in_quotation_marks(
    values: dict[str, str], form: str
) -> None:
    assert title_form(Source.model_validate({"title": "T", **values})) == form


@pytest.mark.parametrize(
    ("title", "form", "html"),
    [
        ("A & <b>", "italic", "<cite>A &amp; &lt;b&gt;</cite>"),
        ("A", "quoted", '<cite class="part">“A”</cite>'),
        ("A", "plain", '<cite class="upright">A</cite>'),
        # quotation marks inside
        ("The “Mad” Man’s", "quoted", '<cite class="part">“The ‘Mad’ Man’s”</cite>'),
        ('The "Mad" Man', "quoted", '<cite class="part">“The ‘Mad’ Man”</cite>'),
        ("“A ‘b’ c”", "quoted", '<cite class="part">“‘A “b” c’”</cite>'),
        ("The ‘Mad’ Man", "quoted", '<cite class="part">“The ‘Mad’ Man”</cite>'),
        ('The "Mad" Man', "italic", "<cite>The “Mad” Man</cite>"),
        # characters are not slanted
        ("강 건너", "italic", '<cite class="upright">강 건너</cite>'),
        ("Żywot", "italic", "<cite>Żywot</cite>"),
    ],
)  # fmt: skip
def test_a_title_becomes_html(title: str, form: str, html: str) -> None:
    assert format_title(title, form) == html


def test_a_title_says_its_language() -> None:
    assert format_title("강", "quoted", "ko") == '<cite class="part" lang="ko">“강”</cite>'
    assert format_title("T", "italic", 'x"y') == '<cite lang="x&quot;y">T</cite>'


@pytest.mark.parametrize(
    ("html", "with_stop", "with_comma"),
    [
        ("a", "a.", "a,"),
        ("Inc.", "Inc.", "Inc.,"),
        ("why?", "why?", "why?,"),
        ("<cite>a</cite>", "<cite>a</cite>.", "<cite>a</cite>,"),
        ("<cite>a!</cite>", "<cite>a!</cite>", "<cite>a!</cite>,"),
        ("<a><cite>“a”</cite></a>", "<a><cite>“a.”</cite></a>", "<a><cite>“a,”</cite></a>"),
        ("“a ‘b’”", "“a ‘b.’”", "“a ‘b,’”"),
        ("“a?”", "“a?”", "“a?,”"),
        ("“a”, 4", "“a”, 4.", "“a”, 4,"),
    ],
)
def test_a_stop_stands_inside_quotation_marks_and_once(
    html: str, with_stop: str, with_comma: str
) -> None:
    assert end_with(".", html) == with_stop
    assert end_with(",", html) == with_comma


def test_html_is_copied_as_plain_text() -> None:
    assert plain_text('<cite class="part">“A &amp; &lt;b&gt;”</cite>') == "“A & <b>”"
