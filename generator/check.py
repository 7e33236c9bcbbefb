"""The rules that need the whole site. A check's docstring is its rule."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from generator.anachronisms import check_anachronisms
from generator.assets import find_media
from generator.circles import check_circles
from generator.csl import EVIDENCE
from generator.exports import clean_url
from generator.fields import Article, Person, Source
from generator.identity import check_identity, check_short_forms
from generator.index import find_ids, find_one, has_page, suggest
from generator.links import no_page
from generator.listing import INDEXES, Task
from generator.names import WORD, is_id, slugify
from generator.parse import RESERVED
from generator.pictures import KNOWN, find_ending
from generator.problems import Problem, Severity, error, warning
from generator.reads import Noted
from generator.sanitize import SCHEMES, find_scheme
from generator.traits import traits_of
from generator.urls import check_urls
from generator.validation import nearest
from generator.zones import find_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from generator.fields import Kind
    from generator.listing import Lister
    from generator.model import Record

NAMED: tuple[Kind, ...] = ("person", "place", "organization")
# Where a site's own sources are written; others are exported by other programs.
OWN_ENDINGS = (".md", ".yaml", ".yml")


def list_checks(
    lister: Lister, records: Mapping[str, Record], read: Callable[[str], str]
) -> Iterator[Task]:
    """The rules that each record keeps by itself, and with those to which it leads, as tasks.

    `records` hold also what may not be shown; `read` gives the text of a file by its path.
    """
    known = {*EVIDENCE, *lister.config.evidence}
    led_to = lister.gather("led", {record_id: [""] for record_id in find_led_to(lister)})
    kept = Noted("is", dict(records), lister.reads)
    yield Task("names", lambda: check_identity(find_named(lister, kept)))
    for record_id, record in records.items():
        yield Task(
            f"check {record_id}", partial(check_record, lister, record, known, led_to, kept, read)
        )


def find_named(lister: Lister, records: Mapping[str, Record]) -> dict[str, Record]:
    """The records that have names, by their ids."""
    return {i: records[i] for kind in NAMED for i in lister.kinds[kind]}


def check_record(
    lister: Lister,
    record: Record,
    known: set[str],
    led_to: Mapping[str, list[str]],
    records: Mapping[str, Record],
    read: Callable[[str], str],
) -> Iterator[Problem]:
    """The rules that one record keeps."""
    entries = lister.entries
    shown = entries.records.get(record.id)
    if shown:
        yield from check_names(shown)
        yield from check_evidence(shown, known)
        yield from check_authors(shown, lister)
        yield from check_topics(shown, lister)
        yield from check_files(shown, lister)
        yield from check_picture(shown, lister)
        yield from check_redirect_form(shown)
        yield from check_led_to(shown, led_to)
    links, leads = (one.get(record.id, ()) for one in (entries.links, entries.leads))
    yield from check_anachronisms(record, dict(links), leads, records)
    doubts = lister.linked[record.id].doubts
    if doubts:
        yield from check_short_forms(record, doubts, read(record.path))


def check_site(
    lister: Lister, pages: Sequence[str], redirects: Sequence[str], files: Sequence[tuple[str, str]]
) -> Iterator[Problem]:
    """The rules that the site keeps as a whole.

    `pages` and `redirects` are URLs; `files` gives the URL of each file that is no page, and where
    it comes from.
    """
    urls = {*pages} | {url for url, _ in files}
    yield from check_circles(lister.entries)
    yield from check_sidecars(lister)
    yield from check_site_topics(lister)
    yield from check_site_authors(lister)
    yield from check_start(lister)
    yield from check_capitals(lister)
    yield from check_navigation(lister, urls)
    yield from check_urls(lister, pages, redirects, files)


def check_names(record: Record) -> Iterator[Problem]:
    """A name of several words says which of them is the family name."""
    person = record.fields
    if not isinstance(person, Person) or person.family or person.name_order == "mononym":
        return
    words = person.name.split()
    if len(WORD.findall(person.name)) < 2 or person.sort_name:
        return
    line, column, length = record.position("name")
    message = f"`{person.name}` does not say which part is the family name"
    fix = (
        f"add `family: {words[-1]}` and `given: {' '.join(words[:-1])}`, or, where the family "
        f"name comes first, `family: {words[0]}` and `given: {' '.join(words[1:])}`"
    )
    yield warning("name-parts", record.path, line, column, message, fix, length)


def check_evidence(record: Record, known: set[str]) -> Iterator[Problem]:
    """A source's kind of evidence is one that the site knows."""
    source = record.fields
    if isinstance(source, Source) and source.evidence and source.evidence not in known:
        line, column, length = record.position("evidence")
        otherwise = f"write one of {', '.join(sorted(known))}, or add it to `evidence` in site.yaml"
        fix = nearest(source.evidence, sorted(known), otherwise)
        message = f"`{source.evidence}` is no kind of evidence that is known"
        yield error("evidence-unknown", record.path, line, column, message, fix, length)


