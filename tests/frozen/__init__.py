"""Answers that must not change by accident: digests of 10,000 random partial cases of a kept copy of a guideline.

The digests were made with the engine of commit c621e45, which was compared with brute force.  Cases are made again
from a seed, with nothing but ``Random.random``, which Python keeps the same in all versions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
GUIDELINE = HERE / "guideline"
DIGESTS = HERE / "digests.txt"
CASES = 10_000
KINDS = ("nodes", "branches", "statements", "criteria", "disagreements", "silences", "held_back", "assumed", "follows")


def partial_cases(samples: Mapping[str, Sequence[Any]], count: int = CASES) -> Iterator[dict[str, Any]]:
    """Make cases that know between none and all of the parameters.

    Args:
        samples: for every parameter one value of each of its regions.
        count: how many cases.
    """
    rng = Random(20261126)
    for _ in range(count):
        known = rng.random()
        yield {
            name: values[int(rng.random() * len(values))] for name, values in samples.items() if rng.random() < known
        }


def digest(trace: Any) -> str:
    """Twelve letters that tell one answer from another."""
    answers = {kind: {name: str(value) for name, value in getattr(trace, kind).items()} for kind in KINDS}
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:12]
