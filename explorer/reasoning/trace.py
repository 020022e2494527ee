"""What follows for a case: the trace of a guideline."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from explorer.knowledge.case import Case, make_case
from explorer.knowledge.model import Decision, Guideline, Node, Recommendation, Value
from explorer.reasoning.case.question_order import SingleAnswers, Weighing, single_answers
from explorer.reasoning.graph import Reach, applies, branch_name, build, differs, rests_on
from explorer.reasoning.sets import ALWAYS, NEVER, Table, facts_of, names_in
from explorer.reasoning.space import CaseSet, Space

if TYPE_CHECKING:
    import networkx as nx

Status = Literal["active", "possible", "ruled out"]
Answer = dict[str, str]

STATUS = ("ruled out", "active", "possible")
APPLIES = ("does not apply", "applies", "may apply")
MET = ("not met", "met", "not known")


@dataclass(frozen=True, eq=False)
class Compiled:
    """A guideline with all of its sets of cases in one table.

    Attributes:
        reach: every node and branch with its set of cases.
        nodes, branches, statements, criteria, disagreements, silent: the row of each thing's set.
    """

    guideline: Guideline
    sources: frozenset[str]
    space: Space
    reach: Reach
    table: Table
    nodes: Mapping[str, int]
    branches: Mapping[str, int]
    statements: Mapping[str, int]
    criteria: Mapping[str, int]
    disagreements: Mapping[str, int]
    silent: Mapping[str, int]
    follows: tuple[int, ...]
    held_back: Mapping[str, int]

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The decision graph, for networkx: every node and branch with its set of cases."""
        graph = self.reach.graph()
        # It is part of a cycle of references; its sets must go before their diagrams, or cudd never frees them.
        weakref.finalize(self, graph.clear)
        return graph

    @cached_property
    def asked(self) -> list[int]:
        """For every row of the table, the parameters its set depends on, as bits."""
        return self.table.asked()

    @cached_property
    def unsupported(self) -> tuple[str, ...]:
        """Nodes and branches that rest on sources that were not chosen."""
        nodes = [name for name, data in self.reach.nodes.items() if not data["supported"]]
        edges = [branch_name(*way) for way, data in self.reach.branches.items() if not data["supported"]]
        return tuple(nodes + edges)


@lru_cache(maxsize=16)
def compiled(guideline: Guideline, sources: frozenset[str] | None = None, backend_name: str | None = None) -> Compiled:
    """Compute the sets of cases of a guideline, once for each choice of sources.

    Args:
        guideline: the guideline.
        sources: ids of the chosen sources; by default all.
        backend_name: the library of decision diagrams, ``cudd`` or ``autoref``.
    """
    chosen = frozenset(guideline.sources) if sources is None else sources
    space = Space(guideline, backend_name)
    reach = build(guideline, space, chosen)
    statements = applies(guideline, reach, space, chosen)
    table = Table(space)
    enter = table.enter
    return Compiled(
        guideline=guideline,
        sources=chosen,
        space=space,
        reach=reach,
        table=table,
        nodes={name: enter(data["cases"]) for name, data in reach.nodes.items()},
        branches={branch_name(*way): enter(data["cases"]) for way, data in reach.branches.items()},
        statements={name: enter(cases) for name, cases in statements.items()},
        criteria={s.id: enter(space.cases_where(s.test)) for s in guideline.statements.values() if s.test},
        disagreements={d.id: enter(differs(d, statements, space)) for d in guideline.disagreements.values()},
        silent={name: enter(data["open_end"]) for name, data in reach.nodes.items() if _may_be_silent(data["node"])},
        held_back={name: enter(cases) for name, cases in _bars(guideline, reach, space, chosen).items()},
        follows=tuple(enter(space.cases_where(follows.when)) for follows in guideline.follows),
    )


