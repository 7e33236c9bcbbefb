# ruff: noqa: E501 - one case a line
from __future__ import annotations

import pytest

from generator.fields import Organization, Person, Place
from generator.names import (
    display_name,
    fold,
    fold_name,
    index_letter,
    is_id,
    list_names,
    list_spellings,
    name_order,
    slugify,
    sort_key,
    sort_name,
)


def person(name: str, **more: object) -> Person:
    return Person.model_validate({"name": name, **more})


@pytest.mark.parametrize(
    ("name", "record_id"),
    [
        ("Kim Jong-un", "kim-jong-un"),
        ("Robert O'Brien", "robert-obrien"),
        ("Trần Đại Quang", "trần-đại-quang"),
        ("  A  &  B  ", "a-b"),
        ("김정은", "김정은"),
        ("…", ""),
    ],
)
def test_names_become_ids(name: str, record_id: str) -> None:
    assert slugify(name) == record_id
    assert is_id(record_id) is bool(record_id)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Kim Jong-un", "KIM  JONG\u2011UN"),
        ("Trần Đại Quang", "Tran Dai Quang"),
        ("Łukasz Ørsted", "Lukasz Orsted"),
        ("O'Brien", "O\u2019Brien"),
        ("Kim&nbsp;Jong-un", "Kim Jong Un"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_that_are_the_same_name(one: str, two: str) -> None:
    assert fold_name(one) == fold_name(two)


def test_voiced_kana_are_other_letters() -> None:
    assert fold("ガ") != fold("カ")
    assert fold("ガ") == fold("か\u3099".replace("か", "カ"))


@pytest.mark.parametrize(
    ("fields", "order", "sorted_as"),
    [
        (person("Kim Jong-un", family="Kim", given="Jong-un"), "family-first", "Kim Jong-un"),
        (person("Stephen Biegun", family="Biegun", given="Stephen"), "given-first", "Biegun, Stephen"),
        (person("Sukarno"), "mononym", "Sukarno"),
        (person("A B", family="B", name_order="family-first"), "family-first", "A B"),
        (person("A B", family="B", given="A", sort_name="Bee"), "given-first", "Bee"),
    ],
)  # fmt: skip
def test_order_and_sort_name(fields: Person, order: str, sorted_as: str) -> None:
    assert name_order(fields) == order
    assert sort_name(fields) == sorted_as


def test_what_is_no_person_sorts_as_it_is_called() -> None:
    assert sort_name(Place(name="Seoul")) == "Seoul"
    assert display_name(None) == ""


def test_names_sort_without_regard_to_case_and_marks() -> None:
    names = ["ábel", "Zoe", "Abel", "abel"]

    assert sorted(names, key=sort_key) == ["Abel", "abel", "ábel", "Zoe"]
    assert [index_letter(name) for name in ("Ábel", "38 North", "…")] == ["A", "0–9", "0–9"]


def test_every_name_may_be_written_in_a_reference() -> None:
    fields = Organization.model_validate(
        {"name": "A B", "short_name": "AB", "native": "가나", "aliases": [{"name": "x", "type": "nickname"}]}
    )  # fmt: skip

    assert list(list_names(fields)) == ["A B", "AB", "가나", "x"]


# What is linked in running text


@pytest.mark.parametrize(
    ("alias", "native", "is_linked"),
    [
        ("Kim Jong Oon", "", True),
        ({"name": "Kim Jong Oon", "type": "former"}, "", True),
        ("KJU", "", True),
        ("Kimmie", "", False),
        ({"name": "Supreme Leader", "type": "title"}, "", False),
        ({"name": "Rocket Man", "type": "nickname"}, "", False),
        ("金正恩", "김정은", True),
        ("金正", "김정은", False),
        ("特朗普", "", False),
        ("Kimmie", "김정은", False),
    ],
)
def test_strong_aliases_are_linked(alias: object, native: str, is_linked: bool) -> None:
    fields = person("Kim Jong-un", aliases=[alias], **({"native": native} if native else {}))
    expected = ["Kim Jong-un", *([native] if native else [])]
    name = alias["name"] if isinstance(alias, dict) else alias

    assert list(list_spellings(fields)) == [*expected, *([name] if is_linked else [])]


def test_places_and_people_are_linked_if_they_want_it() -> None:
    assert list(list_spellings(Place(name="Seoul"))) == []
    assert list(list_spellings(Place(name="Seoul", autolink=True))) == ["Seoul"]
    assert list(list_spellings(person("A B", listed=False))) == []
