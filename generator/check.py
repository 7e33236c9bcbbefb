"""The rules that need the whole site. A check's docstring is its rule."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from generator.assets import find_media
from generator.exports import clean_url
from generator.fields import Article, Person, Source
from generator.names import WORD, slugify
from generator.parse import nearest
from generator.problems import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.listing import Lister, Page
    from generator.model import Record

# Chicago and archives know these; site.yaml adds to them.
EVIDENCE = {
    "primary",
    "official statement",
    "state media",
    "news",
    "analysis",
    "testimony",
    "archival",
    "scholarship",
    "court record",
}
# Files that hosts look for; a page may not take their place.
HOST_FILES = {"_headers", "_redirects", "cname", ".nojekyll"}


def check_site(
    lister: Lister, pages: Iterable[Page], redirects: Iterable[tuple[str, Page]], static: set[str]
) -> Iterator[Problem]:
    """All rules, in the order in which a person would mend them."""
    for record in lister.entries.records.values():
        yield from check_names(record)
        yield from check_evidence(record, lister)
        yield from check_topics(record, lister)
        yield from check_files(record, lister)
        yield from check_pictures(record, lister)
        yield from check_redirect_form(record)
    yield from check_start(lister)
    yield from check_urls(lister, list(pages), list(redirects), static)


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


def check_evidence(record: Record, lister: Lister) -> Iterator[Problem]:
    """A source's kind of evidence is one that the site knows."""
    source = record.fields
    known = EVIDENCE | set(lister.config.evidence)
    if isinstance(source, Source) and source.evidence and source.evidence not in known:
        line, column, length = record.position("evidence")
        otherwise = f"write one of {', '.join(sorted(known))}, or add it to `evidence` in site.yaml"
        fix = nearest(source.evidence, sorted(known), otherwise)
        message = f"`{source.evidence}` is no kind of evidence that is known"
        yield error("evidence-unknown", record.path, line, column, message, fix, length)


def check_topics(record: Record, lister: Lister) -> Iterator[Problem]:
    """Where site.yaml lists topics, articles use these."""
    article, known = record.fields, {slugify(topic) for topic in lister.config.topics}
    if not isinstance(article, Article) or not known:
        return
    for number, topic in enumerate(article.topics):
        if slugify(topic) not in known:
            line, column, length = record.position("topics", number)
            fix = nearest(slugify(topic), sorted(known), "add it to `topics` in site.yaml")
            message = f"`{topic}` is not among the topics of site.yaml"
            yield error("topic-unknown", record.path, line, column, message, fix, length)


def check_files(record: Record, lister: Lister) -> Iterator[Problem]:
    """The pictures and documents that fields name are in content/media/."""
    media = lister.entries.index.media
    for name in ("image", "file"):
        value = getattr(record.fields, name, "")
        if value and not find_media(value, media):
            line, column, length = record.position(name)
            fix = nearest(value, [p.removeprefix("media/") for p in media], "put it there")
            message = f"there is no file `{value}` in content/media/"
            yield error("file-missing", record.path, line, column, message, fix, length)


def check_pictures(record: Record, lister: Lister) -> Iterator[Problem]:
    """A picture has words for those who do not see it."""
    resolved = lister.entries.resolved[record.id]
    for token, target in zip(record.body.tokens, resolved.tokens, strict=True):
        picture = lister.entries.index.media.get(target)
        if token.type == "picture" and picture and not (token.label or picture.alt):
            message = f"the picture `{token.target}` has no alt text"
            fix = f"write `![what it shows]({token.target})`, or `alt:` in its sidecar"
            length = len(token.target)
            place = (token.line, token.column)
            yield warning("alt-missing", record.path, *place, message, fix, length)


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
    for wanted in lister.config.start:
        if lister.entries.get(wanted) is None:
            fix = nearest(wanted, list(lister.entries.by_id), "name a record's id")
            message = f"start: no record has the id `{wanted}`"
            yield error("link-missing", "content/site.yaml", 0, 0, message, fix)


def check_urls(
    lister: Lister, pages: list[Page], redirects: list[tuple[str, Page]], static: set[str]
) -> Iterator[Problem]:
    """Each URL belongs to one page, also where case and Unicode form do not count."""
    records = {entry["url"]: i for i, entry in lister.entries.by_id.items() if entry["url"]}
    seen: dict[str, str] = {}
    claims = [(page.url, records.get(page.url, "")) for page in pages]
    claims += [(page.url, record_id) for record_id, page in redirects]
    for url, record_id in claims:
        key = fold_url(url)
        record = lister.entries.records.get(record_id)
        path, line = (record.path, record.line) if record else ("content/site.yaml", 0)
        if key in seen or key in HOST_FILES:
            other = seen.get(key, "the host's own file")
            message = f"two pages have the URL `{url}`: this and {other}"
            fix = "give one of them another `id`, or another `redirect_from`"
            yield error("url-collision", path, line, 1 if line else 0, message, fix)
        seen.setdefault(key, f"{path}:{line}" if record else f"the page `{url}`")
    for url in sorted(static):
        if fold_url(url) in seen:
            message = f"the file has the URL of {seen[fold_url(url)]}"
            yield error("url-collision", f"static/{url}", 0, 0, message, "rename it")


def fold_url(url: str) -> str:
    """A URL as a file system that ignores case and Unicode form sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", url).casefold())
