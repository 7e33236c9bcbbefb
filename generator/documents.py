"""What of each record a search of whole texts finds, as documents of our own for Pagefind.

A document holds a record's names, fields and body with its anchors, and nothing of what pages
repeat of others: so a sentence is found once, where it stands.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

from generator.chronology import list_accounts, list_sides
from generator.fields import Article, Event, Fields, Person
from generator.index import has_page
from generator.lookup import KINDS
from generator.names import list_names
from generator.titles import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.dates import Date
    from generator.listing import Lister
    from generator.model import Record

# Sort keys are text, as numbers would be rounded: what has no date comes last in both orders.
UNDATED = {"newest": "d0", "oldest": "d9"}


def list_searched(lister: Lister) -> Iterator[Record]:
    """The records that a search finds."""
    for kind in KINDS:
        yield from (record for record in lister.of_kind(kind) if has_page(record))


def render_document(lister: Lister, record: Record) -> str:
    """One record as Pagefind reads it.

    Its kind is a filter, its date a sort key; title, native name and date stand in each result.
    Each kind is a filter of its own: Pagefind writes the values of one in an order of chance.
    """
    fields, entry = cast("Fields", record.fields), lister.entries[record.id]
    date = find_date(lister, record, fields)
    orders = sort_keys(date) if date else UNDATED
    data = {"date": entry["date"]["words"] if entry["date"] else "", **orders}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    meta = "title, date[data-date]" if data["date"] else "title"
    native = (entry.get("native") or {}).get("text", "")
    lines = [
        '<!DOCTYPE html><html lang="en"><body data-pagefind-body>',
        f'<h1{attributes} data-pagefind-meta="{meta}" data-pagefind-filter="{record.kind}:yes" '
        'data-pagefind-sort="newest[data-newest], oldest[data-oldest]">'
        f"{escape(entry['name'])}</h1>",
        *(f'<p data-pagefind-meta="native">{escape(n)}</p>' for n in [native] if n),
        *(
            f'<p data-pagefind-weight="5">{escape(name)}</p>'
            for name in dict.fromkeys(list_names(fields))
            if name not in (entry["name"], native)
        ),
        *(f"<p>{escape(text)}</p>" for text in list_texts(lister, record, fields, entry) if text),
        lister.bodies.text(record.id, lister.reads)["html"],
        *render_accounts(lister, record, fields),
        "</body></html>",
    ]
    return "\n".join(lines)


def find_date(lister: Lister, record: Record, fields: Fields) -> Date | None:
    """The date by which a result stands among others."""
    if isinstance(fields, Event):
        return lister.entries.standing_date(record.id)
    return fields.date if isinstance(fields, Article) else None


def sort_keys(date: Date) -> dict[str, str]:
    """A date as text that is sorted as the days are, also before the year 1."""
    year, month, day = date.sort_key[:3]
    key = f"d{5 * 10**15 + year * 10**4 + month * 100 + day:016}"
    return {"newest": key, "oldest": key}


def list_texts(
    lister: Lister, record: Record, fields: Fields, entry: dict[str, Any]
) -> Iterator[str]:
    """What a record's page says of it besides its body."""
    yield fields.summary
    yield str(entry.get("disambiguation", ""))
    if record.kind == "source":
        yield plain_text(entry["reference"])
    elif entry["date"]:
        yield entry["date"]["words"]
    if isinstance(fields, Person):
        for number, position in enumerate(fields.positions):
            held = lister.entries.link(record, "positions", number, "organization")
            yield f"{position.title}, {held['name']}" if held else position.title
    if isinstance(fields, Event):
        yield ", ".join(place["name"] for place in entry["places"])
        for side in list_sides(lister, record, fields):
            for one in side["participants"]:
                who = one["who"]["name"] if one["who"] else ""
                yield ", ".join(filter(None, [who, one["described_as"], one["role"]]))


def render_accounts(lister: Lister, record: Record, fields: Fields) -> Iterator[str]:
    """An event's accounts, under the anchor that they have on its page."""
    if not isinstance(fields, Event) or not fields.accounts:
        return
    yield f'<h2 id="page.accounts">{escape(lister.entries.words.accounts)}</h2>'
    for account in list_accounts(lister, record, fields):
        by, quote = account["by"], account["quote"] or {}
        said = [by["name"] if by else account["described_as"], account["says"]]
        said += [quote.get("text", ""), quote.get("translation", "")]
        yield from (f"<p>{escape(text)}</p>" for text in said if text)
