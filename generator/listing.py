"""What listing pages needs, whatever they show: the page itself, its frame, its links back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from generator.assets import find_media
from generator.bodies import fill_body
from generator.fields import (
    FOLDER_OF,
    Article,
    Event,
    Kind,
    Organization,
    OwnPage,
    Person,
    Place,
)
from generator.names import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.backlinks import Backlink
    from generator.config import Config
    from generator.entries import Entries, Entry
    from generator.fields import Fields
    from generator.model import Record

# Longer lists are split, by letter or by year.
MOST_ENTRIES = 500
INDEXES = ["articles", "timeline", "people", "places", "organizations", "sources"]
T = TypeVar("T")


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
    `part_of` the events among these, in the order of time.
    """

    config: Config
    entries: Entries
    backlinks: Mapping[str, list[Backlink]]
    shared: dict[str, Any] = field(init=False)
    timeline: list[str] = field(init=False)
    pointers: dict[str, list[tuple[str, str]]] = field(init=False)
    part_of: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Gather what many pages show."""
        self.shared = self.make_shared()
        events = (r.id for r in self.entries.records.values() if r.kind == "event")
        self.timeline = sorted(events, key=self.entries.order)
        self.part_of = defaultdict(list)
        for event_id in self.timeline:
            for target in dict.fromkeys(self.entries.links[event_id].values()):
                self.part_of[target].append(event_id)
        self.pointers = defaultdict(list)
        for record_id, links in self.entries.links.items():
            for path, target in links.items():
                self.pointers[target].append((record_id, path))

    def pointing(self, target: str, path: str, kind: Kind) -> list[str]:
        """The ids of a kind of record whose field of that name points to `target`."""
        records = self.entries.records
        found = self.pointers.get(target, [])
        return [i for i, where in found if where == path and records[i].kind == kind]

    def make_shared(self) -> dict[str, Any]:
        """Header and footer: they depend on site.yaml and content/pages/ alone."""
        own = [(r, r.fields) for r in self.of_kind("page") if isinstance(r.fields, OwnPage)]
        words = self.entries.words
        links = {
            name: {"title": getattr(words, name), "url": index_url(name)}
            for name in [*INDEXES, "topics"]
        }
        links |= {r.id: {"title": f.title, "url": f"{r.id}.html"} for r, f in own}
        chosen = [
            links.get(link.to, {"title": link.title or link.to, "url": link.to})
            | ({"title": link.title} if link.title else {})
            for link in self.config.navigation
        ]
        header = [links[name] for name in INDEXES]
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
        }

    def of_kind(self, kind: Kind) -> list[Record]:
        """The records of a kind, in the order of its index."""
        records = [r for r in self.entries.records.values() if r.kind == kind]
        return sorted(records, key=lambda record: self.entries.order(record.id))

    def page(self, url: str, template: str, title: str, **data: Any) -> Page:
        """A page with what every template is given."""
        root = "../" * url.count("/")
        base = self.config.base_url
        context = {
            "site": self.shared,
            "url": url,
            "root": root,
            "title": title,
            "description": "",
            "lang": "",
            "canonical": base + url.removesuffix("index.html") if base else "",
            "section": index_url(url.split("/", 1)[0].removesuffix(".html")),
            "extra": {},
            **data,
        }
        return Page(url, template, context)

    def record_page(self, record: Record, **data: Any) -> Iterator[Page]:
        """The page of one record, and further ones for backlinks beyond the limit."""
        fields, entry = cast("Fields", record.fields), self.entries[record.id]
        url = str(entry["url"])
        root = "../" * url.count("/")
        backlinks = self.list_backlinks(record)
        pages = []
        if sum(len(group["items"]) for group in backlinks) > MOST_ENTRIES:
            pages = list(self.split_backlinks(record, backlinks))
            backlinks = []
        page = self.page(
            url,
            f"{record.kind}.html",
            entry["name"],
            description=fields.summary,
            lang=fields.lang,
            record=entry,
            body=fill_body(self.entries, record, root),
            headings=list_headings(record),
            backlinks=backlinks,
            backlink_pages=[page_link(p) for p in pages],
            sources=self.entries.sort(self.entries.list_sources(record)),
            translations=self.list_translations(record),
            updated=self.entries.say_date(fields.updated),
            corrections=[
                {"date": self.entries.say_date(c.date), "was": c.was, "now": c.now}
                for c in fields.corrections
            ],
            cites=self.entries.list_cites(record, "sources", fields.sources),
            extra=fields.extra,
            **data,
        )
        yield Page(page.url, page.template, page.context, last_change(record))
        yield from pages

    def list_translations(self, record: Record) -> list[Entry]:
        """The same text in other languages."""
        original = self.entries.links[record.id].get("translation_of") or record.id
        group = {original, *self.pointing(original, "translation_of", record.kind)}
        found = self.entries.sort(group - {record.id})
        return [entry | {"lang": entry["lang"] or self.config.language} for entry in found]

    def list_backlinks(self, record: Record) -> list[dict[str, Any]]:
        """Who refers to a record, mentions or cites it: by kind, then by date or name."""
        by_kind: dict[str, dict[str, list[Backlink]]] = defaultdict(lambda: defaultdict(list))
        for backlink in self.backlinks.get(record.id, []):
            if backlink.source in self.entries.records:
                kind = self.entries.records[backlink.source].kind
                by_kind[kind][backlink.source].append(backlink)
        return [
            {
                "kind": kind,
                "items": [
                    {
                        "entry": entry,
                        "quotes": [
                            self.entries.say_backlink(b) for b in by_kind[kind][entry["id"]]
                        ],
                    }
                    for entry in self.entries.sort(by_kind[kind])
                ],
            }
            for kind in FOLDER_OF
            if kind in by_kind
        ]

    def split_backlinks(self, record: Record, groups: list[dict[str, Any]]) -> Iterator[Page]:
        """Pages of backlinks by year; what has no year comes by its kind."""
        parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for group in groups:
            for item in group["items"]:
                date = item["entry"].get("date")
                parts[date["year"] if date else FOLDER_OF[group["kind"]]].append(
                    {"kind": group["kind"], "item": item}
                )
        entry = self.entries[record.id]
        for name, items in sorted(parts.items()):
            kinds: dict[str, list[Any]] = defaultdict(list)
            for one in items:
                kinds[one["kind"]].append(one["item"])
            yield self.page(
                f"{entry['url'].removesuffix('.html')}/{name}.html",
                "backlinks.html",
                f"{entry['name']}: {name}",
                record=entry,
                part=name,
                count=len(items),
                backlinks=[{"kind": kind, "items": found} for kind, found in kinds.items()],
            )

    def events_of(self, record: Record) -> list[Entry]:
        """The events that name a record in one of their fields, in the order of time."""
        return [self.timeline_entry(event_id) for event_id in self.part_of.get(record.id, [])]

    def timeline_entry(self, event_id: str) -> Entry:
        """An event with the people and organizations that took part."""
        record = self.entries.records[event_id]
        event = cast("Event", record.fields)
        who = [
            self.entries.name_of(target)
            for n in range(len(event.participants))
            if (target := self.entries.links[event_id].get(f"participants.{n}.who"))
        ]
        return self.entries[event_id] | {"who": who, "when": self.say_when(record)}

    def say_when(self, record: Record) -> dict[str, Any]:
        """An event's date, or before or after which event it stands."""
        event = cast("Event", record.fields)
        if event.date:
            return {"date": self.entries.say_date(event.date), "after": None, "before": None}
        after, before = (self.entries.field(record, name) for name in ("after", "before"))
        return {"date": None, "after": after, "before": before}


