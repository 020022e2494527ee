"""How long loading, evaluation and the exact answers take, with each library of decision diagrams."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from explorer import evaluate, load
from explorer.reasoning.changes import changes_to
from explorer.reasoning.evaluation import compiled
from explorer.reasoning.proof import prove
from explorer.reasoning.questions import decisive_unknowns, next_questions

CASE = {
    "primary_site": "rectum", "liver_mets": "yes", "onset": "synchronous", "liver_lesion_count": 3,
    "primary_state": "in_place", "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no",
}  # fmt: skip


def median_ms(work: Callable[[], object], rounds: int = 30) -> float:
    """The median of so many rounds, in milliseconds, after one that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 2)


def measure() -> dict[str, Any]:
    """Measure on the shipped guideline.

    Returns:
        Milliseconds.
    """
    guideline = load("rectal_liver_metastases")
    trace = evaluate(guideline, CASE)
    return {
        "load": median_ms(lambda: load("rectal_liver_metastases"), 5),
        "compile autoref": median_ms(lambda: compiled.__wrapped__(guideline, None, "autoref"), 5),
        "compile cudd": median_ms(lambda: compiled.__wrapped__(guideline, None, "cudd"), 5),
        "evaluate": median_ms(lambda: evaluate(guideline, CASE)),
        "decisive unknowns": median_ms(lambda: decisive_unknowns(evaluate(guideline, CASE))),
        "next questions": median_ms(lambda: next_questions(trace)),
        "changes": median_ms(lambda: changes_to(trace, "chemotherapy_egfr"), 10),
        "proof": median_ms(lambda: (compiled.cache_clear(), prove(guideline)), 3),
    }
