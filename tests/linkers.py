"""What the tests of linking share: records from texts, and what linking needs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.citing import Citer
from generator.config import Limits
from generator.contributors import find_bearers
from generator.fields import FOLDERS
from generator.index import make_index
from generator.linking import Linker
from generator.model import Record
from generator.parse import File, parse_file
from generator.reads import Noted
from generator.traits import traits_of
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.contributors import Bearers
    from generator.fields import Person
    from generator.liveness import Answer
    from generator.model import Picture


def read_records(files: Mapping[str, str]) -> dict[str, Record]:
    """The records of files by their ids; the paths are below content/."""
    records = {}
    for path, text in files.items():
        kind = FOLDERS[path.partition("/")[0]]
        parsed = parse_file(File(f"content/{path}", kind, text.encode()), Limits())
        assert parsed.problems == []
        records |= {record.id: record for record in parsed.records}
    return records


def name_people(*people: Person) -> Bearers:
    """How records of these people write their names."""
    records = (Record("person", "someone", "content/people/x.md", fields=one) for one in people)
    return find_bearers(map(traits_of, records))


def make_linker(
    records: Mapping[str, Record],
    *media: Picture,
    answers: Mapping[str, Answer] | None = None,
    has_address: bool = False,
) -> Linker:
    """What linking these records needs."""
    pictures = {picture.path.removeprefix("content/"): picture for picture in media}
    index = make_index(records, frozenset(), pictures, ENGLISH)
    bearers = Noted("bearer", find_bearers(map(traits_of, records.values())), index.reads)
    citer = Citer(ENGLISH, index.media, bearers, answers or {}, index.reads)
    return Linker(index, citer, has_address)
