"""BibTeX in and out: what entries mean, what is wrong where, what other readers make of them."""

from __future__ import annotations

import logging
from typing import Any

import bibtexparser
import library
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pybtex.richtext import Text
from sources import load, read, sources

from generator.biblatex import EXPORTED_AS, TYPES, make_entry
from generator.bibnames import encode_name, parse_names
from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS
from generator.fields import CslName, Source
from generator.imports import TYPES as CSL_TYPES


def read_one(entry: str) -> tuple[dict[str, Any], list[str]]:
    """The fields that one entry gives, and the codes of what is wrong."""
    records, problems = read("x.bib", entry)
    assert len(records) == 1, problems
    fields = records[0].fields
    assert fields
    return fields.model_dump(exclude_defaults=True), [problem.code for problem in problems]


# Types


@pytest.mark.parametrize(
    ("entry", "csl_type"),
    [
        ("@article{a, title = {x}}", "article-journal"),
        ("@ARTICLE{a, title = {x}, entrysubtype = {newspaper}}", "article-newspaper"),
        ("@article{a, title = {x}, entrysubtype = {magazine}}", "article-magazine"),
        ("@online{a, title = {x}}", "webpage"),
        ("@misc{a, title = {x}, url = {https://example.org}}", "webpage"),
        ("@misc{a, title = {x}}", "document"),
        ("@misc{a, title = {x}, entrysubtype = {treaty}}", "treaty"),
        ("@inbook{a, title = {x}}", "chapter"),
        ("@incollection{a, title = {x}}", "chapter"),
        ("@inproceedings{a, title = {x}}", "paper-conference"),
        ("@techreport{a, title = {x}}", "report"),
        ("@unpublished{a, title = {x}}", "manuscript"),
        ("@jurisdiction{a, title = {x}}", "legal_case"),
    ],
)
def test_type_is_that_of_csl(entry: str, csl_type: str) -> None:
    fields, codes = read_one(entry)
    assert (fields["type"], codes) == (csl_type, [])


def test_every_type_is_one_of_csl() -> None:
    assert set(TYPES.values()) | set(EXPORTED_AS) <= CSL_TYPES


def test_thesis_says_of_which_degree() -> None:
    assert read_one("@phdthesis{a, title = {x}}")[0]["texts"] == {"genre": "PhD thesis"}
    given = "@thesis{a, title = {x}, type = {mathesis}}"
    assert read_one(given)[0]["texts"] == {"genre": "Master’s thesis"}


# Dates


@pytest.mark.parametrize(
    ("fields", "issued", "codes"),
    [
        # certain
        ("date = {2018-06-12/2018-06-13}", "2018-06-12/2018-06-13", []),
        ("date = {2018-06-12T10:30:00}", "2018-06-12", []),
        ("year = 2018", "2018", []),
        ("year = {2018}, month = jun", "2018-06", []),
        ("year = {2018}, month = {June}", "2018-06", []),
        ("year = {2018}, month = 6, day = 12", "2018-06-12", []),
        ('year = 2018, month = jun # "~12"', "2018-06-12", []),
        ("year = 2018, date = {2019}", "2019", []),
        ("year = {c. 1990}", "1990~", []),
        ("year = {2018--2019}", "2018/2019", []),
        ("year = 2018, month = {6--7}", "2018-06/2018-07", []),
        ("date = {2018~/2018-~06}", "2018~/2018-~06", []),
        ("year = {c.~1990}", "1990~", []),
        ("date = {{2018,2019}}", "{2018,2019}", []),
        ("year = {{2018}}", "2018", []),
        # none
        ("year = {n.d.}", None, []),
        ("year = {in press}", None, []),
        ("title = {again}", None, ["bibtex-field"]),
        # unsure
        ("year = {early 2018}", None, ["import-date"]),
        ("date = {03/04/1988}", None, ["import-date"]),
        ("date = {2018-02-30}", None, ["import-date"]),
        ("year = 2018, month = {Frimaire}", "2018", ["import-date"]),
    ],
)
def test_date_is_taken_where_it_is_certain(
    fields: str, issued: str | None, codes: list[str]
) -> None:
    found, told = read_one(f"@book{{a, title = {{x}}, {fields}}}")
    assert (found.get("issued"), told) == (issued, codes)


