"""README's examples are built as they stand there."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import cli
from generator.build import make_site
from generator.config import Config, LeastCited, Limits
from generator.fields import MODELS, Account, Participant
from generator.validation import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLE = re.compile(r"^`(content/[^`]+)`\n\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def readme(request: pytest.FixtureRequest) -> str:
    return (request.config.rootpath / "README.md").read_text()


@pytest.fixture
def example(readme: str, tmp_path: Path) -> Path:
    for name, text in EXAMPLE.findall(readme):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    # A film is nothing that a README could hold.
    (tmp_path / "content" / "media" / "engine.mp4").write_bytes(b"x" * 5_000_000)
    return tmp_path


def test_examples_build_without_a_problem(example: Path) -> None:
    result = make_site(example)
    assert [problem for problem in result.problems if problem.severity != "info"] == []
    kinds = {"article", "event", "person", "place", "organization", "source", "page"}
    assert result.kinds.keys() == kinds


def test_each_way_of_writing_shows_on_the_page(example: Path) -> None:
    page = make_site(example).files["articles/ways-of-writing.html"]
    assert isinstance(page, bytes)
    html = page.decode()
    for expected in (
        '<a href="../people/ada-lovelace.html">Ada Lovelace</a>',
        '<a href="../people/ada-lovelace.html">the countess</a>',
        '<a href="#a-table">',
        '<a href="../people/ada-lovelace.html">her page</a>',
        'href="../sources/lovelace-notes.html"',
        '<a class="mention" href="../people/charles-babbage.html">Charles Babbage</a>',
        '<a href="../people/ada-lovelace.html">Lovelace</a>',
        'class="align-right"',
        'class="admonition note"',
        'alt="A drawing of the engine"',
        "The analytical engine, seen from above",
    ):
        assert expected in html
    assert "never published" not in html


def test_film_of_the_readme_is_played_with_its_captions(example: Path) -> None:
    article = example / "content" / "articles" / "ways-of-writing.md"
    article.write_text(f"{article.read_text()}\n![The engine at work](../media/engine.mp4)\n")
    result = make_site(example)
    assert [problem for problem in result.problems if problem.severity != "info"] == []
    page = result.files["articles/ways-of-writing.html"]
    assert isinstance(page, bytes)
    html = page.decode()
    assert '<track kind="captions" src="../media/engine.vtt" srclang="en" label="English">' in html
    assert 'poster="../media/engine.svg" width="400" height="200"' in html
    assert "(MP4, 5\u00a0MB)" in html


def test_site_yaml_example_holds_every_setting(example: Path) -> None:
    text = (example / "content" / "site.yaml").read_text()
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert keys == set(Config.model_fields)
    assert set(re.findall(r"^  (\w+): \d+$", text, re.MULTILINE)) == set(Limits.model_fields)
    assert set(re.findall(r"[{ ](\w+): \d+[,}]", text)) == set(LeastCited.model_fields)


def list_rows(readme: str) -> Iterator[tuple[str, str]]:
    table = readme.partition("## All fields")[2].partition("## Ways of writing")[0]
    for line in table.splitlines():
        cells = line.strip("| ").split(" | ", 1)
        if len(cells) == 2:
            yield cells[0], cells[1]


def test_table_of_fields_names_every_field_of_every_kind(readme: str) -> None:
    rows = dict(list_rows(readme))
    common = set(re.findall(r"`(\w+)`", rows["all"]))
    models = {**MODELS, "participant": Participant, "account": Account}
    for kind, model in models.items():
        known = {field.alias or name for name, field in model.model_fields.items()} - GROUPS
        said = set(re.findall(r"`([\w-]+)(?:: \w+)?`", rows[kind]))
        assert known - said - common == set(), kind


def test_commands_of_the_readme_exist(readme: str) -> None:
    used = re.findall(r"backstory ((?:init|new|build|serve|check|clean)[^`\n]*)", readme)
    assert len(used) > 8
    for line in used:
        name, *arguments = shlex.split(line.partition(" &&")[0])
        known = {option for p in cli.commands[name].params for option in p.opts}
        assert {a for a in arguments if a.startswith("-")} <= known, line
