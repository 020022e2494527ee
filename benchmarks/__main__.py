"""Run the measurements: a table on the terminal with every target, and the same figures as JSON in a file.

    python -m benchmarks [--only interaction,first-visit] [--rounds N] [--json FILE]

Only ratios between arms of the same run can be compared: milliseconds are those of this machine at this moment.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import first_visit, interaction, memory, reasoning, weight
from benchmarks.figures import Figure
from benchmarks.table import listed, table

SUITES: dict[str, Callable[..., Iterator[Figure]]] = {
    "interaction": interaction.measure,
    "first-visit": first_visit.measure,
    "memory": memory.measure,
    "weight": weight.measure,
}
REASONING = "reasoning"
HOW_TO_GET_PEER = "ipycytoscape is not installed, so it was not measured: pip install 'guideline-explorer[bench]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of this machine.

    Args:
        arguments: those of the command line.

    Returns:
        0; a missed target is told, it is no failure of the measurement.
    """
    chosen = _options().parse_args(arguments)
    found: dict[str, Any] = {"machine": f"{platform.platform()}, {os.cpu_count()} processors"}
    for name in chosen.only:
        found[name] = _run(name, chosen.rounds)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _run(name: str, rounds: int | None) -> Any:
    print(f"\n{name}", flush=True)
    if name == REASONING:
        data = reasoning.measure()
        print(*listed(data), sep="\n", flush=True)
        return data
    if name == "interaction" and not interaction.has_cytoscape():
        print(HOW_TO_GET_PEER, file=sys.stderr)
    options = {} if rounds is None or name == "weight" else {"rounds": rounds}
    figures: list[Figure] = []
    try:
        figures.extend(SUITES[name](**options))
    finally:  # a long run that fails late still tells what it found
        print(table(figures), flush=True)
    return [figure.as_json() for figure in figures]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, each against its floor.")
    suites = [*SUITES, REASONING]
    parser.add_argument("--only", type=_names, default=suites, help=f"some of {','.join(suites)}")
    parser.add_argument("--rounds", type=_rounds, help="changes or visits of each arm; by default enough of them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures as JSON")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    if strange := [name for name in names if name not in (*SUITES, REASONING)]:
        raise argparse.ArgumentTypeError(f"there is no {strange[0]!r}; use {', '.join([*SUITES, REASONING])}")
    return names


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
