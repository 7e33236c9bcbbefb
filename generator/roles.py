"""What someone was on a day, by the dates of their positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.datewords import join
from generator.fields import Person

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entries
    from generator.fields import Position


def say_role(entries: Entries, person_id: str, date: Date | None) -> str:
    """The positions that a person certainly held: "then Director and Envoy; Chair", or "".

    Of one with an end it says "then". Someone who is not listed has none that may be shown.
    """
    record = entries.records.get(person_id)
    person = record.fields if record else None
    if not isinstance(person, Person) or not person.listed or date is None:
        return ""
    held = [one for one in person.positions if is_held(one, date)]
    lasting = [one.title for one in held if one.end is None]
    ended = [one.title for one in held if one.end]
    words = entries.words
    said = [words.then.format(join(ended, "and", words))] if ended else []
    return words.dates["semicolon"].join([*said, *lasting])


def is_held(position: Position, date: Date) -> bool:
    """Whether a position was certainly held on all days that a date can mean.

    A position without a start proves nothing, one without an end has lasted.
    """
    start, end = position.start, position.end
    if start is None or start.upper is None or date.lower is None or start.upper > date.lower:
        return False
    if end and (end.lower is None or date.upper is None or end.lower < date.upper):
        return False
    return all(is_certain(one) for one in (start, end, date) if one)


def is_certain(date: Date) -> bool:
    """Whether the bounds of a date are beyond doubt; a season is another time elsewhere."""
    return not any(any(point.flags) or point.is_season for point in date.points)
