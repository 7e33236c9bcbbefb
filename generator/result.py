"""What a build gives."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from generator.problems import Problem
from generator.publish import Published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit import Audit
    from generator.config import Config
    from generator.liveness import Answer
    from generator.model import Record
    from generator.outputs import Content

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
