from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from making import PNG, ROOT, Made, command, write_files

from generator.build import build, make_site
from generator.cache import FOLDER
from generator.output import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = ROOT / "tests" / "sites" / "full"
GOOD = {
    "articles/a.md": "---\ntitle: A\ndate: 2020\n---\n[[ann]] said so.[@s]\n",
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
}
FAULTS = """
    ---
    title: A
    date: 2020-02-30
    titel: A
    ---
    [[anm]] said so.[@t]

    ![A map](https://example.org/map.png)
    """


def snapshot(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Each file and folder below a folder: its bytes' digest, its mode, its date."""
    found = {}
    for path in sorted(folder.rglob("*")):
        stat = path.stat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        date = stat.st_mtime_ns if path.is_file() else 0
        found[path.relative_to(folder).as_posix()] = (digest, stat.st_mode, date)
    return found


def undated(found: dict[str, tuple[str, int, int]]) -> dict[str, tuple[str, int]]:
    """A snapshot without the dates of its files."""
    return {name: entry[:2] for name, entry in found.items()}


def test_five_faults_of_a_file_are_five_problems_of_one_run(make: Callable[..., Made]) -> None:
    made = make({**GOOD, "articles/a.md": FAULTS})
    assert [(p.line, p.code) for p in made.problems] == [
        (3, "date"),
        (4, "unknown-key"),
        (6, "link-missing"),
        (6, "citation-missing"),
        (8, "third-party"),
    ]


def test_with_an_error_the_old_site_stays_as_it_was(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    output = folder / "public"
    assert build(folder, output).published
    before = snapshot(folder)
    write_files(folder, {**GOOD, "articles/a.md": FAULTS})
    result = build(folder, output)
    assert result.published is None
    assert result.count("error") == 5
    (folder / "content/articles/a.md").unlink()
    after = snapshot(folder)
    before.pop("content/articles/a.md")
    assert {k: v for k, v in after.items() if k.startswith("public")} == {
        k: v for k, v in before.items() if k.startswith("public")
    }
    assert sorted(path.name for path in folder.iterdir()) == [FOLDER, "content", "public"]


def test_warnings_publish_unless_they_are_errors(site: Callable[..., Path]) -> None:
    folder = site({"people/p.md": "---\nname: Ann Lee\n---\n"})
    assert build(folder, folder / "public", strict=True).published is None
    assert not (folder / "public").exists()
    assert build(folder, folder / "public").published


def test_second_build_writes_nothing(site: Callable[..., Path]) -> None:
    folder = site({**GOOD, "static/x.txt": "x"})
    first = build(folder, folder / "public").published
    before = snapshot(folder / "public")
    second = build(folder, folder / "public").published
    assert first
    assert second
    assert (second.written, second.unchanged, second.removed) == (0, first.written, 0)
    assert snapshot(folder / "public") == before


def test_page_of_a_removed_record_goes(site: Callable[..., Path]) -> None:
    places = {f"places/{name}.md": f"---\nname: {name}\n---\n" for name in "pq"}
    folder = site({**GOOD, **places})
    build(folder, folder / "public")
    (folder / "content/places/p.md").unlink()
    published = build(folder, folder / "public").published
    assert published
    # Its page, and the cards of which it was the only one.
    assert published.removed == 2
    assert not (folder / "public/places/p.html").exists()


def test_only_media_that_are_referred_to_are_published(site: Callable[..., Path]) -> None:
    folder = site(
        {
            **GOOD,
            "articles/b.md": (
                "---\ntitle: B\ndate: 2020\nimage: a.png\n---\n"
                "![b](../media/b.png) [c](c.pdf) ![[d.png|d]]\n"
            ),
            "sources/s.md": "---\ntitle: S\ntype: book\nfile: media/e.pdf\n---\n",
            **{
                f"media/{name}": PNG
                for name in ("a.png", "b.png", "c.pdf", "d.png", "e.pdf", "never.png")
            },
            "media/a.png.yaml": "alt: a",
        }
    )
    result = build(folder, folder / "public")
    assert result.count("error") == 0
    found = sorted(path.name for path in (folder / "public/media").iterdir())
    assert found == ["a.png", "b.png", "c.pdf", "d.png", "e.pdf"]
    assert (folder / "public/media/b.png").read_bytes() == PNG


# The same content gives the same bytes


BASE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"}
CIRCUMSTANCES = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "another time zone": {"TZ": "Asia/Seoul"},
    "another language": {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
}


def published(
    folder: Path, *options: str, mask: int = 0o022, **environment: str
) -> dict[str, tuple[str, int]]:
    """Build the small whole site in a folder of its own and take a snapshot."""
    write_files(folder, {})
    for path in sorted(GOLDEN.rglob("*")):
        name = path.relative_to(GOLDEN)
        if path.is_file() and name.parts[0] != "expected":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(path.read_bytes())
    old = os.umask(mask)
    try:
        done = command("build", *options, folder=folder, **BASE | environment)
    finally:
        os.umask(old)
    assert (done.returncode, done.stderr) == (0, "")
    return undated(snapshot(folder / "public"))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    found = published(tmp_path_factory.mktemp("usual"))
    assert len(found) > 40
    return found


@pytest.mark.parametrize("environment", CIRCUMSTANCES.values(), ids=CIRCUMSTANCES)
def test_same_bytes_under(
    usual: dict[str, tuple[str, int]], tmp_path: Path, environment: dict[str, str]
) -> None:
    assert published(tmp_path / "elsewhere" / "deeper", **environment) == usual


def test_same_bytes_and_modes_under_another_umask_and_number_of_processes(
    usual: dict[str, tuple[str, int]], tmp_path: Path
) -> None:
    assert published(tmp_path / "site", "--jobs", "2", mask=0o077) == usual


def test_same_bytes_in_whatever_order_a_folder_is_listed(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(
        {
            **GOOD,
            **{f"people/p{n}.md": f"---\nname: P{n}\n---\n[[ann]]\n" for n in range(9)},
            "static/b.txt": "b",
            "static/a.txt": "a",
        }
    )
    usual = make_site(folder).files
    iterdir, rglob = Path.iterdir, Path.rglob
    monkeypatch.setattr(Path, "iterdir", lambda self: reversed(list(iterdir(self))))
    monkeypatch.setattr(Path, "rglob", lambda self, pattern: reversed(list(rglob(self, pattern))))
    assert make_site(folder).files == usual


@pytest.mark.usefixtures("uncounted")
def test_any_executor_gives_the_same_files(site: Callable[..., Path]) -> None:
    folder = site(
        {**GOOD, "people/all.yaml": "\n".join(f"- {{id: p{n}, name: P{n}}}" for n in range(250))}
    )
    with ThreadPoolExecutor(4) as executor:
        assert make_site(folder, executor=executor).files == make_site(folder).files


def test_stages_are_told_in_their_order(site: Callable[..., Path]) -> None:
    stages: list[str] = []
    folder = site(GOOD)
    build(folder, folder / "public", watch=stages.append)
    assert stages == [
        "reading",
        "parsing",
        "pictures",
        "linking",
        "listing",
        "rendering",
        "publishing",
    ]


def test_result_counts_records_and_pages(make: Callable[..., Made]) -> None:
    result = make(GOOD).result
    assert result.kinds == {"article": 1, "person": 1, "source": 1}
    assert (result.records, result.pages) == (3, len(make(GOOD).pages))


def test_every_published_file_is_in_the_manifest(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert build(folder, folder / "public").published
    found = {
        p.relative_to(folder / "public").as_posix()
        for p in (folder / "public").rglob("*")
        if p.is_file()
    }
    assert found == make_site(folder).files.keys() | {MANIFEST}


def test_first_build_into_a_folder_that_cannot_be_made_tells_why(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "site", {"articles/a.md": "---\ntitle: A\n---\n"})
    (tmp_path / "disk").write_text("no folder", encoding="utf-8")
    result = build(folder, tmp_path / "disk/out")
    assert {"output-write", "field-missing"} <= {problem.code for problem in result.problems}
    assert (result.records, result.published) == (1, None)


def test_when_publishing_is_refused_the_other_problems_are_told(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "site", {"articles/a.md": "---\ntitle: A\n---\n"})
    output = tmp_path / "out"
    output.mkdir()
    (output / "mine.txt").write_text("mine", encoding="utf-8")
    result = build(folder, output)
    codes = [problem.code for problem in result.problems]
    assert {"output-foreign", "field-missing"} <= set(codes)
    assert (result.records, result.published) == (1, None)
