"""The command line. It alone prints; commands import what they need when they run."""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click

from generator import __version__
from generator.notes import WAITING
from generator.options import (
    cluster_option,
    drafts_option,
    format_option,
    jobs_option,
    output_option,
    quiet_option,
    source_option,
    strict_option,
    verbose_option,
    verify_option,
)
from generator.problems import sort_problems
from generator.summary import find_shown, list_built, list_differences, say, sum_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.cluster import Cluster
    from generator.fields import Kind
    from generator.preview import Built
    from generator.problems import Problem
    from generator.result import Result
    from generator.verify import Difference

KINDS = ["article", "event", "person", "place", "organization", "source", "page"]
PATIENCE = 1.0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="backstory")
def cli() -> None:
    """Turn a folder of Markdown into a documentary website."""


@cli.command()
@source_option
@output_option
@drafts_option
@strict_option
@jobs_option
@cluster_option
@verify_option
@quiet_option
@verbose_option
@format_option
def build(
    source: Path,
    output: Path | None,
    drafts: bool,
    strict: bool,
    jobs: int | None,
    cluster: str | None,
    verify: bool,
    quiet: bool,
    verbose: bool,
    form: str,
) -> None:
    """Build the site into public/."""
    output = output or source / "public"
    started = time.perf_counter()
    progress = Progress(quiet=quiet)
    differences: list[Difference] | None = []
    from generator.shortcut import find_built

    result = None if verify else find_built(source, output, drafts=drafts, strict=strict)
    if result is None:
        from generator.build import build as run
        from generator.verify import Verification

        verification = Verification(source) if verify else None
        with join(cluster) as executor:
            how: Any = {"jobs": executor.threads if executor else jobs, "executor": executor}
            how |= {"drafts": drafts, "search": True, "watch": progress}
            result = run(source, output, strict=strict, **how)
            if verification and result.published:
                differences = verification.compare(output, **how)
    progress.end()
    report(find_shown(result.problems, verbose=verbose), source, form, quiet=quiet, err=True)
    if result.published is None:
        if not (quiet or form == "json"):
            click.echo(sum_up("build", result, strict=strict), err=True)
        click.echo("nothing was published; the site stays as it was", err=True)
        sys.exit(1)
    if not (quiet or form == "json"):
        seconds = time.perf_counter() - started
        tell(list_built(result, output, seconds, verbose=verbose))
    if verify:
        tell_verified(differences, quiet=quiet or form == "json")


def tell_verified(differences: list[Difference] | None, *, quiet: bool) -> None:
    """Print how the site differs from one that is built from nothing; that ends the command."""
    if differences is None:
        fail("the site was edited while it was verified", "verify it again")
    if differences:
        tell(list_differences(differences), err=True)
        message = "the site is not what a build from nothing gives: a fault of backstory itself"
        fail(message, "report it, with these lines; then delete `.backstory/` and build again", 3)
    if not quiet:
        click.echo("verified: a build from nothing gives the same bytes")


@contextmanager
def join(address: str | None) -> Iterator[Cluster | None]:
    """The cluster at an address, if one is given; what is wrong with it ends the command."""
    if address is None:
        yield None
        return
    try:
        from generator.cluster import Cluster, ClusterError
    except ModuleNotFoundError as failure:
        if failure.name and failure.name.startswith("generator"):
            raise
        fail("`--cluster` needs Dask", "install it: `pip install 'backstory[cluster]'`", 2)
    try:
        with Cluster(address) as cluster:
            yield cluster
    except ClusterError as failure:
        fail(str(failure), failure.fix, 2)


@cli.command()
@source_option
@drafts_option
@strict_option
@jobs_option
@quiet_option
@verbose_option
@format_option
@click.option(
    "--links",
    is_flag=True,
    help="Ask web servers for the sources, and record the answers in content/links.yaml.",
)
@click.option("--evidence", is_flag=True, help="Tell how far the statements are cited.")
def check(
    source: Path,
    drafts: bool,
    strict: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
    form: str,
    links: bool,
    evidence: bool,
) -> None:
    """Report everything that is wrong; without --links, write nothing."""
    from generator.build import check as run

    progress = Progress(quiet=quiet)
    result = run(source, drafts=drafts, jobs=jobs, watch=progress)
    if links:
        from generator.linkcheck import check_links

        found = check_links(source, result, datetime.now(UTC).date(), progress)
        result.problems = sort_problems([*result.problems, *found])
    progress.end()
    if evidence:
        tell_evidence(result, source, form)
    if form != "json" or not evidence:
        report(find_shown(result.problems, verbose=verbose), source, form, quiet=quiet, err=False)
    if not (quiet or form == "json"):
        click.echo(sum_up("check", result, strict=strict))
    sys.exit(0 if result.is_good(strict=strict) else 1)


def tell_evidence(result: Result, source: Path, form: str) -> None:
    """Print the audit: as a table, or as data together with the problems."""
    from generator.evidence import place_uncited, show_table
    from generator.reports import printable, read_lines

    counted = result.audit.whole() if result.audit else {}
    audit = place_uncited(counted, lambda path: "\n".join(read_lines(source, path)))
    if form == "json":
        problems = [asdict(problem) for problem in result.problems]
        click.echo(json.dumps({"problems": problems, "evidence": audit}, indent=2))
    else:
        click.echo("\n".join(printable(line) for line in show_table(audit)))