def test_other_dates_have_their_own_fields() -> None:
    found, _ = read_one(
        "@book{a, title={x}, urldate={2020-01-02}, origdate={1843}, eventdate={1842}}"
    )
    assert found["accessed"] == "2020-01-02"
    assert found["dates"] == {"event-date": "1842", "original-date": "1843"}


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kim, Jong-un", [{"family": "Kim", "given": "Jong-un"}]),
        ("Vincent van Gogh", [
            {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}
        ]),
        ("de la Cruz, Jr., Jos{\\'e}", [
            {"family": "Cruz", "given": "José", "suffix": "Jr.", "non-dropping-particle": "de la"}
        ]),
        ("{Ministry of Foreign Affairs}", [{"literal": "Ministry of Foreign Affairs"}]),
        ("{Simon and Co} and others", [{"literal": "Simon and Co"}, {"literal": "others"}]),
        ("{\\\"O}zg{\\\"u}r", [{"family": "Özgür"}]),
        ("김, 정은", [{"family": "김", "given": "정은"}]),
        ("김 정 은", [{"literal": "김 정 은"}]),
        ("习近平", [{"family": "习近平"}]),
        ("family=van Gogh, given=Vincent", [{"family": "van Gogh", "given": "Vincent"}]),
        ("family=Gogh, prefix=van", [{"family": "Gogh", "non-dropping-particle": "van"}]),
        ("", []),
        ("{}", []),
    ],
)  # fmt: skip
def test_name_is_parted_as_bibtex_does(text: str, names: list[dict[str, str]]) -> None:
    assert parse_names(text) == (names, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ({"literal": "Ministry of Affairs"}, "{Ministry of Affairs}"),
        ({"literal": "others"}, "others"),
        ({"family": "KCNA"}, "KCNA"),
        ({"family": "Kim", "given": "Jong-un"}, "Kim, Jong-un"),
        ({"family": "de Gaulle", "given": "Charles"}, "{de Gaulle}, Charles"),
        ({"family": "Gogh", "non-dropping-particle": "van", "given": "V"}, "van Gogh, V"),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "King, Jr., Martin"),
        ({"family": "King", "suffix": "Jr."}, "King, Jr., {}"),
        ({"family": "Strunk, W and Co", "given": "W"}, "{Strunk, W and Co}, W"),
    ],
)
def test_name_is_written_so_that_it_is_read_again(name: dict[str, str], text: str) -> None:
    written = encode_name(CslName.model_validate(name))
    assert written == text
    assert parse_names(written)[0] == [name]


# Fields


def test_fields_have_the_names_of_csl() -> None:
    found, codes = read_one(
        "@article{a, title = {T}, subtitle = {S}, journal = {J}, number = 3, issn = {1234-5678},"
        " doi = {https://doi.org/10.1/a_b}, langid = {american}, pages = {1--2}, eid = {e7},"
        ' url = {https://example.org/a\\_b}, address = {Z{\\"u}rich}}'
    )
    assert codes == []
    assert (found["title"], found["language"]) == ("T: S", "en-US")
    assert found["URL"] == "https://example.org/a_b"
    assert found["texts"] == {
        "container-title": "J",
        "issue": "3",
        "number": "e7",
        "ISSN": "1234-5678",
        "DOI": "10.1/a_b",
        "page": "1–2",
        "publisher-place": "Zürich",
    }


def test_number_is_that_of_a_series_or_of_the_work() -> None:
    series = "@book{a, title = {x}, series = {S}, number = 4}"
    assert read_one(series)[0]["texts"] == {"collection-title": "S", "collection-number": "4"}
    assert read_one("@report{a, title = {x}, number = 4}")[0]["texts"] == {"number": "4"}


def test_how_a_thing_was_published_may_be_an_address() -> None:
    given = "@misc{a, title = {x}, howpublished = {\\url{https://example.org/a_b}}}"
    assert read_one(given)[0]["URL"] == "https://example.org/a_b"
    assert read_one("@misc{a, title={x}, howpublished={Film}}")[0]["texts"] == {"medium": "Film"}


