"""What evaluation found for a case: a status for everything, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

from explorer.knowledge.case import Case
from explorer.knowledge.model import Decision, Guideline, Recommendation, Value
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.graph import branch_name
from explorer.reasoning.same_advice import same_advice
from explorer.reasoning.sets import DecisionDiagram
from explorer.reasoning.status import ALWAYS, NEVER, Applies, Met, Status


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What evaluation found for a case.

    Attributes:
        chosen: the compiled guideline, with the sources that were listened to.
        facts: the region of each parameter, by its index, known or assumed; None where it is not known.
        case: the case as it was given.
        assumed: the declared assumptions that were made because the case says nothing of them.
        follows: facts that follow from the known ones by the meaning of the words.
        nodes, branches: the status of each.
        statements: whether each applies.
        criteria: for statements with a test, whether it is met.
        disagreements: the status of each.
        silences: for every decision, whether the sources are silent there.
        held_back: for every recommendation that can be withheld, whether it is; under ``id/0``, ``id/1`` … the same
            for each reason.
        parts: how many completions lie in each set of ``times``, ``verdicts`` and ``spoken``: none, all or some.
    """

    chosen: Chosen = field(repr=False)
    facts: list[int | None] = field(repr=False)
    case: Case
    assumed: Mapping[str, Value]
    follows: Mapping[str, Value]
    nodes: Mapping[str, Status] = field(repr=False)
    branches: Mapping[str, Status] = field(repr=False)
    statements: Mapping[str, Applies] = field(repr=False)
    criteria: Mapping[str, Met] = field(repr=False)
    disagreements: Mapping[str, Status] = field(repr=False)
    silences: Mapping[str, Status] = field(repr=False)
    held_back: Mapping[str, Status] = field(repr=False)
    parts: Mapping[str, int] = field(repr=False)

    @property
    def guideline(self) -> Guideline:
        """The guideline that was asked."""
        return self.chosen.guideline

    @property
    def overlaps(self) -> list[str]:
        """The decisions that should choose one branch and have two that hold: a fault of the guideline."""
        one = (node for node in self.guideline.nodes.values() if isinstance(node, Decision) and node.choose != "any")
        taken = {node.id: [branch_name(node.id, way.to) for way in node.branches] for node in one}
        return [n for n, ways in taken.items() if sum(self.branches[way] == Status.ACTIVE for way in ways) > 1]

    @property
    def silent(self) -> list[str]:
        """The decisions at which the sources are silent for this case."""
        return [name for name, status in self.silences.items() if status == Status.ACTIVE]

    @cached_property
    def taken_as_known(self) -> dict[str, Value]:
        """What evaluation went by: the known facts, what follows from them, and the assumptions."""
        return {**self.assumed, **self.follows, **self.case.known}

    @cached_property
    def _restricted(self) -> tuple[DecisionDiagram, list[int]]:
        return self.chosen.diagram.restrict(self.facts)

    @cached_property
    def advice_rows(self) -> dict[str, int]:
        """The row, in the diagram that remains, of the cases in which each recommendation's advice is given.

        Where several nodes give the same advice it is given as soon as one of them is reached.
        """
        nodes = self.guideline.nodes
        rows = {n: self.moved[row] for n, row in self.chosen.nodes.items() if isinstance(nodes[n], Recommendation)}
        for group in same_advice(self.guideline):
            row = reduce(self.remaining.either, (rows[name] for name in group))
            rows.update(dict.fromkeys(group, row))
        return rows

    @property
    def remaining(self) -> DecisionDiagram:
        """The sets of cases once the facts are filled in: they ask exactly what is still open."""
        return self._restricted[0]

    @property
    def moved(self) -> list[int]:
        """For each row of the guideline's diagram, its row in the one that remains."""
        return self._restricted[1]

    @cached_property
    def depends_on(self) -> Mapping[int, int]:
        """For every row that remains, the unknown parameters its set depends on, one bit each."""
        return self.remaining.depends_on() if self.advice_rows else {}

    @cached_property
    def open_advice(self) -> frozenset[tuple[int, int]]:
        """The advice that still depends on an unknown fact: recommendations, disagreements, bars and shown tests.

        For each piece the row of its set in the diagram that remains, and the row of the cases in which it is shown:
        the test of a statement is only shown where the statement applies.
        """
        moved, chosen = self.moved, self.chosen
        items = {(row, ALWAYS) for row in self.advice_rows.values()}
        items |= {(moved[row], ALWAYS) for row in (*chosen.disagreements.values(), *chosen.held_back.values())}
        items |= {(moved[row], moved[chosen.statements[name]]) for name, row in chosen.criteria.items()}
        return frozenset((row, shown) for row, shown in items if row > ALWAYS and shown != NEVER)

    def row(self, name: str) -> int:
        """Return the row of a node, branch, statement or disagreement in the guideline's diagram.

        Raises:
            UnknownNameError: there is no such thing.
        """
        return self.chosen.row(name)

    def still_asked(self, rows: Iterable[int]) -> list[str]:
        """Return the unknown parameters on which any of these sets still depends, in the order of the form."""
        bits = 0
        for row in rows:
            bits |= self.depends_on[self.moved[row]]
        return self.chosen.space.names(bits)

    def active(self, names: Iterable[str]) -> list[str]:
        """Return those of the named nodes that are active."""
        return [name for name in names if self.nodes[name] == Status.ACTIVE]
