"""One record with the index: what its links mean, and all that pages show of its body.

Pure, so that it can run in another process; with each result comes what of the index was read.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import Counter
from dataclasses import asdict, astuple, dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Any

import pydantic_core

from generator.backlinks import quote_links
from generator.bodies import fill_body
from generator.fields import Source
from generator.films import UNPLAYED, ending_of, is_document, is_film, is_played
from generator.index import record_url
from generator.links import resolve
from generator.matching import BEGINNING, WORD
from generator.mentions import Doubt
from generator.model import Packed, Record
from generator.names import UNSPACED, fold
from generator.pictures import KNOWN
from generator.problems import Problem, error, warning
from generator.references import sort_reference
from generator.statements import list_statements, quote_statements
from generator.traits import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.citing import Citer
    from generator.index import Index
    from generator.links import Resolved
    from generator.model import Picture, Token

# Bits of the sign by which it is known which words a text may hold.
BITS = 2048
LEADING = ("reference", "link")
# What the audit counts of a body.
NUMBERS = ("statements", "cited", "single")
# A file that a site has only with an address.
FEED = "feed.xml"
LOCAL = threading.local()


@dataclass
class Linked:
    """What the links of one record mean, as far as whole-site steps want it.

    `fields` gives an id for each field's path, `cites` the sources that the body points to,
    `leads` the records that it refers to or mentions, `media` what it shows. `sort` is by what a
    source stands in order among others. `numbers` are those of the audit, and `rests` tells how
    many statements rest on which sources, their ids joined by spaces. `quotes` has, for each record
    that the body leads to, a digest of the sentences; `uncited` is one of the statements without a
    source, `text` of what the page shows, `links` of where the record leads, and `audit` of what
    the audit counts. `read` are the facts of the index that all this was made from.
    """

    fields: dict[str, str] = field(default_factory=dict)
    cites: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    sort: str = ""
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    rests: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)
    uncited: str = ""
    text: str = ""
    links: str = ""
    audit: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: list[str] = field(default_factory=list)


# What links mean where there are none: what is not kept of a record is found with the class, and
# nobody may change it.
NOTHING = vars(Linked())
for name, value in NOTHING.items():
    setattr(Linked, name, value)


@dataclass
class Shown:
    """What pages show of one record's body, mostly as JSON: it is kept apart, for it is much.

    `text` has a line with its headings and the number of words, and below it its HTML; `quotes` has
    a line for each other record, with its id and the sentences that lead to it, `uncited` the
    statements without a source. `capitals` is a sign of the words in the body that a name may begin
    with.
    """

    text: str
    quotes: str
    uncited: str
    capitals: str


# What the links of a record mean, and what is shown of it.
Answer = tuple[Linked, Shown]


@dataclass
class Linker:
    """What linking a record needs of the rest of the site."""

    index: Index
    citer: Citer
    has_address: bool


def link_record(record: Record, linker: Linker) -> tuple[Linked, Shown]:
    """Everything that one record's links mean, and what is to be shown of its body."""
    index = linker.index
    with index.reads.noting() as facts:
        resolved = resolve(record, index)
        root = "../" * record_url(record).count("/")
        html = fill_body(record, resolved, index, linker.citer, root)
        quotes = {i: to_json(found) for i, found in quote_links(record, resolved, index).items()}
        statements = list_statements(record, resolved, index)
        uncited = [one for one in statements if not one.sources]
        words = quote_statements(record, resolved, index, uncited) if uncited else []
        cites = list_cites(record, resolved, index)
        sort = sort_source(record, linker.citer)
        problems = [*resolved.problems, *check_tokens(record, resolved, linker)]
    headings = [{"id": one.id, "text": one.text} for one in record.body.headings if one.level == 2]
    said = [{"text": text, "anchor": one.anchor} for text, one in zip(words, uncited, strict=True)]
    shown = Shown(
        f"{to_json({'headings': headings, 'words': record.body.words})}\n{html}",
        "".join(f"\n{target}\t{text}" for target, text in quotes.items()) + "\n",
        to_json(said),
        sign(list_capitals(read_words(record, resolved, index))),
    )
    linked = Linked(
        fields={path: target for path, target in resolved.fields.items() if target},
        cites=cites,
        leads=list_leads(record, resolved, index),
        media=[target for target in dict.fromkeys(resolved.tokens) if target in index.media],
        sort=sort,
        numbers={
            "statements": len(statements),
            "cited": len(statements) - len(uncited),
            "single": sum(len(one.sources) == 1 for one in statements),
        },
        rests=dict(Counter(" ".join(sorted(one.sources)) for one in statements if one.sources)),
        quotes={target: digest(text) for target, text in quotes.items()},
        uncited=digest(shown.uncited),
        text=digest(shown.text),
        doubts=resolved.doubts,
        problems=problems,
        read=sorted(facts),
    )
    doubts = [astuple(doubt) for doubt in linked.doubts]
    linked.links = digest(to_json([linked.fields, linked.cites, linked.leads, doubts]))
    counted = [linked.numbers, linked.rests, linked.uncited, linked.fields, linked.cites]
    linked.audit = digest(to_json(counted))
    return linked, shown


