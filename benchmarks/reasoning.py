"""How long loading, compiling, evaluation and the exact answers take, and how it grows with the guideline."""

from __future__ import annotations

import math
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from explorer import Guideline, evaluate, load
from explorer.knowledge import known, reading
from explorer.knowledge.yaml_file import read_document
from explorer.reasoning.audit.coverage import coverage_cases
from explorer.reasoning.audit.disagreements import atlas
from explorer.reasoning.audit.proof import prove
from explorer.reasoning.case.counterfactual import changes_to
from explorer.reasoning.case.nearest import nearest_of
from explorer.reasoning.case.outlook import still_possible
from explorer.reasoning.case.questions import answers_needed, decisive_unknowns, next_questions
from explorer.reasoning.case.why import why
from explorer.reasoning.compiled import compile_guideline
from explorer.reasoning.compiled_json import from_json, to_json

SHIPPED = "rectal_liver_metastases"
CASE = {
    "primary_site": "rectum", "liver_mets": "yes", "onset": "synchronous", "liver_lesion_count": 3,
    "primary_state": "in_place", "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no",
}  # fmt: skip
ROUNDS = 5
CHANCE = random.Random(4)
SIZES = (1, 2, 4, 7, 10)
STEEPEST = 1.15  # an exponent of 1 is linear; a tenth is left to noise
GROWING = ("still possible and decisive unknowns", "next best question", "what would have to be different")
TARGETS = {
    "loading the guideline": 500.0,
    "compiling": 60.0,
    "opening from JSON": 15.0,
    "evaluate": 0.3,
    "still possible and decisive unknowns": 30.0,
    "next best question": 100.0,
    "what would have to be different": 200.0,
    "full proof sheet": 5000.0,
}

Work = Callable[[], object]


def measure() -> dict[str, Any]:
    """Measure on the shipped guideline, and on guidelines made of up to ten copies of it.

    Returns:
        Plain data, each level a mapping; all times are milliseconds of this process:

        - ``figures``: what → ``{"count", "median", "p95", "worst", "target", "met"}``; ``target`` and ``met`` are None
          where the time is only told; it is the 95th percentile that has to meet the target.
        - ``curve``: size, such as ``10 ×``, → ``{"nodes", …}`` with the median of each thing measured at that size.
        - ``growth``: what → ``{"exponent", "per_node_last_to_first", "target", "met"}``: the fitted exponent of the
          time in the number of nodes (1 is linear), and how many times longer one node takes at the largest size
          than at the smallest.
    """
    curve = {f"{copies} ×": _of_size(copies) for copies in SIZES}
    points = list(curve.values())
    return {
        "figures": {what: _figure(what, times) for what, times in _shipped().items()},
        "curve": curve,
        "growth": {what: _growth(what, points) for what in points[0] if what != "nodes"},
    }


def times_ms(works: Sequence[Work], rounds: int = ROUNDS) -> list[float]:
    """Do each thing so many times, after one round that is not counted.

    Args:
        works: what to do; each is one measurement.
        rounds: how often.
    """
    times = []
    for number in range(rounds + 1):
        for work in works:
            begun = time.process_time()
            work()
            if number:
                times.append((time.process_time() - begun) * 1000)
    return times


def _figure(what: str, times: Sequence[float]) -> dict[str, Any]:
    target, p95 = TARGETS.get(what), sorted(times)[math.ceil(0.95 * len(times)) - 1]
    median = statistics.median(times)
    told = {"median": round(median, 3), "p95": round(p95, 3), "worst": round(max(times), 3)}
    met = None if target is None else p95 <= target
    return {"count": len(times), **told, "target": target, "met": met}


def _shipped() -> dict[str, list[float]]:
    guideline = load(SHIPPED)
    made = compile_guideline(guideline)
    text = to_json(made)
    cases = [case.given for case in guideline.teaching_cases]
    return {
        "loading the guideline": times_ms([lambda: load(SHIPPED)]),
        "compiling": times_ms([lambda: compile_guideline(guideline)]),
        "choosing sources": times_ms([lambda: compile_guideline(guideline).choose()]),
        "opening from JSON": times_ms([lambda: from_json(text)]),
        "full proof sheet": times_ms([lambda: prove(guideline)]),
        "disagreements over all cases": times_ms([lambda: atlas(guideline)], 3),
        "coverage cases": times_ms([lambda: coverage_cases(guideline)], 1),
        **_for_cases(guideline, cases),
    }


