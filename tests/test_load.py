from __future__ import annotations

import os
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator import folders
from generator.cache import Cache
from generator.config import Config, Limits
from generator.fields import Cite, Place
from generator.folders import is_ignored, is_temporary, theme_folder
from generator.load import (
    collect,
    load_config,
    load_records,
    read_site,
    walk,
)
from generator.model import Picture, Record
from generator.parse import File
from generator.sidecars import load_media
from generator.workers import Workers

if TYPE_CHECKING:
    from generator.problems import Problem

PERSON = "---\nname: A\n---\n"


def told(problem: Problem) -> str:
    severity = "" if problem.severity == "error" else f"{problem.severity} "
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return f"{place} {severity}{problem.code}: {problem.message}"


def codes(problems: list[Problem]) -> list[str]:
    return [f"{problem.path} {problem.code}" for problem in problems]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a site that has nothing wrong."""
    write(tmp_path, "site.yaml", "title: T")
    write(tmp_path, "people/a.md", PERSON)
    return tmp_path


def write(site: Path, name: str, text: str | bytes = "") -> Path:
    """Write a file of content/."""
    path = site / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# What is read


def test_a_site_is_read_in_order(site: Path) -> None:
    write(site, "people/sub/deep/b.md", PERSON)
    write(site, "people/all.yaml", "- id: c\n  name: C")
    write(site, "sources/all.yml", "- id: s\n  title: S\n  type: book")
    write(site, "media/x.jpg", b"\xff\xd8")
    write(site, "media/x.jpg.yaml", "alt: X")
    texts = read_site(site)
    assert codes(texts.problems) == []
    assert texts.config == b"title: T"
    assert [(file.path, file.kind) for file in texts.files] == [
        ("content/people/a.md", "person"),
        ("content/people/all.yaml", "person"),
        ("content/people/sub/deep/b.md", "person"),
        ("content/sources/all.yml", "source"),
    ]
    assert texts.media == {"content/media/x.jpg": site / "content/media/x.jpg"}
    assert texts.sidecars == {"content/media/x.jpg.yaml": b"alt: X"}


def test_names_are_read_in_one_form(site: Path) -> None:
    write(site, f"people/{unicodedata.normalize('NFD', 'é')}.md", PERSON)
    assert "content/people/é.md" in [file.path for file in read_site(site).files]


@pytest.mark.parametrize(
    "name",
    [".#x.md", "x.md~", ".x.md.swp", "x.swo", "4913", ".DS_Store", "Thumbs.db", "desktop.ini",
     "#x#", "x.tmp", "Icon\r", "~$x.docx",
     "x.bak", ".obsidian/app.json", ".trash/x.md", ".hidden.md"],
)  # fmt: skip
def test_what_editors_and_systems_leave_behind_is_ignored(site: Path, name: str) -> None:
    write(site, f"people/{name}", "x")
    write(site, name, "x")
    assert is_ignored(name.split("/", maxsplit=1)[0])
    texts = read_site(site)
    assert codes(texts.problems) == []
    assert [file.path for file in texts.files] == ["content/people/a.md"]


# What is not where it should be


@pytest.mark.parametrize(
    ("name", "wanted", "fix"),
    [
        ("people/nul.md", "content/people/nul.md name-reserved", "rename it"),
        ("people/Con.x.md", "content/people/Con.x.md name-reserved", "rename it"),
        ("people/aux/x.md", "content/people/aux name-reserved", "rename it"),
        ("people/a:b.md", "content/people/a:b.md name-unsafe", "rename it"),
        ("people/a?b.md", "content/people/a?b.md name-unsafe", "rename it"),
        ("people/a\\b.md", "content/people/a\\\\b.md name-unsafe", "rename it"),
        ("people/a\nb.md", "content/people/a\\nb.md name-unsafe", "rename it"),
        ("people/x.md ", "content/people/x.md  name-unsafe", "rename it"),
        ("people/x./y.md", "content/people/x. name-unsafe", "rename it"),
        ("people/" + "/".join(["x" * 50] * 5) + "/y.md",
         "content/people/" + "/".join(["x" * 50] * 5) + " path-too-long", "use shorter names"),
        ("people/!.md", "content/people/!.md id-form", "rename it"),
        ("people/x.jpg", "content/people/x.jpg file-unknown",
         "move it to content/media/, or rename it"),
        ("articles/x.yaml", "content/articles/x.yaml file-unknown",
         "move it to content/media/, or rename it"),
        ("articles/x.docx", "content/articles/x.docx file-unknown",
         "save its text as Markdown (`.md`) here, or move it to content/media/"),
        ("images/x.jpg", "content/images folder-unknown", "rename it to `media`"),
        ("Stories/x.md", "content/Stories folder-unknown", "rename it to `articles`"),
        ("people/x.MD", "content/people/x.MD file-unknown", "rename it to `x.md`"),
        ("pages/x.markdown", "content/pages/x.markdown file-unknown", "rename it to `x.md`"),
        ("site.yml", "content/site.yml file-misplaced", "rename it to `site.yaml`"),
        ("poeple/x.md", "content/poeple folder-unknown", "did you mean `people`?"),
        ("zzz/x.md", "content/zzz folder-unknown",
         "the folders are `articles`, `events`, `people`, `places`, `organizations`, `sources`, "
         "`pages`, `media`"),
        ("x.md", "content/x.md file-misplaced",
         "move it into one of `articles/`, `events/`, `people/`, `places/`, `organizations/`, "
         "`sources/`, `pages/` or `media/`"),
        ("people/x.md/y.md", "content/people/x.md folder-name", "rename it"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_do_is_told(site: Path, name: str, wanted: str, fix: str) -> None:
    write(site, name, PERSON)
    texts = read_site(site)
    assert codes(texts.problems) == [wanted]
    assert texts.problems[0].fix == fix
    assert [file.path for file in texts.files] == ["content/people/a.md"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (b"content/people/caf\xe9.md", "content/people/caf\\udce9.md name-unsafe"),
        (b"content/people/caf\xe9/x.md", "content/people/caf\\udce9 name-unsafe"),
        (b"content/media/caf\xe9.jpg", "content/media/caf\\udce9.jpg name-unsafe"),
        (b"content/caf\xe9/x.md", "content/caf\\udce9 name-unsafe"),
        (b"templates/caf\xe9.html", "templates/caf\\udce9.html name-unsafe"),
        (b"static/caf\xe9/x.css", "static/caf\\udce9 name-unsafe"),
    ],
)
def test_a_name_that_is_not_utf_8_is_told_with_its_byte(
    site: Path, name: bytes, wanted: str
) -> None:
    path = site / os.fsdecode(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PERSON)
    except OSError:
        pytest.skip("this system's names are all UTF-8")
    texts = read_site(site)
    assert codes(texts.problems) == [wanted]
    assert texts.problems[0].message == "the name has the byte 0xE9, which is not UTF-8"
    records, _ = load_records(texts.files, Limits(), Cache(None), Workers(1))
    assert [record.id for record in records] == ["a"]
    assert [name for name in (*texts.static, *texts.templates) if "caf" in name] == []


@pytest.mark.parametrize("folder", ["templates", "static"])
@pytest.mark.parametrize(
    ("name", "told_as", "wanted"),
    [
        ("a:b.txt", "a:b.txt", "name-unsafe"),
        ("a\\b", "a\\\\b", "name-unsafe"),
        ("x /y", "x ", "name-unsafe"),
        ("con.css", "con.css", "name-reserved"),
        ("sub/nul", "sub/nul", "name-reserved"),
    ],
)
def test_a_name_in_the_theme_works_on_every_system(
    site: Path, folder: str, name: str, told_as: str, wanted: str
) -> None:
    path = site / folder / name
    path.parent.mkdir(parents=True)
    path.write_text("x")
    texts = read_site(site)
    assert codes(texts.problems) == [f"{folder}/{told_as} {wanted}"]
    assert name not in {*texts.static, *texts.templates}


@pytest.mark.parametrize(
    "name",
    ["content/people/x.md", "content/media/x.jpg", "content/media/x.jpg.yaml", "content/x.md",
     "content/site.yaml", "static/x.css", "templates/x.html"],
)  # fmt: skip
def test_a_pipe_is_told_and_not_read(site: Path, name: str) -> None:
    path = site / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    texts = read_site(site)
    assert codes(texts.problems) == [f"{name} file-special"]
    assert name.partition("/")[2] not in {*texts.static, *texts.templates}


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_a_broken_link_in_the_theme_is_told(site: Path, folder: str) -> None:
    (site / folder).mkdir()
    (site / folder / "x").symlink_to("nothing")
    assert codes(read_site(site).problems) == [f"{folder}/x symlink-broken"]


@pytest.mark.parametrize("name", ["-rf.md", "$(x).md", ";x.md", "con-man.md", "x y.md", "김.md"])
def test_a_name_that_only_looks_odd_is_data(site: Path, name: str) -> None:
    write(site, f"people/{name}", PERSON)
    texts = read_site(site)
    assert codes(texts.problems) == []
    assert f"content/people/{name}" in [file.path for file in texts.files]


# Links


def test_a_link_to_a_file_of_the_site_is_followed(site: Path) -> None:
    (site / "content/people/b.md").symlink_to("a.md")
    texts = read_site(site)
    assert codes(texts.problems) == []
    assert [file.path for file in texts.files] == ["content/people/a.md", "content/people/b.md"]


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("nothing.md", "symlink-broken"),
        ("b.md", "symlink-broken"),
        ("/etc/hostname", "symlink-escape"),
        ("/etc", "symlink-escape"),
        (".", "symlink-folder"),
        ("..", "symlink-folder"),
        ("../../..", "symlink-escape"),
    ],
)
def test_a_link_that_leads_astray_is_told(site: Path, target: str, wanted: str) -> None:
    (site / "content/people/b.md").symlink_to(target)
    texts = read_site(site)
    assert codes(texts.problems) == [f"content/people/b.md {wanted}"]
    assert [file.path for file in texts.files] == ["content/people/a.md"]


def test_settings_that_lead_out_are_told(site: Path) -> None:
    (site / "content/site.yaml").unlink()
    (site / "content/site.yaml").symlink_to("/etc/hostname")
    assert codes(read_site(site).problems) == ["content/site.yaml symlink-escape"]


def test_content_itself_may_be_a_link_to_elsewhere(site: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/content").symlink_to(site / "content")
    (site / "content/people/b.md").symlink_to("a.md")
    (site / "outside.md").write_text(PERSON)
    (site / "content/people/c.md").symlink_to("../../outside.md")
    texts = read_site(tmp_path / "other")
    assert codes(texts.problems) == ["content/people/c.md symlink-escape"]
    assert [file.path for file in texts.files] == ["content/people/a.md", "content/people/b.md"]


def test_a_folder_that_leads_out_is_told(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.md").write_text(PERSON)
    (site / "content/places").symlink_to(outside)
    (site / "content/media").symlink_to(outside)
    texts = read_site(site)
    assert codes(texts.problems) == [
        "content/media symlink-escape",
        "content/places symlink-escape",
    ]


# What cannot be read


def test_a_file_that_cannot_be_read_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problems = [told(p) for p in read_site(site).problems if p.path.startswith("content/")]
    assert problems == [
        "content/site.yaml:0:0 unreadable: Permission denied",
        "content/people/a.md:0:0 unreadable: Permission denied",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_folder_that_is_locked_is_told(site: Path) -> None:
    locked = site / "content/people"
    locked.chmod(0)
    try:
        assert "content/people unreadable" in codes(read_site(site).problems)
    finally:
        locked.chmod(0o755)


def test_a_folder_that_cannot_be_listed_is_told(site: Path) -> None:
    problems: list[Problem] = []
    assert list(walk(site, "content/nowhere", problems)) == []
    assert codes(problems) == ["content/nowhere unreadable"]


# What is missing


def test_no_content_is_an_error(tmp_path: Path) -> None:
    assert codes(read_site(tmp_path).problems) == ["content no-content"]


def test_empty_content_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "site.yaml", "title: T")
    assert codes(read_site(tmp_path).problems) == ["content no-content"]


def test_no_settings_are_an_error(site: Path) -> None:
    (site / "content/site.yaml").unlink()
    assert codes(read_site(site).problems) == ["content/site.yaml config-missing"]


@pytest.mark.parametrize("name", ["site.yml", "site.yaml.txt"])
def test_misnamed_settings_are_one_problem(site: Path, name: str) -> None:
    (site / "content/site.yaml").rename(site / "content" / name)
    problems = read_site(site).problems
    assert codes(problems) == ["content/site.yaml config-missing"]
    assert problems[0].fix == f"rename `{name}` to `site.yaml`"


@pytest.mark.parametrize("folder", ["articles", "media"])
def test_of_two_files_whose_accents_are_stored_differently_none_is_swallowed(
    site: Path, folder: str
) -> None:
    names = [unicodedata.normalize(form, "mühle.md") for form in ("NFC", "NFD")]
    for name in names:
        write(site, f"{folder}/{name}", PERSON)
    if len([*(site / "content" / folder).iterdir()]) < 2:
        pytest.skip("this disk takes the two for one")
    problems = read_site(site).problems
    assert codes(problems) == [f"content/{folder}/{names[0]} file-twin"]


# The theme


def test_a_sites_templates_and_files_join_and_replace_the_built_in_ones(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/base.html").write_text("mine")
    (site / "templates/more.html").write_text("more")
    (site / "static").mkdir()
    for name in (".nojekyll", "own.css", ".#own.css", ".DS_Store", "own.css~"):
        (site / "static" / name).write_text("x")
    texts = read_site(site)
    built_in = (theme_folder() / "templates/base.html").read_text(encoding="utf-8")
    assert texts.templates["base.html"] == "mine"
    assert texts.templates["more.html"] == "more"
    assert texts.templates["theme/base.html"] == built_in
    assert "theme/more.html" not in texts.templates
    own = {name for name, path in texts.static.items() if path.is_relative_to(site)}
    assert own == {".nojekyll", "own.css"}


def test_a_template_that_is_no_text_is_told(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/base.html").write_bytes(b"caf\xe9")
    (site / "templates/empty.html").write_bytes(b"")
    texts = read_site(site)
    assert codes(texts.problems) == ["templates/base.html encoding"]
    assert texts.templates["empty.html"] == ""


def test_the_theme_of_an_installed_package_is_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "__file__", str(tmp_path / "folders.py"))
    assert theme_folder() == tmp_path.parent
    (tmp_path / "theme").mkdir()
    assert theme_folder() == tmp_path / "theme"


@pytest.mark.parametrize(
    ("name", "temporary"),
    [
        (".nojekyll", False),
        (".well-known", False),
        ("a.css", False),
        ("a.css~", True),
        (".#a", True),
    ],
)
def test_hidden_files_are_wanted_among_static_ones(name: str, temporary: bool) -> None:
    assert is_temporary(name) == temporary


# The settings


def configure(site: Path, text: str | bytes) -> tuple[Config, list[str]]:
    write(site, "site.yaml", text)
    config, problems = load_config(read_site(site))
    return config, [told(problem) for problem in problems]


def test_settings_are_read(site: Path) -> None:
    config, problems = configure(site, "title: T\nlimits: {nesting: 9}\ntopics: {a: A}")
    assert problems == []
    assert (config.title, config.limits.nesting) == ("T", 9)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("titel: T",
         ["content/site.yaml:1:1 unknown-key: `titel` is not a field that is known here"]),
        ("title: T\nlimits:\n  nest: 1",
         ["content/site.yaml:3:3 unknown-key: `nest` is not a field that is known here"]),
        ("title: T\nlimits: {nesting: x}",
         ["content/site.yaml:2:19 field-type: limits.nesting: must be a whole number, not `x`"]),
        ("title: T\nlanguage: English",
         ["content/site.yaml:2:11 field-value: language: `English` is not a language tag"]),
        ("title: T\nbase_url: a.b",
         ["content/site.yaml:2:11 field-value: base_url: `a.b` is not a web address"]),
        ("title: T\ntopics: [a]",
         ["content/site.yaml:2:9 field-type: topics: must be a map, not a list"]),
        ("- a", ["content/site.yaml:1:1 config-type: the settings are not `key: value` lines"]),
        ("", ["content/site.yaml:1:1 file-empty: file is empty"]),
        (b"\xff\xfe", ["content/site.yaml:1:1 encoding-utf16: file is UTF-16"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_settings_is_told(
    site: Path, text: str | bytes, wanted: list[str]
) -> None:
    config, problems = configure(site, text)
    assert sorted(problems) == wanted
    assert config == Config(title="—")


def test_settings_that_are_missing_are_told_once(tmp_path: Path) -> None:
    assert load_config(read_site(tmp_path)) == (Config(title="—"), [])


# Records


def test_records_are_the_same_with_any_executor() -> None:
    files = [File(f"content/people/p{n}.md", "person", PERSON.encode()) for n in range(250)]
    files.append(File("content/people/wrong.md", "person", b"---\nnaem: A\n---\n"))
    alone = load_records(files, Limits(), Cache(None), Workers(1))
    with ThreadPoolExecutor(1) as executor:
        assert load_records(files, Limits(), Cache(None), Workers(executor=executor)) == alone
    assert [record.id for record in alone[0]] == [f"p{n}" for n in range(250)] + ["wrong"]
    assert codes(alone[1]) == ["content/people/wrong.md unknown-key"]


def test_a_small_number_comes_back_from_another_process() -> None:
    data = b"---\nname: A\ncoordinates: 0.00001, 5\n---\n"
    records, problems = load_records(
        [File("content/places/a.md", "place", data)], Limits(), Cache(None), Workers(1)
    )
    assert problems == []
    assert isinstance(records[0].fields, Place)
    assert records[0].fields.coordinates == (0.00001, 5.0)


@pytest.mark.usefixtures("uncounted")
def test_records_are_the_same_with_many_threads() -> None:
    files = [
        File(
            f"content/people/p{n}.md",
            "person",
            PERSON.encode() + b"# H\n\n[[x%d]] a[^1]\n\n[^1]: b%d" % (n, n),
        )
        for n in range(700)
    ]
    alone = load_records(files, Limits(), Cache(None), Workers(1))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as executor:
            assert load_records(files, Limits(), Cache(None), Workers(executor=executor)) == alone
    finally:
        sys.setswitchinterval(interval)


def test_ids_that_clash_in_any_form_are_told() -> None:
    records = [
        Record(kind="person", id="kim", path="b.md", positions={"id": (2, 5, 3)}),
        Record(kind="place", id="kim", path="a.md", line=3),
        Record(kind="source", id="Kim", path="c.yaml", line=9),
        Record(kind="person", id="ri", path="d.md"),
    ]
    by_id, problems = collect(records)
    assert sorted(by_id) == ["Kim", "ri"]
    assert sorted(map(told, problems)) == [
        "a.md:3:1 id-duplicate: the id `kim` is taken: c.yaml:9 has `Kim`",
        "b.md:2:5 id-duplicate: the id `kim` is taken: c.yaml:9 has `Kim`",
    ]


def test_files_that_differ_in_case_alone_clash(site: Path) -> None:
    write(site, "people/A.md", PERSON)
    records, _ = load_records(read_site(site).files, Limits(), Cache(None), Workers(1))
    assert [problem.code for problem in collect(records)[1]] == ["id-duplicate"]


# Media


def test_a_sidecar_says_what_a_picture_is(site: Path) -> None:
    write(site, "media/sub/x.jpg", b"x")
    write(site, "media/y.jpg", b"y")
    write(
        site,
        "media/sub/x.jpg.yaml",
        "alt: A\ncaption: B\ncredit: C\nlicence: D\nsource: one, p. 2",
    )
    media, problems = load_media(read_site(site))
    assert problems == []
    assert media == {
        "media/sub/x.jpg": Picture(
            "content/media/sub/x.jpg",
            "A",
            "B",
            "C",
            "D",
            Cite(source="one", locator="p. 2"),
            size=1,
        ),
        "media/y.jpg": Picture("content/media/y.jpg", size=1),
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("atl: A",
         ["content/media/x.jpg.yaml:1:1 unknown-key: `atl` is not a field that is known here"]),
        ("alt: [A]", ["content/media/x.jpg.yaml:1:6 field-value: alt: must be text, not a list"]),
        ("alt: 'A", ["content/media/x.jpg.yaml:1:6 yaml-syntax"]),
        (b"", ["content/media/x.jpg.yaml:1:1 file-empty: file is empty"]),
        ("- a",
         ["content/media/x.jpg.yaml:1:1 sidecar-type: the file holds a list, not `key: value` lines"]),  # noqa: E501
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_sidecar_is_told(
    site: Path, text: str | bytes, wanted: list[str]
) -> None:
    write(site, "media/x.jpg", b"x")
    write(site, "media/x.jpg.yaml", text)
    media, problems = load_media(read_site(site))
    assert [told(p)[: len(w)] for p, w in zip(problems, wanted, strict=True)] == wanted
    assert media == {"media/x.jpg": Picture("content/media/x.jpg", size=1)}


def test_a_sidecar_of_nothing_is_told(site: Path) -> None:
    write(site, "media/x.jpg.yaml", "alt: A")
    media, problems = load_media(read_site(site))
    assert media == {}
    assert [told(problem) for problem in problems] == [
        "content/media/x.jpg.yaml:0:0 warning sidecar-alone: "
        "there is no file `content/media/x.jpg` that this describes"
    ]