def _bars(guideline: Guideline, reach: Reach, space: Space, chosen: Collection[str]) -> dict[str, CaseSet]:
    """The cases in which each bar of a recommendation holds it back, by ``node`` and the bar's place, ``node/0``.

    What rests on sources that were not chosen holds nothing back.
    """
    barred: dict[str, CaseSet] = {}
    for name, data in reach.nodes.items():
        for index, bar in enumerate(getattr(data["node"], "unless", ())):
            heard = rests_on(guideline, bar.cites, chosen)
            cases = data["cases"] & space.cases_where(bar.when) if heard else space.nothing
            barred[f"{name}/{index}"] = cases
            barred[name] = barred.get(name, space.nothing) | cases
    return barred


def _may_be_silent(node: Node) -> bool:
    """Where no branch holds the sources are silent, unless the guideline says that nothing more is asked there."""
    return isinstance(node, Decision) and not node.ends


@dataclass(frozen=True)
class Trace:
    """What evaluation found for a case, and why.

    Attributes:
        facts: the region of each parameter, known or assumed; None where it is not known.
        case: the case as it was given.
        assumed: the declared assumptions that were made because the case says nothing of them.
        follows: facts that follow from the known ones by the meaning of the words.
        nodes, branches: the status of each: active, possible or ruled out.
        statements: applies, may apply or does not apply.
        criteria: met, not met or not known, for statements with a test.
        disagreements: the status of each.
        silences: for every decision, whether the sources are silent there: active, possible or ruled out.
        held_back: for every recommendation with a bar, whether it is held back: active, possible or ruled out;
            under ``node/0``, ``node/1`` … the same for each bar.
    """

    compiled: Compiled = field(repr=False)
    facts: list[int | None] = field(repr=False)
    case: Case
    assumed: Mapping[str, Value]
    follows: Mapping[str, Value]
    nodes: Answer = field(repr=False)
    branches: Answer = field(repr=False)
    statements: Answer = field(repr=False)
    criteria: Answer = field(repr=False)
    disagreements: Answer = field(repr=False)
    silences: Answer = field(repr=False)
    held_back: Answer = field(repr=False)

    @property
    def guideline(self) -> Guideline:
        """The guideline that was asked."""
        return self.compiled.guideline

    @property
    def silent(self) -> list[str]:
        """The decisions at which the sources are silent for this case."""
        return [name for name, status in self.silences.items() if status == "active"]

    @cached_property
    def restricted(self) -> tuple[Table, list[int]]:
        """What is still open once the facts are filled in; worked out when it is first asked."""
        return self.compiled.table.restrict(self.facts)

    @property
    def left(self) -> Table:
        """The table of what is still open."""
        return self.restricted[0]

    @property
    def place(self) -> list[int]:
        """Where each row of the guideline's table went in the table that is left."""
        return self.restricted[1]

    @cached_property
    def taken_as_known(self) -> dict[str, Value]:
        """What evaluation went by: the known facts, what follows from them, and the assumptions."""
        return {**self.assumed, **self.follows, **self.case.known}

    @cached_property
    def asked(self) -> list[int]:
        """For every row of the table that is left, the parameters it still asks, as bits."""
        return self.left.asked()

    @cached_property
    def open_advice(self) -> frozenset[tuple[int, int]]:
        """The advice that still depends on an unknown fact: recommendations, disagreements, bars and shown tests.

        For each piece the row of its set in the table that is left, and the row of the cases in which it is shown:
        the test of a statement is only shown where the statement applies.
        """
        nodes, place = self.guideline.nodes, self.place
        rows = [row for name, row in self.compiled.nodes.items() if isinstance(nodes[name], Recommendation)]
        rows += [*self.compiled.disagreements.values(), *self.compiled.held_back.values()]
        items = {(place[row], ALWAYS) for row in rows}
        shown = self.compiled.statements
        items |= {(place[row], place[shown[name]]) for name, row in self.compiled.criteria.items()}
        return frozenset((row, where) for row, where in items if row > ALWAYS and where != NEVER)

    @cached_property
    def weighing(self) -> Weighing:
        """What is worked out about the order of questions, kept for as long as the trace."""
        return Weighing(self.left, self.open_advice)

    @cached_property
    def single_answers(self) -> SingleAnswers:
        """What each single further answer leaves open, kept for as long as the trace."""
        return single_answers(self.left)

    def row(self, name: str) -> int:
        """The row of a node, branch, statement or disagreement in the guideline's table."""
        kinds = (
            self.compiled.nodes,
            self.compiled.branches,
            self.compiled.statements,
            self.compiled.disagreements,
        )
        return next(rows[name] for rows in kinds if name in rows)

    def still_asked(self, rows: Iterable[int]) -> list[str]:
        """The unknown parameters on which any of these sets still depends, in the order of the form."""
        asked = 0
        for row in rows:
            asked |= self.asked[self.place[row]]
        return names_in(self.compiled.space, asked)

    def active(self, names: Iterable[str]) -> list[str]:
        """Those of the named nodes that are active."""
        return [name for name in names if self.nodes[name] == "active"]

    def as_json(self, name: str | None = None) -> dict[str, Any]:
        """The trace as plain data, in the form the command line prints.

        Args:
            name: the id of the case.
        """
        from explorer.reasoning.case.questions import (
            next_questions,
        )  # the order of questions is only worked out when asked

        front = self.guideline.metadata
        return {
            "id": name,
            "guideline": front.id,
            "edition": front.edition,
            "nodes": self.nodes,
            "branches": self.branches,
            "statements": self.statements,
            "criteria": self.criteria,
            "disagreements": self.disagreements,
            "assumed": dict(self.assumed),
            "follows": dict(self.follows),
            "next_questions": next_questions(self),
            "silent": self.silent,
            "held_back": [n for n, status in self.held_back.items() if status == "active" and n in self.nodes],
        }


