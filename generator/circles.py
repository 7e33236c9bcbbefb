"""What is part of itself, within itself, or before or after itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.entries import Entries

# The fields by which records may lead back to themselves, each group by itself.
GROUPS = (("after", "before"), ("parent",), ("within",), ("translation_of",))
LEADING = {name for names in GROUPS for name in names}
# Of a longer circle only the beginning is told.
LONGEST_WAY = 9
FIX = "take one of these links out"


def check_circles(entries: Entries) -> Iterator[Problem]:
    """Nothing is part of itself, within itself, before or after itself, or its own translation."""
    placed: set[str] = set()
    # Most lead nowhere.
    leading = [i for i, links in dict.items(entries.links) if not LEADING.isdisjoint(links)]
    for names in GROUPS:
        found = {i: find_step(entries, i, names) for i in leading}
        for ring in find_rings({i: step[1] for i, step in found.items() if step}):
            name = (found[ring[0]] or names)[0]
            message = f"`{name}` leads back here: {say_ring(ring)}"
            yield report(entries, ring[0], name, message)
            placed |= {*ring} if len(names) > 1 else set()
    earlier = find_order(entries, leading)
    for ring in find_rings({i: min(later) for i, later in earlier.items()}):
        if placed.isdisjoint(ring):
            first, second = [*ring, *ring][:2]
            is_said_first = entries.links[first].get("before") == second
            at, name = (first, "before") if is_said_first else (second, "after")
            message = f"by `after` and `before` these come before themselves: {say_ring(ring)}"
            yield report(entries, at, name, message)


def find_step(entries: Entries, record_id: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of some fields that leads on, and where to; a dated event stands by its date."""
    links = entries.links[record_id]
    found = next(((name, links[name]) for name in names if name in links), None)
    if found is None or len(names) == 1 or entries.records[record_id].kind != "event":
        return found
    return None if entries.sort_of(record_id)[0] else found


def find_order(entries: Entries, leading: Iterable[str]) -> dict[str, set[str]]:
    """The events that come before others, each with these, as far as they can be in a circle.

    `leading` are those that lead somewhere by one of the fields that may make a circle.
    """
    later: dict[str, set[str]] = defaultdict(set)
    earlier: dict[str, set[str]] = defaultdict(set)
    for record_id in leading:
        links = entries.links[record_id]
        pairs = {(links.get("after"), record_id), (record_id, links.get("before"))}
        for first, second in pairs:
            if first and second:
                later[first].add(second)
                earlier[second].add(first)
    # What nothing comes before is in no circle, and then neither is what came only after that.
    ends = [i for i in later if i not in earlier]
    while ends:
        first = ends.pop()
        for second in later.pop(first, set()):
            earlier[second].discard(first)
            if not earlier[second]:
                ends.append(second)
    return keep_leading(dict(later), earlier)


def keep_leading(
    later: dict[str, set[str]], earlier: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Without the events after which none comes, and then without those before only these."""
    ends = [i for found in later.values() for i in found if i not in later]
    while ends:
        last = ends.pop()
        for first in earlier[last]:
            if first in later:
                later[first].discard(last)
                if not later[first]:
                    del later[first]
                    ends.append(first)
    return later


def find_rings(steps: Mapping[str, str]) -> list[list[str]]:
    """The circles in which each leads to one other; each once, from the id that is first."""
    rings, done = [], set[str]()
    for start in steps:
        way, at = dict[str, None](), start
        while at and at not in done and at not in way:
            way[at] = None
            at = steps.get(at, "")
        if at in way:
            ring = [*way][[*way].index(at) :]
            first = ring.index(min(ring))
            rings.append([*ring[first:], *ring[:first]])
        done |= way.keys()
    return rings


def say_ring(ring: list[str]) -> str:
    """A circle in words: `a → b → a`."""
    shown = ring if len(ring) < LONGEST_WAY else [*ring[:LONGEST_WAY], "…"]
    return " → ".join([*shown, ring[0]])


def report(entries: Entries, record_id: str, name: str, message: str) -> Problem:
    """A circle at one of the fields that close it."""
    record = entries.records[record_id]
    line, column, length = record.position(name)
    return error("link-circle", record.path, line, column, message, FIX, length)
