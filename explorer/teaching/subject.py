"""What an item is about: a case with more facts than it needs, and how the needed ones are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from explorer.knowledge.case import Case
from explorer.knowledge.model import Guideline, Recommendation, Value
from explorer.reasoning.case.nearest import nearest_change
from explorer.reasoning.case.why import forcing_facts, why_in_words
from explorer.reasoning.graph import branches_of
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import ALWAYS, NEVER, STATUS, Applies, Status
from explorer.reasoning.trace import Trace, evaluate, taken


@dataclass(frozen=True)
class Texts:
    """What things of one sort read, and which of them read alike.

    Attributes:
        of: the text of each, by its id.
        named: the ids of those that have a text, by the text.
    """

    of: Mapping[str, str]
    named: Mapping[str, tuple[str, ...]]


def texts(of: Mapping[str, str]) -> Texts:
    """Collect what reads alike.

    >>> texts({"a": "Rest", "b": "Work", "c": "Rest"}).named["Rest"]
    ('a', 'c')
    """
    named: dict[str, tuple[str, ...]] = {}
    for name, text in of.items():
        named[text] = (*named.get(text, ()), name)
    return Texts(of, named)


@dataclass(frozen=True)
class Wording:
    """The texts of a guideline from which options are made: its advice, its steps, its statements."""

    advice: Texts
    steps: Texts
    statements: Texts


def wording_of(guideline: Guideline) -> Wording:
    """Collect the texts of a guideline."""
    nodes = guideline.nodes
    steps = {n: f"{nodes[start].title} → {nodes[way.to].title}" for n, (start, way) in branches_of(guideline).items()}
    return Wording(
        texts({name: node.title for name, node in nodes.items() if isinstance(node, Recommendation)}),
        texts(steps),
        texts({name: one.text for name, one in guideline.statements.items()}),
    )


@dataclass(frozen=True, eq=False)
class Subject:
    """A covering case while items are made of it.

    Attributes:
        trace: what follows for the case.
        wording: the texts of the guideline.
    """

    trace: Trace
    wording: Wording

    def is_certain(self, row: int) -> bool:
        """Say whether the case lies certainly in a set, or certainly outside of it."""
        return self.trace.moved[row] in (NEVER, ALWAYS)

    @cached_property
    def out(self) -> frozenset[str]:
        """The nodes, branches and statements that are ruled out for the case, or do not apply."""
        trace = self.trace
        found = [
            name for those in (trace.nodes, trace.branches) for name, one in those.items() if one == Status.RULED_OUT
        ]
        return frozenset(found + [name for name, one in trace.statements.items() if one == Applies.NO])

    def are_out(self, names: Iterable[str]) -> bool:
        """Say whether all of these nodes, branches and statements are ruled out for the case."""
        return self.out.issuperset(names)

    def facts_for(self, rows: Iterable[int]) -> dict[str, Value]:
        """Find few facts of the case that make all of these sets certain.

        Args:
            rows: sets that are certain for the case.
        """
        needed = {name for row in rows for name in forcing_facts(self.trace, row)}
        rules = [rule for rule in self.trace.guideline.follows if rule.parameter in needed]
        needed |= {atom.parameter for rule in rules for atom in atoms_in(self.trace.guideline, rule.when.expression)}
        known = self.trace.case.known
        return {name: known[name] for name in self.trace.guideline.parameters if name in needed and name in known}

    def node_rows(self, names: Iterable[str]) -> list[int]:
        """The sets of nodes, branches, statements or disagreements."""
        return [self.trace.row(name) for name in names]

    def reduced(self, given: Mapping[str, Value]) -> Trace:
        """What follows for the few facts alone."""
        return evaluate(self.trace.chosen.compiled, given)

    def settled(self, given: Mapping[str, Value], names: Iterable[str]) -> list[Status]:
        """The status that nodes, branches, statements or disagreements have for the few facts alone."""
        return self._settled_rows(given, self.node_rows(names))

    def keeps(self, given: Mapping[str, Value], rows: Iterable[int]) -> bool:
        """Say whether the few facts alone settle sets just as the whole case does."""
        rows = list(rows)
        before = [STATUS[min(self.trace.moved[row], ALWAYS + 1)] for row in rows]
        return self._settled_rows(given, rows) == before

    def _settled_rows(self, given: Mapping[str, Value], rows: list[int]) -> list[Status]:
        chosen = self.trace.chosen
        case = Case(dict(given))
        assumed, follows = taken(chosen, case)
        facts = chosen.space.facts({**assumed, **follows, **given})
        found = chosen.diagram.settle_rows(chosen.diagram.below(*rows), facts)
        return [STATUS[found[row]] for row in rows]


def why_not(trace: Trace, name: str) -> tuple[str, bool]:
    """Say why something does not hold, and in which near case it would.

    Args:
        trace: what evaluation found.
        name: the id of what is ruled out, or does not apply.

    Returns:
        The words, and whether one changed fact would do.
    """
    words = why_in_words(trace, name)
    changes = nearest_change(trace, name)
    if not changes or trace[name] == Status.ACTIVE:
        return words, False
    parameters = trace.guideline.parameters
    told = " and ".join(
        f"{parameters[one.parameter].label}: {_label(trace, one.parameter, one.after)}" for one in changes
    )
    return f"{words} It could with {told}.", len(changes) == 1


def _label(trace: Trace, name: str, value: Value) -> str:
    return trace.guideline.parameters[name].option_label(value)
