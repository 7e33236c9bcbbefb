from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import command, write_files

from generator.build import build
from generator.gone import MOST_COMPARED, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.problems import Problem

LET_GO = "a build without `--strict` lets it go"
OLD = {
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "people/bo.md": "---\nname: Bo Ek\nfamily: Ek\n---\n",
    "pages/about.md": "---\ntitle: About\n---\n",
}


def change(folder: Path, files: Mapping[str, str | None]) -> list[Problem]:
    """Write some files, or remove them, and give what is said of pages that are gone."""
    for path in (folder / "content" / name for name, text in files.items() if text is None):
        path.unlink()
    write_files(folder, {name: text for name, text in files.items() if text is not None})
    found = build(folder, folder / "public", jobs=1).problems
    return [problem for problem in found if problem.code == "page-gone"]


@pytest.fixture
def old(site: Callable[..., Path]) -> Path:
    """A site that is published."""
    folder = site(OLD)
    assert change(folder, {}) == []
    return folder


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("people/ann.html", ("person", "ann")),
        ("about.html", ("page", "about")),
        # indexes, years, parts, and what every site has
        ("people/index.html", ("", "")),
        ("people/ann/2018.html", ("", "")),
        ("people/index/a.html", ("", "")),
        ("timeline/2018.html", ("", "")),
        ("topics/war.html", ("", "")),
        ("pages/about.html", ("", "")),
        ("timeline.html", ("", "")),
        ("404.html", ("", "")),
        ("search.html", ("", "")),
        ("people/names.js", ("", "")),
    ],
)
def test_pages_of_records_are_told_from_others(url: str, found: tuple[str, str]) -> None:
    assert split_url(url) == found


def test_page_that_is_gone_is_told_with_the_line_to_write(old: Path) -> None:
    (problem,) = change(old, {"people/ann.md": None})
    assert (problem.severity, problem.path, problem.line) == (
        "warning",
        "public/people/ann.html",
        0,
    )
    assert problem.message == (
        "the page `people/ann.html` was published and is gone; links to it from elsewhere lead "
        "nowhere"
    )
    assert problem.fix == (
        "write `redirect_from: [people/ann.html]` in the record that takes its place; " + LET_GO
    )


@pytest.mark.parametrize(
    ("files", "path", "record_id"),
    [
        # the same title
        ({"people/b-1.md": OLD["people/ann.md"]}, "people/b-1.md", "b-1"),
        # the same file
        ({"people/ann.md": "---\nid: q\nname: Quo\n---\n"}, "people/ann.md", "q"),
        # the same id among another kind
        ({"organizations/ann.md": "---\nname: Anonymous\n---\n"}, "organizations/ann.md", "ann"),
        # an id that is like it
        ({"people/anna.md": "---\nname: Anna Lo\nfamily: Lo\n---\n"}, "people/anna.md", "anna"),
    ],
)  # fmt: skip
def test_record_that_seems_to_take_the_place_is_named(
    old: Path, files: dict[str, str], path: str, record_id: str
) -> None:
    (problem,) = change(old, {"people/ann.md": None, **files})
    assert problem.path == f"content/{path}"
    line = "redirect_from: [people/ann.html]"
    assert problem.fix == f"write `{line}` in `{record_id}`, if it takes its place; {LET_GO}"


def test_no_record_is_named_where_several_could_be_meant(old: Path) -> None:
    files = {f"pages/{name}.md": OLD["pages/about.md"] for name in ("x", "y")}
    (problem,) = change(old, {"pages/about.md": None, **files})
    assert "in the record that takes its place" in problem.fix


def test_line_to_write_holds_the_addresses_that_are_there(old: Path) -> None:
    text = "---\nname: Ann Lee\nfamily: Lee\nredirect_from: a/b.html\n---\n"
    (problem,) = change(old, {"people/ann.md": None, "people/lee.md": text})
    assert "`redirect_from: [a/b.html, people/ann.html]` in `lee`" in problem.fix


def test_record_in_a_list_is_pointed_at(old: Path) -> None:
    text = "- id: zoe\n  name: Zoe Roe\n  family: Roe\n- id: lee\n  name: Ann Lee\n  family: Lee\n"
    (problem,) = change(old, {"people/ann.md": None, "people/all.yaml": text})
    assert (problem.path, problem.line) == ("content/people/all.yaml", 4)


def test_imported_source_gets_a_record_of_its_own(site: Callable[..., Path]) -> None:
    book = "@book{%s,\n title = {A Book},\n date = {2018}\n}\n"
    folder = site({"sources/all.bib": book % "kim2018"})
    assert change(folder, {}) == []
    (problem,) = change(folder, {"sources/all.bib": book % "kim18"})
    assert problem.fix.startswith(
        "write a record with `id: kim18` and `redirect_from: [sources/kim2018.html]`, if"
    )


def test_redirect_is_an_answer(old: Path) -> None:
    text = "---\nname: Ann Lee\nfamily: Lee\nredirect_from: people/ann.html\n---\n"
    assert change(old, {"people/ann.md": None, "people/lee.md": text}) == []
    # Without it, the address would be gone after all.
    (problem,) = change(old, {"people/lee.md": OLD["people/ann.md"]})
    assert "`redirect_from: [people/ann.html]` in `lee`" in problem.fix


@pytest.mark.parametrize("field", ["draft: true", "listed: false"])
def test_page_that_its_record_holds_back_is_no_accident(old: Path, field: str) -> None:
    text = OLD["people/ann.md"].replace("family", f"{field}\nfamily")
    assert change(old, {"people/ann.md": text}) == []
    assert not (old / "public/people/ann.html").exists()


def test_index_that_is_gone_is_no_ones_page(old: Path) -> None:
    (problem, _) = change(old, {"people/ann.md": None, "people/bo.md": None})
    assert problem.message.startswith("the page `people/ann.html`")


def test_gone_page_is_told_once(old: Path) -> None:
    assert len(change(old, {"people/ann.md": None})) == 1
    assert "page-gone" not in command("build", folder=old).stderr
    assert change(old, {"pages/about.md": OLD["pages/about.md"] + "More."}) == []


def test_strict_build_keeps_the_site_until_the_author_has_decided(old: Path) -> None:
    (old / "content/people/ann.md").unlink()
    for _ in range(2):
        done = command("build", "--strict", folder=old)
        assert done.returncode == 1
        assert "warning[page-gone]" in done.stderr
        assert (old / "public/people/ann.html").exists()
    # One build without it lets the address go.
    assert command("build", folder=old).returncode == 0
    assert command("build", "--strict", folder=old).returncode == 0
    assert not (old / "public/people/ann.html").exists()


def test_of_many_pages_only_titles_and_files_are_compared(site: Callable[..., Path]) -> None:
    person = "- id: {}\n  name: P{}\n  name_order: mononym\n"
    numbers = range(MOST_COMPARED + 1)
    folder = site({"people/all.yaml": "".join(person.format(f"p-{n}", n) for n in numbers)})
    assert change(folder, {}) == []
    renamed = "".join(person.format(f"p-{n}-x", f"{n}x" if n else n) for n in numbers)
    found = change(folder, {"people/all.yaml": renamed})
    assert len(found) == MOST_COMPARED + 1
    assert [p.line for p in found if p.line] == [1]
