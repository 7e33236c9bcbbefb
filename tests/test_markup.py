from __future__ import annotations

import html as entities
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator import markup
from generator.config import Limits
from generator.markers import Marked
from generator.markup import convert, make_converter, mend_torn
from generator.tokens import TOKEN, make_token, token_number

if TYPE_CHECKING:
    from generator.model import Body
    from generator.problems import Problem

NOTE = re.compile("\ue002([0-9]+)\ue003([^\ue004]*)\ue004")


def told(problem: Problem) -> str:
    """A problem as one line: place, severity if it is not an error, and code."""
    severity = "" if problem.severity == "error" else f"{problem.severity} "
    return f"{problem.line}:{problem.column}+{problem.length} {severity}{problem.code}"


def shown(body: Body) -> str:
    """A body's HTML in which each token is its kind and what it leads to, and each note a tag.

    What stands behind blocks with a picture is left out.
    """

    def say(match: re.Match[str]) -> str:
        token = body.tokens[token_number(match)]
        if token.note:
            return f"[{token.note}]"
        if token.type == "cover":
            return ""
        cites = ";".join(cite.source for cite in token.cites)
        anchor = f"#{token.anchor}" if token.anchor else ""
        label = f"|{token.label}" if token.label else ""
        return f"{{{token.type[:4]} {cites or token.target}{anchor}{label}}}"

    said = NOTE.sub(r"<note \1>\2</note>", TOKEN.sub(say, body.html))
    return re.sub(r"\n+", "", said)


def made(text: str) -> str:
    """The HTML of a text in which nothing is wrong, without the blocks' anchors."""
    body, problems = convert("x.md", text)
    assert [told(problem) for problem in problems] == []
    return re.sub(r' id="p\.\d+"', "", shown(body))


def complaints(text: str, limits: Limits | None = None) -> list[str]:
    return [told(problem) for problem in convert("x.md", text, limits=limits)[1]]


# Every way of writing, alone and inside the others

