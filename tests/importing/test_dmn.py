"""Decision tables of the public DMN compatibility kit: imported, evaluated on the kit's inputs, compared with its results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from explorer import evaluate, load
from explorer.cli import main
from explorer.knowledge.model import Guideline
from explorer.reasoning.audit.proof import prove

KIT = Path(__file__).parent / "dmn_tck"
TEST = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NOT_SAID = {"0112-ruleOrder-hitpolicy-singleinoutcol": "RULE ORDER", "0115-sum-collect-hitpolicy": "SUM"}
MODELS = sorted(path.stem for path in KIT.glob("*.dmn") if path.stem not in NOT_SAID)


def value_of(guideline: Guideline, name: str, text: str) -> tuple[str, object]:
    """An input of the kit as a fact."""
    parameter = next(one for one in guideline.parameters.values() if one.question == name)
    if parameter.is_number:
        return parameter.id, float(text)
    if parameter.kind == "yes/no":
        return parameter.id, {"true": "yes", "false": "no"}[text]
    return parameter.id, next(key for key, option in parameter.options.items() if option.label == text)


def said(result: Element) -> Iterator[str]:
    """The results of one test case of the kit, each in one line as the import writes it."""
    expected = result.find(f"{TEST}expected")
    assert expected is not None
    items = expected.findall(f"{TEST}list/{TEST}item") or [expected]
    for item in items:
        parts = item.findall(f"{TEST}component")
        named = [f"{part.get('name')}: {part.findtext(f'{TEST}value')}" for part in parts]
        yield "; ".join(named) if parts else str(item.findtext(f"{TEST}value"))


@pytest.mark.parametrize("model", MODELS)
def test_the_imported_table_gives_the_results_of_the_kit(tmp_path: Path, model: str) -> None:
    assert main(["import", str(KIT / f"{model}.dmn"), "-o", str(tmp_path / "made")]) == 0
    guideline = load(tmp_path / "made")
    cases = list(parse(KIT / f"{model}-test-01.xml").getroot().findall(f"{TEST}testCase"))
    assert cases
    for case in cases:
        given = [(str(one.get("name")), str(one.findtext(f"{TEST}value"))) for one in case.findall(f"{TEST}inputNode")]
        trace = evaluate(guideline, dict(value_of(guideline, *one) for one in given))
        active = {n.title for n in guideline.nodes.values() if n.kind == "recommendation" and trace[n.id] == "active"}
        result = case.find(f"{TEST}resultNode")
        assert result is not None
        assert active == set(said(result)), (model, case.get("id"))


@pytest.mark.parametrize("model", NOT_SAID)
def test_what_the_language_cannot_say_is_refused_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str
) -> None:
    assert main(["import", str(KIT / f"{model}.dmn"), "-o", str(tmp_path / "made")]) == 2
    told = capsys.readouterr().err
    assert f"{model}.dmn:#" in told
    assert NOT_SAID[model] in told
    assert not (tmp_path / "made").exists()


def test_a_unique_table_that_covers_everything_is_proved(tmp_path: Path) -> None:
    assert main(["import", str(KIT / "0005-simpletable-A.dmn"), "-o", str(tmp_path / "made")]) == 0
    assert prove(load(tmp_path / "made")).holds


BEGIN = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d"><decision name="D" id="d1">'
END = "</decision></definitions>"


def table(
    entry: str = "&gt;=18", result: str = '"go"', policy: str = "UNIQUE", expression: str = "Age", more: str = ""
) -> str:
    """A file with one table of one rule."""
    return (
        f'{BEGIN}<decisionTable hitPolicy="{policy}"><input id="i1"><inputExpression typeRef="number"><text>{expression}'
        f'</text></inputExpression></input><output id="o1"/><rule id="r1"><inputEntry id="e1"><text>{entry}</text></inputEntry>'
        f'<outputEntry id="x1"><text>{result}</text></outputEntry></rule>{more}</decisionTable>{END}'
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "this is not XML"),
        ("no xml", "this is not XML"),
        ("<definitions>", "this is not XML"),
        ("<html/>", "its root is 'html'"),
        ("<definitions/>", "nothing in it is a guideline"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><definitions>&a;</definitions>', "declares entities or a document type"),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>', "declares entities or a document type"),
        (f"<definitions>{'<a>' * 300}{'</a>' * 300}</definitions>", "nested deeper than 200 levels"),
        (f"{BEGIN}<literalExpression/>{END}", "#d1: 'D' is no decision table"),
        (f"{BEGIN}<decisionTable/>{END}", "#d1: its rules do not fit its inputs"),
        ('<definitions><import name="x"/></definitions>', "#x: import is not read"),
        (table(policy="RULE ORDER"), "RULE ORDER"),
        (table(policy="PRIORITY"), "which of its results goes first is not said"),
        (table(expression="Age + 1"), "#i1: 'Age + 1' is computed"),
        (table(expression=""), "#i1: '' is computed"),
        (table(expression="D"), "#i1: 'D' is the result of another decision"),
        (table(entry="today()"), "#e1: 'today()' is computed"),
        (table(entry="null"), "#e1: 'null' is computed"),
        (table(entry="[5..1]"), "#e1: '[5..1]' cannot be read as a test of a number"),
        (table(entry="[1..5"), "#e1: '[1..5' cannot be read as a test of a number"),
        (table(result="Age * 2"), "#x1: 'Age * 2' is computed or empty"),
        (table(result=""), "#x1: '' is computed or empty"),
        (table(more="<rule id='r2'/>"), "#d1: its rules do not fit its inputs"),
    ],
)
def test_malformed_files_are_told_by_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, says: str
) -> None:
    (tmp_path / "a.dmn").write_text(content)
    assert main(["import", str(tmp_path / "a.dmn"), "-o", str(tmp_path / "made")]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("entry", "yes", "no"),
    [
        ("&gt;=18", [18, 19], [17]),
        ("[18..65)", [18, 64], [65, 17]),
        ("]18..65]", [19, 65], [18, 66]),
        ("&lt;5, &gt;50", [4, 51], [5, 50]),
        ("not(20,30)", [21, 0], [20, 30]),
        ("-", [0, 10], []),
    ],
)
def test_a_cell_means_what_dmn_says(tmp_path: Path, entry: str, yes: list[float], no: list[float]) -> None:
    (tmp_path / "a.dmn").write_text(table(entry))
    assert main(["import", str(tmp_path / "a.dmn"), "-o", str(tmp_path / "made")]) == 0
    guideline = load(tmp_path / "made")
    node = next(one.id for one in guideline.nodes.values() if one.kind == "recommendation")
    assert all(evaluate(guideline, {"age": value})[node] == "active" for value in yes)
    assert all(evaluate(guideline, {"age": value})[node] == "ruled out" for value in no)
