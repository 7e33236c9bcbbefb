"""Our references beside those of citeproc-js, the reference implementation of CSL.

`tests/chicago/` holds made-up references as CSL-JSON (`references.json`), how citeproc-js was asked
(`oracle.mjs`), what it answered and from which style (`answers.json`), and where we differ on
purpose, with the reason (`differences.json`). Its answers are compared as they are, but for spaces
that do not break; our addresses, quotation marks and italics count.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, get_args

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from linkers import name_people

from generator.csl import CSL_NAMES, CSL_TEXTS, CslType
from generator.fields import Person, Source
from generator.references import (
    Citation,
    fill_locator,
    format_note,
    format_reference,
    format_short,
    place_locator,
    sort_reference,
)
from generator.titles import end_with, plain_text
from generator.words import AMERICAN, ENGLISH

FOLDER = ROOT / "tests" / "chicago"


@cache
def read_json(name: str) -> Any:
    """One of the files of tests/chicago/."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def to_edtf(date: dict[str, Any]) -> str:
    """A date of CSL-JSON as EDTF."""
    ends = ["-".join(f"{number:02}" for number in parts) for parts in date["date-parts"]]
    return "/".join(ends) + ("~" if date.get("circa") else "")


def to_source(item: dict[str, Any]) -> Source:
    """A reference of CSL-JSON as a source, as its author would write it in front matter."""
    values = {key: value for key, value in item.items() if key != "id"}
    for key, value in values.items():
        if isinstance(value, dict):
            values[key] = to_edtf(value)
        elif isinstance(value, list):
            # Whose family name comes first, their own records say here.
            values[key] = [
                {k: v for k, v in one.items() if k != "static-ordering"} for one in value
            ]
    return Source.model_validate(values)


PEOPLE = name_people(
    Person(name="Kim Han-sol", family="Kim", given="Han-sol", name_order="family-first"),
    Person(name="Ri Mi-rae", family="Ri", given="Mi-rae", name_order="family-first"),
)


def mark(html: str) -> str:
    """HTML as text in which italics show."""
    slanted = re.sub(r"<cite(?: lang=\S+)?>(.*?)</cite>", r"<i>\1</i>", html)
    return plain_text(re.sub(r"<(/?)i>", r"{\1i}", slanted)).replace("{", "<").replace("}", ">")


def whole(citation: Citation) -> str:
    """A note with its full stop."""
    return end_with(".", "".join(citation))


def say(item: dict[str, Any]) -> dict[str, str]:
    """What we make of a reference."""
    source = to_source(item)
    return {
        "entry": mark(format_reference(source, AMERICAN, PEOPLE)),
        "note": mark(whole(format_note(source, AMERICAN, PEOPLE, "p. 12"))),
        "short": mark(whole(format_short(source, AMERICAN, PEOPLE, "p. 34"))),
    }


def normalize(answer: str) -> str:
    """An answer of citeproc-js with plain spaces."""
    return answer.replace("\u00a0", " ")


def test_enough_references_of_enough_types_are_compared() -> None:
    items = read_json("references.json")
    assert len({item["id"] for item in items}) == len(items) >= 60
    assert len({item["type"] for item in items}) >= 20
    assert set(read_json("answers.json")["answers"]) == {item["id"] for item in items}


def test_few_references_differ_and_each_says_why() -> None:
    differences = read_json("differences.json")
    assert differences.keys() <= read_json("answers.json")["answers"].keys()
    assert len(differences) < len(read_json("references.json")) / 5
    assert all(len(one["reason"]) > 20 for one in differences.values())


@pytest.mark.parametrize("item", read_json("references.json"), ids=lambda item: item["id"])
def test_a_reference_is_that_of_the_oracle_or_differs_as_listed(item: dict[str, Any]) -> None:
    answer = {
        form: normalize(text)
        for form, text in read_json("answers.json")["answers"][item["id"]].items()
    }
    listed = {**read_json("differences.json").get(item["id"], {"reason": ""})}
    del listed["reason"]
    ours = say(item)
    assert ours == answer | listed
    # What is listed and no longer differs is to be taken off the list.
    assert {form for form in ours if ours[form] != answer[form]} == listed.keys()


