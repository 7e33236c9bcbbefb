"""The wheel, in an environment that has never seen the checkout; and the checkout at work."""

from __future__ import annotations

import shutil
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, copy_content, run


def list_files(folder: Path) -> set[str]:
    """The files under a folder, by their path in it."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def read_files(folder: Path) -> dict[str, bytes]:
    """The bytes of the files under a folder."""
    return {name: (folder / name).read_bytes() for name in list_files(folder)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel in it, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True, symlinks=sys.platform != "win32")
    scheme = {"base": str(folder), "platbase": str(folder)}
    programs = Path(sysconfig.get_path("scripts", "venv", scheme))
    run(find(programs, "python"), "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    # Libraries come by a path file, so that no network is needed. A path file in there, such as
    # that of the checkout's own installation, does not count.
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "libraries.pth").write_text("\n".join(sorted(here)) + "\n", encoding="utf-8")
    return programs


def find(programs: Path, name: str) -> Path:
    """A program by its name, whatever its ending."""
    found = shutil.which(name, path=str(programs))
    assert found, f"{name} is not in {programs}"
    return Path(found)


def test_the_wheel_carries_the_theme_the_types_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    theme = {f"templates/{name}" for name in list_files(ROOT / "templates")}
    theme |= {f"static/{name}" for name in list_files(ROOT / "static")}
    modules = {f"generator/{path.name}" for path in (ROOT / "generator").glob("*.py")}

    assert {f"generator/theme/{name}" for name in theme} - set(names) == set()
    assert modules | {"generator/py.typed"} <= set(names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "backstory",
        "generator",
    }
    assert len(names) == len(set(names))


def test_installed_from_the_wheel_it_builds_the_same_bytes(programs: Path, tmp_path: Path) -> None:
    source = copy_content(tmp_path / "elsewhere")
    folder = tmp_path / "empty"
    folder.mkdir()
    where = "import generator; print(generator.__file__)"
    home = run(find(programs, "python"), "-c", where, folder=folder).stdout.strip()
    said = run(find(programs, "backstory"), "build", "--source", source, folder=folder).stdout
    run(sys.executable, "-m", "generator", "build", "--source", source, "-o", tmp_path / "ours")

    assert Path(home).is_relative_to(programs.parent)
    assert str(source / "public" / "index.html") in said
    assert list_files(folder) == set()
    assert read_files(source / "public") == read_files(tmp_path / "ours")


def test_in_a_checkout_an_edited_template_shows_at_the_next_build(tmp_path: Path) -> None:
    checkout, site = tmp_path / "checkout", tmp_path / "site"
    for name in ("generator", "templates", "static"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = (sys.executable, "-m", "generator")
    run(*command, "init", site, folder=checkout)
    build = (*command, "build", "--source", site)
    run(*build, folder=checkout)
    before = read_files(site / "public")

    template = checkout / "templates" / "index.html"
    text = template.read_text(encoding="utf-8")
    edited = text.replace("<h1>", "<h1>Edited: ", 1)
    assert edited != text
    template.write_text(edited, encoding="utf-8")
    style = next(iter(sorted((checkout / "static" / "style").rglob("*.css"))))
    style.write_text("/* edited */\n", encoding="utf-8")
    run(*build, folder=checkout)
    after = read_files(site / "public")

    changed = {name for name in after if before[name] != after[name]} - {".backstory.json"}
    assert b"<h1>Edited: " in after["index.html"]
    assert changed == {"index.html", style.relative_to(checkout / "static").as_posix()}
