"""How records lead to one another: the index, what each link means, and the links back.

A link is a reference or a citation that an author wrote, in a body or in a field, or a mention:
a name found in running text.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel

from generator.fields import (
    FOLDERS,
    Article,
    Cite,
    Event,
    Kind,
    Organization,
    Person,
    Place,
    Position,
)
from generator.mentions import Doubt, Mentioned, find_mentions
from generator.names import display_name, fold_name, list_names, slugify
from generator.problems import Problem, error
from generator.spellings import Spellings, make_spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Picture, Record, Token

# Pages that exist in every site and that an author may link to by their address.
FIXED_URLS = {"index.html", "timeline.html", "feed.xml"} | {
    f"{folder}/index.html" for folder in [*FOLDERS, "topics"] if folder != "pages"
}
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class FieldLink:
    """An id that stands in a field: the field's path, what it points to, and of which kinds."""

    path: str
    target: str
    kinds: tuple[Kind, ...] = ()


class Resolved(BaseModel):
    """What the links of one record mean.

    `tokens` gives, for each token of the body, an id, a path under content/, a URL, or "" where
    nothing was found; `anchors` the anchor there. `fields` gives the id for each field's path.
    `doubts` are family names that may mean several people.
    """

    tokens: list[str] = []
    anchors: list[str] = []
    mentions: list[Mentioned] = []
    doubts: list[Doubt] = []
    fields: dict[str, str] = {}
    problems: list[Problem] = []


@dataclass
class Index:
    """Everything by which a record can be found."""

    records: Mapping[str, Record]
    drafts: frozenset[str]
    media: Mapping[str, Picture]
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    paths: dict[str, str] = field(default_factory=dict)
    spellings: Spellings = field(default_factory=lambda: Spellings([]))


def make_index(
    records: Mapping[str, Record], drafts: frozenset[str], media: Mapping[str, Picture]
) -> Index:
    """Index records by their names, their files' paths and their spellings."""
    index = Index(records, drafts, media, spellings=make_spellings(records))
    for record in records.values():
        if record.path.endswith(".md"):
            index.paths[record.path] = record.id
        if record.fields:
            for name in {fold_name(name) for name in list_names(record.fields)}:
                index.names[name].append(record.id)
    return index


def find_ids(index: Index, target: str) -> list[str]:
    """The ids that an author may mean by an id, `people/id`, or a name: one, if all is well."""
    if target in index.records:
        return [target]
    folder, slash, rest = target.rpartition("/")
    rest = rest.removesuffix(".md")
    if slash and rest in index.records:
        found = index.records[rest]
        folders = found.path.split("/")[1:-1]
        return [rest] if folder.split("/")[-1] in folders else []
    slug = slugify(target)
    if slug in index.records and index.records[slug].kind != "source":
        return [slug]
    return index.names.get(fold_name(target), []) if fold_name(target) else []


def suggest(index: Index, target: str) -> str:
    """The nearest ids to one that nothing has."""
    names = {record.id: record.id for record in index.records.values()}
    names |= {fold_name(display_name(r.fields)): r.id for r in index.records.values() if r.fields}
    wanted = [target.rpartition("/")[2].lower(), fold_name(target)]
    close = [names[n] for w in wanted for n in difflib.get_close_matches(w, names, 3, 0.7)]
    listed = list(dict.fromkeys(close))[:3]
    return f"did you mean {', '.join(f'`{name}`' for name in listed)}?" if listed else ""


def resolve(record: Record, index: Index) -> Resolved:
    """Find what each link of a record means. Depends on the record and the index alone."""
    resolved = Resolved()
    for link in list_field_links(record):
        resolved.fields[link.path] = resolve_field(record, link, index, resolved.problems)
    for token in record.body.tokens:
        target, anchor = resolve_token(record, token, index, resolved.problems)
        resolved.tokens.append(target)
        resolved.anchors.append(anchor)
    resolved.mentions, resolved.doubts = find_mentions(
        record, resolved.tokens, resolved.fields, index.records, index.spellings
    )
    return resolved


