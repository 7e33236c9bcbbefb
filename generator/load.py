"""From the site's folder to its records, from the folder down to the file.

Only this module, `fetching`, `prints` and `assets` read content/, templates/ and static/.
"""

from __future__ import annotations

import json
import os
import posixpath
import unicodedata
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import decoding, yamltext
from generator.config import Config, Limits
from generator.fetching import Unread, read_bytes, read_lacking
from generator.fields import FOLDERS
from generator.folders import is_ignored, is_temporary, meant_folder, theme_folder
from generator.imports import ENDINGS, is_import
from generator.merging import merge_sources
from generator.model import Record
from generator.names import slugify
from generator.parse import File, Parsed, parse_chunk, worker_died
from generator.parts import HEADS, Parts, unpack_parsed
from generator.paths import (
    broken_link,
    check_entry,
    check_name,
    check_path,
    find_twin,
    is_special,
    show_path,
    special_file,
)
from generator.problems import Problem, error, warning
from generator.shelves import Shelf
from generator.traits import digest
from generator.validation import nearest, parse_fields
from generator.workers import Died

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.cache import Cache
    from generator.workers import Workers

LISTS = {"events", "people", "places", "organizations", "sources"}
LIST_ENDINGS = (".yaml", ".yml")
# What editors and habits make of site.yaml.
MISNAMED = ("site.yml", "site.yaml.txt")
# Texts that only want another name.
TEXT_ENDINGS = (".md", ".markdown", ".mdown", ".txt", ".text")
# Texts of word processors.
WORD_ENDINGS = (".doc", ".docx", ".odt", ".pages", ".rtf")


@dataclass
class Texts:
    """What was read: the stage before anything is understood. Paths are relative to the site."""

    config: bytes | None = None
    answers: bytes | None = None
    files: list[File] = field(default_factory=list)
    sidecars: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, Path] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    static: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: Mapping[str, str] = field(default_factory=dict)
    root: str = ""


def read_site(source: Path, known: Mapping[str, str] | None = None) -> Texts:
    """Read everything that a build needs, and nothing of what it means.

    `known` gives the digests of files that are as they were, by their paths on the disk.
    """
    texts = Texts(known=known or {}, root=os.path.realpath(source))
    read_theme(source, texts)
    content = source / "content"
    settings = content / "site.yaml"
    if not content.is_dir():
        message = "there is no folder `content` here"
        fix = "go to the site's folder, name it with `--source`, or make one: `backstory init`"
        if (source / "site.yaml").is_file() or (source / "../site.yaml").is_file():
            fix = "you are inside `content`: go up to the folder that holds it, with `cd ..`"
        texts.problems.append(error("no-content", "content", 0, 0, message, fix))
        return texts
    is_there = settings.is_symlink() or settings.exists()
    astray = [*check_path(source, settings, "content/site.yaml")] if is_there else []
    if astray:
        texts.problems += astray
        return texts
    if settings.is_file():
        texts.config = read_bytes(settings, "content/site.yaml", texts.problems)
    else:
        fix = "make it, with at least `title: …`"
        misnamed = [name for name in MISNAMED if (content / name).is_file()]
        fix = f"rename `{misnamed[0]}` to `site.yaml`" if misnamed else fix
        texts.problems.append(
            error("config-missing", "content/site.yaml", 0, 0, "no such file", fix)
        )
    for entry in sorted(content.iterdir(), key=lambda path: path.name):
        read_entry(source, entry, texts)
    if not texts.files and not texts.problems:
        fix = 'write a record, such as `backstory new article "A first story"`'
        message = "there is no record in content/"
        texts.problems.append(error("no-content", "content", 0, 0, message, fix))
    return texts


def read_entry(source: Path, entry: Path, texts: Texts) -> None:
    """One thing that stands directly in content/."""
    name, path = entry.name, f"content/{entry.name}"
    if is_ignored(name) or name == "site.yaml" or (name in MISNAMED and texts.config is None):
        return
    astray = list(check_path(source, entry, path))
    if astray:
        texts.problems += astray
        return
    if name == "links.yaml" and entry.is_file():
        texts.answers = read_bytes(entry, path, texts.problems)
        return
    if not entry.is_dir():
        fix = f"move it into one of {', '.join(f'`{folder}/`' for folder in FOLDERS)} or `media/`"
        if name in MISNAMED:
            fix = "rename it to `site.yaml`"
        message = "only site.yaml stands directly in content/"
        texts.problems.append(error("file-misplaced", path, 0, 0, message, fix))
        return
    if name != "media" and name not in FOLDERS:
        names = [*FOLDERS, "media"]
        fix = nearest(name, names, f"the folders are {', '.join(f'`{n}`' for n in names)}")
        fix = f"rename it to `{meant}`" if (meant := meant_folder(name)) else fix
        message = f"`{name}` is no folder of content/"
        texts.problems.append(error("folder-unknown", path, 0, 0, message, fix))
        return
    for file in walk(source, path, texts.problems):
        read_file(source, name, file, texts)


