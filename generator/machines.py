"""What a page tells machines: its translations, its picture, what it is about.

The last is JSON-LD in the words of schema.org. It says what the page shows and nothing else, so
that nobody who is withheld there is told here. Of dates, only exact days are given.
"""

from __future__ import annotations

import datetime
import json
import zoneinfo
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

from generator.edtf import Point
from generator.fields import FOLDERS, Article, Event, Organization, Person, Place
from generator.index import absolute
from generator.zones import find_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.config import Config
    from generator.dates import Date
    from generator.edtf import Missing
    from generator.entries import Entries, Entry
    from generator.fields import Fields
    from generator.model import Record

    Values = dict[str, Any]
    Locate = Callable[[str], str]

CONTEXT = "https://schema.org"
TYPES = {
    "article": "Article",
    "event": "Event",
    "person": "Person",
    "place": "Place",
    "organization": "Organization",
    "source": "CreativeWork",
}
# What Open Graph calls a page of these kinds.
CARDS = {"article": "article", "person": "profile"}
# Of what is planned, nobody knows whether it took place as it was scheduled.
STATUSES = {"held": "EventScheduled", "cancelled": "EventCancelled"}


def describe_site(config: Config) -> str:
    """The site as a whole, for its home page."""
    site = {
        "name": config.title,
        "url": config.base_url,
        "description": config.description,
        "inLanguage": config.language,
    }
    return dump({"@type": "WebSite", **site})


def introduce(entries: Entries, record: Record, page: Mapping[str, Any]) -> Values:
    """What the page of a record has in its head; `page` is its context.

    Without an address of the site, links lead from page to page.
    """
    config, root = entries.config, page["root"]

    def locate(url: str) -> str:
        return absolute(config.base_url, url) or root + quote(url)

    own = {"url": page["url"], "lang": page["lang"] or config.language}
    texts = [own, *page["translations"]] if page["translations"] else []
    # Open Graph knows whole addresses only.
    image = show_image(page, locate) if config.base_url else ""
    return {
        "alternates": [{"lang": one["lang"], "href": locate(one["url"])} for one in texts],
        "og_type": CARDS.get(record.kind, "website"),
        "image": {"url": image, "alt": page["card"]["alt"]} if image else None,
        "schema": describe_record(entries, record, page, locate),
    }


def describe_record(
    entries: Entries, record: Record, page: Mapping[str, Any], locate: Locate
) -> str:
    """What a page is about, "" for a kind of which schema.org has nothing to say."""
    fields = cast("Fields", record.fields)
    match fields:
        case Article():
            values = describe_article(entries, fields, page, locate)
        case Event():
            values = describe_event(entries, record, fields, page, locate)
        case Person():
            values = describe_person(fields, page, locate)
        case Place():
            values = describe_place(fields, page, locate)
        case Organization():
            values = describe_organization(fields, page, locate)
        case _:
            return ""
    address = locate(page["url"])
    same = {"@type": TYPES[record.kind], "@id": address, "url": address, "name": page["title"]}
    return dump({**same, "description": fields.summary, **values})


