"""A cohort: what a guideline says of many recorded cases, counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.concordance import Concordance
from explorer.cohort.kernel import Bits, Codes, Statuses, completed, packed
from explorer.cohort.mapping import Mapped
from explorer.cohort.missing import Missing, missing
from explorer.cohort.table import NOTHING_DONE, SetAside, Table
from explorer.knowledge.model import Guideline
from explorer.knowledge.number import counted
from explorer.reasoning.compiled import Chosen, compiled

COUNTED = ("nodes", "branches", "statements", "criteria", "disagreements")
WORDS = {
    "nodes": ("active", "possible", "ruled out"),
    "branches": ("active", "possible", "ruled out"),
    "statements": ("applies", "may apply", "does not apply"),
    "criteria": ("met", "not known", "not met"),
    "disagreements": ("active", "possible", "ruled out"),
}
MOST_PATTERNS = 20_000  # different cases for which missing fields are worked out
MOST_GROUPS = 50
MOST_SHOWN = 8  # lines of a table in a notebook

Counts = dict[str, dict[str, tuple[int, int, int]]]
"""By kind and id, how many cases have each status."""


@dataclass(eq=False)
class Cohort:
    """What was found for a table of cases; it holds counts, and no case.

    Attributes:
        guideline: the guideline.
        cases: how many cases were evaluated.
        set_aside: those that could not be, each with its row and reasons.
        counts: how many cases have each status, of everything the guideline shows.
        groups: the same for each group, where the table was cut by a column.
        missing: the missing fields by how many cases they would settle; None where there are too many different cases.
        concordance: what is advised against what was done, where a column says that.
    """

    guideline: Guideline
    cases: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)
    groups: dict[str, Counts] = field(default_factory=dict)
    missing: list[Missing] | None = None
    concordance: Concordance | None = None

    def __repr__(self) -> str:
        return f"Cohort({self.guideline.metadata.id!r}, {self.cases} cases, {len(self.set_aside)} set aside)"

    def _repr_html_(self) -> str:
        told = f"{counted(self.cases, 'case')}, {counted(len(self.set_aside), 'case')} set aside"
        nodes, counts = self.guideline.nodes, self.counts.get("nodes", {})
        advice = [(name, three) for name, three in counts.items() if nodes[name].kind == "recommendation"]
        most = sorted(advice, key=lambda one: -sum(one[1][:2]))[:MOST_SHOWN]
        rows = "".join(f"<tr><td>{escape(nodes[name].title)}</td>{_cells(three)}</tr>" for name, three in most)
        titles = "".join(f"<th>{title}</th>" for title in ("Advice", *WORDS["nodes"]))
        return f"<p><b>{told}</b></p><table><tr>{titles}</tr>{rows}</table>{self._missing_html()}"

    def _missing_html(self) -> str:
        parameters, shown = self.guideline.parameters, (self.missing or [])[:MOST_SHOWN]
        labels = [" and ".join(parameters[name].label for name in one.parameters) for one in shown]
        lines = "".join(f"<li>{escape(label)}: {one.settles:,}</li>" for label, one in zip(labels, shown, strict=True))
        return f"<p>Not recorded, and how many cases it would settle:</p><ol>{lines}</ol>" if lines else ""

    def as_json(self, least: int = 0) -> dict[str, Any]:
        """Give it as plain data, as ``guideline-explorer cohort`` writes it.

        Args:
            least: counts below this, and above none, are left out (null), so that the result may leave the hospital.
        """
        about = self.guideline.metadata
        found: dict[str, Any] = {
            "guideline": about.id,
            "edition": about.edition,
            "cases": self.cases,
            "set_aside": len(self.set_aside),
            "least_count": least,
            **{kind: _named(kind, self.counts.get(kind, {}), least) for kind in COUNTED},
        }
        if self.groups:
            found["groups"] = {
                group: {kind: _named(kind, one.get(kind, {}), least) for kind in COUNTED}
                for group, one in self.groups.items()
            }
        if self.concordance is not None:
            found["concordance"] = {
                node: {source: _done_or_not(counts, least) for source, counts in by.items()}
                for node, by in self.concordance.counts.items()
            }
        ranked = None if self.missing is None else [_missing(one, least) for one in self.missing]
        return found | {"missing": ranked}

    def set_aside_csv(self) -> str:
        """Write the cases that were set aside as a table: row, parameter, what is wrong, what would be right."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["row", "parameter", "what is wrong", "what would be right"])
        for one in self.set_aside:
            writer.writerows([one.row, reason.place, reason.what, reason.right] for reason in one.reasons)
        return text.getvalue()