def link_chunk(records: Sequence[Packed], data: bytes) -> list[Answer]:
    """Link some records, which come with all that is needed."""
    linker = unpack_linker(data)
    return [link_record(Record.unpack(packed), linker) for packed in records]


def pack_linker(linker: Linker) -> bytes:
    """What linking needs, to be sent to other processes."""
    return pickle.dumps(linker, pickle.HIGHEST_PROTOCOL)


def unpack_linker(data: bytes) -> Linker:
    """What was sent; the same for many chunks.

    Each thread has its own, for it notes what is read: of two at work on one, each would note what
    the other reads.
    """
    if getattr(LOCAL, "data", None) != data:
        LOCAL.linker = pickle.loads(data)  # noqa: S301 - from the process that asks for the work
        LOCAL.data = data
    linker: Linker = LOCAL.linker
    return linker


def dump_linked(linked: Linked) -> dict[str, Any]:
    """What links mean, as plain data, without what is as in most."""
    doubts = [asdict(one) for one in linked.doubts]
    problems = [asdict(one) for one in linked.problems]
    found = vars(linked) | {"doubts": doubts, "problems": problems}
    return {name: value for name, value in found.items() if value != NOTHING[name]}


def unpack_linked(data: dict[str, Any]) -> Linked:
    """What became JSON, as it was.

    Of thousands few are looked into, so nothing is copied and no name is shared: these are the
    memory's own values, which nobody may change.
    """
    linked = object.__new__(Linked)
    linked.__dict__ = data
    if "doubts" in data or "problems" in data:
        doubts = [Doubt(**one | {"ids": tuple(one["ids"])}) for one in data.get("doubts", ())]
        problems = [Problem(**one) for one in data.get("problems", ())]
        linked.__dict__ = data | {"doubts": doubts, "problems": problems}
    return linked


def share_names(linked: Linked) -> Linked:
    """What links mean, from elsewhere: names that many have in common take memory once."""
    linked.cites, linked.leads = list(map(intern, linked.cites)), list(map(intern, linked.leads))
    linked.read = list(map(intern, linked.read))
    linked.quotes = {intern(key): value for key, value in linked.quotes.items()}
    linked.fields = {intern(key): intern(value) for key, value in linked.fields.items()}
    return linked


def to_json(value: Any) -> str:
    """A value whose texts are from fields and bodies as JSON, the same in any run."""
    return str(pydantic_core.to_json(value), "utf-8")


def sort_source(record: Record, citer: Citer) -> str:
    """By what a source stands in order: its entry in a bibliography as words; "" for all else."""
    fields = record.fields
    if not isinstance(fields, Source):
        return ""
    return sort_reference(fields, citer.words, citer.bearers)


def list_cites(record: Record, resolved: Resolved, index: Index) -> list[str]:
    """The sources that a body's citations name."""
    pairs = zip(record.body.tokens, resolved.tokens, strict=True)
    found = {i for token, target in pairs if token.type == "citation" for i in target.split(" ")}
    return sorted(i for i in found if i in index.records)


def list_leads(record: Record, resolved: Resolved, index: Index) -> list[str]:
    """The records that a body refers to, then those that it mentions, each once."""
    pairs = zip(record.body.tokens, resolved.tokens, strict=True)
    ids = [target for token, target in pairs if token.type in LEADING and target]
    ids += [mention.id for mention in resolved.mentions]
    return [i for i in dict.fromkeys(ids) if i in index.records]


