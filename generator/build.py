"""The whole flow, from content/ to public/."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from generator import load
from generator.assets import check_captions, check_media
from generator.cache import Cache, CacheError, cache_name, open_cache
from generator.check import check_site, list_checks
from generator.citing import Citer
from generator.contributors import find_bearers
from generator.engine import Engine
from generator.entries import Entries
from generator.evidence import check_cited
from generator.exports import list_exports, list_redirects, list_sitemaps
from generator.fulltext import index_texts
from generator.gone import find_gone
from generator.index import has_page, make_index, record_url
from generator.linking import Linker
from generator.listing import Lister, Task, is_of_preview
from generator.liveness import parse_answers
from generator.notes import note_cache, note_damage, say_waiting
from generator.output import MANIFEST, PublishError, check_output
from generator.outputs import Held, Nowhere, Staged
from generator.pages import list_pages
from generator.prints import find_wanted
from generator.problems import Problem, sort_problems
from generator.publish import Staging, read_stats
from generator.reads import Noted
from generator.render import check_templates
from generator.result import Result, Standing, find_unread
from generator.sidecars import load_media
from generator.stamp import Stamp, keep_stamp, load_stamp, stat_file
from generator.tasks import Maker
from generator.traits import traits_of
from generator.words import words_of
from generator.workers import Workers, sparing_collector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from generator.model import Record
    from generator.outputs import Output

INFORMATION = "without `base_url` there are no feeds, no sitemap and no canonical links"


def ignore(_stage: str) -> None:
    """Watch a build without a word."""


def run(
    source: Path,
    engine: Engine,
    output: Output,
    workers: Workers,
    *,
    drafts: bool = False,
    preview: bool = False,
    search: bool = False,
    known: Mapping[str, str] | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Hand every file of the site to `output`. Only problems say that something is wrong.

    A preview has what `serve` shows besides: its pages name scripts that no published site holds.
    With `search`, the index of all texts is made, too, unless the site wants none.
    `known` gives the digests of files that are as they were, by their paths on the disk.
    """
    watch("reading")
    texts = read_texts(source, preview=preview, known=known)
    config, problems = load.load_config(texts)
    answers, found = parse_answers(texts.answers)
    problems += texts.problems + found

    watch("parsing")
    parsed, found = load.load_records(
        texts.files, config.limits, engine.cache, workers, engine.parsed
    )
    engine.cache.commit()
    problems += found
    media, found = load_media(texts)
    problems += found
    everything, found = load.collect(parsed)
    problems += found

    records, held_back = split_drafts(everything, drafts=drafts)
    watch("pictures")
    root = os.path.realpath(source)
    prepared, found = engine.prints.make(
        find_wanted(records.values(), media, texts.media),
        {p: texts.known.get(f"{root}{os.sep}{p}", "") for p in texts.media},
        workers,
        "make" if output.takes_copies else "look" if preview else "read",
    )
    media |= prepared
    problems += found

    watch("linking")
    words = words_of(config.language)
    index = make_index(everything, held_back, media, words)
    people = (traits_of(r) for r in dict.values(index.records) if r.kind == "person")
    bearers = Noted("bearer", find_bearers(people), index.reads)
    citer = Citer(words, index.media, bearers, answers, index.reads)
    linker = Linker(index, citer, bool(config.base_url))
    linked = engine.link(index, linker, workers)
    problems += [problem for one in linked.values() for problem in one.problems]

    watch("listing")
    entries = Entries(config, index, linked, citer)
    has_index = search and config.search
    lister = Lister(entries, linked, engine.bodies, preview=preview, has_index=has_index)
    pictures = engine.prints.wanted
    engine.files = {f"{root}{os.sep}{f.path}": f.digest for f in texts.files}
    engine.files |= {f"{root}{os.sep}content/{p}": one.digest for p, one in pictures.items()}
    engine.compare(lister, records, texts.templates)
    groups = {
        "pages": list(list_pages(lister, lambda task: engine.derive(task, lister.reads))),
        "redirects": list(list_redirects(lister)),
        "exports": list(list_exports(lister)),
    }
    contents = {file.path: file for file in texts.files}
    for record in records.values():
        record.reads = lister.reads
    checks = list(list_checks(lister, records, lambda path: contents[path].text))
    compiling = Task("templates", lambda: check_texts(lister, texts.templates))
    engine.compare_gathered(lister)
    problems += engine.check(checks, lister, records, workers)
    # Here, so that forks have them compiled.
    problems += engine.check([compiling], lister, records, Workers(1))

    watch("rendering")
    used = lister.list_media()
    # A site's own robots.txt goes before the one that is made.
    shown = dict(engine.prints.write(used, output))
    shown |= {path: path for path in sorted(used - pictures.keys())}
    passed = {path: texts.media[f"content/{path}"] for path in used - pictures.keys()}
    for url, file in {**texts.static, **passed}.items():
        output.write(url, file)
    given = engine.make(groups, lister, texts.templates, output, workers)
    # Each template was compiled above, whether a page uses it or not.
    problems += [problem for problem in given.problems if problem.code != "template-syntax"]
    files = given.files
    made = [url for url, _, _ in files["exports"]]
    if has_index and not any(problem.severity == "error" for problem in problems):
        watch("indexing")
        urls, found = index_texts(engine, lister, output)
        made += urls
        problems += found
    if config.base_url:
        days = [(url, day) for url, day, _ in files["pages"]]
        for url, text in list_sitemaps(config.base_url, days):
            made.append(url)
            output.write(url, text.encode())
    others = [(url, "content/site.yaml") for url in made if url not in texts.static]
    others += [(url, f"content/{path}") for url, path in shown.items()]
    others += [(url, f"static/{url}") for url in texts.static]
    listed = {group: [url for url, _, _ in files[group]] for group in ("pages", "redirects")}
    problems += check_site(lister, listed["pages"], listed["redirects"], others)
    problems += check_cited(lister, lambda path: contents[path].data)
    problems += [*check_media(used), *check_captions(passed), *engine.prints.list_problems(used)]
    if not config.base_url and not any(p.path == "content/site.yaml" for p in problems):
        problems.append(Problem("info", "base-url", "content/site.yaml", 0, 0, INFORMATION))
    result = Result(
        sort_problems(problems),
        len(everything),
        len(listed["pages"]),
        dict(Counter(str(record.kind) for record in records.values())),
        made=given.made,
        everything={} if preview else everything,
        sources=[record for record in everything.values() if record.kind == "source"],
        answers=answers,
        audit=lister.audit,
        config=config,
        urls={r.path: record_url(r) for r in dict.values(entries.records) if has_page(r)},
        unread=find_unread(texts.files, parsed),
    )
    if preview and not given.problems:
        tasks = {task.name: task for some in groups.values() for task in some}
        named = {task.name: task for task in [*checks, compiling]}
        maker = Maker(tasks, lister, texts.templates, config.language)
        kept = (config, linker, lister, root, contents, maker, named, problems)
        result.standing = Standing(*kept, result)
    return result


