from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import PNG, Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

WORLD = {
    "people/ann.md": "---\nname: Ann <Lee>\nfamily: Lee\n---\n",
    "people/wit.md": "---\nname: Wanda Wit\nfamily: Wit\nlisted: false\n---\n",
    "sources/report.md": (
        "---\ntitle: Report & more\ntype: report\nauthor: "
        "[{family: Roe, given: Jo}]\nissued: 2019-12\n---\n"
    ),
    "sources/plain.md": "---\ntitle: Plain\ntitle-short: Pl.\ntype: book\n---\n",
    "media/x.png": PNG,
    "media/x.png.yaml": (
        "{alt: An X, caption: The <X>, credit: Zed, licence: CC0, source: 'report, p. 3'}"
    ),
    "media/y.png": PNG,
}


def body(make: Callable[..., Made], text: str) -> str:
    """The HTML of an article's body."""
    made = make({**WORLD, "articles/a.md": f"---\ntitle: A\ndate: 2020\n---\n{text}\n"})
    assert [p for p in made.problems if p.severity == "error"] == []
    page = made.pages["articles/a.html"]
    return page.partition('<div class="body">\n')[2].partition('\n</div>\n<div class="after"')[0]


FILLED = [
    ("[[ann]]", '<p id="p.1"><a href="../people/ann.html">Ann &lt;Lee&gt;</a></p>'),
    ("[[wit]]", '<p id="p.1">a person not named here</p>'),
    ("Ann Lee.", '<p id="p.1"><a class="mention" href="../people/ann.html">Ann Lee</a>.</p>'),
    (
        "![](x.png)",
        '<figure id="p.1"><img src="../media/x.png" alt="An X" width="2" height="1" '
        'decoding="async"><figcaption>'
        'The &lt;X&gt; <small class="credit">Zed · CC0 · Source: Roe, '
        '<a href="../sources/report.html"><cite>Report &amp; more</cite></a>, 3</small>'
        "</figcaption></figure>",
    ),
    (
        '![Y](y.png "A <title>")',
        '<figure id="p.1"><img src="../media/y.png" alt="Y" width="2" height="1" decoding="async">'
        "<figcaption>"
        "A &lt;title&gt;</figcaption></figure>",
    ),
    (
        "![Y](y.png)",
        '<figure id="p.1"><img src="../media/y.png" alt="Y" width="2" height="1" decoding="async">'
        "</figure>",
    ),
    (
        "So ![x](x.png), ![y](y.png).",
        '<p id="p.1">So <img src="../media/x.png" alt="x" width="2" height="1" decoding="async">, '
        '<img src="../media/y.png" alt="y" width="2" height="1" loading="lazy" decoding="async">'
        ".</p>",
    ),
    ("A %% not b %% c.", '<p id="p.1">A  c.</p>'),
]


@pytest.mark.parametrize(("text", "html"), FILLED)
def test_token_becomes_what_it_stands_for(make: Callable[..., Made], text: str, html: str) -> None:
    assert body(make, text) == html


NOTES = [
    ("So.[@report]", "Jo Roe, Report & more (2019)."),
    ("So.[@report, p. 4]", "Jo Roe, Report & more (2019), 4."),
    ("So.[see @plain]", "see Plain (n.d.)."),
    ("So.[@plain, p. 1; @report]", "Plain (n.d.), 1; Jo Roe, Report & more (2019)."),
    # the same source again
    ("So.[@plain, p. 1; @plain, p. 2]", "Plain (n.d.), 1; Pl., 2."),
    ("So.[^1]\n\n[^1]: See [[ann]].", "See Ann <Lee>."),
    ("So.[^1]\n\n[^1]: It says. [@plain]", "It says. Plain (n.d.)"),
    ("So.[^1]\n\n[^1]: It says [@report] so.", "It says Jo Roe, Report & more (2019) so."),
]


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_note_says_what_it_rests_on(make: Callable[..., Made], text: str, note: str) -> None:
    made = make({**WORLD, "articles/a.md": f"---\ntitle: A\ndate: 2020\n---\n{text}\n"})
    (found,) = find_all(made.main("articles/a.html"), "div", class_="note")
    assert visible(found).replace("\ufe0e", "") == f"1 {note} ↩"


