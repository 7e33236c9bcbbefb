"""What earlier builds found out, kept in `.backstory/`: safe to delete at any time.

One file of SQLite holds tables of texts by keys, each with a check of its bytes. A file that is
damaged, of another version or in use by another run is not used, and the reason is noted; the
build then keeps what it finds out in a temporary file. Nothing in it is ever run: it is JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sqlite3
import zlib
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from generator.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

FOLDER = ".backstory"
TABLES = (
    *("parsed", "bodies", "texts", "quotes", "uncited", "capitals"),
    *("readers", "shelves", "state"),
)
# The libraries on which what is kept depends.
LIBRARIES = "jinja2 markupsafe markdown pyyaml pydantic nh3 bibtexparser pagefind".split()
# What the program's source is: modules, and the outline of the world.
SOURCES = (".py", ".svg")
# Bytes of the check before each text.
CHECK = 4
# With fewer to forget it is not worth looking.
LEAST_PRUNED = 100
# So many keys in one question.
MOST_KEYS = 500


class CacheError(Exception):
    """What was kept cannot be read, or nothing can be kept; says why."""


@cache
def generator_digest() -> str:
    """A digest of this program's source, and of the libraries and the Python that it runs on."""
    found = hashlib.sha256(platform.python_version().encode())
    for name in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            found.update(f" {name} {metadata.version(name)}".encode())
    for path in sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in SOURCES):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


