from __future__ import annotations

from typing import TYPE_CHECKING

from making import write_files

from generator.build import build
from generator.cache import Cache
from generator.config import Limits
from generator.fetching import Unread
from generator.load import load_records
from generator.parse import File
from generator.workers import Workers

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "---\nname: A\nname_order: mononym\n---\n", "---\nname: B\nname_order: mononym\n---\n"
SITE = {
    "site.yaml": "title: T\nleast_cited: {articles: 100}\n",
    "articles/a.md": "---\ntitle: A\ndate: 2020\n---\nNobody says so.\n",
}


def read_late(place: Path, text: str) -> Unread:
    """A file that said so when it was read, and has not been read again."""
    digest = File("content/people/a.md", "person", text.encode()).digest
    return Unread("content/people/a.md", "person", str(place), digest)


def test_a_file_that_changed_since_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    place.write_text(NEW)
    files: list[File] = [read_late(place, OLD)]
    cache = Cache(None)
    records, problems = load_records(files, Limits(), cache, Workers(1))
    assert (records[0].fields.name, problems) == ("B", [])
    place.write_text(OLD)
    assert (
        load_records([read_late(place, OLD)], Limits(), cache, Workers(1))[0][0].fields.name == "A"
    )


def test_a_file_that_is_gone_when_it_is_to_be_parsed_is_a_problem(tmp_path: Path) -> None:
    files: list[File] = [read_late(tmp_path / "a.md", OLD)]
    records, problems = load_records(files, Limits(), Cache(None), Workers(1))
    assert records == []
    assert [f"{p.path} {p.code}" for p in problems] == ["content/people/a.md unreadable"]


def test_a_file_that_goes_while_a_site_is_built_is_no_fault_of_the_program(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)

    def remove(stage: str) -> None:
        if stage == "rendering":
            (tmp_path / "content/articles/a.md").unlink()

    result = build(tmp_path, tmp_path / "public", jobs=1, watch=remove)
    # What was read is told of; where it stood in the file is not known any more.
    assert [(p.code, p.line) for p in result.problems if p.severity == "error"] == [
        ("evidence-low", 1)
    ]