def index_url(name: str) -> str:
    """Where an index is: "timeline" is a page, the others are folders."""
    return "timeline.html" if name == "timeline" else f"{name}/index.html"


def page_link(page: Page) -> dict[str, Any]:
    """A link to a part of something, with how much is there."""
    part, count = page.context["part"], page.context["count"]
    return {"title": part, "url": page.url, "count": count}


def last_change(record: Record) -> str:
    """The day of a record's last change, where it says one."""
    fields = record.fields
    updated = fields.updated if fields else None
    dated = fields.date if isinstance(fields, Article) else None
    date = updated or dated
    return date.first_day if date else ""


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
        "url": path,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "licence": picture.licence,
    }


def list_aliases(fields: Person | Place | Organization) -> list[dict[str, str]]:
    """A record's other names."""
    return [{"name": a.name, "type": a.type, "lang": a.lang} for a in fields.aliases]


def list_part(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The events of a person or organization, with the part that it had in each."""
    listed = []
    for event_id in lister.part_of.get(record.id, []):
        event = cast("Event", lister.entries.records[event_id].fields)
        found = lister.entries.links[event_id]
        roles = [
            one.role
            for n, one in enumerate(event.participants)
            if found.get(f"participants.{n}.who") == record.id and one.role
        ]
        listed.append(lister.timeline_entry(event_id) | {"roles": roles})
    return listed


def list_linked(lister: Lister, record: Record) -> list[Entry]:
    """Every record that a body refers to or mentions, in the order of an index."""
    resolved = lister.entries.resolved[record.id]
    ids = {mention.id for mention in resolved.mentions}
    pairs = zip(record.body.tokens, resolved.tokens, strict=True)
    ids |= {t for token, t in pairs if token.type in ("reference", "link") and t}
    listed = lister.entries.sort(ids - {record.id})
    return [entry for entry in listed if entry["url"]]


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
            **{key: [] for key in data},
        )
