"""Facts and tasks: what a change concerns is done again, and nothing else is."""

from __future__ import annotations

import pytest

from generator.cache import Cache
from generator.memory import LONGEST, Memory

WORDS = ("fields", "kind")


@pytest.fixture
def cache() -> Cache:
    return Cache(None)


def remember(cache: Cache, facts: dict[str, str], tasks: dict[str, set[str]]) -> Memory:
    """A first build, as a second one finds it."""
    memory = Memory(cache)
    memory.compare(facts, WORDS)
    for name, read in tasks.items():
        memory.remember(name, read, f"given by {name}")
    memory.save()
    return Memory(cache)


TASKS = {"page a": {"fields a"}, "page b": {"fields b", "kind event"}}
FACTS = {"fields a": "1", "fields b": "2", "kind event": "b"}


def test_site_that_was_never_built_has_nothing_fresh(cache: Cache) -> None:
    memory = Memory(cache)
    assert not memory.is_fresh("page a")
    assert memory.find_changed("page a") == ["new"]
    assert memory.compare({"fields a": "1"}, WORDS) == ["fields a"]


def test_what_nothing_changed_for_gives_what_it_gave(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    assert memory.compare(FACTS, WORDS) == []
    assert [memory.is_fresh(name) for name in TASKS] == [True, True]
    assert memory.recall("page b") == "given by page b"


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        ({**FACTS, "fields a": "other"}, ["fields a"]),
        ({name: value for name, value in FACTS.items() if name != "fields a"}, ["fields a"]),
        ({**FACTS, "fields a": "x" * (LONGEST + 1)}, ["fields a"]),
    ],
    ids=["another value", "gone", "a long value"],
)
def test_changed_fact_concerns_those_who_read_it(
    facts: dict[str, str], changed: list[str], cache: Cache
) -> None:
    memory = remember(cache, FACTS, TASKS)
    assert memory.compare(facts, WORDS) == changed
    assert not memory.is_fresh("page a")
    assert memory.find_changed("page a") == changed
    assert memory.is_fresh("page b")
    assert memory.find_changed("page b") == []


def test_what_was_asked_for_in_vain_concerns_who_asked_when_it_comes(cache: Cache) -> None:
    memory = remember(cache, FACTS, {"page a": {"fields new"}, "page b": {"fields b"}})
    assert memory.compare({**FACTS, "fields new": "1"}, WORDS) == ["fields new"]
    assert (memory.is_fresh("page a"), memory.is_fresh("page b")) == (False, True)


def test_long_values_are_told_apart_by_their_digests(cache: Cache) -> None:
    long = "x" * (LONGEST + 1)
    memory = remember(cache, {**FACTS, "fields a": long}, TASKS)
    assert memory.compare({**FACTS, "fields a": long}, WORDS) == []
    assert memory.compare({**FACTS, "fields a": long[:-1] + "y"}, WORDS) == ["fields a"]


def test_facts_of_other_words_are_left_for_later(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    kinds = {"kind event": "b"}
    assert memory.compare(kinds, ["kind"]) == []
    assert memory.is_fresh("page a")
    assert memory.compare({"fields a": "1", "fields b": "3"}, ["fields"]) == ["fields b"]
    assert memory.is_fresh("page a")
    assert not memory.is_fresh("page b")


def test_new_result_comes_before_the_old_one(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    memory.compare(FACTS, WORDS)
    memory.remember("page a", {"kind event"}, ["new"])
    assert memory.recall("page a") == ["new"]
    memory.recall("page b")
    memory.save()
    again = Memory(cache)
    again.compare({**FACTS, "kind event": "c"}, WORDS)
    assert again.find_changed("page a") == ["kind event"]
    assert again.recall("page a") == ["new"]


def test_tasks_that_nobody_asked_for_are_forgotten(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    memory.compare(FACTS, WORDS)
    memory.recall("page a")
    memory.save()
    assert not memory.is_fresh("page b")
    assert not Memory(cache).is_fresh("page b")
    assert Memory(cache).is_fresh("page a")


def test_build_that_was_not_kept_is_as_if_it_had_not_been(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    memory.compare({**FACTS, "fields a": "other"}, WORDS)
    memory.remember("page a", {"fields a"}, "failed")
    memory.begin()
    assert memory.compare(FACTS, WORDS) == []
    assert memory.is_fresh("page a")
    assert memory.recall("page a") == "given by page a"
