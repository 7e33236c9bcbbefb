from __future__ import annotations

import pytest

from generator.reads import Memo, Noted, Reads


def test_nothing_is_noted_until_somebody_wants_to_know() -> None:
    reads = Reads()
    reads.note("fields a")
    assert reads.facts is None
    with reads.noting() as facts:
        reads.note("fields b")
    assert (facts, reads.facts) == ({"fields b"}, None)


def test_what_is_read_within_is_read_around_it_and_not_the_other_way() -> None:
    reads = Reads()
    with reads.noting() as outer:
        reads.note("before")
        with reads.noting() as inner:
            reads.note("within")
        reads.note("after")
    assert inner == {"within"}
    assert outer == {"before", "within", "after"}


def test_what_was_read_before_a_failure_is_known_around_it() -> None:
    reads = Reads()
    missing: Noted[str, int] = Noted("kind", {}, reads)
    with reads.noting() as outer:
        with pytest.raises(KeyError), reads.noting():
            missing["a"]
        reads.note("b")
    assert outer == {"kind a", "b"}
    assert reads.facts is None


def test_each_way_of_looking_a_key_up_is_noted_be_it_there_or_not() -> None:
    reads = Reads()
    noted = Noted("kind", {"event": 1}, reads)
    with reads.noting() as facts:
        assert noted["event"] == 1
        assert noted.get("person") is None
        assert noted.get("place", 7) == 7
        assert "source" not in noted
    assert facts == {"kind event", "kind person", "kind place", "kind source"}


def test_key_that_is_missing_is_noted_before_it_fails() -> None:
    reads = Reads()
    noted: Noted[str, int] = Noted("kind", {}, reads)
    with reads.noting() as facts, pytest.raises(KeyError):
        noted["event"]
    assert facts == {"kind event"}


def test_dict_itself_is_asked_in_silence() -> None:
    reads = Reads()
    noted = Noted("kind", {"event": 1}, reads)
    with reads.noting() as facts:
        assert dict.get(noted, "event") == 1
        assert [*dict.items(noted)] == [("event", 1)]
    assert facts == set()


def test_value_is_made_once_and_whoever_asks_has_read_what_it_was_made_from() -> None:
    reads, made = Reads(), list[str]()

    def make(key: str) -> str:
        made.append(key)
        reads.note(f"fields {key}")
        return key.upper()

    memo = Memo(reads, make)
    assert memo["a"] == "A"
    with reads.noting() as first:
        assert memo["a"] == "A"
    with reads.noting() as second:
        assert (memo["a"], memo["b"]) == ("A", "B")
    assert made == ["a", "b"]
    assert (first, second) == ({"fields a"}, {"fields a", "fields b"})
