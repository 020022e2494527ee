"""Tables of other forms, what was done against what is advised, and drafts of mapping files."""

import csv
import io
import json
import random
import sqlite3
from collections import Counter

import pytest
import yaml
from openpyxl import Workbook

from explorer import evaluate, load
from explorer.cli import main
from explorer.cohort.cohort import cohort
from explorer.cohort.mapping import by_name, read_mapping
from explorer.cohort.suggest import suggested
from explorer.cohort.table import Table
from explorer.reasoning.compiled import compiled
from tests.cohort.test_cohort import partial

GUIDELINE = load("rectal_liver_metastases")
SPACE = compiled(GUIDELINE).space
CHANCE = random.Random("registry")
CASES = [
    {name: value for name, value in partial(SPACE, CHANCE, 0.4).items() if value != "unknown"}
    | {"primary_site": "rectum"}
    for _ in range(120)
]
NODE = "chemotherapy_perioperative"
WAS_DONE = [CHANCE.choice(["yes", "no", ""]) for _ in CASES]
TITLES = [*GUIDELINE.parameters, "given"]
LINES = [[case.get(name) for name in GUIDELINE.parameters] + [done] for case, done in zip(CASES, WAS_DONE, strict=True)]


def as_csv(path):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([TITLES, *LINES])


def as_xlsx(path):
    book = Workbook()
    for line in [TITLES, *LINES]:
        book.active.append(line)
    book.save(path)


def as_sqlite(path):
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE cases ({', '.join(f'{title} TEXT' for title in TITLES)})")
        connection.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * len(TITLES))})", LINES)


FORMS = {"csv": as_csv, "xlsx": as_xlsx, "sqlite": as_sqlite}


def result(tmp_path, form, *more):
    path = tmp_path / f"cases.{form}"
    FORMS[form](path)
    asked = ["--query", "SELECT * FROM cases"] if form == "sqlite" else []
    assert main(["cohort", str(path), "-o", str(tmp_path / "out"), *asked, *more]) == 0
    return json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))


@pytest.mark.parametrize("form", ["xlsx", "sqlite"])
def test_a_table_of_another_form_is_counted_alike(tmp_path, form):
    (tmp_path / "a").mkdir()
    assert result(tmp_path, form) == result(tmp_path / "a", "csv")


def test_what_was_done_is_counted_against_what_is_advised_by_each_source(tmp_path, capsys):
    found = result(tmp_path, "csv", "--done", f"{NODE}=given")["concordance"][NODE]
    assert set(found) == {"all", *GUIDELINE.sources}
    words = {"yes": "done", "no": "not done", "": "not recorded"}
    for source, counts in found.items():
        chosen = None if source == "all" else [source]
        expected = Counter(
            (words[done], str(evaluate(GUIDELINE, case, sources=chosen).nodes[NODE]))
            for case, done in zip(CASES, WAS_DONE, strict=True)
        )
        assert {(word, status): n for word, one in counts.items() for status, n in one.items() if n} == expected, source
    assert "cases in which it is advised" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--done", "nothing=given"], "there is no recommendation 'nothing'"),
        (["--done", f"{NODE}=gven"], "there is no column 'gven'"),
        (["--done", "overview_start=given"], "there is no recommendation 'overview_start'"),
    ],
)
def test_what_is_asked_for_and_not_there_is_told(tmp_path, capsys, words, says):
    as_csv(tmp_path / "cases.csv")
    assert main(["cohort", str(tmp_path / "cases.csv"), "-o", str(tmp_path / "out"), *words]) == 2
    assert says in capsys.readouterr().err


def test_what_is_neither_done_nor_not_is_set_aside(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("primary_site,given\nrectum,yes\nrectum,perhaps\n", "utf-8")
    assert main(["cohort", str(path), "-o", str(tmp_path / "out"), "--done", f"{NODE}=given"]) == 0
    data = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert (data["cases"], data["set_aside"]) == (1, 1)
    assert list(csv.reader(io.StringIO((tmp_path / "out" / "set_aside.csv").read_text("utf-8"))))[1][0] == "2"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"no workbook", []),
        ("a.sqlite", b"no database at all, and long enough to be none", ["--query", "SELECT 1 FROM x"]),
        ("a.sqlite", b"", ["--query", "SELEKT"]),
        ("a.sqlite", b"", ["--query", "DELETE FROM x"]),
        ("a.sqlite", b"", []),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, capsys, name, content, words):
    (tmp_path / name).write_bytes(content)
    assert main(["cohort", str(tmp_path / name), "-o", str(tmp_path / "out"), *words]) == 2
    assert name in capsys.readouterr().err


def test_a_mapping_is_drafted_from_titles_and_values(tmp_path):
    path = tmp_path / "registry.csv"
    path.write_text(
        "Primary-Site,KRAS status,No. of liver metastases,Hospital\nRectum,wild,3,A\nColon,ND,2,B\n", "utf-8"
    )
    drafted = tmp_path / "map.yaml"
    assert main(["cohort", str(path), "--suggest", str(drafted)]) == 0
    text = drafted.read_text("utf-8")
    assert "# not used: 'Hospital'" in text
    columns = yaml.safe_load(text)["columns"]
    assert columns["primary_site"]["column"] == "Primary-Site"
    assert columns["kras"]["values"]["wild"] == "wild_type"
    assert columns["kras"]["unknown"] == ["ND"]
    assert columns["liver_lesion_count"] == {"column": "No. of liver metastases"}
    read_mapping(GUIDELINE, str(drafted), ["Primary-Site", "KRAS status", "No. of liver metastases", "Hospital"])
    assert main(["cohort", str(path), "--map", str(drafted), "-o", str(tmp_path / "out")]) == 0


def test_a_table_of_the_parameters_own_names_is_mapped_by_them():
    text = suggested(GUIDELINE, {name: [] for name in GUIDELINE.parameters})
    columns = yaml.safe_load(text)["columns"]
    assert {name: one["column"] for name, one in columns.items()} == {name: name for name in GUIDELINE.parameters}


def test_a_cohort_shows_itself_in_a_notebook(tmp_path):
    as_csv(tmp_path / "cases.csv")
    table = Table(str(tmp_path / "cases.csv"))
    shown = cohort(GUIDELINE, table, by_name(GUIDELINE, table.titles))._repr_html_()
    assert "<b>120 cases, 0 cases set aside</b>" in shown
    assert "how many cases it would settle" in shown