def make_site(
    source: Path,
    *,
    drafts: bool = False,
    preview: bool = False,
    search: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Make every file of the site in memory, from nothing.

    `executor` takes the parsing, linking and rendering; without one, `jobs` processes do, or this
    one.
    """
    output = Held()
    with Workers(jobs, executor) as workers:
        engine = Engine(Cache(None))
        how: Any = {"drafts": drafts, "preview": preview, "search": search}
        result = run(source, engine, output, workers, **how, watch=watch)
    result.files = output.files
    return result


def build(
    source: Path,
    output: Path,
    *,
    drafts: bool = False,
    strict: bool = False,
    search: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Make the site and publish it, unless something is wrong: then the old site stays.

    What earlier builds found out is taken from the cache, and kept there for the next ones.
    """
    with Workers(jobs, executor) as workers, sparing_collector():
        try:
            check_output(output, source)
        except PublishError as failure:
            # What is wrong with the content is told, too.
            result = run(
                source, Engine(Cache(None)), Nowhere(), workers, drafts=drafts, watch=watch
            )
            result.problems = sort_problems([*result.problems, failure.problem])
            return result
        name = cache_name(drafts=drafts)
        is_site = (source / "content").is_dir()
        cache, reason = open_cache(source, name) if is_site else (Cache(None), "")
        notes = note_cache(cache, reason)
        how: Any = {"drafts": drafts, "search": search, "watch": watch}
        begin = partial(Site, source, output, workers, **how)
        result, found = build_site(begin, cache, strict=strict)
        # They are of this build alone, and not kept with what the next one would tell.
        result.problems = sort_problems([*result.problems, *notes, *found])
        return result


def build_site(
    begin: Callable[[Cache], Site], cache: Cache, *, strict: bool
) -> tuple[Result, list[Problem]]:
    """Build with what was kept, or without it where it is damaged, which is noted."""
    notes = []
    try:
        try:
            site = begin(cache)
            result = site.build(strict=strict)
        except CacheError as failure:
            notes += note_damage(str(failure))
            cache.remove_file()
            cache = Cache(None)
            site = begin(cache)
            result = site.build(strict=strict)
        site.keep(result)
    except CacheError as failure:
        # The site is published; only the next build has to do without.
        notes += note_damage(str(failure))
        cache.remove_file()
    finally:
        cache.close()
    return result, notes


class Site:
    """A site that is to be built into an output folder, with what is known of it."""

    def __init__(
        self,
        source: Path,
        output: Path,
        workers: Workers,
        cache: Cache,
        *,
        drafts: bool,
        search: bool,
        watch: Callable[[str], None],
    ) -> None:
        """Read what was kept; raise CacheError where it is damaged."""
        self.source, self.output, self.cache, self.workers = source, output, cache, workers
        self.drafts, self.search, self.watch = drafts, search, watch
        self.stamp = Stamp.take(source)
        self.engine = Engine(cache)
        self.old, stats = load_stamp(cache, str(output.resolve()))
        self.trusted = {url: tuple(found) for url, found in stats.items()}
        self.stats: dict[str, Sequence[int]] = {}

    def build(self, *, strict: bool) -> Result:
        """Build and publish, if all is good."""
        result = None
        try:
            with Staging(self.output, self.trusted, self.wait) as staging:
                result = self.run(Staged(staging))
                result.problems += self.find_gone(staging, result)
                if result.is_good(strict=strict):
                    # Where the cache is damaged, this shows before anything is replaced.
                    self.engine.keep()
                    self.watch("publishing")
                    result.published = staging.publish()
                    self.stats |= read_stats(self.output)
        except PublishError as failure:
            if result is None:
                self.engine.forget()
                result = self.run(Nowhere())
            result.problems = sort_problems([*result.problems, failure.problem])
        return result

    def keep(self, result: Result) -> None:
        """Keep what was found out, if it was published."""
        if result.published:
            target = self.output.resolve()
            self.stats[MANIFEST] = stat_file(str(target / MANIFEST))
            keep_stamp(self.cache, str(target), self.stamp, self.stats, result.told())
            self.engine.commit()
        else:
            self.engine.forget()

    def find_gone(self, staging: Staging, result: Result) -> list[Problem]:
        """The published pages that would go without a redirect."""
        if result.count("error"):
            return []
        records = result.everything.values()
        old, output = staging.known, self.output
        if output.is_relative_to(self.source):
            output = output.relative_to(self.source)
        return [*find_gone(old, staging.digests, records, staging.read_old, output.as_posix())]

    def wait(self, holder: int | None) -> None:
        """Tell that another build is waited for."""
        self.watch(say_waiting(holder))

    def run(self, output: Output) -> Result:
        """See `run`."""
        known = {}
        if self.old:
            digests = self.engine.digests()
            known = {
                path: digests[path] for path in self.old.find_same(self.stamp) if path in digests
            }
        return run(
            self.source,
            self.engine,
            output,
            self.workers,
            known=known,
            drafts=self.drafts,
            search=self.search,
            watch=self.watch,
        )


def check(
    source: Path,
    *,
    drafts: bool = False,
    jobs: int | None = None,
    watch: Callable[[str], None] = ignore,
) -> Result:
    """Find out everything that is wrong, and write nothing."""
    with Workers(jobs) as workers:
        return run(source, Engine(Cache(None)), Nowhere(), workers, drafts=drafts, watch=watch)


def read_texts(
    source: Path, *, preview: bool, known: Mapping[str, str] | None = None
) -> load.Texts:
    """Everything that a build needs; without what only a preview shows."""
    texts = load.read_site(source, known)
    if not preview:
        texts.static = {url: file for url, file in texts.static.items() if not is_of_preview(url)}
    return texts


def split_drafts(
    records: Mapping[str, Record], *, drafts: bool
) -> tuple[dict[str, Record], frozenset[str]]:
    """The records to show, and the ids of drafts that are held back."""
    held = {i for i, r in records.items() if not drafts and traits_of(r).is_draft}
    return {i: r for i, r in records.items() if i not in held}, frozenset(held)


def check_texts(lister: Lister, templates: Mapping[str, str]) -> list[Problem]:
    """What is wrong with templates, whether a page uses them or not."""
    lister.reads.note("templates")
    return list(check_templates(templates, lister.config.language))
