"""What time does not allow. A check's docstring is its rule.

Only what is certain is told: an open, approximate or uncertain end proves nothing. Civil dates are
those of a place, and the evening of the 11th in Washington is the 12th in Singapore: so what may
have been in two places is told apart only by more than a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.dates import is_before
from generator.edtf import count_days
from generator.fields import Article, Event, Organization, Person, Source
from generator.problems import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.dates import Date
    from generator.model import Record

# What begins and what ends each of those who can act: the fields, and what is said of them.
LIVES = {
    Person: (("born", "was born"), ("died", "died")),
    Organization: (("founded", "was founded"), ("dissolved", "was dissolved")),
}
MEND = "mend one of the dates"


def check_anachronisms(
    record: Record, links: Mapping[str, str], leads: Sequence[str], records: Mapping[str, Record]
) -> Iterator[Problem]:
    """Nothing is where time does not allow it to be.

    `links` gives the ids to which fields lead by their paths, `leads` those to which the body does.
    """
    linked = {path: records[i] for path, i in links.items() if i in records}
    yield from check_ends(record)
    yield from check_changes(record)
    yield from check_source(record)
    yield from check_positions(record, linked)
    yield from check_parent(record, linked)
    yield from check_sequence(record, linked)
    yield from check_disclosure(record)
    yield from check_participants(record, linked)
    yield from check_accounts(record, linked)
    yield from check_report(record, leads, records)


def check_ends(record: Record) -> Iterator[Problem]:
    """A life, an organization and an office end after they began."""
    fields = record.fields
    ends: list[tuple[Date | None, Date | None, str]] = []
    if isinstance(fields, Person | Organization):
        (start, _), (end, _) = LIVES[type(fields)]
        ends.append((getattr(fields, start), getattr(fields, end), end))
    if isinstance(fields, Person):
        for number, one in enumerate(fields.positions):
            ends.append((one.start, one.end, f"positions.{number}.end"))
    for first, last, path in ends:
        if first and last and is_before(last, first):
            line, column, length = record.position(*path.split("."))
            message = f"the end, `{last.text}`, is before the start, `{first.text}`"
            yield error("date-reversed", record.path, line, column, message, MEND, length)


def check_changes(record: Record) -> Iterator[Problem]:
    """A text is corrected after it was published, and updated no earlier than corrected.

    `updated` before `date` is a warning: a text may have been finished before it was published.
    """
    fields = record.fields
    published = fields.date if isinstance(fields, Article) else None
    updated = fields.updated if fields else None
    late: Date | None = None
    for number, one in enumerate(fields.corrections if fields else []):
        if published and is_before(one.date, published):
            line, column, length = record.position("corrections", number, "date")
            message = f"corrected on `{one.date.text}`, before its date, `{published.text}`"
            yield error("date-reversed", record.path, line, column, message, MEND, length)
        is_late = updated is not None and is_before(updated, one.date)
        if is_late and (late is None or one.date.sort_key > late.sort_key):
            late = one.date
    if updated is None:
        return
    line, column, length = record.position("updated")
    if late:
        message = f"updated on `{updated.text}`, before its correction of `{late.text}`"
        fix = f"write `updated: {late.text}`"
        yield error("date-reversed", record.path, line, column, message, fix, length)
    if published and is_before(updated, published):
        message = f"updated on `{updated.text}`, before its date, `{published.text}`"
        yield warning("date-updated", record.path, line, column, message, MEND, length)


def check_source(record: Record) -> Iterator[Problem]:
    """A source is looked up and archived after it was issued; a warning, as issues are predated."""
    source = record.fields
    if not isinstance(source, Source) or source.issued is None:
        return
    for name in ("accessed", "archive_date"):
        date = getattr(source, name)
        if date and is_past(date, source.issued):
            line, column, length = record.position(name)
            message = f"`{name}` is `{date.text}`, before it was issued, `{source.issued.text}`"
            fix = f"{MEND}; `issued` is when it could be read first, be it online"
            yield warning("date-issued", record.path, line, column, message, fix, length)


def check_positions(record: Record, linked: Mapping[str, Record]) -> Iterator[Problem]:
    """A position lies within the life of its holder and the time of its organization."""
    person = record.fields
    for number, one in enumerate(person.positions if isinstance(person, Person) else []):
        organization = linked.get(f"positions.{number}.organization")
        for life in filter(None, (record, organization)):
            faults = ("start", find_fault(life, one.start)), ("end", find_fault(life, one.end))
            name, fault = next((one for one in faults if one[1]), ("", ""))
            if fault:
                line, column, length = record.position("positions", number, name)
                message = f"the position's `{name}` does not fit: {fault}"
                yield warning("date-position", record.path, line, column, message, MEND, length)


def check_parent(record: Record, linked: Mapping[str, Record]) -> Iterator[Problem]:
    """An event is not wholly before or after the event that it is part of."""
    event, parent = record.fields, linked.get("parent")
    date, whole = find_date(record), find_date(parent)
    if not isinstance(event, Event) or not (parent and date and whole):
        return
    days = days_apart(record, parent)
    way = "before" if is_past(date, whole, days) else "after" if is_past(whole, date, days) else ""
    if way:
        line, column, length = record.position("parent")
        message = f"`{date.text}` is {way} the whole of `{parent.id}`, `{whole.text}`"
        fix = f"{MEND}, or take `parent` out"
        yield error("date-parent", record.path, line, column, message, fix, length)


def check_sequence(record: Record, linked: Mapping[str, Record]) -> Iterator[Problem]:
    """An event is not before what it is said to come after, and there is time in between."""
    if not isinstance(record.fields, Event):
        return
    own, after, before = find_date(record), linked.get("after"), linked.get("before")
    first, last = find_date(after), find_date(before)
    if after and own and first and is_past(own, first, days_apart(record, after)):
        line, column, length = record.position("after")
        message = f"its date, `{own.text}`, is before `{after.id}`, `{first.text}`"
        yield error("date-sequence", record.path, line, column, message, MEND, length)
    if before and own and last and is_past(last, own, days_apart(record, before)):
        line, column, length = record.position("before")
        message = f"its date, `{own.text}`, is after `{before.id}`, `{last.text}`"
        yield error("date-sequence", record.path, line, column, message, MEND, length)
    if after and before and first and last and is_past(last, first, days_apart(after, before)):
        line, column, length = record.position("before")
        message = f"`{before.id}`, `{last.text}`, is before `{after.id}`, `{first.text}`"
        fix = "exchange `after` and `before`, or mend a date"
        yield error("date-sequence", record.path, line, column, message, fix, length)


def check_disclosure(record: Record) -> Iterator[Problem]:
    """What was held became known no earlier than it happened."""
    event = record.fields
    if not isinstance(event, Event) or event.status != "held":
        return
    if event.disclosed and event.date and is_past(event.disclosed, event.date):
        line, column, length = record.position("disclosed")
        message = f"disclosed on `{event.disclosed.text}`, before it happened, `{event.date.text}`"
        fix = f"{MEND}; what was only announced is no disclosure"
        yield error("date-disclosed", record.path, line, column, message, fix, length)


def check_participants(record: Record, linked: Mapping[str, Record]) -> Iterator[Problem]:
    """Who took part in an event lived then; an organization on whose behalf one did, was there."""
    event = record.fields
    if not isinstance(event, Event) or event.status != "held":
        return
    for number in range(len(event.participants)):
        for name in ("who", "on_behalf_of"):
            life = linked.get(f"participants.{number}.{name}")
            # One may act on behalf of a person who is dead.
            is_one = life and (name == "who" or life.kind == "organization")
            fault = find_fault(life, event.date) if life and is_one else ""
            if fault:
                line, column, length = record.position("participants", number, name)
                message = f"`{name}` does not fit the event's date: {fault}"
                fix = f"{MEND}, or take the participant out"
                yield error("date-lifetime", record.path, line, column, message, fix, length)


def check_accounts(record: Record, linked: Mapping[str, Record]) -> Iterator[Problem]:
    """Who is said to have said something on a day, lived then.

    What appears after a death is cited by its source: `said_on` is when it was said.
    """
    event = record.fields
    for number, one in enumerate(event.accounts if isinstance(event, Event) else []):
        life = linked.get(f"accounts.{number}.by")
        fault = find_fault(life, one.said_on) if life else ""
        if fault:
            line, column, length = record.position("accounts", number, "said_on")
            message = f"`said_on` does not fit: {fault}"
            fix = f"{MEND}; of what appeared later, leave `said_on` to the source"
            yield error("date-lifetime", record.path, line, column, message, fix, length)


def check_report(
    record: Record, leads: Sequence[str], records: Mapping[str, Record]
) -> Iterator[Problem]:
    """An article is no older than the events that it reports, unless it was changed since.

    What is planned or cancelled is reported before its day.
    """
    article = record.fields
    if not isinstance(article, Article):
        return
    written = [article.date, article.updated, *(one.date for one in article.corrections)]
    for event_id in leads:
        is_event = event_id in records and records[event_id].kind == "event"
        event = records[event_id].fields if is_event else None
        if not isinstance(event, Event) or event.status != "held" or event.date is None:
            continue
        if all(date is None or is_past(date, event.date) for date in written):
            line, column, length = record.position("date")
            told = f"of which it tells, `{event_id}`, is of `{event.date.text}`"
            message = f"the article is of `{article.date.text}`, and an event {told}"
            fix = f"{MEND}, or say with `updated` when the article was changed"
            yield warning("date-report", record.path, line, column, message, fix, length)


def is_past(first: Date, second: Date, days: int = 1) -> bool:
    """Whether the first date was certainly over more than some days before the second began."""
    if not is_before(first, second) or first.upper is None or second.lower is None:
        return False
    return count_days(second.lower) - count_days(first.upper) > days


def days_apart(one: Record, other: Record) -> int:
    """By how many days two events' dates may differ at one moment: none if they have one place."""
    places = [r.fields.place if isinstance(r.fields, Event) else [] for r in (one, other)]
    return 0 if len(places[0]) == 1 and places[0] == places[1] else 1


def find_date(record: Record | None) -> Date | None:
    """An event's date."""
    return record.fields.date if record and isinstance(record.fields, Event) else None


def find_fault(life: Record, date: Date | None) -> str:
    """Why a day lies outside the life of a person or organization, "" where it does not."""
    fields = life.fields
    if date is None or not isinstance(fields, Person | Organization):
        return ""
    for number, (name, said) in enumerate(LIVES[type(fields)]):
        end = getattr(fields, name)
        if end and (is_past(end, date) if number else is_past(date, end)):
            line, column, _ = life.position(name)
            place = f"{life.path}:{line}:{column}"
            return f"`{life.id}` {said} `{end.text}` ({place}), and this is `{date.text}`"
    return ""
