"""The pictures that pages refer to: copies of them made once, and kept by their bytes.

They are kept in `.backstory/pictures/`, each in a folder named by what it was made from, so that
neither an error in the content nor another version of this program makes them anew. What is there
is checked before it is used, and made again where it is damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.assets import find_media
from generator.cache import make_folder
from generator.files import sha256
from generator.model import Shape
from generator.parse import worker_died
from generator.pictures import KNOWN, Fault, Made, Use, find_ending, list_versions, make, make_chunk
from generator.problems import Problem
from generator.traits import traits_of
from generator.workers import Died

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Picture, Record
    from generator.outputs import Output
    from generator.pictures import Depth
    from generator.workers import Workers

# Their folder in that of the cache.
PICTURES = "pictures"
# Counts up with each change of what is made of a picture.
EDITION = 1
# So many bytes of a picture take as long as a record; looking at its header takes no time.
WEIGHT = 20_000
# With fewer to forget it is not worth looking.
LEAST_PRUNED = 100


class Known(NamedTuple):
    """What is known of a picture that was made: the sha256 of each of its files by its ending."""

    shape: Shape | None
    files: dict[str, str]
    faults: list[Fault]


class Wanted(NamedTuple):
    """A picture that pages refer to: its file, the sha256 of that, and what for."""

    file: Path
    digest: str
    use: Use


class Prints:
    """Makes and keeps the copies of one site's pictures."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder where they are kept; without one, a temporary one does."""
        self.folder = folder
        self.known: dict[str, Known] = {}
        self.wanted: dict[str, Wanted] = {}
        self.depth: Depth = "make"

    def make(
        self,
        wanted: Mapping[str, tuple[Picture, Path, Use]],
        digests: Mapping[str, str],
        workers: Workers,
        depth: Depth,
    ) -> tuple[dict[str, Picture], list[Problem]]:
        """Some pictures with all that pages need to know of them, by their paths under content/.

        `digests` has those of files that are as they were, by their paths in the site.
        """
        self.depth, problems, missing = depth, list[Problem](), list[str]()
        self.wanted = {}
        for path, (picture, file, use) in wanted.items():
            found = digests.get(picture.path) or digest_file(file)
            self.wanted[path] = one = Wanted(file, found, use)
            if self.recall(self.key_of(path, one)) is None:
                missing.append(path)
        # Each is read when it is its turn: together they may be more than fits into memory.
        items = ((p, read_bytes(self.wanted[p].file), self.wanted[p].use) for p in missing)
        size = sum(wanted[path][0].size for path in missing)
        amount = 0 if depth == "look" else size // WEIGHT
        for (path, data, use), made in workers.run(
            make_chunk, items, depth, amount=amount, chunk=1
        ):
            # It may have been saved anew since it was looked at.
            found = sha256(data)
            self.wanted[path] = one = Wanted(self.wanted[path].file, found, use)
            if isinstance(made, Died):
                problems.append(worker_died(f"content/{path}"))
                self.known[self.key_of(path, one)] = Known(None, {}, [])
            else:
                self.keep(self.key_of(path, one), made)
        shaped = {
            path: replace(picture, shape=self.find(path).shape)
            for path, (picture, _, _) in wanted.items()
        }
        return shaped, problems

    def key_of(self, path: str, wanted: Wanted) -> str:
        """By what a picture's copies are found."""
        asked = (find_ending(path), *wanted.use, self.depth)
        made_from = (EDITION, list_versions(), wanted.digest, *asked)
        return sha256(repr(made_from).encode())[:32]

    def find(self, path: str) -> Known:
        """What is known of a picture that was asked for."""
        return self.known[self.key_of(path, self.wanted[path])]

    def list_problems(self, paths: Iterable[str]) -> Iterator[Problem]:
        """What is wrong with pictures that pages show."""
        for path in sorted(self.wanted.keys() & {*paths}):
            for fault in self.find(path).faults:
                yield Problem(
                    "error" if fault.severity == "error" else "warning",
                    fault.code,
                    f"content/{path}",
                    0,
                    0,
                    fault.message,
                    fault.fix,
                )

    def write(self, paths: Iterable[str], output: Output) -> Iterator[tuple[str, str]]:
        """Hand an output the files of pictures; give the URL of each, and the picture's path."""
        for path in sorted(self.wanted.keys() & {*paths}):
            known, one = self.find(path), self.wanted[path]
            # What cannot be shown is an error, or goes out as it is.
            if self.depth != "make" or known.shape is None:
                output.write(path, one.file)
                yield path, path
                continue
            for name, found in {"": one.digest, **known.files}.items():
                url = f"{path}.{name}" if name else path
                if output.has(url, found):
                    output.keep(url)
                else:
                    output.write(url, self.read(path, name))
                yield url, path

    def read(self, path: str, name: str) -> bytes:
        """One file of a picture: as it was kept, or made again."""
        known, one = self.find(path), self.wanted[path]
        if name in known.files:
            with suppress(OSError):
                data = (self.place(self.key_of(path, one)) / (name or "original")).read_bytes()
                if sha256(data) == known.files[name]:
                    return data
        data = read_bytes(one.file)
        if not name and name not in known.files and sha256(data) == one.digest:
            return data
        return make(path, data, one.use, self.depth).files.get(name, data)

    def place(self, key: str) -> Path:
        """The folder of one picture's copies."""
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="backstory-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        return self.folder / key

    def recall(self, key: str) -> Known | None:
        """What is known under a key, if anything is."""
        if key not in self.known and self.folder is not None:
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                self.known[key] = load_known(key, (self.folder / key / "made").read_bytes())
        return self.known.get(key)

    def keep(self, key: str, made: Made) -> None:
        """Keep what was made. Where that is not possible, it is made again when it is wanted."""
        files = {name: sha256(data) for name, data in made.files.items()}
        self.known[key] = Known(made.shape, files, made.faults)
        if self.depth != "make":
            return
        with suppress(OSError):
            place = self.place(key)
            if not place.parent.is_dir():
                make_folder(place.parent.parent)
            place.mkdir(parents=True, exist_ok=True)
            for name, data in made.files.items():
                write_whole(place / (name or "original"), data)
            told = json.dumps(self.known[key], ensure_ascii=False).encode()
            write_whole(place / "made", sign(key, told) + told)

    def prune(self) -> None:
        """Forget the copies that nobody wants, once they are more than those that are wanted."""
        wanted = {self.key_of(path, one) for path, one in self.wanted.items()}
        self.known = {key: one for key, one in self.known.items() if key in wanted}
        if self.folder is None:
            return
        with suppress(OSError):
            unwanted = {entry.name for entry in os.scandir(self.folder)} - wanted
            if len(unwanted) > len(wanted) + LEAST_PRUNED:
                for name in unwanted:
                    shutil.rmtree(self.folder / name, ignore_errors=True)