def check_topics(record: Record, lister: Lister) -> Iterator[Problem]:
    """A topic has letters; where site.yaml lists topics, articles use these."""
    article, known = record.fields, lister.topics
    if not isinstance(article, Article):
        return
    for number, topic in enumerate(article.topics):
        slug = slugify(topic)
        if (known and slug not in known) or not slug:
            name = "topics" if record.positions.get("topics") else "tags"
            line, column, length = record.position(name, number)
            fix = nearest(slug, sorted(known), "add it to `topics` in site.yaml")
            message = f"`{topic}` is not among the topics of site.yaml"
            if not slug:
                message, fix = f"`{topic}` has no letter or digit", "name it in words"
            yield error("topic-unknown", record.path, line, column, message, fix, length)
        elif slug in RESERVED:
            line, column, length = record.position("topics", number)
            message, fix = f"the topic `{topic}` has a reserved name", "name it by two words"
            yield error("topic-reserved", record.path, line, column, message, fix, length)


def check_site_topics(lister: Lister) -> Iterator[Problem]:
    """The topics of site.yaml have letters, are not reserved, and have pages of their own."""
    path, seen = "content/site.yaml", dict[str, str]()
    for topic in lister.config.topics:
        slug = slugify(topic)
        if not slug:
            message = f"topics: `{topic}` has no letter or digit"
            yield error("topic-unknown", path, 0, 0, message, "name it in words")
        elif slug in RESERVED:
            message = f"topics: `{topic}` has a reserved name"
            yield error("topic-reserved", path, 0, 0, message, "name it by two words")
        elif slug in seen:
            message = f"topics: `{topic}` and `{seen[slug]}` are the same"
            yield error("topic-duplicate", path, 0, 0, message, "take one of them out")
        seen.setdefault(slug, topic)


def check_authors(record: Record, lister: Lister) -> Iterator[Problem]:
    """What looks like an author's id is that of a record with a page."""
    authors = record.fields.authors if isinstance(record.fields, Article) else []
    for number, name in enumerate(authors):
        line, column, length = record.position("authors", number)
        yield from check_author(name, (record.path, line, column, length), lister)


def check_site_authors(lister: Lister) -> Iterator[Problem]:
    """What looks like the id of one of the site's authors is that of a record with a page."""
    for name in lister.config.authors:
        yield from check_author(name, ("content/site.yaml", 0, 0, 1), lister)


def check_author(name: str, where: tuple[str, int, int, int], lister: Lister) -> Iterator[Problem]:
    """An id names a record that is published; a name without capitals is taken for an id."""
    index = lister.entries.index
    # Scripts without capitals have no such form: 김정은 is a name.
    if not is_id(name) or name == name.upper():
        return
    found = find_ids(index, name)
    if len(found) == 1:
        if not has_page(index.records[found[0]]):
            message = f"the author `{name}` is not listed and has no page"
            fix = "write the name to print, such as a pseudonym, or take the author out"
            yield error("link-unlisted", *where[:3], message, fix, where[3])
    elif found or name in index.drafts:
        problems: list[Problem] = []
        find_one(name, where, index, problems)
        yield from problems
    elif not found:
        message = f"the author `{name}` looks like an id, and no record has it"
        fix = suggest(index, name) or "write the name with its capitals, or mend the id"
        yield warning("author-unknown", *where[:3], message, fix, where[3])


def check_files(record: Record, lister: Lister) -> Iterator[Problem]:
    """The pictures and documents that fields name are in content/media/."""
    media = lister.entries.index.media
    for name in ("image", "file"):
        value = getattr(record.fields, name, "")
        path = find_media(value, media) if value else ""
        line, column, length = record.position(name) if value else (0, 0, 0)
        if path and name == "image" and find_ending(path) not in KNOWN:
            message = f"`{value}` is no picture that browsers show"
            fix = "name a JPEG, PNG, WebP or SVG; anything else can stand in the text"
            yield error("picture-format", record.path, line, column, message, fix, length)
        elif value and not path:
            fix = nearest(value, [p.removeprefix("media/") for p in media], "put it there")
            message = f"there is no file `{value}` in content/media/"
            yield error("file-missing", record.path, line, column, message, fix, length)


def check_picture(record: Record, lister: Lister) -> Iterator[Problem]:
    """The picture that a field names has words for those who do not see it."""
    media = lister.entries.index.media
    image = getattr(record.fields, "image", "")
    path = find_media(image, media)
    if path and find_ending(path) in KNOWN and not media[path].alt:
        line, column, length = record.position("image")
        message = f"the picture `{image}` has no alt text"
        fix = f"write `alt:` into `content/{path}.yaml`"
        yield warning("alt-missing", record.path, line, column, message, fix, length)


