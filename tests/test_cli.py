"""Nothing the command line prints can command a terminal, whatever files, names and guidelines hold."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.cli import main
from explorer.knowledge.printable import hidden_sign
from tests.generated import write_guideline

SIGNS = ["\x1b]0;x\x07", "\x9b31m", "\r", "\u202e", "\u2066", "\u200b"]


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints, once it has ended, whichever way."""
    try:
        assert main(words) in (0, 2)
    except SystemExit as ended:
        assert ended.code == 2
    both = capsys.readouterr()
    return both.out + both.err


def is_safe(text: str) -> bool:
    return hidden_sign(text) is None


@pytest.fixture
def guideline(tmp_path: Path) -> Path:
    return write_guideline(tmp_path / "guideline", seed=1)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "words",
    [
        ["check", "--guideline", "{}"],
        ["evaluate", "{}.yaml"],
        ["evaluate", "case.yaml", "{}"],
        ["explain", "case.yaml", "--node", "{}"],
        ["report", "case.yaml", "--id", "{}"],
        ["report", "case.yaml", "-o", "{}"],
        ["evaluate", "case.yaml", "--sources", "{}"],
        ["{}"],
        ["serve", "--no-browser", "--host", "{}"],
        ["serve", "--port", "{}"],
    ],
)
def test_an_argument(
    words: list[str], sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text("kras: mutant\n")
    text = printed(capsys, *(word.format(f"x{sign}y") for word in words))
    assert text
    assert is_safe(text)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("command", ["evaluate", "outlook", "report"])
@pytest.mark.parametrize(
    "case",
    [
        {"x{}": "y"},
        {"kras": "x{}"},
        [{"id": "x{}", "case": {"kras": "mutant"}}],
        [{"id": "x{}", "case": {"nothing": "mutant"}}],
    ],
)
def test_a_case_file(case: Any, command: str, sign: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(case).replace("{}", json.dumps(sign)[1:-1]))
    text = printed(capsys, command, str(path))
    assert text
    assert is_safe(text)


@pytest.mark.parametrize("sign", SIGNS)
def test_the_name_of_a_file_of_a_guideline(sign: str, guideline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (guideline / "statements" / f"z{sign}\nguideline.yaml:1: all is well.yaml").write_text("nonsense: [")
    text = printed(capsys, "check", "--guideline", str(guideline))
    assert is_safe(text)
    assert not re.search("^guideline.yaml:1", text, re.MULTILINE)


@pytest.mark.parametrize("sign", [*SIGNS, "\u200f", "\u00ad", "\u2028"])
@pytest.mark.parametrize("name", ["title", "edition", "scope"])
def test_a_text_of_a_guideline_is_refused_with_its_line(
    name: str, sign: str, guideline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = guideline / "guideline.yaml"
    data = yaml.safe_load(path.read_text("utf-8")) | {name: f"before{sign}after"}
    path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items()))
    line = list(data).index(name) + 1
    text = printed(capsys, "check", "--guideline", str(guideline))
    assert f"guideline.yaml:{line}: this text contains U+{ord(sign[0]):04X}" in text
    assert is_safe(text)


def test_what_several_lines_and_tabs_are_for_stays(guideline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\n" in printed(capsys, "statements", "--guideline", str(guideline)).strip()
    assert "\t" in printed(capsys, "statements", "--guideline", str(guideline), "--format", "tsv")
