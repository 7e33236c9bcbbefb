"""One record with the index: what its links mean, and from what that was told."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkers import make_linker, read_records

from generator.linking import (
    Linked,
    link_chunk,
    link_record,
    list_capitals,
    may_hold,
    pack_linker,
    sign,
    unpack_linked,
    unpack_linker,
)
from generator.mentions import Doubt
from generator.model import Picture
from generator.spellings import Spelling, Spellings
from generator.traits import pack_record

if TYPE_CHECKING:
    from generator.linking import Linker, Shown
    from generator.problems import Problem

FILES = {
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\nBorn here.\n",
    "people/tom.md": "---\nname: Tom Lee\nfamily: Lee\n---\n",
    "places/seoul.md": "---\nname: Seoul\n---\n",
    "sources/book.md": "---\ntitle: A book\ntype: book\n---\n",
    "sources/film.md": "---\ntitle: A film\ntype: motion_picture\n---\n",
}
STORY = (
    "---\ntitle: Story\ndate: 2020-01-01\nsources: [film]\n---\n"
    "Ann Lee went to [[seoul]].[@book] Then she left. ![](x.png)\n\n## Home {#home}\n\n"
    "She wrote, and filmed.[@book; @film]\n"
)
PICTURE = Picture("content/media/x.png", alt="An X")


def link(story: str = STORY, linker_files: dict[str, str] | None = None) -> tuple[Linked, Shown]:
    records = read_records({**(linker_files or FILES), "articles/story.md": story})
    return link_record(records["story"], make_linker(records, PICTURE))


def test_everything_that_whole_site_steps_want_is_told() -> None:
    linked, shown = link()
    assert linked.fields == {"sources.0": "film"}
    assert linked.cites == ["book", "film"]
    assert linked.leads == ["seoul", "ann"]
    assert linked.media == ["media/x.png"]
    assert linked.numbers == {"statements": 3, "cited": 2, "single": 1}
    assert linked.rests == {"book": 1, "book film": 1}
    assert sorted(linked.quotes) == ["ann", "book", "film", "seoul"]
    assert linked.problems == []
    told, _, html = shown.text.partition("\n")
    text = json.loads(told)
    assert text["headings"] == [{"id": "home", "text": "Home"}]
    assert text["words"] == 13
    assert '<a class="mention" href="../people/ann.html">Ann Lee</a>' in html
    assert json.loads(shown.uncited) == [{"text": "Then she left.", "anchor": "p.1"}]
    lines = [line.split("\t") for line in shown.quotes.strip().split("\n")]
    quotes = {target: json.loads(found) for target, found in lines}
    assert "Ann Lee" in str(quotes["ann"])
    assert len(quotes["book"]) == 2


def test_what_was_read_is_told_and_no_more() -> None:
    linked, _ = link("---\ntitle: S\ndate: 2020\n---\nTo [[seoul]] and [[Ann Lee]].\n")
    assert {"id seoul", "id ann", "name ann lee"} <= set(linked.read)
    assert not {"id book", "id tom", "id film"} & set(linked.read)
    assert linked.read == sorted(linked.read)


@pytest.mark.parametrize(
    ("path", "text", "part"),
    [
        ("places/seoul.md", "---\nname: Busan\n---\n", "text"),
        ("sources/book.md", "---\ntitle: Another book\ntype: book\n---\n", "text"),
        ("people/ann.md", "---\nname: Anna Lee\nfamily: Lee\n---\n", "text"),
    ],
)
def test_digests_tell_when_something_else_is_shown(path: str, text: str, part: str) -> None:
    before, again = link()[0], link()[0]
    after = link(linker_files={**FILES, path: text})[0]
    assert before == again
    assert getattr(before, part) != getattr(after, part)
    assert before.uncited == after.uncited


def test_other_sentences_have_other_digests() -> None:
    before = link()[0]
    after = link(STORY.replace("She wrote", "She wrote much").replace("Then she", "Now she"))[0]
    changed = {target for target in before.quotes if before.quotes[target] != after.quotes[target]}
    assert changed == {"book", "film"}
    assert before.uncited != after.uncited


def test_another_process_gives_the_same() -> None:
    records = read_records({**FILES, "articles/story.md": STORY})
    linker = make_linker(records, PICTURE)
    linked, shown = link_record(records["story"], linker)
    data = pack_linker(make_linker(records, PICTURE))
    assert link_chunk([pack_record(records["story"])], data) == [(linked, shown)]
    assert unpack_linker(data) is unpack_linker(data)


def test_doubts_and_problems_outlive_json() -> None:
    linked, _ = link("---\ntitle: S\ndate: 2020\n---\nAnn Lee and Tom Lee. Lee left [[nobody]].\n")
    assert [type(doubt) for doubt in linked.doubts] == [Doubt]
    assert [problem.code for problem in linked.problems] == ["link-missing"]
    assert unpack_linked(json.loads(json.dumps(asdict(linked)))) == linked


def test_of_what_was_not_linked_nothing_is_counted() -> None:
    assert Linked().numbers == {"statements": 0, "cited": 0, "single": 0}


# Tokens


def problems_of(body: str, *, has_address: bool = False, alt: str = "") -> list[Problem]:
    story = f"---\ntitle: S\ndate: 2020\n---\n{body}\n"
    records = read_records({"articles/story.md": story})
    linker = make_linker(records, Picture("content/media/x.png", alt=alt), has_address=has_address)
    return link_record(records["story"], linker)[0].problems


def test_picture_has_words_for_those_who_do_not_see_it() -> None:
    (one,) = problems_of("So ![](x.png).")
    assert (one.severity, one.code, one.line, one.length) == ("warning", "alt-missing", 5, 5)
    assert "`![what it shows](x.png)`" in one.fix
    assert problems_of("![X](x.png)") == []
    assert problems_of("![](x.png)", alt="An X") == []


def test_link_to_the_feed_needs_an_address_of_the_site() -> None:
    (one,) = problems_of("Read [the feed](feed.xml).")
    assert (one.severity, one.code, one.line) == ("error", "link-missing", 5)
    assert one.fix == "set `base_url` in site.yaml, or take the link out"
    assert problems_of("Read [the feed](feed.xml).", has_address=True) == []


# Signs of words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then Ann left.", {"then", "ann"}),
        ("nothing at all", set()),
        ("Éva and eva", {"eva"}),
        ("김정은", {"김", "정", "은"}),
        ("In 2018, UN", {"in", "2018", "un"}),
    ],
)
def test_words_that_a_name_may_begin_with(text: str, words: set[str]) -> None:
    assert set(list_capitals(text)) == words


def test_sign_tells_which_words_a_text_cannot_hold() -> None:
    words = [f"w{number}" for number in range(50)]
    made = sign(words)
    assert all(may_hold(made, sign([word])) for word in words)
    others = [f"other{number}" for number in range(1000)]
    assert sum(may_hold(made, sign([word])) for word in others) < 100
    assert may_hold(made, sign([]))
    assert not may_hold(sign([]), sign(words))
    assert may_hold(made, sign(["w1", "w7"]))


LETTERS = "aAbBéÉñÑ-'’. 1김정은習近平ЖжλΛßﬁ&\u0301\u00a0"
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=12)


@given(NAMES, st.lists(NAMES, max_size=4))
def test_name_that_is_found_in_a_text_may_be_held_by_its_sign(name: str, around: list[str]) -> None:
    text = " ".join([*around, name, *around])
    found = Spellings([Spelling(name, "x", "person", links=True)]).scan(text)
    words = set(list_capitals(name))
    if found and words:
        assert may_hold(sign(list_capitals(text)), sign(words))


def test_linker_is_told_apart_from_another() -> None:
    one: Linker = make_linker(read_records(FILES))
    two: Linker = make_linker(read_records({**FILES, "places/busan.md": "---\nname: Busan\n---\n"}))
    assert "busan" not in unpack_linker(pack_linker(one)).index.records
    assert "busan" in unpack_linker(pack_linker(two)).index.records
