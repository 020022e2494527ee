"""Seeded faults in a guideline, and the share of them that the shipped case files catch.

A fault is made in the data of one YAML file; the guideline is then read and compiled, without the reader's check of
what refers to what, which would refuse many faults before any case is asked.  What still cannot be read, such as a
threshold outside the range, is not counted.  A fault that changes no set of cases (of no node, statement, test,
disagreement, silence or bar) cannot be seen in any case: it is *proved equivalent* and counted apart.  Every survivor
is listed with what it changes, a case that shows it, and why no case file tells; every equivalent with why it changes
nothing.

    python -m tests.mutation                 every fault
    python -m tests.mutation --sample 200    so many, chosen by the seed
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from explorer.knowledge import known, reading
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import GuidelineError
from explorer.knowledge.yaml_file import Document, read_document
from explorer.reasoning.case.times import time_of
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.compiled import Chosen, compile_guideline
from explorer.reasoning.sets import ALWAYS, NEVER
from explorer.reasoning.space import TIMES, regions_of
from explorer.reasoning.times import Part, key_of, node_of
from explorer.reasoning.trace import Trace, evaluate

SHIPPED = known.SHIPPED / "rectal_liver_metastases"
KINDS = (
    "threshold moved",
    "comparison flipped",
    "branch dropped",
    "branch retargeted",
    "option removed",
    "citation removed",
    "condition removed",
)
CONDITIONS = ("when", "test", "for", "against", *TIMES)
SEED = 4


@dataclass(frozen=True)
class Fault:
    """One change of one file: its kind, the place in the file's data, and what to put there instead."""

    kind: str
    file: str
    place: tuple[str | int, ...]
    words: str
    value: Any

    def __str__(self) -> str:
        return f"{self.kind}: {self.file} {self.words}"


@dataclass
class Outcome:
    """What became of a fault: caught (by which case), survived, equivalent (and why) or refused by the reader."""

    fault: Fault
    result: str
    by: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.result}: {self.fault}" + (f"\n    because {self.why}" if self.why else "")


