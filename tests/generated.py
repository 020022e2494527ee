"""Guidelines made by chance from a seed: small ones for properties, large ones for measurements.

Every generated guideline is whole: it passes the reader, its decisions choose one or any, join, hand over, and
some of them are silent.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from explorer.knowledge.condition import Among, And, AtLeast, Compares, Condition, Expression, Met, Not, Or, Scored
from explorer.knowledge.model import Decision, Guideline, Value
from explorer.knowledge.reading import load
from explorer.reasoning.graph import ways_out
from explorer.reasoning.space import Space

KINDS = ("choice", "yes/no", "number", "integer")


def write_guideline(
    folder: Path,
    seed: int,
    parameters: int = 4,
    nodes: int = 10,
    pathways: int = 2,
    rich: bool = False,
    flaws: bool = False,
) -> Path:
    """Write a guideline folder made from a seed.

    Args:
        folder: where to write; created.
        seed: equal seeds give equal guidelines.
        parameters: how many facts it asks.
        nodes: how many nodes all pathways have together, about.
        pathways: how many pathways; each hands over to the next.
        rich: whether it has what is rare, such as a recommendation with two bars or a branch that cites.
        flaws: whether some of its decisions have gaps and overlaps, and some of its conditions decide nothing.
    """
    chance = random.Random(seed)
    asked = [_parameter(chance, index) for index in range(parameters)]
    files: dict[str, Any] = {
        "guideline.yaml": _front(),
        "parameters.yaml": {"groups": [{"id": "facts", "title": "Facts", "parameters": asked}]},
        "criteria.yaml": {
            "criteria": [
                {
                    "id": "named",
                    "title": "A named condition",
                    "when": _condition(chance, asked, False),
                }
            ]
        },
    }
    statements: list[dict[str, Any]] = []
    for index in range(pathways):
        size = max(nodes // pathways, 3)
        files[f"pathways/p{index}.yaml"] = _pathway(chance, index, size, index + 1 < pathways, asked, statements)
    for source in ("A", "B"):
        listed = [s for s in statements if s["id"].startswith(source)]
        files[f"statements/{source}.yaml"] = {"source": source, "statements": listed}
    files["disagreements.yaml"] = {"disagreements": _disagreements(chance, statements)}
    _add_rarer(random.Random(f"rarer {seed}"), asked, files)
    if rich:
        _add_scores(random.Random(f"scores {seed}"), asked, files)
        _add_rarest(random.Random(f"rarest {seed}"), asked, files)
    if flaws:
        _add_flaws(random.Random(f"flaws {seed}"), asked, files)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    return folder


def generated(folder: Path, seed: int, **size: Any) -> Guideline:
    """Write a guideline made from a seed, and read it."""
    return load(write_guideline(folder, seed, **size))


def _add_rarer(chance: random.Random, asked: list[dict[str, Any]], files: dict[str, Any]) -> None:
    """What only some guidelines have: fixed facts, weights, and bars that hold a recommendation back."""
    for parameter in asked:
        if chance.random() < 0.25:
            parameter["fixed"] = True
        if parameter["kind"] == "choice" and chance.random() < 0.4:
            parameter["weights"] = {option: chance.choice([1, 2, 0.5]) for option in parameter["options"]}
    for node in _nodes_in(files):
        if "recommendation" in node and chance.random() < 0.2:
            when = _condition(chance, asked)
            node["unless"] = [{"when": when, "because": "it is barred", "cites": list(node["cites"])}]


def _nodes_in(files: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for name, file in files.items() if name.startswith("pathways/") for node in file["nodes"]]


def _add_rarest(chance: random.Random, asked: list[dict[str, Any]], files: dict[str, Any]) -> None:
    """A second bar, a branch that cites a statement, a disagreement under a condition, decisions that end."""
    names = [one["id"] for name, file in files.items() if name[:5] == "state" for one in file["statements"]]
    for node in _nodes_in(files):
        if "unless" in node and chance.random() < 0.5:
            again = {"when": _condition(chance, asked), "cites": list(node["cites"])}
            node["unless"].append(node["unless"][0] | again)
        for branch in node.get("branches", ()):
            if names and chance.random() < 0.15:
                branch["cites"] = [chance.choice(names)]
        if "silent" in node and chance.random() < 0.3:
            node["ends"] = node.pop("silent")
    for one in files["disagreements.yaml"]["disagreements"]:
        if chance.random() < 0.4:
            one["when"] = _condition(chance, asked)
    timed = random.Random(chance.random())
    _add_times(timed, asked, [node for node in _nodes_in(files) if "recommendation" in node])
    files["disagreements.yaml"]["disagreements"] += _judged(timed, asked, names)


def _add_scores(chance: random.Random, asked: list[dict[str, Any]], files: dict[str, Any]) -> None:
    """A score that a condition compares, a count of conditions, and a decision that takes the first branch that holds."""
    if chance.random() < 0.5:
        points = [
            {
                str(chance.choice([1, 2, -1, 0.5])): _condition(chance, asked, False),
                "3": _condition(chance, asked, False),
            }
            for _ in range(3)
        ]
        files["criteria.yaml"]["scores"] = [{"id": "total", "title": "Total", "points": points}]
        when = f"total {chance.choice(['<', '<=', '>', '>=', '==', '!='])} {chance.choice([0, 1, 2, 2.5, 4])}"
    else:
        when = f"at_least({chance.randint(1, 3)}, {', '.join(_condition(chance, asked, False) for _ in range(3))})"
    files["criteria.yaml"]["criteria"][0]["when"] = when
    for node in _nodes_in(files):
        if "choose" in node and chance.random() < 0.5:
            node["choose"] = "first"


def _add_times(chance: random.Random, asked: list[dict[str, Any]], advice: list[dict[str, Any]]) -> None:
    for node in advice:
        for when in ("due_when", "done_when", "late_when", "next_when"):
            if chance.random() < 0.3:
                node[when] = _condition(chance, asked)
        if chance.random() < 0.3:
            node["after"] = [one["id"] for one in chance.sample(advice, min(2, len(advice))) if one is not node]
        if chance.random() < 0.15:
            node["asks"] = [chance.choice(asked)["id"]]


def _judged(chance: random.Random, asked: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Disagreements by sides; a source is against only where it is not for it."""
    cited = {source: [name for name in names if name.startswith(source)][:2] for source in ("A", "B")}
    if not all(cited.values()):
        return []
    made = []
    for index in range(2):
        sides = {}
        for source, statements in cited.items():
            first, second = _condition(chance, asked), _condition(chance, asked)
            sides[source] = {"says": source, "statements": [*statements], "for": first}
            sides[source]["against"] = f"not ({first}) and ({second})"
        kind = "figures" if chance.random() < 0.2 else "conflict"
        made.append({"id": f"J{index}", "question": "Which?", "kind": kind, "sides": sides, "shown": "Both."})
    return made


