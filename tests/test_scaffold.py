from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import tell

from generator.build import make_site
from generator.fields import FOLDER_OF, Kind
from generator.scaffold import ScaffoldError, quote_yaml, write_record, write_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KINDS = list(FOLDER_OF)
NAMES = [
    "Plain",
    "Kim Jong-un",
    'She said "no"',
    "It's: a #1 story",
    "A: B",
    "Ends with:",
    "- dash",
    "[brackets] & {braces}",
    "null",
    "2018-06-12",
    "yes",
    "*star*",
    "@at `tick` %percent | > !",
    "back\\slash",
    "김정은 위원장",
    "  many\n\tspaces  ",
    "../x",
    "/etc/passwd",
    "a/b\\c",
    "{name} {0} %s",
]


def told(folder: Path) -> list[str]:
    """What is wrong with a site, but for information, and for a new source that nothing cites."""
    problems = make_site(folder).problems
    return [tell(p) for p in problems if p.severity != "info" and p.code != "source-uncited"]


@pytest.fixture
def folder(site: Callable[..., Path]) -> Path:
    return site({"pages/about.md": "---\ntitle: About\n---\n"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_new_record_needs_only_its_fields_filled(folder: Path, kind: Kind, name: str) -> None:
    path = write_record(folder, kind, name)
    assert path.parent == folder / "content" / FOLDER_OF[kind]
    text = path.read_text(encoding="utf-8").replace("\ndate:\n", "\ndate: 2018\n")
    text = text.replace("\n# family:", "\nfamily:").replace("\n# given:", "\ngiven:")
    path.write_text(text, encoding="utf-8")
    assert told(folder) == []
    if kind in ("person", "place", "organization"):
        name = " ".join(name.split())
        page = make_site(folder).files[f"{FOLDER_OF[kind]}/{path.stem}.html"]
        assert isinstance(page, bytes)
        import html5lib

        heading = html5lib.parse(page.decode(), namespaceHTMLElements=False).find(".//h1")
        assert heading is not None
        assert heading.text == name


def test_new_event_wants_its_date(folder: Path) -> None:
    write_record(folder, "event", "Talks")
    (line,) = told(folder)
    assert "an event needs a `date`, or `after` or `before` another event" in line


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("article", "???", "`???` has no letter or digit"),
        ("article", "", "`` has no letter or digit"),
        ("person", "Con", "`con` is a reserved name"),
        ("article", "Index", "`index` is a reserved name"),
        ("page", "Timeline", "`timeline` is a reserved name"),
        ("place", "About", "about.md is there already"),
        ("page", "About", "about.md is there already"),
        ("article", "x" * 300, "too many for a file's name"),
    ],
)
def test_record_that_cannot_be_is_refused(
    folder: Path, kind: Kind, name: str, message: str
) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(ScaffoldError) as caught:
        write_record(folder, kind, name)
    assert message in str(caught.value)
    assert caught.value.fix
    assert [p for p in sorted(folder.rglob("*")) if p.is_file()] == [
        p for p in before if p.is_file()
    ]


def test_name_that_is_not_utf8_is_no_crash(folder: Path) -> None:
    path = write_record(folder, "place", "A\udcffB")
    assert "name: A?B" in path.read_text(encoding="utf-8")


def test_new_record_needs_a_site(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="there is no folder `content` here"):
        write_record(tmp_path, "page", "About")


def test_new_site_builds_without_a_problem(tmp_path: Path) -> None:
    made = write_site(tmp_path / "new")
    assert [path.name for path in made if path.name == ".gitignore"]
    assert told(tmp_path / "new") == []
    result = make_site(tmp_path / "new")
    assert result.kinds == dict.fromkeys(KINDS, 1)


def test_new_site_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    made = write_site(tmp_path)
    assert tmp_path / ".gitignore" not in made
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    with pytest.raises(ScaffoldError, match="content is there already"):
        write_site(tmp_path)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("plain", "plain"), ("a: b", '"a: b"'), ("a:b", "a:b"), ('"a"', '"\\"a\\""'), ("é", "é")],
)
def test_text_is_quoted_only_where_it_must_be(text: str, quoted: str) -> None:
    assert quote_yaml(text) == quoted
