"""What counts as a statement, and on which sources it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.statements import find_places

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

SOURCES = {
    "sources/one.md": "---\ntitle: One\ntype: book\n---\n",
    "sources/two.md": "---\ntitle: Two\ntype: book\n---\n",
    "people/ann.md": "---\nname: Ann\nname_order: mononym\n---\n",
}


def audit(make: Callable[..., Made], body: str) -> tuple[int, int, list[str]]:
    """How many statements a body has, how many rest on one source, and those without any."""
    article = f"---\ntitle: The story\ndate: 2020\n---\n{body}"
    made = make({**SOURCES, "articles/story.md": article.encode()})
    assert made.told == []
    counted = made.result.audit.whole()["records"]["story"]
    uncited = [statement["text"] for statement in counted["uncited"]]
    assert counted["cited"] == counted["statements"] - len(uncited)
    return counted["statements"], counted["single"], uncited


CASES = [
    # a paragraph
    ("A fact.", 1, 0, ["A fact."]),
    ("A fact.[@one]", 1, 1, []),
    ("A fact.[@one; @two]", 1, 0, []),
    ("A fact.[@one, p. 1; @one, p. 9]", 1, 1, []),
    ("First. Then this.[@one]", 2, 2, []),
    ("First.[@one] Then this.", 2, 1, ["Then this."]),
    ("First.[@one] Then this.[@two]", 2, 2, []),
    ("First.\n\nThen this.[@one]", 2, 1, ["First."]),
    ("Inside [@one] of it.", 1, 1, []),
    ("[@one] Before it. And on.", 2, 1, ["And on."]),
    # other ways to point to a source
    ("As [[one]] says. More.", 2, 1, ["More."]),
    ("As [the book](../sources/one.md) says.", 1, 1, []),
    ("A fact.[^a]\n\n[^a]: See [@one].", 1, 1, []),
    ("A fact.[^a]\n\n[^a]: See [[two]] and [@one].", 1, 0, []),
    ("A fact.[^a] And so on.[^a]\n\n[^a]: [@one]", 2, 2, []),
    ("A fact.[^a]\n\n[^a]: A remark.", 1, 0, ["A fact."]),
    ("A fact of [[ann]].", 1, 0, ["A fact of Ann."]),
    ("A fact [elsewhere](https://example.org/).", 1, 0, ["A fact elsewhere."]),
    ("`[@one]` is code.", 1, 0, ["[@one] is code."]),
    # what is not counted
    ("Why? Because.[@one]", 1, 1, []),
    ("누가\uff1f", 0, 0, []),
    ("He asked “Why?”", 1, 0, ["He asked “Why?”"]),
    ("## A heading\n\nA fact.[@one]", 1, 1, []),
    ("> [!note] Title\n> Not a fact.", 0, 0, []),
    ('!!! warning "Title"\n    Not a fact.', 0, 0, []),
    ("Term\n:   Its meaning.[@one]", 1, 1, []),
    ("    Code here.", 0, 0, []),
    ("---", 0, 0, []),
    ("<aside>By the way.</aside>", 0, 0, []),
    # a list
    ("- A.[@one]\n- B.", 2, 1, ["B."]),
    ("- A.\n- B.[@one]", 2, 1, ["A."]),
    ("- So. More.[@one]\n- B.[@two]", 3, 3, []),
    ("They asked for:[@one]\n\n- bread\n- wine", 2, 2, []),
    ("They asked.[@one]\n\n- Bread. Wine.[@two]\n- More.", 4, 4, []),
    ("They asked.\n\n- Bread.\n- Wine.[@two]", 3, 1, ["They asked.", "Bread."]),
    ("A.[@one] They asked.\n\n- Bread.", 3, 1, ["They asked.", "Bread."]),
    ("A.[@one]\n\n## Heading\n\n- Bread.", 2, 1, ["Bread."]),
    ("A.[@one]\n\n- Bread.\n\nB.", 3, 2, ["B."]),
    ("- A:[@one]\n    - B.\n    - C.\n- D.", 3, 2, ["D."]),
    ("A:[@one]\n\n- B.\n    - C.", 2, 2, []),
    ("- A.[@one]\n\n    More of it.\n\n- B.[@one]", 3, 2, ["More of it."]),
    # a table
    ("| a | b |\n|---|---|\n| c. | d |\n| e | [@one] |", 2, 1, ["c. d"]),
    ("| a | b |\n|---|---|\n| [@one] | c. D. |", 1, 1, []),
    ("| a | b |\n|---|---|\n| Who? | nobody |", 1, 0, ["Who? nobody"]),
    ("All of it.[@one]\n\n| a | b |\n|---|---|\n| c | d |\n| e | f[@two] |", 3, 3, []),
    # a quotation
    ("> Words. More words.\n>\n> — Ann[@one]", 2, 2, []),
    ("> Words.\n>\n> More words.[@one]\n>\n> - And a list.", 3, 2, ["And a list."]),
    ("Ann said:[@one]\n\n> Words.", 1, 1, []),
    ("> Words.", 1, 0, ["Words."]),
]


@pytest.mark.parametrize(("body", "statements", "single", "uncited"), CASES)
def test_statements_are_counted_and_cited(
    make: Callable[..., Made], body: str, statements: int, single: int, uncited: list[str]
) -> None:
    assert audit(make, body) == (statements, single, uncited)


def test_notes_between_a_sentence_and_its_list_are_looked_through(
    make: Callable[..., Made],
) -> None:
    body = "They asked.[^a][@one]\n\n- Bread.\n\n[^a]: A remark. Another.\n"
    assert audit(make, body) == (2, 2, [])


def test_statement_names_the_block_that_holds_it(make: Callable[..., Made]) -> None:
    body = "---\ntitle: T\ndate: 2020\n---\nA.\n\n- B.\n- C.\n{: #list }\n\n## H\n\nD.\n"
    made = make({"articles/story.md": body})
    uncited = made.result.audit.whole()["records"]["story"]["uncited"]
    assert [one["text"] for one in uncited] == ["A.", "B.", "C.", "D."]
    for one in uncited:
        assert f'id="{one["anchor"]}"' in made.pages["articles/story.html"]


# Where a statement stands in its file


def test_statement_is_found_by_its_words() -> None:
    text = "---\ntitle: the first three words\n---\nOne.\n\nSay the first three words aloud.\n"
    assert find_places(text, ["Say the first three words aloud."]) == [(6, 1)]
    assert find_places(text, ["the first three, unlike", "One."]) == [(6, 5), (0, 0)]


def test_words_that_a_file_has_twice_do_not_tell_a_place() -> None:
    text = "a b c d\na b c e\n"
    assert find_places(text, ["a b c", "a b c e", "x y z"]) == [(0, 0), (2, 3), (0, 0)]


def test_place_is_found_across_markup_and_lines() -> None:
    text = "He *met\nthe* [[ann|envoy of the]] court.\n"
    assert find_places(text, ["He met the envoy of the court."]) == [(1, 1)]
    assert find_places("", ["a b c"]) == [(0, 0)]
