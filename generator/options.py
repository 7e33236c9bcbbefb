"""What commands have in common: their options."""

from __future__ import annotations

from pathlib import Path

import click

source_option = click.option(
    "--source",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default="here",
    help="The site's folder, the one that holds content/.",
)
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