def _add_flaws(chance: random.Random, asked: list[dict[str, Any]], files: dict[str, Any]) -> None:
    """Gaps, overlaps, a named condition that always holds or never, and a fact that changes nothing."""
    for node in _nodes_in(files):
        if "silent" in node and chance.random() < 0.5:
            node.pop("silent")
        if "choose" in node and chance.random() < 0.7:
            node.pop("choose")
    if chance.random() < 0.4:
        name = next(parameter["id"] for parameter in asked if parameter["kind"] == "number")
        files["criteria.yaml"]["criteria"][0]["when"] = chance.choice([f"{name} >= 0", f"{name} < 0"])
    for one in files["disagreements.yaml"]["disagreements"]:
        if "sides" in one and chance.random() < 0.5:
            one["sides"]["A"]["against"] = one["sides"]["A"]["for"]
    if chance.random() < 0.3:
        asked.append({"id": "idle", "label": "Idle", "question": "Idle?", "kind": "yes/no"})
    if chance.random() < 0.4:
        files["guideline.yaml"]["sources"][0]["covers"] = "named"
    chosen = next((parameter for parameter in asked if parameter["kind"] == "choice"), None)
    if chosen is not None and chance.random() < 0.4:
        option = next(iter(chosen["options"]))
        never = f"{chosen['id']} == {option} and not {chosen['id']} == {option}"
        rule = {"parameter": chosen["id"], "is": option, "when": never, "because": "it never does"}
        files["criteria.yaml"]["follows"] = [rule]


def _front() -> dict[str, Any]:
    sources = [{"id": source, "title": f"Source {source}"} for source in ("A", "B")]
    return {"id": "generated", "title": "Generated", "edition": "1", "date": "2026-01-01", "scope": "none",
            "disclaimer": "made by chance", "start": "p0", "sources": sources}  # fmt: skip


