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
