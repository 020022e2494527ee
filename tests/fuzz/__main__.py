"""A long run: python -m tests.fuzz [inputs] tries so many inputs and prints what it took.

Where ``atheris`` is installed, ``python -m tests.fuzz --atheris test_condition [libFuzzer's options]`` lets coverage
guide one of the tests instead.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import psutil

MOST_GROWTH = 20  # MB, when the last inputs of a test are tried again and again
LAST = 200  # inputs that are tried again


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--atheris"]:
        return _guided(arguments[1:])
    count = int(arguments[0]) if arguments else 105_000
    os.environ["FUZZ_INPUTS"] = str(count)
    from tests.fuzz import test_fuzz

    tests = [test for name, test in vars(test_fuzz).items() if name.startswith("test_")]
    counts, growths = zip(*(_run(test) for test in tests), strict=True)
    whole = sum(counts)
    print(f"{whole} inputs; memory grew by at most {max(growths):.0f} MB (allowed {MOST_GROWTH})")
    return 0 if max(growths) <= MOST_GROWTH and whole >= count * 0.95 else 1


def _run(test: Callable[[], Any]) -> tuple[int, float]:
    """Run one test; say how many inputs it tried, and how much memory the last of them take when tried again."""
    inner = test.hypothesis.inner_test  # type: ignore[attr-defined]
    times: list[float] = []
    last: deque[tuple[Any, Any]] = deque(maxlen=LAST)

    def timed(*given: Any, **named: Any) -> None:
        start = time.process_time()
        inner(*given, **named)
        times.append(time.process_time() - start)
        last.append((given, named))

    test.hypothesis.inner_test = timed  # type: ignore[attr-defined]
    start = time.perf_counter()
    test()
    took = time.perf_counter() - start
    grown = _growth(inner, last)
    print(
        f"{inner.__name__:30} {len(times):7} inputs {took:7.1f} s, slowest {max(times) * 1000:5.0f} ms, "
        f"again {grown:+4.0f} MB",
        flush=True,
    )
    return len(times), grown


def _growth(inner: Callable[..., None], last: Iterable[tuple[Any, Any]]) -> float:
    """The memory that trying the same inputs again takes, once everything has found its place."""
    again = [(given, named) for given, named in last if not any(map(_draws, (*given, *named.values())))]
    rounds = []
    for _ in range(8):  # the first fill the caches
        for given, named in again:
            inner(*given, **named)
        gc.collect()
        rounds.append(_memory())
    return rounds[-1] - rounds[4]


def _draws(value: Any) -> bool:
    """Whether this is no input but where inputs are drawn from, which a finished test cannot do again."""
    return type(value).__name__ == "DataObject"


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