WAYS = {
    "[[kim]]": "{refe kim}",
    "[[kim|the leader]]": "{refe kim|the leader}",
    "[[kim#Early life]]": "{refe kim#Early life}",
    "[[Kim Jong-un]]": "{refe Kim Jong-un}",
    "[text](../people/kim.md)": '<a href="{link ../people/kim.md}">text</a>',
    "[text](kim.md#life \"T\")": '<a href="{link kim.md#life}" title="T">text</a>',
    "[text](<a b.md>)": '<a href="{link a b.md}">text</a>',
    "[text](a%20b.md)": '<a href="{link a b.md}">text</a>',
    "[text](https://example.org/a_b)": '<a href="https://example.org/a_b">text</a>',
    "<https://example.org>": '<a href="https://example.org">https://example.org</a>',
    "<a@example.org>": '<a href="mailto:a@example.org">a@example.org</a>',
    "a@example.org and @handle": "a@example.org and @handle",
    "[ask a@example.org]": "[ask a@example.org]",
    "![alt](x.jpg)": "{pict x.jpg|alt}",
    "![[x.jpg]]": "{pict x.jpg}",
    "![[x.jpg|300]]": "{pict x.jpg}",
    "![[x.jpg|the words]]": "{pict x.jpg|the words}",
    "![of [[kim|Kim]] and [x]](x.jpg 'T')": "{pict x.jpg|of Kim and [x]}",
    "**[[kim]]**": "<strong>{refe kim}</strong>",
    "*a [[kim]] b*": "<em>a {refe kim} b</em>",
    "[a *b*](x.md)": '<a href="{link x.md}">a <em>b</em></a>',
    "`[[kim]] [@a] %% <b> &`": "<code>[[kim]] [@a] %% &lt;b&gt; &amp;</code>",
    "``a ` [[kim]]``": "<code>a ` [[kim]]</code>",
    "\\[[kim]]": "[[kim]]",
    "\\[@one]": "[@one]",
    "\\![[x.jpg]]": "!{refe x.jpg}",
    "a %%b [[c]]%% d": "a  d",
    "a <!-- b [[c]] <script> --> d": "a  d",
    "<b>[[kim]]</b>": "<b>{refe kim}</b>",
    '<a href="kim.md">x</a>': '<a href="{link kim.md}">x</a>',
    '<img src="x.jpg" alt="A &amp; B">': "{pict x.jpg|A & B}",
    "<code>[[kim]]</code>": "<code>[[kim]]</code>",
    "a < b, x <- y, 1<2": "a &lt; b, x &lt;- y, 1&lt;2",
    "a <b.c> <d:e>": "a &lt;b.c&gt; &lt;d:e&gt;",
    "{{ 7*7 }} {% raw %}": "{{ 7*7 }} {% raw %}",
    "<![ and <?php ?> and <!DOCTYPE x>": "&lt;![ and &lt;?php ?&gt; and &lt;!DOCTYPE x&gt;",
    "2 & 3 &amp; 4 &nbsp; 5": "2 &amp; 3 &amp; 4 &nbsp; 5",
}  # fmt: skip
FRAMES = {
    "a paragraph": ("start {} end", "<p>start {} end</p>"),
    "a list": ("- start {} end\n- x", "<ul><li>start {} end</li><li>x</li></ul>"),
    "a numbered list": ("1. start {} end", "<ol><li>start {} end</li></ol>"),
    "a quotation": ("> start {} end", "<blockquote><p>start {} end</p></blockquote>"),
    "a definition": ("T\n:   start {} end", "<dl><dt>T</dt><dd>start {} end</dd></dl>"),
    "a callout": (
        "> [!note] T\n> start {} end",
        '<div class="admonition note"><p class="admonition-title">T</p><p>start {} end</p></div>',
    ),
    "a callout's title": (
        "> [!note] start {} end\n> B",
        '<div class="admonition note"><p class="admonition-title">start {} end</p><p>B</p></div>',
    ),
    "an admonition": (
        '!!! note "T"\n    start {} end',
        '<div class="admonition note"><p class="admonition-title">T</p><p>start {} end</p></div>',
    ),
    "a footnote": (
        "x[^1]\n\n[^1]: start {} end",
        '<p>x[1]</p><div class="notes"><note 1><p>start {} end</p></note></div>',
    ),
    "a second paragraph of a list": (
        "- a\n\n    start {} end",
        "<ul><li><p>a</p><p>start {} end</p></li></ul>",
    ),
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_works_inside_every_other(way: str, frame: str) -> None:
    source, html = FRAMES[frame]
    assert made(source.replace("{}", way)) == html.replace("{}", WAYS[way])


CELLS = {way: html for way, html in WAYS.items() if "|" not in way}
CELLS |= {"[[kim\\|the leader]]": "{refe kim|the leader}", "![[x.jpg\\|W]]": "{pict x.jpg|W}"}


@pytest.mark.parametrize("way", CELLS)
def test_every_way_of_writing_works_in_a_table(way: str) -> None:
    html = made(f"| H | I |\n|:--|---|\n| {way} | b |")
    assert f'<td class="align-left">{CELLS[way]}</td><td>b</td>' in html


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_works_in_a_heading(way: str) -> None:
    html = made(f"## start {way} end")
    assert re.sub(r' id="[^"]*"', "", html) == f"<h2>start {WAYS[way]} end</h2>"


@pytest.mark.parametrize(
    "way", [*WAYS, "[@one]", "[^1]", "<script>", "%%", "<!--", "<div onclick=x>"]
)
@pytest.mark.parametrize(
    "frame",
    ["```\n{}\n```", "~~~ python\n{}\n~~~", "```js title=x\n{}\n```", "    {}", "a\n\n\t{}",
     "- a\n\n        {}",
     "x[^1]\n\n[^1]: y\n\n        {}"],
)  # fmt: skip
def test_code_keeps_its_text(way: str, frame: str) -> None:
    body, problems = convert("x.md", frame.replace("{}", way))
    assert [told(problem) for problem in problems if problem.code != "footnote-missing"] == []
    (code,) = re.findall(r"<pre[^>]*><code[^>]*>([^\ue000-\uf8ff]*)</code></pre>", body.html)
    assert entities.unescape(code).strip() == way
    assert len([token for token in body.tokens if token.type not in ("text", "footnote")]) == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # pictures
        ("![a](x.jpg)", "<figure>{pict x.jpg|a}</figure>"),
        ("![a][r]\n\n[r]: ../media/x.jpg", "<figure>{pict ../media/x.jpg|a}</figure>"),
        ("a ![b][r], [c][r]\n\n[r]: x.jpg",
         '<p>a {pict x.jpg|b}, <a href="{link x.jpg}">c</a>{size x.jpg}</p>'),
        # links whose address stands apart
        ("[a][r]\n\n[r]: kim.md", '<p><a href="{link kim.md}">a</a></p>'),
        ("[a][r]\n\n> [r]: <kim.md>",
         '<p><a href="{link kim.md}">a</a></p><blockquote></blockquote>'),
        # comments
        ("a\n\n%% b\n\nc [[d]] %%\n\ne", "<p>a</p><p>e</p>"),
        ("<!-- a\n\nb -->\n- c", "<ul><li>c</li></ul>"),
        ("%% a %%\n%% b %%\n- c", "<ul><li>c</li></ul>"),
        ("a\n<!-- b -->\nc", "<p>ac</p>"),
        ("<!-->a", "<p>a</p>"),
        # blocks of HTML are HTML; markers work in them
        ("<div>\n\n[[a]] **b**\n\n</div>", "<div>{refe a} **b**</div>"),
        ("<ul><li>a<li>[[b]]</ul>", "<ul><li>a</li><li>{refe b}</li></ul>"),
        ("<pre>[[a]] [^9] [@b]</pre>", "<pre>[[a]] [^9] [@b]</pre>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("<hr/>", "<hr>"),
        # what Python-Markdown brings
        ("The KCNA said\n\n*[KCNA]: Agency",
         '<p>The <abbr title="Agency">KCNA</abbr> said</p>'),
        ("a {: .b lang=ko }\n\n[c](d.md){: hreflang=ko }", None),
        ("| a | b | c |\n|:-|:-:|-:|\n| 1 | 2 | 3 |",
         '<table><thead><tr><th class="align-left">a</th><th class="align-center">b</th>'
         '<th class="align-right">c</th></tr></thead><tbody><tr><td class="align-left">1</td>'
         '<td class="align-center">2</td><td class="align-right">3</td></tr></tbody></table>'),
    ],
)  # fmt: skip
def test_blocks_are_converted(text: str, html: str | None) -> None:
    if html is None:
        convert("x.md", text)
    else:
        assert made(text) == html


