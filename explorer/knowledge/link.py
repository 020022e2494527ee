"""A case as a link: ``?kras=mutant&liver_lesion_count=3``."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from explorer.knowledge.case import Case
from explorer.knowledge.model import Value


def query_of(case: Case | Mapping[str, Value]) -> str:
    """Write a case as the part of an address after the question mark.

    >>> query_of({"kras": "mutant", "liver_lesion_count": 3})
    'kras=mutant&liver_lesion_count=3'
    """
    return urlencode(case.as_given() if isinstance(case, Case) else case)


def case_in(query: str) -> dict[str, str]:
    """Read what a link says; whether it makes a case is for ``read_case`` to say.

    >>> case_in("kras=mutant&remnant_pct=33.3")
    {'kras': 'mutant', 'remnant_pct': '33.3'}
    """
    return dict(parse_qsl(query, max_num_fields=500))


def link_to(case: Case | Mapping[str, Value]) -> str:
    """Write the query string that opens a dashboard on a case.

    >>> link_to({"kras": "mutant"})
    '?kras=mutant'
    """
    return f"?{query_of(case)}"
