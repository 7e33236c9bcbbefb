"""What an author does between two builds, done to the site of each program.

A scenario makes its change, builds in a new process, and leaves a site that is built: what the next
one begins with. The pages are looked at afterwards: a program that did not take the change in would
be the fastest of all.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .corpus import SYLLABLES, Corpus, Record
from .measure import Cost, RunError, run
from .programs import ROOT, Program, rename

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCENARIOS = {
    "cold": "all, from nothing",
    "no-op": "nothing changed",
    "article": "one article changed",
    "person": "one person renamed",
    "template": "one template changed",
}
# A renamed person is mentioned in one of so many articles.
SHARE = 20


@dataclass
class Bench:
    """The sites of some programs with the same corpus, and the records that are changed in them.

    `mentions` is the number of articles that mention `person`; `story` is one of them.
    """

    corpus: Corpus
    programs: Sequence[Program]
    story: Record = field(init=False)
    person: Record = field(init=False)
    mentions: int = field(init=False)

    def __post_init__(self) -> None:
        """Write the sites anew, and choose what to change."""
        people = {person.id: person for person in self.corpus.people.records}
        sources = {source.id: source for source in self.corpus.sources.records}
        for program in self.programs:
            shutil.rmtree(program.folder, ignore_errors=True)
            program.names = {key: one.name for key, one in (people | sources).items()}
            program.write_settings()
        counts: Counter[str] = Counter()
        stories: dict[str, Record] = {}
        for record in self.corpus.list_records():
            for program in self.programs:
                program.write(record)
            if record.kind == "article":
                counts.update(record.people)
                stories |= {person: record for person in record.people if person not in stories}
        wanted = self.corpus.size / SHARE
        chosen = min(sorted(counts), key=lambda one: abs(counts[one] - wanted))
        self.person, self.mentions, self.story = people[chosen], counts[chosen], stories[chosen]

    def rounds(self, count: int, scenarios: Sequence[str]) -> Iterator[tuple[str, str, Cost]]:
        """Run each scenario with each program in turn, so often; each time another goes first."""
        for number in range(count):
            for scenario in scenarios:
                for place in range(len(self.programs)):
                    program = self.programs[(place + number) % len(self.programs)]
                    if can_run(program, scenario):
                        yield scenario, program.name, self.measure(program, scenario, number + 1)

    def measure(self, program: Program, scenario: str, number: int) -> Cost:
        """What a build costs after the change that a scenario makes for the `number`th time."""
        if scenario != "cold" and not program.output.exists():
            build(program)
        proof = self.change(program, scenario, number)
        cost = build(program)
        if proof not in program.page(self.story).read_text(encoding="utf-8"):
            raise RunError(f"{program.name} did not take in: {SCENARIOS[scenario]}")
        return cost

    def change(self, program: Program, scenario: str, number: int) -> str:
        """Change a site; give what the story's page must hold once it is built."""
        if scenario == "cold":
            program.clean()
        elif scenario == "article":
            path = program.path(self.story)
            words = f"Addition number {number} to this text."
            path.write_text(f"{path.read_text(encoding='utf-8')}\n{words}\n", encoding="utf-8")
            return words
        elif scenario == "person":
            renamed = rename(self.person, SYLLABLES[number % len(SYLLABLES)].capitalize() * 2)
            program.write(renamed)
            return renamed.name
        elif scenario == "template":
            program.write_template(number)
            return f'name="edition" content="{number}"'
        return "</html>"


def build(program: Program) -> Cost:
    """Build a program's site, and tell what it cost."""
    # An installed program is compiled once, so a checkout is to be, too.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    return run(program.command(), program.folder, environment)


def can_run(program: Program, scenario: str) -> bool:
    """Whether a program has what a scenario changes: Pelican has no texts of people."""
    return scenario != "person" or "person" in program.kinds


def count_pages(program: Program) -> int:
    """How many pages a built site has."""
    return sum(1 for _ in program.output.rglob("*.html"))