def documents(folder: Path) -> dict[str, Document]:
    """Read the YAML files of a guideline folder once."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    return {name: doc for name in names if (doc := read_document(folder / name, name)[0]) is not None}


def faults(read: dict[str, Document]) -> list[Fault]:
    """Every fault that can be seeded, in a settled order."""
    found: list[Fault] = []
    integers = _integers(read["parameters.yaml"].data)
    for file, document in read.items():
        if file in ("teaching_cases.yaml", "guideline.yaml", "parameters.yaml"):
            continue
        for place, text in _conditions(document.data, ()):
            found += [
                Fault(kind, file, place, f"{_where(document.data, place)}: {text} → {changed}", changed)
                for kind, changed in _changed_conditions(text, integers)
            ]
        if file.startswith("pathways/"):
            found += _branch_faults(file, document.data)
            found += _citation_faults(file, document.data)
            found += _time_faults(file, document.data)
    return found


def _integers(data: Any) -> dict[str, bool]:
    """The numeric parameters, and whether each takes whole numbers only."""
    parameters = [p for group in data["groups"] for p in group["parameters"]]
    return {p["id"]: p["kind"] == "integer" for p in parameters if p["kind"] in ("number", "integer")}


def _conditions(data: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in CONDITIONS and isinstance(value, str):
                yield (*place, key), value
            else:
                yield from _conditions(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _conditions(value, (*place, index))


def _where(data: Any, place: tuple[str | int, ...]) -> str:
    """The nearest names on the way to a place."""
    names = []
    for step in place:
        data = data[step]
        if isinstance(data, dict):
            names += [str(data[key]) for key in ("id", "to", "parameter") if key in data][:1]
    return " -> ".join(names[-2:])


def _changed_conditions(text: str, integers: dict[str, bool]) -> Iterator[tuple[str, str]]:
    """One changed text for every fault a condition can have."""
    count = sum(1 for _ in ast.walk(ast.parse(text, mode="eval")))
    for index in range(count):
        for kind, change in _CONDITION_FAULTS:
            for variant in range(40):
                tree = ast.parse(text, mode="eval")
                node = list(ast.walk(tree))[index]
                if not isinstance(node, ast.Compare) or not change(node, variant, integers):
                    break
                yield kind, ast.unparse(tree)


def _move_threshold(node: ast.Compare, variant: int, integers: dict[str, bool]) -> bool:
    sides = [node.left, *node.comparators]
    numbers = [side for side in sides if isinstance(side, ast.Constant) and not isinstance(side.value, str)]
    names = [side.id for side in sides if isinstance(side, ast.Name) and side.id in integers]
    if not numbers or not names or variant >= 2 * len(numbers):
        return False
    chosen = numbers[variant // 2]
    value = chosen.value
    assert isinstance(value, int | float)
    step = 1 if integers[names[0]] or value == int(value) else 0.1
    chosen.value = round(value + (step if variant % 2 else -step), 6)
    return True


_STRICT: dict[type, type] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
                             ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In}  # fmt: skip
_TURNED: dict[type, type] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def _flip(node: ast.Compare, variant: int, integers: dict[str, bool]) -> bool:
    """First each operator with its other edge (or its opposite), then turned round."""
    turned, index = divmod(variant, len(node.ops))
    table = (_STRICT, _TURNED)[turned] if turned < 2 else {}
    if type(node.ops[index]) not in table:
        return False
    node.ops[index] = table[type(node.ops[index])]()
    return True


def _remove_option(node: ast.Compare, variant: int, integers: dict[str, bool]) -> bool:
    options = node.comparators[0]
    if not isinstance(options, ast.Tuple) or len(options.elts) < 2 or variant >= len(options.elts):
        return False
    del options.elts[variant]
    if len(options.elts) == 1:
        node.comparators[0] = options.elts[0]
    return True


_CONDITION_FAULTS: list[tuple[str, Callable[[ast.Compare, int, dict[str, bool]], bool]]] = [
    ("threshold moved", _move_threshold),
    ("comparison flipped", _flip),
    ("option removed", _remove_option),
]


def _branch_faults(file: str, data: Any) -> Iterator[Fault]:
    names = [node["id"] for node in data["nodes"]]
    for index, node in enumerate(data["nodes"]):
        branches = node.get("branches", [])
        targets = [branch["to"] for branch in branches]
        for place, branch in enumerate(branches):
            where = f"{node['id']} -> {branch['to']}"
            if len(branches) > 1:
                left = branches[:place] + branches[place + 1 :]
                yield Fault("branch dropped", file, ("nodes", index, "branches"), where, left)
            others = [name for name in names[index + 1 :] if name not in targets]
            if others:
                other = others[(place * 7 + index) % len(others)]
                at = ("nodes", index, "branches", place, "to")
                yield Fault("branch retargeted", file, at, f"{where} → {other}", other)


def _citation_faults(file: str, data: Any) -> Iterator[Fault]:
    for index, node in enumerate(data["nodes"]):
        places: list[tuple[tuple[str | int, ...], list[str]]] = [((), node.get("cites", []))]
        places += [(("branches", i), b.get("cites", [])) for i, b in enumerate(node.get("branches", []))]
        for place, cites in places:
            for name in cites:
                at = ("nodes", index, *place, "cites")
                words = f"{_where(data, at)} no longer cites {name}"
                yield Fault("citation removed", file, at, words, [c for c in cites if c != name])


def _time_faults(file: str, data: Any) -> Iterator[Fault]:
    """A recommendation that loses one of the conditions of its time, or one that it follows."""
    for index, node in enumerate(data["nodes"]):
        for key in (*TIMES, *(["after"] if "after" in node else [])):
            if key in node:
                words = f"{node['id']} without {key}"
                yield Fault("condition removed", file, ("nodes", index, key), words, [] if key == "after" else None)


def mutant(read: dict[str, Document], fault: Fault) -> Guideline | None:
    """The guideline with one fault; None when the reader refuses it."""
    changed = copy.deepcopy(read[fault.file].data)
    *way, last = fault.place
    target = changed
    for step in way:
        target = target[step]
    target[last] = fault.value
    given = {**read, fault.file: Document(fault.file, changed, read[fault.file].lines)}
    nothing: list[Any] = []
    with (
        patch.object(reading, "read_document", lambda path, name: (given[name], [])),
        patch.object(reading, "find_problems", lambda read, unread: nothing),  # the cases alone are to catch the fault
    ):
        try:
            return reading.load(SHIPPED)
        except GuidelineError:
            return None


def sets_of(asked: Chosen) -> dict[tuple[str, str], int]:
    """Every set of a guideline as one number; equal sets have equal numbers, however their parameters are cut."""
    numbers = [hash("no case"), hash("every case")]
    names = list(asked.space.regions)
    for place, nexts in asked.diagram.rows[2:]:
        numbers.append(hash((names[place], _runs(asked, names[place], [numbers[row] for row in nexts]))))
    told = {(kind, name): numbers[row] for kind in KIND_WORDS for name, row in getattr(asked, kind).items()}
    return {key: number for key, number in told.items() if key[0] != "times" or not _goes_without_saying(told, key)}


def _goes_without_saying(sets: dict[tuple[str, str], int], key: tuple[str, str]) -> bool:
    """Whether a part of the times says what holds of a recommendation without times: it is due wherever it is reached."""
    name = node_of(key[1])
    return sets[key] == (sets["nodes", name] if key[1] == key_of(name, Part.DUE) else hash("no case"))


def _runs(asked: Chosen, name: str, nexts: list[int]) -> tuple[Any, ...]:
    """Where, along a parameter, what follows changes; a cut at which nothing changes leaves no mark."""
    whole = asked.guideline.parameters[name].kind == "integer"
    runs: list[Any] = []
    for region, following in zip(asked.space.regions[name], nexts, strict=True):
        if not runs or runs[-1][-1] != following:
            start = (region.sample,) if whole else (region.low, region.closed_low)
            runs.append((*start, following))
    return tuple(runs)


Vignette = tuple[str, dict[str, Any]]


def caught_by(guideline: Guideline, vignettes: list[Vignette]) -> str:
    """The first case that shows something else than expected, or nothing."""
    from tests.test_cases import differences

    for name, item in vignettes:
        if next(differences(item, evaluate(guideline, item["given"])), None) is not None:
            return name
    return ""


def try_fault(
    read: dict[str, Document], fault: Fault, vignettes: list[Vignette], original: dict[tuple[str, str], int]
) -> Outcome:
    """Seed one fault and see whether a case catches it.  The case that does is asked first the next time."""
    guideline = mutant(read, fault)
    if guideline is None:
        return Outcome(fault, "refused")
    changed = sets_of(compile_guideline(guideline).choose())
    if changed == original:
        return Outcome(fault, "equivalent", why=why_equivalent(read, fault))
    name = caught_by(guideline, vignettes)
    vignettes.sort(key=lambda vignette: vignette[0] != name)
    if name:
        return Outcome(fault, "caught", name)
    differing = [key for key in original | changed if original.get(key) != changed.get(key)]
    return Outcome(fault, "survived", why=why_survived(guideline, differing, vignettes))


def why_equivalent(read: dict[str, Document], fault: Fault) -> str:
    """Why a fault changes no set of cases."""
    if fault.kind != "citation removed":
        return "the changed condition holds in the same of the cases that get there"
    kept = set(fault.value)
    target = read[fault.file].data
    for step in fault.place:
        target = target[step]
    (name,) = [cited for cited in target if cited not in kept]
    places = [place for place, cites in _citing(read) if name in cites]
    others = [place for place in places if not fault.words.startswith(f"{place} no longer")]
    return f"in every case that gets there {name} is cited by {', '.join(others) or 'a bar'} too"


def _citing(read: dict[str, Document]) -> Iterator[tuple[str, list[str]]]:
    for file, document in read.items():
        for node in document.data.get("nodes", ()) if file.startswith("pathways/") else ():
            yield node["id"], node.get("cites", [])
            for branch in node.get("branches", ()):
                yield f"{node['id']} -> {branch['to']}", branch.get("cites", [])


KIND_WORDS = {
    "nodes": "when the node {} is reached",
    "statements": "when {} applies",
    "criteria": "when the test of {} is met",
    "disagreements": "when the disagreement {} shows",
    "silences": "when the sources are silent at {}",
    "held_back": "when {} is held back",
    "times": "when {}",
    "verdicts": "when {}",
}


def why_survived(guideline: Guideline, differing: list[tuple[str, str]], vignettes: list[Vignette]) -> str:
    """What a fault changes, a case that shows it, and whether a case file stands there without saying it."""
    original = reading.load(SHIPPED)
    kind, name = differing[0]
    case = witness(compile_guideline(original).choose(), compile_guideline(guideline).choose(), kind, name) or {}
    shown = ", ".join(f"{parameter}={value}" for parameter, value in case.items())
    standing = [vignette for vignette, item in vignettes if _differs(original, guideline, item["given"], differing)]
    told = (
        f"{len(standing)} case files show the difference, {standing[0]} among them, and none expects either of the two"
        if standing
        else "no case file stands where it shows"
    )
    changes = "; ".join(KIND_WORDS[kind].format(name) for kind, name in differing[:3])
    more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
    return f"it only changes {changes}{more}, for example for {shown}; {told}"


def _differs(one: Guideline, other: Guideline, given: dict[str, Any], sets: list[tuple[str, str]]) -> bool:
    traces = [evaluate(guideline, given) for guideline in (one, other)]
    answers = [[_answer(trace, kind, name) for kind, name in sets] for trace in traces]
    return answers[0] != answers[1]


def _answer(trace: Trace, kind: str, name: str) -> Any:
    """What a trace says of a set; of a time and of a verdict, what a reader is told."""
    if kind == "times":
        return time_of(trace, node_of(name))
    if kind == "verdicts":
        return sides_of(trace).get(name.split("/")[0])
    return getattr(trace, kind).get(name)


def witness(one: Chosen, other: Chosen, kind: str, name: str) -> dict[str, Any] | None:
    """A case that lies in a set of one guideline and outside that of the other; None where the sets are equal."""
    seen: set[tuple[int, int]] = set()
    sides = (one, other)

    def look(rows: tuple[int, int]) -> dict[str, Any] | None:
        if max(rows) <= ALWAYS:
            return {} if rows[0] != rows[1] else None
        if rows in seen:
            return None
        seen.add(rows)
        asked = min(side.diagram.rows[row][0] for side, row in zip(sides, rows, strict=True) if row > ALWAYS)
        parameter = list(one.space.regions)[asked]
        for value in _values(sides, parameter):
            steps = [_step(side, row, asked, parameter, value) for side, row in zip(sides, rows, strict=True)]
            found = look((steps[0], steps[1]))
            if found is not None:
                return {parameter: value, **found}
        return None

    return look((getattr(one, kind).get(name, NEVER), getattr(other, kind).get(name, NEVER)))


def _values(sides: tuple[Chosen, Chosen], parameter: str) -> list[Any]:
    """A value of every region that the thresholds of both guidelines cut."""
    asked = sides[0].guideline.parameters[parameter]
    ends = {end for side in sides for region in side.space.regions[parameter] for end in (region.low, region.high)}
    return [region.sample for region in regions_of(asked, ends if asked.is_number else ())]


def _step(side: Chosen, row: int, asked: int, parameter: str, value: Any) -> int:
    place, nexts = side.diagram.rows[row]
    return nexts[side.space.region(parameter, value)] if place == asked else row


def run(sample: int | None = None, seed: int = SEED, told: bool = False) -> list[Outcome]:
    """Try every fault, or a sample chosen by a seed with as many of each kind as there are."""
    from tests.test_cases import TAUGHT, VIGNETTES

    read = documents(SHIPPED)
    chosen = faults(read)
    if sample is not None:
        chosen = random.Random(seed).sample(chosen, min(sample, len(chosen)))
    vignettes = sorted(VIGNETTES + TAUGHT, key=lambda vignette: not vignette[0].startswith("coverage/"))
    original = sets_of(compile_guideline(reading.load(SHIPPED)).choose())
    outcomes = []
    for number, fault in enumerate(chosen, 1):
        outcomes.append(try_fault(read, fault, vignettes, original))
        if told and number % 50 == 0:
            print(f"… {number} of {len(chosen)}: {score(outcomes):.1%}", file=sys.stderr, flush=True)
    return outcomes


def score(outcomes: list[Outcome]) -> float:
    """The share of the faults some case could show that a shipped case does show."""
    counts = Counter(outcome.result for outcome in outcomes)
    shown = counts["caught"] + counts["survived"]
    return counts["caught"] / shown if shown else 1.0


def main() -> int:
    """Print the score of each kind of fault and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="how many faults (default: all)")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    begun = time.perf_counter()
    outcomes = run(chosen.sample, chosen.seed, told=True)
    print(f"{'':20}{'caught':>9}{'survived':>9}{'equivalent':>11}{'refused':>9}{'score':>8}")
    for kind in (*KINDS, "all"):
        here = [one for one in outcomes if kind in (one.fault.kind, "all")]
        counts = Counter(one.result for one in here)
        numbers = [counts[result] for result in ("caught", "survived", "equivalent", "refused")]
        print(f"{kind:20}{numbers[0]:>9}{numbers[1]:>9}{numbers[2]:>11}{numbers[3]:>9}{score(here):>8.1%}")
    counts = Counter(one.result for one in outcomes)
    whole = counts["caught"] / max(1, len(outcomes) - counts["refused"])
    print(f"{whole:.1%} with every equivalent fault counted as a survivor")
    for result in ("survived", "equivalent"):
        print(*(one for one in outcomes if one.result == result), sep="\n")
    print(f"{len(outcomes)} faults in {time.perf_counter() - begun:.0f} s")
    return 0 if score(outcomes) >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())
