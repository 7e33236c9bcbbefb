"""Every HTML page of the site: its URL, its template, and the plain data that it shows.

All that a template needs is decided here. Nothing is rendered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from generator.assets import find_media
from generator.bodies import fill_body
from generator.model import (
    FOLDER_OF,
    Article,
    Event,
    Kind,
    Organization,
    OwnPage,
    Person,
    Place,
    Record,
    Source,
)
from generator.names import index_letter, slugify, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.config import Config
    from generator.entries import Entries, Entry
    from generator.links import Backlink

# Longer lists are split, by letter or by year.
MOST_ENTRIES = 500
NEWEST = 5
MAIN_PEOPLE = 8
WORDS_A_MINUTE = 230
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
    """What listing pages needs: entries, links back, and what records have in common."""

    config: Config
    entries: Entries
    backlinks: Mapping[str, list[Backlink]]
    shared: dict[str, Any] = field(init=False)
    timeline: list[str] = field(init=False)
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
            "section": index_url(url.split("/")[0].removesuffix(".html")),
            "extra": {},
            **data,
        }
        return Page(url, template, context)

    def record_page(self, record: Record, **data: Any) -> Iterator[Page]:
        """The page of one record, and further ones for backlinks beyond the limit."""
        fields, entry = record.fields, self.entries[record.id]
        assert fields is not None  # noqa: S101  (entries hold only such records)
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
        links = self.entries.links
        original = links[record.id].get("translation_of") or record.id
        group = {original} | {
            other.id
            for other in self.entries.records.values()
            if links[other.id].get("translation_of") == original
        }
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
                parts[date["edtf"][:4] if date else FOLDER_OF[group["kind"]]].append(
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


def list_pages(lister: Lister) -> Iterator[Page]:
    """All pages of the site."""
    yield list_home(lister)
    yield from list_articles(lister)
    yield from list_timeline(lister)
    yield from list_events(lister)
    yield from list_people(lister)
    yield from list_places(lister)
    yield from list_organizations(lister)
    yield from list_sources(lister)
    yield from list_topics(lister)
    for record in lister.of_kind("page"):
        yield from lister.record_page(record)
    yield list_missing(lister)


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
    return "-".join(f"{part:02}" for part in date.lower) if date else ""


def list_headings(record: Record) -> list[dict[str, str]]:
    """The sections of a body, for its table of contents."""
    return [{"id": h.id, "text": h.text} for h in record.body.headings if h.level == 2]


def list_home(lister: Lister) -> Page:
    """What the documentary is, where to start, its span, its people, what is new."""
    entries = lister.entries
    articles = lister.of_kind("article")
    start = [e for e in map(entries.get, lister.config.start) if e]
    dated = [e for e in map(entries.get, lister.timeline) if e and e["date"]]
    major = [lister.timeline_entry(e["id"]) for e in dated if e["importance"] == "major"]
    people = [r for r in lister.of_kind("person") if entries[r.id]["url"]]
    weight = Counter({r.id: len(lister.part_of[r.id]) for r in people if r.id in lister.part_of})
    for record in people:
        weight[record.id] += len({b.source for b in lister.backlinks.get(record.id, [])})
    main = [record_id for record_id, count in weight.most_common(MAIN_PEOPLE) if count]
    first, last = (
        (span_of(entries.records[e["id"]]) for e in (dated[0], dated[-1]))
        if dated
        else (
            "",
            "",
        )
    )
    return lister.page(
        "index.html",
        "index.html",
        lister.config.title,
        description=lister.config.description,
        start=start or [entries[r.id] for r in articles[:3]],
        newest=[entries[r.id] for r in reversed(articles)][:NEWEST],
        articles=len(articles),
        span=first if first == last else f"{first}–{last}",
        events=len(lister.timeline),
        major=major,
        people=entries.sort(main),
    )


def span_of(record: Record) -> str:
    """The year of an event."""
    event = cast("Event", record.fields)
    return str(event.date.lower.year) if event.date else ""


def list_articles(lister: Lister) -> Iterator[Page]:
    """The stories and their index."""
    entries = lister.entries
    records = lister.of_kind("article")
    series: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if isinstance(record.fields, Article) and record.fields.series:
            series[record.fields.series].append(record)
    for parts in series.values():
        parts.sort(key=lambda r: (cast("Article", r.fields).part or 0, entries.order(r.id)))
    for record in records:
        article = cast("Article", record.fields)
        parts = series.get(article.series, [])
        place = parts.index(record) if record in parts else 0
        linked = list_linked(lister, record)
        yield from lister.record_page(
            record,
            authors=list_authors(lister, article),
            topics=[topic_entry(lister, topic) for topic in article.topics],
            series=[entries[part.id] for part in parts] if len(parts) > 1 else [],
            previous=entries[parts[place - 1].id] if place else None,
            next=entries[parts[place + 1].id] if place + 1 < len(parts) else None,
            minutes=max(1, round(record.body.words / WORDS_A_MINUTE)),
            people=[e for e in linked if e["kind"] == "person"],
            organizations=[e for e in linked if e["kind"] == "organization"],
            events=[
                lister.timeline_entry(i)
                for i in lister.timeline
                if i in {e["id"] for e in linked if e["kind"] == "event"}
            ],
            picture=find_picture(lister, article.image),
        )
    yield from split_index(
        lister,
        "articles",
        [entries[r.id] for r in reversed(records)],
        lambda entry: entry["date"]["edtf"][:4],
        series=[
            {"title": title, "parts": [entries[part.id] for part in parts]}
            for title, parts in sorted(series.items())
            if len(parts) > 1
        ],
    )


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


def list_authors(lister: Lister, article: Article) -> list[Entry]:
    """An article's authors, else the site's; one with a page is linked to it."""
    names = article.authors or lister.config.authors
    people = {e["name"]: e for e in lister.entries.by_id.values() if e["kind"] == "person"}
    found = [lister.entries.get(name) or people.get(name) for name in names]
    return [entry or {"name": name, "url": ""} for name, entry in zip(names, found, strict=True)]


def list_linked(lister: Lister, record: Record) -> list[Entry]:
    """Every record that a body refers to or mentions, in the order of an index."""
    resolved = lister.entries.resolved[record.id]
    ids = {mention.id for mention in resolved.mentions}
    pairs = zip(record.body.tokens, resolved.tokens, strict=True)
    ids |= {t for token, t in pairs if token.type in ("reference", "link") and t}
    listed = lister.entries.sort(ids - {record.id})
    return [entry for entry in listed if entry["url"]]


def list_timeline(lister: Lister) -> Iterator[Page]:
    """All events in order, and a page for each year."""
    years: dict[int, list[str]] = defaultdict(list)
    for event_id in lister.timeline:
        years[lister.entries.year(event_id)].append(event_id)
    is_long = len(lister.timeline) > MOST_ENTRIES
    shown = []
    for year, ids in years.items():
        chosen = ids
        if is_long:
            chosen = [i for i in ids if lister.entries[i]["importance"] == "major"]
        shown.append(timeline_year(lister, year, chosen, len(ids)))
    yield lister.page(
        "timeline.html",
        "timeline.html",
        lister.entries.words.timeline,
        years=shown,
        count=len(lister.timeline),
        is_long=is_long,
    )
    ordered = list(years)
    for place, (year, ids) in enumerate(years.items()):
        yield lister.page(
            f"timeline/{year_name(year)}.html",
            "year.html",
            year_title(lister, year),
            year=timeline_year(lister, year, ids, len(ids)),
            previous=year_link(lister, ordered[place - 1]) if place else None,
            next=year_link(lister, ordered[place + 1]) if place + 1 < len(ordered) else None,
        )


def year_name(year: int) -> str:
    """A year in a URL; events without any date share one page."""
    return "undated" if year == 9999 else f"{year:04}"


def year_title(lister: Lister, year: int) -> str:
    """A year in words."""
    return lister.entries.words.undated if year == 9999 else str(year)


def year_link(lister: Lister, year: int) -> dict[str, str]:
    """A link to a year's page."""
    return {"title": year_title(lister, year), "url": f"timeline/{year_name(year)}.html"}


