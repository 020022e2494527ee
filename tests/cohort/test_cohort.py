"""Many cases at once: each status is the one that evaluate finds; every row of a table is accounted for."""

import csv
import json
import random
from collections import Counter
from itertools import combinations

import duckdb
import numpy as np
import pytest

from explorer import evaluate, load
from explorer.cli import main
from explorer.cohort.cohort import COUNTED, WORDS, cohort
from explorer.cohort.kernel import ABSENT, UNKNOWN, Statuses, completed, unpacked
from explorer.cohort.mapping import by_name
from explorer.cohort.missing import MOST_OF_PAIRS, advice_rows
from explorer.cohort.table import Table
from explorer.reasoning.compiled import compiled
from tests.generated import generated, write_guideline
from tests.thorough import THOROUGH

GUIDELINE = load("rectal_liver_metastases")
CHOSEN = compiled(GUIDELINE).choose()


def partial(space, chance, known=0.3):
    """A case of which some facts are known, some expressly unknown."""
    given = {}
    for name, regions in space.regions.items():
        drawn = chance.random()
        if drawn < known:
            given[name] = chance.choice(regions).sample
        elif drawn < known + 0.05:
            given[name] = "unknown"
    return given


def coded(space, cases):
    codes = np.full((len(space.order), len(cases)), ABSENT, np.int16)
    for at, case in enumerate(cases):
        for name, value in case.items():
            codes[space.order[name], at] = UNKNOWN if value == "unknown" else space.region(name, value)
    return codes


@pytest.mark.parametrize("known", [0.1, 0.3, 0.6, 1.0])
def test_every_status_is_the_one_that_evaluate_finds(known):
    chance = random.Random(f"cohort {known}")
    cases = [partial(CHOSEN.space, chance, known) for _ in range(150)]
    codes = completed(CHOSEN, coded(CHOSEN.space, cases))
    for kind in COUNTED:
        statuses = Statuses(CHOSEN, codes, getattr(CHOSEN, kind))
        bits = {name: [unpacked(one, len(cases)) for one in statuses.bits(name)] for name in statuses.rows}
        for at, case in enumerate(cases):
            for name, status in getattr(evaluate(GUIDELINE, case), kind).items():
                assert bits[name][WORDS[kind].index(status.value)][at], (name, status, case)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_for_guidelines_made_by_chance(tmp_path, seed):
    guideline = generated(tmp_path, seed)
    chosen, chance = compiled(guideline).choose(), random.Random(seed)
    cases = [partial(chosen.space, chance, 0.4) for _ in range(130)]
    statuses = Statuses(chosen, completed(chosen, coded(chosen.space, cases)), chosen.nodes)
    counted = Counter(
        (name, status.value) for case in cases for name, status in evaluate(guideline, case).nodes.items()
    )
    assert statuses.counts() == {name: tuple(counted[name, word] for word in WORDS["nodes"]) for name in chosen.nodes}


def written(tmp_path, cases, name="cases.csv"):
    path = tmp_path / name
    titles = list(dict.fromkeys(title for case in cases for title in case)) or ["primary_site"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, titles)
        writer.writeheader()
        writer.writerows(cases)
    return path


def settles(guideline, chosen, case, names):
    """By trying every answer: whether the fields settle the case, and whether they can change any advice."""
    advice = advice_rows(chosen)

    def told(given):
        nodes = evaluate(guideline, given).nodes
        return {name: nodes[name].value for name in advice}

    cases = [case]
    for name in names:
        cases = [{**one, name: region.sample} for one in cases for region in chosen.space.regions[name]]
    after = [told(one) for one in cases]
    return all("possible" not in one.values() for one in after), any(one != told(case) for one in after)


