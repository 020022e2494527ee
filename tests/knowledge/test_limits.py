"""A guideline that is made to keep the reader busy is refused, with its place, within two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer import evaluate, load
from explorer.knowledge.files import LARGEST_FILE
from explorer.knowledge.limits import MOST
from explorer.knowledge.problem import GuidelineError
from explorer.knowledge.yaml_file import DEEPEST_NESTING, MOST_VALUES, parse_document
from tests.generated import write_guideline

BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{after}: &{after} [*{before}, *{before}, *{before}, *{before}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_guideline(tmp_path / "guideline", seed=1)


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < 4, "refusing took too long"  # two of them are for making the input


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "file.yaml:2: aliases (*name) are not allowed"),
        ("[" * 100_000, f"file.yaml:1: nested deeper than {DEEPEST_NESTING} levels"),
        ("a:\n" + "".join(" " * i + "a:\n" for i in range(1, 400)), "nested deeper than"),
        ("{a: " * 500, "nested deeper than"),
        ("- a\n" * 300_000, f"more than {MOST_VALUES} values"),
        ("a: !!python/object/apply:os.system [echo]\n" * 2, "the key 'a' stands twice"),
    ],
)
def test_a_file_that_is_too_much(text: str, told: str) -> None:
    _, problems = parse_document(text, "file.yaml")
    assert told in str(problems[0])


def test_a_tag_means_nothing() -> None:
    document, problems = parse_document("a: !!python/object/apply:os.system [echo]", "file.yaml")
    assert problems == []
    assert document is not None
    assert document.data == {"a": ["echo"]}


def change(folder: Path, name: str, act: Callable[[Any], None]) -> None:
    path = folder / name
    data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    act(data)
    path.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper), "utf-8")


def refused(folder: Path) -> str:
    start = time.process_time()
    with pytest.raises(GuidelineError) as told:
        evaluate(load(folder), {})
    assert time.process_time() - start < 2
    assert len(told.value.problems) < 50
    return str(told.value)


def test_a_file_that_is_too_large(folder: Path) -> None:
    with (folder / "guideline.yaml").open("a") as file:
        file.write("#" * LARGEST_FILE)
    assert "guideline.yaml: the file is larger than 2 MB" in refused(folder)


def test_a_folder_that_is_too_large(folder: Path) -> None:
    for index in range(8):
        (folder / "statements" / f"X{index}.yaml").write_text("#" * (LARGEST_FILE - 1))
    assert "its files hold 16 MB" in refused(folder)


def test_too_many_files(folder: Path) -> None:
    for index in range(300):
        (folder / "statements" / f"X{index}.yaml").write_text("source: A\nstatements: []")
    assert "it holds 302 files" in refused_any(folder)


def refused_any(folder: Path) -> str:
    with pytest.raises(GuidelineError) as told:
        load(folder)
    return str(told.value)


def number(index: int) -> dict[str, Any]:
    return {"id": f"x{index}", "label": "X", "question": f"X{index}?", "kind": "yes/no"}


@pytest.mark.parametrize(
    ("name", "key", "made"),
    [
        ("parameters.yaml", "parameters", number),
        ("criteria.yaml", "criteria", lambda i: {"id": f"x{i}", "title": "X", "when": "named"}),
        ("pathways/p0.yaml", "nodes", lambda i: {"id": f"x{i}", "handover": "p1"}),
        ("pathways/p0.yaml", "branches", lambda i: {"to": "p0_n1", "when": "named"}),
        ("disagreements.yaml", "disagreements", lambda i: {"id": f"x{i}"}),
    ],
)
def test_too_many_of_a_thing(folder: Path, name: str, key: str, made: Callable[[int], Any]) -> None:
    def add(data: Any) -> None:
        holder = data["groups"][0] if key == "parameters" else data["nodes"][0] if key == "branches" else data
        holder[key] = [made(index) for index in range(MOST[key] + 1)]

    change(folder, name, add)
    told = refused(folder)
    assert f"{MOST[key] + 1} {key}" in told
    assert f"at most {MOST[key]} are read" in told


def test_too_many_options(folder: Path) -> None:
    def add(data: Any) -> None:
        choice = next(p for p in data["groups"][0]["parameters"] if p["kind"] == "choice")
        choice["options"] = {f"o{index}": "O" for index in range(MOST["options"] + 1)}

    change(folder, "parameters.yaml", add)
    assert f"{MOST['options'] + 1} options here" in refused(folder)


def test_conditions_that_are_too_entangled(folder: Path) -> None:
    """Pairs of parameters that stand far apart: the smallest diagram of n pairs has 2 to the n nodes."""
    pairs = 60

    def ask(data: Any) -> None:
        data["groups"][0]["parameters"] += [number(index) for index in range(2 * pairs)]

    def join(data: Any) -> None:
        joined = " or ".join(f"(x{index} and x{index + pairs})" for index in range(pairs))
        data["criteria"][0]["when"] = joined

    change(folder, "parameters.yaml", ask)
    change(folder, "criteria.yaml", join)
    with pytest.raises(GuidelineError, match="stand far apart"):
        evaluate(load(folder), {})


def test_too_many_thresholds(folder: Path) -> None:
    def compare(data: Any) -> None:
        number = next(p["id"] for p in parameters if p["kind"] == "number")
        data["criteria"] += [
            {"id": f"x{index}", "title": "X", "when": f"{number} > {index / 100}"} for index in range(300)
        ]

    parameters = yaml.load((folder / "parameters.yaml").read_text(), yaml.CSafeLoader)["groups"][0]["parameters"]
    change(folder, "criteria.yaml", compare)
    assert "different numbers" in refused(folder)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("source: A\nstatements: [{id: A-secret, text: the secret}]")
    (folder / "statements" / "X.yaml").symlink_to(secret)
    told = refused(folder)
    assert "statements/X.yaml: this file leads out of the guideline's folder" in told
    assert "the secret" not in told
