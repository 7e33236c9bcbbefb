"""Records as the plain data that templates show.

An entry is small and the same wherever it stands: its URL begins at the site's root, and a page
puts the way to the root before it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from generator.assets import find_media, media_url
from generator.contributors import find_bearers
from generator.dates import Date, format_date, parse_date
from generator.fields import FOLDER_OF, Article, Cite, Event, Fields, OwnPage, Person, Source
from generator.index import has_page
from generator.names import display_name, index_letter, slugify, sort_key, sort_name
from generator.references import (
    Citation,
    fill_locator,
    format_note,
    format_reference,
    format_short,
    place_locator,
    sort_reference,
)
from generator.titles import to_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.backlinks import Backlink
    from generator.config import Config
    from generator.index import Index
    from generator.links import Resolved
    from generator.liveness import Answer
    from generator.model import Record
    from generator.words import Words

Entry = dict[str, Any]
KINDS = list(FOLDER_OF)
# The name of what has no year.
UNDATED = "undated"


def record_url(record: Record) -> str:
    """Where a record's page is, from the site's root; "" for one that has none."""
    if not has_page(record):
        return ""
    name = f"{slugify(record.id)}.html"
    return name if record.kind == "page" else f"{FOLDER_OF[record.kind]}/{name}"


class Entries:
    """Makes entries and fills bodies for one site.

    Everything is keyed by id; what is given out is plain data.
    """

    def __init__(
        self,
        config: Config,
        index: Index,
        resolved: Mapping[str, Resolved],
        words: Words,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        """Make an entry of every record.

        `links` holds, for each id, what its fields point to: the field's path and an id.
        `answers` says what became of the addresses of sources.
        """
        self.config, self.index, self.resolved, self.words = config, index, resolved, words
        self.answers = answers or {}
        self.records = {k: r for k, r in index.records.items() if r.fields is not None}
        self.links = {
            key: {p: t for p, t in resolved[key].fields.items() if t in self.records}
            for key in self.records
        }
        self.steps: dict[str, list[str]] = {}
        self.orders: dict[str, tuple[Any, ...]] = {}
        # By source, whether in full, and what stands for the locator.
        self.notes: dict[tuple[str, bool, str], Citation] = {}
        self.bearers = find_bearers(record.fields for record in self.records.values())
        self.by_id = {record.id: self.make(record) for record in self.records.values()}

    def __getitem__(self, record_id: str) -> Entry:
        """The entry of an id."""
        return self.by_id[record_id]

    def get(self, record_id: str) -> Entry | None:
        """The entry of an id, None where there is none."""
        return self.by_id.get(record_id)

    def field(self, record: Record, *path: str | int) -> Entry | None:
        """The entry that a field of a record points to."""
        return self.get(self.links[record.id].get(".".join(map(str, path)), ""))

    def say_date(self, date: Date | None) -> Entry | None:
        """A date in words, for `<time>`, and as EDTF."""
        if date is None:
            return None
        words = format_date(date, self.words)
        return {
            "words": words,
            "datetime": date.datetime,
            "edtf": date.text,
            "year": date.year_text,
            "first": date.first_day,
        }

    def make(self, record: Record) -> Entry:
        """What every page that names a record may say of it."""
        fields = cast("Fields", record.fields)
        entry: Entry = {
            "kind": record.kind,
            "id": record.id,
            "url": record_url(record),
            "name": display_name(fields),
            "lang": fields.lang,
            "summary": fields.summary,
            "draft": fields.draft,
            "warning": fields.content_warning,
            "date": self.say_date(getattr(fields, "date", None)),
        }
        if isinstance(fields, Event):
            entry |= self.make_event(record, fields)
        elif isinstance(fields, Article):
            entry |= {"series": fields.series, "part": fields.part or 0}
        elif isinstance(fields, Source):
            entry |= self.make_source(fields)
        elif not isinstance(fields, OwnPage):
            entry |= self.make_named(fields)
        return entry

    def make_event(self, record: Record, event: Event) -> Entry:
        """What a timeline shows of an event."""
        links = self.links[record.id]
        places = [links.get(f"place.{n}", "") for n in range(len(event.place))]
        return {
            "time": event.time,
            "type": event.type,
            "status": event.status,
            "importance": event.importance,
            "places": [self.name_of(place) for place in places if place],
            "accounts": len(event.accounts),
            "sources": len(self.list_sources(record)),
        }

    def make_source(self, source: Source) -> Entry:
        """What a bibliography shows of a source."""
        sort = sort_reference(source, self.words, self.bearers)
        return {
            "reference": format_reference(source, self.words, self.bearers),
            "sort": sort,
            "letter": index_letter(sort),
            "evidence": source.evidence,
            "speaks_for": source.speaks_for,
            "access": source.access,
            "type": source.type,
            "links": self.list_links(source),
        }

    def list_links(self, source: Source) -> list[Entry]:
        """Where a source can be read, in the order in which to try: what is gone comes last.

        Each has `url`, a file's from the site's root; `kind`: original, archived or file; `date`
        of access or of archiving; `dead`, and then `checked`, the day on which it was asked for
        last. Where the first is dead, all are.
        """
        path = find_media(source.file, self.index.media)
        places = [
            ("original", source.URL, source.accessed),
            ("archived", source.archive_url, source.archive_date),
            ("file", media_url(path), None),
        ]
        links = [self.say_link(*place) for place in places if place[1]]
        return sorted(links, key=lambda link: bool(link["dead"]))

    def say_link(self, kind: str, url: str, date: Date | None) -> Entry:
        """One place where a source can be read, or could."""
        answer = self.answers.get(url) if kind != "file" else None
        checked = parse_date(answer.checked.isoformat()) if answer and answer.dead_since else None
        return {
            "url": url,
            "kind": kind,
            "date": self.say_date(date),
            "dead": checked is not None,
            "checked": self.say_date(checked),
        }

    def make_named(self, fields: Any) -> Entry:
        """What an index shows of a person, place or organization."""
        native = fields.native
        sort = sort_name(fields)
        entry = {
            "sort": sort,
            "letter": index_letter(sort),
            "native": {"text": native.text, "lang": native.lang} if native else None,
            "type": getattr(fields, "type", ""),
            "disambiguation": getattr(fields, "disambiguation", ""),
            "pseudonym": getattr(fields, "pseudonym", False),
        }
        if isinstance(fields, Person):
            entry["role"] = fields.positions[-1].title if fields.positions else ""
        return entry

    def name_of(self, record_id: str) -> Entry:
        """The least that a link needs: name, URL and the name's language."""
        record = self.records[record_id]
        fields = cast("Fields", record.fields)
        return {"name": display_name(fields), "url": record_url(record), "lang": fields.lang}

    def link(self, record: Record, *path: str | int) -> Entry | None:
        """What a link needs of the record that a field points to."""
        found = self.links[record.id].get(".".join(map(str, path)), "")
        return self.name_of(found) if found else None

    def sort(self, ids: Iterable[str]) -> list[Entry]:
        """Entries in the order of an index: by name, or by time for what has a date."""
        return [self[i] for i in sorted(set(ids) & self.by_id.keys(), key=self.order)]

    def order(self, record_id: str) -> tuple[Any, ...]:
        """Where a record stands: by its kind, then among others of its kind."""
        if record_id not in self.orders:
            self.orders[record_id] = self.find_order(record_id)
        return self.orders[record_id]

    def find_order(self, record_id: str) -> tuple[Any, ...]:
        """See `order`, which remembers it."""
        record = self.records[record_id]
        fields, rank = record.fields, KINDS.index(record.kind)
        if isinstance(fields, Event):
            return (rank, *self.order_event(record_id))
        if isinstance(fields, Article):
            return (rank, *fields.date.sort_key, fields.series, fields.part or 0, record_id)
        entry = self[record_id]
        return (rank, *sort_key(str(entry.get("sort", entry["name"]))), record_id)

    def list_steps(self, event_id: str) -> list[str]:
        """The events that tell where one stands, from one with a date on, and itself at last."""
        if event_id in self.steps:
            return self.steps[event_id]
        steps = {event_id: None}
        at = event_id
        while not self.event(at).date:
            found = self.links[at]
            at = found.get("after") or found.get("before") or ""
            if not at or at in steps:
                break
            steps[at] = None
        self.steps[event_id] = list(reversed(steps))
        return self.steps[event_id]

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
        event = self.event(first)
        key: list[Any] = [math.inf, 0, 0, "", 0, 0, 0, event.order, first]
        if event.date:
            days = event.date.sort_key
            key = [*days[:3], event.time, *days[3:], event.order, first]
        for step in further:
            sign = 1 if self.links[step].get("after") else -1
            key += [sign, self.event(step).order, step]
        return (*key, 0)

    # Sources and citations

    def list_cites(self, record: Record, path: str, cites: list[Cite]) -> list[Entry]:
        """The citations of a field, as a page shows them."""
        found = self.links[record.id]
        return [
            self.say_cite(cite, found.get(f"{path}.{number}", ""))
            for number, cite in enumerate(cites)
        ]

    def say_cite(self, cite: Cite, source_id: str, *, in_full: bool = False) -> Entry:
        """A citation as plain data: the source's entry, and as HTML what to say of it.

        The title is to be the link to the source; what stands before and after it is not.
        """
        record = self.records.get(source_id)
        source = record.fields if record else None
        said = Citation("", "", "")
        if isinstance(source, Source):
            key = (source_id, in_full, place_locator(cite.locator))
            if key not in self.notes:
                self.notes[key] = self.say_note(source, key[2], in_full=in_full)
            said = fill_locator(self.notes[key], cite.locator)
        prefix = to_html(f"{cite.prefix} ") if cite.prefix else ""
        return {
            "source": self.get(source_id),
            "locator": cite.locator,
            "before": prefix + said[0],
            "title": said[1],
            "after": said[2],
        }

    def say_note(self, source: Source, locator: str, *, in_full: bool) -> Citation:
        """A source as a note of a page has it."""
        if not in_full:
            return format_short(source, self.words, self.bearers, locator)
        if source.URL:
            # Where a page links to the source's places, an address in words is only noise.
            source = source.model_copy(update={"URL": ""})
        return format_note(source, self.words, self.bearers, locator)

    def list_sources(self, record: Record) -> list[str]:
        """The ids of all sources that a record rests on, in the order of their references."""
        found = self.resolved[record.id]
        ids = {
            target
            for path, target in self.links[record.id].items()
            if self.records[target].kind == "source" and path != "translation_of"
        }
        for token, target in zip(record.body.tokens, found.tokens, strict=True):
            if token.type == "citation":
                ids |= set(target.split(" ")) & self.records.keys()
        return sorted(ids)

    # Links back

    def say_backlink(self, backlink: Backlink) -> Entry:
        """A backlink's sentence as plain data."""
        return {
            "before": backlink.before,
            "text": backlink.text,
            "after": backlink.after,
            "anchor": backlink.anchor,
            "locator": backlink.locator,
        }
