from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.citations import (
    format_edition,
    format_name,
    format_names,
    format_reference,
    format_short,
    join_parts,
    parse_citation,
)
from generator.csl import CslType
from generator.fields import CslName, Source
from generator.words import ENGLISH


def source(**values: Any) -> Source:
    return Source.model_validate(
        {"title": "A Title", "type": "book"}
        | {name.replace("_", "-"): value for name, value in values.items()}
    )


# What an author writes


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        # one source
        ("@one", [("", "one", "")]),
        ("@one, para. 4", [("", "one", "para. 4")]),
        ("@one, §§ 4–5, 7", [("", "one", "§§ 4–5, 7")]),
        ("-@one", [("", "one", "")]),
        ("see also @one", [("see also", "one", "")]),
        ("  see\n  @one ,  p. 9 ", [("see", "one", "p. 9")]),
        # keys as Zotero makes them
        ("@symonds_2019:a/b+c", [("", "symonds_2019:a/b+c", "")]),
        ("@Kim.2019", [("", "Kim.2019", "")]),
        ("@김2019", [("", "김2019", "")]),
        # the stop of a sentence is no part of a key
        ("@one.", [("", "one", "")]),
        ("@one:, p. 4", [("", "one", "p. 4")]),
        # several
        ("@one; @two, p. 9", [("", "one", ""), ("", "two", "p. 9")]),
        ("see @one; cf. @two", [("see", "one", ""), ("cf.", "two", "")]),
        # no citation
        ("one", None),
        ("@", None),
        ("name@example.org", None),
        ("@one p. 4", None),
        ("@one,", None),
        ("@one;", None),
        ("; @one", None),
        ("@one; see", None),
        ("@one @two", None),
        ("@one [x]", None),
        ("", None),
    ],
)
def test_a_citation_is_read(text: str, cites: list[tuple[str, str, str]] | None) -> None:
    found = parse_citation(text)
    said = None if found is None else [(c.prefix, c.source, c.locator) for c in found]
    assert said == cites


keys = st.from_regex(r"[a-z][a-z0-9_:-]*[a-z0-9]", fullmatch=True)
locators = st.sampled_from(["", "p. 4", "paras. 2–3", "§ 5, note 2"])


@given(st.lists(st.tuples(keys, locators), min_size=1, max_size=4))
def test_a_citation_gives_back_what_it_was_made_of(parts: list[tuple[str, str]]) -> None:
    text = "; ".join(f"@{key}, {locator}" if locator else f"@{key}" for key, locator in parts)
    found = parse_citation(text)
    assert found is not None
    assert [(cite.source, cite.locator) for cite in found] == parts


# Names


