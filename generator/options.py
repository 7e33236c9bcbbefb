"""What commands have in common: their options."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def refuse(context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> None:
    """Say to who wrote a word too many what was probably meant."""
    if not words:
        return
    called = context.command_path
    if "name" in context.params:
        name = " ".join([context.params["name"], *words])
        meant = f'{called} {context.params["kind"]} "{name}"'
        raise click.UsageError(f"a name of several words needs quotation marks: `{meant}`")
    meant = f"{called} --source {shlex.quote(words[0])}"
    raise click.UsageError(f"`{words[0]}` is one word too many; for a site's folder: `{meant}`")


def source_option(command: Command) -> Command:
    """The site's folder; it is the last option, and nothing may follow the arguments."""
    too_many = click.argument("words", nargs=-1, metavar="", expose_value=False, callback=refuse)
    option = click.option(
        "--source",
        type=click.Path(file_okay=False, path_type=Path),
        default=".",
        show_default="here",
        help="The site's folder, the one that holds content/.",
    )
    return option(too_many(command))


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for the built site.  [default: public/ in the site's folder]",
)
drafts_option = click.option("--drafts", is_flag=True, help="Include records with `draft: true`.")
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), help="Processes to use.  [default: as the site's size wants]"
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Print more.")
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
verify_option = click.option(
    "--verify", is_flag=True, help="Build from nothing besides, and compare every byte."
)
cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have the work done by a Dask cluster, such as tcp://10.0.0.1:8786.",
)
