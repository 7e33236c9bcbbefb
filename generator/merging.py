"""Imported sources, and what the site's own records add to them.

A fresh export replaces the import and leaves the own record alone, so nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.csl import CSL_GROUPS
from generator.fields import PartialSource, Source
from generator.imports import is_import
from generator.names import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Record
    from generator.problems import Problem

# What an import may have besides CSL's other variables.
SINGLE = ("title", "type", "issued", "accessed", "URL", "language")


def merge_sources(records: Iterable[Record]) -> tuple[list[Record], list[Problem]]:
    """All records, an own source joined with the import that it adds to, and what they lack.

    An own source adds to the import with its id. One that could not stand alone may also have the
    key's safe form for an id, as a file `kim2018.md` has beside the key `Kim2018`.
    """
    ordered = sorted(records, key=lambda record: (record.path, record.line))
    imports: dict[str, Record] = {}
    for record in ordered:
        if record.kind == "source" and is_import(record.path):
            imports.setdefault(record.id, record)
    if not imports and not any(record.lacks for record in ordered):
        return ordered, []
    safe = {slugify(key): key for key in imports}
    merged: list[Record] = []
    taken: set[int] = set()
    for record in ordered:
        found = None
        if record.kind == "source" and not is_import(record.path):
            key = safe.get(record.id, record.id) if record.lacks else record.id
            found = imports.pop(record.id, None) or imports.pop(key, None)
        if found:
            taken.add(id(found))
        merged.append(merge(record, found) if found else record)
    kept = [record for record in merged if id(record) not in taken]
    problems = [problem for record in kept for problem in record.lacks.values()]
    return [r.copy(fields=None) if r.lacks else r for r in kept], problems


def merge(own: Record, imported: Record) -> Record:
    """An own source with the fields of an import that it does not have itself."""
    lacks = {name: problem for name, problem in own.lacks.items() if name in imported.lacks}
    changes: dict[str, object] = {"id": imported.id, "lacks": lacks}
    if isinstance(own.fields, PartialSource) and isinstance(imported.fields, PartialSource):
        values = dict(own.fields)
        values |= {name: values[name] or getattr(imported.fields, name) for name in SINGLE}
        values |= {name: getattr(imported.fields, name) | values[name] for name in CSL_GROUPS}
        model = PartialSource if lacks else Source
        changes["fields"] = model.model_validate(values)
    return own.copy(**changes)