def timeline_year(lister: Lister, year: int, ids: list[str], count: int) -> dict[str, Any]:
    """A year's events under its months; those of which only the year is known come first."""
    months: dict[str, list[Entry]] = {}
    for event_id in ids:
        event = cast("Event", lister.entries.records[event_id].fields)
        month = event.date.start.month if event.date else 0
        name = lister.entries.words.months[month - 1] if month else ""
        months.setdefault(name, []).append(lister.timeline_entry(event_id))
    return year_link(lister, year) | {
        "count": count,
        "months": [{"title": name, "events": events} for name, events in months.items()],
    }


def list_events(lister: Lister) -> Iterator[Page]:
    """The page of each event, and their index."""
    entries = lister.entries
    for place, event_id in enumerate(lister.timeline):
        record = entries.records[event_id]
        event = cast("Event", record.fields)
        before = lister.timeline[place - 1] if place else ""
        after = lister.timeline[place + 1] if place + 1 < len(lister.timeline) else ""
        children = [i for i in lister.part_of.get(event_id, []) if is_child(lister, i, event_id)]
        yield from lister.record_page(
            record,
            when=lister.say_when(record),
            places=[p for n in range(len(event.place)) if (p := entries.field(record, "place", n))],
            sides=list_sides(lister, record, event),
            accounts=list_accounts(lister, record, event),
            disclosed=entries.say_date(event.disclosed),
            parent=entries.field(record, "parent"),
            children=[lister.timeline_entry(i) for i in children],
            previous=entries[before] if before else None,
            next=entries[after] if after else None,
        )
    yield from split_index(
        lister,
        "events",
        [lister.timeline_entry(i) for i in lister.timeline],
        lambda entry: entry["date"]["edtf"][:4] if entry["date"] else lister.entries.words.undated,
    )


