"""What a new edition changes: against counting every case, on guidelines made by chance and changed by chance."""

import json
import math
import random
import re
import shutil
from functools import partial

import pytest
import yaml

from explorer import evaluate, load
from explorer.cli import main
from explorer.knowledge.model import Recommendation
from explorer.reasoning.editions.changes import difference
from tests.generated import completions, write_guideline

SHIPPED = load("rectal_liver_metastases").folder


def two_editions(tmp_path, seed):
    """A guideline made by chance, and the same with a few conditions changed."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        write_guideline(folder, seed, parameters=5, nodes=14)
    chance = random.Random(f"change {seed}")
    for path in sorted(new.glob("pathways/*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for node in data["nodes"]:
            for branch in node.get("branches", ()):
                if "when" in branch and chance.random() < 0.4:
                    branch["when"] = f"not ({branch['when']})" if chance.random() < 0.5 else f"({branch['when']})"
            if "recommendation" in node and chance.random() < 0.3:
                node["advice"] = "avoid"
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    return load(old), load(new)


COUNTED = {
    "vanishes": lambda name, a, b: name in a[0] and name not in b[0],
    "appears": lambda name, a, b: name not in a[0] and name in b[0],
    "strength": lambda name, a, b: name in a[0] and name in b[0] and a[0][name] != b[0][name],
    "statement": lambda name, a, b: (name in a[1]) != (name in b[1]),
    "criterion": lambda name, a, b: a[3].get(name) != b[3].get(name),
    "disagreement": lambda name, a, b: (name in a[2]) != (name in b[2]),
}
"""By kind of change, whether a case is one that it affects."""


def told(guideline, case):
    """Everything that an edition says of a whole case."""
    trace = evaluate(guideline, case, assumptions=False)
    nodes = guideline.nodes.items()
    advice = {n: node.advice for n, node in nodes if isinstance(node, Recommendation) and trace.nodes[n] == "active"}
    statements = {n: trace.criteria.get(n) for n, answer in trace.statements.items() if answer == "applies"}
    shown = {name for name, status in trace.disagreements.items() if status == "active"}
    return advice, statements, shown, dict(trace.criteria)


@pytest.mark.parametrize("seed", range(12))
def test_shares_and_cases_are_those_of_counting(tmp_path, seed):
    old, new = two_editions(tmp_path, seed)
    found = difference(old, new)
    space = found.new.chosen.space
    cases, weights = list(completions(space, {})), []
    for case in cases:
        regions = [space.weights[space.order[name]][space.region(name, value)] for name, value in case.items()]
        weights.append(math.prod(regions))
    before, after = ([told(edition, case) for case in cases] for edition in (old, new))

    def share(of):
        return sum(w for w, a, b in zip(weights, before, after, strict=True) if of(a, b)) / sum(weights)

    assert found.affected_share == pytest.approx(share(lambda a, b: a != b))
    for change in found.changes:
        if change.kind in COUNTED:
            assert change.share == pytest.approx(share(partial(COUNTED[change.kind], change.what)))
    changed = {change.what for change in found.changes if change.kind in ("vanishes", "appears")}
    assert changed == {name for a, b in zip(before, after, strict=True) for name in a[0].keys() ^ b[0].keys()}


@pytest.mark.parametrize("seed", range(12))
def test_the_smallest_case_is_one_that_changes(tmp_path, seed):
    old, new = two_editions(tmp_path, seed)
    for change in difference(old, new).changes:
        if change.kind in ("vanishes", "appears"):
            before, after = (evaluate(one, change.smallest_case, assumptions=False).nodes for one in (old, new))
            was, now = ("active", "ruled out") if change.kind == "vanishes" else ("ruled out", "active")
            assert (before.get(change.what, "ruled out"), after.get(change.what, "ruled out")) == (was, now)


def edited(tmp_path, name, *changes):
    """The shipped guideline with texts replaced."""
    folder = shutil.copytree(SHIPPED, tmp_path / "edited")
    path = folder / name
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = re.sub(old, new, text) if old.startswith("\\b") else text.replace(old, new)
    path.write_text(text, "utf-8")
    return folder


def test_a_condition_written_otherwise_is_proved_to_alter_no_case(tmp_path):
    folder = edited(
        tmp_path,
        "criteria.yaml",
        ("when: fit_for_surgery and not refuses_surgery", "when: not (refuses_surgery or not fit_for_surgery)"),
    )
    (change,) = difference(load(SHIPPED), load(folder)).changes
    assert (change.kind, change.what, change.share, change.smallest_case) == (
        "condition",
        "criterion operable",
        0,
        None,
    )


def test_a_threshold_moved_names_the_case_between(tmp_path):
    folder = edited(tmp_path, "criteria.yaml", ("liver_lesion_count > 5 or", "liver_lesion_count > 4 or"))
    found = difference(load(SHIPPED), load(folder))
    appears = next(change for change in found.changes if change.kind == "appears")
    assert (appears.what, appears.smallest_case["liver_lesion_count"]) == ("surgery_first_some", 5)
    assert 0 < found.affected_share < 0.1


def test_a_node_that_was_renamed_is_known_by_its_words(tmp_path):
    folder = edited(tmp_path, "pathways/bilobar.yaml", ("bilobar_one_stage", "bilobar_single"))
    changes = difference(load(SHIPPED), load(folder)).changes
    assert [(one.kind, one.what, one.old) for one in changes] == [("renamed", "bilobar_single", "bilobar_one_stage")]


def test_words_and_strength_are_told_apart(tmp_path):
    folder = edited(
        tmp_path, "pathways/bilobar.yaml", ("Prefer a single liver operation", "Prefer one liver operation"),
        ("    text: Both sources that speak favour one stage where it can be done. Whether it can is for the liver surgeon to say.\n    advice: do", "    advice: consider"),
    )  # fmt: skip
    changes = {one.kind: one for one in difference(load(SHIPPED), load(folder)).changes}
    assert set(changes) == {"reworded", "strength"}
    assert (changes["strength"].old, changes["strength"].new) == ("do", "consider")
    assert changes["strength"].share > 0


def test_the_command_says_so_in_words_and_in_json(tmp_path, capsys):
    folder = edited(tmp_path, "criteria.yaml", ("liver_lesion_count > 5 or", "liver_lesion_count > 4 or"))
    given = {"primary_site": "colon", "liver_mets": "yes", "phase": "diagnosis", "resectability": "resectable", "onset": "metachronous",
             "nodal_status": "negative", "markers_elevated": "no", "fit_for_surgery": "yes"}  # fmt: skip
    cases = [
        {"id": "five", "case": given | {"liver_lesion_count": 5}},
        {"id": "six", "case": given | {"liver_lesion_count": 6}},
    ]
    (tmp_path / "cases.json").write_text(json.dumps(cases), "utf-8")
    assert main(["diff", str(SHIPPED), str(folder), "--cases", str(tmp_path / "cases.json")]) == 1
    words = capsys.readouterr().out
    assert "1 of your 2 cases change what they are told: five." in words
    assert "appears surgery_first_some" in words
    assert main(["diff", str(SHIPPED), str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"affected_share", "changes"}
    assert {frozenset(change) for change in found["changes"]} == {
        frozenset({"kind", "what", "old", "new", "share", "smallest_case"})
    }
    assert main(["diff", str(SHIPPED), str(SHIPPED)]) == 0
    assert capsys.readouterr().out == "The two editions are the same.\n"


def test_a_parameter_that_changed_its_kind_is_refused(tmp_path, capsys):
    folder = edited(tmp_path, "parameters.yaml", ("- id: largest_lesion_cm", "- id: largest_lesion_cm_"))
    assert main(["diff", str(SHIPPED), str(folder)]) == 2
    assert "Traceback" not in capsys.readouterr().err
