# ruff: noqa: RUF001 - apostrophes and hyphens of many kinds look alike
from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fields import MODELS, Fields, Kind
from generator.model import Record
from generator.names import (
    Spellings,
    display_name,
    fold,
    fold_name,
    index_letter,
    is_acronym,
    is_id,
    list_names,
    list_spellings,
    make_spellings,
    name_order,
    slugify,
    sort_key,
    sort_name,
)


def make(kind: Kind, **values: Any) -> Fields:
    return MODELS[kind].model_validate(values)


def found(text: str, *pairs: tuple[str, str], own: dict[str, str] | None = None) -> list[str]:
    """What is found in a text: the words, and the id that they mean."""
    mentions = Spellings(pairs).find(text, Spellings(own.items()) if own else None)
    return [f"{text[mention.start : mention.end]}={mention.id}" for mention in mentions]


# Ids


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Kim Jong-un", "kim-jong-un"),
        ("  Kim   Jong–un.  ", "kim-jong-un"),
        ("O'Brien’s", "obriens"),
        ("2019-10-05 Stockholm", "2019-10-05-stockholm"),
        ("U.S. State Dept.", "u-s-state-dept"),
        # other scripts stay, in NFC
        ("Übersee", "übersee"),
        ("U\u0308bersee", "übersee"),
        ("김정은", "김정은"),
        ("Ким Чен Ын", "ким-чен-ын"),
        ("हिन्दी", "हिन्दी"),
        ("İstanbul", unicodedata.normalize("NFC", "İstanbul".lower())),
        # nothing left
        ("!?", ""),
        ("", ""),
        # what would lead out of a folder
        ("../../etc", "etc"),
        ("a/b\\c", "a-b-c"),
        ("a\0b\n", "a-b"),
    ],
)
def test_a_name_becomes_an_id_by_one_rule(name: str, made: str) -> None:
    assert slugify(name) == made


@given(st.text())
def test_an_id_stays_as_it_is(text: str) -> None:
    made = slugify(text)
    assert slugify(made) == made
    assert not made or is_id(made)
    assert unicodedata.is_normalized("NFC", made)


@pytest.mark.parametrize("text", ["", "Kim", "a b", "-a", "a--b", "a_b", "a.b", "u\u0308"])
def test_what_the_rule_would_change_is_no_id(text: str) -> None:
    assert not is_id(text)


# Comparing


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Élan", "elan"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ﬁ", "fi")],
)
def test_folding_forgets_case_and_diacritics(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "name", ["Kim Jong-un", "kim jong un", "KIM JONG UN", "Kim&nbsp;Jong‑un", "Kim, Jong. Un"]
)
def test_a_name_is_compared_by_its_words(name: str) -> None:
    assert fold_name(name) == "kim jong un"


# In an index


@pytest.mark.parametrize(
    ("values", "sorted_as"),
    [
        ({"name": "Stephen Biegun", "family": "Biegun", "given": "Stephen"}, "Biegun, Stephen"),
        ({"name": "Kim Jong-un", "family": "Kim", "given": "Jong-un"}, "Kim Jong-un"),
        ({"name": "KIM Jong-un", "family": "Kim", "given": "Jong-un"}, "KIM Jong-un"),
        ({"name": "Suharto"}, "Suharto"),
        ({"name": "Abe Shinzo", "family": "Abe", "given": "Shinzo",
          "name_order": "given-first"}, "Abe, Shinzo"),
        ({"name": "Pelé", "family": "Nascimento", "given": "Edson",
          "name_order": "mononym"}, "Pelé"),
        ({"name": "Ludwig van Beethoven", "family": "van Beethoven", "given": "Ludwig",
          "sort_name": "Beethoven, Ludwig van"}, "Beethoven, Ludwig van"),
        ({"name": "Moon", "family": "Moon"}, "Moon"),
        ({"name": "President Moon", "family": "Moon"}, "President Moon"),
    ],
)  # fmt: skip
def test_a_person_stands_in_an_index_under_the_family_name(
    values: dict[str, str], sorted_as: str
) -> None:
    assert sort_name(make("person", **values)) == sorted_as


def test_other_kinds_stand_under_their_own_name() -> None:
    assert sort_name(make("place", name="Hanoi")) == "Hanoi"
    assert sort_name(make("article", title="A story", date="2018")) == "A story"


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ({"name": "Kim Jong-un", "family": "Kim"}, "family-first"),
        ({"name": "Stephen Biegun", "family": "Biegun"}, "given-first"),
        ({"name": "Suharto"}, "mononym"),
        ({"name": "Abe Shinzo", "family": "Abe", "name_order": "given-first"}, "given-first"),
    ],
)
def test_the_order_of_a_name_is_stated_or_seen(values: dict[str, str], order: str) -> None:
    assert name_order(make("person", **values)) == order  # type: ignore[arg-type]


