"""A text made anew: it gives what a build from nothing gives, and asks no more than it must."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from editing import EDITS, FAULTS, SENTENCES, WORDED, Desk, make_files

from generator.preview import Builder

if TYPE_CHECKING:
    from pathlib import Path

    from generator.outputs import Content
    from generator.preview import Built


class Writer:
    """Somebody who writes with a preview open, and what the preview shows."""

    def __init__(self, folder: Path) -> None:
        self.desk, self.builder = Desk(folder), Builder(folder, drafts=True)
        self.edits: set[str] = set()
        self.bodies: dict[str, tuple[str, ...]] = {}
        self.shown: dict[str, Content] = {}
        self.save()

    def save(self) -> Built:
        """Save, and see what is shown; it is what a build from nothing gives."""
        self.desk.save(make_files(self.edits, self.bodies))
        built = self.builder.build()
        if built.is_kept:
            return built
        old = {u: c for u, c in self.shown.items() if not built.is_whole and u not in built.removed}
        self.shown = {**old, **built.files}
        clean = Builder(self.desk.folder, drafts=True).build()
        assert built.problems == clean.problems
        assert self.shown.keys() == clean.files.keys()
        differing = [u for u, c in clean.files.items() if read(c) != read(self.shown[u])]
        assert differing == []
        assert (built.records, built.pages, built.urls) == (clean.records, clean.pages, clean.urls)
        return built


def read(content: Content) -> bytes:
    """The bytes of a file, wherever they are."""
    return content if isinstance(content, bytes) else content.read_bytes()


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_written_shows_what_a_build_from_nothing_gives(
    tmp_path: Path, request: pytest.FixtureRequest, seed: int
) -> None:
    chance = random.Random(seed)
    writer, said = Writer(tmp_path / "site"), list[str]()
    revised, kept, is_kept = 0, 0, False
    steps = 1000 if request.config.getoption("--campaign") else 15
    for _ in range(steps):
        if is_kept:
            # Nobody writes on for long while nothing shows.
            writer.edits ^= {said.pop()}
        elif chance.random() < 0.8:
            for name in chance.sample(WORDED, chance.choice([1, 1, 1, 2])):
                sentences = [*writer.bodies.get(name, SENTENCES[:6])]
                place = chance.randrange(len(sentences) + 1)
                if chance.random() < 0.5:
                    del sentences[place : place + 1]
                else:
                    sentences.insert(place, chance.choice(SENTENCES))
                writer.bodies[name] = tuple(sentences)
                said.append(f"{name}: {sentences}")
        else:
            edit = chance.choice([*EDITS, *EDITS, *FAULTS, *writer.edits])
            writer.edits ^= {edit}
            said.append(edit)
        try:
            built = writer.save()
        except AssertionError as failure:
            failure.add_note("\n".join(said))
            raise
        is_kept = built.is_kept
        revised, kept = revised + built.is_revised, kept + built.is_kept
    print(f"{steps} saves, of which {revised} were revised and {kept} kept the site of before")
    assert revised


AMBIGUOUS = {
    "content/site.yaml": "title: T\n",
    "content/people/ann.md": "---\nname: Ann Lee\nfamily: Lee\ngiven: Ann\n---\n",
    "content/people/bob.md": "---\nname: Bob Lee\nfamily: Lee\ngiven: Bob\n---\n",
}


class Reporter:
    """Somebody who writes one text with a preview open."""

    def __init__(self, folder: Path, front: str) -> None:
        self.desk, self.builder, self.front = Desk(folder), Builder(folder, drafts=True), front

    def find_lines(self, body: str) -> tuple[bool, list[int]]:
        """Whether the text is revised, and the lines at which "Lee" is told to mean two."""
        text = f"---\n{self.front}---\n{body}".encode()
        files = {name: known.encode() for name, known in AMBIGUOUS.items()}
        self.desk.save(files | {"content/articles/a.md": text})
        built = self.builder.build()
        return built.is_revised, [p.line for p in built.problems if p.code == "name-ambiguous"]


def test_a_problem_that_moved_with_its_line_is_told_where_it_is_now(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path, "title: A\ndate: 2020\n")
    body = "Ann Lee and Bob Lee met.\n\nThen Lee left."
    assert reporter.find_lines(body) == (False, [7])
    # Blank lines change nothing else: neither the converted text, nor what it leads to.
    assert reporter.find_lines(f"\n\n\n{body}") == (True, [10])


def test_a_text_whose_fields_are_wrong_is_not_revised(tmp_path: Path) -> None:
    reporter, body = Reporter(tmp_path, "title: A\n"), "Ann Lee and Bob Lee met."
    assert reporter.find_lines(body) == (False, [])
    assert reporter.find_lines(f"{body}\n\nThen Lee left.") == (False, [6])
