"""Everything said once more by counting: a guideline's complete cases in a row, each set a number with one bit for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from explorer.knowledge.model import Guideline, Recommendation, Value
from explorer.reasoning.space import Space
from tests.generated import applying, completions, holds, reached


class Brute:
    """The sets of a small guideline, found by walking every complete case."""

    def __init__(self, guideline: Guideline, space: Space) -> None:
        self.guideline, self.space = guideline, space
        self.cases = list(completions(space, {}))
        self.everything = (1 << len(self.cases)) - 1
        self.nodes = dict.fromkeys(guideline.nodes, 0)
        self.branches: dict[str, int] = {}
        self.silent: dict[str, int] = {}
        self.statements = dict.fromkeys(guideline.statements, 0)
        self.criteria = {s.id: 0 for s in guideline.statements.values() if s.test}
        self.disagreements = dict.fromkeys(guideline.disagreements, 0)
        self.held_back: dict[str, int] = {}
        for index, case in enumerate(self.cases):
            self._walk(1 << index, case)
        self.regions = {name: self._masks(name) for name in space.regions}
        self.weights = [self._weight(case) for case in self.cases]

    def _walk(self, bit: int, case: Mapping[str, Value]) -> None:
        nodes, branches, silent = reached(self.guideline, case)
        applied = applying(self.guideline, case)
        for into, names in (
            (self.nodes, nodes),
            (self.branches, branches),
            (self.silent, silent),
            (self.statements, applied),
            (self.criteria, [n for n in self.criteria if self._tested(n, case)]),
            (self.disagreements, [n for n in self.disagreements if self._differ(n, applied)]),
            (self.held_back, [n for n in nodes if self._barred(n, case)]),
        ):
            for name in names:
                into[name] = into.get(name, 0) | bit

    def _tested(self, name: str, case: Mapping[str, Value]) -> bool:
        test = self.guideline.statements[name].test
        return test is not None and holds(self.guideline, test.expression, case)

    def _differ(self, name: str, applied: set[str]) -> bool:
        return sum(bool(applied & {*p.statements}) for p in self.guideline.disagreements[name].positions) > 1

    def _barred(self, name: str, case: Mapping[str, Value]) -> bool:
        bars = getattr(self.guideline.nodes[name], "unless", ())
        return any(holds(self.guideline, bar.when.expression, case) for bar in bars)

    def _masks(self, name: str) -> list[int]:
        regions = self.space.regions[name]
        return [
            sum(1 << index for index, case in enumerate(self.cases) if case[name] == region.sample)
            for region in regions
        ]

    def _weight(self, case: Mapping[str, Value]) -> Fraction:
        weight = Fraction(1)
        for name, parameter in self.guideline.parameters.items():
            if parameter.weights:
                weight *= Fraction(str(parameter.weights[str(case[name])]))
        return weight

    def mask(self, known: Mapping[str, Value]) -> int:
        """The completions of a case."""
        found = self.everything
        for name, value in known.items():
            found &= self.regions[name][self.space.region(name, value)]
        return found

    def share(self, part: int, whole: int) -> Fraction:
        """Which share of one set lies in the other, by weight."""
        return self._sum(part & whole) / self._sum(whole)

    @cache  # noqa: B019 — a Brute lives as long as one test
    def _sum(self, mask: int) -> Fraction:
        return sum((w for index, w in enumerate(self.weights) if mask >> index & 1), Fraction(0))

    def certain(self, cases: int, mask: int) -> bool | None:
        """Whether all completions lie in a set, or none; None for some."""
        inside = cases & mask
        return None if inside and inside != mask else bool(inside)

    def advice(self) -> list[tuple[int, int]]:
        """The sets that make up the advice, and where each is shown."""
        nodes = self.guideline.nodes
        plain = [mask for name, mask in self.nodes.items() if isinstance(nodes[name], Recommendation)]
        plain += [*self.disagreements.values(), *self.held_back.values()]
        found = [(mask, self.everything) for mask in plain]
        return found + [(mask, self.statements[name]) for name, mask in self.criteria.items()]

    def settled(self, mask: int) -> bool:
        """Whether no advice is open for these completions."""
        return all(
            self.certain(cases, mask) is not None or self.certain(shown, mask) is False
            for cases, shown in self._advice
        )

    @property
    def _advice(self) -> list[tuple[int, int]]:
        if not hasattr(self, "_kept"):
            self._kept = self.advice()
        return self._kept

    def fewest_answers(self, mask: int, unknown: tuple[str, ...]) -> Fraction:
        """The fewest expected answers that settle the advice, every order tried."""
        known: dict[int, Fraction] = {}

        def cost(mask: int, unknown: tuple[str, ...]) -> Fraction:
            if mask not in known:
                known[mask] = (
                    Fraction(0) if self.settled(mask) else min(asking(mask, unknown, n) for n in unknown)
                )
            return known[mask]

        def asking(mask: int, unknown: tuple[str, ...], name: str) -> Fraction:
            rest = tuple(other for other in unknown if other != name)
            answers = [mask & region for region in self.regions[name]]
            return 1 + sum((self.share(a, mask) * cost(a, rest) for a in answers), Fraction(0))

        return cost(mask, unknown)

    def longest(self, mask: int, unknown: tuple[str, ...], first) -> int:
        """The most answers it takes when the question ``first`` says is asked each time."""
        if self.settled(mask):
            return 0
        name = first(mask)
        rest = tuple(other for other in unknown if other != name)
        return 1 + max(self.longest(mask & region, rest, first) for region in self.regions[name])

    def changed(
        self, known: Mapping[str, Value], names: list[str], size: int
    ) -> Iterator[tuple[dict[str, int], int]]:
        """Every way to give so many of the named parameters another region, with the completions then."""
        for chosen in itertools.combinations(names, size):
            rest = self.mask({name: value for name, value in known.items() if name not in chosen})
            before = [self.space.region(n, known[n]) if n in known else None for n in chosen]
            for regions in itertools.product(*(range(len(self.regions[name])) for name in chosen)):
                if all(a != b for a, b in zip(regions, before, strict=True)):
                    mask = rest
                    for name, region in zip(chosen, regions, strict=True):
                        mask &= self.regions[name][region]
                    yield dict(zip(chosen, regions, strict=True)), mask
