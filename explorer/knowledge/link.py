"""A case as a link: ``?kras=mutant&liver_lesion_count=3``."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from explorer.knowledge.case import Case
from explorer.knowledge.model import Value
from explorer.knowledge.number import number_as_typed


def query_of(case: Case | Mapping[str, Value]) -> str:
    """Write a case as the part of an address after the question mark.

    >>> query_of({"kras": "mutant", "liver_lesion_count": 3})
    'kras=mutant&liver_lesion_count=3'
    """
    given = case.as_given() if isinstance(case, Case) else case
    return urlencode(
        {name: value if isinstance(value, str) else number_as_typed(value) for name, value in given.items()}
    )


def case_in(query: str) -> dict[str, str]:
    """Read what a link says; whether it makes a case is for ``read_case`` to say.

    A fact that is said twice and differently keeps both answers, so that it is told as wrong and not silently chosen.

    >>> case_in("kras=mutant&remnant_pct=33.3")
    {'kras': 'mutant', 'remnant_pct': '33.3'}
    """
    given: dict[str, str] = {}
    for written, text in parse_qsl(query, max_num_fields=500):
        name = written.removeprefix("amp;")  # of a link that was copied out of a page's source
        given[name] = text if given.get(name, text) == text else f"{given[name]} and {text}"
    return given


def link_to(case: Case | Mapping[str, Value]) -> str:
    """Write the query string that opens a dashboard on a case.

    >>> link_to({"kras": "mutant"})
    '?kras=mutant'
    """
    return f"?{query_of(case)}"
