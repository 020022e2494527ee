"""The commands that answer for all cases: check --proof, cases, statements, disagreements."""

import json
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
    assert "about 2.2 × 10³⁰ cases" in told
    assert "FAILS" not in told
    assert told.count("holds  ") == 13


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
    right = "renew it: guideline-explorer cases --thorough > tests/cases/coverage.yaml, and review what changed"
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
        if told["kind"] == "figures":
            assert not told["link"]
            continue
        given = dict(pair.split("=") for pair in told["link"].removeprefix("?").split("&"))
        assert evaluate(guideline, given).disagreements[told["id"]] == "active"


CASES = "- {id: five, case: {primary_site: rectum, liver_mets: 'yes'}}\n- {id: none, case: {liver_mets: 'no'}}\n"


def test_the_outlook_of_cases_is_printed(tmp_path, capsys):
    (tmp_path / "cases.yaml").write_text(CASES, "utf-8")
    assert main(["outlook", str(tmp_path / "cases.yaml")]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["id"] == "five"
    assert "referral_meeting" in first["settled"]
    assert all(0 < share < 1 for share in first["still_possible"].values())
    assert not set(first["next_questions"]) & set(first["does_not_matter"])
    assert second["answers_needed"] == {"most": 9, "expected": pytest.approx(2.6, abs=0.05), "exact": False,
                                        "in_words": "at most 9 more answers settle this"}  # fmt: skip


def test_a_node_is_explained_with_what_would_have_to_be_different(tmp_path, capsys):
    taught = {case.id: case.given for case in load("rectal_liver_metastases").teaching_cases}
    given = taught["five_metastases_resectable"] | {
        "liver_lesion_count": 6,
        "onset": "synchronous",
        "nodal_status": "positive",
        "markers_elevated": "yes",
    }
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(given), "utf-8")
    assert main(["explain", str(tmp_path / "case.yaml"), "--node", "surgery_first_direct"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["because"]) == (
        "ruled out",
        {"liver_lesion_count": 6, "onset": "synchronous", "nodal_status": "positive", "markers_elevated": "yes"},
    )
    (changes, *_) = found["would_be_active"]
    assert [(one["parameter"], one["before"], one["distance"]) for one in changes] == [
        ("liver_lesion_count", 6, "1 lesion fewer")
    ]
    assert found["nearest_change"] == changes


def test_a_node_that_is_not_there_is_told(tmp_path, capsys):
    (tmp_path / "case.yaml").write_text("{liver_mets: 'no'}", "utf-8")
    assert main(["explain", str(tmp_path / "case.yaml"), "--node", "nowhere"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "there is no node 'nowhere'" in told.err
