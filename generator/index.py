"""By what a record is found: ids, names, files. What must not be shown is left out here."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.fields import Person, Source
from generator.model import Body
from generator.names import (
    display_name,
    fold_name,
    list_names,
    slugify,
)
from generator.problems import Problem, error
from generator.spellings import Spellings, make_spellings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.fields import Fields
    from generator.model import Picture, Record, Token
    from generator.words import Words

# What stands behind the comma of a citation.
LOCATOR = re.compile(r"(?:pp?|paras?|chap|ch|sec|rows?)\.? ?\d", re.IGNORECASE)


@dataclass
class Index:
    """Everything by which a record can be found.

    Its records hold no more than may be shown. `by_basename` gives the paths of media by the names
    of their files, `near` the ids by what an author may have meant by a text that is no id.
    """

    records: Mapping[str, Record]
    drafts: frozenset[str]
    media: Mapping[str, Picture]
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    paths: dict[str, str] = field(default_factory=dict)
    spellings: Spellings = field(default_factory=lambda: Spellings([]))
    by_basename: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    near: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, list[str]] = field(default_factory=dict)


def make_index(
    records: Mapping[str, Record],
    drafts: frozenset[str],
    media: Mapping[str, Picture],
    words: Words,
) -> Index:
    """Index records by their names, their files' paths and their spellings.

    `drafts` are the ids of records that are held back. What must not be shown is left out here,
    once for all that follows; an author may still refer to a record by a name that no page shows.
    """
    kept = {record_id: record for record_id, record in records.items() if record_id not in drafts}
    shown = {record_id: withhold(record, words) for record_id, record in kept.items()}
    # Whoever is not shown has a name all the same, and keeps others from being linked by it.
    named = kept | {i: make_unlisted(records[i]) for i in sorted(drafts & records.keys())}
    index = Index(shown, drafts, media, spellings=make_spellings(named))
    listed = [record for record in shown.values() if has_page(record)]
    index.near = {record.id: record.id for record in listed}
    index.near |= {fold_name(display_name(r.fields)): r.id for r in listed if r.fields}
    for path in media:
        index.by_basename[posixpath.basename(path)].append(path)
    for record in kept.values():
        if record.path.endswith(".md"):
            index.paths[record.path] = record.id
        if record.fields:
            for name in {fold_name(name) for name in list_names(record.fields)}:
                index.names[name].append(record.id)
    return index


def withhold(record: Record, words: Words) -> Record:
    """A record with what may be shown of it.

    Of a confidential source, these are its title and what it is; of a person who is not listed,
    that there is someone.
    """
    shown: Fields
    if isinstance(record.fields, Source) and record.fields.access == "confidential":
        names = ("title", "type", "access", "evidence", "draft")
        shown = Source.model_validate({name: getattr(record.fields, name) for name in names})
    elif isinstance(record.fields, Person) and not record.fields.listed:
        shown = Person(
            name=words.withheld, name_order="mononym", listed=False, draft=record.fields.draft
        )
    else:
        return record
    return record.model_copy(update={"fields": shown, "body": Body()})


def make_unlisted(record: Record) -> Record:
    """A record whose names are known and never linked."""
    fields = record.fields.model_copy(update={"listed": False}) if record.fields else None
    return record.model_copy(update={"fields": fields})


def has_page(record: Record) -> bool:
    """Whether a record has a page of its own."""
    return not isinstance(record.fields, Person) or record.fields.listed


def say_reference(token: Token, name: str) -> str:
    """The words that a reference shows: its own, else its heading's, else the record's name."""
    if token.label:
        return token.label
    if token.anchor and not token.target:
        return token.anchor
    return name or token.target


def find_ids(index: Index, target: str) -> list[str]:
    """The ids that an author may mean by an id, `people/id`, or a name: one, if all is well."""
    if target in index.records:
        return [target]
    folder, slash, rest = target.removesuffix(".md").rpartition("/")
    if rest in index.records:
        folders = index.records[rest].path.split("/")[1:-1]
        return [rest] if not slash or folder.split("/")[-1] in folders else []
    slug = slugify(target)
    named = index.names.get(fold_name(target), []) if fold_name(target) else []
    if slug in index.records and index.records[slug].kind != "source":
        return sorted({slug, *named})
    return named


def suggest(index: Index, target: str, kind: str = "") -> str:
    """The nearest ids to one that nothing has, of one kind or of any."""
    if target not in index.suggestions:
        wanted = [target.rpartition("/")[2].lower(), fold_name(target)]
        found = [n for w in wanted for n in difflib.get_close_matches(w, index.near, 3, 0.7)]
        index.suggestions[target] = list(dict.fromkeys(index.near[name] for name in found))[:3]
    close = index.suggestions[target]
    listed = ", ".join(f"`{i}`" for i in close if not kind or index.records[i].kind == kind)
    return f"did you mean {listed}?" if listed else ""


def suggest_form(target: str) -> str:
    """What to write instead of a text that is no id because it was meant as more than one."""
    if LOCATOR.match(target):
        return 'put each citation in quotes: `["source-id, para. 4"]`'
    if "," in target:
        return f"write a list: `[{target}]`"
    return ""


def find_one(
    target: str, where: tuple[str, int, int, int], index: Index, problems: list[Problem]
) -> str:
    """The one id that a text means, or "" with a problem at path, line, column and length."""
    path, line, column, length = where
    found = find_ids(index, target)
    if len(found) == 1:
        return found[0]
    if found:
        listed = [record_id for record_id in found if has_page(index.records[record_id])]
        said = [f"`{record_id}`" for record_id in listed]
        if len(found) > len(listed):
            said.append(f"{len(found) - len(listed)} not listed")
        ids = ", ".join(said)
        message = f"`{target}` is a name of {len(found)} records: {ids}"
        fix = f"write `[[{listed[0]}|{target}]]` or another of them" if listed else "write the id"
        problems.append(error("link-ambiguous", path, line, column, message, fix, length))
    elif {target, slugify(target), target.rpartition("/")[2].removesuffix(".md")} & index.drafts:
        message = f"`{target}` is a draft, which is not published"
        fix = "publish it (`draft: false`), or take the link out; `--drafts` builds with drafts"
        problems.append(error("link-to-draft", path, line, column, message, fix, length))
    else:
        message = f"no record has the id `{target}`"
        fix = (
            suggest_form(target)
            or suggest(index, target)
            or "make it with `backstory new`, or mend the id"
        )
        problems.append(error("link-missing", path, line, column, message, fix, length))
    return ""