def evaluate(
    guideline: Guideline,
    case: Mapping[str, Any] | Case,
    *,
    assumptions: bool = True,
    sources: Collection[str] | None = None,
) -> Trace:
    """Say what follows for a case.

    Args:
        guideline: the guideline to ask.
        case: what is known, parameter → value; absent is unknown, ``unknown`` lifts a declared assumption.
        assumptions: whether the declared assumptions are made, and what follows by the meaning of the words is
            taken as known, where the case says nothing.
        sources: ids of the sources to listen to; by default all.

    Returns:
        The trace: the status of every node, branch, statement, criterion and disagreement.

    Raises:
        CaseError: when the case names a parameter or value that does not exist.

    >>> from explorer import load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "rectum", "kras": "mutant"})
    >>> trace.statements["S000-46"]
    'may apply'
    """
    asked = compiled(guideline, None if sources is None else frozenset(sources))
    read = make_case(guideline, case)
    assumed = assumed_in(guideline, read) if assumptions else {}
    follows = _following(asked, read) if assumptions else {}
    facts = facts_of(asked.space, {**assumed, **follows, **read.known})
    found = asked.table.settle(facts)
    return Trace(
        compiled=asked,
        facts=facts,
        case=read,
        assumed=assumed,
        follows=follows,
        nodes=_told(asked.nodes, found, STATUS),
        branches=_told(asked.branches, found, STATUS),
        statements=_told(asked.statements, found, APPLIES),
        criteria=_told(asked.criteria, found, MET),
        disagreements=_told(asked.disagreements, found, STATUS),
        silences=_told(asked.silent, found, STATUS),
        held_back=_told(asked.held_back, found, STATUS),
    )


def assumed_in(guideline: Guideline, case: Case) -> dict[str, Value]:
    """The declared assumptions a case leaves standing."""
    return {
        parameter.id: parameter.assume
        for parameter in guideline.parameters.values()
        if parameter.assume is not None and parameter.id not in case.known and parameter.id not in case.unknown
    }


def _following(asked: Compiled, case: Case) -> dict[str, Value]:
    """The facts that follow from those the case states, for parameters of which it says nothing."""
    facts = facts_of(asked.space, case.known)
    return {
        follows.parameter: follows.value
        for follows, row in zip(asked.guideline.follows, asked.follows, strict=True)
        if follows.parameter not in case.known
        and follows.parameter not in case.unknown
        and asked.table.follow(row, facts) == ALWAYS
    }


def _told(rows: Mapping[str, int], found: list[int], words: tuple[str, str, str]) -> Answer:
    return {name: words[found[row]] for name, row in rows.items()}