@pytest.mark.parametrize("seed", range(6))
def test_missing_fields_are_ranked_as_by_trying_every_answer(tmp_path, seed):
    guideline = generated(tmp_path, seed, parameters=5)
    chosen, chance = compiled(guideline).choose(), random.Random(seed)
    known = [partial(chosen.space, chance, 0.5) for _ in range(25)]
    cases = [{name: value for name, value in case.items() if value != "unknown"} for case in known]
    path = written(tmp_path, cases)
    table = Table(str(path))
    found = cohort(guideline, table, by_name(guideline, table.titles))
    advice = advice_rows(chosen)
    unsettled = [case for case in cases if any(evaluate(guideline, case).nodes[name] == "possible" for name in advice)]
    expected = {}
    open_in = {
        n: [case for case in unsettled if n not in evaluate(guideline, case).taken_as_known] for n in chosen.space.order
    }
    for name, those in open_in.items():
        tried = [settles(guideline, chosen, case, [name]) for case in those]
        if any(decides for _, decides in tried):
            expected[(name,)] = (sum(one for one, _ in tried), sum(decides for _, decides in tried))
    assert len(expected) <= MOST_OF_PAIRS
    for one, other in combinations([name for (name,) in expected], 2):
        those = [case for case in open_in[one] if case in open_in[other]]
        tried = [settles(guideline, chosen, case, [one, other]) for case in those]
        if any(done for done, _ in tried):
            expected[one, other] = (sum(done for done, _ in tried), sum(decides for _, decides in tried))
    assert {one.parameters: (one.settles, one.decides) for one in found.missing} == expected
    assert [one.settles for one in found.missing] == sorted((one.settles for one in found.missing), reverse=True)


ROWS = [
    {
        "id": "1",
        "kras": "mutant",
        "primary_site": "rectum",
        "liver_mets": "yes",
        "liver_lesion_count": "3",
        "centre": "A",
    },
    {"id": "2", "kras": "", "primary_site": "rectum", "liver_mets": "TRUE", "liver_lesion_count": "", "centre": "B"},
    {
        "id": "3",
        "kras": "mutated",
        "primary_site": "rectum",
        "liver_mets": "yes",
        "liver_lesion_count": "x",
        "centre": "A",
    },
    {
        "id": "4",
        "kras": "unknown",
        "primary_site": "breast",
        "liver_mets": "no",
        "liver_lesion_count": "1",
        "centre": "A",
    },
]


def run(tmp_path, data, *more):
    code = main(["cohort", str(data), "-o", str(tmp_path / "out"), *more])
    result = tmp_path / "out" / "result.json"
    return code, json.loads(result.read_text("utf-8")) if code == 0 else None


def test_the_command_counts_and_sets_aside(tmp_path, capsys):
    code, found = run(tmp_path, written(tmp_path, ROWS), "--by", "centre")
    assert (code, found["cases"], found["set_aside"]) == (0, 3, 1)
    assert found["nodes"]["overview_breast"] == {"active": 1, "possible": 0, "ruled out": 2}
    assert {group: one["nodes"]["overview_breast"]["active"] for group, one in found["groups"].items()} == {
        "A": 1,
        "B": 0,
    }
    assert {"parameters", "settles"} <= set(found["missing"][0])
    aside = list(csv.DictReader((tmp_path / "out" / "set_aside.csv").open(encoding="utf-8")))
    assert {(one["row"], one["parameter"]) for one in aside} == {("3", "kras"), ("3", "liver_lesion_count")}
    told = capsys.readouterr().out
    assert "3 cases evaluated" in told
    assert "1 case set aside" in told


@pytest.mark.parametrize("form", ["parquet", "jsonl", "tsv", "duckdb"])
def test_every_form_of_a_table_is_read_alike(tmp_path, form):
    source, target = written(tmp_path, ROWS), tmp_path / f"cases.{form}"
    read = f"read_csv('{source}', all_varchar=true)"
    if form == "duckdb":
        with duckdb.connect(str(target)) as connection:
            connection.sql(f"create table registry as select * from {read}")
    else:
        how = {"parquet": "format parquet", "jsonl": "format json", "tsv": "format csv, delimiter '\t', header"}[form]
        duckdb.sql(f"copy (select * from {read}) to '{target}' ({how})")
    more = ["--query", "select * from registry"] if form == "duckdb" else []
    assert run(tmp_path, target, *more)[1] == run(tmp_path, source)[1]