def is_child(lister: Lister, event_id: str, parent: str) -> bool:
    """Whether an event is part of another."""
    return lister.entries.links[event_id].get("parent") == parent


def list_sides(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """An event's participants, by the side on whose behalf they took part."""
    sides: dict[str, list[Entry]] = {}
    entries = lister.entries
    for number, one in enumerate(event.participants):
        path = f"participants.{number}"
        behalf = entries.links[record.id].get(f"{path}.on_behalf_of", "")
        sides.setdefault(behalf, []).append(
            {
                "who": entries.field(record, path, "who"),
                "described_as": one.described_as,
                "role": one.role,
                "attendance": one.attendance,
                "cites": entries.list_cites(record, f"{path}.sources", one.sources),
            }
        )
    return [{"side": entries.get(side), "participants": found} for side, found in sides.items()]


def list_accounts(lister: Lister, record: Record, event: Event) -> list[dict[str, Any]]:
    """The accounts of an event: who says what, when, on what source, in what words."""
    entries = lister.entries
    listed = []
    for number, account in enumerate(event.accounts):
        path = f"accounts.{number}"
        source = entries.links[record.id].get(f"{path}.source", "")
        quote = account.quote
        listed.append(
            {
                "by": entries.field(record, path, "by"),
                "described_as": account.described_as,
                "says": account.says,
                "date": entries.say_date(account.date),
                "place": entries.field(record, path, "place"),
                "said_on": entries.say_date(account.said_on),
                "quote": quote.model_dump() if quote else None,
                "standing": account.standing.model_dump(),
                "cite": entries.say_cite(account.source, source),
            }
        )
    return listed


def list_people(lister: Lister) -> Iterator[Page]:
    """The page of each person, and the index A to Z."""
    entries = lister.entries
    shown = [r for r in lister.of_kind("person") if entries[r.id]["url"]]
    for record in shown:
        person = cast("Person", record.fields)
        different = [
            entries.field(record, "different_from", n) for n in range(len(person.different_from))
        ]
        yield from lister.record_page(
            record,
            aliases=list_aliases(person),
            positions=list_positions(lister, record, person),
            born=entries.say_date(person.born),
            died=entries.say_date(person.died),
            different=[e for e in different if e],
            events=list_part(lister, record),
            met=list_met(lister, record),
            picture=find_picture(lister, person.image),
        )
    families = Counter(cast("Person", r.fields).family for r in shown)
    yield from split_index(
        lister,
        "people",
        [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in shown],
        lambda entry: str(entry["letter"]),
        families=[
            {"name": name, "count": count}
            for name, count in sorted(families.items())
            if name and count > 1
        ],
    )


def list_aliases(fields: Person | Place | Organization) -> list[dict[str, str]]:
    """A record's other names."""
    return [{"name": a.name, "type": a.type, "lang": a.lang} for a in fields.aliases]


def list_positions(lister: Lister, record: Record, person: Person) -> list[dict[str, Any]]:
    """A person's positions with their organizations and dates."""
    return [
        {
            "title": position.title,
            "organization": lister.entries.field(record, "positions", number, "organization"),
            "start": lister.entries.say_date(position.start),
            "end": lister.entries.say_date(position.end),
            "cites": lister.entries.list_cites(
                record, f"positions.{number}.sources", position.sources
            ),
        }
        for number, position in enumerate(person.positions)
    ]


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


def list_met(lister: Lister, record: Record) -> list[dict[str, Any]]:
    """The people who took part in the same events, most often first."""
    together: dict[str, list[Entry]] = defaultdict(list)
    for event_id in participated(lister, record.id):
        found = lister.entries.links[event_id]
        others = {t for path, t in found.items() if path.endswith(".who") and t != record.id}
        for other in sorted(others):
            if lister.entries.records[other].kind == "person":
                together[other].append(lister.entries[event_id])
    order = lister.entries.order
    people = sorted(together, key=lambda i: (-len(together[i]), order(i)))
    return [{"person": lister.entries[i], "events": together[i]} for i in people]


def participated(lister: Lister, record_id: str) -> list[str]:
    """The events in which someone took part, in the order of time."""
    links = lister.entries.links
    return [
        i
        for i in lister.part_of.get(record_id, [])
        if any(p.endswith(".who") and t == record_id for p, t in links[i].items())
    ]


def list_places(lister: Lister) -> Iterator[Page]:
    """The page of each place, and their index."""
    entries = lister.entries
    records = lister.of_kind("place")
    for record in records:
        place = cast("Place", record.fields)
        inside = [r.id for r in records if entries.links[r.id].get("within") == record.id]
        yield from lister.record_page(
            record,
            aliases=list_aliases(place),
            coordinates=say_coordinates(place),
            timezone=place.timezone,
            within=entries.field(record, "within"),
            contains=entries.sort(inside),
            events=lister.events_of(record),
            organizations=entries.sort(
                r.id
                for r in lister.of_kind("organization")
                if entries.links[r.id].get("place") == record.id
            ),
        )
    shown = [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in records]
    yield from split_index(lister, "places", shown, lambda entry: str(entry["letter"]))


def say_coordinates(place: Place) -> str:
    """Latitude and longitude as an atlas writes them: "39.03° N, 125.75° E"."""
    if place.coordinates is None:
        return ""
    latitude, longitude = place.coordinates
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):g}° {north}, {abs(longitude):g}° {east}"


