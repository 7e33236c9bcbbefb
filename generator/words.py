"""The words that the program itself puts on a page, one table a language.

A second language is a second table and no code; its `dates` say in which order day, month and year
stand, and `written` how people write dates, for the suggestions to those who did. Templates say
`words.timeline`; a word that counts has a form for one and others: `words.count("event", 3)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.english import TABLE


@dataclass(frozen=True)
class Words:
    """One language's table."""

    months: tuple[str, ...]
    plain: dict[str, str]
    counted: dict[str, tuple[str, str]] = field(default_factory=dict)
    seasons: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    centuries: tuple[str, ...] = ()
    languages: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make each word an attribute, which a page asks for a hundred times."""
        vars(self).update(self.plain | vars(self))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> str:
            """Tell the checker that words are text."""

    def name_language(self, tag: str) -> str:
        """The name of a language by its BCP 47 tag; the tag itself where it is not known."""
        return self.languages.get(tag) or self.languages.get(tag.partition("-")[0], tag)

    def name_evidence(self, name: str) -> str:
        """A kind of evidence in words; one of the site's own is called as it is there."""
        return self.plain.get(f"kind_of_evidence_{name}", name)

    def say_ordinal(self, number: int) -> str:
        """A number in a row: "2nd"; the number alone where the table ends."""
        return self.ordinals[number - 1] if 0 < number <= len(self.ordinals) else str(number)

    def say_size(self, size: int) -> str:
        """How much room a file takes, in units of a thousand: "12 kB", "1.2 MB"."""
        amount, units = max(size, 1000) / 1000, ["kilobytes", "megabytes", "gigabytes"]
        while amount >= 999.5 and units[1:]:
            amount /= 1000
            del units[0]
        said = f"{amount:.1f}" if amount < 9.95 else f"{amount:.0f}"
        said = said.removesuffix(".0").replace(".", self.decimal_mark)
        return f"{said}\u00a0{getattr(self, units[0])}"

    def count(self, name: str, number: int) -> str:
        """A number with its noun: "1 event", "3 events"."""
        one, other = self.counted[name]
        return f"{number:,} {one if number == 1 else other}".replace(",", "\u202f")


ENGLISH = Words(**TABLE)
# The order of the United States: "June 12, 2018".
AMERICAN = replace(ENGLISH, dates=ENGLISH.dates | {"day_month": "{1} {0}", "day_year": "{0}, {1}"})

WORDS = {"en": ENGLISH, "en-us": AMERICAN}


def words_of(language: str) -> Words:
    """The words of a language, English where there is no table for it."""
    return WORDS.get(language) or WORDS.get(language.partition("-")[0].lower(), WORDS["en"])
