"""The fewest known facts that already force whether a case lies in a set: a smallest prime implicant of the case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from explorer.reasoning.sets import DecisionDiagram
from explorer.reasoning.status import ALWAYS, NEVER

MOST_LOOKS = 60
IMPOSSIBLE = 10_000


def fewest_forcing(diagram: DecisionDiagram, row: int, facts: Sequence[int | None]) -> list[int]:
    """Find a smallest set of known facts all of whose completions agree about a set of cases.

    Sizes are tried upwards from a bound below which nothing can succeed.  After ``MOST_LOOKS`` looks the search
    gives up and returns a set from which nothing can be left out, though a smaller one may exist.

    Args:
        diagram: the guideline's sets.
        row: where the set begins.
        facts: the region of each known parameter; together they force the set to be empty or full.

    Returns:
        The parameters whose facts are kept, by place.
    """
    return _Forcing(diagram, row, facts).fewest()


@dataclass(frozen=True)
class _Asked:
    """Which facts are kept, what they are to force, and the rows from which no way leads to the contrary."""

    kept: Collection[int]
    verdict: int
    dead: set[int] = field(default_factory=set)


class _Forcing:
    def __init__(self, diagram: DecisionDiagram, row: int, facts: Sequence[int | None]) -> None:
        self.row = row
        self.questions = [(below, *diagram.rows[below], facts[diagram.rows[below][0]]) for below in diagram.below(row)]
        self.at = {below: (place, nexts, fact) for below, place, nexts, fact in self.questions}
        self.looks = MOST_LOOKS
        self.everything = {place for _, place, _, fact in self.questions if fact is not None}
        self.verdict = ALWAYS if self.forces(self.everything, ALWAYS) else NEVER

    def fewest(self) -> list[int]:
        least = self.least(())
        kept = self.irreducible()
        for size in range(least, len(kept)):
            found = self.look(frozenset(), size, set())
            if found is not None:
                return sorted(found)
            if self.looks <= 0:
                break
        return sorted(kept)

    def irreducible(self) -> set[int]:
        """Leave out what can be left out, the last questions of the form first."""
        kept = self.met_on_the_way(self.everything)
        for place in sorted(kept, reverse=True):
            if place in kept and self.forces(kept - {place}, self.verdict):
                kept = self.met_on_the_way(kept - {place})
        return kept

    def met_on_the_way(self, kept: Collection[int]) -> set[int]:
        """Those of the kept facts that are asked at all once the others are not known."""
        met: set[int] = set()
        seen, waiting = {self.row}, [self.row]
        while waiting:
            row = waiting.pop()
            if row <= ALWAYS:
                continue
            place, nexts, fact = self.at[row]
            if place in kept and fact is not None:
                met.add(place)
                nexts = (nexts[fact],)
            waiting += [following for following in nexts if following not in seen]
            seen.update(nexts)
        return met

    def forces(self, kept: Collection[int], verdict: int) -> bool:
        """Whether no way to the contrary is left once these facts are known."""
        return self.contrary(kept, verdict) is None

    def contrary(self, kept: Collection[int], verdict: int) -> list[int] | None:
        """The known facts that would each bar one way to the contrary, if there is such a way."""
        return self.way(self.row, [], _Asked(kept, verdict))

    def way(self, row: int, bars: list[int], asked: _Asked) -> list[int] | None:
        """A way from a row to the contrary: the facts that would bar it, after those that bar the way so far."""
        if row <= ALWAYS:
            return bars if row != asked.verdict else None
        if row in asked.dead:
            return None
        place, nexts, fact = self.at[row]
        if fact is not None and place in asked.kept:
            nexts = (nexts[fact],)
        for following in dict.fromkeys(nexts):
            barring = fact is not None and place not in asked.kept and nexts[fact] != following
            found = self.way(following, [*bars, place] if barring else bars, asked)
            if found is not None:
                return found
        asked.dead.add(row)
        return None

    def least(self, kept: Collection[int]) -> int:
        """How many further facts are needed at the least."""
        costs = {NEVER: IMPOSSIBLE, ALWAYS: IMPOSSIBLE, self.verdict: 0}
        for row, place, nexts, fact in self.questions:
            if fact is not None and place in kept:
                costs[row] = costs[nexts[fact]]
            else:
                unknown = max([costs[following] for following in nexts])
                costs[row] = unknown if fact is None else min(unknown, 1 + costs[nexts[fact]])
        return costs[self.row]

    def look(self, kept: frozenset[int], size: int, seen: set[frozenset[int]]) -> frozenset[int] | None:
        """Whatever forces the verdict has to bar every way to the contrary: try each fact that bars one."""
        if kept in seen or self.looks <= 0:
            return None
        seen.add(kept)
        self.looks -= 1
        if self.least(kept) > size:
            return None
        bars = self.contrary(kept, self.verdict)
        if bars is None:
            return kept
        for place in bars if size else ():
            found = self.look(kept | {place}, size - 1, seen)
            if found is not None:
                return found
        return None