class Cache:
    """Tables of values by keys; all that is written is kept at `commit`, or not at all."""

    def __init__(self, path: Path | None) -> None:
        """Open a file, or a temporary one that nobody else sees; raise CacheError."""
        self.path, self.process = path, os.getpid()
        self.spool = Spool(path.parent if path else None)
        self.unsaved: dict[tuple[str, str], None] = {}
        try:
            if path is not None:
                make_folder(path.parent)
            # Only one thread uses it, but what nobody holds any more may be found by another.
            self.database = sqlite3.connect(
                path or "", timeout=0, isolation_level=None, check_same_thread=False
            )
            for setting in ("synchronous = OFF", "cache_size = -20000", "temp_store = FILE"):
                self.database.execute(f"PRAGMA {setting}")
            self.begin()
        except (sqlite3.Error, OSError) as failure:
            raise CacheError(str(failure)) from failure

    def __del__(self) -> None:
        # A fork leaves the connection to whom it belongs; without one, none was opened.
        if os.getpid() == self.process and hasattr(self, "database"):
            self.close()

    def begin(self) -> None:
        """Begin what a commit ends, with all tables, and nothing of another version's in them."""
        # Held until the end: what another run changed meanwhile would not fit together.
        self.database.execute("BEGIN EXCLUSIVE")
        for table in TABLES:
            columns = "(key TEXT PRIMARY KEY, value BLOB)"
            self.database.execute(f"CREATE TABLE IF NOT EXISTS {table} {columns}")
        if self.read("state", "generator") != generator_digest():
            for table in TABLES:
                self.database.execute(f"DELETE FROM {table}")
            self.write("state", "generator", generator_digest())
        elif self.read("state", "rows") != self.count_rows():
            raise CacheError("entries are missing")

    def count_rows(self) -> str:
        """How many texts there are in each table but that in which this is noted."""
        tables = [table for table in TABLES if table != "state"]
        counts = [f"(SELECT COUNT(*) FROM {table})" for table in tables]
        return json.dumps(self.database.execute(f"SELECT {', '.join(counts)}").fetchone())

    def read(self, table: str, key: str) -> str | None:
        """A text, None where there is none; raise CacheError where it is damaged."""
        found = dict(self.find(f"SELECT key, value FROM {table} WHERE key = ?", [key]))
        return found.get(key)

    def read_many(self, table: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The texts of some keys, as far as there are any."""
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), MOST_KEYS):
            some = wanted[start : start + MOST_KEYS]
            marks = ",".join("?" * len(some))
            yield from self.find(f"SELECT key, value FROM {table} WHERE key IN ({marks})", some)

    def read_all(self, table: str) -> Iterator[tuple[str, str]]:
        """All keys of a table with their texts."""
        yield from self.find(f"SELECT key, value FROM {table}", [])

    def find(self, question: str, keys: list[str]) -> Iterator[tuple[str, str]]:
        """Keys and texts, each checked."""
        try:
            if os.getpid() != self.process:
                self.open_again()
            for key, value in self.database.execute(question, keys):
                if value[:CHECK] != check(key, value[CHECK:]):
                    raise CacheError(f"the entry {key} is damaged")
                yield key, value[CHECK:].decode("utf-8", "surrogatepass")
        except (sqlite3.Error, ValueError, TypeError) as failure:
            raise CacheError(str(failure)) from failure

    def open_again(self) -> None:
        """Open the file in a fork, which must not use the connection that it was born with.

        While there are forks, nothing is written, so this wants no lock, which would not be given.
        """
        if self.path is None:
            raise RuntimeError("a temporary database does not outlive a fork")
        # The other one is not even to be closed here.
        self.process, self.inherited = os.getpid(), self.database
        address = f"{self.path.absolute().as_uri()}?immutable=1"
        self.database = sqlite3.connect(address, uri=True, isolation_level=None)

    def write(self, table: str, key: str, text: str) -> None:
        """Keep a text; what was kept under the key is replaced."""
        self.write_many(table, [(key, text)])

    def write_many(self, table: str, items: Iterable[tuple[str, str]]) -> None:
        """Keep several texts."""
        try:
            self.database.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES (?, ?)",
                ((key, pack(key, text)) for key, text in items),
            )
        except sqlite3.Error as failure:
            raise CacheError(str(failure)) from failure

    def hold(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep texts by tables from the next commit; at once `fetch` gives them, also in forks."""
        self.spool_texts(key, texts)
        self.unsaved.update(((table, key), None) for table in texts)

    def put(self, key: str, texts: Mapping[str, str]) -> None:
        """The same while no fork reads the file: what is written at once need not be saved."""
        self.spool_texts(key, texts)
        for table, text in texts.items():
            self.write(table, key, text)

    def fetch(self, table: str, key: str) -> str | None:
        """A text that is held or kept, None where there is none."""
        if (table, key) in self.spool.places:
            return self.spool.read(table, key)
        return self.read(table, key)

    def fetch_many(self, table: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The same of some keys, as far as there are any."""
        kept = []
        for key in keys:
            if (table, key) not in self.spool.places:
                kept.append(key)
            elif text := self.spool.read(table, key):
                yield key, text
        yield from self.read_many(table, kept)

    def share(self, table: str, keys: Iterable[str]) -> None:
        """Let `fetch` give these texts also in forks that are made from now on.

        Those of a file they read there, without the many that they do not want.
        """
        if self.path:
            return
        lacking = [key for key in keys if (table, key) not in self.spool.places]
        for key, text in self.read_many(table, lacking):
            self.spool_texts(key, {table: text})
        for key in lacking:
            self.spool.places.setdefault((table, key), None)

    def spool_texts(self, key: str, texts: Mapping[str, str]) -> None:
        """Write texts to where forks can read them."""
        try:
            self.spool.write(key, texts)
        except OSError as failure:
            raise CacheError(str(failure)) from failure

    def save(self) -> None:
        """Take what is held into the file."""
        for table in {table for table, _ in self.unsaved}:
            keys = sorted(key for one, key in self.unsaved if one == table)
            self.write_many(table, ((key, self.spool.read(table, key) or "") for key in keys))
        self.unsaved.clear()

    def remove(self, table: str, keys: Iterable[str]) -> None:
        """Forget some texts."""
        try:
            self.database.executemany(
                f"DELETE FROM {table} WHERE key = ?", ((key,) for key in keys)
            )
        except sqlite3.Error as failure:
            raise CacheError(str(failure)) from failure

    def find_unwanted(self, table: str, wanted: Container[str]) -> list[str]:
        """The keys of what is not wanted, once that is more than what is."""
        keys = [key for (key,) in self.database.execute(f"SELECT key FROM {table}")]
        unwanted = [key for key in keys if key not in wanted]
        return unwanted if len(unwanted) > len(keys) // 2 + LEAST_PRUNED else []

    def commit(self) -> None:
        """Make all that was written last."""
        self.save()
        try:
            self.write("state", "rows", self.count_rows())
            self.database.execute("COMMIT")
            self.database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as failure:
            raise CacheError(str(failure)) from failure

    def rollback(self) -> None:
        """Forget all that was written since the last commit."""
        self.unsaved.clear()
        self.spool.clear()
        try:
            self.database.execute("ROLLBACK")
            # A new file has no tables now.
            self.begin()
        except sqlite3.Error as failure:
            raise CacheError(str(failure)) from failure

    def remove_file(self) -> None:
        """Remove the file, which is damaged; nothing is kept any more."""
        self.close()
        if self.path is not None:
            forget(self.path)

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        with suppress(sqlite3.Error):
            self.database.rollback()
        self.database.close()
        self.spool.close()


def make_folder(folder: Path) -> None:
    """Make the folder of the cache, which no version control is to take in."""
    if not folder.is_dir():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def pack(key: str, text: str) -> bytes:
    """A text as bytes, with their check before them."""
    data = text.encode("utf-8", "surrogatepass")
    return check(key, data) + data


def check(key: str, data: bytes) -> bytes:
    """What shows that these bytes were written under this key."""
    return zlib.crc32(data, zlib.crc32(key.encode("utf-8", "surrogatepass"))).to_bytes(CHECK, "big")


def cache_name(*, drafts: bool) -> str:
    """The name of the cache: what is made with drafts is another site."""
    return "drafts" if drafts else "site"


def open_cache(source: Path, name: str) -> tuple[Cache, str]:
    """The cache of a site, and "" or why it had to be begun anew or is not used.

    A file that is damaged is removed. One in use by another run, or a folder that cannot be
    written, makes a temporary one do.
    """
    path = source / FOLDER / f"{name}.sqlite"
    reason = ""
    for _ in range(2):
        try:
            return Cache(path), reason
        except CacheError as failure:
            reason = str(failure)
            if "locked" in reason or not forget(path):
                break
    return Cache(None), reason


def forget(path: Path) -> bool:
    """Remove a cache; tell whether that was possible."""
    try:
        if path.is_dir() and not path.is_symlink():
            return False
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    except OSError:
        return False
    return True
