"""Several visitors at once: nobody sees an error or another's case (``make load`` lets thirty come)."""

from __future__ import annotations

from benchmarks.load import run


def test_visitors_at_once_each_see_their_own_case() -> None:
    found = run(6, 5, "--users", "6", pause=0.3)
    assert found["problems"] == []
    assert found["changes"] == 30
    assert not found["server_traceback"]


def test_a_crowd_that_nobody_announced() -> None:
    found = run(3, 2, pause=0.3)
    assert found["problems"] == []
    assert found["changes"] == 6