# Notes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # citations and footnotes are one sequence in reading order
        ("a [@s] b [^x] c [@t]\n\n[^x]: X",
         '<p>a[1] b[2] c[3]</p><div class="notes"><note 1></note><note 2><p>X</p></note>'
         "<note 3></note></div>"),
        # the same has the same number, another locator another
        ("a [@s] b [@s] c [@s, p. 2] d [see @s]",
         '<p>a[1] b[1] c[2] d[3]</p><div class="notes"><note 1></note><note 2></note>'
         "<note 3></note></div>"),
        ("a [^x] b [^x]\n\n[^x]: X",
         '<p>a[1] b[1]</p><div class="notes"><note 1><p>X</p></note></div>'),
        # right behind the block that refers to them first
        ("a [@s]\n\nb [@s]\n\nc [@t]",
         '<p>a[1]</p><div class="notes"><note 1></note></div><p>b[1]</p>'
         '<p>c[2]</p><div class="notes"><note 2></note></div>'),
        ("- a [@s]\n- b [@t]",
         '<ul><li>a[1]</li><li>b[2]</li></ul><div class="notes"><note 1></note><note 2></note>'
         "</div>"),
        # definitions may stand anywhere, in any order
        ("[^b]: B\n[^a]: A\n\na [^a] b [^b]",
         '<p>a[1] b[2]</p><div class="notes"><note 1><p>A</p></note><note 2><p>B</p></note></div>'),
        # with blocks in them
        ("a [^x]\n\n[^x]: X\n\n    Y\n\n    - z",
         '<p>a[1]</p><div class="notes"><note 1><p>X</p><p>Y</p><ul><li>z</li></ul></note></div>'),
        # and notes in notes: a citation there is said in place
        ("a [^x]\n\n[^x]: X [@s] [^y]\n[^y]: Y",
         '<p>a[1]</p><div class="notes"><note 1><p>X {cita s}[2]</p></note>'
         "<note 2><p>Y</p></note></div>"),
        ("a [^x]\n\n[^x]: X [^x]",
         '<p>a[1]</p><div class="notes"><note 1><p>X[1]</p></note></div>'),
        # one defined inside another
        ("a [^x] b [^y]\n\n[^x]: X\n\n    [^y]: Y",
         '<p>a[1] b[2]</p><div class="notes"><note 1><p>X</p></note><note 2><p>Y</p></note></div>'),
        # a mark stands close to its word
        ("a   [@s].", '<p>a[1].</p><div class="notes"><note 1></note></div>'),
    ],
)  # fmt: skip
def test_notes_are_numbered_and_placed(text: str, html: str) -> None:
    assert made(text) == html