def list_field_links(record: Record) -> Iterator[FieldLink]:
    """Every id in a record's fields, citations of sources included."""
    fields = record.fields
    if fields is None:
        return
    yield from list_cites("sources", fields.sources)
    yield FieldLink("translation_of", fields.translation_of, (record.kind,))
    if isinstance(fields, Article):
        for spelling, target in fields.names.items():
            yield FieldLink(f"names.{spelling}", target)
    elif isinstance(fields, Event):
        yield from list_event_links(fields)
    elif isinstance(fields, Person):
        for number, other in enumerate(fields.different_from):
            yield FieldLink(f"different_from.{number}", other, ("person",))
        for number, position in enumerate(fields.positions):
            yield from list_position_links(f"positions.{number}", position)
    elif isinstance(fields, Place):
        yield FieldLink("within", fields.within, ("place",))
    elif isinstance(fields, Organization):
        yield FieldLink("parent", fields.parent, ("organization",))
        yield FieldLink("place", fields.place, ("place",))


def list_event_links(event: Event) -> Iterator[FieldLink]:
    """The ids in an event's fields."""
    for name in ("parent", "after", "before"):
        yield FieldLink(name, getattr(event, name), ("event",))
    for number, place in enumerate(event.place):
        yield FieldLink(f"place.{number}", place, ("place",))
    for number, one in enumerate(event.participants):
        yield FieldLink(f"participants.{number}.who", one.who, ("person", "organization"))
        behalf = f"participants.{number}.on_behalf_of"
        yield FieldLink(behalf, one.on_behalf_of, ("organization", "person"))
        yield from list_cites(f"participants.{number}.sources", one.sources)
    for number, account in enumerate(event.accounts):
        yield FieldLink(f"accounts.{number}.by", account.by, ("person", "organization"))
        yield FieldLink(f"accounts.{number}.place", account.place, ("place",))
        yield FieldLink(f"accounts.{number}.source", account.source.source, ("source",))


def list_position_links(path: str, position: Position) -> Iterator[FieldLink]:
    """The ids in one of a person's positions."""
    yield FieldLink(f"{path}.organization", position.organization, ("organization",))
    yield from list_cites(f"{path}.sources", position.sources)


def list_cites(path: str, cites: list[Cite]) -> Iterator[FieldLink]:
    """The sources that a field cites."""
    for number, cite in enumerate(cites):
        yield FieldLink(f"{path}.{number}", cite.source, ("source",))


def resolve_field(record: Record, link: FieldLink, index: Index, problems: list[Problem]) -> str:
    """The id that a field means, or "" with a problem."""
    if not link.target:
        return ""
    line, column, length = record.position(*link.path.split("."))
    where = (record.path, line, column, length)
    found = find_one(link.target, where, index, problems)
    if found and link.kinds and index.records[found].kind not in link.kinds:
        kind, wanted = index.records[found].kind, " or ".join(link.kinds)
        name = link.path.split(".")[0]
        message = f"`{link.target}` is of the kind {kind}; `{name}` needs {wanted}"
        problems.append(
            error("link-kind", record.path, line, column, message, "name another", length)
        )
        return ""
    return found


def find_one(
    target: str, where: tuple[str, int, int, int], index: Index, problems: list[Problem]
) -> str:
    """The one id that a text means, or "" with a problem at path, line, column and length."""
    path, line, column, length = where
    found = find_ids(index, target)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"`{record_id}`" for record_id in found)
        message = f"`{target}` is a name of {len(found)} records: {ids}"
        fix = f"write `[[{found[0]}|{target}]]` or another of them"
        problems.append(error("link-ambiguous", path, line, column, message, fix, length))
    elif target in index.drafts or slugify(target) in index.drafts:
        message = f"`{target}` is a draft, which is not published"
        fix = "publish it (`draft: false`), or take the link out; `--drafts` builds with drafts"
        problems.append(error("link-to-draft", path, line, column, message, fix, length))
    else:
        message = f"no record has the id `{target}`"
        fix = suggest(index, target) or "make it with `backstory new`, or mend the id"
        problems.append(error("link-missing", path, line, column, message, fix, length))
    return ""


def resolve_token(
    record: Record, token: Token, index: Index, problems: list[Problem]
) -> tuple[str, str]:
    """What a token of a body means: an id, a media path or a URL; and an anchor there."""
    where = (record.path, token.line, token.column, len(token.text.split("\n")[0]))
    if token.type == "citation":
        return " ".join(resolve_cites(token, where, index, problems)), ""
    if token.type == "picture":
        return find_file(record, token, index, problems, "picture"), ""
    if token.type == "reference":
        target = find_one(token.target, where, index, problems) if token.target else record.id
        return target, find_anchor(record, token, target, index, problems)
    if token.type == "link":
        target = resolve_link(record, token, index, problems)
        return target, find_anchor(record, token, target, index, problems)
    return "", ""


