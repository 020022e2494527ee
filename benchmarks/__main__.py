"""Run the measurements and print them as JSON, with the targets beside them."""

from __future__ import annotations

import json
import platform

from benchmarks import interaction, reasoning

TARGETS = {
    "interaction": "path at most 1.3 × floor; everything at most 1.5 × floor",
    "reasoning": "load 500, evaluate 10, decisive unknowns 30, next questions 100, changes 200, proof 5000",
}


def main() -> None:
    """Print the figures of this machine."""
    figures = {"interaction": interaction.measure(), "reasoning_ms": reasoning.measure()}
    print(json.dumps({"machine": platform.platform(), "targets": TARGETS, **figures}, indent=2))


if __name__ == "__main__":
    main()
