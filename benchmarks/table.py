"""The figures as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.figures import Figure

VERDICTS = {True: "met", False: "MISSED", None: ""}
HEADINGS = ("", "median", "95 %", "compared", "target", "")


def table(figures: Sequence[Figure]) -> str:
    """Write figures as lines of text; under one that misses its target, by how much and where the time goes.

    Args:
        figures: what was measured.
    """
    rows = [row(figure) for figure in figures]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    lines = [_line(HEADINGS, widths)]
    for figure, cells in zip(figures, rows, strict=True):
        lines += [_line(cells, widths), *explained(figure)]
    return "\n".join(lines)


def row(figure: Figure) -> tuple[str, ...]:
    """The cells of one figure."""
    sample, target = figure.sample, "" if figure.target is None else f"≤ {figure.target:g}"
    return (
        figure.what,
        f"{sample.median:.1f} {sample.unit}",
        f"{sample.p95:.1f} {sample.unit}",
        f"{figure.compared:.2f} {figure.to}",
        target,
        VERDICTS[figure.met],
    )


def explained(figure: Figure) -> Iterator[str]:
    """By how much a target is missed, and where the time or memory goes."""
    if figure.met is False:
        yield f"    missed by {figure.missed_by:.2f} {figure.to}"
        if figure.where:
            parts = ", ".join(f"{part} {amount:.1f}" for part, amount in figure.where.items())
            yield f"    of {figure.sample.median:.1f} {figure.sample.unit}: {parts}"


def listed(data: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Plain data as lines, one for each number or text in it.

    >>> list(listed({"load": {"1 ×": 3.5}}))
    ['load · 1 ×: 3.5']
    """
    for name, value in data.items():
        here = f"{path} · {name}" if path else str(name)
        if isinstance(value, Mapping):
            yield from listed(value, here)
        else:
            yield f"{here}: {value}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(w) if place in (0, 5) else cell.rjust(w) for place, (cell, w) in
                    enumerate(zip(cells, widths, strict=True)))  # fmt: skip
    return "  ".join([first, *rest]).rstrip()
