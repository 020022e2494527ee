"""What the page foresees is what the kernel finds, for every pathway and every way to answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from explorer import Guideline, evaluate, load
from explorer.knowledge.case import read_case
from explorer.knowledge.model import Value
from explorer.reasoning.compiled import Chosen, compiled
from explorer.reasoning.space import Region, Space
from explorer.views.form.form import as_text
from explorer.views.map.pathway_map import HERE, packed
from explorer.views.map.preview import foresight_of
from explorer.views.picture.diagram import rows_of, signs_of
from explorer.views.picture.whole_map import whole_rows, whole_signs
from tests.generated import generated

SHIPPED = load("rectal_liver_metastases")
CASES = 400
SCRIPT = (HERE / "preview.js").read_text("utf-8")
ASK = """([script, given, rows, cases]) => {
  const Foresight = new Function(script + "; return Foresight")();
  const foresight = new Foresight(given);
  return cases.map((answers) => rows.map((parts) => foresight.states(answers, parts)));
}"""


def foreseen(page: Page, asked: Chosen, rows: list[Mapping[str, list[int]]], cases: list[dict[str, str]]) -> Any:
    """For each case the letters of each drawing, as the page works them out."""
    return page.evaluate(ASK, [SCRIPT, foresight_of(asked), [list(parts.values()) for parts in rows], cases])


def cases_of(guideline: Guideline, space: Space, seed: int, count: int) -> Iterator[dict[str, str]]:
    """Partial cases; numbers lie on thresholds and beside them, and some assumptions are lifted."""
    chance = random.Random(seed)
    for _ in range(count):
        share = chance.random()
        asked = [name for name in guideline.parameters if chance.random() < share]
        yield as_text({name: _answer(chance, guideline, space, name) for name in asked})


def _answer(chance: random.Random, guideline: Guideline, space: Space, name: str) -> Value | None:
    if chance.random() < 0.1:
        return None
    return chance.choice([value for region in space.regions[name] for value in values_in(region)])


def values_in(region: Region) -> list[Value]:
    """One value of an option; of an interval the sample, and the ends that belong to it."""
    ends = [region.low] * region.closed_low + [region.high] * region.closed_high
    return [region.sample] if isinstance(region.sample, str) else [region.sample, *map(_plain, ends)]


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def agrees(page: Page, guideline: Guideline, seed: int, count: int, sources: frozenset[str] | None = None) -> int:
    """Compare page and kernel on every drawing; say how many letters were compared."""
    asked = compiled(guideline).choose(sources)
    cases = list(cases_of(guideline, asked.space, seed, count))
    rows = [*(rows_of(asked, name) for name in guideline.pathways), whole_rows(asked)]
    told = foreseen(page, asked, rows, cases)
    for answers, letters in zip(cases, told, strict=True):
        trace = evaluate(guideline, read_case(guideline, answers)[0], sources=sources)
        signs = [*(signs_of(trace, name) for name in guideline.pathways), whole_signs(trace)]
        found = [packed(each.status) for each in signs]
        assert [parts for parts, _ in found] == [list(parts) for parts in rows]
        assert [states for _, states in found] == letters, answers
    return sum(map(len, rows)) * len(cases)


def test_the_shipped_guideline(page: Page) -> None:
    assert agrees(page, SHIPPED, 1, CASES) > 100_000


@pytest.mark.parametrize("source", SHIPPED.sources)
def test_the_shipped_guideline_by_one_source(page: Page, source: str) -> None:
    agrees(page, SHIPPED, 2, 40, frozenset({source}))


@pytest.mark.parametrize("seed", range(12))
def test_generated_guidelines(page: Page, tmp_path: Path, seed: int) -> None:
    agrees(page, generated(tmp_path, seed, nodes=24, rich=True, flaws=seed % 2 == 0), seed, 60)


def test_every_region_of_every_number(page: Page) -> None:
    space = compiled(SHIPPED).space
    given = foresight_of(compiled(SHIPPED).choose())["parameters"]
    asked = [
        (name, region.index(here), str(value))
        for name, region in space.regions.items()
        for here in region
        for value in values_in(here)
    ]
    ask = "([script, all]) => { const of = new Function(script + '; return regionOf')(); return all.map(([p, text]) => of(p, text)); }"
    found = page.evaluate(ask, [SCRIPT, [[given[name], text] for name, _, text in asked]])
    assert found == [place for _, place, _ in asked]
    assert sum(SHIPPED.parameters[name].is_number for name, _, _ in asked) > 30


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("liver_lesion_count", "3.0"), ("liver_lesion_count", " 3"), ("liver_lesion_count", "1e1"), ("liver_lesion_count", "-1"),
        ("liver_lesion_count", "999999"), ("liver_lesion_count", "three"), ("remnant_pct", "33,5"), ("remnant_pct", "1,000"),
        ("remnant_pct", ".5"), ("remnant_pct", "101"), ("bilobar", "true"), ("bilobar", ""), ("kras", "Mutant"), ("kras", "constructor"),
    ],
)  # fmt: skip
def test_what_only_the_kernel_can_read_is_not_foreseen(page: Page, name: str, text: str) -> None:
    asked = compiled(SHIPPED).choose()
    assert foreseen(page, asked, [rows_of(asked, "overview")], [{name: text}]) == [[None]]


def test_a_parameter_of_another_guideline_is_left_out(page: Page) -> None:
    asked = compiled(SHIPPED).choose()
    with_it, without = foreseen(page, asked, [rows_of(asked, "overview")], [{"no_such": "yes"}, {}])
    assert with_it == without
