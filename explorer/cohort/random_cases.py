"""Made-up cases of a guideline, for trying what is done with many: drawn from its own space, and marked as made up.

They are no registry: every fact is drawn by itself, by the weights the guideline gives its answers, and only what
follows from other facts by the meaning of the words is set right.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator, Mapping

from explorer.knowledge.model import Follows, Guideline, Value
from explorer.reasoning.compiled import Chosen, compiled
from explorer.reasoning.space import Region, atoms_in
from explorer.reasoning.status import ALWAYS

MARK = "made-up"
"""How the id of each case begins, in the file itself."""
MOST_TRIES = 40
"""To set one case right; what then still contradicts is left out."""


def random_cases(guideline: Guideline, count: int, missing: float = 0.2, seed: int = 0) -> Iterator[dict[str, Value]]:
    """Draw cases.

    Args:
        guideline: whose parameters they answer.
        count: how many.
        missing: the share of facts that are not known, from 0 to 1.
        seed: another number draws others; the same gives the same cases.

    >>> from explorer.knowledge.reading import load
    >>> [len(case) for case in random_cases(load("tea"), 3, missing=0)]
    [4, 4, 4]
    """
    chosen, chance = compiled(guideline).choose(), random.Random(seed)
    for _ in range(count):
        case = {name: _drawn(chosen, name, chance) for name in guideline.parameters}
        whole = _set_right(chosen, case, chance)
        yield {name: value for name, value in whole.items() if chance.random() >= missing}


def _drawn(chosen: Chosen, name: str, chance: random.Random) -> Value:
    regions, space = chosen.space.regions[name], chosen.space
    region = chance.choices(regions, weights=space.weights[space.order[name]])[0]
    return region.sample if isinstance(region.sample, str) else _number_in(region, chance)


def _number_in(region: Region, chance: random.Random) -> int | float:
    """A number of a region, with as many decimals as its sample."""
    if region.low == region.high:
        return region.sample if isinstance(region.sample, int | float) else 0
    digits = 0 if isinstance(region.sample, int) and region.holds(region.sample) else 2
    found = round(chance.uniform(region.low, region.high), digits)
    value = int(found) if digits == 0 else found
    return value if region.holds(value) else float(str(region.sample)) if digits else int(str(region.sample))


def _set_right(chosen: Chosen, case: Mapping[str, Value], chance: random.Random) -> dict[str, Value]:
    """What follows from other facts takes the place of what was drawn, or these are drawn anew."""
    found, mended = dict(case), set[str]()
    for _ in range(MOST_TRIES):
        rule = next(_broken(chosen, found), None)
        if rule is None:
            return found
        if rule.parameter not in mended:
            mended.add(rule.parameter)
            found[rule.parameter] = rule.value
        else:
            asked = {atom.parameter for atom in atoms_in(chosen.guideline, rule.when.expression)}
            found |= {name: _drawn(chosen, name, chance) for name in sorted(asked)}
    return {name: value for name, value in found.items() if name not in mended}


def _broken(chosen: Chosen, case: Mapping[str, Value]) -> Iterator[Follows]:
    """The rules on what follows that a whole case breaks."""
    settled = chosen.settle_follows(chosen.space.facts(case)) if chosen.follows else {}
    for place, rule in enumerate(chosen.guideline.follows):
        if settled[chosen.follows[str(place)]] == ALWAYS and case[rule.parameter] != rule.value:
            yield rule


def as_csv(guideline: Guideline, cases: Iterable[Mapping[str, Value]]) -> Iterator[str]:
    """Write cases as a table, a line at a time; the first column marks each as made up.

    Args:
        guideline: whose parameters are the columns.
        cases: the cases.
    """
    names = list(guideline.parameters)
    yield _row(["id", *names])
    for number, case in enumerate(cases, 1):
        yield _row([f"{MARK}-{number}", *(case.get(name, "") for name in names)])


def _row(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()
