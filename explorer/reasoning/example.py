"""A concrete case that lies in a set: the one that has to state the fewest facts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from explorer.knowledge.model import Value
from explorer.reasoning.space import CaseSet
from explorer.reasoning.table import ALWAYS, NEVER, Table


def smallest_case(table: Table, cases: CaseSet) -> dict[str, Value] | None:
    """Find a smallest case that certainly lies in a set.

    Args:
        table: the table of the space the set belongs to.
        cases: the set.

    Returns:
        The fewest facts, parameter → value, all of whose completions lie in the set; None for the empty set.
    """
    return smallest_case_at(table, table.enter(cases))


def smallest_case_at(table: Table, row: int) -> dict[str, Value] | None:
    """Find a smallest case that certainly lies in the set that begins at a row of the table."""
    if row == NEVER:
        return None
    costs = _fewest_facts(table, row)
    names = list(table.space.regions)
    case: dict[str, Value] = {}
    while row != ALWAYS:
        parameter, nexts = table.rows[row]
        region = min(range(len(nexts)), key=lambda index: costs[nexts[index]])
        case[names[parameter]] = table.space.regions[names[parameter]][region].sample
        row = nexts[region]
    return case


def link_to(case: Mapping[str, Value]) -> str:
    """The query string that opens a dashboard on a case.

    >>> link_to({"kras": "mutant", "liver_lesion_count": 3})
    '?kras=mutant&liver_lesion_count=3'
    """
    return "?" + urlencode(case)


def _fewest_facts(table: Table, row: int) -> dict[int, float]:
    """How many facts, at the least, lead from each row below this one to "every case"."""
    costs: dict[int, float] = {NEVER: float("inf"), ALWAYS: 0}
    for below in table.rows_below(row):
        costs[below] = 1 + min(costs[following] for following in table.rows[below][1])
    return costs
