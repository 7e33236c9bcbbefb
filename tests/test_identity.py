# ruff: noqa: E501 - one case a line
from __future__ import annotations

import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fields import Organization, Person
from generator.identity import (
    check_collisions,
    check_identity,
    check_lookalikes,
    check_short_forms,
    find_place,
    is_one_apart,
)
from generator.mentions import Doubt
from generator.model import Record


def person(record_id: str, name: str, **more: object) -> Record:
    fields = Person.model_validate({"name": name, **more})
    positions = {"name": (2, 7, len(name)), "aliases.0.name": (5, 12, 4), "native.text": (4, 9, 3)}
    path = f"content/people/{record_id}.md"
    return Record(kind="person", id=record_id, path=path, fields=fields, positions=positions)


def organization(record_id: str, name: str, **more: object) -> Record:
    fields = Organization.model_validate({"name": name, **more})
    positions = {"name": (2, 7, 1), "short_name": (3, 13, 1)}
    path = f"content/organizations/{record_id}.md"
    return Record(kind="organization", id=record_id, path=path, fields=fields, positions=positions)


def by_id(*records: Record) -> dict[str, Record]:
    return {record.id: record for record in records}


# Names of two records


def test_a_shared_name_is_an_error_that_names_both_places() -> None:
    (problem,) = check_collisions(by_id(person("kim-1", "Kim Song"), person("kim-2", "KIM SONG")))

    assert (problem.severity, problem.code) == ("error", "name-collision")
    assert (problem.path, problem.line, problem.column) == ("content/people/kim-2.md", 2, 7)
    assert problem.message == (
        "`KIM SONG` and `Kim Song`: a name of `kim-2` and of `kim-1` "
        "(content/people/kim-1.md:2:7), so that it links to neither; `disambiguation` does not "
        "help in running text"
    )
    assert problem.fix == (
        "settle it in each article (`names: {KIM SONG: kim-2}`), or give an alias that is not "
        "unique `type: nickname`; if both people have this name, add `different_from: [kim-1]` here"
    )


def test_a_copied_file_may_be_deleted() -> None:
    (problem,) = check_collisions(by_id(person("kim", "Kim Song"), person("kim-copy", "Kim Song")))
    assert problem.fix.endswith("; if this is a copy, delete it")


@pytest.mark.parametrize(
    ("one", "two", "places"),
    [
        # alias, native and short name; folded
        (person("a", "Kim Song"), person("b", "Kim Il", aliases=["Kim-song"]), [(5, 12)]),
        (person("a", "A B", native="김정은"), person("b", "C D", native="김정은"), [(4, 9)]),
        (organization("a", "UN"), organization("b", "United", short_name="UN"), [(3, 13)]),
        (person("a", "Kent Härstedt"), person("b", "Kent Harstedt"), [(2, 7)]),
        (person("a", "Ada Bee"), organization("b", "Ada Bee"), [(2, 7)]),
        # what does not link in running text, or is not the same
        (person("a", "Kim Song"), person("b", "Kim Il", aliases=[{"name": "Kim Song", "type": "nickname"}]), []),
        (person("a", "Kim Song"), person("b", "Kim Song", listed=False), []),
        (organization("a", "WHO"), organization("b", "Who"), []),
        (person("a", "Kim Song"), person("b", "Kim Son"), []),
        # two people who have one name
        (person("a", "Kim Song"), person("b", "Kim Song", different_from=["a"]), []),
        (person("a", "Kim Song", different_from=["b"]), person("b", "Kim Song"), []),
    ],
)  # fmt: skip
def test_collisions(one: Record, two: Record, places: list[tuple[int, int]]) -> None:
    for records in (by_id(one, two), by_id(two, one)):
        assert [(p.line, p.column) for p in check_collisions(records)] == places


def test_two_records_collide_once() -> None:
    one = person("a", "Kim Song", native="김송", aliases=["Kim Il Song"])
    two = person("b", "Kim Song", native="김송", aliases=["Kim Il Song"])

    assert len(list(check_collisions(by_id(one, two)))) == 1


# Look-alikes