def test_what_is_the_owners_own_is_never_taken() -> None:
    entry = f"@book{{a, title = {{x}},\n{library.PRIVATE}}}"
    assert read_one(entry) == ({"title": "x", "type": "book"}, [])


def test_fields_without_a_place_are_told_once_for_a_file() -> None:
    records, problems = read("x.bib", "@book{a, title={x}, foo={1}}\n@book{b, bar={2}, title={y}}")
    assert len(records) == 2
    assert [(p.severity, p.code, p.line, p.column) for p in problems] == [
        ("info", "import-fields", 1, 21)
    ]
    assert problems[0].message.endswith("`bar`, `foo`")


def test_whole_is_found_for_its_part_and_circles_end() -> None:
    text = "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, year=1, crossref={a}}"
    records, problems = read("x.bib", text)
    assert [record.id for record in records] == ["a", "b"]
    assert [problem.code for problem in problems] == ["import-date", "import-date"]


def test_article_of_an_issue_takes_its_title_as_the_journals() -> None:
    text = "@article{a, title={A}, crossref={b}}\n@periodical{b, title={B}, subtitle={Sub}}"
    fields = read("x.bib", text)[0][0].fields
    assert isinstance(fields, Source)
    assert fields.texts["container-title"].startswith("B")


def test_strings_that_grow_do_not_fill_the_memory() -> None:
    text = '@string{s0 = "xx"}' + "".join(f"@string{{s{n + 1} = s{n} # s{n}}}" for n in range(60))
    records, problems = read("x.bib", f"{text}@book{{a, title = s60}}")
    assert len(records) == 1
    assert "bibtex-string" in {problem.code for problem in problems}


# Whole libraries


def test_awkward_entries_come_out_right() -> None:
    text, _ = library.make_bibtex(0, broken=False)
    records, problems = read("x.bib", text)
    assert problems == []
    found = {record.id: record.fields.model_dump(exclude_defaults=True) for record in records
             if record.fields}  # fmt: skip
    for key, (_, wanted) in library.AWKWARD.items():
        flat = found[key] | found[key].get("texts", {})
        for name, value in wanted.items():
            if name == "author":
                authors = found[key]["people"]["author"]
                assert [say_name(one) for one in authors] == value
            else:
                assert flat.get(name) == value, (key, name)


def say_name(name: dict[str, str]) -> str:
    """A name as the helper writes it."""
    if "literal" in name:
        return f"={name['literal']}"
    order = ("family", "given", "suffix", "non_dropping_particle")
    said = [name.get(part, "") for part in order]
    return "|".join(said[: max(2, *(n + 1 for n, part in enumerate(said) if part))])


def test_library_of_500_loads_with_every_problem_at_its_line() -> None:
    text, expected = library.make_bibtex(500)
    records, problems = load("library.bib", text)
    assert {problem.line: problem.code for problem in problems} == expected
    assert len(problems) == len(expected)
    assert len(records) == 500 + len(library.AWKWARD) + 11