def dump(values: Values) -> str:
    """A description as JSON-LD; no text in it can end the script that it stands in."""
    said = {name: value for name, value in values.items() if value}
    text = json.dumps({"@context": CONTEXT, **said}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def describe_article(
    entries: Entries, article: Article, page: Mapping[str, Any], locate: Locate
) -> Values:
    """A story: who wrote it and when, what it cites, whom and what it names."""
    config = entries.config
    site = {"@type": "WebSite", "name": config.title, "url": config.base_url}
    whole: list[Values] = [{name: value for name, value in site.items() if value}]
    if article.series:
        whole.append({"@type": "CreativeWorkSeries", "name": article.series})
    others = "translationOfWork" if article.translation_of else "workTranslation"
    return {
        "headline": page["title"],
        "inLanguage": article.lang or config.language,
        "author": refer(page["authors"], locate),
        "datePublished": exact_day(article.date),
        "dateModified": exact_day(article.updated),
        "isPartOf": whole,
        "position": article.part,
        "keywords": [topic["name"] for topic in page["topics"]],
        "image": show_image(page, locate),
        "timeRequired": f"PT{page['minutes']}M",
        "mentions": refer([*page["people"], *page["organizations"], *page["events"]], locate),
        "citation": refer(page["sources"], locate),
        others: refer(page["translations"], locate),
        "correction": [
            {"@type": "CorrectionComment", "text": f"{one.was} → {one.now}"}
            for one in article.corrections
        ],
    }


def describe_event(
    entries: Entries, record: Record, event: Event, page: Mapping[str, Any], locate: Locate
) -> Values:
    """What happened, or was to happen: when, where, who took part."""
    start, end = exact_days(event.date)
    status = STATUSES.get(event.status, "")
    took_part = [one["who"] for side in page["sides"] for one in side["participants"] if one["who"]]
    return {
        "startDate": start and say_moment(entries, record, event, start),
        "endDate": end,
        "eventStatus": status and f"{CONTEXT}/{status}",
        "location": refer(page["places"], locate),
        "attendee": refer(took_part, locate),
        "superEvent": refer([page["parent"]] if page["parent"] else [], locate),
        "subEvent": refer(page["children"], locate),
    }


def describe_person(person: Person, page: Mapping[str, Any], locate: Locate) -> Values:
    """A human being; of one whose name is changed, no more than that name."""
    if person.pseudonym:
        return {}
    held = [one["organization"] for one in page["positions"] if one["organization"]]
    return {
        **name_otherwise(page),
        "givenName": person.given,
        "familyName": person.family,
        "disambiguatingDescription": person.disambiguation,
        "birthDate": exact_day(person.born),
        "deathDate": exact_day(person.died),
        "affiliation": refer(held, locate),
        "image": show_image(page, locate),
    }


def describe_place(place: Place, page: Mapping[str, Any], locate: Locate) -> Values:
    """Somewhere, and what it is within."""
    geo = {}
    if place.coordinates:
        latitude, longitude = place.coordinates
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    within = refer([page["within"]] if page["within"] else [], locate)
    return {**name_otherwise(page), "geo": geo, "containedInPlace": within}


def describe_organization(
    organization: Organization, page: Mapping[str, Any], locate: Locate
) -> Values:
    """What acts as one, and what it is a part of."""
    return {
        **name_otherwise(page),
        "foundingDate": exact_day(organization.founded),
        "dissolutionDate": exact_day(organization.dissolved),
        "parentOrganization": refer([page["parent"]] if page["parent"] else [], locate),
        "location": refer([page["place"]] if page["place"] else [], locate),
    }


def name_otherwise(page: Mapping[str, Any]) -> Values:
    """The other names that a page shows."""
    return {"alternateName": [f["name"] for f in page["forms"] if f["name"] != page["title"]]}


def refer(entries: Iterable[Entry], locate: Locate) -> list[Values]:
    """Records by their names and, where they have one, their pages; each once."""
    found = {(entry["url"], entry["name"]): None for entry in entries}
    return [
        {"@type": TYPES[kind_of(url)], "@id": locate(url), "name": name} if url else {"name": name}
        for url, name in found
    ]


def kind_of(url: str) -> str:
    """The kind of record that a page shows."""
    return FOLDERS[url.partition("/")[0]]


def show_image(page: Mapping[str, Any], locate: Locate) -> str:
    """The address of the picture that stands for a page elsewhere: none that needs a warning."""
    picture = page.get("card")
    return locate(unquote(picture["url"])) if picture else ""


def exact_day(date: Date | None) -> str:
    """The day that a date names for certain, else ""."""
    first, last = exact_days(date)
    return "" if last else first


def exact_days(date: Date | None) -> tuple[str, str]:
    """The first and the last day that a date names for certain, each "" if it does not.

    A single day has no last one.
    """
    if date is None or date.kind not in ("point", "interval"):
        return "", ""
    start, end = date.spans[0]
    return say_exact(start), say_exact(end) if date.is_interval else ""


def say_exact(point: Point | Missing) -> str:
    """A point as ISO 8601 has a day, "" for a wider or a doubtful one."""
    if not isinstance(point, Point) or point.precision != "day" or any(point.flags):
        return ""
    is_plain = not point.is_masked and 1 <= point.lower.year <= 9999
    return point.text if is_plain else ""


def say_moment(entries: Entries, record: Record, event: Event, day: str) -> str:
    """A day with the time and its distance from UTC, where it is known whose clock was read."""
    zone = find_clock(entries, record)[1] if event.time else ""
    if not zone:
        return day
    naive = datetime.datetime.fromisoformat(f"{day}T{event.time}")
    moment = naive.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    # Before there were zones, clocks differed by seconds, which ISO 8601 cannot say.
    is_whole = not (moment.utcoffset() or datetime.timedelta()) % datetime.timedelta(minutes=1)
    return moment.isoformat(timespec="minutes") if is_whole else day