def test_the_notes_of_a_body_are_counted() -> None:
    body, _ = convert("x.md", "a [@s] b [^x] c [@s]\n\n[^x]: X")
    assert body.notes == 2
    assert [token.note for token in body.tokens if token.note] == [1, 2, 1]


# Headings and anchors


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        # the highest becomes h2, and no level is skipped
        ("# A\n\n## B\n\n# C", [(2, "a"), (3, "b"), (2, "c")]),
        ("### A\n\n##### B\n\n#### C\n\n# D", [(2, "a"), (3, "b"), (3, "c"), (2, "d")]),
        ("A\n=\n\nB\n-", [(2, "a"), (3, "b")]),
        ("\n\n".join(f"{'#' * n} H{n}" for n in range(1, 7)),
         [(2, "h1"), (3, "h2"), (4, "h3"), (5, "h4"), (6, "h5"), (6, "h6")]),
        # anchors keep every script, and are the words that are shown
        ("## Über 김정은!", [(2, "über-김정은")]),
        ("## Of [[kim|Kim]] & [@s] [Ri](ri.md)", [(2, "of-kim-ri")]),
        ("## !!", [(2, "section")]),
        ("## A {#b}", [(2, "b")]),
        ("## a <b.c>", [(2, "a-b-c")]),
    ],
)  # fmt: skip
def test_headings_have_levels_and_anchors(text: str, headings: list[tuple[int, str]]) -> None:
    body, _ = convert("x.md", text)
    assert [(heading.level, heading.id) for heading in body.headings] == headings
    for level, anchor in headings:
        assert f'<h{level} id="{anchor}">' in body.html


def test_a_heading_is_listed_by_the_words_that_it_shows() -> None:
    body, _ = convert("x.md", "## Of [[kim|Kim & Co]] *and* `x` <y.z> [@s]")
    assert [heading.text.strip() for heading in body.headings] == ["Of Kim & Co and x <y.z>"]


def test_each_block_has_an_anchor() -> None:
    body, _ = convert("x.md", "a\n\n## H\n\n- b\n\n    c\n\n> d\n\n<p id=own>e</p>\n\n* * *")
    assert body.anchors == ["p.1", "h", "p.2", "p.3", "own"]
    assert [re.sub(r"\s+", "", tag) for tag in re.findall(r"<\w+ id=[^>]*>", body.html)] == [
        '<pid="p.1">', '<h2id="h">', '<ulid="p.2">', '<blockquoteid="p.3">', '<pid="own">'
    ]  # fmt: skip


# Running text


def test_names_may_be_linked_in_running_text_alone() -> None:
    text = "A *b* [c](x.md) `d` <cite>e</cite> <kbd>f</kbd> [[g]] h [@i]\n\n## J\n\n    k\n\n> l"
    body, _ = convert("x.md", text)
    runs = [body.html[run.start : run.end].strip() for run in body.runs]
    assert [run for run in runs if run] == ["A", "b", "h", "l"]
    assert [run.section for run in body.runs][-1] == 1


def test_sentences_are_found_where_they_stand() -> None:
    body, _ = convert(
        "x.md",
        "One *two* [[x]]. Three [@s] four.\n\n- Five.\n\n## Six\n\nSeven[^1].\n\n[^1]: Eight.",
    )
    said = [
        (
            sentence.anchor,
            TOKEN.sub("@", re.sub(r"<[^>]+>", "", body.html[sentence.start : sentence.end])),
        )
        for sentence in body.sentences
    ]
    assert said == [
        ("p.1", "One two @."), ("p.1", "Three@ four."), ("p.2", "Five."), ("six", "Six"),
        ("p.3", "Seven@."), ("p.3", "Eight."),
    ]  # fmt: skip
    assert body.words == 9


