"""CSL-JSON in and out, held against CSL's own schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import library
import pytest
from conftest import ROOT
from hypothesis import given, settings
from making import tell
from sources import load, read, sources

from generator.csljson import make_csl
from generator.fields import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

SCHEMA = json.loads((ROOT / "tests" / "data" / "csl-data.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def read_one(**item: Any) -> tuple[dict[str, Any], list[str]]:
    """The fields that one item gives, and the codes of what is wrong."""
    given = {"id": "a", "type": "book", "title": "T"} | {
        name.replace("_", "-"): value for name, value in item.items()
    }
    records, problems = read("x.json", json.dumps([given]))
    assert records[0].fields
    found = records[0].fields.model_dump(exclude_defaults=True)
    return found, [problem.code for problem in problems]


# Dates


@pytest.mark.parametrize(
    ("issued", "edtf", "codes"),
    [
        ({"date-parts": [[2018]]}, "2018", []),
        ({"date-parts": [["2018", "6", 12]]}, "2018-06-12", []),
        ({"date-parts": [[2018, 6, 12], [2018, 6, 13]]}, "2018-06-12/2018-06-13", []),
        ({"date-parts": [[2018, 6], []]}, "2018-06", []),
        ({"date-parts": [[2018, 0, 0]]}, "2018", []),
        ({"date-parts": [[2018]], "circa": True}, "2018~", []),
        ({"date-parts": [[2018]], "circa": 1}, "2018~", []),
        ({"date-parts": [[2018]], "circa": False}, "2018", []),
        ({"date-parts": [[2018]], "season": 2}, "2018-22", []),
        ({"date-parts": [[2018]], "season": "Autumn"}, "2018-23", []),
        ({"date-parts": [[2018, 13]]}, "2018-21", []),
        ({"date-parts": [[-44, 3, 15]]}, "-0043-03-15", []),
        ({"date-parts": [[-1]]}, "0000", []),
        ({"raw": "12 June 2018"}, "2018-06-12", []),
        ({"literal": "c. 1990"}, "1990~", []),
        ("2018-06~", "2018-06~", []),
        # none
        ({"literal": "n.d."}, None, []),
        ({"date-parts": [[None]]}, None, []),
        ({}, None, []),
        # unsure
        ({"literal": "some day"}, None, ["import-date"]),
        ({"date-parts": [[2018, 6, 31]]}, None, ["import-date"]),
        ({"date-parts": [["MMXVIII"]]}, None, ["import-date"]),
        ({"raw": "03/04/1988"}, None, ["import-date"]),
    ],
)
def test_date_is_taken_where_it_is_certain(issued: Any, edtf: str | None, codes: list[str]) -> None:
    found, told = read_one(issued=issued)
    assert (found.get("issued"), told) == (edtf, codes)


def test_status_may_stand_in_the_place_of_a_date() -> None:
    assert read_one(issued={"literal": "in press"})[0]["texts"] == {"status": "in press"}
    both = read_one(issued={"literal": "in press"}, status="accepted")
    assert both[0]["texts"] == {"status": "accepted"}


# Ids


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"id": "doe:2018_a"}, "doe:2018_a"),
        ({"id": 17}, "17"),
        ({"id": "http://zotero.org/users/1/items/ABCD"}, "ABCD"),
        ({"id": "http://zotero.org/users/1/items/ABCD", "citation-key": "Kim2018"}, "Kim2018"),
        ({"id": "10.1000/182"}, "10.1000/182"),
    ],
)
def test_key_is_the_citation_key_or_the_end_of_an_address(item: dict[str, Any], key: str) -> None:
    records, problems = read("x.json", json.dumps([item | {"type": "book", "title": "T"}]))
    assert [record.id for record in records] == [key]
    assert problems == []


@pytest.mark.parametrize("key", ["a b", "a,b", "a]b", "a#b", 'a"b', "!!"])
def test_key_that_cannot_be_cited_is_an_error(key: str) -> None:
    problems = read("x.json", json.dumps([{"type": "book", "title": "T", "id": key}]))[1]
    assert [(p.severity, p.code, p.column) for p in problems] == [("error", "id-form", 39)]


def test_item_without_a_key_is_told_where_it_begins() -> None:
    records, problems = read("x.json", '[\n  {"type": "book", "title": "T"}\n]')
    assert records == []
    assert [tell(problem) for problem in problems] == [
        "content/sources/x.json:2:3+1 id-missing: this record has no `id` | "
        "give it a citation key where it comes from"
    ]


# Fields


def test_values_are_texts() -> None:
    found, codes = read_one(
        title="<i>On</i> <span class='nocase'>NATO</span>", volume=3, edition=2.5, shortTitle="S",
        event="Summit", language="en_US", ISBN=["1", "2"], DOI="doi: 10.1/x",
        journalAbbreviation="J",
    )  # fmt: skip
    assert codes == []
    assert (found["title"], found["language"]) == ("On NATO", "en-US")
    assert found["texts"] == {
        "DOI": "10.1/x",
        "ISBN": "1, 2",
        "container-title-short": "J",
        "edition": "2.5",
        "event-title": "Summit",
        "title-short": "S",
        "volume": "3",
    }


def test_names_have_their_parts() -> None:
    names = [
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
        {"literal": "외무성", "family": "ignored"},
        "KCNA",
        {"family": "", "isInstitution": True},
    ]
    assert read_one(author=names)[0]["people"]["author"] == [
        {"family": "Gogh", "given": "Vincent", "non_dropping_particle": "van"},
        {"literal": "외무성"},
        {"literal": "KCNA"},
    ]


def test_what_is_the_owners_own_is_never_taken() -> None:
    private = (
        "abstract annote file keyword keywords note notes tags attachments relations collections"
    )
    found = read_one(**dict.fromkeys(private.split(), "secret"))
    assert found == ({"title": "T", "type": "book"}, [])


def test_fields_of_the_sites_own_do_not_come_from_outside() -> None:
    own = {"evidence": "primary", "access": "confidential", "draft": "true", "extra": "x"}
    found, codes = read_one(**own, people={}, texts={"title": "x"})
    assert (found, codes) == ({"title": "T", "type": "book"}, ["import-fields"])


def test_wrong_value_is_left_out_and_the_rest_is_taken() -> None:
    found, codes = read_one(URL="ftp://example.org", language="klingonese", volume="1")
    assert found == {"title": "T", "type": "book", "texts": {"volume": "1"}}
    assert sorted(codes) == ["field-value", "import-language"]


def test_unknown_type_is_a_document() -> None:
    assert read_one(type="tweet") == ({"title": "T", "type": "document"}, ["import-type"])
    assert read_one(type=None) == ({"title": "T", "type": "document"}, ["import-type"])
    problems = read("x.json", '[{"id": "a", "title": "T"}]')[1]
    assert problems[0].message == "no type is given; the source is taken for a document"


# What is no CSL-JSON


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ('[\n{"id": "a",\n "type" "book"}]', (3, 9), "json"),
        ('{"items": []}', (1, 1), "json"),
        ('"text"', (1, 1), "json"),
        ("[" * 100_000, (1, 65), "json"),
        ('{"a":' * 100_000, (1, 321), "json"),
        ('[{"id": "a", "type": "book", "title": "x\\u0000"}]', (1, 39), "control-char"),
        ('[{"id": "a", "type": "book", "title": "\\ud800"}]', (1, 39), "control-char"),
        ('[{"id": "a", "type": "book", "title": "\\ue000"}]', (1, 39), "private-use"),
        ('[\n5]', (1, 1), "json"),
        ('[\n[]]', (2, 1), "json"),
        ('[{"id": "a", "type": "book",\n"title": "x",\n"title": "y"}]', (3, 10), "json-field"),
        (b"\xff\xfe[\x00]\x00", (1, 1), "encoding-utf16"),
        ('[{"id": "\xe9"}]'.encode("latin-1"), (1, 10), "encoding"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_problem_at_its_place(
    text: str | bytes, place: tuple[int, int], code: str
) -> None:
    problems = read("x.json", text)[1]
    assert [(p.line, p.column, p.code) for p in problems] == [(*place, code)]


def test_byte_order_mark_and_crlf_do_no_harm() -> None:
    text = '\ufeff[\r\n{"id": "a", "type": "book",\r\n"title": "T", "zz": 1}]\r\n'
    records, problems = read("x.json", text)
    assert len(records) == 1
    assert [(p.code, p.line, p.column) for p in problems] == [("import-fields", 3, 21)]


def test_places_are_those_of_the_values() -> None:
    records, _ = read("x.json", '[\n {"id": "a", "type": "book",\n  "title": "A \\"T\\""}]')
    assert records[0].line == 2
    assert records[0].positions["title"] == (3, 12, 9)
    assert records[0].positions["id"] == (2, 9, 3)


def test_library_too_big_names_its_limit(make: Callable[..., Made]) -> None:
    settings = "title: x\nlimits: {library_bytes: 1000}"
    made = make({"site.yaml": settings, "sources/x.json": library.make_csl_json(9)})
    assert made.codes == ["file-too-big"]
    assert "`limits.library_bytes` allows 1,000" in made.problems[0].message


def test_library_of_500_loads_without_a_problem() -> None:
    records, problems = load("library.json", library.make_csl_json(500))
    assert problems == []
    assert len(records) == 500


# What is exported


@settings(deadline=None)
@given(sources())
def test_exported_item_keeps_to_the_schema_and_is_read_again_as_the_same(source: Source) -> None:
    item = make_csl("key", source)
    VALIDATOR.validate([item])
    records, problems = read("x.json", json.dumps([item]))
    assert problems == []
    assert records[0].fields == source


def test_the_schema_refuses_what_it_should() -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate([{"id": "a", "type": "book", "evidence": "primary"}])


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2018-06-12", {"date-parts": [[2018, 6, 12]]}),
        ("2018/2019-03", {"date-parts": [[2018], [2019, 3]]}),
        ("2018~", {"date-parts": [[2018]], "circa": True}),
        ("2018-22", {"date-parts": [[2018]], "season": 2}),
        ("-0043", {"date-parts": [[-44]]}),
        ("2018?", {"raw": "2018?"}),
        ("2018/..", {"raw": "2018/.."}),
        ("[2018,2019]", {"raw": "[2018,2019]"}),
        ("2018~/2019", {"raw": "2018~/2019"}),
        ("2018-22/2018-23", {"raw": "2018-22/2018-23"}),
        ("201X", {"raw": "201X"}),
    ],
)
def test_date_has_parts_where_they_say_all_of_it(date: str, expected: dict[str, Any]) -> None:
    source = Source.model_validate({"title": "T", "type": "book", "issued": date})
    assert make_csl("a", source)["issued"] == expected
