"""Working out the set of cases of everything a guideline shows, for every choice of sources at once.

A source that is listened to or not is asked like a parameter, before those of the case: so one diagram holds the
answers for every choice, and what does not depend on the choice is kept once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx as nx

from explorer.knowledge.model import Bar, Decision, Disagreement, Guideline, Recommendation
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.graph import bars_of, branch_name, branches_of, decision_graph, ways_out
from explorer.reasoning.sets import CaseSet, DecisionDiagram
from explorer.reasoning.space import Regions, Space, conditions_of, scored_in
from explorer.reasoning.times import time_sets
from explorer.reasoning.totals import points_key, steps_of
from explorer.reasoning.verdicts import disputed, verdict_sets

Sets = dict[str, CaseSet]
OFF, ON = 0, 1
"""The regions of a source: not listened to, and listened to."""


class Compiling:
    """The sets of a guideline while they are worked out, each by the id of what it belongs to.

    Args:
        guideline: the guideline.
        regions: the regions of each parameter, where they are to be those of another guideline as well.

    Attributes:
        nodes, branches: the cases that reach each.
        statements: the cases in which each applies.
        criteria: the cases in which the test of a statement is met.
        disagreements: the cases in which each shows.
        verdicts: the cases in which a source is for or against what is in dispute; see ``verdicts``.
        times: the cases in which a recommendation is due, next, later or done; see ``times``.
        silences: for each decision, the cases in which none of its branches holds.
        held_back: for each recommendation the cases in which it is withheld; by ``id/0`` those in which its first
            ``unless`` holds, and so on.
        spoken: the cases that a statement which holds advice back, and its source, speak of.
        points: the cases in which a score reaches a number, by its id and the number.
        follows: the cases in which a fact follows from others, by the index of the rule.
    """

    def __init__(self, guideline: Guideline, regions: Regions | None = None) -> None:
        self.guideline = guideline
        self.graph = decision_graph(guideline)
        self.space = Space(guideline, regions)
        self.sources = {name: index for index, name in enumerate(guideline.sources)}
        diagram = DecisionDiagram([(1, 1)] * len(self.sources) + list(self.space.weights))
        self.conditions = Conditions(self.space, diagram, before=len(self.sources))
        self.nodes: Sets = {}
        self.branches: Sets = {}
        self.silences: Sets = {}
        self._reach()
        self.statements = self._apply()
        self.criteria = {s.id: self.conditions.cases_where(s.test) for s in guideline.statements.values() if s.test}
        self.verdicts = verdict_sets(self.conditions, guideline, self.listens_to)
        self.disagreements = {one.id: self._differ(one) for one in guideline.disagreements.values()}
        self.times = time_sets(self.conditions, guideline, self.nodes)
        self.held_back = dict(self._withhold())
        self.spoken = {name: self._speaks_of(name) for _, bar in self._bars() for name in bar.cites}
        self.points = dict(self._points())
        self.follows = {str(i): self.conditions.cases_where(rule.when) for i, rule in enumerate(guideline.follows)}

    def listens_to(self, cites: Iterable[str]) -> CaseSet:
        """Return where a source of one of these statements is listened to; everywhere when nothing is cited."""
        named = {self.guideline.statements[name].source for name in cites}
        if not named:
            return self.conditions.everything
        rows = [self.conditions.diagram.where(self.sources[name], [ON]) for name in sorted(named)]
        return self.conditions.any(map(self.conditions.at, rows))

    def _reach(self) -> None:
        """Follow every branch from the first node on, each node after all that lead to it."""
        start = self.guideline.pathways[self.guideline.metadata.start].start
        reached = dict.fromkeys(self.graph, self.conditions.nothing) | {start: self.conditions.everything}
        for name in nx.topological_sort(self.graph):
            node = self.guideline.nodes[name]
            is_advice = isinstance(node, Recommendation)
            self.nodes[name] = reached[name] & self.listens_to(node.cites) if is_advice else reached[name]
            guards = guards_of(self.conditions, self.guideline, name)
            for end, guard in guards.items():
                cited = self.listens_to(self.graph.edges[name, end]["statements"].split())
                self.branches[branch_name(name, end)] = taken = reached[name] & guard & cited
                reached[end] |= taken
            if isinstance(node, Decision) and not node.ends:
                self.silences[name] = reached[name] - self.conditions.any(guards.values())
        self.nodes = {name: self.nodes[name] for name in self.graph}
        self.branches = {name: self.branches[name] for name in branches_of(self.guideline)}
        self.silences = {name: self.silences[name] for name in self.graph if name in self.silences}

    def _apply(self) -> Sets:
        """A statement applies where something that cites it is reached, its own condition holds and it is heard."""
        cited: Sets = dict.fromkeys(self.guideline.statements, self.conditions.nothing)
        for sets, data in ((self.nodes, self._node_citations()), (self.branches, self._branch_citations())):
            for name, cites in data:
                for statement in cites:
                    cited[statement] |= sets[name]
        return {
            name: cases & self.conditions.cases_where(self.guideline.statements[name].when) & self.listens_to([name])
            for name, cases in cited.items()
        }

    def _node_citations(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((name, node.cites) for name, node in self.guideline.nodes.items())

    def _branch_citations(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((name, branch.cites) for name, (_, branch) in branches_of(self.guideline).items())

    def _differ(self, disagreement: Disagreement) -> CaseSet:
        """The cases in which sources judge differently, or statements of at least two positions apply."""
        if disagreement.sides or disagreement.kind == "figures":
            return disputed(self.conditions, disagreement, self.verdicts)
        once = twice = self.conditions.nothing
        for position in disagreement.positions:
            applies = self.conditions.any(self.statements[name] for name in position.statements)
            twice |= once & applies
            once |= applies
        return twice & self.conditions.cases_where(disagreement.when)

    def _points(self) -> Iterator[tuple[str, CaseSet]]:
        """The totals of each score, so that a case can be told how many points it has, or may have."""
        compared = [one for when in conditions_of(self.guideline) for one in scored_in(when.expression)]
        for name, score in self.guideline.scores.items():
            for step in steps_of(score, [one.number for one in compared if one.score == name]):
                yield points_key(name, step), self.conditions.scored(name, ">=", step)

    def _bars(self) -> Iterator[tuple[str, Bar]]:
        for name, node in self.guideline.nodes.items():
            for index, bar in enumerate(bars_of(node)):
                yield f"{name}/{index}", bar

    def _withhold(self) -> Iterator[tuple[str, CaseSet]]:
        """What rests on sources that are not listened to withholds nothing."""
        held: Sets = {}
        for key, bar in self._bars():
            name = key.partition("/")[0]
            cases = self.nodes[name] & self.conditions.cases_where(bar.when) & self.listens_to(bar.cites)
            held[name] = held.get(name, self.conditions.nothing) | cases
            yield key, cases
        yield from held.items()

    def _speaks_of(self, statement: str) -> CaseSet:
        """The cases that a statement and its source, where it is listened to, speak of."""
        said = self.guideline.statements[statement]
        covers = self.guideline.sources[said.source].covers
        covered = self.conditions.criterion(covers) if covers else self.conditions.everything
        return covered & self.conditions.cases_where(said.when) & self.listens_to([statement])


def guards_of(conditions: Conditions, guideline: Guideline, name: str) -> Sets:
    """Return the set of cases in which each branch of a node is open, by the node it leads to."""
    node = guideline.nodes[name]
    if not isinstance(node, Decision):
        return dict.fromkeys([way.to for way in ways_out(guideline, node)], conditions.everything)
    guards = {way.to: conditions.cases_where(way.when) for way in node.branches if not way.otherwise}
    if node.choose == "first":
        guards = _each_before_the_next(conditions, guards)
    otherwise = ~conditions.any(guards.values())
    return {way.to: otherwise if way.otherwise else guards[way.to] for way in node.branches}


def _each_before_the_next(conditions: Conditions, guards: Sets) -> Sets:
    """A branch is open where its condition holds and that of none before it does."""
    left, found = conditions.everything, Sets()
    for end, guard in guards.items():
        found[end] = left & guard
        left -= guard
    return found