# What citeproc-js was not asked


def source(**values: Any) -> Source:
    given = {
        name if name.startswith("archive_") else name.replace("_", "-"): value
        for name, value in values.items()
    }
    return Source.model_validate({"title": "A Title", "type": "book"} | given)


HOLM = {"family": "Holm", "given": "Anna"}
JOURNAL = {"type": "article-journal", "container_title": "J", "volume": "2", "issued": "2018"}


@pytest.mark.parametrize(
    ("values", "locator", "note", "short"),
    [
        ({}, "", "<cite>A Title</cite> (n.d.)", "<cite>A Title</cite>"),
        # a locator is a page where it says so, and else what it says
        ({}, "pp. 4–5", "<cite>A Title</cite> (n.d.), 4–5", "<cite>A Title</cite>, 4–5"),
        ({}, "para. 4", "<cite>A Title</cite> (n.d.), para. 4", "<cite>A Title</cite>, para. 4"),
        ({}, "p.s.", "<cite>A Title</cite> (n.d.), p.s.", "<cite>A Title</cite>, p.s."),
        ({"volume": "2"}, "p. 4", "<cite>A Title</cite> (n.d.), 2:4", "<cite>A Title</cite>, 2:4"),
        ({"volume": "2"}, "ch. 1", "<cite>A Title</cite>, vol. 2 (n.d.), ch. 1",
         "<cite>A Title</cite>, ch. 1"),
        ({**JOURNAL, "page": "101-107"}, "",
         '<cite class="part">“A Title,”</cite> <cite>J</cite> 2 (2018): 101–7',
         '<cite class="part">“A Title”</cite>'),
        ({**JOURNAL, "page": "101-107"}, "para. 4",
         '<cite class="part">“A Title,”</cite> <cite>J</cite> 2 (2018), para. 4',
         '<cite class="part">“A Title,”</cite> para. 4'),
        ({"type": "treaty", "author": "A & B", "issued": "1953-07-27"}, "para. 60",
         '<cite class="upright">A Title</cite>, A &amp; B, 27 July 1953, para. 60',
         '<cite class="upright">A Title</cite>, para. 60'),
        # a short title
        ({"title_short": "Title", "author": HOLM}, "",
         "Anna Holm, <cite>A Title</cite> (n.d.)", "Holm, <cite>Title</cite>"),
        # who gave it up for translation is named once
        ({"translator": HOLM}, "", "Anna Holm, trans., <cite>A Title</cite> (n.d.)",
         "Holm, <cite>A Title</cite>"),
        # what is withheld is not said to be missing
        ({"access": "confidential"}, "p. 1", "<cite>A Title</cite>, 1", "<cite>A Title</cite>, 1"),
        # what would be HTML is text
        ({"title": "<b>", "author": "<i>", "publisher": "P & Q"}, "<4>",
         "&lt;i&gt;, <cite>&lt;b&gt;</cite> (P &amp; Q, n.d.), &lt;4&gt;",
         "&lt;i&gt;, <cite>&lt;b&gt;</cite>, &lt;4&gt;"),
    ],
)  # fmt: skip
def test_a_note_names_its_source(
    values: dict[str, Any], locator: str, note: str, short: str
) -> None:
    made = source(**values)
    assert "".join(format_note(made, ENGLISH, {}, locator)) == note
    assert "".join(format_short(made, ENGLISH, {}, locator)) == short


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ({"type": "chapter", "author": HOLM, "container_title": "B", "container_author": "C",
          "issued": "2018"},
         'Holm, Anna. <cite class="part">“A Title.”</cite> In <cite>B</cite>, by C. 2018.'),
        ({"type": "bill", "author": "A", "authority": "Senate", "number": "12", "issued": "2018"},
         '<cite class="upright">A Title</cite>, A, 12, Senate (2018).'),
        ({"type": "interview", "publisher": "Radio", "issued": "2018"},
         '<cite class="part">“A Title.”</cite> Radio, 2018.'),
        ({**JOURNAL, "volume": "2", "issue": "3", "issued": None},
         '<cite class="part">“A Title.”</cite> <cite>J</cite> 2, no. 3.'),
        ({"type": "webpage", "container_title": "Site"},
         'Site. <cite class="part">“A Title.”</cite>'),
        # never two full stops
        ({"author": "State Dept.", "publisher": "Acme Inc.", "access": "confidential"},
         "State Dept. <cite>A Title</cite>. Acme Inc."),
        ({"title": "It “ends.”", "access": "confidential"}, "<cite>It “ends.”</cite>"),
    ],
)  # fmt: skip
def test_an_entry_names_its_source(values: dict[str, Any], reference: str) -> None:
    assert format_reference(source(**values), ENGLISH, {}) == reference