@pytest.mark.parametrize(
    ("one", "two", "is_near"),
    [
        ("Kim Jong-un", "Kim Jong-um", True),
        ("Kim Jong-un", "Kim Jong-u", True),
        ("Kim Jong-un", "Kim Jogn-un", True),
        ("Kim Jong-un", "Kim Jong Uun", True),
        ("Kim Jong-un", "Kim Yong-um", False),
        ("Kim Jong-un", "Kim Jong-il", False),
        ("Li Wei", "Li Fei", True),
        ("Li Xi", "Li Yi", False),
        ("김정은", "김정운", True),
        ("김정은", "김정일", False),
        ("习近平", "习近乎", False),
        ("唐纳德·特朗普", "唐纳德·特朗甫", False),
    ],
)
def test_lookalikes(one: str, two: str, is_near: bool) -> None:
    problems = list(check_lookalikes(by_id(person("a", one), person("b", two))))

    assert [(p.severity, p.code, p.path) for p in problems] == (
        [("warning", "name-lookalike", "content/people/b.md")] if is_near else []
    )


@pytest.mark.parametrize(("a", "b"), [(["b"], []), ([], ["a"])])
def test_different_from_on_either_side_silences_lookalikes(a: list[str], b: list[str]) -> None:
    one = person("a", "Kim Jong-un", different_from=a)
    two = person("b", "Kim Jong-um", different_from=b)

    assert list(check_lookalikes(by_id(one, two))) == []


def test_two_people_look_alike_once() -> None:
    one = person("a", "Kim Jong-un", aliases=["Kim Jong-oon"])
    two = person("b", "Kim Jong-um", aliases=["Kim Jong-oom"])
    (problem,) = check_lookalikes(by_id(one, two, organization("c", "Kim Jong-uu")))

    assert (
        problem.fix
        == "if these are two people, add `different_from: [a]`; if not, join the records"
    )


LETTERS = st.text("abc", max_size=6)


@given(LETTERS, LETTERS)
def test_one_apart_is_what_trying_every_change_says(one: str, two: str) -> None:
    changed = {one[:n] + one[n + 1 :] for n in range(len(one))}
    changed |= {one[:n] + c + one[n:] for n in range(len(one) + 1) for c in "abc"}
    changed |= {one[:n] + c + one[n + 1 :] for n in range(len(one)) for c in "abc"}
    changed |= {one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)}

    assert is_one_apart(one, two) == (two in changed - {one})


def test_five_thousand_people_are_compared_without_each_with_each() -> None:
    syllables = "ba ko mi ren tal vor sun kim lee dor hal nak pes rin zul gan".split()
    names = [
        f"{a}{b} {c}{d}" for a in syllables for b in syllables for c in syllables for d in syllables
    ]
    records = by_id(*(person(f"p{n}", name.title()) for n, name in enumerate(names[:65536:13])))
    assert len(records) > 5000

    start = time.process_time()
    list(check_lookalikes(records))
    list(check_collisions(records))
    took = time.process_time() - start
    start = time.process_time()
    for one, two in combinations(names[:65536:131], 2):
        is_one_apart(one, two)
    each = (time.process_time() - start) * (131 / 13) ** 2

    assert took < each / 2, (took, each)


# The place of a short form in its file


@pytest.mark.parametrize(
    ("source", "before", "after", "place"),
    [
        ("One.\nThen Kim left.", "One. Then ", " left.", (2, 6)),
        ("---\nnames: Kim left\n---\nThen Kim left.", "Then ", " left.", (4, 6)),
        ("Kim said. Then Kim\nleft.", "Then ", " left", (1, 16)),
        ("[[kim|He]] saw **Kim** leave.[@x]", "saw ", " leave", (1, 18)),
        ("Kim. Kim. Kim.", "", "", None),
        ("Kimberley", "", "", None),
        ("", "", "", None),
    ],
)
def test_the_place_of_a_short_form(
    source: str, before: str, after: str, place: tuple[int, int] | None
) -> None:
    assert find_place(source, Doubt("Kim", ("a", "b"), before, after)) == place


# All of it


def test_identity_is_checked_as_a_whole() -> None:
    one = person("a", "Kim Song", native="김송")
    two = person("b", "Kim Song", native="김송")
    three = person("c", "Kim Sung")
    three = three.copy(fields=None)
    problems = check_identity(by_id(one, two, three))
    assert [(p.code, p.path, p.line) for p in problems] == [
        ("name-collision", "content/people/b.md", 2)
    ]


def test_short_form_is_told_at_its_place() -> None:
    record = Record(kind="event", id="e", path="e.md", line=4)
    doubt = Doubt("Kim", ("a", "b"), "Then ", " left.")
    problems = check_short_forms(record, [doubt], "Then Kim left.")
    assert [(p.code, p.path, p.line) for p in problems] == [("name-ambiguous", "e.md", 1)]


def test_numbers_tell_names_apart() -> None:
    records = by_id(person("a", "Witness Number 11"), person("b", "Witness Number 12"))
    assert list(check_lookalikes(records)) == []
