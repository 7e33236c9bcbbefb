"""What a build gives."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from generator.problems import Problem
from generator.publish import Published
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit import Audit
    from generator.config import Config
    from generator.linking import Linker
    from generator.listing import Lister, Task
    from generator.liveness import Answer
    from generator.model import Record
    from generator.outputs import Content
    from generator.parse import File
    from generator.tasks import Maker

# What is true of one build alone: the next one has other pages before it.
ONCE = {"page-gone"}


@dataclass
class Result:
    """What a build made, and everything that is wrong.

    `urls` gives the page of each file that holds a record, `unread` the files of which a record
    could not be made. `made` has, for each page that was made anew, the facts because of which;
    `everything` is every record by its id, also those that are held back.
    """

    problems: list[Problem] = field(default_factory=list)
    records: int = 0
    pages: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    files: Mapping[str, Content] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    published: Published | None = None
    config: Config | None = None
    urls: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    everything: Mapping[str, Record] = field(default_factory=dict)
    sources: list[Record] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    audit: Audit | None = None
    standing: Standing | None = None

    def told(self) -> dict[str, Any]:
        """What is told of a build that is good, and would be of the next one, as plain data."""
        problems = [asdict(p) for p in self.problems if p.code not in ONCE]
        done = self.published
        files = done.written + done.unchanged if done else 0
        numbers = {"records": self.records, "pages": self.pages, "kinds": self.kinds}
        return {"problems": problems, "files": files, **numbers}

    @classmethod
    def retell(cls, told: dict[str, Any]) -> Result:
        """What was told of an earlier build, as the result of one that found nothing to do."""
        problems = [Problem(**problem) for problem in told["problems"]]
        numbers = {name: told[name] for name in ("records", "pages", "kinds")}
        return cls(problems, **numbers, published=Published(0, told["files"], 0))

    def count(self, severity: str) -> int:
        """How many problems there are of a severity."""
        return sum(problem.severity == severity for problem in self.problems)

    def is_good(self, *, strict: bool) -> bool:
        """Whether the site may be published."""
        return not self.count("error") and not (strict and self.count("warning"))


@dataclass
class Standing:
    """What a build knew of the site as a whole: it stands as long as nothing but bodies changes.

    `files` are those of content/ by their paths in the site, `root` is where the site is. `maker`
    makes pages and other files anew, `checks` are rules by the names of their tasks, `problems`
    all that was found, in no order.
    """

    config: Config
    linker: Linker
    lister: Lister
    root: str
    files: dict[str, File]
    maker: Maker
    checks: dict[str, Task]
    problems: list[Problem]
    result: Result

    def __post_init__(self) -> None:
        """Find the records that have files of their own and are shown as they are."""
        records = dict.values(self.linker.index.records)
        self.records = {r.path: r for r in records if is_alone(r)}

    def place(self, path: str) -> str:
        """Where a file of the site is on the disk."""
        return f"{self.root}{os.sep}{path}"

    def find_record(self, place: str) -> Record | None:
        """The record of a file by where that is on the disk; None for any other file."""
        return self.records.get(place.removeprefix(f"{self.root}{os.sep}"))


def is_alone(record: Record) -> bool:
    """Whether a record has its file for itself, and is shown as it stands there."""
    traits = record.traits
    return bool(record.home and record.path.endswith(".md") and traits and traits.name)


def find_unread(files: list[File], records: list[Record]) -> frozenset[str]:
    """The files that gave no record, or one without its fields."""
    whole = {record.path for record in records if traits_of(record).name}
    return frozenset(
        {file.path for file in files} - whole | {r.path for r in records if not traits_of(r).name}
    )
