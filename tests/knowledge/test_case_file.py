"""Files of cases as people have them."""

import json

import pytest

from explorer import load
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.problem import CaseError

GUIDELINE = load("rectal_liver_metastases")
RECTUM, COLON = {"primary_site": "rectum", "liver_mets": "yes"}, {"primary_site": "colon"}


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return [(case_id, dict(case.known)) for case_id, case in cases_of(GUIDELINE, str(path))]


def told(tmp_path, name, content):
    with pytest.raises(CaseError) as error:
        read(tmp_path, name, content)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in error.value.problems]


TWO = [("a", RECTUM), ("b", COLON)]
WRAPPED = [{"id": "a", "case": RECTUM}, {"id": "b", "case": COLON}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cases.yaml", json.dumps(WRAPPED)),
        ("cases.json", json.dumps(WRAPPED, indent=2)),
        ("cases.jsonl", "\n".join(map(json.dumps, WRAPPED))),
        ("cases.txt", "\n\n".join(map(json.dumps, WRAPPED)) + "\n"),
        (
            "cases.yaml",
            "---\nid: a\ncase: {primary_site: rectum, liver_mets: yes}\n---\n# the second\nid: b\ncase: {primary_site: colon}\n",
        ),
        ("cases.yaml", "a: {primary_site: rectum, liver_mets: yes}\nb: {primary_site: colon}\n"),
        ("cases.csv", "id,primary_site,liver_mets,kras\na,rectum,yes,\nb,colon,,\n"),
        ("cases.csv", "id;primary_site;liver_mets\na;rectum;TRUE\nb;colon;\n"),
        ("cases.tsv", "id\tprimary_site\tliver_mets\na\trectum\t1\nb\tcolon\t\n"),
        ("cases.CSV", "\ufeffid,primary_site,liver_mets\r\na,rectum,yes\r\n\r\nb,colon,\r\n"),
        ("cases.json", json.dumps(WRAPPED).encode("utf-16")),
    ],
)
def test_each_form_is_read(tmp_path, name, content):
    assert read(tmp_path, name, content) == TWO


def test_an_id_is_text_and_stays_as_it_was_written(tmp_path):
    content = "- {id: 007, case: {}}\n- {id: 7, case: {}}\n- {id: 1e3, case: {}}\n- {id: 1.10, case: {}}\n- {id: true, case: {}}\n"
    assert [name for name, _ in read(tmp_path, "cases.yaml", content)] == ["007", "7", "1e3", "1.10", "true"]


def test_a_sign_outside_the_first_plane_is_read(tmp_path):
    assert read(tmp_path, "cases.json", json.dumps([{"id": "anna \U0001f600", "case": {}}])) == [
        ("anna \U0001f600", {})
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "c.yaml",
            "- {id: a, case: {}}\n- {id: b, case: {}}\n- {id: a, case: {}}\n",
            "c.yaml:3: the id 'a' stands twice (first in line 1) — give one of the cases another id",
        ),
        (
            "c.jsonl",
            '{"id": "a", "case": {}}\n{"id": "a", "case": {}}\n',
            "c.jsonl:2: the id 'a' stands twice (first in line 1) — give one of the cases another id",
        ),
        (
            "c.csv",
            "id,kras\na,mutant\na,\n",
            "c.csv:3: the id 'a' stands twice (first in line 2) — give one of the cases another id",
        ),
        ("c.csv", "kras,kras\nmutant,mutant\n", "c.csv:1: the column 'kras' stands twice — keep one of them"),
        ("c.csv", "kras\nmutant,7\n", "c.csv:2: it has 2 cells under 1 titles — give every column a title"),
        ("c.csv", 'kras\n"mutant\n', "c.csv:2: this is not a table: unexpected end of data — close every quote"),
        ("c.csv", "kras\nmutant\nmutated\n", "c.csv:3: kras: 'mutated' is not an answer — did you mean 'mutant'?"),
        (
            "c.jsonl",
            '{"kras": "mutant"}\n{"krass": "mutant"}\n',
            "c.jsonl:2: krass: there is no such parameter — did you mean 'kras'?",
        ),
        ("c.json", '[{"kras": "mutant"},]', "c.json:1: this is not JSON: illegal trailing comma"),
        ("c.json", '{"kras": mutant}', "c.json:1: this is not JSON: expecting value"),
        ("c.yaml", "{kras}", "c.yaml:1: 'kras' has no colon and no value — write kras: and the value"),
        ("c.yaml", "liver_mets: yes\nkras", "c.yaml:2: a key needs a colon and a value — write key: value"),
    ],
)
def test_each_mistake_is_told_with_its_line(tmp_path, name, content, says):
    (line,) = told(tmp_path, name, content)
    assert line.startswith(says) or ("trailing comma" in says and line.startswith("c.json:1: this is not JSON:"))


def test_many_mistakes_are_told_at_once(tmp_path):
    assert len(told(tmp_path, "c.csv", "id,kras,mmr\na,x,y\na,mutant,z\n")) == 4


@pytest.mark.parametrize("name", ["c.json", "c.jsonl"])
def test_ten_thousand_cases_are_read(tmp_path, name):
    cases = [
        {"id": f"c{index}", "case": {"kras": "mutant", "liver_lesion_count": index % 9}} for index in range(10_000)
    ]
    text = json.dumps(cases) if name.endswith("json") else "\n".join(map(json.dumps, cases))
    assert len(read(tmp_path, name, text)) == 10_000


def test_an_item_of_a_long_list_is_told_with_its_line(tmp_path):
    cases = json.dumps([{"kras": "mutant"}] * 50 + [{"kras": "mutated"}], indent=1)
    line = cases[: cases.index("mutated")].count("\n") + 1
    assert told(tmp_path, "c.json", cases) == [
        f"c.json:{line}: kras: 'mutated' is not an answer — did you mean 'mutant'?"
    ]


@pytest.mark.parametrize("content", ["? a: ", "? -", "a\x0bb: {c}", "{\u2028a}", "[{a}\x85]"])
def test_signs_that_end_a_line_for_python_alone_do_no_harm(tmp_path, content):
    assert told(tmp_path, "c.yaml", content)


def test_the_cases_the_product_writes_can_be_read(tmp_path):
    content = "- {id: a, title: A case, given: {primary_site: rectum, liver_mets: yes}, expect: {silent: []}}\n- {id: b, given: {primary_site: colon}}\n"
    assert read(tmp_path, "cases.yaml", content) == TWO
