"""The benchmarks' own arithmetic, and one tiny round of each that needs no long run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import first_visit, interaction, memory, sizes, weight
from benchmarks.figures import Figure, Sample, against
from benchmarks.table import listed, table
from tests.browser import conftest
from tests.thorough import thorough

chromium = conftest.chromium


@pytest.mark.parametrize(
    ("values", "median", "p95"),
    [([5.0], 5.0, 5.0), ([1.0, 2.0, 9.0], 2.0, 8.3), (list(range(101)), 50, 95.0)],
)
def test_sample(values: list[float], median: float, p95: float) -> None:
    assert Sample(values).median == median
    assert Sample(values).p95 == pytest.approx(p95)


@pytest.mark.parametrize(
    ("target", "met", "missed_by"), [(None, None, 0.0), (1.5, True, 0.0), (1.6, True, 0.0), (1.3, False, 0.2)]
)
def test_targets(target: float | None, met: bool | None, missed_by: float) -> None:
    figure = against("path", Sample([14.0, 15.0, 16.0]), Sample([10.0]), "floor", target)
    assert figure.compared == 1.5
    assert figure.met is met
    assert figure.missed_by == pytest.approx(missed_by)


def test_the_table_says_by_how_much_a_target_is_missed_and_where_the_time_goes() -> None:
    shown = table([against("path", Sample([15.0]), Sample([10.0]), "floor", 1.3, {"kernel": 9.0, "frame": 6.0})])
    _heading, row, missed, where = shown.splitlines()
    assert row.split() == ["path", "15.0", "ms", "15.0", "ms", "1.50", "×", "floor", "≤", "1.3", "MISSED"]
    assert missed.strip() == "missed by 0.20 × floor"
    assert where.strip() == "of 15.0 ms: kernel 9.0, frame 6.0"


def test_the_table_says_nothing_more_of_a_target_that_is_met() -> None:
    shown = table([Figure("files", Sample([99.0], "kB"), 99.0, "kB", 300.0, {"a": 99.0})])
    assert shown.endswith("met")
    assert len(shown.splitlines()) == 2


def test_plain_data_as_lines() -> None:
    assert list(listed({"a": {"b": 1, "c": {"d": 2}}, "e": 3})) == ["a · b: 1", "a · c · d: 2", "e: 3"]


def _change(received: list[dict[str, Any]]) -> dict[str, Any]:
    path = {"changed": 120.0, "painted": 130.0, "last": 131.0}
    advice = {"changed": 140.0, "painted": 150.0, "last": 160.0}
    return {"begun": 100.0, "origin": 0.0, "regions": {"path": path, "advice": advice},
            "sent": [{"at": 101.0, "bytes": 300}], "received": received}  # fmt: skip


def _message(at: float, ms: int, state: str | None = None, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    date = f"1970-01-01T00:00:00.{ms:03d}000+00:00"
    return {
        "at": at,
        "bytes": 100,
        "date": date,
        "state": state,
        "keys": keys,
        "method": "update" if keys else None,
    }


def test_the_stages_of_a_change_add_up() -> None:
    change = _change([_message(104, 103, "busy"), _message(112, 110, None, ("value",)), _message(150, 145, "idle")])
    stages = interaction.stages_of(change)
    assert stages == pytest.approx(
        {"page": 1, "to the kernel": 2, "kernel": 7, "to the page": 2, "script": 8, "frame": 10}
    )
    assert sum(stages.values()) == pytest.approx(interaction.path_of(change)) == 30
    assert interaction.everything_of(change) == 60
    assert interaction.parts_of([change])["kernel finished at"] == pytest.approx(45)
    assert interaction.messages_of([change])["bytes received"] == 300


def test_a_foreseen_path_is_told_beside_the_kernels_answer() -> None:
    change = _change([_message(112, 110, None, ("states",))])
    assert interaction.foreseen_of(change) == {"page": 20, "frame": 10, "kernel answered at": 12}
    assert interaction.medians([{"page": 1}, {"page": 3}, {"page": 9}]) == {"page": 3}


def test_a_page_that_never_opens_is_told_and_the_others_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    with interaction._told_if_it_never_opens("ipycytoscape"):
        raise interaction.NeverCame("180 s")
    assert "ipycytoscape was not measured" in capsys.readouterr().err


def test_what_was_found_before_a_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_late() -> Iterator[Figure]:
        yield against("first", Sample([2.0]), Sample([1.0]), "floor")
        raise RuntimeError("late")

    monkeypatch.setitem(command.SUITES, "weight", fails_late)
    with pytest.raises(RuntimeError, match="late"):
        command._run("weight", None)
    assert "first" in capsys.readouterr().out


def test_first_visits_are_held_against_the_blank_page() -> None:
    def visit(usable: float) -> dict[str, float]:
        return {"responseStart": 10.0, "responseEnd": 40.0, "usable": usable, "requests": 9, "bytes": 1000}

    times = {"blank": 100.0, "ours": 120.0, "ours, kernels ready": 60.0}
    visits = {f"{name}, {state}": [visit(time)] for name, time in times.items() for state in ("cold", "warm")}
    found = {figure.what: figure for figure in first_visit.compare(visits)}
    assert found["first visit cold: ours"].met is False
    assert found["first visit cold: ours, kernels ready"].met is True
    assert found["first visit warm: ours, kernels ready"].met is False
    assert found["first visit cold: ours"].where == {
        "first byte": 10, "kernel and its work": 30, "scripts and drawing": 80,
    }  # fmt: skip


def test_a_pathway_of_the_size_that_was_asked(tmp_path: Path) -> None:
    subject = sizes.generated_subject(tmp_path, 40)
    assert len(sizes.load(subject.folder).nodes) == 40
    assert subject.changed > 0
    assert {subject.last[value][0] for value in subject.values} <= set(sizes.load(subject.folder).nodes)


def test_our_own_files_are_light() -> None:
    (figure,) = weight.measure()
    assert {"form.js", "pathway_map.js", "page.css", "index.html.j2"} <= set(figure.where)
    assert figure.met


def test_memory_is_told_step_by_step() -> None:
    steps = memory.steps("rss")
    assert steps["import networkx"] > 1
    assert steps['explorer.load("rectal_liver_metastases")'] > 0


@pytest.mark.parametrize("arguments", [["--only", "weight,nothing"], ["--rounds", "0"], ["--rounds", "many"]])
def test_wrong_options(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        command.main(arguments)
    assert error.value.code == 2
    assert "benchmarks: error: argument" in capsys.readouterr().err


def test_one_suite_alone_as_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "weight", "--json", str(tmp_path / "figures.json")]) == 0
    assert "our own assets" in capsys.readouterr().out
    (figure,) = json.loads((tmp_path / "figures.json").read_text("utf-8"))["weight"]
    assert figure["met"] is True


@thorough
@pytest.mark.usefixtures("chromium")
def test_a_tiny_round_in_a_real_browser() -> None:
    figures = {figure.what: figure for figure in interaction.measure(2, (), peers=False)}
    path, everything = figures["shipped: path painted"], figures["shipped: everything painted"]
    assert path.sample.median > 0
    assert everything.sample.median >= path.sample.median
    assert path.notes["messages sent"] >= 1
    assert {"advice painted at", "kernel finished at"} <= set(everything.where)
