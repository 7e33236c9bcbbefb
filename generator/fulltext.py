"""The index of all texts, which Pagefind makes, and which a browser searches on a web server.

To make it takes longer than all else, so without a change of a document the last one stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.documents import list_searched, render_document
from generator.files import make_folder, read_chunks, write_file
from generator.index import record_url
from generator.listing import Task
from generator.output import list_tree
from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.engine import Engine
    from generator.listing import Lister
    from generator.model import Record
    from generator.outputs import Output

FOLDER = "pagefind"
# Of what Pagefind writes, its own interfaces are not needed.
UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
# What stands in a body and is none of its text: numbers of notes, and the ways back from them.
SIGNS = ".mark, .number, .back"
# In seconds; a record takes some milliseconds.
LONGEST = 3600
# Under what the index is remembered.
MADE = "texts"
FIX = "run `pip install 'pagefind[bin]'`, or write `search: false` into `content/site.yaml`"


class PagefindError(Exception):
    """Why there is no index."""


def index_texts(engine: Engine, lister: Lister, output: Output) -> tuple[list[str], list[Problem]]:
    """Put out the files of the index: their URLs, and what is wrong."""
    records = list(list_searched(lister))
    tasks = [Task(f"document {r.id}", partial(sign_document, lister, r)) for r in records]
    signs = [engine.derive(task, lister.reads)[0] for task in tasks]
    key = sign(json.dumps([lister.config.language, signs]))
    known, files = engine.memory.recall(MADE) if engine.memory.is_fresh(MADE) else ("", {})
    if key == known and all(output.has(url, digest_of) for url, digest_of in files.items()):
        for url in files:
            output.keep(url)
    else:
        documents = ((record_url(r), render_document(lister, r)) for r in records)
        try:
            with tempfile.TemporaryDirectory(prefix="backstory-") as folder:
                write_documents(Path(folder) / "site", documents)
                run_pagefind(Path(folder), lister.config.language)
                made = read_index(Path(folder) / FOLDER)
                files = {url: output.write(url, content) for url, content in made}
        except (OSError, PagefindError) as failure:
            message = f"the index of texts cannot be made: {failure}"
            return [], [error("search-index", "content/site.yaml", 0, 0, message, FIX)]
    engine.memory.remember(MADE, [], [key, files])
    return [*files], []


def sign_document(lister: Lister, record: Record) -> list[str]:
    """What tells a document from an earlier one."""
    return [sign(f"{record_url(record)} {render_document(lister, record)}")]


def sign(text: str) -> str:
    """A digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_documents(folder: Path, documents: Iterator[tuple[str, str]]) -> None:
    """Write what is to be found, each at the URL of its page."""
    make_folder(folder)
    for url, text in documents:
        path = folder / url
        if not path.parent.is_dir():
            make_folder(path.parent)
        write_file(path, [text.encode()])


def run_pagefind(folder: Path, language: str) -> None:
    """Let Pagefind read the documents in `site` and write its index beside them.

    All are of one language for it, or a search would find only those in that of its page. Settings
    for other sites, in files or in the environment, are none of ours.
    """
    command = [sys.executable, "-m", "pagefind", "--site", "site", "--output-path", FOLDER]
    command += ["--force-language", language.partition("-")[0].lower()]
    command += ["--exclude-selectors", SIGNS, "--silent"]
    kept = {name: v for name, v in os.environ.items() if not name.startswith("PAGEFIND_")}
    if path := os.environ.get("PAGEFIND_BINARY_PATH"):
        kept["PAGEFIND_BINARY_PATH"] = path
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, cwd=folder, env=kept, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as failure:
        raise PagefindError(f"Pagefind did not end within {LONGEST} seconds") from failure
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise PagefindError(said[-1] if said else f"Pagefind ended with {done.returncode}")


def read_index(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the index that a browser asks for, by their URLs."""
    for name in sorted(list_tree(folder)):
        if not name.startswith(UNUSED):
            yield f"{FOLDER}/{name}", b"".join(read_chunks(folder / name))
