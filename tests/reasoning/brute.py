"""Everything said once more by counting: a guideline's complete cases in a row, each set a number with one bit for each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from explorer.knowledge.condition import Condition
from explorer.knowledge.model import Decision, Disagreement, Guideline, Recommendation, Value
from explorer.reasoning.space import Space
from tests.generated import applying, completions, holds, reached

Known = Mapping[str, Value]


class Brute:
    """The sets of a small guideline, found by walking every complete case."""

    def __init__(self, guideline: Guideline, space: Space) -> None:
        self.guideline, self.samples = guideline, {n: [r.sample for r in rs] for n, rs in space.regions.items()}
        self.region = space.region
        self.cases = list(completions(space, {}))
        self.everything = (1 << len(self.cases)) - 1
        self.nodes = dict.fromkeys(guideline.nodes, 0)
        self.branches: dict[str, int] = {}
        self.silent: dict[str, int] = {}
        self.statements = dict.fromkeys(guideline.statements, 0)
        self.criteria = {s.id: 0 for s in guideline.statements.values() if s.test}
        self.named = dict.fromkeys(guideline.criteria, 0)
        self.disagreements = dict.fromkeys(guideline.disagreements, 0)
        self.held_back: dict[str, int] = {}
        self.times: dict[tuple[str, str], int] = {}
        self.verdicts: dict[tuple[str, str, str], int] = {}
        for index, case in enumerate(self.cases):
            self._walk(1 << index, case)
        self.regions = {name: self._masks(name) for name in self.samples}
        self.strides = self._strides()
        self.weights = [self._weight(case) for case in self.cases]
        self._sums: dict[int, Fraction] = {}
        self._costs: dict[int, Fraction] = {}
        self._advice = self.advice()

    def _walk(self, bit: int, case: Known) -> None:
        nodes, branches, silent = reached(self.guideline, case)
        applied = applying(self.guideline, case, nodes, branches)
        for into, names in (
            (self.nodes, nodes),
            (self.branches, branches),
            (self.silent, silent),
            (self.statements, applied),
            (self.criteria, [n for n in self.criteria if self._tested(n, case)]),
            (self.named, [n for n in self.named if self._named(n, case)]),
            (self.disagreements, [n for n in self.disagreements if self._differ(n, applied, case)]),
            (self.held_back, [bar for n in nodes for bar in self._bars(n, case)]),
        ):
            for name in names:
                into[name] = into.get(name, 0) | bit
        late = [(name, "late") for name in nodes if self._is_late(name, case)]
        for key in [*late, *((name, self._time(name, nodes, case)) for name in nodes)]:
            self.times[key] = self.times.get(key, 0) | bit
        for one in self.guideline.disagreements.values():
            for verdict in self._verdicts(one, case):
                self.verdicts[one.id, *verdict] = self.verdicts.get((one.id, *verdict), 0) | bit

    def _holds(self, condition: Condition | None, case: Known, absent: bool) -> bool:
        return absent if condition is None else holds(self.guideline, condition.expression, case)

    def _is_due(self, name: str, case: Known) -> bool:
        node = self.guideline.nodes[name]
        past = any(self._holds(when, case, False) for when in (node.done_when, node.late_when))
        return self._holds(node.due_when, case, True) and not past

    def _is_late(self, name: str, case: Known) -> bool:
        node = self.guideline.nodes[name]
        late = isinstance(node, Recommendation) and self._holds(node.late_when, case, False)
        return late and not self._holds(node.done_when, case, False)

    def _time(self, name: str, nodes: set[str], case: Known) -> str:
        node = self.guideline.nodes[name]
        if not isinstance(node, Recommendation):
            return "none"
        if self._is_due(name, case):
            return "now"
        if any(self._holds(when, case, False) for when in (node.done_when, node.late_when)):
            return "done"
        follows = any(other in nodes and self._is_due(other, case) for other in node.after)
        return "next" if follows or self._holds(node.next_when, case, False) else "later"

    def _verdicts(self, one: Disagreement, case: Known) -> list[tuple[str, str]]:
        if not self._holds(one.when, case, True):
            return []
        stances = [(source, "for", side.in_favour) for source, side in one.sides.items()]
        stances += [(source, "against", side.against) for source, side in one.sides.items()]
        return [(source, word) for source, word, when in stances if self._holds(when, case, False)]

    def _tested(self, name: str, case: Known) -> bool:
        test = self.guideline.statements[name].test
        return test is not None and holds(self.guideline, test.expression, case)

    def _named(self, name: str, case: Known) -> bool:
        return holds(self.guideline, self.guideline.criteria[name].when.expression, case)

    def _differ(self, name: str, applied: set[str], case: Known) -> bool:
        one = self.guideline.disagreements[name]
        if one.when is not None and not holds(self.guideline, one.when.expression, case):
            return False
        if one.sides:
            found = self._verdicts(one, case)
            differ = any(a != b and (x, y) == ("for", "against") for a, x in found for b, y in found)
            return one.kind != "figures" and differ
        return sum(bool(applied & {*position.statements}) for position in one.positions) > 1

    def _bars(self, name: str, case: Known) -> list[str]:
        """What holds a recommendation back: its own name, and each bar by its place."""
        bars = enumerate(getattr(self.guideline.nodes[name], "unless", ()))
        holding = [f"{name}/{i}" for i, bar in bars if holds(self.guideline, bar.when.expression, case)]
        return [name, *holding] if holding else []

    def _masks(self, name: str) -> list[int]:
        return [
            sum(1 << index for index, case in enumerate(self.cases) if case[name] == sample)
            for sample in self.samples[name]
        ]

    def _strides(self) -> dict[str, int]:
        """How far apart two cases stand that differ in one parameter by one region."""
        names = list(self.samples)
        return {
            name: math.prod(len(self.samples[later]) for later in names[place + 1 :])
            for place, name in enumerate(names)
        }

    def _weight(self, case: Known) -> Fraction:
        weight = Fraction(1)
        for name, parameter in self.guideline.parameters.items():
            if parameter.weights:
                weight *= Fraction(str(parameter.weights[str(case[name])]))
        return weight

    def mask(self, known: Known) -> int:
        """The completions of a case."""
        found = self.everything
        for name, value in known.items():
            found &= self.regions[name][self.region(name, value)]
        return found

    def set_of(self, name: str) -> int:
        """The set of a node, branch, statement or disagreement."""
        kinds = (self.nodes, self.branches, self.statements, self.disagreements)
        return next((sets[name] for sets in kinds if name in sets), 0)

    def share(self, part: int, whole: int) -> Fraction:
        """Which share of one set lies in the other, by weight."""
        return self._sum(part & whole) / self._sum(whole)

    def _sum(self, mask: int) -> Fraction:
        if mask not in self._sums:
            counted = (weight for index, weight in enumerate(self.weights) if mask >> index & 1)
            self._sums[mask] = sum(counted, Fraction(0))
        return self._sums[mask]

    def certain(self, cases: int, mask: int) -> bool | None:
        """Whether all completions lie in a set, or none; None for some."""
        inside = cases & mask
        return None if inside and inside != mask else bool(inside)

    def depends(self, cases: int, mask: int, name: str) -> bool:
        """Whether, among these completions, another answer to a parameter alone can lead in or out of a set."""
        stride = self.strides[name]
        sides = {(cases & mask & region) >> index * stride for index, region in enumerate(self.regions[name])}
        return len(sides) > 1

    def turns(self, cases: int, mask: int, name: str, one: int, other: int) -> bool:
        """Whether every one of these completions, all in one region, enters or leaves a set in the other region."""
        by = (other - one) * self.strides[name]
        moved = mask << by if by > 0 else mask >> -by
        inside = cases & mask
        there = cases & moved
        back = there >> by if by > 0 else there << -by
        return inside ^ back == mask

    def advice(self) -> list[tuple[int, int]]:
        """The sets that make up the advice, and where each is shown."""
        nodes = self.guideline.nodes
        plain = [mask for name, mask in self.nodes.items() if isinstance(nodes[name], Recommendation)]
        plain += [*self.disagreements.values(), *self.held_back.values()]
        found = [(mask, self.everything) for mask in plain]
        return found + [(mask, self.statements[name]) for name, mask in self.criteria.items()]

    def open(self, mask: int) -> list[tuple[int, int]]:
        """The advice that these completions leave open."""
        return [
            (cases, shown)
            for cases, shown in self._advice
            if self.certain(cases, mask) is None and self.certain(shown, mask) is not False
        ]

    def decisive(self, mask: int, unknown: tuple[str, ...]) -> list[str]:
        """The unknown parameters whose answer can change open advice, or whether it is shown."""
        sets = {cases for item in self.open(mask) for cases in item}
        return [name for name in unknown if any(self.depends(cases, mask, name) for cases in sets)]

    def decides_a_time(self, mask: int, unknown: tuple[str, ...]) -> list[str]:
        """The unknown parameters on which it depends when a recommendation that holds is due."""
        sets = [cases for (name, _), cases in self.times.items() if self.certain(self.nodes[name], mask)]
        return [name for name in unknown if any(self.depends(cases, mask, name) for cases in sets)]

    def fewest_answers(self, mask: int, unknown: tuple[str, ...]) -> Fraction:
        """The fewest expected answers that settle the advice, every order tried."""
        if mask not in self._costs:
            is_settled = not self.open(mask)
            costs = (self.cost_of_asking(mask, unknown, name) for name in unknown)
            self._costs[mask] = Fraction(0) if is_settled else min(costs)
        return self._costs[mask]

    def cost_of_asking(self, mask: int, unknown: tuple[str, ...], name: str) -> Fraction:
        """The fewest expected answers when one question is asked first."""
        rest = tuple(other for other in unknown if other != name)
        answers = [mask & region for region in self.regions[name]]
        costs = (self.share(answer, mask) * self.fewest_answers(answer, rest) for answer in answers)
        return 1 + sum(costs, Fraction(0))

    def best_order(self, mask: int, unknown: tuple[str, ...]) -> list[str]:
        """The decisive questions by what it costs to begin with each; equals as the form has them."""
        decisive = self.decisive(mask, unknown)
        return sorted(decisive, key=lambda name: self.cost_of_asking(mask, unknown, name))

    def longest(self, mask: int, unknown: tuple[str, ...]) -> int:
        """The most answers it takes when the best question is asked each time."""
        order = self.best_order(mask, unknown)
        if not order:
            return 0
        rest = tuple(other for other in unknown if other != order[0])
        return 1 + max(self.longest(mask & region, rest) for region in self.regions[order[0]])

    def fewest_facts(self, cases: int) -> int | None:
        """How many facts it takes, at the least, to lie certainly in a set; None for the empty set."""
        for size in range(len(self.samples) + 1 if cases else 0):
            if any(self.certain(cases, mask) for _, mask in self.changed({}, list(self.samples), size)):
                return size
        return None

    def changed(self, known: Known, names: list[str], size: int) -> Iterator[tuple[dict[str, int], int]]:
        """Every way to give so many of the named parameters another region, with the completions then."""
        for chosen in itertools.combinations(names, size):
            rest = self.mask({name: value for name, value in known.items() if name not in chosen})
            before = [self.region(n, known[n]) if n in known else None for n in chosen]
            for regions in itertools.product(*(range(len(self.regions[name])) for name in chosen)):
                if all(a != b for a, b in zip(regions, before, strict=True)):
                    mask = rest
                    for name, region in zip(chosen, regions, strict=True):
                        mask &= self.regions[name][region]
                    yield dict(zip(chosen, regions, strict=True)), mask

    def smallest_changes(self, known: Known, names: list[str], wanted: Callable[[int], bool]) -> list[dict[str, int]]:
        """All the ways, with the fewest changes, after which the completions are as wanted."""
        for size in range(len(names) + 1):
            found = [regions for regions, mask in self.changed(known, names, size) if wanted(mask)]
            if found:
                return found
        return []

    def where(self, condition: Condition | None) -> int:
        """The cases in which a condition holds."""
        if condition is None:
            return self.everything
        guideline, asked = self.guideline, condition.expression
        return sum(1 << i for i, case in enumerate(self.cases) if holds(guideline, asked, case))

    def overlap(self, node: Decision, one: str, other: str) -> int:
        """The cases that reach a decision and in which two of its branches hold."""
        ways = [branch for branch in node.branches if branch.to in (one, other) and not branch.otherwise]
        found = self.nodes[node.id] if len(ways) == 2 else 0
        for way in ways:
            found &= self.where(way.when)
        return found
