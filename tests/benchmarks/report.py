"""What was measured, as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .measure import Cost, RunError
from .programs import ROOT
from .scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .programs import Program

# Costs by scenario and program, one a round.
Costs = dict[tuple[str, str], list[Cost]]
MEASURES = {"wall": ("wall, s", 1.0), "processor": ("processor, s", 1.0), "memory": ("MB", 1e6)}


def median(costs: Costs, scenario: str, program: str, measure: str) -> float | None:
    """The median of one measure, None where the program did not run."""
    found = [getattr(cost, measure) for cost in costs.get((scenario, program), [])]
    return statistics.median(found) if found else None


def write_table(costs: Costs, pages: Mapping[str, int]) -> str:
    """Medians for each program, and Backstory's, if it ran, as a multiple of each other's."""
    names = list(pages)
    others = [name for name in names if name != "backstory" and "backstory" in names]
    head = ["", *(name.capitalize() for name in names)]
    head += [f"Backstory / {name.capitalize()}" for name in others]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for scenario in SCENARIOS:
        for measure, (unit, scale) in MEASURES.items():
            values = {name: median(costs, scenario, name, measure) for name in names}
            if any(value is not None for value in values.values()):
                ours = values.get("backstory")
                row = [f"{SCENARIOS[scenario]}: {unit}"]
                row += [say(value and value / scale) for value in values.values()]
                rows.append(row + [say(divide(ours, values[name])) for name in others])
    counts = [f"{pages[name]:,}" for name in names]
    rows.append(["pages", *counts, *(say(pages["backstory"] / pages[name]) for name in others)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def say(value: float | None) -> str:
    """A number as far as it can be trusted."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def divide(one: float | None, other: float | None) -> float | None:
    """A ratio, None where a part of it is missing."""
    return one / other if one is not None and other else None


def describe_machine(programs: Iterable[Program]) -> str:
    """The day, the machine and the versions, as one line."""
    today = datetime.now(UTC).date().isoformat()
    cores = len(os.sched_getaffinity(0))
    versions = [f"Python {platform.python_version()}", *map(find_version, programs)]
    return f"{today}, {find_processor()}, {cores} cores, {', '.join(versions)}"


def find_processor() -> str:
    """The processor's name, as far as the system tells."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def find_version(program: Program) -> str:
    """A program's name and version."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        program.version(), env=environment, capture_output=True, text=True, check=False
    )
    number = next((word for word in done.stdout.split() if word.lstrip("v")[:1].isdigit()), "")
    if done.returncode or not number:
        raise RunError(f"{' '.join(program.version())} does not tell a version\n{done.stderr}")
    return f"{program.name.capitalize()} {number.lstrip('v').partition('-')[0]}"