# What is wrong, and where


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # HTML that is not allowed
        ("a\n\nb <script>x</script>", ["3:3+8 raw-html"]),
        ("<iframe src=x></iframe>", ["1:1+14 raw-html"]),
        ("a </iframe>", ["1:3+9 raw-html"]),
        ("<base href=x>", ["1:1+13 raw-html"]),
        ('<meta http-equiv="refresh" content="0">', ["1:1+39 raw-html"]),
        ("<style>a</style>", ["1:1+7 raw-html"]),
        ("<form><input></form>", ["1:1+6 raw-html", "1:7+7 raw-html"]),
        ("<SCRIPT\nsrc=x>", ["1:1+14 raw-html"]),
        ("<svg/onload=x>", ["1:1+14 raw-html"]),
        ("<object data=x>", ["1:1+15 raw-html"]),
        # attributes
        ("a <b onerror=x>c</b>", ["1:6+7 raw-attribute"]),
        ("<b\n  onerror=x>c</b>", ["2:3+7 raw-attribute"]),
        ("a <b style='x'>c</b>", ["1:6+5 raw-attribute"]),
        ("a <img src=x.jpg onerror=y>", ["1:18+7 raw-attribute"]),
        ("<a href=x target=_blank>c</a>", ["1:11+6 raw-attribute"]),
        ("**b**{: onclick=x }", ["1:9+7 raw-attribute"]),
        ('**b**{: #c style="x" }', ["1:12+5 raw-attribute"]),
        ("**b**{ data-x=y }", ["1:8+6 raw-attribute"]),
        # addresses
        ("[a](javascript:b)", ["1:5+12 url-scheme"]),
        ("[a](JavaScript&colon;b)", ["1:5+18 url-scheme"]),
        ("[a](&#106;avascript:b)", ["1:5+17 url-scheme"]),
        ("[a](java\nscript:b)", ["1:5+13 url-scheme"]),
        ("[a](java\nscript:alert(1))", ["1:5+20 url-scheme"]),
        ("[a](<javascript:b>)", ["1:6+12 url-scheme"]),
        ("[a]( vbscript:b )", ["1:6+10 url-scheme"]),
        ("[a](data:text/html,b)", ["1:5+16 url-scheme"]),
        ("[a](file:///etc/passwd)", ["1:5+18 url-scheme"]),
        ("[a][b]\n\n[b]: javascript:c", ["3:6+12 url-scheme"]),
        ("[a][b]\n\n[b]:\n  javascript:c", ["4:3+12 url-scheme"]),
        ("[a][b]\n\n> [b]: javascript:c", ["3:8+12 url-scheme"]),
        ("[a][b]\n\n- [b]: javascript:c", ["3:8+12 url-scheme"]),
        ("<a href='javascript:b'>c</a>", ["1:4+12 url-scheme"]),
        ("<ftp://example.org>", ["1:2+17 url-scheme"]),
        ("[a](b c.md)", ["1:5+6 link-form"]),
        # what would be loaded from elsewhere
        ("![a](https://b.org/c.jpg)", ["1:6+19 third-party"]),
        ("![a](//b.org/c.jpg)", ["1:6+13 third-party"]),
        ("![a](data:image/png;base64,b)", ["1:6+23 third-party"]),
        ("![a](../media/b c.jpg)", ["1:6+16 link-form"]),
        ("![a](\\\\\\\\b\\c)", ["1:6+7 third-party"]),
        ("![a][r]\n\n[r]: https://b.org/c.jpg", ["3:6+19 third-party"]),
        ("<img src=https://b.org/c.jpg>", ["1:6+1 third-party"]),
        ("<video poster=//b.org/c src=d></video>", ["1:8+1 third-party"]),
        # what is never closed
        ("a <!-- b", ["1:3+4 html-comment"]),
        ("<!-- a <!-- b -->", ["1:1+4 html-comment"]),
        ("a %% b", ["1:3+2 comment-unclosed"]),
        ("a\n\n```\nb", ["3:1+3 code-unclosed"]),
        ("~~~~\na\n~~~", ["1:1+4 code-unclosed", "3:1+3 code-unclosed"]),
        ("a\n\n<div>\n\nb", ["3:1+5 html-unclosed"]),
        ("<div><b>a</div>", ["1:6+3 html-unclosed"]),
        ("a</div>", ["1:2+6 html-unopened"]),
        # footnotes
        ("a [^x]", ["1:3+4 footnote-missing"]),
        ("[^x]: a", ["1:1+4 warning footnote-unused"]),
        ("a[^x]\n\n[^x]: b\n\n[^x]: c", ["5:1+4 footnote-duplicate"]),
        # citations
        ("a [see @one p. 4]", ["1:3+15 citation-form"]),
        ("a [@one;]", ["1:3+7 citation-form"]),
        # links inside the words of links
        ("a [see [[b]] now](https://e.org)", ["1:8+5 link-nested"]),
        ("[x[^1]](https://e.org)\n\n[^1]: a", ["1:3+4 link-nested"]),
        ("a\n\n[x [@s]](c.md)", ["3:4+4 link-nested"]),
        ('<a href="c.md">x [[b|d]]</a>', ["1:18+7 link-nested"]),
        # anchors
        ("**a**{#b.c}", ["1:8+3 anchor-form"]),
        ("<p id='note.1'>a</p>", ["1:4+6 anchor-form"]),
        ("**a**{#b} **c**{#b}", ["1:18+1 anchor-duplicate"]),
        ("<b id=talks>a</b>\n\n## Talks", ["1:4+1 anchor-duplicate"]),
        # headings
        ("## A\n\n## A", ["3:1+1 warning heading-duplicate"]),
        ("A\n=\n\nB\n=\n\n### a ###", ["7:1+1 warning heading-duplicate"]),
        ("B\n-\n\n## A\n\nA\n-", ["6:1+1 warning heading-duplicate"]),
        ("## A\n\n## A {#b}", []),
        ("## A\n\n    ## A\n\n```\n## A\n```", []),
        ("## A {#a_1}", []),
        # lists
        ("a\n- b", ["2:1+1 warning list-unseparated"]),
        ("- a\n- b\n\n1. c\n2. d", []),
        ("```\na\n- b\n```", []),
        ("2018. It was", ["1:1+5 warning year-as-list"]),
        ("2018\\. It was", []),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(text: str, wanted: list[str]) -> None:
    assert sorted(complaints(text)) == sorted(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](java\nscript:alert(1)) [b](&#106;avascript:alert(1)) [c](data:text/html,x)",
        "<a href='&#1;javascript:alert(1)'>x</a>",
        "**b**{: onclick=alert(1) style=color:red }",
        "<iframe src=x></iframe><form><input></form><style>*{}</style><base href=x><meta x>",
        "<svg><script>alert(1)</script></svg><math><mi xlink:href='javascript:x'></math>",
        "![x](https://evil.example/x.png) <img src=//evil.example/x>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<div\nonmouseover='x'\n>y</div>",
        "<script",
        "<a href=\"x",
        "<!--[if IE]><script>x</script><![endif]-->",
        "```{.x onclick=y}\nz\n```",
    ],
)  # fmt: skip
def test_html_that_could_do_harm_comes_out_harmless(text: str) -> None:
    body, _ = convert("x.md", text)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", body.html):
        assert not re.match(r"<(script|iframe|form|input|style|base|meta|svg|math|object)\b", tag)
        assert not re.search(r"\s(on\w+|style)\s*=", tag)
        assert not re.search(r"(javascript|data|vbscript)\s*:", tag, re.IGNORECASE)
        assert "evil.example" not in tag


