"""How long loading, evaluation and the exact answers take, with each library of decision diagrams, and how it grows."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from explorer import Guideline, Trace, evaluate, load
from explorer.knowledge import reading
from explorer.knowledge.text import read_document
from explorer.reasoning.atlas import atlas
from explorer.reasoning.changes import changes_to, nearest_change
from explorer.reasoning.coverage import coverage_cases
from explorer.reasoning.evaluation import compiled
from explorer.reasoning.explanation import forcing_facts
from explorer.reasoning.possible import still_possible
from explorer.reasoning.proof import prove
from explorer.reasoning.questions import answers_needed, decisive_unknowns, next_questions

SHIPPED = "rectal_liver_metastases"
CASE = {
    "primary_site": "rectum", "liver_mets": "yes", "onset": "synchronous", "liver_lesion_count": 3,
    "primary_state": "in_place", "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no",
}  # fmt: skip
EXPLAINED = 25
SIZES = (1, 2, 4, 6, 8, 10)


def median_ms(work: Callable[[], object], rounds: int = 30) -> float:
    """The median of so many rounds, in milliseconds of this process, after one that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append((time.process_time() - begun) * 1000)
    return round(statistics.median(times), 2)


def measure() -> dict[str, Any]:
    """Measure on the shipped guideline, and on guidelines made of up to ten copies of it.

    Returns:
        Milliseconds.
    """
    guideline = load(SHIPPED)
    return {
        "load": median_ms(lambda: load(SHIPPED), 5),
        **{f"with {name}": _with_library(guideline, name) for name in ("autoref", "cudd") if _there(name)},
        **_for_a_case(guideline, CASE),
        "slowest of the teaching cases": _slowest(guideline),
        "atlas": median_ms(lambda: atlas(guideline), 3),
        "coverage cases": median_ms(lambda: coverage_cases(guideline), 3),
        "curve": {f"{size} ×": _of_size(size) for size in SIZES},
    }


def _there(name: str) -> bool:
    try:
        __import__(f"dd.{name}")
    except ImportError:
        return False
    return True


def _with_library(guideline: Guideline, name: str) -> dict[str, float]:
    """What is done with decision diagrams: afterwards everything is read off one table, whatever the library."""
    return {
        "compile": median_ms(lambda: compiled.__wrapped__(guideline, None, name), 5),
        "proof": median_ms(lambda: (compiled.cache_clear(), prove(guideline, name)), 5),
    }


def _for_a_case(guideline: Guideline, case: dict[str, Any], rounds: int = 20) -> dict[str, float]:
    evaluate(guideline, case)

    def asked(work: Callable[[Trace], object]) -> float:
        return median_ms(lambda: work(evaluate(guideline, case)), rounds)

    def explain(trace: Trace) -> None:
        certain = [name for name, status in trace.nodes.items() if status != "possible"]
        for name in certain[:EXPLAINED]:
            forcing_facts(trace, trace.row(name))

    def change(trace: Trace) -> None:
        for name in [name for name, status in trace.nodes.items() if status == "active"][:EXPLAINED]:
            nearest_change(trace, name)

    goal = "chemotherapy_egfr" if "chemotherapy_egfr" in guideline.nodes else "a_chemotherapy_egfr"
    return {
        "evaluate": asked(lambda trace: None),
        "still possible": asked(still_possible),
        "decisive unknowns": asked(decisive_unknowns),
        "next questions": asked(next_questions),
        "answers needed": asked(answers_needed),
        f"why, {EXPLAINED} nodes": asked(explain),
        "changes": asked(lambda trace: changes_to(trace, goal)),
        f"nearest change, {EXPLAINED} nodes": asked(change),
    }


def _slowest(guideline: Guideline) -> dict[str, float]:
    found = [_for_a_case(guideline, case.given, 3) for case in guideline.teaching_cases]
    return {name: max(each[name] for each in found) for name in found[0]}


def _of_size(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, patch.object(reading, "MOST_FILES", 10_000):
        guideline = load(write_copies(Path(folder) / "copies", size))
    case = {f"{_prefix(copy)}{name}": value for copy in range(size) for name, value in CASE.items()}
    times = _for_a_case(guideline, case, 5)
    kept = ("evaluate", "still possible", "decisive unknowns", "next questions")
    return {"nodes": len(guideline.nodes), **{name: times[name] for name in kept}}


def _prefix(copy: int) -> str:
    return f"{'abcdefghijklmnopqrstuvwxyz'[copy]}_"


def write_copies(folder: Path, copies: int) -> Path:
    """Write a guideline made of copies of the shipped one, all reached from one decision.

    Args:
        folder: where to write.
        copies: how many, up to 26; names get a prefix.
    """
    files = {
        p.relative_to(reading.SHIPPED / SHIPPED).as_posix(): p
        for p in (reading.SHIPPED / SHIPPED).rglob("*.yaml")
    }
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
        {"id": f"all_{copy}", "handover": f"{_prefix(copy)}overview", "title": "a copy"}
        for copy in range(copies)
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
