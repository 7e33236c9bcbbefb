"""What tasks give: their pages are listed and rendered at one place, here or in a fork of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.listing import Page
from generator.render import compile_templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.files import Placed
    from generator.listing import Lister, Task
    from generator.outputs import Output
    from generator.problems import Problem
    from generator.render import Templates


class Made(NamedTuple):
    """What a task gave, and the facts that it read.

    Of each file there is its URL, the day of its last change, and its bytes or what is wrong.
    """

    files: list[tuple[str, str, bytes | Problem]]
    read: list[str]


class Stored(NamedTuple):
    """The same, where the files are placed already."""

    files: list[tuple[str, str, Placed | Problem]]
    read: list[str]


class Maker:
    """What is needed to do the tasks of a site."""

    def __init__(
        self,
        tasks: Mapping[str, Task],
        lister: Lister,
        templates: Mapping[str, str],
        language: str,
    ) -> None:
        """Take tasks by their names."""
        self.tasks, self.lister, self.templates, self.language = tasks, lister, templates, language

    def make(self, name: str, compiled: Templates) -> Made:
        """Do a task."""
        made, pages = list_task(self.tasks[name], self.lister)
        for page in pages:
            text = compiled.render(page)
            content = text.encode() if isinstance(text, str) else text
            made.files.append((page.url, page.modified, content))
        return made


def list_task(task: Task, lister: Lister) -> tuple[Made, list[Page]]:
    """What a task gives, and the pages that are to be rendered for that."""
    with lister.reads.noting() as facts:
        found = list(task.make())
    pages = [one for one in found if isinstance(one, Page)]
    read = [*facts, *{f"template {page.template}" for page in pages}]
    texts = [(one.url, "", one.text.encode()) for one in found if not isinstance(one, Page)]
    return Made(texts, read), pages


def make_some(names: Sequence[str], maker: Maker) -> list[Made]:
    """Do some tasks."""
    compiled = compile_templates(maker.templates, maker.language)
    return [maker.make(name, compiled) for name in names]


def store_some(names: Sequence[str], maker: Maker, output: Output) -> list[Stored]:
    """Do some tasks, and bring their files to where they belong."""
    return [store(made, output) for made in make_some(names, maker)]


def store(made: Made, output: Output) -> Stored:
    """Bring the files of a task to where they belong."""
    files = [
        (url, day, output.place(url, content) if isinstance(content, bytes) else content)
        for url, day, content in made.files
    ]
    return Stored(files, made.read)