def test_a_query_can_only_read(tmp_path):
    target = tmp_path / "cases.duckdb"
    with duckdb.connect(str(target)) as connection:
        connection.sql("create table registry as select 'rectum' as primary_site")
    assert run(tmp_path, target, "--query", "drop table registry")[0] == 2
    with duckdb.connect(str(target)) as connection:
        assert connection.sql("select count(*) from registry").fetchall() == [(1,)]


def test_a_mapping_says_which_column_is_which(tmp_path):
    rows = [{"K": "WT", "site": "rectum"}, {"K": "MUT", "site": "rectum"}, {"K": "ND", "site": "rectum"}]
    (tmp_path / "map.yaml").write_text(
        "columns:\n  kras: {column: K, values: {WT: wild_type, MUT: mutant}, unknown: [ND]}\n  primary_site: site\n",
        "utf-8",
    )
    code, found = run(tmp_path, written(tmp_path, rows), "--map", str(tmp_path / "map.yaml"))
    assert (code, found["cases"], found["set_aside"]) == (0, 3, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns:\n  krass: K\n", "map.yaml:2: there is no parameter 'krass' — did you mean 'kras'?"),
        ("columns:\n  kras: k_ras\n", "map.yaml:2: the table has no column 'k_ras' — known are: K"),
        (
            "columns:\n  kras: {column: K, values: {WT: wild}}\n",
            "map.yaml:2: 'wild' is not an answer to 'kras' — did you mean 'wild_type'?",
        ),
        ("columns:\n  kras: {values: {}}\n", "map.yaml:2: kras: it names no column — write kras: {column: TITLE}"),
        ("columns:\n  kras: {column: K, unkown: []}\n", "map.yaml:2: unknown key 'unkown' — did you mean 'unknown'?"),
        ("kras: K\n", "map.yaml:1: it has no columns: — write columns:, and a line for each parameter"),
    ],
)
def test_a_wrong_mapping_is_told_by_its_line(tmp_path, capsys, text, says):
    (tmp_path / "map.yaml").write_text(text, "utf-8")
    data = written(tmp_path, [{"K": "WT"}])
    assert run(tmp_path, data, "--map", str(tmp_path / "map.yaml"))[0] == 2
    assert capsys.readouterr().err.strip().removeprefix(f"{tmp_path}/") == says


def malformed(chance):
    """Bytes that are no table, or nearly one."""
    text = "q0,q1,q2\nyes,3,a\nno,x,b\n,,\n"
    cut = text[: chance.randrange(len(text))]
    noise = bytes(chance.randrange(256) for _ in range(chance.randrange(40)))
    return chance.choice(
        [noise, cut.encode() + noise, text.replace(",", chance.choice(';|"\t'), 3).encode(), noise + text.encode()]
    )


def test_no_malformed_table_gives_a_traceback_and_every_row_is_accounted_for(tmp_path, capsys):
    chance = random.Random(17)
    folder = write_guideline(tmp_path / "guideline", 3)
    for number in range(1000 if THOROUGH else 60):
        path = tmp_path / f"bad.{chance.choice(['csv', 'tsv', 'jsonl', 'parquet'])}"
        path.write_bytes(malformed(chance))
        code = main(["cohort", str(path), "-o", str(tmp_path / "out"), "--guideline", str(folder)])
        told = capsys.readouterr()
        assert code in (0, 2), number
        assert "Traceback" not in told.err


def test_small_counts_are_left_out_and_cannot_be_worked_out(tmp_path):
    rows = [{"primary_site": "rectum", "liver_mets": "yes"}] * 20 + [
        {"primary_site": "breast", "liver_mets": "yes"}
    ] * 2
    found = run(tmp_path, written(tmp_path, rows), "--least", "5")[1]
    assert found["nodes"]["overview_breast"] == {"active": None, "possible": 0, "ruled out": None}
    assert found["nodes"]["overview_referral"] == {"active": 22, "possible": 0, "ruled out": 0}


def test_a_table_that_is_not_there_is_told(tmp_path, capsys):
    assert run(tmp_path, tmp_path / "none.csv")[0] == 2
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "cases.doc").write_text("x")
    assert run(tmp_path, tmp_path / "cases.doc")[0] == 2
    assert "it is of no form that is read" in capsys.readouterr().err