def walk(source: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    """All files under a folder, in one order on every system; links may not lead out.

    Paths are relative to the site, as they are on the disk.
    """
    try:
        with os.scandir(source / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as failure:
        fix = "make it readable: `chmod u+rx`"
        problems.append(error("unreadable", folder, 0, 0, str(failure.strerror), fix))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if is_ignored(entry.name):
            continue
        path = f"{folder}/{entry.name}"
        astray = [*check_entry(source, entry, path), *find_twin(entry.name, names, path)]
        problems += astray
        if astray:
            continue
        if not entry.is_dir():
            yield path
        elif posixpath.splitext(entry.name)[1] in (".md", *LIST_ENDINGS, *ENDINGS):
            message = "this is a folder with a file's name, and is left out"
            problems.append(warning("folder-name", path, 0, 0, message, "rename it"))
        else:
            yield from walk(source, path, problems)


def read_file(source: Path, folder: str, relative: str, texts: Texts) -> None:
    """One file under a folder of content/."""
    path = relative if relative.isascii() else unicodedata.normalize("NFC", relative)
    place = f"{texts.root}{os.sep}{relative.replace('/', os.sep)}"
    if folder != "media" and place in texts.known:
        # It was a record's file when it was read last.
        texts.files.append(Unread(path, FOLDERS[folder], place, texts.known[place]))
        return
    file = source / relative
    if folder == "media":
        if path.endswith(LIST_ENDINGS):
            texts.sidecars[path] = read_bytes(file, path, texts.problems) or b""
        else:
            texts.media[path] = file
        return
    is_list = path.endswith(LIST_ENDINGS) and folder in LISTS
    is_list |= folder == "sources" and is_import(path)
    if not is_list and not path.endswith(".md"):
        wanted = "`.md` and `.yaml`" if folder in LISTS else "`.md`"
        wanted = "`.md`, `.yaml`, `.bib` and CSL-JSON" if folder == "sources" else wanted
        message = f"content/{folder}/ holds {wanted} files only"
        fix = "move it to content/media/, or rename it"
        if path.lower().endswith(TEXT_ENDINGS):
            fix = f"rename it to `{posixpath.splitext(posixpath.basename(path))[0]}.md`"
        if path.lower().endswith(WORD_ENDINGS):
            fix = "save its text as Markdown (`.md`) here, or move it to content/media/"
        if path.lower().endswith(ENDINGS):
            fix = "move it to content/sources/, with its ending in lower case"
        texts.problems.append(error("file-unknown", path, 0, 0, message, fix))
        return
    if not is_list and not slugify(file.stem):
        message = "the file's name has no letter or digit to make an id of"
        texts.problems.append(error("id-form", path, 0, 0, message, "rename it"))
        return
    data = read_bytes(file, path, texts.problems)
    if data is not None:
        texts.files.append(File(path, FOLDERS[folder], data, place))


def read_theme(source: Path, texts: Texts) -> None:
    """Templates by name and static files by URL: the built-in ones, and the site's before them.

    The built-in template behind an override is reached as `theme/NAME`.
    """
    theme = theme_folder()
    own = source.resolve() != theme.resolve()
    for root in [theme, source] if own else [theme]:
        for name, file in walk_theme(root / "templates", texts.problems):
            path = f"templates/{name}"
            data = read_bytes(file, path, texts.problems) or b""
            text, problems = decoding.decode(path, data) if data else ("", [])
            texts.problems += problems
            texts.templates[name] = text
            if root == theme:
                texts.templates[f"theme/{name}"] = text
        texts.static.update(walk_theme(root / "static", texts.problems))


def walk_theme(
    folder: Path, problems: list[Problem], inside: str = ""
) -> Iterator[tuple[str, Path]]:
    """Name and path of each file under templates/ or static/ that is not an editor's, in order."""
    try:
        with os.scandir(folder / inside) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if is_temporary(entry.name):
            continue
        name = f"{inside}{entry.name}"
        wrong = check_own(entry, f"{folder.name}/{name}")
        problems += wrong
        if wrong:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk_theme(folder, problems, f"{name}/")
        elif entry.is_file():
            yield name, folder / name


def check_own(entry: os.DirEntry[str], path: str) -> list[Problem]:
    """What is wrong with something in templates/ or static/, where links may lead anywhere."""
    found = [*check_name(entry.name, path)]
    if not entry.is_file(follow_symlinks=False) and not entry.is_dir(follow_symlinks=False):
        file = Path(entry.path)
        found += [special_file(show_path(path))] if is_special(file) else []
        found += [broken_link(show_path(path))] if not file.exists() else []
    return found


def load_config(texts: Texts) -> tuple[Config, list[Problem]]:
    """The settings; where they are wrong, the problems and settings that do for the rest."""
    fallback = Config(title="—")
    if texts.config is None:
        return fallback, []
    path = "content/site.yaml"
    text, problems = decoding.decode(path, texts.config)
    data, found = yamltext.parse_yaml(path, text) if text else (None, [])
    problems += found
    if data is None or not isinstance(data.value, dict):
        if data is not None:
            message, fix = "the settings are not `key: value` lines", "write `title: …`"
            problems.append(error("config-type", path, 1, 1, message, fix))
        return fallback, problems
    config, found = parse_fields(path, Config, data.value, data)
    return config or fallback, problems + found


def load_records(
    files: list[File],
    limits: Limits,
    cache: Cache,
    workers: Workers,
    kept: dict[str, Parsed] | None = None,
) -> tuple[list[Record], list[Problem]]:
    """The records of all files; those that were parsed before are taken from the cache.

    All but their heads stays there: see `Record.fetch` and `Record.home`. `kept` is what each file
    gave last time, by the keys of the cache; afterwards it is what each gave now.
    """
    kept = {} if kept is None else kept
    bounds = digest(repr(limits))
    keys = {file.path: f"{file.digest} {bounds}" for file in files}
    missing = [key for key in keys.values() if key not in kept]
    heads, new = Shelf(cache, HEADS), dict[str, Any]()
    known = heads.read(missing)
    problems: list[Problem] = []
    wanted = read_lacking(files, keys, {*missing} - known.keys(), problems)
    for file, answer in workers.run(parse_chunk, wanted, limits, amount=len(wanted)):
        if isinstance(answer, Died):
            problems.append(worker_died(file.path))
            continue
        key, (found, packed) = keys[file.path], answer
        parts = [part for one in packed for part in (one.fields, one.positions)]
        # No JSON has a line end in it.
        texts = {"bodies": "\n".join(one.body for one in packed), "parsed": "\n".join(parts)}
        cache.put(key, texts)
        faults = [astuple(problem) for problem in found]
        new[key] = [faults, [json.loads(one.head) for one in packed]]
    heads.write(new)
    known |= new
    source = Parts(cache)
    old, records = dict(kept), list[Record]()
    kept.clear()
    for place, file in enumerate(files):
        # What is read again is rarely wanted.
        if file.place:
            files[place] = Unread(file.path, file.kind, file.place, file.digest)
        key = keys[file.path]
        # Of what a process died nothing is known, next time neither.
        if key in old or key in known:
            kept[key] = old.get(key) or unpack_parsed(key, known.pop(key), source)
            records += kept[key].records
            problems += kept[key].problems
    return records, problems


def collect(records: Iterable[Record]) -> tuple[dict[str, Record], list[Problem]]:
    """The records by id, in order; ids that clash in any form are errors.

    An own source with the id of an imported one adds to it.
    """
    by_id: dict[str, Record] = {}
    merged, problems = merge_sources(records)
    seen: dict[str, Record] = {}
    for record in sorted(merged, key=lambda r: (r.id, r.path, r.line)):
        key = slugify(record.id)
        other = seen.setdefault(key, record)
        if other is not record:
            line, column, length = record.position("id")
            message = f"the id `{record.id}` is taken: {other.path}:{other.line} has `{other.id}`"
            fix = "give one of them another `id`"
            if is_import(record.path) or is_import(other.path):
                fix = f"take one out, or give it another key; `id: {other.id}` adds to an import"
            problems.append(error("id-duplicate", record.path, line, column, message, fix, length))
            continue
        by_id[record.id] = record
    return by_id, problems
