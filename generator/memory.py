"""What the last build was made of: so that the next one makes only what depends on a change.

Each task is remembered with the facts that it read. When a fact differs from what it was, or is
new or gone, the tasks that read it are done again; the others give what they gave.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.traits import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.cache import Cache

# Facts that are longer are known by their digests.
LONGEST = 20


class Remembered(NamedTuple):
    """What a task gave, as plain data, and the numbers of the facts that it read."""

    read: list[int]
    given: Any


class Memory:
    """The facts and tasks of the last build, and of the one at work."""

    def __init__(self, cache: Cache) -> None:
        """Read what was remembered; a site that was never built has nothing."""
        self.cache = cache
        known = json.loads(cache.read("state", "facts") or "{}")
        self.facts: dict[str, str] = known
        self.numbers: dict[str, int] = {}
        self.names: list[str] = json.loads(cache.read("state", "numbers") or "[]")
        self.numbers = {name: number for number, name in enumerate(self.names)}
        self.tasks = {name: Remembered(*json.loads(text)) for name, text in cache.read_all("tasks")}
        self.begin()

    def begin(self) -> None:
        """Begin a build; what another found out that was not kept is forgotten."""
        self.now: dict[str, str] = {}
        self.changed: dict[int, str] = {}
        self.new: dict[str, Remembered] = {}
        self.seen: set[str] = set()

    def compare(self, facts: Mapping[str, str], words: Iterable[str]) -> list[str]:
        """Take in the facts of some words, all that there are; give the names of changed ones."""
        some = {*words}
        found = {name: shorten(value) for name, value in facts.items()}
        old = {name: value for name, value in self.facts.items() if name.partition(" ")[0] in some}
        changed = [n for n in old.keys() | found.keys() if old.get(n) != found.get(n)]
        self.changed |= {self.numbers[name]: name for name in changed if name in self.numbers}
        self.now |= found
        return changed

    def find_differing(self, facts: Mapping[str, str]) -> set[str]:
        """The names of facts that are not as they were; of facts that were there before."""
        return {name for name, value in facts.items() if self.facts.get(name) != shorten(value)}

    def find_stale(self, changed: Iterable[str]) -> list[str]:
        """The tasks that read one of some facts."""
        numbers = {self.numbers[name] for name in changed if name in self.numbers}
        return [name for name, one in self.tasks.items() if not numbers.isdisjoint(one.read)]

    def revise(
        self, facts: Mapping[str, str], made: Iterable[tuple[str, Iterable[str], Any]]
    ) -> None:
        """Take in that some facts are others now, and what tasks read and gave because of it."""
        self.facts |= {name: shorten(value) for name, value in facts.items()}
        for name, read, given in made:
            self.tasks[name] = Remembered(self.number_all(read), given)
        self.begin()

    def find_changed(self, name: str) -> list[str]:
        """The changed facts that a task read; what was never done has changed altogether."""
        known = self.tasks.get(name)
        if known is None:
            return ["new"]
        return [self.changed[number] for number in known.read if number in self.changed]

    def is_fresh(self, name: str) -> bool:
        """Whether a task would give what it gave."""
        known = self.tasks.get(name)
        return known is not None and self.changed.keys().isdisjoint(known.read)

    def recall(self, name: str) -> Any:
        """What a task gave."""
        self.seen.add(name)
        return (self.new.get(name) or self.tasks[name]).given

    def remember(self, name: str, read: Iterable[str], given: Any) -> None:
        """Keep what a task gave now, and what it read."""
        self.keep(name, self.number_all(read), given)

    def keep(self, name: str, read: list[int], given: Any) -> None:
        """Keep what a task gave now, and the numbers of the facts that it read."""
        self.seen.add(name)
        self.new[name] = Remembered(read, given)

    def number_all(self, read: Iterable[str]) -> list[int]:
        """The numbers of some facts."""
        return sorted(map(self.number, read))

    def number(self, fact: str) -> int:
        """The number of a fact."""
        number = self.numbers.get(fact)
        if number is None:
            number = self.numbers[fact] = len(self.names)
            self.names.append(fact)
        return number

    def advance(self) -> None:
        """Remember this build as the last one; tasks that were not asked for are forgotten."""
        self.tasks = {name: one for name, one in self.tasks.items() if name in self.seen} | self.new
        self.facts = self.now
        self.begin()

    def save(self) -> None:
        """Remember this build, also for another process."""
        self.cache.remove("tasks", self.tasks.keys() - self.seen)
        self.cache.write_many("tasks", ((name, json.dumps(one)) for name, one in self.new.items()))
        self.cache.write("state", "facts", json.dumps(self.now))
        self.cache.write("state", "numbers", json.dumps(self.names))
        self.advance()


def shorten(value: str) -> str:
    """A fact's value, or a digest of it."""
    return value if len(value) <= LONGEST else digest(value)
