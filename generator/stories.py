"""The articles and their topics."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from generator.credit import list_authors
from generator.leads import draw_lead
from generator.listing import (
    Lister,
    Page,
    Task,
    last_change,
    split_index,
)
from generator.names import index_letter, slugify, sort_key
from generator.parse import RESERVED
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.entries import Entry
    from generator.fields import Article
    from generator.model import Record


# Of a longer series, an article shows its neighbours and a link to the whole.
SERIES_PARTS = 20


class Series(NamedTuple):
    """The ids of a series' articles in their order; where it stands in their index, if at all."""

    parts: list[str]
    anchor: str


def list_articles(lister: Lister) -> Iterator[Task]:
    """The stories and their index."""
    series = gather_series(lister)
    yield from lister.record_tasks("article", partial(list_article, lister, series))
    yield Task("index articles", partial(list_stories, lister, series))


def gather_series(lister: Lister) -> Mapping[str, Series]:
    """The series by their titles."""
    entries, parts = lister.entries, dict[str, list[tuple[Any, ...]]]()
    for record_id in lister.kinds["article"]:
        title, part = traits_of(entries.records[record_id]).sort[-2:]
        if title:
            parts.setdefault(title, []).append((part, entries.order(record_id), record_id))
    found, number = dict[str, Series](), 0
    for title, several in sorted(parts.items()):
        number += len(several) > 1
        anchor = f"series.{number}" if len(several) > 1 else ""
        found[title] = Series([one[-1] for one in sorted(several)], anchor)
    return lister.gather("series", found)


def list_article(lister: Lister, series: Mapping[str, Series], record: Record) -> Iterator[Page]:
    """One story's page."""
    entries, article = lister.entries, cast("Article", record.fields)
    parts, anchor = series.get(article.series, Series([], ""))
    place = parts.index(record.id) if parts else 0
    is_long = len(parts) > SERIES_PARTS
    linked = list_linked(lister, record)
    yield from lister.record_page(
        record,
        authors=list_authors(entries, article),
        topics=[link_topic(lister, topic) for topic in article.topics],
        series=[entries.name_of(i) for i in parts] if len(parts) > 1 and not is_long else [],
        series_url=f"articles/index.html#{anchor}" if is_long else "",
        series_parts=len(parts),
        previous=entries.name_of(parts[place - 1]) if place else None,
        next=entries.name_of(parts[place + 1]) if place + 1 < len(parts) else None,
        people=[e for e in linked if e["kind"] == "person"],
        organizations=[e for e in linked if e["kind"] == "organization"],
        events=[lister.timeline_entry(e["id"]) for e in linked if e["kind"] == "event"],
        picture=draw_lead(lister, record),
        card=entries.show_card(record.id),
    )


def list_stories(lister: Lister, series: Mapping[str, Series]) -> Iterator[Page]:
    """The index of articles."""
    entries = lister.entries
    lister.reads.note("series")
    several = [(title, *series[title]) for title in series]
    yield from split_index(
        lister,
        "articles",
        [entries[i] for i in reversed(lister.kinds["article"])],
        lambda entry: entry["date"]["year"],
        modified=max(map(last_change, lister.of_kind("article")), default=""),
        series=[
            {
                "title": title,
                "anchor": anchor,
                "parts": [entries.name_of(part) for part in parts],
            }
            for title, parts, anchor in several
            if anchor
        ],
    )


def list_linked(lister: Lister, record: Record) -> list[Entry]:
    """Every record that a body refers to or mentions, in the order of an index."""
    listed = lister.entries.sort({*lister.entries.leads[record.id]} - {record.id})
    return [entry for entry in listed if entry["url"]]


def list_topics(lister: Lister) -> Iterator[Task]:
    """Topics are those of site.yaml and those that articles name."""
    yield Task("topics", partial(list_topic_pages, lister))


def list_topic_pages(lister: Lister) -> Iterator[Page]:
    """The page of each topic, and their index."""
    entries = lister.entries
    by_topic: dict[str, list[Entry]] = {slug: [] for slug in lister.topics}
    for record in reversed(lister.of_kind("article")):
        for slug in dict.fromkeys(map(slugify, cast("Article", record.fields).topics)):
            by_topic.setdefault(slug, []).append(entries[record.id])
    titles = {
        slugify(topic): topic
        for record in lister.of_kind("article")
        for topic in cast("Article", record.fields).topics
    }
    listed = [
        topic_entry(lister, titles.get(slug, slug)) | {"articles": len(found)}
        for slug, found in by_topic.items()
        if slug and slug not in RESERVED
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


def link_topic(lister: Lister, topic: str) -> Entry:
    """What a link to a topic needs."""
    entry = topic_entry(lister, topic)
    return {"name": entry["name"], "url": entry["url"]}


def topic_entry(lister: Lister, topic: str) -> Entry:
    """A topic's title, from site.yaml if it stands there."""
    slug = slugify(topic)
    known = lister.topics.get(slug)
    title, summary = (known.title, known.description) if known else (topic, "")
    return {"id": slug, "name": title, "url": f"topics/{slug}.html", "summary": summary}