def _parameter(chance: random.Random, index: int) -> dict[str, Any]:
    kind = KINDS[index % 4] if index < 4 else chance.choice(KINDS)
    made: dict[str, Any] = {
        "id": f"q{index}",
        "label": f"Fact {index}",
        "question": f"Fact {index}?",
        "kind": kind,
    }
    if kind == "choice":
        made["options"] = {f"o{option}": f"Option {option}" for option in range(chance.randint(2, 4))}
    if kind in ("number", "integer"):
        made |= {"range": [0, 10], "unit": "units"}
    if kind == "yes/no" and chance.random() < 0.3:
        made["assume"] = "no"
    return made


def _atom(chance: random.Random, asked: list[dict[str, Any]]) -> str:
    parameter = chance.choice(asked)
    name = parameter["id"]
    if parameter["kind"] == "yes/no":
        return chance.choice([name, f"{name} == no"])
    if parameter["kind"] == "choice":
        options = list(parameter["options"])
        chosen = chance.sample(options, chance.randint(1, len(options) - 1))
        return f"{name} in ({', '.join(chosen)})"
    if chance.random() < 0.2:
        return f"2 <= {name} < 7"
    return f"{name} {chance.choice(['<', '<=', '>', '>=', '==', '!='])} {chance.choice([0, 3, 5, 10])}"


def _condition(chance: random.Random, asked: list[dict[str, Any]], criteria: bool = True) -> str:
    if criteria and chance.random() < 0.15:
        return "named"
    form = chance.random()
    if form < 0.5:
        return _atom(chance, asked)
    if form < 0.65:
        return f"not ({_atom(chance, asked)})"
    return f"({_atom(chance, asked)}) {chance.choice(['and', 'or'])} ({_atom(chance, asked)})"


def _statement(chance: random.Random, asked: list[dict[str, Any]], statements: list[dict[str, Any]]) -> str:
    name = f"{chance.choice('AB')}-{len(statements):03d}"
    made = {"id": name, "section": "One", "kind": "recommendation", "text": f"Claim {name}"}
    if chance.random() < 0.3:
        made["when"] = _condition(chance, asked)
    if chance.random() < 0.3:
        made |= {"kind": "criterion", "test": _condition(chance, asked)}
    statements.append(made)
    return name


