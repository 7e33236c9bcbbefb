"""The pages of people, and their index with its clusters of shared family names."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from generator.cast import (
    find_span,
    list_dates,
    list_forms,
    list_index,
    list_part,
    list_told,
    say_line,
)
from generator.figures import OF_PERSON
from generator.leads import draw_lead
from generator.listing import Lister, Page, Task
from generator.meetings import URL, Meetings, list_meetings, list_tables
from generator.names import fold_name
from generator.terms import draw_strip, say_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.entries import Entry
    from generator.fields import Person
    from generator.model import Record


def list_people(lister: Lister) -> Iterator[Task]:
    """The page of each person, the index A to Z, and who met whom."""
    meetings = Meetings(lister)
    yield from lister.record_tasks("person", partial(list_person, lister, meetings))
    yield Task("index people", partial(list_all, lister))
    yield from list_meetings(lister, meetings)


def list_person(lister: Lister, meetings: Meetings, record: Record) -> Iterator[Page]:
    """One person's page."""
    entries, person = lister.entries, cast("Person", record.fields)
    yield from lister.record_page(
        record,
        forms=list_forms(person, entries.words),
        **list_positions(lister, record, person),
        born=entries.say_date(person.born),
        died=entries.say_date(person.died),
        different=list_different(lister, record, person),
        chronology=list_part(lister, record),
        told=list_told(lister, record),
        met=list_tables(meetings, record.id),
        picture=draw_lead(lister, record, OF_PERSON),
        card=entries.show_card(record.id),
    )


def list_all(lister: Lister) -> Iterator[Page]:
    """The index of people, with its clusters."""
    for page in list_index(lister, "people", "person"):
        for piece in page.context["pieces"]:
            piece["entries"] = list_clusters(lister, piece["entries"])
        page.context["meetings_url"] = URL
        yield page


def list_clusters(lister: Lister, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries of one family name that stand together, and between them those without company.

    `family` is empty where there is but one.
    """

    def family_of(entry: Entry) -> str:
        return cast("Person", lister.entries.records[entry["id"]].fields).family

    clusters: list[dict[str, Any]] = []
    for folded, group in groupby(entries, key=lambda entry: fold_name(family_of(entry))):
        found = list(group)
        if folded and len(found) > 1:
            clusters.append({"family": family_of(found[0]), "entries": found})
        else:
            clusters += [{"family": "", "entries": [entry]} for entry in found]
    return clusters


def list_positions(lister: Lister, record: Record, person: Person) -> dict[str, Any]:
    """A person's positions with their organizations and terms, and the strip of time."""
    entries = lister.entries
    strip = draw_strip(person.positions, list_dates(lister, record.id), entries)
    return {
        "ticks": strip.get("ticks", []),
        "positions": [
            {
                "title": position.title,
                "organization": entries.link(record, "positions", number, "organization"),
                "term": say_term(position, entries),
                "bar": strip["bars"][number] if strip else [],
                "cites": entries.list_cites(
                    record, f"positions.{number}.sources", position.sources
                ),
            }
            for number, position in enumerate(person.positions)
        ],
    }


def list_different(lister: Lister, record: Record, person: Person) -> list[dict[str, Any]]:
    """The people with whom one may be confused: who each is, and when they lived or took part."""
    entries = lister.entries
    found = [entries.field(record, "different_from", n) for n in range(len(person.different_from))]
    return [
        {
            "person": entries.name_of(entry["id"]),
            "line": say_line(entry),
            "dates": say_life(lister, entry),
        }
        for entry in found
        if entry and entry["url"]
    ]


def say_life(lister: Lister, entry: Entry) -> str:
    """When a person lived, where that is known, else from when to when their events were.

    What tells someone apart mostly says the years of events already.
    """
    entries, words = lister.entries, lister.entries.words
    person = cast("Person", entries.records[entry["id"]].fields)
    born, died = entries.say_date(person.born), entries.say_date(person.died)
    if born and died:
        return words.dates["wide_range"].format(born["words"], died["words"])
    if born or died:
        said = born or died or {}
        return f"{words.born_on if born else words.died_on} {said['words']}"
    if entry["disambiguation"]:
        return ""
    span = entries.say_date(find_span(list_dates(lister, entry["id"])))
    return str(span["words"]) if span else ""
