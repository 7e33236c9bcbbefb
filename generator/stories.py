"""The home page, the articles and their topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, cast

from generator.fields import Article, Event
from generator.links import find_ids
from generator.listing import (
    Lister,
    Page,
    find_picture,
    list_linked,
    split_index,
)
from generator.names import index_letter, slugify, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.entries import Entry
    from generator.model import Record


NEWEST = 5
MAIN_PEOPLE = 8
WORDS_A_MINUTE = 230


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
    return event.date.year_text if event.date else ""


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
        place = next((n for n, part in enumerate(parts) if part.id == record.id), 0)
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
            events=[lister.timeline_entry(e["id"]) for e in linked if e["kind"] == "event"],
            picture=find_picture(lister, article.image),
        )
    yield from split_index(
        lister,
        "articles",
        [entries[r.id] for r in reversed(records)],
        lambda entry: entry["date"]["year"],
        series=[
            {"title": title, "parts": [entries[part.id] for part in parts]}
            for title, parts in sorted(series.items())
            if len(parts) > 1
        ],
    )


def list_authors(lister: Lister, article: Article) -> list[Entry]:
    """An article's authors, else the site's; one with a page is linked to it."""
    names = article.authors or lister.config.authors
    found = [find_ids(lister.entries.index, name) for name in names]
    return [
        lister.entries[ids[0]]
        if len(ids) == 1 and ids[0] in lister.entries.by_id
        else {"name": name, "url": ""}
        for name, ids in zip(names, found, strict=True)
    ]


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
