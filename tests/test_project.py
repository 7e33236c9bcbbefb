"""The project's own rules: one test line, clean tools, module order, sizes, who opens files."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, run

import generator

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = sorted(path.stem for path in (ROOT / "generator").glob("*.py"))
TEMPLATES = sorted(path.name for path in (ROOT / "templates").glob("*.html"))

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50
# What is longer than that, and why it may be. Whoever shortens one takes it off the list.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS = {
    "build.run": "the whole flow, which reads like the design's section on it",
}


@cache
def source_of(module: str) -> str:
    """A module's text."""
    return (ROOT / "generator" / f"{module}.py").read_text(encoding="utf-8")


@cache
def tree_of(module: str) -> ast.Module:
    """A module, parsed."""
    return ast.parse(source_of(module))


# One line that runs every test


def test_the_line_in_the_readme_is_the_one_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    wanted = r"(?m)^python3 -m venv \S+ && .*pytest.*$"
    blocks = re.findall(r"(?ms)^ *```\w*\n(.*?)^ *```", readme)
    shown = [line.strip() for block in blocks for line in re.findall(wanted, block)]

    assert len(shown) == 1
    assert re.findall(wanted, script) == shown


def test_exact_versions_come_from_the_ordinary_registry() -> None:
    path = ROOT / ".ci" / "constraints.txt"
    lines = [line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
    pins = [line for line in lines if line]

    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+( ?; .+)?", pin)] == []
    assert len(pins) > 10


# Tools


@pytest.mark.parametrize(
    "command",
    ["ruff check --no-fix", "ruff format --check", "mypy"],
    ids=["lint", "format", "types"],
)
def test_the_tools_find_nothing(command: str) -> None:
    run(sys.executable, "-m", *command.split())


# Modules


def list_modules() -> list[str]:
    """The modules in the order in which the package's docstring names them."""
    return re.findall(r"(?m)^    (\w+)  +\S", generator.__doc__ or "")


def test_the_package_lists_every_module_once() -> None:
    assert sorted([*list_modules(), "__init__"]) == MODULES


def find_imports(module: str) -> Iterator[str]:
    """The modules of the package that a module imports, those for type checks among them."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("generator."):
                    yield alias.name.split(".")[1]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}.py:{node.lineno}: a relative import"
            if node.module == "generator":
                yield from (a.name for a in node.names if a.name in MODULES)
            elif node.module and node.module.startswith("generator."):
                yield node.module.split(".")[1]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_those_above_it(module: str) -> None:
    order = list_modules()
    above = order[: order.index(module)] if module in order else []

    assert set(find_imports(module)) - set(above) == set()


@pytest.mark.parametrize("module", [name for name in MODULES if name != "__main__"])
def test_imports_stand_at_the_top(module: str) -> None:
    inside = [
        node.lineno
        for function in ast.walk(tree_of(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_no_module_is_long_without_a_reason() -> None:
    long = {name for name in MODULES if source_of(name).count("\n") > LINES_OF_A_MODULE}

    assert long == LONG_MODULES.keys()


def test_no_function_is_long_without_a_reason() -> None:
    long = {
        f"{module}.{node.name}"
        for module in MODULES
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION
    }

    assert long == LONG_FUNCTIONS.keys()


# Who prints, who reads, who writes

PRINTS = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
READS = {"read_text", "read_bytes", "iterdir", "glob", "rglob", "scandir", "walk", "listdir"}
WRITES = {
    "chmod",
    "copy",
    "copy2",
    "copyfile",
    "copytree",
    "mkdir",
    "move",
    "replace",
    "rmdir",
    "rmtree",
    "symlink_to",
    "touch",
    "unlink",
    "utime",
    "write_bytes",
    "write_text",
}
# Names that plain values have, too: a text is replaced, a list copied, a tree of Markdown walked.
ONLY_OF_MODULES = {"copy", "glob", "move", "replace", "walk"}
# Who reads a site's folder, who looks at folders without opening a file, and who writes.
READERS = {"fetching", "load", "assets", "stamp"}
LOOKERS = {"folders", "locks", "output", "watch"}
# Who reads a file of the program itself: the outline of the world.
OWN_READERS = {"outline"}
# Large files are served, and compared, in pieces.
READ_IN_PIECES = {("assets", "file.open"), ("stamp", "Path(path).open")}
WRITERS = {"cache", "files", "prints", "publish", "swap", "scaffold", "linkcheck"}
# Pillow opens what is in memory already.
OPENED_IN_MEMORY = {("pictures", "Image.open")}


def find_calls(module: str) -> Iterator[tuple[str, str, int]]:
    """The calls in a module: the full dotted name, its last part, and the line."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = ast.unparse(node.func)
            yield name, name.rpartition(".")[2], node.lineno


def touches(name: str, last: str, names: set[str]) -> bool:
    """Whether a call is a path's or a system module's, and not one of the program's own."""
    owner = name.rpartition(".")[0]
    if last not in names or owner in ("", "self"):
        return False
    return last not in ONLY_OF_MODULES or owner in ("os", "shutil")


def opens(name: str, last: str) -> bool:
    """Whether a call opens a file."""
    return last == "open" and name != "self.open"


def test_only_the_command_line_prints() -> None:
    found = [
        f"{module}.py:{line}"
        for module in MODULES
        if module != "__main__"
        for name, _, line in find_calls(module)
        if name in PRINTS
    ]

    assert found == []


def test_only_those_who_read_content_and_publish_open_files() -> None:
    found = [
        f"{module}.py:{line}: {name}"
        for module in MODULES
        if module not in READERS | LOOKERS | WRITERS | OWN_READERS
        for name, last, line in find_calls(module)
        if opens(name, last) or touches(name, last, READS)
        if (module, name) not in OPENED_IN_MEMORY
    ]

    assert found == []


def test_only_those_who_are_to_write_do() -> None:
    found = {
        f"{module}.py:{line}: {name}"
        for module in MODULES
        if module not in WRITERS
        for name, last, line in find_calls(module)
        if touches(name, last, WRITES) or (opens(name, last) and module in READERS)
        if (module, name) not in READ_IN_PIECES
    }
    allowed = {one for one in found if re.fullmatch(r"__main__\.py:\d+: shutil\.rmtree", one)}

    assert found - allowed == set()
    assert len(allowed) <= 1, "`clean` alone removes the cache"


CLIENTS = {"http.client", "httpx", "requests", "tornado.simple_httpclient", "urllib.request"}


def test_only_transport_uses_the_network() -> None:
    found = {
        module
        for module in MODULES
        for node in tree_of(module).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", ""), *(alias.name for alias in node.names)]
        if name in CLIENTS
    }

    assert found == {"transport"}


def test_a_build_does_not_even_load_what_uses_the_network() -> None:
    code = "import sys, generator.__main__, generator.build; print('tornado' in sys.modules)"

    assert run(sys.executable, "-c", code).stdout == "False\n"


def test_these_searches_find_what_they_are_for() -> None:
    assert {last for _, last, _ in find_calls("files")} >= {"open", "unlink", "mkdir", "chmod"}
    assert {name for name, *_ in find_calls("__main__")} >= {"click.echo"}
    assert {last for _, last, _ in find_calls("load")} >= {"read_bytes", "iterdir"}


# Problems

CODE = re.compile(r"[a-z]+(-[a-z]+)*")
# Where the code stands among the arguments of what makes a problem.
PLACES = {"error": 0, "warning": 0, "refusal": 0, "Problem": 1}


def find_codes() -> set[str]:
    """The codes of problems that stand in the source as they are."""
    codes = set()
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = PLACES.get(node.func.id)
                if place is not None and len(node.args) > place:
                    code = node.args[place]
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        codes.add(code.value)
    return codes


def test_codes_of_problems_have_one_form() -> None:
    codes = find_codes()

    assert len(codes) > 30
    assert [code for code in codes if not CODE.fullmatch(code)] == []


def test_every_code_stands_in_the_table_of_codes() -> None:
    codes = find_codes()
    for name in ("CONTRIBUTING.md", "README.md"):
        path = ROOT / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        listed = set(re.findall(r"(?m)^\| `([a-z-]+)` \|", text))
        if len(listed & codes) > len(codes) // 2:
            assert codes - listed == set()
            return
    pytest.skip("no table of codes yet in README.md or CONTRIBUTING.md")


# Files in the repository

HOME = re.compile(r"(?<![\w.:/~$}-])/(?:home|root|work|tmp|Users|mnt)/\w")
REGISTRY = re.compile(r"--(?:extra-)?index-url|PIP_(?:EXTRA_)?INDEX_URL|\bregistry=")
BINARY = {".gif", ".ico", ".jpeg", ".jpg", ".pdf", ".png", ".webp", ".woff2"}


def list_tracked() -> list[str]:
    """The files that the repository has, and those that are about to join it."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a checkout")
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_speaks_of_one_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in list_tracked()
        if not name.startswith("tests/") and Path(name).suffix not in BINARY
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if HOME.search(line) or REGISTRY.search(line)
    ]

    assert found == []


def test_nothing_that_is_built_is_tracked() -> None:
    made = re.compile(r"(^|/)(public|\.backstory|__pycache__|node_modules|\.venv)/|\.pyc$|\.whl$")

    assert [name for name in list_tracked() if made.search(name)] == []


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("see /home/ada/site", True),
        ('path = "/tmp/x"', True),
        ("/".join(["", "root", ".cache"]), False),
        ("https://example.org/work/a.html", False),
        ("../work/a.html and " + "/".join(["~", "work", "a"]), False),
    ],
)
def test_paths_of_a_machine_are_told_from_addresses(line: str, is_found: bool) -> None:
    assert bool(HOME.search(line)) is is_found


# Templates

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# A macro may give attributes alone, for a tag that is written elsewhere.
TAG = re.compile(r"""<[^>]*>|\s[\w-]+="[^"]*\"""")
SPOKEN = re.compile(r'\b(?:alt|title|placeholder|aria-label|aria-description)="([^"]*)"')
SCRIPT = re.compile(r"<script\b([^>]*)>")


def read_template(name: str) -> str:
    """A template without what Jinja puts in."""
    return JINJA.sub("", (ROOT / "templates" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_words_of_its_own(name: str) -> None:
    html = read_template(name)
    words = re.findall(r"[^\W\d_]+", TAG.sub("", html))
    spoken = re.findall(r"[^\W\d_]+", " ".join(SPOKEN.findall(html)))

    assert words == []
    assert spoken == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_style_and_no_script_of_its_own(name: str) -> None:
    html = read_template(name)
    scripts = [a for a in SCRIPT.findall(html) if "src=" not in a and "ld+json" not in a]

    assert scripts == []
    assert not re.search(r"<style\b|\sstyle=|\son\w+=", html)
