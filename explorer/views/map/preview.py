"""What the page needs to light the path up at once, before the kernel has answered.

The page is given the table of the guideline's sets of cases, and evaluates it as ``Table.settle`` does
(``foresight.js``).  What the kernel finds follows, and counts.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from explorer.knowledge.model import Parameter
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.space import Space


def foresight_of(chosen: Chosen) -> dict[str, Any]:
    """Write the table of a guideline, and how answers lead into it, as plain data.

    Args:
        chosen: the guideline with the chosen sources.

    Returns:
        ``parameters`` by id, each with its place in the table, its options or intervals, and the region that is
        assumed; ``table``, from its third row on; ``follows``, each as a parameter, the region that follows, and the
        row of the cases in which it does.

    >>> from explorer import load
    >>> from explorer.reasoning.compiled import compiled
    >>> foresight_of(compiled(load("rectal_liver_metastases")).choose())["parameters"]["kras"]["options"]
    ['wild_type', 'mutant']
    """
    space, guideline = chosen.space, chosen.guideline
    return {
        "parameters": {name: _parameter(space, guideline.parameters[name]) for name in space.order},
        "table": chosen.diagram.rows[2:],
        "follows": [
            (follows.parameter, space.region(follows.parameter, follows.value), row)
            for follows, row in zip(guideline.follows, chosen.follows.values(), strict=True)
        ],
    }


@lru_cache(maxsize=4)
def foresight_text(chosen: Chosen) -> str:
    """The same as JSON text, which the page reads when it first needs it."""
    return json.dumps(foresight_of(chosen), separators=(",", ":"))


def _parameter(space: Space, parameter: Parameter) -> dict[str, Any]:
    regions, name = space.regions[parameter.id], parameter.id
    intervals = [(region.low, region.high, region.closed_low, region.closed_high) for region in regions]
    return {
        "place": space.order[name],
        "assumed": None if parameter.assume is None else space.region(name, parameter.assume),
        **({"intervals": intervals} if parameter.is_number else {"options": list(parameter.option_names)}),
        "whole": parameter.kind == "integer",
    }
