"""What outside judges say of the shipped documentary. It takes long: run it with `-m audit`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import chromium
import pytest
import xmlschema
from conftest import run
from server import serve
from test_browser import POLICY, PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from crawler import Site

pytestmark = pytest.mark.audit

# What Lighthouse looks at, and the least that it is to find of a hundred.
PAGES = ("index.html", "articles/", "timeline.html", "people/index.html")
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# Messages that are wrong in our case, each with the reason.
FALSE_POSITIVES: dict[str, str] = {}


@pytest.fixture(scope="module")
def checker(pytestconfig: pytest.Config) -> Path:
    """The Nu HTML checker (npm's vnu-jar), fetched once and kept in pytest's cache."""
    if not shutil.which("java"):
        pytest.fail("the audit needs Java")
    # Its install script would fetch a Java of its own, which nobody here needs.
    folder = fetch(pytestconfig, "vnu-jar")
    return next(folder.rglob("vnu.jar"))


def judge(checker: Path, folder: Path) -> list[dict[str, Any]]:
    """What the checker says of the pages under a folder."""
    command = ["java", "-jar", str(checker), "--skip-non-html", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    # It reports on its error stream, and ends with 1 where it reports anything.
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stderr)["messages"]


@pytest.mark.parametrize("name", ["shipped", "shipped_below"])
def test_the_nu_html_checker_finds_nothing(
    checker: Path, name: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(name)
    found = [
        f"{one.get('url', '').rpartition('/public/')[2]}:{one.get('lastLine')}: {one['message']}"
        for one in judge(checker, site.folder)
        if one["message"] not in FALSE_POSITIVES
    ]

    assert found == []


def test_the_nu_html_checker_finds_a_fault(checker: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!DOCTYPE html><title>x</title><p><div id=a id=a></p>")

    assert len(judge(checker, tmp_path)) > 1


@pytest.fixture(scope="module")
def lighthouse(pytestconfig: pytest.Config) -> Path:
    """Lighthouse 12 (npm), fetched once and kept in pytest's cache."""
    return fetch(pytestconfig, "lighthouse@12") / "node_modules" / ".bin" / "lighthouse"


def fetch(config: pytest.Config, package: str) -> Path:
    """A package of npm in a folder of its own; its install scripts are not run."""
    npm = shutil.which("npm")
    if not npm:
        pytest.fail("the audit needs npm")
    folder = config.cache.mkdir(package.replace("@", "-"))
    if not (folder / "node_modules").is_dir():
        options = ("--ignore-scripts", "--no-audit", "--no-fund")
        run(npm, "install", "--prefix", folder, *options, package, folder=folder)
    return folder


def test_lighthouse_finds_little_to_better(
    lighthouse: Path, shipped_below: Site, tmp_path: Path
) -> None:
    """On a phone with a slow connection, as it is simulated; run it on a machine at rest."""
    article = max(url for url in shipped_below.pages if url.startswith("articles/20"))
    flags = f"--chrome-flags={' '.join(chromium.ARGUMENTS)}"
    found = {}
    with serve(shipped_below.folder, PREFIX, POLICY) as top:
        for url in (article if page == "articles/" else page for page in PAGES):
            report = tmp_path / "report.json"
            command = [str(lighthouse), top + url, "--output=json", f"--output-path={report}"]
            subprocess.run(
                [*command, "--quiet", flags],
                env=os.environ | {"CHROME_PATH": chromium.find()},
                check=True,
                capture_output=True,
            )
            categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
            found[url] = {name: round(100 * categories[name]["score"]) for name in LEAST}
    print(found)

    assert [u for u, one in found.items() if any(one[n] < LEAST[n] for n in LEAST)] == [], found


def test_the_sitemap_is_as_its_schema_has_it(
    pytestconfig: pytest.Config, shipped_below: Site
) -> None:
    """The schema of sitemaps.org, as npm's `sitemap` carries it."""
    schema = fetch(pytestconfig, "sitemap") / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"

    xmlschema.XMLSchema(str(schema)).validate(str(shipped_below.folder / "sitemap.xml"))
