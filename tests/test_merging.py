"""Own records and imported ones, on their way from content/ to the pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from sources import read
from test_csljson import VALIDATOR

from generator.fields import Source
from generator.load import collect

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

BIB = """
    @article{Kim2018,
      title = {Talks}, author = {Kim, Jong-un}, journal = {Journal}, year = 2018,
      file = {/home/owner/secret.pdf}, note = {ask again},
    }
    @misc{doe:2018_a, title = {Another}, url = {https://example.org}}
    @book{untitled, year = 2018}
    """
ARTICLE = """
    ---
    title: A story
    date: 2018
    sources: ["doe:2018_a, p. 3"]
    ---
    One. [@Kim2018, p. 3; @doe:2018_a] Two. [@{doe:2018_a}, p. 4] [[Kim2018]]
    """
UNTITLED = """
    - id: untitled
      title: A title of our own
    """
OWN = """
    ---
    id: Kim2018
    title: Talks about talks
    volume: 7
    evidence: analysis
    ---
    What we think of it.
    """
FILES = {"sources/library.bib": BIB, "sources/own.yaml": UNTITLED, "articles/story.md": ARTICLE}


def source_of(made: Made, key: str) -> Source:
    """A source as the site has it in the end, from its export."""
    data = made.result.files["sources.json"]
    assert isinstance(data, bytes)
    items = {item["id"]: item for item in json.loads(data)}
    records, _ = read("x.json", json.dumps([items[key]]))
    assert isinstance(records[0].fields, Source)
    return records[0].fields


def test_own_record_adds_to_an_import_field_by_field(make: Callable[..., Made]) -> None:
    made = make({**FILES, "sources/own.md": OWN})
    assert made.told == []
    source = source_of(made, "Kim2018")
    assert (source.title, source.type, source.issued and source.issued.text) == (
        "Talks about talks",
        "article-journal",
        "2018",
    )
    assert source.texts == {"container-title": "Journal", "volume": "7"}
    assert source.people["author"][0].family == "Kim"
    assert "What we think of it." in made.text("sources/kim2018.html")
    assert "analysis" in made.text("sources/kim2018.html")


def test_keys_are_cited_as_they_are_and_have_safe_addresses(make: Callable[..., Made]) -> None:
    made = make({**FILES, "sources/own.md": OWN})
    links = made.links("articles/story.html")
    assert {"sources/kim2018.html", "sources/doe-2018-a.html"} <= set(links)
    assert "A story" in made.text("sources/doe-2018-a.html")
    assert {"sources/doe-2018-a.bib", "sources/doe-2018-a.json"} <= made.result.files.keys()


def test_key_in_another_form_is_not_found(make: Callable[..., Made]) -> None:
    made = make({**FILES, "articles/story.md": ARTICLE.replace("@Kim2018", "@kim2018")})
    assert made.codes == ["citation-missing"]
    assert made.problems[0].fix == "did you mean `Kim2018`?"


def test_nothing_of_the_owners_is_published(make: Callable[..., Made]) -> None:
    made = make(FILES)
    files = [data for data in made.result.files.values() if isinstance(data, bytes)]
    assert files
    assert not [data for data in files if b"secret.pdf" in data or b"ask again" in data]


def test_record_that_cannot_stand_alone_may_be_named_by_the_safe_form(
    make: Callable[..., Made],
) -> None:
    own = "---\nevidence: analysis\n---\n"
    made = make({**FILES, "sources/kim2018.md": own})
    assert made.told == []
    assert "analysis" in made.text("sources/kim2018.html")


def test_record_that_lacks_something_is_told_where_it_is(make: Callable[..., Made]) -> None:
    made = make({**FILES, "sources/own.yaml": "- id: Kim2019\n  volume: 1"})
    assert made.told == [
        "content/sources/library.bib:6:1+1 field-missing: `title` is missing | give it one where "
        "it comes from, or in a record of your own with `id: untitled`",
        "content/sources/own.yaml:1:3+1 field-missing: `title` is missing | add `title: …`",
        "content/sources/own.yaml:1:3+1 field-missing: `type` is missing | add `type: …`",
    ]


def test_error_in_an_own_record_does_not_hide_the_import(make: Callable[..., Made]) -> None:
    made = make({**FILES, "sources/own.md": OWN.replace("volume: 7", "volumme: 7")})
    assert made.codes == ["unknown-key"]


ITEM = '[{"id": "%s", "type": "book", "title": "T"}]'


@pytest.mark.parametrize(
    ("first", "second"),
    [("Kim2018", "Kim2018"), ("Kim2018", "kim2018"), ("a:b", "a_b")],
)
def test_two_imports_with_one_key_or_one_address_are_an_error(
    first: str, second: str, make: Callable[..., Made]
) -> None:
    made = make({"sources/a.json": ITEM % first, "sources/b.json": ITEM % second})
    assert made.codes == ["id-duplicate"]
    places = {made.problems[0].path, made.problems[0].message.split(": ")[1].split(":")[0]}
    assert places == {"content/sources/a.json", "content/sources/b.json"}


def test_whole_own_record_with_the_address_of_an_import_is_an_error(
    make: Callable[..., Made],
) -> None:
    own = "---\ntitle: Quite another\ntype: book\n---\n"
    made = make({"sources/a.json": ITEM % "Kim2018", "sources/kim2018.md": own})
    assert made.codes == ["id-duplicate"]
    assert "adds to an import" in made.problems[0].fix


def test_two_own_records_cannot_both_add_to_an_import() -> None:
    imports, _ = read("a.json", ITEM % "a")
    own = [read(name, "- id: a\n  volume: 1")[0][0] for name in ("b.yaml", "c.yaml")]
    problems = collect([*imports, *own])[1]
    assert [p.code for p in problems] == ["field-missing", "field-missing", "id-duplicate"]


@pytest.mark.parametrize("name", ["articles/x.bib", "events/x.json", "sources/x.BIB"])
def test_library_in_another_place_is_told_where_it_belongs(
    name: str, make: Callable[..., Made]
) -> None:
    made = make({name: BIB, "sources/a.yaml": "- {id: a, title: T, type: book}"})
    assert made.codes == ["file-unknown"]
    assert made.problems[0].fix == "move it to content/sources/, with its ending in lower case"


# What is exported


def test_exports_are_made_and_linked(make: Callable[..., Made]) -> None:
    made = make(FILES)
    assert {"sources.bib", "sources.json"} <= set(made.links("sources/index.html"))
    links = set(made.links("sources/kim2018.html"))
    assert {"sources/kim2018.bib", "sources/kim2018.json"} <= links
    assert links - {"sources/index.html"} <= made.result.files.keys() | {"https://example.org"}
    whole = made.result.files["sources.json"]
    assert isinstance(whole, bytes)
    assert len(json.loads(whole)) == 3
    VALIDATOR.validate(json.loads(whole))


def test_exports_load_in_another_site_as_the_same(make: Callable[..., Made]) -> None:
    first = make({**FILES, "sources/own.md": OWN})
    exported = {name: first.result.files[f"sources.{name}"] for name in ("bib", "json")}
    for name, data in exported.items():
        assert isinstance(data, bytes)
        records, problems = read(f"x.{name}", data)
        assert problems == []
        assert len(records) == 3
        assert all(record.fields == source_of(first, record.id) for record in records)


def test_confidential_source_is_exported_by_its_title_alone(make: Callable[..., Made]) -> None:
    own = OWN.replace("evidence: analysis", "access: confidential")
    made = make({**FILES, "sources/own.md": own})
    item = json.loads(made.result.files["sources/kim2018.json"])  # type: ignore[arg-type]
    assert item == [{"id": "Kim2018", "type": "article-journal", "title": "Talks about talks"}]
    assert made.result.files["sources/kim2018.bib"] == (
        b"@article{Kim2018,\n  title = {{Talks about talks}},\n}\n"
    )


def test_drafts_are_not_exported(make: Callable[..., Made]) -> None:
    made = make({"sources/a.yaml": "- {id: a, title: T, type: book, draft: true}"})
    assert not [url for url in made.result.files if url.endswith((".bib", ".json"))]


def test_validator_is_that_of_the_schema() -> None:
    jsonschema.Draft7Validator.check_schema(VALIDATOR.schema)
