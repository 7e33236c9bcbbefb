"""By what a record is found: ids, names, files. What must not be shown is left out here."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.fields import FOLDER_OF, Person, Source
from generator.model import Body
from generator.names import fold_name, slugify
from generator.problems import Problem, error
from generator.reads import Noted, Reads
from generator.spellings import Spelling, Spellings
from generator.traits import traits_of
from generator.values import CURLY, has_curly_quotes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.fields import Fields
    from generator.model import Picture, Record, Token
    from generator.reads import Facts
    from generator.words import Words

# What stands behind the comma of a citation.
LOCATOR = re.compile(r"(?:pp?|paras?|chap|ch|sec|rows?)\.? ?\d", re.IGNORECASE)


@dataclass
class Index:
    """Everything by which a record can be found.

    Its records hold no more than may be shown. `by_basename` gives the paths of media by the names
    of their files.
    """

    records: Noted[str, Record]
    drafts: frozenset[str]
    media: Noted[str, Picture]
    names: Noted[str, list[str]]
    paths: Noted[str, str]
    by_basename: Noted[str, list[str]]
    spellings: Spellings
    spelled: list[Spelling]
    reads: Reads
    suggestions: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def near(self) -> dict[str, str]:
        """The ids by what an author may have meant by a text that is no id."""
        named = self.list_named()
        ids = {record_id: record_id for record_id, _ in named}
        return ids | {fold_name(name): record_id for record_id, name in named if name}

    def list_named(self) -> list[tuple[str, str]]:
        """The ids of records with a page, and their names."""
        records = dict.items(self.records)
        return [(record_id, traits_of(r).name) for record_id, r in records if has_page(r)]

    def name_of(self, record_id: str) -> str:
        """What a record is called, "" where there is none."""
        self.reads.note(f"called {record_id}")
        record = dict.get(self.records, record_id)
        return traits_of(record).name if record else ""

    def is_named(self, record_id: str) -> bool:
        """Whether there is such a record and it has a name; who only asks so sees no new one."""
        record = self.records.get(record_id)
        return bool(record and traits_of(record).name)

    def say_reference(self, token: Token, target: str) -> str:
        """The words that a reference shows: its own, its heading's, or the name of the record."""
        if token.label:
            return token.label
        if token.anchor and not token.target:
            return token.anchor
        return self.name_of(target) or token.target


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
    spellings = [one for r in records.values() for one in list_spellings(r, r.id in drafts)]
    by_basename: dict[str, list[str]] = defaultdict(list)
    for path in media:
        by_basename[posixpath.basename(path)].append(path)
    paths, names = dict[str, str](), defaultdict[str, list[str]](list)
    for record in kept.values():
        if record.path.endswith(".md"):
            paths[record.path] = record.id
        for name in traits_of(record).names:
            names[name].append(record.id)
    reads = Reads()
    named = Spellings(spellings)
    # Whom else a family name may mean depends on them all.
    named.bearers = Noted("bears", named.bearers, reads)
    return Index(
        Noted("id", shown, reads),
        drafts,
        Noted("media", dict(media), reads),
        Noted("name", dict(names), reads),
        Noted("path", paths, reads),
        Noted("medium", dict(by_basename), reads),
        named,
        spellings,
        reads,
    )


def list_spellings(record: Record, is_draft: bool) -> Iterator[Spelling]:
    """A record's names in running text; those of a draft are known and never linked."""
    for text, record_id, kind, links in traits_of(record).spellings:
        yield Spelling(text, record_id, kind, links=links and not is_draft)


def list_facts(index: Index) -> dict[str, Facts]:
    """The facts of the index by which linking finds something, with what tells each from others.

    What else there is, such as drafts and names that resemble one, only problems may tell of: what
    has a problem is done again at each build, and what has none must not depend on it.
    """
    bearers = index.spellings.bearers
    facts = {
        "id": {key: sign_record(record) for key, record in dict.items(index.records)},
        "called": {key: traits_of(r).name for key, r in dict.items(index.records)},
        "name": {name: " ".join(ids) for name, ids in index.names.items()},
        "spelling": {f"{one.text}\t{one.id} {one.kind} {one.links}": "" for one in index.spelled},
        "path": dict(index.paths),
        "medium": {name: "\n".join(paths) for name, paths in index.by_basename.items()},
        "bears": {family: " ".join(sorted(ids)) for family, ids in dict.items(bearers)},
        "media": {path: repr(picture) for path, picture in index.media.items()},
    }
    return {word: ("", found) for word, found in facts.items()}


def sign_record(record: Record) -> str:
    """What links may show of a record but its name, or find in it, as one text."""
    traits = traits_of(record)
    rest = traits.fields or repr(record.fields) if record.kind == "source" else ""
    shown = [record.kind, record.path, traits.places, rest]
    shown += [str(traits.is_listed), str(bool(traits.name))]
    return "\t".join(shown)


def withhold(record: Record, words: Words) -> Record:
    """A record with what may be shown of it.

    Of a confidential source, these are its title and what it is; of a person who is not listed,
    that there is someone.
    """
    shown: Fields
    if not traits_of(record).is_confidential and traits_of(record).is_listed:
        return record
    fields = record.fields
    if isinstance(fields, Source):
        names = ("title", "type", "access", "evidence", "draft")
        shown = Source.model_validate({name: getattr(fields, name) for name in names})
    else:
        draft = traits_of(record).is_draft
        shown = Person(name=words.withheld, name_order="mononym", listed=False, draft=draft)
    return record.copy(fields=shown, body=Body(), home=None)


def has_page(record: Record) -> bool:
    """Whether a record has a page of its own."""
    return traits_of(record).is_listed


def record_url(record: Record) -> str:
    """Where a record's page is, from the site's root; "" for one that has none."""
    if not has_page(record):
        return ""
    name = f"{slugify(record.id)}.html"
    return name if record.kind == "page" else f"{FOLDER_OF[record.kind]}/{name}"


def absolute(base: str, url: str) -> str:
    """A page's address on the web, escaped as addresses are; "" for a site without one."""
    folder, slash, name = url.rpartition("/")
    return base and base + quote(folder + slash + ("" if name == "index.html" else name))


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
    """What to write instead of a text that is no id because of its quotes, or is more than one."""
    if has_curly_quotes(target):
        return CURLY
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
        problems.append(draft_problem(target, where))
    else:
        message = f"no record has the id `{target}`"
        fix = (
            suggest_form(target)
            or suggest(index, target)
            or "make it with `backstory new`, or mend the id"
        )
        problems.append(error("link-missing", path, line, column, message, fix, length))
    return ""


def draft_problem(target: str, where: tuple[str, int, int, int]) -> Problem:
    """What is wrong with leading to a draft that is held back."""
    message = f"`{target}` is a draft, which is not published"
    fix = "publish it (`draft: false`), or take the link out; `--drafts` builds with drafts"
    return error("link-to-draft", *where[:3], message, fix, where[3])
