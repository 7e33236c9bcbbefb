"""What is said of a source where it is cited, and what was read for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from linkers import make_linker, read_records

import generator.citing
from generator.fields import Cite, Source
from generator.liveness import Answer
from generator.model import Picture

if TYPE_CHECKING:
    from generator.citing import Citer

URL, COPY = "https://example.org/a", "https://example.net/copy"
SOURCE = Source.model_validate(
    {
        "title": "A <book>",
        "type": "book",
        "author": [{"family": "Lee", "given": "Ann"}],
        "issued": "2019",
        "URL": URL,
        "accessed": "2020-01-02",
        "archive_url": COPY,
        "archive_date": "2020-01-03",
        "file": "a.pdf",
    }
)
PEOPLE = {"people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n"}
LEE = {"people/ann.md": "---\nname: Lee Ann\nfamily: Lee\nname_order: family-first\n---\n"}
DEAD = {
    URL: Answer(url=URL, status="404", checked=date(2021, 5, 6), dead_since=date(2021, 5, 1)),
    COPY: Answer(url=COPY, status="200", checked=date(2021, 5, 6)),
}


def make_citer(files: dict[str, str] | None = None, **answers: Answer) -> Citer:
    records = read_records(files or PEOPLE)
    return make_linker(records, Picture("content/media/a.pdf"), answers=answers).citer


def test_citation_has_the_title_apart_as_what_is_to_be_linked() -> None:
    cite = Cite.model_validate({"source": "a", "locator": "p. 4", "prefix": "see"})
    said = make_citer().say_cite(cite, SOURCE)
    assert said["locator"] == "p. 4"
    assert said["title"] == "<cite>A &lt;book&gt;</cite>"
    assert said["before"] == "see Lee, "
    assert said["after"] == ", 4"


def test_note_in_full_leaves_out_the_address() -> None:
    said = make_citer().say_source(SOURCE, "", in_full=True)
    assert said.before == "Ann Lee, "
    assert URL not in "".join(said)
    assert "2019" in said.after
    assert SOURCE.URL == URL


def test_citation_without_a_source_says_what_its_author_wrote() -> None:
    cite = Cite.model_validate({"source": "a", "locator": "p. 4", "prefix": "a & b"})
    said = make_citer().say_cite(cite, None)
    assert said == {"locator": "p. 4", "before": "a &amp; b ", "title": "", "after": ""}


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_cites_a_source_has_read_how_its_people_write_their_names(times: int) -> None:
    citer = make_citer()
    for _ in range(times):
        with citer.reads.noting() as facts:
            citer.say_source(SOURCE, "", in_full=True)
    assert facts
    assert {fact.partition(" ")[0] for fact in facts} == {"bearer"}
    citer.say_source(SOURCE, "", in_full=True)


def test_name_is_written_as_its_bearers_record_does() -> None:
    one, two = (make_citer(files).say_source(SOURCE, "", in_full=True) for files in (PEOPLE, LEE))
    assert one.before == "Ann Lee, "
    assert two.before == "Lee Ann, "


def test_locators_of_one_source_do_not_get_mixed_up() -> None:
    citer = make_citer()
    said = [citer.say_source(SOURCE, where, in_full=False).after for where in ("p. 4", "p. 5")]
    assert said == [", 4", ", 5"]
    assert len(citer.said) == 1


def test_no_more_is_kept_than_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator.citing, "MOST_SAID", 3)
    citer = make_citer()
    sources = [SOURCE.model_copy(update={"title": f"T{number}"}) for number in range(10)]
    said = [citer.say_source(source, "", in_full=False).title for source in sources * 2]
    assert said == [f"<cite>T{number}</cite>" for number in range(10)] * 2
    assert len(citer.said) <= 4


def test_what_was_said_does_not_go_to_other_processes() -> None:
    citer = make_citer()
    citer.say_source(SOURCE, "", in_full=False)
    assert citer.__getstate__()["said"] == {}
    assert len(citer.said) == 1


# Where a source can be read


def list_links(citer: Citer) -> list[tuple[str, str, bool]]:
    return [(link["kind"], link["url"], link["dead"]) for link in citer.list_links(SOURCE)]


def test_places_come_in_the_order_in_which_to_try_them() -> None:
    citer = make_citer()
    assert list_links(citer) == [
        ("original", URL, False),
        ("archived", COPY, False),
        ("file", "media/a.pdf", False),
    ]
    original, archived, file = citer.list_links(SOURCE)
    assert original["date"]["edtf"] == "2020-01-02"
    assert archived["date"]["edtf"] == "2020-01-03"
    assert (file["date"], file["checked"]) == (None, None)


def test_what_is_gone_comes_last_with_the_day_on_which_it_was_asked_for() -> None:
    citer = make_citer(**DEAD)
    assert list_links(citer) == [
        ("archived", COPY, False),
        ("file", "media/a.pdf", False),
        ("original", URL, True),
    ]
    assert citer.list_links(SOURCE)[-1]["checked"]["edtf"] == "2021-05-06"


def test_file_that_is_not_there_and_what_is_not_said_are_left_out() -> None:
    bare = Source.model_validate({"title": "T", "type": "book", "file": "nowhere.pdf"})
    assert make_citer().list_links(bare) == []


def test_date_is_said_in_words_and_for_machines() -> None:
    citer = make_citer()
    assert citer.say_date(None) is None
    assert citer.say_date(SOURCE.accessed) == {
        "words": "2 January 2020",
        "datetime": "2020-01-02",
        "edtf": "2020-01-02",
        "year": "2020",
        "first": "2020-01-02",
    }
