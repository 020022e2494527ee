"""The guidelines the map is measured on: the shipped one, and generated ones whose first pathway has many nodes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from explorer import Guideline, evaluate, load
from explorer.knowledge.model import Value
from explorer.views.picture.diagram import statuses_of
from tests.generated import write_guideline

SEED = 7
PARAMETERS = 12
SHIPPED = "rectal_liver_metastases"


@dataclass(frozen=True)
class Subject:
    """A guideline, and the question whose answer is changed again and again.

    Attributes:
        name: what the table calls it.
        folder: the guideline's folder, or the id of a shipped one.
        parameter: the question.
        values: two answers to it.
        given: what is known all the time.
        changed: how many nodes and branches of the first pathway look different with the other answer.
        last: for each answer, the last node that the change touches, and its status then.
    """

    name: str
    folder: str
    parameter: str
    values: tuple[str, str]
    given: dict[str, Value] = field(default_factory=dict)
    changed: int = 0
    last: dict[str, tuple[str, str]] = field(default_factory=dict)


def shipped() -> Subject:
    """The shipped guideline: another organ makes another path through the overview."""
    return _subject("shipped", SHIPPED, "primary_site", ("rectum", "breast"), {"liver_mets": "yes"})


def generated_subject(folder: Path, nodes: int) -> Subject:
    """A guideline with one pathway of so many nodes, and the answer that changes most of it.

    Args:
        folder: where to write.
        nodes: how many, up to 5,000; people read at most about 25.
    """
    write_guideline(folder, SEED, parameters=PARAMETERS, nodes=nodes, pathways=1)
    thin_out(folder / "pathways" / "p0.yaml")
    guideline = load(folder)
    choices = [p for p in guideline.parameters.values() if p.kind == "choice"]
    pairs = [(p.id, pair) for p in choices for pair in itertools.combinations(p.option_names, 2)]
    made = [_subject(f"{nodes} nodes", str(folder), name, pair, {}, guideline) for name, pair in pairs]
    return max(made, key=lambda subject: subject.changed)


def thin_out(path: Path) -> None:
    """Leave one way to each node: Graphviz needs minutes for hundreds of long ways across a picture."""
    data = yaml.safe_load(path.read_text("utf-8"))
    reached: set[str] = set()
    for node in data["nodes"]:
        if "branches" in node:
            _keep(node, [branch for branch in node["branches"] if branch["to"] not in reached])
        reached |= {branch["to"] for branch in node.get("branches", ())} | {node.get("then", "")}
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def _keep(node: dict[str, Any], branches: list[dict[str, Any]]) -> None:
    node["branches"] = branches or node["branches"][:1]
    if len(node["branches"]) == 1:  # a decision with one way out must say why
        only = node["branches"][0]
        only.pop("otherwise", None), only.setdefault("when", "named"), node.pop("choose", None)
        node["silent"] = "nothing is said"


def _subject(
    name: str,
    folder: str,
    parameter: str,
    values: tuple[str, str],
    given: dict[str, Value],
    guideline: Guideline | None = None,
) -> Subject:
    guideline = guideline or load(folder)
    start = guideline.metadata.start
    first, second = (statuses_of(evaluate(guideline, {**given, parameter: v}), start) for v in values)
    changed = [item for item in first if first[item] != second[item]]
    nodes = [node.id for node in guideline.pathways[start].nodes if node.id in changed]
    last = {v: (nodes[-1], now[nodes[-1]]) for v, now in zip(values, (first, second), strict=True)} if nodes else {}
    return Subject(name, folder, parameter, values, given, len(changed), last)
