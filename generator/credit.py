"""Who wrote a page, and how others may cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from generator.biblatex import make_entry
from generator.dates import format_date
from generator.fields import Article, CslName, Person, Source
from generator.index import find_ids
from generator.names import display_name, is_id, slugify, sort_name

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entries, Entry
    from generator.fields import Fields
    from generator.model import Record

# The kinds of record whose pages say how to cite them.
CITABLE = {"article", "event", "person"}


def list_authors(entries: Entries, article: Article) -> list[Entry]:
    """An article's authors, else the site's; one with a page is linked to it."""
    return [find_author(entries, name) for name in article.authors or entries.config.authors]


def find_author(entries: Entries, name: str) -> Entry:
    """What a link to an author needs, or the name alone."""
    record = find_named(entries, name)
    return entries.name_of(record.id) if record else {"name": name, "url": "", "lang": ""}


def find_named(entries: Entries, name: str) -> Record | None:
    """The person or organization of an id, or of a name that no other record has.

    Of a person who is not listed, there is no more than a name that the author wrote here.
    """
    found = [i for i in find_ids(entries.index, name) if i in entries.records]
    if len(found) == 1 and entries.records[found[0]].kind in ("person", "organization"):
        record = entries.records[found[0]]
        if entries[record.id]["url"] or is_id(name):
            return record
    return None


def cite_page(entries: Entries, record: Record, address: str) -> dict[str, Any] | None:
    """How to cite a record's page, None for one of a kind that is not cited.

    Gives texts in the order of the Chicago Manual of Style (bibliography, websites), with their
    full stops: `authors`, `title`, `site`, `after` (edition and day), `address`; and `bibtex`.
    `address` is the page's on the web, "" where the site has none. Only articles have a day, the
    others that of the edition.
    """
    if record.kind not in CITABLE:
        return None
    fields, config = cast("Fields", record.fields), entries.config
    names, day = config.authors, None
    if isinstance(fields, Article):
        names, day = fields.authors or names, fields.updated or fields.date
    said = format_date(day, entries.words) if day else ""
    # An edition that is called by its day has said it.
    told = [config.edition] if said in config.edition else [config.edition, said]
    authors = [name_author(entries, name, inverted=not n) for n, name in enumerate(names)]
    stop = end_sentence(config.title).removeprefix(config.title)
    return {
        "authors": end_sentence(join_authors(authors, entries.words.conjunction)),
        "title": f"“{end_sentence(display_name(fields))}”",
        "lang": fields.lang,
        "site": config.title,
        "after": f"{stop} {end_sentence(', '.join(filter(None, told)))}".rstrip(),
        "address": address,
        "bibtex": make_entry(slugify(record.id), make_source(entries, record, names, day, address)),
    }


def make_source(
    entries: Entries, record: Record, names: list[str], day: Date | None, address: str
) -> Source:
    """A page as a source of somebody else's work."""
    texts = {"container-title": entries.config.title, "edition": entries.config.edition}
    # All of it was validated where it comes from.
    return Source.model_construct(
        title=display_name(record.fields),
        type="webpage",
        people={"author": [make_author(entries, name) for name in names]} if names else {},
        dates={},
        texts={name: text for name, text in texts.items() if text},
        issued=day,
        URL=address,
    )


def make_author(entries: Entries, name: str) -> CslName:
    """An author's name in its parts, if a person's record tells them."""
    record = find_named(entries, name)
    fields = record.fields if record else None
    if isinstance(fields, Person) and fields.family and fields.given:
        return CslName.model_construct(family=fields.family, given=fields.given)
    return CslName.model_construct(literal=display_name(fields) if fields else name)


def name_author(entries: Entries, name: str, *, inverted: bool) -> str:
    """An author as a bibliography has the name: the first by the family name, if that is known."""
    record = find_named(entries, name)
    if record is None:
        return name
    fields = cast("Fields", record.fields)
    return sort_name(fields) if inverted else display_name(fields)


def join_authors(names: list[str], conjunction: str) -> str:
    """Several names as a bibliography has them: "Lee, Ann, Bo Chen, and Zed"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, {conjunction} {names[-1]}"


def end_sentence(text: str) -> str:
    """A text with a full stop, unless it ends by itself."""
    return text if not text or text.endswith((".", "?", "!", "…", "。")) else f"{text}."