def _cells(three: tuple[int, int, int]) -> str:
    return "".join(f"<td>{count:,}</td>" for count in three)


def cohort(
    guideline: Guideline,
    table: Table,
    mapped: Mapped,
    by: str | None = None,
    told: Callable[[int], None] = lambda _: None,
    done: Mapping[str, str] = NOTHING_DONE,
) -> Cohort:
    """Evaluate every case of a table.

    Args:
        guideline: the guideline.
        table: the cases.
        mapped: the column of each parameter.
        by: a column that cuts the cases into groups.
        told: is told the number of rows read so far.
        done: for each recommendation asked for the column that says whether it was done.
    """
    chosen = compiled(guideline).choose()
    found, patterns = Cohort(guideline), Patterns()
    rows = {f"{kind} {name}": row for kind in COUNTED for name, row in getattr(chosen, kind).items()}
    found.concordance = Concordance(guideline, tuple(done)) if done else None
    for batch in table.batches(chosen, mapped, by, done):
        codes = completed(chosen, batch.codes)
        if codes.shape[1]:
            _count(found, Statuses(chosen, codes, rows), batch.groups)
            patterns.add(codes)
            if found.concordance is not None:
                found.concordance.add(batch.codes, batch.done)
        found.cases += codes.shape[1]
        found.set_aside += batch.set_aside
        told(found.cases + len(found.set_aside))
    found.missing = _ranked(chosen, patterns)
    return found


class Patterns:
    """Cases that differ, and how many there are of each."""

    def __init__(self) -> None:
        self.counts: dict[bytes, int] = {}
        self.too_many = False

    def add(self, codes: Codes) -> None:
        """Count more cases."""
        if self.too_many:
            return
        open_alike = np.where(codes < 0, np.int16(-1), codes).T
        unique, counts = np.unique(np.ascontiguousarray(open_alike), axis=0, return_counts=True)
        for row, count in zip(unique, counts, strict=True):
            self.counts[row.tobytes()] = self.counts.get(row.tobytes(), 0) + int(count)
        self.too_many = len(self.counts) > MOST_PATTERNS

    def arrays(self) -> tuple[Codes, NDArray[np.int64]]:
        """The cases, a column each, and their counts."""
        codes = np.array([np.frombuffer(key, np.int16) for key in self.counts], np.int16).T
        return np.ascontiguousarray(codes), np.fromiter(self.counts.values(), np.int64, len(self.counts))


def _ranked(chosen: Chosen, patterns: Patterns) -> list[Missing] | None:
    if patterns.too_many:
        return None
    return missing(chosen, *patterns.arrays()) if patterns.counts else []


def _count(found: Cohort, statuses: Statuses, groups: NDArray[np.object_] | None) -> None:
    _add(found.counts, statuses, None)
    for group in () if groups is None else dict.fromkeys(groups):
        if group in found.groups or len(found.groups) < MOST_GROUPS:
            _add(found.groups.setdefault(str(group), {}), statuses, packed(groups == group))


def _add(into: Counts, statuses: Statuses, among: Bits | None) -> None:
    for name, more in statuses.counts(among).items():
        kind, _, thing = name.partition(" ")
        before = into.setdefault(kind, {}).get(thing, (0, 0, 0))
        into[kind][thing] = (before[0] + more[0], before[1] + more[1], before[2] + more[2])


def _named(kind: str, counts: dict[str, tuple[int, int, int]], least: int) -> dict[str, dict[str, int | None]]:
    return {name: dict(zip(WORDS[kind], _suppressed(three, least), strict=True)) for name, three in counts.items()}


def _done_or_not(counts: Mapping[str, tuple[int, int, int]], least: int) -> dict[str, dict[str, int | None]]:
    """Counts of each status, where something was done, was not, and where that was not recorded."""
    words = WORDS["nodes"]
    return {done: dict(zip(words, _suppressed(three, least), strict=True)) for done, three in counts.items()}


def _suppressed(three: tuple[int, int, int], least: int) -> Iterator[int | None]:
    """Leave small counts out; where one is, the next larger one goes too, as it could be worked out from the whole."""
    small = [0 < count < least for count in three]
    if sum(small) == 1:
        others = [at for at, count in enumerate(three) if not small[at] and count]
        if others:
            small[min(others, key=lambda at: three[at])] = True
    return (None if hidden else count for count, hidden in zip(three, small, strict=True))


def _missing(one: Missing, least: int) -> dict[str, Any]:
    counts = {"settles": one.settles, "decides": one.decides}
    return {"parameters": list(one.parameters)} | {k: None if 0 < n < least else n for k, n in counts.items()}