@pytest.mark.parametrize(
    ("values", "straight", "inverted"),
    [
        ({"literal": "KCNA"}, "KCNA", "KCNA"),
        ({"family": "Biegun", "given": "Stephen"}, "Stephen Biegun", "Biegun, Stephen"),
        ({"family": "Biegun"}, "Biegun", "Biegun"),
        ({"given": "Suharto"}, "Suharto", "Suharto"),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "Martin King, Jr.",
         "King, Martin, Jr."),
        ({"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
         "Vincent van Gogh", "van Gogh, Vincent"),
        ({"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
         "Alexander von Humboldt", "Humboldt, Alexander von"),
    ],
)  # fmt: skip
def test_a_name_is_written_straight_or_inverted(
    values: dict[str, str], straight: str, inverted: str
) -> None:
    name = CslName.model_validate(values)
    assert format_name(name) == straight
    assert format_name(name, inverted=True) == inverted


@pytest.mark.parametrize(
    ("count", "straight", "inverted"),
    [
        (0, "", ""),
        (1, "G0 F0", "F0, G0"),
        (2, "G0 F0 and G1 F1", "F0, G0, and G1 F1"),
        (3, "G0 F0, G1 F1, and G2 F2", "F0, G0, G1 F1, and G2 F2"),
    ],
)
def test_only_the_first_of_several_names_is_inverted(
    count: int, straight: str, inverted: str
) -> None:
    names = [CslName(family=f"F{n}", given=f"G{n}") for n in range(count)]
    assert format_names(names, ENGLISH) == straight
    assert format_names(names, ENGLISH, inverted=True) == inverted


# In a note


@pytest.mark.parametrize(
    ("values", "short"),
    [
        ({}, ("", "")),
        ({"issued": "2019-10-10"}, ("", "10 October 2019")),
        (
            {"author": {"family": "Symonds", "given": "Peter"}, "issued": "2019"},
            ("Symonds", "2019"),
        ),
        ({"author": ["KCNA"]}, ("KCNA", "")),
        ({"author": ["A", "B"]}, ("A and B", "")),
        ({"author": ["A", "B", "C"]}, ("A and B and C", "")),
        ({"author": ["A", "B", "C", "D"]}, ("A and others", "")),
        ({"author": [{"given": "Suharto"}]}, ("Suharto", "")),
    ],
)
def test_a_note_names_authors_and_date(values: dict[str, Any], short: tuple[str, str]) -> None:
    assert format_short(source(**values), ENGLISH) == short


# In full

SYMONDS = {"family": "Symonds", "given": "Peter"}


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ({}, "<cite>A Title</cite>."),
        # works of their own stand in italics, parts in quotation marks
        ({"type": "report", "author": SYMONDS}, "Symonds, Peter. <cite>A Title</cite>."),
        ({"type": "article-newspaper", "author": SYMONDS, "container_title": "The Times",
          "issued": "2019-10-10"},
         'Symonds, Peter. <cite class="part">“A Title.”</cite> <cite>The Times</cite>, '
         "10 October 2019."),
        ({"type": "article-journal", "container_title": "Asian Survey", "volume": "3",
          "issue": "4", "issued": "2018", "page": "1–20", "DOI": "10.1/x"},
         '<cite class="part">“A Title.”</cite> <cite>Asian Survey</cite>, vol. 3, no. 4, 2018, '
         "1–20, doi:10.1/x."),
        ({"type": "chapter", "author": SYMONDS, "container_title": "A Book", "editor": ["E. One"],
          "publisher_place": "Seoul", "publisher": "Press", "issued": "2018"},
         'Symonds, Peter. <cite class="part">“A Title.”</cite> Edited by E. One. '
         "<cite>A Book</cite>, Seoul: Press, 2018."),
        ({"edition": "2", "publisher": "Press", "issued": "2018"},
         "<cite>A Title</cite>. 2nd ed., Press, 2018."),
        ({"type": "speech", "author": ["Trump"], "event_title": "General Assembly",
          "issued": "2018-09-25"},
         'Trump. <cite class="part">“A Title.”</cite> General Assembly, 25 September 2018.'),
        ({"type": "interview", "interviewer": ["I"]},
         '<cite class="part">“A Title.”</cite> Interview by I.'),
        ({"type": "personal_communication", "recipient": ["R"], "translator": ["T"]},
         '<cite class="part">“A Title.”</cite> Translated by T. To R.'),
        ({"type": "document", "genre": "Memo", "number": "5"},
         "<cite>A Title</cite>. Memo, no. 5."),
        ({"language": "ko"}, '<cite lang="ko">A Title</cite>.'),
        # never two full stops
        ({"author": ["State Dept."], "publisher": "Acme Inc."},
         "State Dept. <cite>A Title</cite>. Acme Inc."),
        ({"title": "Why?"}, "<cite>Why?</cite>"),
        ({"title": "Why?", "type": "webpage"}, '<cite class="part">“Why?”</cite>'),
        ({"title": "It ends.", "type": "webpage"}, '<cite class="part">“It ends.”</cite>'),
        ({"title": "It “ends.”"}, "<cite>It “ends.”</cite>"),
        # what would be HTML is text
        ({"title": "A <b> & B", "author": ["<i>"], "publisher": "P & Q"},
         "&lt;i&gt;. <cite>A &lt;b&gt; &amp; B</cite>. P &amp; Q."),
    ],
)  # fmt: skip
def test_a_source_is_named_in_full(values: dict[str, Any], reference: str) -> None:
    assert format_reference(source(**values), ENGLISH) == reference


def test_an_archive_is_named_from_the_box_to_the_place() -> None:
    held = {
        "archive_location": "Box 1",
        "archive_collection": "RG 59",
        "archive": "NARA",
        "archive-place": "College Park",
    }
    memo = Source.model_validate({"title": "T", "type": "document"} | held)
    assert format_reference(memo, ENGLISH) == "<cite>T</cite>. Box 1, RG 59, NARA, College Park."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1", "1st ed."), ("2", "2nd ed."), ("3", "3rd ed."), ("4", "4th ed."), ("11", "11th ed."),
        ("12", "12th ed."), ("21", "21st ed."), ("113", "113th ed."), ("rev. ed.", "rev. ed."),
        ("Second edition", "Second edition"), ("", ""),
    ],
)  # fmt: skip
def test_an_edition_is_written_as_chicago_has_it(written: str, said: str) -> None:
    assert format_edition(written, ENGLISH) == said


def test_parts_of_a_reference_each_end_in_one_stop() -> None:
    assert join_parts(["a", "b.", "c!", "<cite>d?</cite>", "“e.”"]) == (
        "a. b. c! <cite>d?</cite> “e.”"
    )


words = st.sampled_from(["A", "A.", "A?", "B & C", "Inc.", "“D.”", "U.S."])


@given(st.sampled_from(get_args(CslType)), words, words, words, words)
def test_no_reference_has_two_stops_or_markup_of_its_own(
    csl_type: str, title: str, author: str, publisher: str, container: str
) -> None:
    made = source(
        type=csl_type, title=title, author=author, publisher=publisher, container_title=container
    )
    said = re.sub(r"</?cite[^>]*>", "", format_reference(made, ENGLISH))
    assert ".." not in said
    assert "?." not in said
    assert said.rstrip("”").endswith((".", "?"))
    assert "<" not in said