def find_led_to(lister: Lister) -> set[str]:
    """The ids of all records to which another record, a picture or the settings lead."""
    index = lister.entries.index
    found = {t for t, sources in lister.pointers.items() if any(i != t for i, _ in sources)}
    found |= lister.quoting.keys()
    names = {*lister.config.authors, *lister.config.start, *lister.config.capitals}
    for record in dict.values(lister.entries.records):
        names |= {*traits_of(record).authors}
    names |= {picture.source.source for picture in index.media.values() if picture.source}
    return found | {record_id for name in names for record_id in find_ids(index, name)}


def check_led_to(record: Record, led_to: Mapping[str, list[str]]) -> Iterator[Problem]:
    """Every source is cited; and it is told which people, places and organizations nobody names."""
    if record.id in led_to or not has_page(record):
        return
    line, column, length = record.position("title" if record.kind == "source" else "name")
    if record.kind == "source":
        message = f"nothing cites `{record.id}`"
        fix = f"cite it where a statement rests on it, `[@{record.id}]`, or take it out"
        # A library exported whole holds more than one site cites.
        severity: Severity = "warning" if record.path.endswith(OWN_ENDINGS) else "info"
        place = (record.path, line, column)
        yield Problem(severity, "source-uncited", *place, message, fix, length)
    elif record.kind in ("person", "place", "organization"):
        message = f"nothing leads to `{record.id}`: no field, no reference, no mention"
        fix = f"refer to it, `[[{record.id}]]`, or take it out"
        yield Problem("info", "record-unmentioned", record.path, line, column, message, fix, length)


def check_redirect_form(record: Record) -> Iterator[Problem]:
    """An old URL is a path inside the site."""
    for number, old in enumerate(record.fields.redirect_from if record.fields else []):
        if not clean_url(old):
            line, column, length = record.position("redirect_from", number)
            message = f"`{old}` is no path inside the site"
            fix = "write it from the site's root, such as `2018/old-name.html`"
            yield error("redirect-form", record.path, line, column, message, fix, length)


def check_start(lister: Lister) -> Iterator[Problem]:
    """What site.yaml names, exists."""
    index, where = lister.entries.index, ("content/site.yaml", 0, 0, 1)
    for wanted in lister.config.start:
        problems: list[Problem] = []
        found = find_one(wanted, where, index, problems)
        if found and not has_page(index.records[found]):
            problems.append(no_page(found, *where))
        yield from (replace(one, message=f"start: {one.message}") for one in problems)


def check_capitals(lister: Lister) -> Iterator[Problem]:
    """The capitals that site.yaml names are places with a time zone."""
    index, where = lister.entries.index, ("content/site.yaml", 0, 0, 1)
    for wanted in lister.config.capitals:
        problems: list[Problem] = []
        found = find_one(wanted, where, index, problems)
        yield from (replace(one, message=f"capitals: {one.message}") for one in problems)
        record = lister.entries.records.get(found)
        if record and record.kind != "place":
            message = f"capitals: `{wanted}` is of the kind {record.kind}; it needs a place"
            fix = suggest(index, wanted, "place") or "name a place"
            yield error("link-kind", *where[:3], message, fix)
        elif record and not find_zone(lister.entries, found):
            message = f"capitals: the place `{found}` has no time zone"
            fix = f"add `timezone:` to `{record.path}`, such as `timezone: Asia/Seoul`"
            yield error("zone-missing", *where[:3], message, fix)


def check_sidecars(lister: Lister) -> Iterator[Problem]:
    """The source that a picture's sidecar names, exists."""
    index = lister.entries.index
    for picture in index.media.values():
        if not picture.source:
            continue
        cited, where = picture.source.source, (f"{picture.path}.yaml", 0, 0, 1)
        problems: list[Problem] = []
        found = find_one(cited, where, index, problems)
        if found and index.records[found].kind != "source":
            message = f"`{cited}` is of the kind {index.records[found].kind}, not a source"
            yield error("citation-missing", *where[:3], message, "name another", where[3])
        for one in problems:
            code = "citation-missing" if one.code == "link-missing" else one.code
            yield replace(one, code=code)


def check_navigation(lister: Lister, urls: set[str]) -> Iterator[Problem]:
    """The site's navigation leads to its own pages and files, or to an address on the web."""
    shared = lister.shared["navigation"]
    for link, made in zip(lister.config.navigation, shared, strict=False):
        if made["url"] not in urls and find_scheme(made["url"]) not in SCHEMES:
            pages = [record.id for record in lister.of_kind("page")]
            fix = nearest(link.to, [*pages, *INDEXES, "events", "topics"], "")
            fix = fix or "name an own page, an index such as `people`, or a whole address"
            message = f"navigation: there is no page `{link.to}`"
            yield error("link-missing", "content/site.yaml", 0, 0, message, fix)