def list_organizations(lister: Lister) -> Iterator[Page]:
    """The page of each organization, and their index."""
    entries = lister.entries
    records = lister.of_kind("organization")
    people = [r for r in lister.of_kind("person") if entries[r.id]["url"]]
    for record in records:
        organization = cast("Organization", record.fields)
        parts = [r.id for r in records if entries.links[r.id].get("parent") == record.id]
        members = [
            {"person": entries[person.id], "position": position}
            for person in people
            for position in list_positions(lister, person, cast("Person", person.fields))
            if position["organization"] and position["organization"]["id"] == record.id
        ]
        yield from lister.record_page(
            record,
            aliases=list_aliases(organization),
            parent=entries.field(record, "parent"),
            place=entries.field(record, "place"),
            pieces=entries.sort(parts),
            members=members,
            events=list_part(lister, record),
        )
    shown = [entries[r.id] | {"events": len(lister.part_of.get(r.id, []))} for r in records]
    yield from split_index(lister, "organizations", shown, lambda entry: str(entry["letter"]))


def list_sources(lister: Lister) -> Iterator[Page]:
    """The page of each source with the statements that rest on it, and the bibliography."""
    entries = lister.entries
    records = lister.of_kind("source")
    for record in records:
        source = cast("Source", record.fields)
        yield from lister.record_page(
            record,
            source={
                "original": source.URL,
                "archived": source.archive_url,
                "archived_on": entries.say_date(source.archive_date),
                "accessed": entries.say_date(source.accessed),
                "file": find_picture(lister, source.file),
                "language": source.language,
                "texts": list(source.texts.items()),
            },
            rests=[r for r in list_resting(lister, record)],
        )
    shown = [entries[r.id] for r in records]
    yield from split_index(lister, "sources", shown, lambda entry: str(entry["letter"]))