def test_the_parser_is_silent(caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    with caplog.at_level(logging.CRITICAL):
        read("x.bib", "@book{a, title = {never closed")
    assert capfd.readouterr() == ("", "")


# What is exported


def without_nothing(value: Source) -> dict[str, Any]:
    return value.model_dump(exclude_defaults=True)


def exported_fields(source: Source) -> dict[str, Any]:
    """What an entry can hold of a source; the rest is not compared."""
    record, problems = read("x.bib", make_entry("key", source))
    assert problems == []
    assert isinstance(record[0].fields, Source)
    return without_nothing(record[0].fields)


@settings(deadline=None)
@given(sources(for_bibtex=True))
def test_exported_entry_is_read_again_as_the_same(source: Source) -> None:
    assert exported_fields(source) == without_nothing(source)


@settings(deadline=None, max_examples=40)
@given(sources(for_bibtex=True))
def test_other_readers_read_what_is_exported(source: Source) -> None:
    # The LaTeX decoders of these two do not know the commands for these signs.
    assume(not set("{}^`$") & set(source.title + source.texts.get("edition", "")))
    text = make_entry("key", source)
    for reader in (read_with_pybtex, read_with_bibtexparser):
        fields = reader(text)
        assert fields["title"] == source.title, reader
        assert fields.get("url", "") == source.URL
        assert fields.get("date", "") == (source.issued.text if source.issued else "")
        assert fields.get("edition", "") == source.texts.get("edition", "")


def read_with_pybtex(text: str) -> dict[str, str]:
    """An entry's fields as pybtex has them, those of text without LaTeX."""
    entry = parse_string(text, "bibtex").entries["key"]
    verbatim = {"url", "doi", "date"}
    return {
        name: value if name in verbatim else str(Text.from_latex(value))
        for name, value in entry.fields.items()
    }


def read_with_bibtexparser(text: str) -> dict[str, str]:
    """An entry's fields as bibtexparser has them, those of text without LaTeX."""
    plain = bibtexparser.parse_string(text)
    assert plain.failed_blocks == []
    decoded = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    raw = {name: field.value for name, field in plain.entries[0].fields_dict.items()}
    texts = {name: field.value for name, field in decoded.entries[0].fields_dict.items()}
    return texts | {name: raw[name] for name in ("url", "doi", "date") if name in raw}


def test_pybtex_finds_the_authors_of_an_export() -> None:
    source = Source.model_validate({
        "title": "T", "type": "book",
        "author": ["Ministry of Foreign Affairs", {"family": "Gogh", "given": "Vincent",
                   "non-dropping-particle": "van"}],
    })  # fmt: skip
    persons = parse_string(make_entry("key", source), "bibtex").entries["key"].persons["author"]
    assert persons[0].last_names == ["{Ministry of Foreign Affairs}"]
    assert (persons[1].prelast_names, persons[1].last_names) == (["van"], ["Gogh"])


def test_every_type_survives_export() -> None:
    for csl_type in sorted(CSL_TYPES):
        source = Source.model_validate({"title": "T", "type": csl_type})
        assert exported_fields(source) == {"title": "T", "type": csl_type}


def test_year_stands_beside_the_date() -> None:
    source = Source.model_validate({"title": "T", "type": "book", "issued": "2018-06~/2019"})
    entry = make_entry("k", source)
    assert "date = {2018-06~/2019}" in entry
    assert "year = {2018}" in entry
    open_ended = Source.model_validate({"title": "T", "type": "book", "issued": "../2018"})
    assert "year" not in make_entry("k", open_ended)


@given(st.sampled_from([*CSL_NAMES, *CSL_TEXTS, *CSL_DATES]))
def test_confidential_source_gives_its_title_alone(name: str) -> None:
    source = Source.model_validate({"title": "T", "type": "book", "access": "confidential"})
    assert name not in make_entry("k", source).replace("title", "")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("@book{a,\r\n title={T},\r\n foo={x}}\r\n", [(3, "import-fields")]),
        ("\ufeff@book{a, title={T}}", []),
        ("@book{a, title={\ue000}}", [(1, "private-use")]),
        ("@book{a, title={\0}}", [(1, "control-char")]),
        ("@book{a,\n title={\xe9}}".encode("latin-1"), [(2, "encoding")]),
        ("@book{a, title={T}}".encode("utf-16"), [(1, "encoding-utf16")]),
        ("", [(1, "file-empty")]),
        ("@book{, title={T}}", [(1, "id-missing")]),
        ("@book{a b, title={T}}", [(1, "id-form")]),
        ("@book{index, title={T}}", [(1, "id-reserved")]),
        ("@book{a, title = " + "{" * 50_000, [(1, "bibtex")]),
        ("@book{a, title = " + "{" * 50_000 + "x" + "}" * 50_000 + "}", []),
    ],
)
def test_file_of_any_form_gives_its_problems(
    data: str | bytes, expected: list[tuple[int, str]]
) -> None:
    assert [(p.line, p.code) for p in read("x.bib", data)[1]] == expected


def test_places_are_found_on_one_line() -> None:
    text = "@book{a, title={T}, foo={1}}@book{b, title={T}, year={early 2018}}"
    records, problems = read("x.bib", text)
    assert [record.positions["title"][1] for record in records] == [10, 38]
    assert {(p.code, p.column) for p in problems} == {("import-fields", 21), ("import-date", 49)}