def resolve_cites(
    token: Token, where: tuple[str, int, int, int], index: Index, problems: list[Problem]
) -> Iterator[str]:
    """The sources of a citation; "-" for one that is not known."""
    path, line, column, length = where
    for cite in token.cites:
        found = index.records.get(cite.source)
        if found and found.kind == "source":
            yield found.id
            continue
        yield "-"
        message = f"no source has the id `{cite.source}`"
        if found:
            message = f"`{cite.source}` is of the kind {found.kind}, not a source"
        fix = suggest(index, cite.source) or "make it with `backstory new source`, or mend the id"
        problems.append(error("citation-missing", path, line, column, message, fix, length))


def resolve_link(record: Record, token: Token, index: Index, problems: list[Problem]) -> str:
    """What an internal link leads to: a record by its file, a document, or one of the indexes."""
    if not token.target:
        return record.id
    path = token.target.lstrip("/")
    near = posixpath.normpath(posixpath.join(posixpath.dirname(record.path), token.target))
    for candidate in (near, f"content/{path}", f"{near}.md", f"content/{path}.md"):
        if candidate in index.paths:
            return index.paths[candidate]
    bare = re.sub(r"^(\.\./)+", "", path)
    if bare in FIXED_URLS:
        return bare
    name = posixpath.basename(path).removesuffix(".md").removesuffix(".html")
    if path.endswith(".md"):
        where = (record.path, token.line, token.column, len(token.text))
        fix = suggest(index, name)
        if slugify(name) in index.drafts:
            return find_one(slugify(name), where, index, problems)
        close = [p for p, record_id in index.paths.items() if f"`{record_id}`" in fix]
        fix = (
            f"did you mean `{relative_path(record.path, close[0])}`?" if close else "mend the path"
        )
        message = f"no file `{token.target}`"
        problems.append(error("link-missing", *where[:3], message, fix, where[3]))
        return ""
    return find_file(record, token, index, problems, "file")


def relative_path(source: str, target: str) -> str:
    """A path as a file would write it to reach another."""
    return posixpath.relpath(target, posixpath.dirname(source))


def find_file(
    record: Record, token: Token, index: Index, problems: list[Problem], what: str
) -> str:
    """A picture or document of content/media/, from the file, from content/, or by its name."""
    near = posixpath.normpath(posixpath.join(posixpath.dirname(record.path), token.target))
    path = posixpath.normpath(token.target.lstrip("/"))
    name = posixpath.basename(path)
    candidates = [near.removeprefix("content/"), path, f"media/{path}"]
    candidates += [p for p in index.media if p.endswith(f"/{name}") and "/" not in token.target]
    for candidate in candidates:
        if candidate in index.media:
            return candidate
    names = {posixpath.basename(p).lower(): p for p in index.media}
    close = difflib.get_close_matches(name.lower(), names, 1, 0.7)
    suggestion = relative_path(record.path, f"content/{names[close[0]]}") if close else ""
    fix = f"did you mean `{suggestion}`?" if close else "put it into content/media/"
    message = f"there is no {what} `{token.target}`"
    place = (token.line, token.column)
    problems.append(
        error(f"{what}-missing", record.path, *place, message, fix, len(token.target) or 1)
    )
    return ""


def find_anchor(
    record: Record, token: Token, target: str, index: Index, problems: list[Problem]
) -> str:
    """The anchor that a link names by its id or by a heading's words."""
    body = index.records.get(target, record).body
    if not token.anchor or target not in index.records:
        return ""
    if token.anchor in body.anchors:
        return token.anchor
    by_words = {fold_name(heading.text): heading.id for heading in body.headings}
    by_words |= {fold_name(heading.id): heading.id for heading in body.headings}
    wanted = fold_name(token.anchor)
    if wanted in by_words:
        return by_words[wanted]
    close = difflib.get_close_matches(wanted, by_words, 3, 0.5)
    listed = [by_words[name] for name in close] or [h.id for h in body.headings][:5]
    fix = "did you mean " + ", ".join(f"`#{name}`" for name in dict.fromkeys(listed)) + "?"
    message = f"`{target}` has no heading or anchor `{token.anchor}`"
    length = len(token.text)
    problems.append(
        error(
            "anchor-missing",
            record.path,
            token.line,
            token.column,
            message,
            fix if listed else "it has no headings",
            length,
        )
    )
    return ""