def test_a_fault_says_what_to_do() -> None:
    for text in ("<script>", "[a](b c)", "```\nx", "<div>", "</b>", "[^x]", "[a](ftp:x)", "a %% b"):
        for problem in convert("x.md", text)[1]:
            assert problem.message
            assert problem.fix
            assert problem.path == "x.md"


# Limits

SMALL = Limits(line_length=100, nesting=3)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a" * 101, ["1:100+1 line-too-long"]),
        ("a\n" + "b" * 101, ["2:100+1 line-too-long"]),
        ("a" * 100, []),
        ("> > > a", []),
        (">>> a", []),
        ("> > > > a", ["1:1+1 too-complex"]),
        ("            a", []),
        ("                - a", ["1:1+1 too-complex"]),
        ("- - - a", []),
        ("- - - - a", ["1:1+1 too-complex"]),
        ("1. 1. 1. 1. a", ["1:1+1 too-complex"]),
    ],
)
def test_limits_of_the_site_are_kept(text: str, wanted: list[str]) -> None:
    assert complaints(text, SMALL) == wanted


@pytest.mark.parametrize(
    "text",
    [
        # what is never closed, in one paragraph and in many
        "[" * 16_000, "![" * 4000, "[a](" * 5000, "[[" * 4000, "([" * 9000, "[@a " * 9000,
        "<a " * 16_000, "<a \"'\n\n" * 9000, "<!--\n\n" * 9000, "<div>" * 300, "<" * 16_000,
        "*" * 20_000, "_a " * 9000, "`" * 16_000, "` " * 9000, "~~~x\n" * 9000, "```x\n\n" * 9000,
        "%% " * 9001, "{" * 16_000, "{: " * 9000, "(" * 16_000, "\\" * 16_000, "&" * 16_000,
        # nested
        "> " * 300 + "x", "- " * 300 + "x", "1. " * 3000 + "x", " " * 16_000 + "x",
        "\n".join("    " * depth + "- x" for depth in range(300)),
        # many
        "[^1]" * 4000, "x\n\n" * 30_000, "|" * 9000 + "\n" + "|-" * 9000, "a@" * 9000,
        "*[a]: b\n" * 2000 + "a " * 5000,
        "*a* " * 5000,
        # long
        "x" * 10_000_000,
    ],
    ids=lambda text: f"{text[:8]!r}x{len(text)}",
)  # fmt: skip
def test_hostile_text_is_answered(text: str) -> None:
    body, problems = convert("x.md", text)
    assert body.html or any(problem.severity == "error" for problem in problems)
    # What was refused leaves no trace.
    assert made("a *b*") == "<p>a <em>b</em></p>"


