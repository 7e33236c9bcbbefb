"""Slips that people make who do not programme: noticed, and told with a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.build import make_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "---\ntitle: A\ndate: 2018\n---\n"
SOURCE = "---\ntitle: Notes\ntype: book\n---\n"


@pytest.fixture
def tell(site: Callable[[dict[str, str]], Path]) -> Callable[[str], list[str]]:
    """Give what is said of an article."""

    def told(article: str) -> list[str]:
        files = {"articles/a.md": article, "sources/notes.md": SOURCE}
        problems = make_site(site({"site.yaml": "title: T\n", **files})).problems
        return [
            f"{p.line}:{p.column} {p.code}: {p.message} | {p.fix}"
            for p in problems
            if p.severity != "info"
        ]

    return told


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        # an article pasted as it is
        (
            "# A\n\nText.\n",
            "1:1 front-matter-missing: file has no front matter "
            "| begin the file with these lines: `---`, `title: …`, `date: …`, `---`",
        ),
        # markers without an end
        (
            HEAD + "See [[notes for more.\n",
            "5:5 marker-unclosed: this `[[` is never closed "
            "| close it with `]]`; for the plain text, put a backslash before it",
        ),
        (
            HEAD + "Said [@notes, p. 4 once.\n",
            "5:6 marker-unclosed: this `[@` is never closed "
            "| close it with `]`; for the plain text, put a backslash before it",
        ),
        # two sources with a comma
        (
            HEAD + "Said. [@notes, @other]\n",
            "5:7 citation-form: `[@notes, @other]` is not a citation that can be read "
            "| write `[@source-id, para. 4]`, two with `;`; as plain text, write `\\[`",
        ),
        # a footnote without its colon
        (
            HEAD + "Said.[^1]\n\n[^1] The note\n",
            "7:1 footnote-missing: the footnote `[^1]` is not defined "
            "| put a colon behind: `[^1]: …`",
        ),
        # fields where they would be published
        (
            HEAD + "\nnotes: the source is a friend\n",
            "6:1 field-in-body: the field `notes` stands below the front matter and would be "
            "published | move it above the closing `---`",
        ),
        (
            HEAD + "\n---\ndraft: true\n---\nText\n",
            "6:1 field-in-body: a second block of fields would be published as text "
            "| move it above the closing `---`",
        ),
        (
            "\u2013\u2013\u2013\ntitle: A\n---\n",
            "1:1 front-matter-missing: file has no front matter "
            "| write `---`, three hyphens and nothing else, on line 1",
        ),
        (
            "# A heading\n---\ntitle: A\n---\nText\n",
            "2:1 front-matter-position: front matter must be on line 1 "
            "| move these lines to the beginning of the file",
        ),
        # fields by the names that other programs have for them
        (
            "---\ntitle: A\ndate: 2018\nstatus: draft\n---\n",
            "4:1 unknown-key: `status` is not a field that is known here "
            "| did you mean `draft: true`?",
        ),
        (
            "---\ntitle: A\ndate: 2018\nauthor: Jo\n---\n",
            "4:1 unknown-key: `author` is not a field that is known here | did you mean `authors`?",
        ),
        (
            "---\ntitle: A\ndate: 2018\ndraft:\n---\n",
            "4:7 field-value: draft: `` is neither true nor false | write `true` or `false`",
        ),
        # lists of citations
        (
            "---\ntitle: A\ndate: 2018\nsources: [notes, p. 4]\n---\n",
            "4:18 link-missing: no record has the id `p. 4` "
            '| put each citation in quotes: `["source-id, para. 4"]`',
        ),
    ],
)
def test_slip_is_told(tell: Callable[[str], list[str]], article: str, expected: str) -> None:
    assert expected in tell(article)


def test_reference_may_break_over_two_lines(tell: Callable[[str], list[str]]) -> None:
    assert tell(HEAD + "See [[notes|the\nnotes]].\n") == []


def test_two_citations_may_touch(tell: Callable[[str], list[str]]) -> None:
    assert tell(HEAD + "Said.[@notes][@notes, p. 2]\n") == []


def test_bytes_that_stand_together_are_no_western_letters(
    site: Callable[[dict[str, str | bytes]], Path],
) -> None:
    files: dict[str, str | bytes] = {"site.yaml": "title: T\n"}
    files["articles/a.md"] = "---\ntitle: 김현희\n---\n".encode("cp949")
    (problem,) = [p for p in make_site(site(files)).problems if p.code == "encoding"]
    assert problem.fix == "open it in the program that wrote it and save it as UTF-8"


def test_inside_content_one_is_told_to_go_up(site: Callable[[dict[str, str]], Path]) -> None:
    folder = site({"site.yaml": "title: T\n", "pages/a.md": "---\ntitle: A\n---\n"})
    problem = make_site(folder / "content").problems[0]
    assert (
        problem.fix == "you are inside `content`: go up to the folder that holds it, with `cd ..`"
    )
