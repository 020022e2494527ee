"""A decision as a table says the same as one with branches; what is wrong in it is told at its row."""

import shutil

import pytest

from explorer import evaluate, load
from explorer.knowledge.decision_tables import _condition
from explorer.knowledge.known import SHIPPED
from explorer.knowledge.problem import GuidelineError
from explorer.reasoning.editions.changes import difference

TABLE = """    choose: first
    table:
      - {breaths: ">= 30", age: ">= 65", confusion: yes, to: crb65_severe, label: all three}
      - {breaths: 0..29, age: 18..64, confusion: no, systolic: "-", to: crb65_low}
      - {age: "-", to: crb65_moderate}
"""
BRANCHES = """    choose: first
    branches:
      - {when: breaths >= 30 and age >= 65 and confusion, to: crb65_severe, label: all three}
      - {when: 0 <= breaths <= 29 and 18 <= age <= 64 and not confusion, to: crb65_low}
      - {when: always, to: crb65_moderate}
"""


def written(folder, part):
    shutil.copytree(SHIPPED / "crb65", folder)
    path = folder / "pathways" / "crb65.yaml"
    text = path.read_text("utf-8")
    begin, end = text.index("    choose: first"), text.index("  - {id: crb65_severe")
    path.write_text(text[:begin] + part + text[end:], "utf-8")
    return folder


def test_a_table_says_the_same_as_branches(tmp_path):
    table, branches = load(written(tmp_path / "table", TABLE)), load(written(tmp_path / "branches", BRANCHES))
    for case in (
        {},
        {"breaths": 30, "age": 65, "confusion": "yes"},
        {"breaths": 29, "age": 64, "confusion": "no"},
        {"age": 65},
        {"breaths": 40, "confusion": "no"},
    ):
        assert evaluate(table, case).nodes == evaluate(branches, case).nodes
    assert difference(branches, table).affected_share == 0


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("-", ""), ("", ""), (None, ""), ("black", "leaf == black"), ("green, herbal", "leaf in (green, herbal)"),
        (["green", "herbal"], "leaf in (green, herbal)"), (3, "leaf == 3"), (2.5, "leaf == 2.5"), ("> 3", "leaf > 3"),
        (">=3", "leaf >= 3"), ("!= 3", "leaf != 3"), ("2..5", "2 <= leaf <= 5"), ("2 to 5", "2 <= leaf <= 5"),
        ("-2..5", "-2 <= leaf <= 5"), (True, "leaf == yes"), (False, "leaf == no"), ("no", "leaf == no"), ("black or age > 3", "leaf == (black or age > 3)"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_a_condition(cell, condition):
    assert _condition("leaf", cell) == condition


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('">= 30"', '"30 or more"', 9, "'breaths' is a number — compare it with a number"),
        ("confusion: yes", "confusion: maybe", 9, "'confusion' has no option maybe"),
        ("breaths: 0..29", "breath: 0..29", 10, "unknown name 'breath'"),
        ("to: crb65_low", "to: crb65_lo", 10, "crb65_lo"),
        ("0..29", "0..2900", 10, "2900 is outside 0 to 100"),
    ],
)
def test_a_mistake_is_told_at_its_row(tmp_path, old, new, line, says):
    with pytest.raises(GuidelineError) as refused:
        load(written(tmp_path / "table", TABLE.replace(old, new)))
    told = [str(problem) for problem in refused.value.problems]
    assert any(f"pathways/crb65.yaml:{line}: " in one and says in one for one in told), told