def find_wanted(
    records: Iterable[Record], media: Mapping[str, Picture], files: Mapping[str, Path]
) -> dict[str, tuple[Picture, Path, Use]]:
    """The pictures that records with a page refer to, by their paths under content/.

    What a text means by a name is found later, so these are all files of that name.
    """
    shown, offered, portraits = set[str](), set[str](), set[str]()
    for record in records:
        traits = traits_of(record)
        if not traits.is_listed or traits.is_confidential:
            continue
        shown |= {*traits.shows}
        offered |= {*traits.offers}
        if path := find_media(traits.file, media) if traits.file else "":
            name = path.rpartition("/")[2]
            (offered if record.kind == "source" else shown).add(name)
            portraits |= {path} if record.kind == "person" else set()
    shown |= {
        picture.poster.rpartition("/")[2]
        for path, picture in media.items()
        if picture.poster and path.rpartition("/")[2] in shown
    }
    found = {}
    for path, picture in media.items():
        name = path.rpartition("/")[2]
        if (name in shown or name in offered) and find_ending(path) in KNOWN:
            use = Use(path in portraits, name in offered)
            found[path] = picture, files[picture.path], use
    return found


def sign(key: str, data: bytes) -> bytes:
    """What shows that some bytes are as they were kept, and under which key: a line before them."""
    return sha256(key.encode() + data).encode() + b"\n"


def load_known(key: str, data: bytes) -> Known:
    """What is known of a picture, as it was kept; raise ValueError where that is damaged."""
    signed, _, told = data.partition(b"\n")
    if signed + b"\n" != sign(key, told):
        raise ValueError
    shape, files, faults = json.loads(told)
    known = None
    if shape:
        width, height, own, webp, has_portrait = shape
        known = Shape(width, height, tuple(own), tuple(webp), has_portrait)
    return Known(known, dict(files), [Fault(*fault) for fault in faults])


def digest_file(file: Path) -> str:
    """The sha256 of a file, "" where it cannot be read."""
    with suppress(OSError), file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
    return ""


def read_bytes(file: Path) -> bytes:
    """The bytes of a file; none where it cannot be read."""
    with suppress(OSError):
        return file.read_bytes()
    return b""


def write_whole(file: Path, data: bytes) -> None:
    """Write a file whole or not at all: two runs may keep the same at once."""
    begun = file.with_name(f"{file.name}.{os.getpid()}")
    begun.write_bytes(data)
    begun.replace(file)
