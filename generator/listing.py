"""What listing pages needs, whatever they show: the page itself, its frame, its links back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from generator.assets import find_media
from generator.audit import Audit
from generator.backlinks import Backlink
from generator.credit import cite_page
from generator.entries import UNDATED
from generator.fields import (
    FOLDER_OF,
    Article,
    Kind,
    OwnPage,
)
from generator.index import absolute, has_page, record_url
from generator.machines import introduce
from generator.moments import show_event
from generator.names import slugify
from generator.reads import Memo
from generator.relations import Relations
from generator.sanitize import find_scheme
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.dates import Date
    from generator.entries import Entries, Entry
    from generator.fields import Fields
    from generator.keeping import Bodies
    from generator.linking import Linked
    from generator.model import Record
    from generator.reads import Facts

# Longer lists are split, by letter or by year.
MOST_ENTRIES = 500
WORDS_A_MINUTE = 230
# The preview server puts in, when it serves a page, which build the page is of, and for a page that
# is missing, which there are instead.
GENERATION = "@generation@"
NEAREST = "@nearest@"
INDEXES = ["articles", "timeline", "people", "places", "organizations", "sources"]


@dataclass(frozen=True)
class Page:
    """One output file; the context is plain data, and with the template all that it depends on."""

    url: str
    template: str
    context: dict[str, Any]
    modified: str = ""


class Export(NamedTuple):
    """A file that is no page: its URL and its text."""

    url: str
    text: str


class Task(NamedTuple):
    """A few pages that are listed together, or what is wrong with a record: made only if needed.

    What is made under a name depends on the facts that are read meanwhile, and on nothing else.
    """

    name: str
    make: Callable[[], Iterable[Any]]


class Lister(Relations):
    """What listing pages needs: entries, links back, and what records have in common.

    `topics` are those of site.yaml by their ids.
    """

    def __init__(
        self,
        entries: Entries,
        linked: Mapping[str, Linked],
        bodies: Bodies,
        *,
        preview: bool,
        has_index: bool,
    ) -> None:
        """Gather what many pages show; of bodies, each is fetched when it is asked for.

        With `has_index`, texts can be searched, else titles and names alone.
        """
        super().__init__(entries, linked)
        self.config, self.bodies, self.preview = entries.config, bodies, preview
        self.has_index = has_index
        self.topics = {slugify(name): topic for name, topic in self.config.topics.items()}
        self.moments = Memo(self.reads, partial(show_event, entries))
        self.shared = self.make_shared()
        self.audit = Audit(entries, linked, bodies)

    @property
    def memos(self) -> tuple[Memo[str, Any], ...]:
        """What several pages share."""
        entries = self.entries
        return entries.steps, entries.orders, entries.made, self.moments

    def facts(self) -> dict[str, Facts]:
        """The facts that records have in common, with what tells each from an earlier one."""
        return super().facts() | {"audit": self.audit.facts()}

    def list_media(self) -> set[str]:
        """The paths under content/ of all media that a record with a page refers to."""
        media, used = self.entries.index.media, set[str]()
        for record_id, record in dict.items(self.entries.records):
            if has_page(record):
                path = find_media(traits_of(record).file, media)
                used |= {*self.linked[record_id].media, path}
        for path in used & media.keys():
            picture = dict.__getitem__(media, path)
            tracks = [track.path for track in picture.tracks]
            used = used | {*tracks, picture.poster, picture.transcript}
        return used - {""}

    def make_shared(self) -> dict[str, Any]:
        """Header and footer: they depend on site.yaml and content/pages/ alone."""
        own = [(r, r.fields) for r in self.of_kind("page") if isinstance(r.fields, OwnPage)]
        words = self.entries.words
        indexes = {
            name: {"title": getattr(words, name), "url": index_url(name), "external": False}
            for name in [*INDEXES, "events", "topics"]
        }
        links = {r.id: {"title": f.title, "url": record_url(r), "external": False} for r, f in own}
        known = links | indexes
        chosen = [
            known.get(
                link.to,
                {"title": link.to, "url": link.to, "external": bool(find_scheme(link.to))},
            )
            | ({"title": link.title} if link.title else {})
            for link in self.config.navigation
        ]
        header = [indexes[name] for name in INDEXES]
        header += [links[r.id] for r, f in own if f.navigation == "header"]
        config = self.config
        return {
            "title": config.title,
            "description": config.description,
            "language": config.language,
            "base_url": config.base_url,
            "edition": config.edition,
            "licence": config.licence,
            "authors": config.authors,
            "navigation": chosen or header,
            "footer": [links[r.id] for r, f in own if f.navigation != "none"],
            "preview": GENERATION if self.preview else "",
            "has_index": self.has_index,
        }

    def record_tasks(self, kind: Kind, make: Callable[[Record], Iterable[Page]]) -> Iterator[Task]:
        """The tasks of listing each record of a kind that has a page."""
        for record_id in self.kinds[kind]:
            record = dict.__getitem__(self.entries.records, record_id)
            if has_page(record):
                yield Task(f"page {record_id}", partial(make, record))

    def page(self, url: str, template: str, title: str, modified: str = "", **data: Any) -> Page:
        """A page with what every template is given; `modified` is the day of its last change."""
        root = "../" * url.count("/")
        context = {
            "site": self.shared,
            "url": url,
            "root": root,
            "title": title,
            "description": self.config.description,
            "lang": "",
            "canonical": absolute(self.config.base_url, url),
            "section": url if "/" not in url else index_url(url.split("/", 1)[0]),
            "alternates": [],
            "og_type": "website",
            "image": None,
            "schema": "",
            "extra": {},
            **data,
        }
        return Page(url, template, context, modified)

    def record_page(
        self, record: Record, chronology: list[Entry] | None = None, **data: Any
    ) -> Iterator[Page]:
        """The page of one record, and further ones by year for what is beyond the limit."""
        fields, entry = cast("Fields", record.fields), self.entries[record.id]
        url, text = str(entry["url"]), self.bodies.text(record.id, self.reads)
        backlinks, events = self.list_backlinks(record), chronology or []
        is_long = sum(len(group["items"]) for group in backlinks) > MOST_ENTRIES
        has_long_chronology = len(events) > MOST_ENTRIES
        pages = list(
            self.split_record(
                record, backlinks if is_long else [], events if has_long_chronology else []
            )
        )
        if chronology is not None:
            data["events"] = [] if has_long_chronology else events
            data["event_pages"] = [page_link(p, "events") for p in pages if p.context["events"]]
        page = self.page(
            url,
            f"{record.kind}.html",
            entry["name"],
            description=fields.summary,
            lang=fields.lang,
            record=entry,
            body=text["html"],
            headings=text["headings"],
            minutes=max(1, round(text["words"] / WORDS_A_MINUTE)),
            backlinks=[] if is_long else backlinks,
            backlink_pages=[page_link(p, "count") for p in pages if p.context["backlinks"]],
            sources=self.list_sources(record, fields),
            translations=self.list_translations(record),
            updated=self.entries.say_date(fields.updated),
            modified=last_change(record),
            corrections=[
                {"date": self.entries.say_date(c.date), "was": c.was, "now": c.now}
                for c in fields.corrections
            ],
            audit=self.audit.show_numbers(record),
            cite=cite_page(self.entries, record, absolute(self.config.base_url, url)),
            extra=fields.extra,
            **data,
        )
        page.context.update(introduce(self.entries, record, page.context))
        yield page
        yield from pages

    def list_sources(self, record: Record, fields: Fields) -> list[Entry]:
        """All sources of a record, each with the locators that its front matter gives."""
        cites = self.entries.list_cites(record, "sources", fields.sources)
        locators: dict[str, list[str]] = defaultdict(list)
        for cite in cites:
            if cite["source"] and cite["locator"]:
                locators[cite["source"]["id"]].append(cite["locator"])
        found = self.entries.sort(self.entries.list_sources(record))
        return [entry | {"locators": locators[entry["id"]]} for entry in found]

    def list_translations(self, record: Record) -> list[Entry]:
        """The same text in other languages."""
        group = self.translations[self.find_original(record.id)]
        found = [self.entries.name_of(e["id"]) for e in self.entries.sort({*group} - {record.id})]
        return [e | {"lang": e["lang"] or self.config.language} for e in found if e["url"]]

    def list_backlinks(self, record: Record) -> list[dict[str, Any]]:
        """Who refers to a record, mentions or cites it: by kind, then by date or name."""
        by_kind: dict[str, list[str]] = defaultdict(list)
        quoting = self.quoting.get(record.id, [])
        for source in quoting:
            entry = self.entries.get(source)
            if entry and entry["url"]:
                by_kind[entry["kind"]].append(source)
        quotes = self.bodies.quotes(record.id, (i for ids in by_kind.values() for i in ids))
        return [
            {
                "kind": kind,
                "items": [
                    {"entry": entry, "quotes": list_quotes(quotes.get(entry["id"], ()))}
                    for entry in self.entries.sort(by_kind[kind])
                ],
            }
            for kind in FOLDER_OF
            if kind in by_kind
        ]

    def split_record(
        self, record: Record, groups: list[dict[str, Any]], events: list[Entry]
    ) -> Iterator[Page]:
        """Pages of backlinks and events by year; a backlink without a year comes by its kind."""
        parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        years: dict[str, list[Entry]] = defaultdict(list)
        for event in events:
            day = self.entries.standing_date(event["id"])
            years[day.year_text if day else UNDATED].append(event)
        for group in groups:
            for item in group["items"]:
                date = item["entry"].get("date")
                parts[date["year"] if date else FOLDER_OF[group["kind"]]].append(
                    {"kind": group["kind"], "item": item}
                )
        entry = self.entries[record.id]
        for name in sorted({*parts, *years}):
            kinds: dict[str, list[Any]] = defaultdict(list)
            for one in parts[name]:
                kinds[one["kind"]].append(one["item"])
            yield self.page(
                f"{entry['url'].removesuffix('.html')}/{name}.html",
                "backlinks.html",
                f"{entry['name']}: {name}",
                record=entry,
                part=name,
                count=len(parts[name]),
                events=years[name],
                backlinks=[{"kind": kind, "items": found} for kind, found in kinds.items()],
            )

    def events_of(self, record: Record) -> list[Entry]:
        """The events that name a record in one of their fields, in the order of time."""
        return [self.timeline_entry(event_id) for event_id in self.part_of.get(record.id, [])]

    def timeline_entry(self, event_id: str) -> Entry:
        """An event as lists of events show it."""
        return self.moments[event_id]


def is_of_preview(url: str) -> bool:
    """Whether a static file belongs to the preview alone."""
    return url.startswith("preview/")


def list_quotes(found: Iterable[Any]) -> list[dict[str, str]]:
    """Sentences that lead to a record, as plain data."""
    quotes = (Backlink(*one) for one in found)
    return [dict(zip(Backlink._fields, one, strict=True)) for one in quotes if any(one[:3])]


def index_url(name: str) -> str:
    """Where an index is: "timeline" is a page, the others are folders."""
    return "timeline.html" if name == "timeline" else f"{name}/index.html"


def page_link(page: Page, what: str) -> dict[str, Any]:
    """A link to a part of something, with how much is there: a number or a list of the context."""
    found = page.context[what]
    count = len(found) if isinstance(found, list) else found
    return {"title": page.context["part"], "url": page.url, "count": count}


def last_change(record: Record) -> str:
    """The day of a record's last change, where it says one."""
    fields = record.fields
    updated = fields.updated if fields else None
    dated = fields.date if isinstance(fields, Article) else None
    return day_of(updated or dated)


def day_of(date: Date | None) -> str:
    """The day by which a date stands, "" where a timestamp's four digits do not hold its year."""
    return date.first_day if date and 0 <= date.year <= 9999 else ""


def split_index(
    lister: Lister, name: str, entries: list[Entry], part_of: Any, **data: Any
) -> Iterator[Page]:
    """An index as one page, or above the limit as one page for each letter or year.

    The parts' URLs lie under `index/`, an id that no record can have.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[part_of(entry)].append(entry)
    title = getattr(lister.entries.words, name)
    is_split = len(entries) > MOST_ENTRIES
    parts = [
        {
            "title": part,
            "url": f"{name}/index/{slugify(part)}.html" if is_split else "",
            "count": len(found),
            "entries": [] if is_split else found,
        }
        for part, found in groups.items()
    ]
    yield lister.page(
        f"{name}/index.html",
        f"{name}.html",
        title,
        pieces=parts,
        count=len(entries),
        part="",
        **data,
    )
    for part in parts if is_split else []:
        shown = [part | {"entries": groups[str(part["title"])]}]
        yield lister.page(
            str(part["url"]),
            f"{name}.html",
            f"{title}: {part['title']}",
            pieces=shown,
            count=len(entries),
            part=part["title"],
            **data,
        )
