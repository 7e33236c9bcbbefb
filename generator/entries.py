"""Records as the plain data that templates show.

An entry is small and the same wherever it stands: its URL begins at the site's root, and a page
puts the way to the root before it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from generator.assets import find_media
from generator.dates import parse_date
from generator.fields import FOLDER_OF, Event, Fields, OwnPage, Person, Source
from generator.figures import show_card, show_portrait
from generator.index import record_url
from generator.names import index_letter, slugify, sort_key, sort_name
from generator.parse import RESERVED
from generator.reads import Memo, Noted
from generator.references import format_reference
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.citing import Citer
    from generator.config import Config
    from generator.dates import Date
    from generator.fields import Cite
    from generator.index import Index
    from generator.linking import Linked
    from generator.model import Picture, Record, Traits

Entry = dict[str, Any]
KINDS = list(FOLDER_OF)
# The name of what has no year.
UNDATED = "undated"


class Entries:
    """Makes entries for one site.

    Everything is keyed by id; what is given out is plain data. What is asked for is noted in
    `reads`, so that a page is known to depend on it.
    """

    def __init__(
        self, config: Config, index: Index, linked: Mapping[str, Linked], citer: Citer
    ) -> None:
        """Take what the links of every record mean.

        `links` holds, for each id, what its fields point to: the field's path and an id; `cites`
        the sources that its body cites.
        """
        self.config, self.index, self.citer, self.words = config, index, citer, citer.words
        self.reads = index.reads
        records = {k: r for k, r in dict.items(index.records) if traits_of(r).name}
        for record in records.values():
            record.reads = self.reads
        self.records = Noted("is", records, self.reads)
        self.linked = linked
        # What is wrong with these leaves no name to show.
        nameless = dict.keys(index.records) - records.keys()
        self.nameless = " ".join(sorted(nameless))
        links = {key: linked[key].fields for key in records}
        cites = {key: linked[key].cites for key in records}
        leads = {key: linked[key].leads for key in records}
        if nameless:
            links = {
                key: {path: i for path, i in found.items() if i in records}
                for key, found in links.items()
            }
            cites = {key: [i for i in found if i in records] for key, found in cites.items()}
            leads = {key: [i for i in found if i in records] for key, found in leads.items()}
        self.links = Noted("links", links, self.reads)
        self.cites = Noted("links", cites, self.reads)
        self.leads = Noted("links", leads, self.reads)
        self.steps = Memo(self.reads, self.find_steps)
        self.orders = Memo(self.reads, self.find_order)
        self.made = Memo(self.reads, self.make)

    def revise(self, record_id: str, linked: Linked) -> None:
        """Take in what the body of a record cites and leads to now."""
        records = self.records.keys()
        dict.__setitem__(self.cites, record_id, [i for i in linked.cites if i in records])
        dict.__setitem__(self.leads, record_id, [i for i in linked.leads if i in records])

    def __getitem__(self, record_id: str) -> Entry:
        """The entry of an id."""
        return self.made[record_id]

    def get(self, record_id: str) -> Entry | None:
        """The entry of an id, None where there is none."""
        return self.made[record_id] if record_id in self.records else None

    def field(self, record: Record, *path: str | int) -> Entry | None:
        """The entry that a field of a record points to."""
        return self.get(self.links[record.id].get(".".join(map(str, path)), ""))

    def say_date(self, date: Date | None) -> Entry | None:
        """A date in words, for `<time>`, and as EDTF."""
        return self.citer.say_date(date)

    def make(self, record_id: str) -> Entry:
        """What every page that names a record may say of it."""
        record, traits = self.records[record_id], self.traits_of(record_id)
        entry: Entry = {
            "kind": record.kind,
            "id": record.id,
            "url": record_url(record),
            "name": traits.name,
            "lang": traits.lang,
            "summary": traits.summary,
            "draft": traits.is_draft,
            "warning": traits.warning,
            "date": self.say_date(parse_date(traits.date) if traits.date else None),
        }
        if record.kind == "article":
            # Of these there are most, and many pages name each: none needs to be decoded for it.
            return entry | dict(zip(("series", "part"), traits.sort[-2:], strict=True))
        fields = cast("Fields", record.fields)
        if isinstance(fields, Event):
            entry |= self.make_event(record, fields)
        elif isinstance(fields, Source):
            entry |= self.make_source(record, fields)
        elif not isinstance(fields, OwnPage):
            entry |= self.make_named(fields)
            if isinstance(fields, Person):
                entry |= self.make_person(record_id, fields)
        return entry

    def make_event(self, record: Record, event: Event) -> Entry:
        """What a timeline shows of an event."""
        links = self.links[record.id]
        places = [links.get(f"place.{n}", "") for n in range(len(event.place))]
        return {
            "time": event.time,
            "type": link_type(event.type),
            "status": event.status,
            "importance": event.importance,
            "places": [self.name_of(place) for place in places if place],
            "accounts": len(event.accounts),
            "sources": len(self.list_sources(record)),
        }

    def make_source(self, record: Record, source: Source) -> Entry:
        """What a bibliography shows of a source."""
        sort = self.linked[record.id].sort
        return {
            "reference": format_reference(source, self.words, self.citer.bearers),
            "sort": sort,
            "letter": index_letter(sort),
            "evidence": source.evidence,
            "speaks_for": source.speaks_for,
            "access": source.access,
            "type": source.type,
            "links": self.citer.list_links(source),
        }

    def make_named(self, fields: Any) -> Entry:
        """What an index shows of a person, place or organization."""
        native = fields.native
        sort = sort_name(fields)
        return {
            "sort": sort,
            "letter": index_letter(sort),
            "native": {"text": native.text, "lang": native.lang} if native else None,
            "type": getattr(fields, "type", ""),
            "disambiguation": getattr(fields, "disambiguation", ""),
            "pseudonym": getattr(fields, "pseudonym", False),
        }

    def make_person(self, record_id: str, person: Person) -> Entry:
        """What cards show of a person besides: a role, and a portrait or an initial."""
        picture = None if person.content_warning else self.find_picture(record_id)
        return {
            "role": person.positions[-1].title if person.positions else "",
            "portrait": show_portrait(picture, sort_name(person)),
        }

    def find_picture(self, record_id: str) -> Picture | None:
        """The picture that an article or a person has."""
        image = getattr(self.records[record_id].fields, "image", "")
        path = find_media(image, self.index.media) if image else ""
        return self.index.media[path] if path else None

    def show_card(self, record_id: str) -> Entry | None:
        """The picture that cards, the opening page and other sites may show of a record.

        Its `url` begins at the site's root. None where there is none, or where a warning has to
        stand before it or before the record.
        """
        fields = self.records[record_id].fields
        is_warned = fields is None or fields.content_warning
        return None if is_warned else show_card(self.find_picture(record_id))

    def name_of(self, record_id: str) -> Entry:
        """The least that a link needs: name, URL and the name's language."""
        record = self.records[record_id]
        traits = self.traits_of(record_id)
        return {"name": traits.name, "url": record_url(record), "lang": traits.lang}

    def traits_of(self, record_id: str) -> Traits:
        """What is known of a record's fields without decoding them."""
        self.reads.note(f"fields {record_id}")
        return traits_of(self.records[record_id])

    def link(self, record: Record, *path: str | int) -> Entry | None:
        """What a link needs of the record that a field points to."""
        found = self.links[record.id].get(".".join(map(str, path)), "")
        return self.name_of(found) if found else None

    def sort(self, ids: Iterable[str]) -> list[Entry]:
        """Entries in the order of an index: by name, or by time for what has a date."""
        return [self[i] for i in sorted(set(ids) & self.records.keys(), key=self.order)]

    def order(self, record_id: str) -> tuple[Any, ...]:
        """Where a record stands: by its kind, then among others of its kind."""
        return self.orders[record_id]

    def find_order(self, record_id: str) -> tuple[Any, ...]:
        """See `order`, which remembers it."""
        record = self.records[record_id]
        rank, sort = KINDS.index(record.kind), self.traits_of(record_id).sort
        if record.kind == "event":
            return (rank, *self.order_event(record_id))
        if record.kind == "source":
            return (rank, *sort_key(self.linked[record_id].sort), record_id)
        return (rank, *sort, record_id)

    def list_steps(self, event_id: str) -> list[str]:
        """The events that tell where one stands, from one with a date on, and itself at last."""
        return self.steps[event_id]

    def find_steps(self, event_id: str) -> list[str]:
        """See `list_steps`, which remembers it."""
        steps = {event_id: None}
        at = event_id
        while not self.sort_of(at)[0]:
            found = self.links[at]
            at = found.get("after") or found.get("before") or ""
            if not at or at in steps:
                break
            steps[at] = None
        return list(reversed(steps))

    def sort_of(self, event_id: str) -> Sequence[Any]:
        """By what an event is put in order: its date's key, its time, its order among equals."""
        return self.traits_of(event_id).sort

    def event(self, event_id: str) -> Event:
        """The fields of an event."""
        return cast("Event", self.records[event_id].fields)

    def standing_date(self, event_id: str) -> Date | None:
        """The date by which an event stands on the timeline: its own or that of another."""
        return self.event(self.list_steps(event_id)[0]).date

    def order_event(self, event_id: str) -> tuple[Any, ...]:
        """The order of the timeline: first day, time, wider before narrower, `order`, id.

        An event without a date stands right after or before the one that it names: its key is
        that one's, which ends in 0, with more behind it.
        """
        first, *further = self.list_steps(event_id)
        days, time, order = self.sort_of(first)
        key: list[Any] = [math.inf, 0, 0, "", 0, 0, 0, order, first]
        if days:
            key = [*days[:3], time, *days[3:], order, first]
        for step in further:
            sign = 1 if self.links[step].get("after") else -1
            key += [sign, self.sort_of(step)[2], step]
        return (*key, 0)

    # Sources and citations

    def list_cites(self, record: Record, path: str, cites: list[Cite]) -> list[Entry]:
        """The citations of a field, as a page shows them."""
        found = self.links[record.id]
        return [
            self.say_cite(cite, found.get(f"{path}.{number}", ""))
            for number, cite in enumerate(cites)
        ]

    def say_cite(self, cite: Cite, source_id: str) -> Entry:
        """A citation as plain data, with the source's entry; see `Citer.say_cite`."""
        record = self.records.get(source_id)
        source = record.fields if record else None
        said = self.citer.say_cite(cite, source if isinstance(source, Source) else None)
        return {"source": self.get(source_id), **said}

    def list_sources(self, record: Record) -> list[str]:
        """The ids of all sources that a record rests on, in the order of their references."""
        return self.find_sources(self.links[record.id], self.cites[record.id])

    def find_sources(self, links: Mapping[str, str], cites: Iterable[str]) -> list[str]:
        """The same, by what a record's fields point to and what its body cites."""
        ids = {
            target
            for path, target in links.items()
            if path != "translation_of" and self.records[target].kind == "source"
        }
        return sorted(ids.union(cites))


def link_type(name: str) -> Entry | None:
    """What a link to a type of events needs; without letters or digits it has no page."""
    slug = slugify(name)
    url = f"types/{slug}.html" if slug and slug not in RESERVED else ""
    return {"id": slug, "name": name, "url": url} if name else None