@pytest.mark.parametrize(
    ("values", "sort"),
    [
        ({"author": HOLM}, "Holm, Anna"),
        ({"author": {"family": "Kim", "given": "Han-sol"}}, "Kim Han-sol"),
        ({"title": "A & B"}, "A & B"),
        ({"type": "article-newspaper", "container_title": "Herald & Post"}, "Herald & Post"),
        ({"type": "treaty", "author": HOLM}, "A Title"),
    ],
)
def test_a_source_stands_by_what_its_entry_begins_with(values: dict[str, Any], sort: str) -> None:
    assert sort_reference(source(**values), ENGLISH, PEOPLE) == sort


said = st.sampled_from(["A", "A.", "A?", "B & C", "Inc.", "“D.”", "U.S.", "<b>", "2"])
names = st.sampled_from(["author", *CSL_NAMES, *CSL_TEXTS])


@given(st.sampled_from(get_args(CslType)), said, st.dictionaries(names, said, max_size=8), said)
def test_nothing_that_a_source_may_say_breaks_its_reference(
    csl_type: str, title: str, values: dict[str, str], locator: str
) -> None:
    made = source(type=csl_type, title=title, **values)
    forms = [
        format_reference(made, ENGLISH, {}),
        whole(format_note(made, ENGLISH, {}, locator)),
        whole(format_short(made, ENGLISH, {}, locator)),
    ]
    for html in forms:
        text = re.sub(r"</?(?:cite|span)[^>]*>", "", html)
        assert not re.search(r"\.\.|\?\.|, ,|  |\(\)|<", text), text
        assert text.rstrip("”’").endswith((".", "?"))


LOCATORS = ["p. 4", "pp. xii–xv", "page 4", "p.C2", "para. 4", "4 & 5", "<b>", "Shop. p. 3"]
QUOTING = ["the “Preamble”", "p. A of “B”"]


@pytest.mark.parametrize("locator", ["", *LOCATORS, *QUOTING])
def test_a_note_that_is_said_once_takes_every_locator(locator: str) -> None:
    placed = place_locator(locator)
    for item in read_json("references.json"):
        made = to_source(item)
        for form in (format_note, format_short):
            note = form(made, AMERICAN, PEOPLE, placed)
            assert fill_locator(note, locator) == form(made, AMERICAN, PEOPLE, locator), item["id"]


@given(st.sampled_from(get_args(CslType)), said, st.dictionaries(names, said, max_size=8))
def test_a_note_of_any_source_takes_every_locator(
    csl_type: str, title: str, values: dict[str, str]
) -> None:
    made = source(type=csl_type, title=title, **values)
    for locator in (*LOCATORS, *QUOTING):
        note = format_note(made, ENGLISH, {}, place_locator(locator))
        assert fill_locator(note, locator) == format_note(made, ENGLISH, {}, locator)


def test_locators_of_one_form_share_a_note() -> None:
    assert len({place_locator(locator) for locator in LOCATORS}) == 2