@cli.command()
@source_option
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port, or the next free one if it is taken; 0 picks one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A name by which other computers may call this one.",
)
@click.option("--open", "opens", is_flag=True, help="Open a browser at the page edited last.")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts, marked.  [default: shown]")
@quiet_option
@verbose_option
def serve(
    source: Path,
    port: int,
    host: str,
    allowed: tuple[str, ...],
    opens: bool,
    drafts: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show the site while you write: each save shows at once in the browser."""
    from generator.serve import Options, Reporter, ServeError
    from generator.serve import serve as run

    progress = Rounds(source, quiet=quiet)
    reporter = Reporter(
        say=lambda line: click.echo(line, err=True),
        built=progress.tell,
        asked=lambda line: click.echo(line, err=True) if verbose else None,
    )
    try:
        run(Options(source, host, port, allowed, drafts, opens), reporter)
    except ServeError as failure:
        fail(str(failure), failure.fix, 2)


@cli.command()
@source_option
@output_option
def clean(source: Path, output: Path | None) -> None:
    """Remove the built site and the cache."""
    from generator.output import PublishError
    from generator.publish import remove_cache, remove_site

    try:
        removed = remove_site(output or source / "public")
        remove_cache(source / ".backstory")
    except PublishError as failure:
        report([failure.problem], source, "text", quiet=False, err=True)
        sys.exit(1)
    click.echo(f"removed {removed} {'file' if removed == 1 else 'files'}")


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def init(folder: Path) -> None:
    """Start a small site in FOLDER, with one record of each kind."""
    from generator.scaffold import ScaffoldError, write_site

    try:
        made = write_site(folder)
    except ScaffoldError as failure:
        fail(str(failure), failure.fix)
    for path in made:
        click.echo(f"made {path}")
    where = "" if folder == Path() else f" --source {shlex.quote(str(folder))}"
    # As it was called, since a fresh environment is not on the path.
    called = sys.argv[0] if Path(sys.argv[0]).stem == "backstory" else "backstory"
    click.echo(f"build it with `{called} build{where}`")


@cli.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@source_option
def new(kind: str, name: str, source: Path) -> None:
    """Write a new record of KIND, named NAME, with the fields to fill."""
    from generator.scaffold import ScaffoldError, write_record

    try:
        path = write_record(source, cast("Kind", kind), name)
    except ScaffoldError as failure:
        fail(str(failure), failure.fix)
    click.echo(f"made {path}")


def fail(message: str, fix: str, code: int = 1) -> NoReturn:
    """End with a message and the way out."""
    click.echo(f"error: {message}", err=True)
    if fix:
        click.echo(f"    fix: {fix}", err=True)
    sys.exit(code)


class Progress:
    """A line that says what is being done, once that takes over a second and someone watches."""

    def __init__(self, *, quiet: bool) -> None:
        self.started, self.width = time.monotonic(), 0
        self.quiet, self.shows = quiet, not quiet and sys.stderr.isatty()

    def __call__(self, stage: str) -> None:
        """Enter a stage; one that is no work is told in any case."""
        if stage.startswith(WAITING) and not self.quiet:
            self.end()
            click.echo(stage, err=True)
        elif self.shows and time.monotonic() - self.started > PATIENCE:
            text = f"{stage} …"
            click.echo("\r" + text.ljust(self.width), nl=False, err=True)
            self.width = len(text)

    def end(self) -> None:
        """Wipe the line."""
        if self.width:
            click.echo("\r" + " " * self.width + "\r", nl=False, err=True)
            self.width = 0


class Rounds:
    """Tells of one build after another: what is wrong in full, but only if that has changed."""

    def __init__(self, source: Path, *, quiet: bool) -> None:
        self.source, self.quiet = source, quiet
        self.problems: list[Problem] = []

    def tell(self, built: Built, files: list[str]) -> None:
        """Tell of a build that followed a change of files."""
        if built.fault:
            click.echo(f"{built.fault}\nthis is a fault of backstory itself", err=True)
            return
        from generator.reports import printable

        problems = [p for p in built.problems if p.severity != "info"]
        if problems != self.problems:
            report(problems, self.source, "text", quiet=self.quiet, err=True)
        self.problems = problems
        if self.quiet:
            return
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        cause = f" after {printable(files[0])}{more}" if files else ""
        errors = sum(problem.severity == "error" for problem in problems)
        state = f"{say(errors, 'error')}, {say(len(problems) - errors, 'warning')}"
        kept = "; the pages stay as they were" if built.is_kept else ""
        click.echo(f"built in {built.seconds:.2f} s{cause}: {state}{kept}", err=True)


def report(problems: list[Problem], source: Path, form: str, *, quiet: bool, err: bool) -> None:
    """Print problems in one of the forms; excerpts are read from the files again."""
    if form == "json":
        click.echo(json.dumps([asdict(p) for p in problems], indent=2))
        return
    from generator.reports import read_lines, show_github, show_text

    read_lines.cache_clear()
    shown = [p for p in problems if not quiet or p.severity != "info"]
    for problem in shown:
        write = show_github if form == "github" else show_text
        click.echo(write(problem, source), err=err and form == "text", color=colour())


def tell(lines: Iterable[str], *, err: bool = False) -> None:
    """Print some lines."""
    for line in lines:
        click.echo(line, err=err)


def colour() -> bool | None:
    """Colours where a terminal is, unless NO_COLOR is set."""
    return False if os.environ.get("NO_COLOR") else None


def main(arguments: list[str] | None = None) -> Any:
    """Run a command: exit 0 good, 1 problems in the content, 2 wrong usage, 3 our own fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know every character
            stream.reconfigure(errors="backslashreplace")
    try:
        return cli(arguments, prog_name="backstory")
    except Exception:
        traceback.print_exc()
        click.echo("this is a fault of backstory itself, not of your content", err=True)
        sys.exit(3)


if __name__ == "__main__":
    main()