def check_tokens(record: Record, resolved: Resolved, linker: Linker) -> Iterator[Problem]:
    """A picture has words for those who do not see it; a link to the feed has one to lead to."""
    for token, target in zip(record.body.tokens, resolved.tokens, strict=True):
        place = (record.path, token.line, token.column)
        picture = linker.index.media.get(target) if token.type == "picture" else None
        if picture:
            yield from check_shown(picture, token, place, linker.index)
        if token.type in ("link", "cite") and target == FEED and not linker.has_address:
            message = f"there is no `{target}` without `base_url`"
            fix = "set `base_url` in site.yaml, or take the link out"
            yield error("link-missing", *place, message, fix, len(token.text))


def check_shown(
    picture: Picture, token: Token, place: tuple[str, int, int], index: Index
) -> Iterator[Problem]:
    """What stands as a picture can be shown, and has words for those who do not see or hear it."""
    written, length, ending = token.target, len(token.target), ending_of(picture.path)
    if is_document(picture.path):
        return
    if is_played(picture.path):
        if not (token.label or picture.alt or picture.caption):
            message = f"nothing says what `{written}` is"
            fix = f"write `![what it is]({written})`, or `alt:` in its sidecar"
            yield warning("alt-missing", *place, message, fix, length)
        if not (picture.tracks or picture.transcript):
            message, fix = miss_captions(picture, written, index)
            yield warning("captions-missing", *place, message, fix, length)
    elif ending not in KNOWN:
        wanted = UNPLAYED.get(ending, "")
        shown = "play" if wanted else "show"
        message = f"browsers do not {shown} `{written}`"
        fix = f"save it as {wanted or 'JPEG, PNG, WebP or SVG'}"
        fix += f"; to offer it as it is, write a link: `[its name]({written})`"
        yield error("picture-format", *place, message, fix, length)
    elif not (token.label or picture.alt):
        message = f"the picture `{written}` has no alt text"
        fix = f"write `![what it shows]({written})`, or `alt:` in its sidecar"
        yield warning("alt-missing", *place, message, fix, length)


def miss_captions(film: Picture, written: str, index: Index) -> tuple[str, str]:
    """What a sound or a film lacks, and the line that adds it: with the file that there is."""
    stem = film.path.removeprefix("content/").rpartition(".")[0]
    name = stem.rpartition("/")[2]
    lines = [("captions", "vtt")] if is_film(film.path) else []
    lines += [("transcript", "txt"), ("transcript", "pdf"), ("captions", "vtt")]
    key, ending = next((one for one in lines if f"{stem}.{one[1]}" in index.media), lines[0])
    what = "captions" if is_film(film.path) else "transcript"
    message = f"`{written}` has no {what} for those who cannot hear it"
    fix = f"write `{key}: {name}.{ending}` into `{film.path}.yaml`"
    if f"{stem}.{ending}" not in index.media:
        fix += f", and what is said into `content/{stem}.{ending}`"
    return message, fix


def read_words(record: Record, resolved: Resolved, index: Index) -> str:
    """All text in which names are looked for, and more: what is no word of it does no harm."""
    fields, tokens = record.fields, zip(record.body.tokens, resolved.tokens, strict=True)
    shown = [token.label or index.name_of(target) for token, target in tokens]
    titles = [str(getattr(fields, name, "")) for name in ("title", "summary")]
    return "\n".join([record.body.html, *shown, *titles])


def list_capitals(text: str) -> Iterator[str]:
    """The folded words of a text that a name may begin with; of running characters, each."""
    for found in set(BEGINNING.findall(text)):
        if found.isascii():
            yield found.lower()
        elif UNSPACED.search(found):
            yield from found
        else:
            yield from (fold(word) for word in WORD.findall(found))


def sign(words: Iterable[str]) -> str:
    """A sign of some words: whether one may be among them is told by `may_hold`."""
    bits = 0
    for word in set(words):
        bits |= 1 << zlib.crc32(word.encode()) % BITS
    return f"{bits:x}"


def may_hold(sign_of: str, wanted: str) -> bool:
    """Whether all words of one sign may be among those of another; if not, one is missing."""
    bits = int(wanted, 16)
    return int(sign_of, 16) & bits == bits
