"""How records lead to one another: what each link means.

A link is a reference or a citation that an author wrote, in a body or in a field, or a mention:
a name found in running text.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
from generator.index import Index, draft_problem, find_one, has_page, suggest
from generator.mentions import Doubt, Mentioned, find_mentions
from generator.names import fold_name, slugify
from generator.problems import Problem, error
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Record, Token

# Pages that exist in every site and that an author may link to by their address.
FIXED_URLS = {"index.html", "timeline.html", "evidence.html", "corrections.html", "feed.xml"} | {
    f"{folder}/index.html" for folder in [*FOLDERS, "topics"] if folder != "pages"
}
HEADING = re.compile("<h[1-6][ >]")


@dataclass(frozen=True)
class FieldLink:
    """An id that stands in a field: the field's path, what it points to, and of which kinds."""

    path: str
    target: str
    kinds: tuple[Kind, ...] = ()


@dataclass
class Resolved:
    """What the links of one record mean.

    `tokens` gives, for each token of the body, an id, a path under content/, a URL, or "" where
    nothing was found; `anchors` the anchor there. `fields` gives the id for each field's path.
    `doubts` are family names that may mean several people.
    """

    tokens: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    mentions: list[Mentioned] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


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
        record, resolved.tokens, resolved.fields, index.name_of, index.spellings
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


def resolve_token(
    record: Record, token: Token, index: Index, problems: list[Problem]
) -> tuple[str, str]:
    """What a token of a body means: an id, a media path or a URL; and an anchor there.

    Behind a media path and a URL an anchor stays as it was written.
    """
    where = (record.path, token.line, token.column, len(token.text.split("\n")[0]))
    if token.type == "citation":
        return " ".join(resolve_cites(token, where, index, problems)), ""
    if token.type in ("picture", "file", "size", "cover"):
        # Of the last two, the link or the picture before it tells what is wrong.
        told = problems if token.type in ("picture", "file") else []
        what = "picture" if token.type == "picture" else "file"
        anchor = token.anchor if token.type == "file" else ""
        return find_file(record, token, index, told, what), anchor
    if token.type == "reference":
        target = find_one(token.target, where, index, problems) if token.target else record.id
        return target, find_anchor(record, token, target, index, problems)
    if token.type in ("link", "cite"):
        target = resolve_link(record, token, index, problems)
        if target in index.records and not has_page(index.records[target]):
            problems.append(no_page(target, *where))
        return target, find_anchor(record, token, target, index, problems)
    return "", ""


def no_page(record_id: str, path: str, line: int, column: int, length: int) -> Problem:
    """The error for what would need a record's page, where it has none."""
    message = f"`{record_id}` has no page to link to (`listed: false`)"
    fix = "take the link out and keep its words"
    return error("link-unlisted", path, line, column, message, fix, length)


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
        fix = suggest(index, cite.source, "source")
        fix = fix or "make it with `backstory new source`, or mend the id"
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
    is_page = path.endswith(".html") and posixpath.basename(path) not in index.by_basename
    if is_page or path.endswith(".md"):
        where = (record.path, token.line, token.column, len(token.text))
        if slugify(name) in index.drafts:
            problems.append(draft_problem(slugify(name), where))
            return ""
        # The nearest comes first.
        near_ids = re.findall(r"`([^`]+)`", suggest(index, name))
        files = {record_id: file for file, record_id in index.paths.items()}
        close = [relative_path(record.path, files[one]) for one in near_ids if one in files]
        fix = f"did you mean `{close[0]}`?" if close else "mend the path"
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
    for candidate in (near.removeprefix("content/"), path, f"media/{path}"):
        if candidate in index.media:
            return candidate
    place, length = (token.line, token.column), len(token.target) or 1
    named: list[str] = index.by_basename.get(name, []) if "/" not in token.target else []
    if len(named) > 1:
        paths = [f"`{relative_path(record.path, f'content/{one}')}`" for one in named]
        message = f"`{token.target}` is the name of {len(named)} files: {', '.join(paths)}"
        fix = f"write {paths[0]} or another of them"
        problems.append(error("file-ambiguous", record.path, *place, message, fix, length))
    if named:
        return named[0]
    names = {basename.lower(): paths[-1] for basename, paths in index.by_basename.items()}
    close = difflib.get_close_matches(name.lower(), names, 1, 0.7)
    suggestion = relative_path(record.path, f"content/{names[close[0]]}") if close else ""
    fix = f"did you mean `{suggestion}`?" if close else "put it into content/media/"
    if token.target.lower().startswith("www."):
        fix = f"write the whole address: `https://{token.target}`"
    message = f"there is no {what} `{token.target}`"
    problems.append(error(f"{what}-missing", record.path, *place, message, fix, length))
    return ""


def find_anchor(
    record: Record, token: Token, target: str, index: Index, problems: list[Problem]
) -> str:
    """The anchor that a link names by its id or by a heading's words."""
    found = index.records.get(target)
    if not token.anchor or found is None:
        return token.anchor if target else ""
    traits = traits_of(found)
    if token.anchor in traits.anchors.split("\n"):
        return token.anchor
    by_words = {fold_name(words): heading for heading, words in traits.headings}
    by_words |= {fold_name(heading): heading for heading, _ in traits.headings}
    wanted = fold_name(token.anchor)
    if wanted in by_words:
        return by_words[wanted]
    close = difflib.get_close_matches(wanted, by_words, 3, 0.5)
    listed = [by_words[name] for name in close] or [heading for heading, _ in traits.headings][:5]
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
