"""Few cases that together take every branch and stand on both sides of every threshold.

A *goal* is a set of cases of which one is wanted: those that take a branch (where it can be told from the other ways
to the same node), or those that lie on one side of a threshold where moving to the other side changes something.
Cases are found greedily: goals are joined as long as one case can meet them all.  A smallest number of cases is not
promised; no fact of a case can be left out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from explorer.knowledge.case import Case
from explorer.knowledge.condition import Among, Compares, Condition
from explorer.knowledge.model import Guideline, Value
from explorer.reasoning import times
from explorer.reasoning.case.times import time_of
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.compiled import Chosen, compiled
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.graph import bars_of, branches_of
from explorer.reasoning.sets import CaseSet
from explorer.reasoning.smallest_case import short_case
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import ALWAYS
from explorer.reasoning.times import Part
from explorer.reasoning.trace import Trace, evaluate
from explorer.reasoning.verdicts import Stance, key_of


@dataclass(frozen=True)
class Goal:
    """A set of cases of which one is wanted.

    Attributes:
        words: what such a case shows.
        cases: the set.
        kind, name: whose status tells, such as ``nodes`` and the id of a node.
        number: for a side of a threshold, the parameter and a number on that side close to the threshold.
    """

    words: str
    cases: CaseSet
    kind: str
    name: str
    number: tuple[str, Value] | None = None


@dataclass(frozen=True)
class CoverageCase:
    """A case, and the goals it meets whatever it leaves unknown."""

    given: dict[str, Value]
    goals: tuple[Goal, ...]


def coverage_cases(guideline: Guideline, thorough: bool = False) -> list[CoverageCase]:
    """Find cases that take every branch and both sides of every threshold.

    Args:
        guideline: the guideline.
        thorough: whether every option that a condition names and every citation is to matter in some case, too.

    Returns:
        The cases, those that meet most first.  What no case can show is left out.
    """
    asked = Coverage(compiled(guideline).choose())
    wanted = [*branch_goals(asked), *threshold_goals(asked)]
    if thorough:
        wanted += [*option_goals(asked), *citation_goals(asked)]
    found = list(_covering(asked, [goal for goal in wanted if goal.cases], _free_of_contradiction(asked)))
    return sorted(found, key=lambda case: -len(case.goals))


class Coverage:
    """The sets of a guideline, to which more are added.

    Args:
        chosen: the guideline and the sources that are listened to.
    """

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.guideline, self.space = chosen.guideline, chosen.space
        self.sets: Conditions = chosen.conditions()
        kinds = ("nodes", "branches", "statements", "disagreements", "held_back", "times", "verdicts")
        self.nodes, self.branches, self.statements, self.disagreements, self.held_back, self.times, self.verdicts = (
            {name: self.sets.at(row) for name, row in getattr(chosen, kind).items()} for kind in kinds
        )

    def others(self, sets: Mapping[str, CaseSet], name: str) -> CaseSet:
        """Return the cases that lie in any of these sets but the named one."""
        return self.sets.any(cases for other, cases in sets.items() if other != name)


def branch_goals(asked: Coverage) -> Iterator[Goal]:
    """Each branch taken, where that can be without another way to the same node."""
    leading: dict[str, dict[str, CaseSet]] = {}
    for name, (_, branch) in branches_of(asked.guideline).items():
        leading.setdefault(branch.to, {})[name] = asked.branches[name]
    for name, (_, branch) in branches_of(asked.guideline).items():
        alone = asked.branches[name] - asked.others(leading[branch.to], name)
        yield Goal(name, alone or asked.branches[name], "nodes", branch.to)


def threshold_goals(asked: Coverage) -> Iterator[Goal]:
    """Each side of each threshold of each condition, where the other side changes what the condition decides."""
    for kind, name, condition, cases in _decided(asked):
        for atom in dict.fromkeys(atoms_in(asked.guideline, condition.expression)):
            if isinstance(atom, Compares):
                for one, other in _edges(asked, atom):
                    yield from _both_sides(asked, Goal(condition.text, cases, kind, name), atom.parameter, one, other)


def option_goals(asked: Coverage) -> Iterator[Goal]:
    """Each option a condition names, and one it does not name, where the other changes what the condition decides."""
    for kind, name, condition, cases in _decided(asked):
        for atom in dict.fromkeys(atoms_in(asked.guideline, condition.expression)):
            if isinstance(atom, Among):
                goal = Goal(condition.text, cases, kind, name)
                options = asked.guideline.parameters[atom.parameter].option_names
                named = [options.index(option) for option in atom.options]
                rest = [index for index in range(len(options)) if index not in named]
                for one in named:
                    sides = (list(_both_sides(asked, goal, atom.parameter, one, other)) for other in rest)
                    yield from next(filter(None, sides), [])


def citation_goals(asked: Coverage) -> Iterator[Goal]:
    """Each statement applying because of one node that cites it and no other."""
    for name, statement in asked.guideline.statements.items():
        where = asked.sets.cases_where(statement.when)
        citing = _citing(asked, name)
        for place, cases in citing.items():
            yield Goal(f"{place} cites {name}", (cases & where) - asked.others(citing, place), "statements", name)


def _citing(asked: Coverage, name: str) -> dict[str, CaseSet]:
    nodes = {node.id: asked.nodes[node.id] for node in asked.guideline.nodes.values() if name in node.cites}
    branches = branches_of(asked.guideline).items()
    return nodes | {way: asked.branches[way] for way, (_, branch) in branches if name in branch.cites}


def _decided(asked: Coverage) -> Iterator[tuple[str, str, Condition, CaseSet]]:
    """Each condition that decides something of its own, with the set of cases it helps to decide."""
    for way, (_, branch) in branches_of(asked.guideline).items():
        if branch.when is not None:
            yield "nodes", branch.to, branch.when, asked.branches[way]
    for node in asked.guideline.nodes.values():
        for index, bar in enumerate(bars_of(node)):
            yield "held_back", f"{node.id}/{index}", bar.when, asked.held_back[f"{node.id}/{index}"]
    for one in asked.guideline.disagreements.values():
        if one.when is not None:
            yield "disagreements", one.id, one.when, asked.disagreements[one.id]
    yield from _judged(asked)
    yield from _timed(asked)
    for name, statement in asked.guideline.statements.items():
        if statement.test is not None:
            yield "criteria", name, statement.test, asked.sets.cases_where(statement.test)
        if statement.when is not None:
            yield "statements", name, statement.when, asked.statements[name]


def _timed(asked: Coverage) -> Iterator[tuple[str, str, Condition, CaseSet]]:
    """The conditions that tell when a recommendation is due, with the cases in which it is due, or next, or done."""
    parts = {"due_when": Part.DUE, "done_when": Part.DONE, "late_when": Part.DONE, "next_when": Part.NEXT}
    for name, node in asked.guideline.nodes.items():
        for when, part in parts.items():
            if (condition := getattr(node, when, None)) is not None:
                yield "times", name, condition, asked.times[times.key_of(name, part)]


def _judged(asked: Coverage) -> Iterator[tuple[str, str, Condition, CaseSet]]:
    """The conditions under which a source is for or against what is in dispute, with the cases of each."""
    for one in asked.guideline.disagreements.values():
        for source, side in one.sides.items():
            for stance, when in ((Stance.FOR, side.in_favour), (Stance.AGAINST, side.against)):
                if when is not None:
                    yield "sides", f"{one.id} {source}", when, asked.verdicts[key_of(one.id, source, stance)]


def _edges(asked: Coverage, atom: Compares) -> list[tuple[int, int]]:
    """The neighbouring regions between which a comparison turns."""
    regions = asked.space.regions[atom.parameter]
    at = next(index for index, region in enumerate(regions) if region.holds(atom.number))
    below, above = (at - 1, at), (at, at + 1)
    turns = {"<": [below], ">=": [below], "<=": [above], ">": [above]}.get(atom.operator, [below, above])
    return [(low, high) for low, high in turns if low >= 0 and high < len(regions)]


def _both_sides(asked: Coverage, of: Goal, parameter: str, one: int, other: int) -> Iterator[Goal]:
    """The cases in one region, and those in the other, for which the other region changes the set."""
    first, second = (of.cases.given(asked.space.order[parameter], index) for index in (one, other))
    differing = (first - second) | (second - first)
    if not differing:
        return
    for index in (one, other):
        value = _beside(asked, parameter, index, one if index == other else other)
        number = (parameter, value) if asked.guideline.parameters[parameter].is_number else None
        words = f"{parameter} {value} for {of.name}"
        yield Goal(words, differing & asked.sets.cases_in(parameter, [index]), of.kind, of.name, number)


def _beside(asked: Coverage, parameter: str, index: int, other: int) -> Value:
    """A value of one region, for numbers the nearest to the other: one more or less, or a tenth."""
    region = asked.space.regions[parameter][index]
    if region.low == region.high or not asked.guideline.parameters[parameter].is_number:
        return region.sample
    step = 1 if asked.guideline.parameters[parameter].kind == "integer" else 0.1
    near = round(region.low + step if other < index else region.high - step, 6)
    value = int(near) if near == int(near) else near
    return value if region.holds(near) else region.sample


def _free_of_contradiction(asked: Coverage) -> CaseSet:
    """The cases in which nothing contradicts what follows by the meaning of the words."""
    cases = asked.sets.everything
    for rule in asked.guideline.follows:
        index = asked.space.region(rule.parameter, rule.value)
        cases = cases & (~asked.sets.cases_where(rule.when) | asked.sets.cases_in(rule.parameter, [index]))
    return cases


def _covering(asked: Coverage, goals: Iterable[Goal], sensible: CaseSet) -> Iterator[CoverageCase]:
    remaining = list(goals)
    while remaining:
        common = sensible if remaining[0].cases & sensible else asked.sets.everything
        met: list[Goal] = []
        unmet: list[Goal] = []
        numbers: dict[str, Value] = {}
        for goal in remaining:
            both = common & goal.cases
            if not both or _elsewhere(goal, numbers):
                unmet.append(goal)
            else:
                common = both
                met.append(goal)
                numbers |= [goal.number] if goal.number else []
        remaining = unmet
        given = {**(short_case(asked.space, common) or {}), **numbers}
        yield CoverageCase(_thinned(asked, given, met), tuple(met))


def _elsewhere(goal: Goal, numbers: Mapping[str, Value]) -> bool:
    """Whether a goal wants another number, though of the same region, than was chosen already."""
    return goal.number is not None and numbers.get(goal.number[0], goal.number[1]) != goal.number[1]


def _thinned(asked: Coverage, given: dict[str, Value], goals: Iterable[Goal]) -> dict[str, Value]:
    """Leave out the facts without which the goals are met all the same, because others follow or are assumed."""
    rows = {goal.cases.row for goal in goals}
    below = asked.sets.diagram.below(*rows)
    for name in reversed(list(given)):
        fewer = {other: value for other, value in given.items() if other != name}
        found = asked.sets.diagram.settle_rows(below, evaluate(asked.guideline, fewer).facts)
        if all(found[row] == ALWAYS for row in rows):
            given = fewer
    return given


HEAD = """\
# Made by `guideline-explorer cases{options}` from edition {edition}: few cases (greedily chosen) that take every branch
# and both sides of every threshold{also}.
# What is expected is what this edition shows, not what was read in the documents: a case that fails says that
# something has changed, and a reviewer says whether it should have.
"""


def coverage_yaml(guideline: Guideline, thorough: bool = False) -> str:
    """Write the cases as a reviewable case file: id, title, given, expect; a comment says what each covers.

    Args:
        guideline: the guideline.
        thorough: as for ``coverage_cases``.
    """
    also = ", and in which every named option and every citation matters" if thorough else ""
    options = " --thorough" if thorough else ""
    parts = [HEAD.format(options=options, edition=guideline.metadata.edition, also=also)]
    for number, case in enumerate(coverage_cases(guideline, thorough), 1):
        item = case_item(guideline, f"covering_{number:03d}", case)
        text = yaml.safe_dump([item], sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)
        parts.append(_comment(case.goals) + text)
    return "\n".join(parts)


def _comment(goals: Iterable[Goal]) -> str:
    words = "covers: " + "; ".join(dict.fromkeys(goal.words for goal in goals))
    return "".join(f"# {line}\n" for line in textwrap.wrap(words, 116, break_long_words=False, break_on_hyphens=False))


def case_item(guideline: Guideline, name: str, case: CoverageCase) -> dict[str, Any]:
    """One case in the case-file format, expecting what the guideline shows now."""
    trace = evaluate(guideline, Case(case.given))
    more = f" and {len(case.goals) - 1} more" if len(case.goals) > 1 else ""
    return {
        "id": name,
        "title": f"Shows {case.goals[0].words}{more}",
        "given": case.given,
        "expect": _expected(trace, case.goals),
    }


def _expected(trace: Trace, goals: Iterable[Goal]) -> dict[str, Any]:
    """Every statement and disagreement that applies, every silence, and the status of what the goals are about."""
    kinds = ("nodes", "statements", "disagreements", "held_back")
    told: dict[str, dict[str, list[str]]] = {kind: {} for kind in kinds}
    about = {(goal.kind, goal.name) for goal in goals}
    about |= {("statements", name) for name, status in trace.statements.items() if status == "applies"}
    about |= {("disagreements", name) for name, status in trace.disagreements.items() if status == "active"}
    for kind in kinds:
        for name, status in getattr(trace, kind).items():
            if (kind, name) in about:
                told[kind].setdefault(status.value, []).append(name)
    expected: dict[str, Any] = {kind: names for kind, names in told.items() if names}
    tests = {name: status.value for name, status in trace.criteria.items() if ("criteria", name) in about}
    expected |= _expected_times(trace, about) | _expected_sides(trace, about)
    return expected | ({"criteria": tests} if tests else {}) | ({"silent": trace.silent} if trace.silent else {})


def _expected_times(trace: Trace, about: set[tuple[str, str]]) -> dict[str, Any]:
    told: dict[str, list[str]] = {}
    for name in trace.nodes:
        if ("times", name) in about and (time := time_of(trace, name)) is not None:
            told.setdefault(time.value, []).append(name)
    return {"times": told} if told else {}


def _expected_sides(trace: Trace, about: set[tuple[str, str]]) -> dict[str, Any]:
    told: dict[str, dict[str, str]] = {}
    for name, sides in sides_of(trace).items():
        for source, verdict in sides.items():
            if ("sides", f"{name} {source}") in about:
                told.setdefault(name, {})[source] = verdict.value
    return {"sides": told} if told else {}
