"""The whole flow, from content/ to public/."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator import load
from generator.anachronisms import check_anachronisms
from generator.assets import check_media, list_media, read_media
from generator.backlinks import list_backlinks
from generator.check import check_site
from generator.entries import Entries
from generator.evidence import check_cited
from generator.exports import list_exports, list_redirects
from generator.identity import check_identity
from generator.index import make_index
from generator.links import resolve
from generator.listing import Lister, is_of_preview
from generator.liveness import Answer, parse_answers
from generator.output import PublishError, check_output
from generator.pages import list_pages
from generator.problems import Problem, sort_problems
from generator.publish import Published, publish
from generator.render import check_templates, render_pages, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from generator.config import Config
    from generator.model import Record
    from generator.parse import File

# With fewer files, starting other processes takes longer than they save.
FILES_FOR_PROCESSES = 400
INFORMATION = "without `base_url` there are no feed, no sitemap and no canonical links"


@dataclass
class Result:
    """What a build made, and everything that is wrong.

    `urls` gives the page of each file that holds a record, `unread` the files of which a record
    could not be made.
    """

    problems: list[Problem] = field(default_factory=list)
    records: int = 0
    pages: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes | Path] = field(default_factory=dict)
    published: Published | None = None
    config: Config | None = None
    urls: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    sources: list[Record] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """How many problems there are of a severity."""
        return sum(problem.severity == severity for problem in self.problems)

    def is_good(self, *, strict: bool) -> bool:
        """Whether the site may be published."""
        return not self.count("error") and not (strict and self.count("warning"))


def ignore(_stage: str) -> None:
    """Watch a build without a word."""


def make_site(
    source: Path,
    *,
    drafts: bool = False,
    preview: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Make every file of the site in memory. Only problems say that something is wrong.

    `executor` takes the parsing and rendering; without one, `jobs` processes do, or this one.
    A preview has what `serve` shows besides: its pages name scripts that no published site holds.
    """
    watch("reading")
    texts = read_texts(source, preview=preview)
    config, problems = load.load_config(texts)
    problems += texts.problems
    answers, found = parse_answers(texts.answers)
    problems += found
    with make_executor(executor, jobs, len(texts.files)) as workers:
        watch("parsing")
        parsed, found = load.load_records(texts.files, config.limits, workers)
        problems += found
        media, found = load.load_media(texts)
        problems += found
        everything, found = load.collect(parsed)
        problems += found

        watch("linking")
        records, held_back = split_drafts(everything, drafts=drafts)
        words = words_of(config.language)
        index = make_index(everything, held_back, media, words)
        resolved = {record.id: resolve(record, index) for record in index.records.values()}
        problems += [problem for one in resolved.values() for problem in one.problems]

        doubtful = {records[key].path for key, one in resolved.items() if one.doubts}
        doubted = (file for file in texts.files if file.path in doubtful)
        contents = {file.path: file.data.decode(errors="replace") for file in doubted}
        problems += check_identity(records, resolved, contents)
        problems += check_anachronisms(records, resolved)

        watch("listing")
        entries = Entries(config, index, resolved, words, answers)
        lister = Lister(config, entries, list_backlinks(index, resolved), preview)
        pages = list(list_pages(lister))
        redirects = list(list_redirects(lister))
        exports = dict(list_exports(lister, pages))
        shown = [r for r in entries.records.values() if entries[r.id]["url"]]
        used = list_media(shown, resolved, media)
        # A site's own robots.txt goes before the one that is made.
        made = [(url, "content/site.yaml") for url in exports if url not in texts.static]
        made += [(path, f"content/{path}") for path in sorted(used)]
        made += [(url, f"static/{url}") for url in texts.static]
        problems += check_site(lister, pages, redirects, made)
        problems += check_cited(lister, {file.path: file.data for file in texts.files})
        problems += check_media(source, used)
        problems += check_templates(texts.templates, config.language)

        watch("rendering")
        listed = pages + [page for _, page in redirects]
        rendered, found = render_pages(listed, texts.templates, config.language, workers)
        # Each template was compiled above, whether a page uses it or not.
        problems += [problem for problem in found if problem.code != "template-syntax"]
    if not config.base_url and not any(p.path == "content/site.yaml" for p in problems):
        problems.append(Problem("info", "base-url", "content/site.yaml", 0, 0, INFORMATION))
    files: dict[str, bytes | Path] = {url: text.encode() for url, text in exports.items()}
    files |= {**texts.static, **dict(read_media(source, used)), **rendered}
    kinds = Counter(record.kind for record in records.values())
    return Result(
        sort_problems(problems),
        len(everything),
        len(pages),
        {str(kind): count for kind, count in kinds.items()},
        files,
        sources=[record for record in everything.values() if record.kind == "source"],
        answers=answers,
        audit=lister.audit,
        config=config,
        urls={record.path: str(entries[record.id]["url"]) for record in shown},
        unread=find_unread(texts.files, parsed),
    )


def build(
    source: Path,
    output: Path,
    *,
    drafts: bool = False,
    strict: bool = False,
    jobs: int | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Make the site and publish it, unless something is wrong: then the old site stays."""
    refused: list[Problem] = []
    try:
        check_output(output, source)
    except PublishError as failure:
        refused.append(failure.problem)
    result = make_site(source, drafts=drafts, jobs=jobs, watch=watch)
    if not refused and result.is_good(strict=strict):
        watch("publishing")
        try:
            result.published = publish(output, result.files)
        except PublishError as failure:
            refused.append(failure.problem)
    result.problems = sort_problems([*result.problems, *refused])
    return result


def read_texts(source: Path, *, preview: bool) -> load.Texts:
    """Everything that a build needs; without what only a preview shows."""
    texts = load.read_site(source)
    if not preview:
        texts.static = {url: file for url, file in texts.static.items() if not is_of_preview(url)}
    return texts


def find_unread(files: list[File], records: list[Record]) -> frozenset[str]:
    """The files that gave no record, or one without its fields."""
    whole = {record.path for record in records if record.fields}
    return frozenset(
        {file.path for file in files} - whole | {r.path for r in records if r.fields is None}
    )


def make_executor(
    executor: Executor | None, jobs: int | None, files: int
) -> AbstractContextManager[Executor | None]:
    """The executor that was given, processes for a large site, or none for a small one."""
    if executor is not None:
        return nullcontext(executor)
    if jobs is None:
        jobs = (os.cpu_count() or 1) if files >= FILES_FOR_PROCESSES else 1
    return ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext(None)


def split_drafts(
    records: Mapping[str, Record], *, drafts: bool
) -> tuple[dict[str, Record], frozenset[str]]:
    """The records to show, and the ids of drafts that are held back."""
    held = {i for i, r in records.items() if not drafts and r.fields and r.fields.draft}
    return {i: r for i, r in records.items() if i not in held}, frozenset(held)
