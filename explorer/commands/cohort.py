"""The command that counts what a guideline says of many recorded cases."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.condition import nearest
from explorer.knowledge.number import counted
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort
    from explorer.cohort.table import Table
    from explorer.knowledge.model import Guideline

TOLD_EVERY = 0.5  # seconds
MOST_TOLD = 10  # missing fields


def add(commands: Any) -> None:
    """Add ``cohort``."""
    cohort = add_command(commands, "cohort", _cohort, "count what the guideline says of a table of recorded cases")
    cohort.add_argument(
        "data", help="a table: .csv, .tsv, .parquet, .jsonl, .xlsx, or a .duckdb or .sqlite file with --query"
    )
    cohort.add_argument("-o", "--output", metavar="FOLDER", help="where result.json is written")
    cohort.add_argument("--suggest", metavar="FILE", help="write a draft of a file for --map, and evaluate nothing")
    cohort.add_argument(
        "--map", metavar="FILE", help="which column is which parameter (default: those of the same name)"
    )
    cohort.add_argument("--query", help="for a .duckdb or .sqlite file: what to read of it")
    cohort.add_argument("--by", metavar="COLUMN", help="also count each group of this column")
    words = "count how often it was done where it is advised; may be given several times"
    cohort.add_argument("--done", metavar="NODE=COLUMN", action="append", default=[], help=words)
    cohort.add_argument("--flow", action="store_true", help="also draw them on the map, as flow.html")
    cohort.add_argument("--least", type=int, default=0, metavar="K", help="leave counts below K out (default: none)")


def _cohort(chosen: argparse.Namespace) -> int:
    from explorer.cohort.cohort import cohort  # numpy and DuckDB are only loaded for this
    from explorer.cohort.mapping import by_name, read_mapping
    from explorer.cohort.table import Table

    guideline = load(chosen.guideline)
    table = Table(chosen.data, chosen.query)
    if chosen.suggest:
        return _suggest(guideline, table, chosen.suggest)
    if not chosen.output:
        raise CaseError([Problem("cohort", "where to write is not said", "add -o FOLDER, or --suggest FILE")])
    folder, done = _folder(chosen.output), _done(guideline, table, chosen.done)
    mapped = read_mapping(guideline, chosen.map, table.titles) if chosen.map else by_name(guideline, table.titles)
    if not mapped:
        what = "none of its columns is called as a parameter is"
        raise CaseError([Problem(chosen.data, what, "say which is which in a file, and name it with --map")])
    if chosen.by is not None and chosen.by not in table.titles:
        raise CaseError([Problem("--by", f"there is no column {chosen.by!r}", nearest(chosen.by, table.titles))])
    found = cohort(guideline, table, mapped, chosen.by, _progress(), done)
    data = found.as_json(chosen.least)
    result = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    files = {"result.json": result, "set_aside.csv": found.set_aside_csv()}
    if chosen.flow:
        from explorer.views.flow.page import flow_page  # what draws is only loaded to draw

        files["flow.html"] = flow_page(guideline, data)
    for name, text in files.items():
        write_file(folder / name, text, "--output", "name a folder that can be written")
    print_text("\n".join(_in_words(found, folder, len(mapped))))
    return 0


def _suggest(guideline: Guideline, table: Table, path: str) -> int:
    from explorer.cohort.suggest import suggested

    write_file(Path(path), suggested(guideline, table.some_values()), "--suggest", "name a file that can be written")
    print_text(f"{path} is a draft: look at every line, then give it with --map.")
    return 0


def _done(guideline: Guideline, table: Table, given: list[str]) -> dict[str, str]:
    """The column of each recommendation of which a table says whether it was done."""
    found: dict[str, str] = {}
    problems = []
    advice = [name for name, node in guideline.nodes.items() if node.kind == "recommendation"]
    for text in given:
        node, _, column = text.partition("=")
        if node not in advice:
            problems.append(Problem("--done", f"there is no recommendation {node!r}", nearest(node, advice)))
        elif column not in table.titles:
            problems.append(Problem("--done", f"there is no column {column!r}", nearest(column, table.titles)))
        found[node] = column
    if problems:
        raise CaseError(problems)
    return found


def _folder(path: str) -> Path:
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"{path} cannot be made ({error.strerror})"
        raise CaseError([Problem("--output", what, "name a folder that can be written")]) from error
    return Path(path)


def _progress() -> Callable[[int], None]:
    """Say on a terminal how far it has come and how fast."""
    begun = last = time.monotonic()

    def told(rows: int) -> None:
        nonlocal last
        now = time.monotonic()
        if sys.stderr.isatty() and now - last > TOLD_EVERY:
            last = now
            print(f"\r{rows:,} cases, {rows / (now - begun):,.0f} a second", end="", file=sys.stderr)

    return told


def _in_words(found: Cohort, folder: Path, mapped: int) -> list[str]:
    lines = [f"{counted(found.cases, 'case')} evaluated by {counted(mapped, 'column')}."]
    if found.set_aside:
        lines.append(f"{counted(len(found.set_aside), 'case')} set aside: {folder / 'set_aside.csv'} says why.")
    lines += _concordance(found)
    if found.missing is None:
        lines.append("There are too many different cases to say which missing field costs most.")
    elif found.missing:
        parameters = found.guideline.parameters
        lines.append("What was not recorded: cases that it would settle, cases in which it can change the advice")
        for one in found.missing[:MOST_TOLD]:
            labels = " and ".join(parameters[name].label for name in one.parameters)
            lines.append(f"  {one.settles:,}  {one.decides:,}  {labels}")
    return [*lines, f"All counts are in {folder / 'result.json'}."]


def _concordance(found: Cohort) -> list[str]:
    """For each recommendation: of the cases in which it is advised, how many had it done."""
    if found.concordance is None:
        return []
    lines = []
    for node, by in found.concordance.counts.items():
        advised = {word: three[0] for word, three in by["all"].items()}
        title = found.guideline.nodes[node].title
        told = f"done in {advised['done']:,} of {sum(advised.values()):,} cases in which it is advised"
        lines.append(f"{title}: {told}, not recorded in {advised['not recorded']:,}.")
    return lines
