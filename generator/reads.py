"""What a result was made from, noted while it is made: so it need not be made again in vain.

A fact is named by a word and an id, such as "fields kim-jong-un" or "kind event".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

Key = TypeVar("Key")
Value = TypeVar("Value")
# The facts of one word: what tells all of them together from earlier ones, and each by its id.
Facts = tuple[str, dict[str, str]]


class Reads:
    """Notes the facts that are read, for whoever wants to know."""

    def __init__(self) -> None:
        """Nobody wants to know yet."""
        self.facts: set[str] | None = None

    def note(self, fact: str) -> None:
        """Note that a fact was read."""
        if self.facts is not None:
            self.facts.add(fact)

    def noting(self) -> Noting:
        """Gather what is read within; what is being made around it reads it, too."""
        return Noting(self)


class Noting:
    """A block that gathers what is read within it; there are many, so it is no generator."""

    __slots__ = ("found", "outer", "reads")

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def __enter__(self) -> set[str]:
        self.outer, self.found = self.reads.facts, set[str]()
        self.reads.facts = self.found
        return self.found

    def __exit__(self, *_: object) -> None:
        self.reads.facts = self.outer
        if self.outer is not None:
            self.outer |= self.found


class Noted(dict[Key, Value]):
    """A map that notes which of its keys are looked up, be they there or not."""

    def __init__(self, word: str, data: dict[Key, Value], reads: Reads) -> None:
        """Take a map, and the word that names its facts."""
        super().__init__(data)
        self.word, self.reads = word, reads

    # These are asked most of all, so each does at once what `Reads.note` would.

    def __getitem__(self, key: Key) -> Value:
        """Look a key up."""
        facts = self.reads.facts
        if facts is not None:
            facts.add(f"{self.word} {key}")
        return dict.__getitem__(self, key)

    def __contains__(self, key: object) -> bool:
        """Ask for a key."""
        facts = self.reads.facts
        if facts is not None:
            facts.add(f"{self.word} {key}")
        return dict.__contains__(self, key)

    def get(self, key: Key, default: Any = None) -> Any:
        """Look a key up that may not be there."""
        facts = self.reads.facts
        if facts is not None:
            facts.add(f"{self.word} {key}")
        return dict.get(self, key, default)


class Memo(Generic[Key, Value]):
    """Values that are made when they are first asked for, and what each was made from."""

    def __init__(self, reads: Reads, make: Callable[[Key], Value]) -> None:
        """Take what makes a value of a key."""
        self.reads, self.make = reads, make
        self.kept: dict[Key, tuple[Value, frozenset[str]]] = {}

    def __getitem__(self, key: Key) -> Value:
        """The value of a key."""
        found = self.kept.get(key)
        if found is None:
            with self.reads.noting() as facts:
                value = self.make(key)
            found = self.kept[key] = value, frozenset(facts)
        elif self.reads.facts is not None:
            self.reads.facts |= found[1]
        return found[0]

    def forget(self, changed: AbstractSet[str]) -> None:
        """Make anew, when they are asked for, the values that were made from changed facts."""
        for key in [key for key, (_, facts) in self.kept.items() if not changed.isdisjoint(facts)]:
            del self.kept[key]
