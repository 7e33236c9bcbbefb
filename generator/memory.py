"""What the last build was made of: so that the next one makes only what depends on a change.

Each task is remembered with the facts that it read. When a fact differs from what it was, or is
new or gone, the tasks that read it are done again; the others give what they gave.

It is kept the other way round, for each fact who read it: so only what a change concerns is looked
at. A task that is done again and reads other facts gets another number, and the one that it had
means nothing any more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from generator.shelves import Shelf
from generator.traits import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.cache import Cache
    from generator.reads import Facts

# Facts that are longer are known by their digests.
LONGEST = 40
# Numbers without a meaning are cleared away once they are more than the others and so many.
MOST_VOID = 1000


class Memory:
    """The facts and tasks of the last build, and of the one at work."""

    def __init__(self, cache: Cache) -> None:
        """Read which tasks were done; of a site that was never built, none."""
        self.cache = cache
        # A task's number is its place; "" has none any more.
        self.tasks: list[str] = json.loads(cache.read("state", "tasks") or "[]")
        self.numbers = {name: number for number, name in enumerate(self.tasks) if name}
        # By the same numbers, what tells the facts that a task read from others.
        self.signs: list[str] = json.loads(cache.read("state", "signs") or "[]")
        self.facts: dict[str, Facts] = {}
        self.given: dict[str, dict[str, Any]] = {}
        self.begin()

    def begin(self) -> None:
        """Begin a build; what another found out that was not kept is forgotten."""
        self.now: dict[str, Facts] = {}
        self.stale: dict[str, list[str]] = {}
        self.new: dict[str, Any] = {}
        self.added: dict[str, int] = {}
        # For each fact the numbers of who read it, as they are written.
        self.readers: dict[str, list[str]] = defaultdict(list)
        self.seen: set[str] = set()

    def compare(self, facts: Mapping[str, Facts]) -> list[str]:
        """Take in the facts of some words, all that there are; give the names of changed ones."""
        return [name for word, found in facts.items() for name in self.compare_word(word, *found)]

    def compare_word(self, word: str, whole: str, values: Mapping[str, str]) -> list[str]:
        """See `compare`."""
        # Most are short, and need no call.
        short = {k: v if len(v) <= LONGEST else digest(v) for k, v in values.items()}
        now = shorten(whole), short
        old = self.read_facts(word)
        changed: list[str] = []
        if now != old:
            keys = old[1].keys() | now[1].keys()
            changed = sorted(f"{word} {k}" for k in keys if old[1].get(k) != now[1].get(k))
            changed += [word] if now[0] != old[0] else []
            self.now[word] = now
        for fact, text in sorted(self.cache.read_many("readers", changed)):
            for name in {self.tasks[int(number)] for number in text.split()} - {""}:
                self.stale.setdefault(name, []).append(fact)
        return changed

    def find_differing(self, facts: Mapping[str, str]) -> set[str]:
        """The names of facts that are not as they were; of facts that were there before."""
        return {name for name, value in facts.items() if self.read_fact(name) != shorten(value)}

    def find_stale(self, changed: Iterable[str]) -> list[str]:
        """The tasks that read one of some facts."""
        rows = self.cache.read_many("readers", changed)
        found = {self.tasks[int(number)] for _, text in rows for number in text.split()}
        return sorted(found - {""})

    def revise(
        self, facts: Mapping[str, str], made: Iterable[tuple[str, Iterable[str], Any]]
    ) -> None:
        """Take in that some facts are others now, and what tasks read and gave because of it."""
        for name, value in facts.items():
            word, space, key = name.partition(" ")
            _, values = self.read_facts(word)
            if space:
                values[key] = shorten(value)
            else:
                self.facts[word] = shorten(value), values
        for name, read, given in made:
            self.remember(name, read, given)
        self.settle(())
        self.begin()

    def read_fact(self, name: str) -> str | None:
        """A fact as it was, None where there was none."""
        word, space, key = name.partition(" ")
        whole, values = self.read_facts(word)
        return values.get(key) if space else whole

    def read_facts(self, word: str) -> Facts:
        """The facts of a word as they were."""
        if word not in self.facts:
            whole, values = json.loads(self.cache.read("state", f"facts {word}") or '["", {}]')
            self.facts[word] = whole, values
        return self.facts[word]

    def find_changed(self, name: str) -> list[str]:
        """The changed facts that a task read; what was never done has changed altogether."""
        return self.stale.get(name, []) if name in self.numbers else ["new"]

    def is_fresh(self, name: str) -> bool:
        """Whether a task would give what it gave."""
        return name in self.numbers and name not in self.stale

    def recall(self, name: str) -> Any:
        """What a task gave; an empty list for whatever is nothing."""
        self.seen.add(name)
        return self.look_up(name)

    def look_up(self, name: str) -> Any:
        """The same of a task that may be forgotten."""
        if name in self.new:
            return self.new[name]
        word = word_of(name)
        if word not in self.given:
            self.given[word] = Shelf(self.cache, word).read_all()
        return self.given[word].get(name, [])

    def remember(self, name: str, read: Iterable[str], given: Any) -> None:
        """Keep what a task gave now, and what it read."""
        self.note(name, read)
        self.new[name] = given

    def note(self, name: str, read: Iterable[str]) -> None:
        """Keep what a task read; what it gives comes later, and is added to `new`."""
        self.seen.add(name)
        facts = sorted(read)
        sign = digest("\n".join(facts))
        if name in self.numbers and self.signs[self.numbers[name]] == sign:
            self.added.pop(name, None)
            return
        number = self.added[name] = len(self.tasks)
        self.tasks.append("")
        self.signs.append(sign)
        text = str(number)
        for fact in facts:
            self.readers[fact].append(text)

    def save(self) -> None:
        """Remember this build as the last one; tasks that were not asked for are forgotten."""
        gone = self.numbers.keys() - self.seen
        is_other = bool(gone or self.added or self.readers)
        self.settle(gone)
        for word, facts in self.now.items():
            self.cache.write("state", f"facts {word}", json.dumps(facts))
        if len(self.tasks) > 2 * len(self.numbers) + MOST_VOID:
            self.clear()
            is_other = True
        if is_other:
            self.cache.write("state", "tasks", json.dumps(self.tasks))
            self.cache.write("state", "signs", json.dumps(self.signs))
        self.facts |= self.now
        self.begin()

    def settle(self, gone: Collection[str]) -> None:
        """Let the tasks that were done take the place of those that they were and of others."""
        for name in {*gone, *self.added} & self.numbers.keys():
            self.tasks[self.numbers.pop(name)] = ""
        for name, number in self.added.items():
            self.tasks[number], self.numbers[name] = name, number
        self.save_readers()
        self.save_given(gone)

    def save_readers(self) -> None:
        """Note for each fact who read it now."""
        known = dict(self.cache.read_many("readers", self.readers))
        rows = ((fact, " ".join(some)) for fact, some in self.readers.items())
        self.cache.write_many(
            "readers", ((fact, f"{known.get(fact, '')} {text}".lstrip()) for fact, text in rows)
        )

    def save_given(self, gone: Iterable[str]) -> None:
        """Keep what tasks gave."""
        new, lost = defaultdict[str, dict[str, Any]](dict), defaultdict[str, list[str]](list)
        for name, given in self.new.items():
            new[word_of(name)][name] = given
        for name in gone:
            lost[word_of(name)].append(name)
        for word in new.keys() | lost.keys():
            Shelf(self.cache, word).write(new[word], lost[word])
            if word in self.given:
                self.given[word] |= new[word]
                for name in lost[word]:
                    self.given[word].pop(name, None)

    def clear(self) -> None:
        """Number the tasks anew, without those that mean nothing."""
        found = [(number, name) for number, name in enumerate(self.tasks) if name]
        places = {str(number): str(place) for place, (number, _) in enumerate(found)}
        rows = [
            (fact, " ".join(places[number] for number in text.split() if number in places))
            for fact, text in self.cache.read_all("readers")
        ]
        self.cache.remove("readers", (fact for fact, text in rows if not text))
        self.cache.write_many("readers", ((fact, text) for fact, text in rows if text))
        self.tasks = [name for _, name in found]
        self.signs = [self.signs[number] for number, _ in found]
        self.numbers = {name: number for number, name in enumerate(self.tasks)}


def word_of(name: str) -> str:
    """The first word of a task's name, which says what it does."""
    return name.partition(" ")[0]


def shorten(value: str) -> str:
    """A fact's value, or a digest of it."""
    return value if len(value) <= LONGEST else digest(value)
