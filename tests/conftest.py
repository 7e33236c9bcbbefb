"""What many tests share: the shipped documentary, built once; the long checks that wait."""

from __future__ import annotations

import compileall
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
import coverage
import making
import previews
import pytest
from crawler import Site, read_site
from hypothesis import settings

import generator
from generator import locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parent.parent
BASE_URL = "https://example.org/sub/path/"
# With several workers, a long test at the end would keep all but one of them waiting.
LONGEST = ["tests/test_incremental.py", "tests/test_cluster.py", "tests/test_browser.py"]
OLD_URLS = ("old/name.html", "former.html")
# Tests write many small files: into memory, where there is a good deal of it.
MEMORY, ENOUGH = Path("/dev/shm"), 2 * 2**30

# How long an example takes is nobody's fault on a busy machine; what is to be quick is measured.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person who changed what pages show take the new pages as right."""
    parser.addoption(
        "--refresh", action="store_true", help="rewrite what tests/sites/ expects; read the diff"
    )
    parser.addoption("--campaign", action="store_true", help="hours of chance; speed")


def pytest_configure(config: pytest.Config) -> None:
    """Ask for coverage of a whole run only: a part of the tests covers a part of the code."""
    if not hasattr(config, "workerinput"):
        prepare()
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    coverage = config.pluginmanager.get_plugin("_cov")
    if coverage and (not is_whole or config.option.keyword or config.option.markexpr):
        coverage.options.cov_report = {}
        coverage.options.cov_fail_under = 0


def prepare() -> None:
    """Make what many processes will want: the package compiled, a quick place for their files."""
    compileall.compile_dir(ROOT / "generator", quiet=1)
    is_quick = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    if is_quick and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; leave the audit out unless `-m` asks for it."""
    items.sort(key=find_turn)
    if "audit" in config.option.markexpr:
        return
    waits = pytest.mark.skip(reason="takes long and needs Java and npm: run it with `-m audit`")
    for item in items:
        if item.get_closest_marker("audit"):
            item.add_marker(waits)


def find_turn(item: pytest.Item) -> tuple[int, bool]:
    """When it is a test's turn: those that share a browser come one after another."""
    path = item.nodeid.partition("::")[0]
    return (LONGEST.index(path) if path in LONGEST else len(LONGEST)), not shares_browser(item)


def shares_browser(item: pytest.Item) -> bool:
    """Whether a test's module has use of a browser."""
    return hasattr(getattr(item, "module", None), "browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the browser before the tests that do without it."""
    if not shares_browser(item):
        chromium.close()


def pytest_sessionfinish() -> None:
    """Close the browser after the last test."""
    chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Count what the package does, and not how pytest reads its tests: it takes twice as long."""
    for module in pkgutil.iter_modules(generator.__path__):
        import_module(f"generator.{module.name}")
    with not_counting():
        return (yield)


@contextmanager
def not_counting() -> Iterator[None]:
    """Count no coverage for a while."""
    counter = coverage.Coverage.current()
    if counter:
        counter.stop()
    try:
        yield
    finally:
        if counter:
            counter.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count nothing of what is tried by chance: examples beside it cover the same code."""
    is_by_chance = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    with not_counting() if is_by_chance else nullcontext():
        return (yield)


@pytest.fixture
def uncounted() -> Iterator[None]:
    """What a long test covers is covered by others; to count it would take half of its time."""
    with not_counting():
        yield


def run(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command; where it fails, its output is the message."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, (
        f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    )
    return done


def build_site(source: Path, output: Path) -> Path:
    """Build a site with the command, as its author would."""
    run(sys.executable, "-m", "generator", "build", "--source", source, "-o", output)
    return output


def without_base_url(settings: str) -> str:
    """A site's settings without their `base_url`."""
    return re.sub(r"(?m)^base_url:.*\n", "", settings)


def copy_content(folder: Path, base: str = "") -> Path:
    """Copy the shipped content into a folder of its own, for another address."""
    shutil.copytree(ROOT / "content", folder / "content")
    settings = folder / "content" / "site.yaml"
    text = without_base_url(settings.read_text(encoding="utf-8"))
    settings.write_text(text + (f"base_url: {base}\n" if base else ""), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def documentary() -> making.Made:
    """The documentary in content/, made in memory."""
    with not_counting():
        return making.Made(ROOT, making.make_site(ROOT))


def share(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whichever worker needs it first, for all of them to read."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= f"all-{name}"
    with locks.lock(folder):
        if not folder.is_dir():
            half = folder.with_name(f"half-{name}")
            shutil.rmtree(half, ignore_errors=True)
            make(half)
            half.rename(folder)
    return folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The documentary in content/, built for no address in particular."""

    def make(folder: Path) -> None:
        build_site(copy_content(folder), folder / "public")

    return read_site(share(tmp_path_factory, "shipped", make) / "public")


@pytest.fixture(scope="session")
def shipped_below(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same documentary, built for an address below the top of a host; one page has moved."""

    def make(folder: Path) -> None:
        copy_content(folder, BASE_URL)
        page = min((folder / "content" / "pages").glob("*.md"))
        text = page.read_text(encoding="utf-8")
        moved = text.replace("---\n", f"---\nredirect_from: [{', '.join(OLD_URLS)}]\n", 1)
        page.write_text(moved, encoding="utf-8")
        build_site(folder, folder / "public")

    return read_site(share(tmp_path_factory, "below", make) / "public", BASE_URL)


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """Write a site from a table of paths below content/ and texts; give its folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        return making.write_files(tmp_path / "site", files)

    return write


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., making.Made]:
    """Write a site from a table of paths below content/ and texts, and make its pages."""

    def write_and_make(files: Mapping[str, str | bytes], **options: Any) -> making.Made:
        return making.make(tmp_path / "site", files, **options)

    return write_and_make


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[previews.Running]:
    """A preview at work, for tests that only ask."""
    with previews.writing(tmp_path_factory.mktemp("writing")) as running:
        yield running


@pytest.fixture
def edited(served: previews.Running) -> Iterator[tuple[previews.Running, Path]]:
    """The same, and its site's folder to write in; the site is as it was again after the test."""
    yield served, served.source
    previews.restore(served)