def test_text_nested_too_deeply_for_the_parser_is_refused() -> None:
    assert complaints("1. " * 3000 + "x", Limits(nesting=5000)) == ["1:1+1 too-complex"]
    assert made("- a\n\nb") == "<ul><li>a</li></ul><p>b</p>"


def test_no_paragraph_is_too_much_that_is_not_looked_at() -> None:
    assert 2 * markup.FEWEST**2 <= markup.MOST_BRACKETS <= markup.MOST_SIGNS


# Laws

PIECES = [
    *WAYS, "[@one]", "[@one, p. 4]", "[^1]", "[^2]", "\n\n[^1]: Note [[a]] [@b]\n\n",
    "\n\n[^2]: N\n\n    M\n\n",
    "\n\n", "\n", "\n\n- ", "\n- ", "\n    ", "\n\n    ", "\n> ", "\n\n> [!note] ", "\n\n## ",
    "\n\n# ", "\n==\n",
    "\n```\n", "\n~~~\n", "`", "``", "*", "**", "_", "[", "]", "(", ")", "<", ">", "|",
    "\n|---|---|\n", "\\", "\t",
    "%%", "<!--", "-->", "<div>", "</div>", "<b>", "</b>", "<script>", "<p>", "<pre>", "</pre>",
    "<code>", "<td>",
    "{: .x #y }", "{: onclick=z }", "!!! note\n    ", "\n:   ", "\n\n*[word]: Words\n\n",
    "\n[r]: x.md\n", "[t][r]",
    "![t][r]", "word ", "Kim. ", "&amp;", "&", "김정은 ", "1. ", "\n2018. ", "<!DOCTYPE", "<?",
    "<![CDATA[", "]]>",
    "<table>", "<li>", "<a href='x.md'>", "</a>", "<img src=x.jpg>", "\u00a0", "\u2028",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
fast = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@fast
@given(soup)
@example('<div id="footnote.0">x</div>\n\na[^1]\n\n[^1]: b')
@example("*a [[kim]] b**a [[kim]] b*[text](../people/kim.md)")
def test_any_text_gives_balanced_html_without_a_trace_of_markers(text: str) -> None:
    body, problems = convert("x.md", text)
    html = NOTE.sub(r"<div>\2</div>", body.html)
    stack: list[str] = []
    for slash, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\")*>", html):
        if slash:
            assert stack.pop() == name
        elif name not in ("br", "hr", "img", "wbr", "col"):
            stack.append(name)
    assert stack == []
    assert not re.search("[\ue002-\uf8ff]", TOKEN.sub("", html))
    assert {token_number(match) for match in TOKEN.finditer(html)} <= set(range(len(body.tokens)))
    if any(problem.code == "html-unclosed" for problem in problems):
        return  # and so is not published
    html5lib.HTMLParser(strict=True).parseFragment(TOKEN.sub("x", re.sub(r"<img[^>]*>", "", html)))


@fast
@given(soup, soup)
def test_a_text_is_converted_the_same_whatever_went_before(text: str, other: str) -> None:
    first = convert("x.md", text)
    convert("y.md", other)
    assert convert("x.md", text) == first


