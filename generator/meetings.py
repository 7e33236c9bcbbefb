"""Who met whom, and how often.

Two people met at an event that was held in one place, if both took part, not for the same side, and
nothing qualifies how they attended. Of other events in which both took part nothing is known: on a
journey they may have been at different stops. What is part of a meeting is no second one.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.listing import MOST_ENTRIES, Lister, Page, Task
from generator.names import slugify
from generator.reads import Memo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.entries import Entry

# Below the people's index, where no record can be.
URL = "people/index/meetings.html"
# A matrix of more people would be wider than a page.
MOST_SQUARE = 16


class Attendee(NamedTuple):
    """Someone who took part in an event: on whose behalf, and what is said of the attendance."""

    id: str
    sides: frozenset[str]
    attendance: str


class Shared(NamedTuple):
    """The events in which someone took part with others, by the others' ids."""

    met: dict[str, list[str]]
    company: dict[str, list[str]]


class Meetings:
    """The meetings of one site, found when they are asked for."""

    def __init__(self, lister: Lister) -> None:
        """Find nothing yet."""
        self.lister, self.entries = lister, lister.entries
        self.attending = Memo(lister.reads, self.find_attending)
        self.shared = Memo(lister.reads, self.find_shared)
        self.shown = Memo(lister.reads, self.show_event)

    def find_attending(self, event_id: str) -> list[Attendee]:
        """The people with a page who took part in an event, each once; none if it was not held."""
        event, links = self.entries.event(event_id), self.entries.links[event_id]
        found: dict[str, Attendee] = {}
        for number, one in enumerate(event.participants):
            target = links.get(f"participants.{number}.who", "")
            if not target or event.status != "held" or not self.is_shown(target):
                continue
            side = links.get(f"participants.{number}.on_behalf_of", "")
            known = found.get(target, Attendee(target, frozenset(), ""))
            attendance = known.attendance or one.attendance
            found[target] = Attendee(target, known.sides | {side} - {""}, attendance)
        return list(found.values())

    def is_shown(self, record_id: str) -> bool:
        """Whether a record is a person with a page."""
        entry = self.entries[record_id]
        return entry["kind"] == "person" and bool(entry["url"])

    def find_shared(self, person_id: str) -> Shared:
        """Whom someone met, with the events, and with whom else they took part in events."""
        shared = Shared(defaultdict(list), defaultdict(list))
        for event_id in self.lister.part_of.get(person_id, []):
            attending = self.attending[event_id]
            own = next((one for one in attending if one.id == person_id), None)
            in_one_place = len(self.entries.event(event_id).place) == 1
            for other in attending if own else []:
                if own and other.id != person_id:
                    is_met = in_one_place and is_meeting(own, other)
                    (shared.met if is_met else shared.company)[other.id].append(event_id)
        for other_id, events in shared.met.items():
            whole = [i for i in events if not self.is_part(i, events)]
            shared.met[other_id] = whole or events
        return shared

    def is_part(self, event_id: str, others: Sequence[str]) -> bool:
        """Whether an event is part of one of others, or of a part of one."""
        seen, at = {event_id}, event_id
        while (at := self.entries.links[at].get("parent", "")) and at not in seen:
            if at in others:
                return True
            seen.add(at)
        return False

    def show_event(self, event_id: str) -> Entry:
        """An event as tables of meetings show it."""
        date = self.entries[event_id]["date"]
        return self.entries.name_of(event_id) | {"date": date, "attendance": []}

    def show_doubt(self, event_id: str, pair: Sequence[str]) -> Entry:
        """The same, with what is said of how two people attended."""
        attending = [one for one in self.attending[event_id] if one.id in pair and one.attendance]
        said = [
            {"name": self.entries.name_of(one.id)["name"], "words": one.attendance}
            for one in attending
        ]
        return self.shown[event_id] | {"attendance": said} if said else self.shown[event_id]

    def list_met(self, person_id: str) -> list[dict[str, Any]]:
        """Whom a person met, with the events, those met most often first."""
        met = self.shared[person_id].met
        return [self.make_row(i, [self.shown[e] for e in met[i]]) for i in self.rank(met)]

    def list_company(self, person_id: str) -> list[dict[str, Any]]:
        """With whom else a person took part in events, in the same way."""
        found = self.shared[person_id].company
        return [
            self.make_row(i, [self.show_doubt(e, (person_id, i)) for e in found[i]])
            for i in self.rank(found)
        ]

    def rank(self, found: dict[str, list[str]]) -> list[str]:
        """People by the number of events, then in the order of their index."""
        order = self.entries.order
        return sorted(found, key=lambda i: (-len(found[i]), order(i)))

    def make_row(self, person_id: str, events: list[Entry]) -> dict[str, Any]:
        """A person with events, as a row of a table."""
        return {"id": person_id, "person": self.entries.name_of(person_id), "events": events}