def test_an_index_is_sorted_without_regard_to_case_and_diacritics() -> None:
    names = ["Zoe", "élan", "Echo", "ELM", "a"]
    assert sorted(names, key=sort_key) == ["a", "Echo", "élan", "ELM", "Zoe"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Kim", "K"),
        ("élan", "E"),
        ("“Quote”", "Q"),
        ("김", "\u1100"),
        ("38 North", "0–9"),
        ("!", "0–9"),
    ],
)
def test_a_name_stands_under_a_letter(name: str, letter: str) -> None:
    assert index_letter(name) == letter


def test_a_record_is_called_by_its_name_or_title() -> None:
    assert display_name(make("person", name="A")) == "A"
    assert display_name(make("page", title="B")) == "B"
    assert display_name(None) == ""


# Which names a record has

ALIASES = [
    {"name": "Kim Jong Eun"},
    {"name": "Jong-un Kim", "type": "former"},
    {"name": "Supreme Leader", "type": "title"},
    {"name": "Rocket Man", "type": "nickname"},
    {"name": "Kim"},
    {"name": "KJU"},
]


def test_a_reference_may_use_every_name() -> None:
    person = make("person", name="Kim Jong-un", native="김정은", aliases=ALIASES)
    assert list(list_names(person)) == [
        "Kim Jong-un", "김정은", *(alias["name"] for alias in ALIASES)
    ]  # fmt: skip
    agency = make("organization", name="Korean Central News Agency", short_name="KCNA")
    assert list(list_names(agency)) == ["Korean Central News Agency", "KCNA"]
    assert list(list_names(make("event", title="Talks", date="2018"))) == ["Talks"]


def test_titles_nicknames_and_single_words_do_not_link_by_themselves() -> None:
    person = make("person", name="Kim Jong-un", native="김정은", aliases=ALIASES)
    assert list(list_spellings(person)) == [
        "Kim Jong-un", "김정은", "Kim Jong Eun", "Jong-un Kim", "KJU"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "values", "spellings"),
    [
        ("organization", {"name": "State Department", "short_name": "State"},
         ["State Department", "State"]),
        ("place", {"name": "Washington"}, []),
        ("place", {"name": "Yongbyon", "autolink": "true"}, ["Yongbyon"]),
        ("person", {"name": "Kim Jong-un", "listed": "false"}, []),
        ("event", {"title": "The Hanoi Summit", "date": "2019"}, []),
        ("article", {"title": "A Long Story", "date": "2019"}, []),
    ],
)  # fmt: skip
def test_only_people_and_organizations_link_unless_a_place_asks(
    kind: Kind, values: dict[str, str], spellings: list[str]
) -> None:
    assert list(list_spellings(make(kind, **values))) == spellings


@pytest.mark.parametrize(
    ("word", "is_one"), [("KCNA", True), ("US", True), ("A", False), ("Us", False)]
)
def test_an_acronym_is_written_in_capitals(word: str, is_one: bool) -> None:
    assert is_acronym(word) == is_one


# Finding them

KIM = ("Kim Jong-un", "kim")
BIEGUN = ("Stephen Biegun", "biegun")


