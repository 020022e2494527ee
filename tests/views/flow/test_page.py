"""The counts of a cohort on the map: every number is that of the result, widths by share, nothing of a case in it."""

import json
import re

import pytest

from explorer import evaluate, load
from explorer.cli import main
from explorer.cohort.random_cases import as_csv, random_cases
from explorer.views.flow.page import NARROWEST, WIDEST, flow_page

GUIDELINE = load("tea")
CASES = list(random_cases(GUIDELINE, 300, missing=0.3, seed=1))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flow")
    (folder / "cases.csv").write_text("".join(as_csv(GUIDELINE, CASES)), "utf-8")
    assert main(["cohort", str(folder / "cases.csv"), "--guideline", "tea", "--flow", "-o", str(folder / "out")]) == 0
    return folder / "out"


def test_the_counts_on_the_map_are_those_of_the_cases(written):
    page = (written / "flow.html").read_text("utf-8")
    traces = [evaluate(GUIDELINE, case) for case in CASES]
    for name, node in GUIDELINE.nodes.items():
        counts = [sum(trace[name] == status for trace in traces) for status in ("active", "possible", "ruled out")]
        row = f'<th scope="row">{node.title}</th>' + "".join(f"<td>{count:,}</td>" for count in counts)
        assert row in page, name


def test_a_way_is_as_wide_as_its_share(written):
    result = json.loads((written / "result.json").read_text("utf-8"))
    page = (written / "flow.html").read_text("utf-8")
    for name, counts in result["branches"].items():
        group = re.search(rf'<g[^>]*data-id="{re.escape(name.replace(">", "&gt;"))}".*?</g>', page, re.S)
        widths = re.findall(
            r'class="gf-certain"[^>]*stroke-width="([\d.]+)"|stroke-width="([\d.]+)"[^>]*class="gf-certain"', group[0]
        )
        share = counts["active"] / result["cases"]
        expected = NARROWEST + (WIDEST - NARROWEST) * share if share else 0
        assert widths, name
        assert all(abs(float(a or b) - expected) <= 0.06 for a, b in widths), (name, widths, expected)


def test_the_page_asks_nothing_and_holds_no_case(written):
    page = (written / "flow.html").read_text("utf-8")
    assert not re.search(r"<script|src=|href=", page)
    assert "made-up-" not in page


def test_small_counts_stay_out():
    counts = {"active": None, "possible": None, "ruled out": 300}
    result = {
        "cases": 300, "set_aside": 2, "least_count": 5, "missing": None,
        "nodes": dict.fromkeys(GUIDELINE.nodes, counts), "branches": {},
    }  # fmt: skip
    page = flow_page(GUIDELINE, result)
    assert "<td>–</td>" in page
    assert "Counts below 5 are left out" in page
    assert "2 could not be read" in page
