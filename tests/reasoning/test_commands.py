"""The commands that answer for all cases: check --proof, cases, statements, disagreements."""

import re

import pytest
import yaml

from explorer import evaluate, load
from explorer.cli import main
from tests.generated import write_guideline
from tests.test_cases import differences


def test_the_proof_sheet_of_the_shipped_guideline(capsys):
    assert main(["check", "--proof"]) == 0
    told = capsys.readouterr().out
    assert "4.6e+29 cases" in told
    assert "FAILS" not in told
    assert told.count("holds  ") == 8


def test_a_failing_claim_is_told_with_a_case_and_its_link(tmp_path, capsys):
    folder = write_guideline(tmp_path / "g", 1)
    path = folder / "pathways" / "p0.yaml"
    pathway = yaml.safe_load(path.read_text())
    decision = next(node for node in pathway["nodes"] if "decision" in node)
    decision.pop("silent", None)
    decision["branches"] = [{"to": branch["to"], "when": "q0 == o0"} for branch in decision["branches"]]
    decision["choose"] = "one"
    path.write_text(yaml.safe_dump(pathway, sort_keys=False))
    assert main(["check", "--proof", "--guideline", str(folder)]) == 2
    told = capsys.readouterr().out
    assert re.search(r"FAILS .*at most one branch", told)
    assert "hold together — for example: q0=o0" in told
    assert "open: ?q0=o0" in told


def test_the_cases_written_are_case_files_that_pass(capsys):
    assert main(["cases"]) == 0
    items = yaml.safe_load(capsys.readouterr().out)
    guideline = load("rectal_liver_metastases")
    branches = set()
    for item in items:
        assert list(item) == ["id", "title", "given", "expect"]
        trace = evaluate(guideline, item["given"])
        assert not list(differences(item, trace))
        branches |= {name for name, status in trace.branches.items() if status == "active"}
    assert branches == set(trace.branches)


def test_the_shipped_coverage_file_is_the_generated_one(capsys, request):
    main(["cases", "--thorough"])
    shipped = request.path.parent.parent / "cases" / "coverage.yaml"
    right = (
        "renew it: guideline-explorer cases --thorough > tests/cases/coverage.yaml, and review what changed"
    )
    assert capsys.readouterr().out == shipped.read_text("utf-8"), right


@pytest.mark.parametrize(("command", "rows"), [("statements", 236), ("disagreements", 34)])
def test_the_lists_are_whole(command, rows, capsys):
    assert main([command, "--format", "tsv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + rows
    assert len({line.count("\t") for line in lines}) == 1
    assert main([command]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 + rows


def test_a_link_of_the_disagreements_shows_the_disagreement(capsys):
    main(["disagreements", "--format", "tsv"])
    headings, *lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    guideline = load("rectal_liver_metastases")
    for line in lines:
        told = dict(zip(headings, line, strict=True))
        given = dict(pair.split("=") for pair in told["link"].removeprefix("?").split("&"))
        assert evaluate(guideline, given).disagreements[told["id"]] == "active"