def _for_cases(guideline: Guideline, cases: Sequence[dict[str, Any]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Each answer about each case, from the changed case on."""
    asked: dict[str, Callable[[Any], object]] = {
        "evaluate": lambda trace: trace.nodes,
        GROWING[0]: lambda trace: (still_possible(trace), decisive_unknowns(trace)),
        GROWING[1]: next_questions,
        "answers needed": answers_needed,
        "why, for one node": lambda trace: why(trace, _some(trace, ("active", "ruled out"))),
        GROWING[2]: lambda trace: changes_to(trace, _some(trace, ("possible", "ruled out"))),
        "nearest change of all active nodes": lambda trace: nearest_of(trace, _named(trace, ("active",))),
    }
    return {
        what: times_ms([lambda given=given, ask=ask: ask(evaluate(guideline, given)) for given in cases], rounds)
        for what, ask in asked.items()
    }


def _named(trace: Any, statuses: tuple[str, ...]) -> list[str]:
    return [name for name, status in trace.nodes.items() if status in statuses]


def _some(trace: Any, statuses: tuple[str, ...]) -> str:
    """Another node each time."""
    return CHANCE.choice(_named(trace, statuses))


def _of_size(copies: int) -> dict[str, Any]:
    """The medians for a guideline made of so many copies, each of them with the same facts."""
    with tempfile.TemporaryDirectory() as folder, patch.object(reading, "MOST_FILES", 10_000):
        place = write_copies(Path(folder) / "copies", copies)
        guideline = load(place)
        loading = times_ms([lambda: load(place)], 1)
    case = {f"{_prefix(copy)}{name}": value for copy in range(copies) for name, value in CASE.items()}
    times = {
        "loading": loading,
        "compiling": times_ms([lambda: compile_guideline(guideline)], 1),
        **_for_cases(guideline, [case] * 3, 3),
    }
    medians = {what: round(statistics.median(each), 3) for what, each in times.items()}
    return {"nodes": len(guideline.nodes), **medians}


def _growth(what: str, curve: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Fit ``time = a · nodes ** exponent``."""
    xs = [math.log(point["nodes"]) for point in curve]
    ys = [math.log(max(point[what], 1e-3)) for point in curve]
    exponent = statistics.linear_regression(xs, ys).slope
    first, last = (point[what] / point["nodes"] for point in (curve[0], curve[-1]))
    target = STEEPEST if what in GROWING else None
    met = None if target is None else exponent <= target
    told = {"exponent": round(exponent, 2), "per_node_last_to_first": round(last / first, 2)}
    return {**told, "target": target, "met": met}


def _prefix(copy: int) -> str:
    return f"{'abcdefghijklmnopqrstuvwxyz'[copy]}_"


def write_copies(folder: Path, copies: int) -> Path:
    """Write a guideline made of copies of the shipped one, all reached from one decision.

    Args:
        folder: where to write.
        copies: how many, up to 26; names get a prefix.
    """
    files = {p.relative_to(known.SHIPPED / SHIPPED).as_posix(): p for p in (known.SHIPPED / SHIPPED).rglob("*.yaml")}
    read = {name: read_document(path, name)[0].data for name, path in files.items() if "teaching" not in name}
    names = _names(read)
    written: dict[str, Any] = {"guideline.yaml": read.pop("guideline.yaml") | {"start": "all"}}
    for copy in range(copies):
        for name, data in read.items():
            into = name.replace("/", f"/{_prefix(copy)}") if "/" in name else name
            renamed = _renamed(data, _prefix(copy), names)
            if into in written:
                for key, values in renamed.items():
                    written[into][key] += values
            else:
                written[into] = renamed
    starts = [
        {"id": f"all_{copy}", "handover": f"{_prefix(copy)}overview", "title": "a copy"} for copy in range(copies)
    ]
    ways = [{"to": start["id"], "when": "a_liver_mets in (yes, no)"} for start in starts]
    first = {"id": "all_start", "decision": "All?", "choose": "any", "branches": ways}
    written["pathways/all.yaml"] = {"id": "all", "title": "All", "nodes": [first, *starts]}
    for name, data in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    return folder


def _names(read: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Everything with an id but the sources; and the names that conditions use."""
    parameters = [p["id"] for group in read["parameters.yaml"]["groups"] for p in group["parameters"]]
    found = {*parameters, *(c["id"] for c in read["criteria.yaml"]["criteria"])}
    asked = set(found)
    found |= {group["id"] for group in read["parameters.yaml"]["groups"]}
    found |= {d["id"] for d in read["disagreements.yaml"]["disagreements"]}
    for name, data in read.items():
        if name.startswith("pathways/"):
            found |= {data["id"], *(node["id"] for node in data["nodes"])}
        if name.startswith("statements/"):
            found |= {statement["id"] for statement in data["statements"]}
    return found, asked


NAMED = {"id", "to", "then", "handover", "parameter"}
LISTED = {"cites", "disagreements", "asks", "statements"}


def _renamed(data: Any, prefix: str, names: tuple[set[str], set[str]], key: str = "") -> Any:
    if isinstance(data, dict):
        return {k: _renamed(value, prefix, names, k) for k, value in data.items()}
    if isinstance(data, list):
        return [_renamed(value, prefix, names, key if isinstance(value, str) else "") for value in data]
    if isinstance(data, str) and key in ("when", "test"):
        return re.sub(r"[A-Za-z_]\w*", lambda m: prefix + m[0] if m[0] in names[1] else m[0], data)
    return prefix + data if key in NAMED | LISTED and data in names[0] else data


if __name__ == "__main__":
    import json

    print(json.dumps(measure(), indent=2, ensure_ascii=False))