def is_meeting(one: Attendee, other: Attendee) -> bool:
    """Whether two who attended an event in one place met there."""
    return not (one.attendance or other.attendance or one.sides & other.sides)


def list_tables(meetings: Meetings, person_id: str) -> list[dict[str, Any]]:
    """Whom a person met, and with whom else they took part in events: a table each, if any."""
    words = meetings.entries.words
    tables = [
        {
            "id": "page.met",
            "title": words.met,
            "how": words.met_how,
            "column": words.meetings,
            "url": URL,
            "rows": meetings.list_met(person_id),
        },
        {
            "id": "page.company",
            "title": words.company,
            "how": words.company_how,
            "column": words.events,
            "url": "",
            "rows": meetings.list_company(person_id),
        },
    ]
    return [table for table in tables if table["rows"]]


def list_meetings(lister: Lister, meetings: Meetings) -> Iterator[Task]:
    """The page of all meetings."""
    yield Task("meetings", partial(list_all, lister, meetings))


def list_all(lister: Lister, meetings: Meetings) -> Iterator[Page]:
    """Who met whom, in the order of the index; above the limit with a page for each letter."""
    people = list_people(lister, meetings)
    title = lister.entries.words.who_met
    letters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in people:
        letters[one["letter"]].append(one)
    is_split = sum(len(one["rows"]) for one in people) > MOST_ENTRIES
    parts = [
        {"title": letter, "url": part_url(letter), "count": len(found)}
        for letter, found in letters.items()
        if is_split
    ]

    def page(url: str, title: str, shown: list[dict[str, Any]], **data: Any) -> Page:
        data = {"square": None, "overview": [], **data, "pieces": parts, "count": len(people)}
        return lister.page(url, "meetings.html", title, people=shown, **data)

    for part in parts:
        letter = str(part["title"])
        yield page(str(part["url"]), f"{title}: {letter}", letters[letter])
    if is_split:
        yield page(URL, title, [], overview=[link_part(one) for one in people])
    else:
        square = draw_square(people) if len(people) <= MOST_SQUARE else None
        yield page(URL, title, people, square=square)


def link_part(one: dict[str, Any]) -> dict[str, Any]:
    """A person with a link to all whom they met, on the page of their letter."""
    person = one["person"] | {"url": f"{part_url(one['letter'])}#met.{one['id']}"}
    return {"person": person, "meetings": one["meetings"], "met": one["met"]}


def part_url(letter: str) -> str:
    """Where the people of a letter are."""
    return f"{URL.removesuffix('.html')}/{slugify(letter)}.html"


def list_people(lister: Lister, meetings: Meetings) -> list[dict[str, Any]]:
    """Everyone who met someone, with all whom they met."""
    people = []
    for person_id in lister.kinds["person"]:
        met = meetings.shared[person_id].met if meetings.is_shown(person_id) else {}
        if met:
            entry = lister.entries[person_id]
            people.append(
                {
                    "id": person_id,
                    "person": lister.entries.name_of(person_id),
                    "letter": entry["letter"],
                    "meetings": len({event for events in met.values() for event in events}),
                    "met": len(met),
                    "rows": meetings.list_met(person_id),
                }
            )
    return people


def draw_square(people: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each person with a number for each: how often they met, None for themselves."""
    counts = {one["id"]: {row["id"]: len(row["events"]) for row in one["rows"]} for one in people}
    return [
        {
            "id": one["id"],
            "person": one["person"],
            "cells": [
                {
                    "id": other["id"],
                    "name": other["person"]["name"],
                    "count": None if other is one else counts[one["id"]].get(other["id"], 0),
                }
                for other in people
            ],
        }
        for one in people
    ]
