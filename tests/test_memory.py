"""Facts and tasks: what a change concerns is done again, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.cache import Cache
from generator.memory import LONGEST, MOST_VOID, Memory

if TYPE_CHECKING:
    from generator.reads import Facts


@pytest.fixture
def cache() -> Cache:
    return Cache(None)


def sort_facts(facts: dict[str, str]) -> dict[str, Facts]:
    """Facts by their words, of which there are two."""
    found: dict[str, Facts] = {word: ("", {}) for word in ("fields", "kind")}
    for name, value in facts.items():
        word, _, key = name.partition(" ")
        found[word][1][key] = value
    return found


def compare(memory: Memory, facts: dict[str, str]) -> list[str]:
    return memory.compare(sort_facts(facts))


def remember(cache: Cache, facts: dict[str, str], tasks: dict[str, set[str]]) -> Memory:
    """A first build, as a second one finds it."""
    memory = Memory(cache)
    compare(memory, facts)
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
    assert compare(memory, {"fields a": "1"}) == ["fields a"]


def test_what_nothing_changed_for_gives_what_it_gave(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    assert compare(memory, FACTS) == []
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
    assert compare(memory, facts) == changed
    assert not memory.is_fresh("page a")
    assert memory.find_changed("page a") == changed
    assert memory.is_fresh("page b")
    assert memory.find_changed("page b") == []


def test_what_was_asked_for_in_vain_concerns_who_asked_when_it_comes(cache: Cache) -> None:
    memory = remember(cache, FACTS, {"page a": {"fields new"}, "page b": {"fields b"}})
    assert compare(memory, {**FACTS, "fields new": "1"}) == ["fields new"]
    assert (memory.is_fresh("page a"), memory.is_fresh("page b")) == (False, True)


def test_long_values_are_told_apart_by_their_digests(cache: Cache) -> None:
    long = "x" * (LONGEST + 1)
    memory = remember(cache, {**FACTS, "fields a": long}, TASKS)
    assert compare(memory, {**FACTS, "fields a": long}) == []
    assert compare(memory, {**FACTS, "fields a": long[:-1] + "y"}) == ["fields a"]


def test_facts_of_other_words_are_left_for_later(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    assert memory.compare({"kind": ("", {"event": "b"})}) == []
    assert memory.is_fresh("page a")
    assert memory.compare({"fields": ("", {"a": "1", "b": "3"})}) == ["fields b"]
    assert memory.is_fresh("page a")
    assert not memory.is_fresh("page b")


def test_new_result_comes_before_the_old_one(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    compare(memory, FACTS)
    memory.remember("page a", {"kind event"}, ["new"])
    assert memory.recall("page a") == ["new"]
    memory.recall("page b")
    memory.save()
    again = Memory(cache)
    compare(again, {**FACTS, "kind event": "c"})
    assert again.find_changed("page a") == ["kind event"]
    assert again.recall("page a") == ["new"]


def test_tasks_that_nobody_asked_for_are_forgotten(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    compare(memory, FACTS)
    memory.recall("page a")
    memory.save()
    assert not memory.is_fresh("page b")
    assert not Memory(cache).is_fresh("page b")
    assert Memory(cache).is_fresh("page a")


def test_build_that_was_not_kept_is_as_if_it_had_not_been(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    compare(memory, {**FACTS, "fields a": "other"})
    memory.remember("page a", {"fields a"}, "failed")
    memory.begin()
    assert compare(memory, FACTS) == []
    assert memory.is_fresh("page a")
    assert memory.recall("page a") == "given by page a"


def test_all_together_are_a_fact_of_their_own(cache: Cache) -> None:
    memory = Memory(cache)
    memory.compare({"part": ("2018 2019", {"2018": "1", "2019": "2"})})
    memory.remember("page all", {"part"}, ["all"])
    memory.remember("page one", {"part 2018"}, ["one"])
    memory.save()
    assert memory.compare({"part": ("2018", {"2018": "1"})}) == ["part 2019", "part"]
    assert memory.find_changed("page all") == ["part"]
    assert memory.is_fresh("page one")


def test_task_does_not_depend_on_what_it_read_before(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    for is_new in (False, True):
        again = Memory(cache) if is_new else memory
        compare(again, FACTS)
        again.remember("page a", {"fields b"}, "new")
        again.recall("page b")
        again.save()
        compare(again, {**FACTS, "fields a": "other"})
        assert again.is_fresh("page a")
        compare(again, {**FACTS, "fields b": "other"})
        assert not again.is_fresh("page a")


def test_numbers_that_mean_nothing_any_more_are_cleared_away(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    for number in range(MOST_VOID + 10):
        compare(memory, FACTS)
        memory.remember("page a", {"fields a", f"fields x{number}"}, number)
        memory.recall("page b")
        memory.save()
    assert len(memory.tasks) < MOST_VOID
    assert len(cache.read("readers", "fields a") or "") < 5 * MOST_VOID
    for again in (memory, Memory(cache)):
        compare(again, {**FACTS, "fields a": "other"})
        assert (again.is_fresh("page a"), again.is_fresh("page b")) == (False, True)
        assert again.recall("page a") == MOST_VOID + 9
        assert again.find_changed("page a") == ["fields a"]


def test_nothing_is_what_a_task_may_give(cache: Cache) -> None:
    memory = remember(cache, FACTS, TASKS)
    compare(memory, FACTS)
    memory.remember("page a", {"fields a"}, [])
    memory.save()
    for again in (memory, Memory(cache)):
        assert again.is_fresh("page a")
        assert again.recall("page a") == []
