"""What listing pages needs, whatever they show: the page itself, its frame, its links back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from generator.assets import find_media, media_url
from generator.audit import audit_site, show_numbers
from generator.bodies import fill_body
from generator.credit import cite_page
from generator.entries import UNDATED, record_url
from generator.fields import (
    FOLDER_OF,
    Article,
    Kind,
    OwnPage,
)
from generator.moments import show_event
from generator.names import slugify
from generator.sanitize import find_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.backlinks import Backlink
    from generator.config import Config, Topic
    from generator.entries import Entries, Entry
    from generator.fields import Fields
    from generator.model import Record

# Longer lists are split, by letter or by year.
MOST_ENTRIES = 500
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


@dataclass
class Lister:
    """What listing pages needs: entries, links back, and what records have in common.

    `pointers` gives, for an id, the records whose fields point to it, with the field's path;
    `part_of` the events among these, in the order of time; of events that someone only gave an
    account of there is `told_by`. `topics` are those of site.yaml by their
    ids; `translations` are records with the same text, by the id of the first of them. `audit` is
    that of `audit_site`.
    """

    config: Config
    entries: Entries
    backlinks: Mapping[str, list[Backlink]]
    preview: bool = False
    shared: dict[str, Any] = field(init=False)
    timeline: list[str] = field(init=False)
    pointers: dict[str, list[tuple[str, str]]] = field(init=False)
    part_of: dict[str, list[str]] = field(init=False)
    told_by: dict[str, list[str]] = field(init=False)
    shown: dict[str, Entry] = field(init=False, default_factory=dict)
    topics: dict[str, Topic] = field(init=False)
    translations: dict[str, list[str]] = field(init=False)
    audit: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Gather what many pages show."""
        self.shared = self.make_shared()
        events = (r.id for r in self.entries.records.values() if r.kind == "event")
        self.timeline = sorted(events, key=self.entries.order)
        self.part_of, self.told_by = defaultdict(list), defaultdict(list)
        for event_id in self.timeline:
            links = self.entries.links[event_id]
            telling = {links[path] for path in links if is_teller(path)}
            named = dict.fromkeys(links[path] for path in links if not is_teller(path))
            for target in named:
                self.part_of[target].append(event_id)
            for target in sorted(telling - named.keys()):
                self.told_by[target].append(event_id)
        self.pointers = defaultdict(list)
        for record_id, links in self.entries.links.items():
            for path, target in links.items():
                self.pointers[target].append((record_id, path))
        self.topics = {slugify(name): topic for name, topic in self.config.topics.items()}
        self.translations = defaultdict(list)
        for record_id in self.entries.records:
            self.translations[self.find_original(record_id)].append(record_id)
        self.audit = audit_site(self.entries)

    def pointing(self, target: str, path: str, kind: Kind) -> list[str]:
        """The ids of a kind of record whose field of that name points to `target`."""
        records = self.entries.records
        found = self.pointers.get(target, [])
        return [i for i, where in found if where == path and records[i].kind == kind]

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
        }

    def of_kind(self, kind: Kind) -> list[Record]:
        """The records of a kind, in the order of its index."""
        records = [r for r in self.entries.records.values() if r.kind == kind]
        return sorted(records, key=lambda record: self.entries.order(record.id))

    def page(self, url: str, template: str, title: str, **data: Any) -> Page:
        """A page with what every template is given."""
        root = "../" * url.count("/")
        context = {
            "site": self.shared,
            "url": url,
            "root": root,
            "title": title,
            "description": "",
            "lang": "",
            "canonical": absolute(self.config.base_url, url),
            "section": url if "/" not in url else index_url(url.split("/", 1)[0]),
            "extra": {},
            **data,
        }
        return Page(url, template, context)

    def record_page(
        self, record: Record, chronology: list[Entry] | None = None, **data: Any
    ) -> Iterator[Page]:
        """The page of one record, and further ones by year for what is beyond the limit."""
        fields, entry = cast("Fields", record.fields), self.entries[record.id]
        url = str(entry["url"])
        root = "../" * url.count("/")
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
            body=fill_body(self.entries, record, root),
            headings=list_headings(record),
            backlinks=[] if is_long else backlinks,
            backlink_pages=[page_link(p, "count") for p in pages if p.context["backlinks"]],
            sources=self.list_sources(record, fields),
            translations=self.list_translations(record),
            updated=self.entries.say_date(fields.updated),
            corrections=[
                {"date": self.entries.say_date(c.date), "was": c.was, "now": c.now}
                for c in fields.corrections
            ],
            audit=show_numbers(self.audit, record),
            cite=cite_page(self.entries, record, absolute(self.config.base_url, url)),
            extra=fields.extra,
            **data,
        )
        yield Page(page.url, page.template, page.context, last_change(record))
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

    def find_original(self, record_id: str) -> str:
        """What a record is a translation of, and that in turn; the record itself if of none."""
        way, links = [record_id], self.entries.links
        while before := links[way[-1]].get("translation_of"):
            if before in way:
                return min(way[way.index(before) :])
            way.append(before)
        return way[-1]

    def list_translations(self, record: Record) -> list[Entry]:
        """The same text in other languages."""
        group = self.translations[self.find_original(record.id)]
        found = [self.entries.name_of(e["id"]) for e in self.entries.sort({*group} - {record.id})]
        return [e | {"lang": e["lang"] or self.config.language} for e in found if e["url"]]

    def list_backlinks(self, record: Record) -> list[dict[str, Any]]:
        """Who refers to a record, mentions or cites it: by kind, then by date or name."""
        by_kind: dict[str, dict[str, list[Backlink]]] = defaultdict(lambda: defaultdict(list))
        for backlink in self.backlinks.get(record.id, []):
            entry = self.entries.get(backlink.source)
            if entry and entry["url"]:
                by_kind[entry["kind"]][backlink.source].append(backlink)
        return [
            {
                "kind": kind,
                "items": [
                    {
                        "entry": entry,
                        "quotes": [
                            self.entries.say_backlink(b)
                            for b in by_kind[kind][entry["id"]]
                            if b.before or b.text or b.after
                        ],
                    }
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
        if event_id not in self.shown:
            self.shown[event_id] = show_event(self.entries, event_id)
        return self.shown[event_id]


def is_teller(path: str) -> bool:
    """Whether a field of an event says who gave an account of it."""
    return path.startswith("accounts.") and path.endswith(".by")


def is_of_preview(url: str) -> bool:
    """Whether a static file belongs to the preview alone."""
    return url.startswith("preview/")


def index_url(name: str) -> str:
    """Where an index is: "timeline" is a page, the others are folders."""
    return "timeline.html" if name == "timeline" else f"{name}/index.html"


def absolute(base: str, url: str) -> str:
    """A page's address on the web, escaped as addresses are; "" for a site without one."""
    folder, slash, name = url.rpartition("/")
    return base and base + quote(folder + slash + ("" if name == "index.html" else name))


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
    date = updated or dated
    # A timestamp has four digits for the year.
    return date.first_day if date and 0 <= date.year <= 9999 else ""


def list_headings(record: Record) -> list[dict[str, str]]:
    """The sections of a body, for its table of contents."""
    return [{"id": h.id, "text": h.text} for h in record.body.headings if h.level == 2]


def find_picture(lister: Lister, name: str) -> dict[str, str] | None:
    """A picture that a field names."""
    media = lister.entries.index.media
    path = find_media(name, media)
    if not path:
        return None
    picture = media[path]
    return {
        "url": media_url(path),
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "licence": picture.licence,
    }


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
