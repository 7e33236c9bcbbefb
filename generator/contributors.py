"""The people of a reference: names in each person's own order, lists of names, roles.

CSL has a family name and a given name, and does not say which is written first. A person's own
record does; a name in Chinese or Korean characters is family-first; any other is given-first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.names import fold_name
from generator.scripts import HAN, HANGUL, script_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.fields import CslName
    from generator.model import Traits
    from generator.words import Words

# How many names are too many, and how many of them are then given: et-al-min and et-al-use-first
# of the CSL style for the manual's 18th edition.
IN_NOTE = (3, 1)
IN_BIBLIOGRAPHY = (7, 3)


class Forms(NamedTuple):
    """A name as a note has it, as it heads a bibliography's entry, and as a short note has it."""

    straight: str
    inverted: str
    short: str


Bearers = dict[str, Forms]


def find_bearers(people: Iterable[Traits]) -> Bearers:
    """How people's own records write their names, by what a source may call them.

    Where two people share a name and write it differently, neither is meant.
    """
    found: dict[str, set[Forms]] = {}
    for traits in people:
        for key in traits.bears if traits.is_listed else ():
            found.setdefault(key, set()).add(Forms(*traits.forms))
    return {key: forms.pop() for key, forms in found.items() if len(forms) == 1}


def name_forms(name: CslName, bearers: Mapping[str, Forms]) -> Forms:
    """A name in its forms: as the person's own record has it, else as its script tells."""
    if name.literal:
        return bearers.get(fold_name(name.literal), Forms(*[name.literal] * 3))
    if found := bearers.get(f"{fold_name(name.family)}, {fold_name(name.given)}"):
        return found
    whole = name.family + name.given
    if all(script_of(char) in (HAN, HANGUL) for char in whole):
        return Forms(whole, whole, name.family or whole)
    particles = (name.dropping_particle, name.non_dropping_particle)
    straight = join_words(name.given, *particles, name.family, name.suffix)
    after = (join_words(name.given, *particles), name.suffix)
    inverted = ", ".join(part for part in (name.family, *after) if part)
    short = join_words(name.non_dropping_particle, name.family) or name.given
    return Forms(straight, inverted, short)


def join_words(*words: str) -> str:
    """Words with a space between them, without those that are empty."""
    return " ".join(word for word in words if word)


def list_people(
    names: list[CslName], words: Words, bearers: Mapping[str, Forms], *, is_note: bool
) -> str:
    """Several names as a sentence has them: "Anna Holm and Ben Okafor"."""
    return join_names([name_forms(name, bearers).straight for name in names], words, is_note)


def list_heads(names: list[CslName], words: Words, bearers: Mapping[str, Forms]) -> str:
    """Several names at the head of an entry, the first inverted: "Holm, Anna, and Ben Okafor"."""
    forms = [name_forms(name, bearers) for name in names]
    first = forms[0]
    is_inverted = first.inverted != first.straight
    said = [first.inverted, *(form.straight for form in forms[1:])]
    return join_names(said, words, is_note=False, is_inverted=is_inverted)


def list_short(names: list[CslName], words: Words, bearers: Mapping[str, Forms]) -> str:
    """Several names in a short note: "Holm and Okafor", "Holm et al."."""
    return join_names([name_forms(name, bearers).short for name in names], words, is_note=True)


def join_names(said: list[str], words: Words, is_note: bool, *, is_inverted: bool = False) -> str:
    """Names with commas and "and", or the first of them and "et al." where they are too many."""
    too_many, kept = IN_NOTE if is_note else IN_BIBLIOGRAPHY
    if len(said) >= too_many:
        comma = "," if kept > 1 else ""
        return f"{', '.join(said[:kept])}{comma} {words.et_al}"
    if len(said) > 1:
        comma = "," if len(said) > 2 or is_inverted else ""
        return f"{', '.join(said[:-1])}{comma} {words.conjunction} {said[-1]}"
    return "".join(said)