def list_resting(lister: Lister, record: Record) -> list[Entry]:
    """The records whose fields cite a source, rather than a sentence of their bodies."""
    in_bodies = {b.source for b in lister.backlinks.get(record.id, [])}
    ids = {i for i, found in lister.entries.links.items() if record.id in found.values()}
    return lister.entries.sort(ids - in_bodies)


def list_topics(lister: Lister) -> Iterator[Page]:
    """Topics are those of site.yaml and those that articles name."""
    entries = lister.entries
    by_topic: dict[str, list[Entry]] = {slugify(topic): [] for topic in lister.config.topics}
    for record in reversed(lister.of_kind("article")):
        for topic in cast("Article", record.fields).topics:
            by_topic.setdefault(slugify(topic), []).append(entries[record.id])
    titles = {
        slugify(topic): topic
        for record in lister.of_kind("article")
        for topic in cast("Article", record.fields).topics
    }
    listed = [
        topic_entry(lister, titles.get(slug, slug)) | {"articles": len(found)}
        for slug, found in by_topic.items()
        if slug
    ]
    for entry in listed:
        yield lister.page(
            entry["url"],
            "topic.html",
            entry["name"],
            description=entry["summary"],
            record=entry,
            articles=by_topic[entry["id"]],
        )
    listed.sort(key=lambda entry: sort_key(entry["name"]))
    yield from split_index(lister, "topics", listed, lambda entry: index_letter(entry["name"]))


def topic_entry(lister: Lister, topic: str) -> Entry:
    """A topic's title, from site.yaml if it stands there."""
    slug = slugify(topic)
    known = {slugify(name): value for name, value in lister.config.topics.items()}
    title = known[slug].title if slug in known else topic
    summary = known[slug].description if slug in known else ""
    return {"id": slug, "name": title, "url": f"topics/{slug}.html", "summary": summary}


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


def list_missing(lister: Lister) -> Page:
    """The page for what is not there; served at any depth, so its links begin at the root."""
    page = lister.page("404.html", "404.html", lister.entries.words.missing_title)
    base = lister.config.base_url
    path = "/" + base.split("/", 3)[3] if base else "/"
    return Page(page.url, page.template, page.context | {"root": path, "canonical": ""})