@pytest.mark.parametrize(
    ("text", "pairs", "wanted"),
    [
        # hyphens, spaces, apostrophes and diacritics are folded
        ("Kim Jong Un met Kim Jong‑un.", [KIM], ["Kim Jong Un=kim", "Kim Jong‑un=kim"]),
        ("Kim&nbsp;Jong\u00a0un", [KIM], ["Kim&nbsp;Jong\u00a0un=kim"]),
        ("Kim\nJong-un", [KIM], ["Kim\nJong-un=kim"]),
        ("Rene Magritte", [("René Magritte", "m")], ["Rene Magritte=m"]),
        ("Choe Son’hui", [("Choe Son'hui", "c")], ["Choe Son’hui=c"]),
        ("John F. Kennedy, John F Kennedy", [("John F. Kennedy", "k")],
         ["John F. Kennedy=k", "John F Kennedy=k"]),
        # capitals
        ("KIM JONG-UN", [KIM], ["KIM JONG-UN=kim"]),
        ("kim jong-un", [KIM], []),
        ("Kim jong-Un", [KIM], []),
        ("Kim jong-un", [("Kim Jong-Un", "kim")], []),
        # acronyms only as written
        ("The US told us.", [("US", "us")], ["US=us"]),
        ("The WHO, who came. Who? Us.", [("WHO", "who"), ("US", "us")], ["WHO=who"]),
        ("Kcna KCNA", [("KCNA", "k")], ["KCNA=k"]),
        # whole words
        ("United Un", [("Un", "un")], ["Un=un"]),
        ("Stephen Biegun-Smith", [BIEGUN], []),
        ("Jean-Stephen Biegun", [BIEGUN], []),
        ("Stephen O'Biegun", [BIEGUN], []),
        ("Stephen Biegun2", [BIEGUN], []),
        ("Stephen, Biegun", [BIEGUN], []),
        ("Stephen. Biegun", [BIEGUN], ["Stephen. Biegun=biegun"]),
        ("Stephen", [BIEGUN], []),
        # what may follow
        ("Stephen Biegun's plan", [BIEGUN], ["Stephen Biegun=biegun"]),
        ("Stephen Biegun’s plan", [BIEGUN], ["Stephen Biegun=biegun"]),
        ("'Stephen Biegun'", [BIEGUN], ["Stephen Biegun=biegun"]),
        ("Stephen Biegun- and", [BIEGUN], ["Stephen Biegun=biegun"]),
        ("(Stephen Biegun)", [BIEGUN], ["Stephen Biegun=biegun"]),
        # the longest wins, and nothing overlaps
        ("Kim Jong Un Park", [KIM, ("Kim Jong Un Park", "park")], ["Kim Jong Un Park=park"]),
        ("Kim Jong Un", [KIM, ("Kim Jong Un Park", "park")], ["Kim Jong Un=kim"]),
        ("A B C", [("A B", "1"), ("B C", "2")], ["A B=1"]),
        # a spelling that two share is nobody's, in whatever form
        ("Kim Jong-un", [KIM, ("Kim Jong Un", "other")], []),
        ("Kim Jong-un", [KIM, ("KIM JONG UN", "other")], []),
        ("Kim Jong-un", [KIM, KIM], ["Kim Jong-un=kim"]),
        # no words, no name
        ("a", [("—", "dash")], []),
    ],
)  # fmt: skip
def test_names_are_found_in_text(
    text: str, pairs: list[tuple[str, str]], wanted: list[str]
) -> None:
    assert found(text, *pairs) == wanted


@pytest.mark.parametrize(
    ("text", "own", "wanted"),
    [
        ("Kim spoke.", {"Kim": "kim"}, ["Kim=kim"]),
        ("Kim Jong-un and Kim.", {"Kim": "yo-jong"}, ["Kim Jong-un=kim", "Kim=yo-jong"]),
        ("Kim Jong-un spoke.", {"Kim Jong-un": ""}, ["Kim Jong-un="]),
        ("Kim Jong Un spoke.", {"Kim Jong-un": "other"}, ["Kim Jong Un=other"]),
        ("Washington spoke.", {"Washington": ""}, ["Washington="]),
        ("Ri spoke.", {"Kim": "kim"}, []),
    ],
)
def test_what_an_article_says_of_a_spelling_goes_first(
    text: str, own: dict[str, str], wanted: list[str]
) -> None:
    assert found(text, KIM, own=own) == wanted


@given(st.text(alphabet="Kim Jong-un'’s.,A&nbp;", max_size=60))
def test_mentions_stand_in_order_and_apart(text: str) -> None:
    mentions = Spellings([KIM, ("Jong", "j"), ("A", "a"), ("Kim A", "ka")]).find(text)
    ends = [0]
    for mention in mentions:
        assert ends[-1] <= mention.start < mention.end <= len(text)
        ends.append(mention.end)


def test_a_site_has_the_spellings_of_its_records() -> None:
    def record(kind: Kind, record_id: str, **values: Any) -> Record:
        return Record(kind=kind, id=record_id, path="x", fields=make(kind, **values))

    records = [
        record("person", "kim", name="Kim Jong-un"),
        record("organization", "times", name="The Times"),
        record("place", "washington", name="Washington"),
        record("source", "s", title="Kim Jong-un in Hanoi", type="book"),
        record("source", "short", title="The Times", type="book"),
        Record(kind="person", id="wrong", path="x"),
    ]
    spellings = make_spellings({record.id: record for record in records})
    text = "Kim Jong-un read Kim Jong-un in Hanoi in The Times in Washington."
    assert [(text[m.start : m.end], m.id) for m in spellings.find(text)] == [
        ("Kim Jong-un", "kim"),
        ("Kim Jong-un in Hanoi", ""),
        ("The Times", "times"),
    ]
