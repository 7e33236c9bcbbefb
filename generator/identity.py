"""Who may be taken for whom: shared names, look-alikes, and short forms in doubt."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from generator.fields import Person
from generator.names import UNSPACED, WORD, fold, fold_name, is_acronym
from generator.problems import Problem, error, warning
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.mentions import Doubt
    from generator.model import Record

# Shorter names differ by a letter all the time: Li Wei, Li Fei.
LEAST_LETTERS = 6
# How many words around a short form to look for in its file: first many, then fewer.
CONTEXTS = [(4, 3), (3, 2), (2, 2), (2, 1), (1, 2), (1, 1), (2, 0), (0, 2), (1, 0), (0, 1), (0, 0)]


def check_identity(records: Mapping[str, Record]) -> Iterator[Problem]:
    """Nobody is to be taken for somebody else; `records` are those that have names."""
    yield from check_collisions(records)
    yield from check_lookalikes(records)


def check_collisions(records: Mapping[str, Record]) -> Iterator[Problem]:
    """No two records have a name that is linked in running text.

    Two people who do have one name say so with `different_from`; their name then stays text.
    """
    owners: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for record in records.values():
        for spelling in list_linked(record):
            words = WORD.findall(spelling)
            # WHO is not Who, but KIM SONG is Kim Song.
            is_shouted = len(words) > 1 and spelling.isupper()
            key = tuple(
                word if is_acronym(word) and not is_shouted else fold(word) for word in words
            )
            if key:
                owners[key].setdefault(record.id, spelling)
    told = set()
    for spellings in owners.values():
        for one, two in combinations(sorted(spellings), 2):
            if (one, two) in told or are_told_apart(records[one], records[two]):
                continue
            told.add((one, two))
            yield describe_collision(records[one], records[two], spellings[one], spellings[two])


def list_linked(record: Record) -> list[str]:
    """The names by which a record is linked in running text.

    Its fields would tell, too; but those of thousands are not to be decoded for it.
    """
    if record.reads:
        record.reads.note(f"fields {record.id}")
    spellings = traits_of(record).spellings
    return [text for text, _, kind, links in spellings if links and kind == record.kind]


def describe_collision(one: Record, two: Record, first: str, second: str) -> Problem:
    """Two records with one name: which, where, and what helps."""
    line, column, length = find_name(two, second)
    other_line, other_column, _ = find_name(one, first)
    both = f"`{second}`" if first == second else f"`{second}` and `{first}`"
    message = (
        f"{both}: a name of `{two.id}` and of `{one.id}` ({one.path}:{other_line}:{other_column}), "
        "so that it links to neither; `disambiguation` does not help in running text"
    )
    fix = (
        f"settle it in each article (`names: {{{second}: {two.id}}}`), or give an alias that is "
        "not unique `type: nickname`"
    )
    if isinstance(one.fields, Person) and isinstance(two.fields, Person):
        fix += f"; if both people have this name, add `different_from: [{one.id}]` here"
    if one.kind == two.kind and one.path != two.path and first == second:
        fix += "; if this is a copy, delete it"
    return error("name-collision", two.path, line, column, message, fix, length)


def check_lookalikes(records: Mapping[str, Record]) -> Iterator[Problem]:
    """Two people's names are more than one letter apart, or `different_from` tells them apart.

    Names that are one edit apart give the same text when a letter is taken out of one or both:
    so the names are gathered by what they are without one letter.
    """
    near: dict[str, set[tuple[str, str]]] = defaultdict(set)
    spelled: dict[tuple[str, str], str] = {}
    for record in records.values():
        for spelling in list_linked(record) if record.kind == "person" else ():
            name = fold_name(spelling)
            # "Witness 11" and "Witness 12" are told apart by their numbers.
            has_number = any(char.isdigit() for char in name)
            if len(name) < LEAST_LETTERS or is_han(spelling) or has_number:
                continue
            spelled.setdefault((name, record.id), spelling)
            for place in range(len(name) + 1):
                near[name[:place] + name[place + 1 :]].add((name, record.id))
    pairs = {
        (one, two)
        for names in near.values()
        if len(names) > 1
        for one, two in combinations(sorted(names, key=lambda name: name[1]), 2)
        if one[1] != two[1] and one[0] != two[0] and is_one_apart(one[0], two[0])
    }
    told = set()
    for one, two in sorted(pairs, key=lambda pair: (pair[0][1], pair[1][1], pair)):
        first, second = records[one[1]], records[two[1]]
        if (first.id, second.id) in told or are_told_apart(first, second):
            continue
        told.add((first.id, second.id))
        yield describe_lookalike(first, second, spelled[one], spelled[two])


def describe_lookalike(one: Record, two: Record, first: str, second: str) -> Problem:
    """Two people with nearly one name: which, where, and what helps."""
    line, column, length = find_name(two, second)
    other_line, other_column, _ = find_name(one, first)
    message = (
        f"`{second}` is one letter from `{first}`, a name of `{one.id}` "
        f"({one.path}:{other_line}:{other_column})"
    )
    fix = f"if these are two people, add `different_from: [{one.id}]`; if not, join the records"
    return warning("name-lookalike", two.path, line, column, message, fix, length)


def is_han(name: str) -> bool:
    """Whether a name is in Chinese characters or kana, where one of three is a third of it."""
    return any(UNSPACED.match(char) and not "\u1100" <= char <= "\u11ff" for char in name) and not (
        "\uac00" <= name[0] <= "\ud7a3"
    )


def is_one_apart(one: str, two: str) -> bool:
    """Whether one letter more, less, other, or changed for its neighbour makes one text another."""
    if len(one) > len(two):
        one, two = two, one
    start = 0
    while start < len(one) and one[start] == two[start]:
        start += 1
    if one[start:] == two[start + 1 :] or one[start + 1 :] == two[start + 1 :]:
        return one != two
    swapped = one[start : start + 2][::-1] + one[start + 2 :]
    return swapped == two[start:]


def are_told_apart(one: Record, two: Record) -> bool:
    """Whether one of two records says that it is not the other."""
    return any(
        isinstance(record.fields, Person) and other.id in record.fields.different_from
        for record, other in ((one, two), (two, one))
    )


def find_name(record: Record, spelling: str) -> tuple[int, int, int]:
    """Where a record says one of its names: line, column and length."""
    fields = record.fields
    native = getattr(fields, "native", None)
    if getattr(fields, "name", "") == spelling:
        return record.position("name")
    if getattr(fields, "short_name", "") == spelling:
        return record.position("short_name")
    if native and native.text == spelling:
        return record.position("native", "text")
    for number, alias in enumerate(getattr(fields, "aliases", [])):
        if alias.name == spelling:
            return record.position("aliases", number, "name")
    return record.position()


def check_short_forms(
    record: Record, doubts: Sequence[Doubt], source: str = ""
) -> Iterator[Problem]:
    """A family name alone means one person of those who are named in the text.

    `source` is the record's file, in which the place is looked for.
    """
    for doubt in doubts:
        line, column = find_place(source, doubt) or (record.line, 1)
        ids = " or ".join(f"`{i}`" if i else "somebody who is not shown" for i in doubt.ids)
        said = " ".join(f"{doubt.before}{doubt.words}{doubt.after}".split())
        message = f"`{doubt.words}` may mean {ids} in “{said}”: it is not linked"
        one = doubt.ids[0]
        fix = f"write `[[{one}|{doubt.words}]]` here"
        if record.kind == "article":
            fix = (
                f"write `names: {{{doubt.words}: {one}}}` above if it means one of them throughout "
                f"(`{doubt.words}: null` for nobody), or `[[{one}|{doubt.words}]]` here"
            )
        length = len(doubt.words)
        yield warning("name-ambiguous", record.path, line, column, message, fix, length)


def find_place(source: str, doubt: Doubt) -> tuple[int, int] | None:
    """Line and column of a short form in its file, if the words around it are found there once."""
    end = re.search(r"\A---\n.*?\n---[ ]*$", source, re.DOTALL | re.MULTILINE)
    start = end.end() if end else 0
    before, after = re.findall(r"\w+", doubt.before), re.findall(r"\w+", doubt.after)
    for leading, trailing in CONTEXTS:
        words = before[len(before) - min(leading, len(before)) :]
        pattern = (
            "".join(rf"\b{re.escape(word)}\b\W{{1,4}}" for word in words)
            + rf"\b({re.escape(doubt.words)})\b"
            + "".join(rf"\W{{1,4}}\b{re.escape(word)}\b" for word in after[:trailing])
        )
        found = list(re.compile(pattern).finditer(source, start))
        if len(found) == 1:
            offset = found[0].start(1)
            return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)
    return None
