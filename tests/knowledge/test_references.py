"""A value of another kind where a name belongs: it is told with its line, and nothing is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import load
from explorer.knowledge.problem import GuidelineError
from explorer.knowledge.references import find_problems
from explorer.knowledge.yaml_file import Document
from tests.fuzz.inputs import places, value_at
from tests.hostile import write

ODD = ["[a]", "{a: b}", "3", "null"]
NAMES = [
    ("guideline.yaml", ("start",)),
    ("guideline.yaml", ("sources", 0, "id")),
    ("parameters.yaml", ("groups", 0, "id")),
    ("parameters.yaml", ("groups", 0, "parameters", 0, "id")),
    ("criteria.yaml", ("criteria", 0, "id")),
    ("statements/A.yaml", ("source",)),
    ("statements/A.yaml", ("statements", 0, "id")),
    ("disagreements.yaml", ("disagreements", 0, "id")),
    ("disagreements.yaml", ("disagreements", 0, "positions", 0, "statements", 0)),
    ("pathways/start.yaml", ("id",)),
    ("pathways/start.yaml", ("nodes", 0, "id")),
    ("pathways/start.yaml", ("nodes", 0, "branches", 0, "to")),
    ("pathways/start.yaml", ("nodes", 1, "handover")),
    ("pathways/p0.yaml", ("nodes", 0, "branches", 0, "cites", 0)),
    ("pathways/p0.yaml", ("nodes", 1, "cites", 0)),
    ("pathways/p0.yaml", ("nodes", 1, "disagreements", 0)),
    ("pathways/p0.yaml", ("nodes", 1, "unless", 0, "cites", 0)),
]
MARK = "the value that is replaced"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("named") / "guideline")


@pytest.fixture
def spoiled(folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """The guideline with one name replaced; the file, and the line of the value."""
    (name, place), odd = request.param
    path = folder / name
    before = path.read_text("utf-8")
    data = json.loads(before)
    value_at(data, place[:-1])[place[-1]] = MARK
    text = json.dumps(data, indent=1)
    path.write_text(text.replace(json.dumps(MARK), odd), "utf-8")
    yield name, text[: text.index(MARK)].count("\n") + 1
    path.write_text(before, "utf-8")


@pytest.mark.parametrize("spoiled", [(name, odd) for name in NAMES for odd in ODD], indirect=True)
def test_another_kind_than_a_name_is_told_with_its_line(folder: Path, spoiled: tuple[str, int]) -> None:
    name, line = spoiled
    with pytest.raises(GuidelineError) as told:
        load(folder)
    assert f"{name}:{line}" in {problem.place for problem in told.value.problems}
    assert "a circle" not in str(told.value)


def test_no_value_of_any_kind_anywhere_is_too_odd(folder: Path) -> None:
    files = {str(path.relative_to(folder)): json.loads(path.read_text("utf-8")) for path in folder.rglob("*.yaml")}
    documents = {name: Document(name, data, {}) for name, data in files.items()}
    odd: list[Any] = [[], {}, ["a"], {"a": "b"}, [{"id": ["a"]}], 3, None]
    tried = 0
    for name, data in files.items():
        for place in [place for place in places(data) if place][::61]:
            before = value_at(data, place)
            for value in odd:
                value_at(data, place[:-1])[place[-1]] = value
                find_problems({**documents, name: Document(name, data, {})})
                tried += 1
            value_at(data, place[:-1])[place[-1]] = before
    assert tried > 200


def test_a_pathway_without_a_name_is_nobodys_next(folder: Path) -> None:
    first = Document(
        "pathways/a.yaml", {"id": ["a"], "nodes": [{"id": "x", "recommendation": "X", "cites": ["s"]}]}, {}
    )
    told = find_problems({"pathways/a.yaml": first})
    assert not [problem for problem in told if "circle" in problem.what]