def _pathway(
    chance: random.Random,
    index: int,
    size: int,
    more: bool,
    asked: list[dict[str, Any]],
    statements: list[dict[str, Any]],
) -> dict[str, Any]:
    """Nodes only lead to later nodes, and every node is led to by an earlier one."""
    names = [f"p{index}_n{place}" for place in range(size)]
    ends = max(size // 2, 2)
    ways: dict[int, list[int]] = {place: [] for place in range(size)}
    for place in range(1, size):
        before = range(min(place, size - ends))
        least = [b for b in before if not ways[b]] or list(before)
        ways[chance.choice(least)].append(place)
    for place in range(size - ends):
        later = [p for p in range(place + 1, size) if p not in ways[place]]
        if later and chance.random() < 0.5:
            ways[place].append(chance.choice(later))
    last = size - 1 if more else size
    nodes = [_node(chance, names, place, ways[place], asked, statements) for place in range(last)]
    if more:
        nodes.append({"id": names[-1], "handover": f"p{index + 1}", "title": "Next pathway"})
    return {"id": f"p{index}", "title": f"Pathway {index}", "nodes": nodes}


def _node(
    chance: random.Random,
    names: list[str],
    place: int,
    ways: list[int],
    asked: list[dict[str, Any]],
    statements: list[dict[str, Any]],
) -> dict[str, Any]:
    if len(ways) < 2:
        made: dict[str, Any] = {
            "id": names[place],
            "recommendation": f"Do {place}",
            "cites": [_statement(chance, asked, statements)],
        }
        if ways:
            made["then"] = names[ways[0]]
        return made
    return {"id": names[place], "decision": f"Which way {place}?"} | _branches(
        chance, [names[way] for way in ways], asked
    )


def _branches(chance: random.Random, targets: list[str], asked: list[dict[str, Any]]) -> dict[str, Any]:
    guards = [_condition(chance, asked) for _ in targets]
    if chance.random() < 0.3:
        return {
            "choose": "any",
            "silent": "nothing is said",
            "branches": [{"to": t, "when": g} for t, g in zip(targets, guards, strict=True)],
        }
    taken = ""
    branches: list[dict[str, Any]] = []
    for target, guard in zip(targets, guards, strict=True):
        branches.append({"to": target, "when": f"({guard}){taken}"})
        taken += f" and not ({guard})"
    if chance.random() < 0.6:
        branches[-1] = {"to": targets[-1], "otherwise": True}
        return {"branches": branches}
    return {"silent": "nothing is said", "branches": branches}


def _disagreements(chance: random.Random, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = [statement["id"] for statement in statements]
    if len(names) < 2:
        return []
    sides = chance.sample(names, 2)
    positions = [{"says": f"side {side}", "statements": [side]} for side in sides]
    return [
        {
            "id": "C01",
            "question": "Which?",
            "kind": "conflict",
            "positions": positions,
            "shown": "both",
        }
    ]


# What the words mean, said again in the plainest way: one complete case at a time, no sets.


def holds(guideline: Guideline, expression: Expression, case: Mapping[str, Value]) -> bool:
    """Whether an expression holds in a complete case."""
    match expression:
        case Among(name, options):
            return case[name] in options
        case Compares(name, operator, number):
            value = float(case[name])
            return {"==": value == number, "!=": value != number, "<": value < number,
                    "<=": value <= number, ">": value > number, ">=": value >= number}[operator]  # fmt: skip
        case Met(criterion):
            return holds(guideline, guideline.criteria[criterion].when.expression, case)
        case Scored(name, operator, number):
            total = sum(points_of(guideline, item, case) for item in guideline.scores[name].items)
            return {"==": total == number, "!=": total != number, "<": total < number,
                    "<=": total <= number, ">": total > number, ">=": total >= number}[operator]  # fmt: skip
        case AtLeast(number, parts):
            return sum(holds(guideline, part, case) for part in parts) >= number
        case Not(part):
            return not holds(guideline, part, case)
        case And(parts):
            return all(holds(guideline, part, case) for part in parts)
        case Or(parts):
            return any(holds(guideline, part, case) for part in parts)


def points_of(guideline: Guideline, item: Iterable[tuple[Fraction, Condition]], case: Mapping[str, Value]) -> Fraction:
    """The points an item gives a complete case: those of its first line that holds."""
    given = (points for points, when in item if holds(guideline, when.expression, case))
    return next(given, Fraction(0))


def reached(guideline: Guideline, case: Mapping[str, Value]) -> tuple[set[str], set[str], set[str]]:
    """Walk a complete case through the guideline.

    Returns:
        The nodes and the branches it takes, and the decisions at which no branch holds.
    """
    nodes: set[str] = set()
    branches: set[str] = set()
    silent: set[str] = set()
    waiting = [guideline.pathways[guideline.metadata.start].start]
    while waiting:
        name = waiting.pop()
        if name in nodes:
            continue
        nodes.add(name)
        node = guideline.nodes[name]
        ways = ways_out(guideline, node)
        taken = [
            way.to
            for way in ways
            if not way.otherwise and (way.when is None or holds(guideline, way.when.expression, case))
        ]
        if getattr(node, "choose", "one") == "first":
            taken = taken[:1]
        taken = taken or [way.to for way in ways if way.otherwise]
        if isinstance(node, Decision) and not taken:
            silent.add(name)
        branches |= {f"{name} -> {way}" for way in taken}
        waiting += taken
    return nodes, branches, silent


def applying(guideline: Guideline, case: Mapping[str, Value], nodes: set[str], branches: set[str]) -> set[str]:
    """The statements that apply in a complete case: a node or branch that it takes cites them."""
    taken = [guideline.nodes[name] for name in nodes]
    taken += [way for node in taken for way in node.branches if f"{node.id} -> {way.to}" in branches]
    cited = {statement for one in taken for statement in one.cites}
    return {
        name
        for name in cited
        if (when := guideline.statements[name].when) is None or holds(guideline, when.expression, case)
    }


def completions(space: Space, known: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every complete case a partial case stands for, one for each combination of regions."""
    choices = [
        [known[name]] if name in known else [region.sample for region in regions]
        for name, regions in space.regions.items()
    ]
    for values in itertools.product(*choices):
        yield dict(zip(space.regions, values, strict=True))


def partial_case(guideline: Guideline, chance: random.Random) -> dict[str, Value]:
    """Some facts about a case, chosen by chance; numbers often lie exactly on thresholds."""
    known: dict[str, Value] = {}
    for name, parameter in guideline.parameters.items():
        if chance.random() < 0.5:
            known[name] = (
                chance.choice([0, 2, 3, 5, 7, 10, chance.randint(0, 10)])
                if parameter.is_number
                else chance.choice(parameter.option_names)
            )
    return known
