"""A figure: what was measured, how it compares with its floor or peer, and whether that meets its target."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing.

    Attributes:
        values: one for each time.
        unit: what they count.
    """

    values: Sequence[float]
    unit: str = "ms"

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What 95 of 100 do not exceed.

        >>> Sample(range(101)).p95
        95.0
        """
        if len(self.values) < 2:
            return self.median
        return float(statistics.quantiles(self.values, n=20, method="inclusive")[-1])


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        sample: the measurements.
        compared: what is held against the target: a ratio to the floor, or an amount.
        to: what ``compared`` is, such as ``× floor``.
        target: the most that ``compared`` shall be; None where it is only told.
        where: where the time or the memory goes, each part with its amount in the sample's unit.
        notes: anything else worth telling, as plain data.
    """

    what: str
    sample: Sample
    compared: float
    to: str
    target: float | None = None
    where: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one.

        >>> Figure("visit", Sample([3.0]), 1.2, "× blank", 1.15).met
        False
        """
        return None if self.target is None else self.compared <= self.target

    @property
    def missed_by(self) -> float:
        """By how much the target is missed, in the unit of ``compared``; 0 when it is met."""
        return 0.0 if self.target is None else max(self.compared - self.target, 0.0)

    def as_json(self) -> dict[str, Any]:
        """The figure as plain data."""
        return {
            "what": self.what,
            "count": len(self.sample.values),
            "unit": self.sample.unit,
            "median": round(self.sample.median, 2),
            "p95": round(self.sample.p95, 2),
            "compared": round(self.compared, 3),
            "to": self.to,
            "target": self.target,
            "met": self.met,
            "missed_by": round(self.missed_by, 3),
            "where": {part: round(amount, 2) for part, amount in self.where.items()},
            "notes": dict(self.notes),
        }


def against(
    what: str,
    sample: Sample,
    other: Sample,
    name: str,
    target: float | None = None,
    where: Mapping[str, float] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Figure:
    """Compare a sample's median with that of its floor or peer, measured in the same run.

    Args:
        what: what was measured.
        sample: the measurements.
        other: those of the floor or peer.
        name: the name of the floor or peer.
        target: the highest ratio wished for.
        where: where the time goes.
        notes: anything else worth telling.

    >>> against("path", Sample([12.0]), Sample([10.0]), "floor").compared
    1.2
    """
    ratio = sample.median / other.median
    return Figure(what, sample, ratio, f"× {name}", target, where or {}, notes or {})