BEHIND = [
    ("a ![](x.jpg) b", ["p", "cover"]),
    ("![](x.jpg)", ["figure"]),
    ("- a ![](x.jpg)\n- ![](y.jpg)", ["ul", "cover", "cover"]),
    ("a ![](x.jpg)[^1]\n\n[^1]: b ![](y.jpg)", ["p", "div", "cover", "cover"]),
    ("a[^1] ![](x.jpg)\n\nb ![](y.jpg)\n\n[^1]: c", ["p", "div", "cover", "p", "cover"]),
    ("|a|\n|-|\n|![](x.jpg)|", ["table", "cover"]),
]


TORN = ["*a b**c b*[text](kim.md)", "*a b**c b*[text](https://example.org)"]


@pytest.mark.parametrize("text", TORN)
def test_link_that_markdown_tears_is_told(text: str) -> None:
    body, problems = convert("x.md", text)
    assert [problem.code for problem in problems] == ["emphasis-torn"]
    assert "klzz" not in body.html


@pytest.mark.parametrize(("text", "wanted"), BEHIND)
def test_what_a_warning_may_cover_stands_behind_its_block_and_its_notes(
    text: str, wanted: list[str]
) -> None:
    body, problems = convert("x.md", text)
    assert problems == []
    found, depth = [], 0
    html = NOTE.sub(r"\2", body.html)
    for match in re.finditer(rf"<(/?)(\w+)[^>]*>|{TOKEN.pattern}", html):
        if match[2] is None:
            token = body.tokens[token_number(re.fullmatch(TOKEN, match[0]))]  # type: ignore[arg-type]
            found += [token.type] if token.type == "cover" else []
            assert token.type != "cover" or depth == 0
        elif not match[1]:
            found += [match[2]] if depth == 0 else []
        depth += 0 if match[2] is None else -1 if match[1] else 1
    assert found == wanted


def test_a_film_and_a_document_are_no_words_of_a_link() -> None:
    assert complaints("[![a](x.mp4)](y.md)") == ["1:7+5 link-nested"]
    assert complaints("a [b ![a](x.pdf)](y.md)") == ["1:11+5 link-nested"]
    assert complaints("[![a](x.jpg)](y.md)") == []


def test_token_that_markdown_tears_is_told_at_its_place() -> None:
    # Which emphasis is torn depends on Python-Markdown's version, so the torn HTML is given.
    marked = Marked("x.md", "*a [[kim]] b**a [[kim]] b*[[kim]]", 1, 1)
    whole, torn = "".join(map(make_token, (0, 1))), make_token(2)[1:]
    assert mend_torn(marked, f"<p>{whole}{torn}</p>") == f"<p>{whole}</p>"
    assert [(p.code, p.line, p.column) for p in marked.problems] == [("emphasis-torn", 1, 27)]


@fast
@given(soup)
def test_offsets_stay_inside_the_html(text: str) -> None:
    body, _ = convert("x.md", text)
    for run in body.runs:
        assert not re.search(r"[<>\ue000-\uf8ff]", body.html[run.start : run.end])
    for sentence in body.sentences:
        assert 0 <= sentence.start < sentence.end <= len(body.html)
        assert sentence.anchor in body.anchors or sentence.anchor == ""


def test_a_new_converter_gives_the_same() -> None:
    text = "# A\n\n[[b]] [^1]\n\n[^1]: c\n\n*[d]: e"
    first = convert("x.md", text)
    del markup.LOCAL.converter
    assert convert("x.md", text) == first
    assert markup.make_converter() is make_converter()


def test_links_inside_links_are_only_words() -> None:
    text = "[see [[b|Bob]] now[^1], [@s]](https://e.org)\n\n[^1]: a"
    assert shown(convert("x.md", text)[0]).startswith(
        '<p id="p.1"><a href="https://e.org">see Bob now,</a></p>'
    )


def test_threads_do_not_mix_texts() -> None:
    texts = [f"# H{n}\n\n[[a{n}]] *b{n}*[^1] `c{n}`\n\n[^1]: d{n}\n\n    e{n}" for n in range(60)]
    alone = [convert("x.md", text) for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as executor:
            assert list(executor.map(convert, ["x.md"] * 60, texts)) == alone
    finally:
        sys.setswitchinterval(interval)
