"""The index of all texts, which Pagefind makes, and which a browser searches on a web server.

To make it takes longer than all else, so without a change of a document the last one stays.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cbor2

from generator.documents import list_searched, render_document
from generator.files import make_folder, read_chunks, sha256, write_file
from generator.index import record_url
from generator.listing import Task
from generator.output import list_tree
from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.engine import Engine
    from generator.listing import Lister
    from generator.model import Record
    from generator.outputs import Output

FOLDER = "pagefind"
# Of what Pagefind writes, its own interfaces are not needed, nor is its worker.
UNUSED = (
    *("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight"),
    "pagefind-worker",
)
# What names all others, and how a file of an index begins once it is unpacked.
ENTRY, SIGNATURE = "pagefind-entry.json", b"pagefind_dcd"
# Where in the list of an index its filters and its orders are.
BY_CHANCE = (3, 4)
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
    elif records:
        documents = ((record_url(r), render_document(lister, r)) for r in records)
        try:
            made = make_index(documents, lister.config.language)
        except (OSError, PagefindError) as failure:
            message = f"the index of texts cannot be made: {failure}"
            return [], [error("search-index", "content/site.yaml", 0, 0, message, FIX)]
        files = {url: output.write(url, content) for url, content in made.items()}
    engine.memory.remember(MADE, [], [key, files])
    return [*files], []


def sign_document(lister: Lister, record: Record) -> list[str]:
    """What tells a document from an earlier one."""
    return [sign(f"{record_url(record)} {render_document(lister, record)}")]


def sign(text: str) -> str:
    """A digest of a text."""
    return sha256(text.encode())


def make_index(documents: Iterable[tuple[str, str]], language: str) -> dict[str, bytes]:
    """The index of some documents, each with its URL: files by their URLs."""
    with tempfile.TemporaryDirectory(prefix="backstory-") as name:
        folder = Path(name)
        write_documents(folder / "site", documents)
        run_pagefind(folder, language)
        return read_index(folder / FOLDER)


def write_documents(folder: Path, documents: Iterable[tuple[str, str]]) -> None:
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
        raise PagefindError(f"Pagefind ended with {done.returncode}: {said[-1] if said else ''}")


def read_index(folder: Path) -> dict[str, bytes]:
    """The files of the index that a browser asks for, by their URLs."""
    names = [name for name in sorted(list_tree(folder)) if not name.startswith(UNUSED)]
    files = {name: b"".join(read_chunks(folder / name)) for name in names}
    return {f"{FOLDER}/{name}": content for name, content in settle(files).items()}


def settle(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index, the same whenever it is made of the same documents.

    Pagefind lists filters and orders by chance. Its entry names the file that lists them, by a
    digest, which it need not be.
    """
    settled, entry = dict(files), json.loads(files[ENTRY])
    for language, about in entry["languages"].items():
        packed = settled.pop(f"pagefind.{about['hash']}.pf_meta")
        lists = cbor2.loads(gzip.decompress(packed).removeprefix(SIGNATURE))
        for place in BY_CHANCE:
            lists[place].sort()
        content = SIGNATURE + cbor2.dumps(lists)
        about["hash"] = f"{language}_{sha256(content)[:10]}"
        # What is not packed may be as it is.
        settled[f"pagefind.{about['hash']}.pf_meta"] = content
    settled[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return settled
