"""What is known of a record without decoding it: found once, when its file is parsed."""

from __future__ import annotations

import hashlib
import posixpath
from typing import TYPE_CHECKING, Any

from generator.fields import Article, Event, Person, Source
from generator.model import Packed, Traits
from generator.names import (
    display_name,
    fold_name,
    list_names,
    name_order,
    sort_key,
    sort_name,
)
from generator.spellings import list_record

if TYPE_CHECKING:
    from generator.fields import Fields
    from generator.model import Record, Token

# The types of tokens that name a file, and those of them that show it.
FILES = ("picture", "file", "link", "cite")
SHOWING = ("picture", "file")


def find_traits(record: Record) -> Traits:
    """A record's traits but for the digests, which need its texts."""
    fields, outline = record.fields, Traits()
    if record.has_body:
        headings = [(one.id, one.text) for one in record.body.headings]
        anchors = "\n".join(record.body.anchors)
        places = digest(repr((anchors, headings)))
        outline = Traits(anchors=anchors, headings=headings, places=places)
        shows, offers = list_files(record.body.tokens)
        outline = outline._replace(shows=shows, offers=offers)
    elif record.outline:
        names = ("anchors", "headings", "places", "shows", "offers", "body")
        outline = Traits(**{name: getattr(record.outline, name) for name in names})
    if fields is None:
        return outline
    return outline._replace(
        name=display_name(fields),
        names=sorted({fold_name(name) for name in list_names(fields)}),
        spellings=[tuple(one) for one in list_record(record)],
        is_draft=bool(fields.draft),
        is_listed=not isinstance(fields, Person) or fields.listed,
        sort=find_sort(fields),
        authors=fields.authors if isinstance(fields, Article) else (),
        lang=fields.lang,
        summary=fields.summary,
        warning=fields.content_warning,
        date=find_date(fields),
        is_corrected=bool(fields.corrections),
        redirects=fields.redirect_from,
        **find_own_traits(fields),
    )


def find_own_traits(fields: Fields) -> dict[str, Any]:
    """The traits that differ by the kind of a record."""
    if not isinstance(fields, Source):
        found = {"file": getattr(fields, "image", "")}
        if isinstance(fields, Person):
            return found | {"forms": list_forms(fields), "bears": list_bearing(fields)}
        return found
    is_kept = bool(fields.archive_url or fields.file)
    stance = (fields.speaks_for, fields.evidence)
    return {
        "file": fields.file,
        "stance": stance,
        "is_unarchived": bool(fields.URL) and not is_kept,
        "is_confidential": fields.access == "confidential",
    }


def find_date(fields: Fields) -> str:
    """The date of an article or event in EDTF, "" where it has none."""
    date = fields.date if isinstance(fields, Article | Event) else None
    return date.text if date else ""


def list_forms(person: Person) -> tuple[str, str, str]:
    """A name as a note has it, as it heads a bibliography's entry, and as a short note has it."""
    is_inverted = name_order(person) == "given-first"
    head = sort_name(person) if is_inverted else person.name
    return person.name, head, person.family or person.name


def list_bearing(person: Person) -> list[str]:
    """What a source may call a person: the name as it is displayed, and family and given name."""
    name, family = fold_name(person.name), fold_name(person.family)
    if not family or name_order(person) == "mononym":
        return [name]
    given = fold_name(person.given) or name.removeprefix(f"{family} ").removesuffix(f" {family}")
    return [name, f"{family}, {given}"]


def list_files(tokens: list[Token]) -> tuple[list[str], list[str]]:
    """The names of the files that a body shows, and of those that it links to."""
    shows, offers = dict[str, None](), dict[str, None]()
    for token in tokens:
        name = posixpath.basename(token.target) if token.type in FILES else ""
        if "." in name and not name.endswith((".md", ".html")):
            (shows if token.type in SHOWING else offers)[name] = None
    return list(shows), list(offers)


def find_sort(fields: Fields) -> tuple[Any, ...]:
    """By what a record is put in order among its kind; of a source, only the site can tell."""
    if isinstance(fields, Event):
        return (fields.date.sort_key if fields.date else None, fields.time, fields.order)
    if isinstance(fields, Article):
        return (*fields.date.sort_key, fields.series, fields.part or 0)
    return sort_key(sort_name(fields))


def traits_of(record: Record) -> Traits:
    """A record's traits, found now if nobody has yet."""
    if record.traits is None:
        record.traits = find_traits(record)
    return record.traits


def pack_record(record: Record) -> Packed:
    """A record as texts, its traits among them."""
    traits = find_traits(record)
    packed = record.pack()
    fields = digest(f"{record.kind} {record.path} {packed.fields}")
    record.traits = traits._replace(fields=fields, body=digest(packed.body))
    return packed._replace(head=record.pack_head())


def digest(text: str) -> str:
    """A short name for a text, which no other text is likely to have."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