def test_a_source_is_named_in_full_by_the_first_note_and_short_by_later_ones(
    make: Callable[..., Made],
) -> None:
    text = "A.[@report] B.[^n] C.[@report, para. 2]\n\nD.[^m]\n\n"
    text += "[^m]: M [@plain, p. 2].\n[^n]: N [@plain]."
    made = make({**WORLD, "articles/a.md": f"---\ntitle: A\ndate: 2020\n---\n{text}\n"})
    notes = find_all(made.main("articles/a.html"), "div", class_="note")
    assert [visible(note).partition(" ↩")[0] for note in notes] == [
        "1 Jo Roe, Report & more (2019).",
        "2 N Plain (n.d.).",
        "3 Roe, Report & more, para. 2.",
        "4 M Pl., 2.",
    ]


def test_only_the_title_of_a_cited_source_is_a_link(make: Callable[..., Made]) -> None:
    html = body(make, "So.[see @report, p. <4>]")
    assert (
        'see Jo Roe, <a href="../sources/report.html"><cite>Report &amp; more</cite></a> (2019), '
        in html
    )
    assert "&lt;4&gt;." in html


def test_every_mark_leads_to_its_note_and_every_note_back(make: Callable[..., Made]) -> None:
    text = "A.[@report] B.[^n] C.[@report]\n\nD.[@report] [@plain]\n\n[^n]: N."
    made = make({**WORLD, "articles/a.md": f"---\ntitle: A\ndate: 2020\n---\n{text}\n"})
    main = made.main("articles/a.html")
    ids = [e.get("id") for e in main.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    marks = [a for sup in find_all(main, "sup", class_="mark") for a in sup]
    assert [visible(mark) for mark in marks] == ["1", "2", "1", "1", "3"]
    backs = find_all(main, "a", class_="back")
    assert {mark.get("href", "")[1:] for mark in marks} <= set(ids)
    assert sorted(back.get("href", "")[1:] for back in backs) == sorted(
        m.get("id", "") for m in marks
    )
    assert [b.get("aria-label") for b in backs] == [
        "back to note 1, use 1",
        "back to note 1, use 2",
        "back to note 1, use 3",
        "back to note 2",
        "back to note 3",
    ]


# Where the source of a note can be read


PLACES = "URL: https://a.example/x?y&z\narchive_url: https://b.example/\nfile: s.pdf\n"
GONE = """\
- {url: 'https://a.example/x?y&z', status: 404, checked: 2026-03-03, missing_since: 2026-03-01,
   dead_since: 2026-03-03}
"""


@pytest.mark.parametrize(
    ("answers", "places"),
    [
        ("[]", ["original", "archived copy", "copy"]),
        (GONE, ["archived copy", "copy", "original"]),
    ],
)
def test_note_leads_to_where_its_source_can_be_read(
    make: Callable[..., Made], answers: str, places: list[str]
) -> None:
    made = make(
        {
            "articles/a.md": "---\ntitle: A\ndate: 2020\n---\nOne.[@s, p. 1; @t]\n",
            "sources/s.md": f"---\ntitle: S\ntype: book\n{PLACES}---\n",
            "sources/t.md": "---\ntitle: T\ntype: book\n---\n",
            "media/s.pdf": b"%PDF",
            "links.yaml": answers,
        }
    )
    (note,) = find_all(made.main("articles/a.html"), "div", class_="note")
    found = find_all(note, "a", class_="place")
    assert [link.text for link in found] == places
    hrefs = {
        "original": "https://a.example/x?y&z",
        "archived copy": "https://b.example/",
        "copy": "../media/s.pdf",
    }
    assert [link.get("href") for link in found] == [hrefs[place] for place in places]
    assert ("(no longer available)" in visible(note)) == (answers == GONE)
    assert "https:" not in visible(note)
