"""A long run: python -m tests.fuzz [inputs] tries so many inputs and prints what it took.

Where ``atheris`` is installed, ``python -m tests.fuzz --atheris test_condition [libFuzzer's options]`` lets coverage
guide one of the tests instead.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

MOST_GROWTH = 150  # MB; what the caches of compiled guidelines and of hypothesis itself may take


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--atheris"]:
        return _guided(arguments[1:])
    count = int(arguments[0]) if arguments else 105_000
    os.environ["FUZZ_INPUTS"] = str(count)
    from tests.fuzz import test_fuzz

    tests = [test for name, test in vars(test_fuzz).items() if name.startswith("test_")]
    whole = sum(_run(test) for test in tests)
    grown = _memory() - START
    print(f"{whole} inputs; memory grew by {grown:.0f} MB (at most {MOST_GROWTH})")
    return 0 if grown <= MOST_GROWTH and whole >= count * 0.95 else 1


def _run(test: Callable[[], Any]) -> int:
    """Run one test with its inputs, counting them and remembering the slowest."""
    inner = test.hypothesis.inner_test  # type: ignore[attr-defined]
    times: list[float] = []

    def timed(*given: Any, **named: Any) -> None:
        start = time.perf_counter()
        inner(*given, **named)
        times.append(time.perf_counter() - start)

    test.hypothesis.inner_test = timed  # type: ignore[attr-defined]
    before = _memory()
    start = time.perf_counter()
    test()
    took = time.perf_counter() - start
    print(
        f"{inner.__name__:32} {len(times):7} inputs {took:7.1f} s, slowest {max(times) * 1000:6.0f} ms, "
        f"memory {_memory() - before:+5.0f} MB",
        flush=True,
    )
    return len(times)


def _memory() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)


def _guided(arguments: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["explorer"]):
        from tests.fuzz import test_fuzz
    test = getattr(test_fuzz, arguments[0])
    atheris.Setup([sys.argv[0], *arguments[1:]], test.hypothesis.fuzz_one_input)
    atheris.Fuzz()
    return 0


START = _memory() + 60  # the guideline and what reads it
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
