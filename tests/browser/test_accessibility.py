"""The served page for those who do not see it, or use no mouse: axe-core finds nothing, the list says what the map shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Locator, Page, expect

from explorer import load
from tests.browser.conftest import Served, show_pathway

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
FULL = (
    "primary_site=rectum&liver_mets=yes&phase=diagnosis&onset=synchronous&primary_state=in_place"
    "&primary_bleeding=no&primary_obstruction=no&primary_pain=no&resectability=resectable"
    "&liver_lesion_count=3&fit_for_surgery=yes"
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 1440)
LOOKS = tuple(zip(SCHEMES, WIDTHS, strict=True))
FEW = ("sources", "atlas", "comparing", "off", "whole")  # much of the page in them is looked at in every look anyway
ORDERS = '[data-do="pathway:orders"]'


def open_case(page: Page, served: Served, query: str = FULL) -> Page:
    page.emulate_media(reduced_motion="reduce")  # axe must not look at what is half faded
    page.goto(f"{served.address}?{query}")
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_attached(timeout=60_000)
    return page


def open_orders(page: Page) -> None:
    show_pathway(page)
    page.locator(ORDERS).first.click()


def dismiss_the_note(page: Page) -> None:
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".ge-form-link")).to_be_hidden()


def show_an_error(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', {detail: 'liver_lesion_count'}))")
    control = page.locator('[data-parameter="liver_lesion_count"]')
    control.fill("300")
    control.press("Enter")
    expect(page.get_by_text(re.compile("outside 0 to 100"))).to_be_visible()


def choose_a_step(page: Page) -> None:
    page.get_by_role("button", name="Diagram", exact=True).click()
    open_orders(page)
    page.locator('.ge-map g.node[data-id="orders_start"]').click()
    expect(page.locator(".ge-detail")).to_be_visible()
    for summary in page.locator(".ge-advice > .ge-section summary").all()[:4]:
        summary.click()


def show_the_list(page: Page) -> None:
    open_orders(page)
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator('.ge-twin [data-step="orders_start"]')).to_be_visible()


def open_a_tool(name: str) -> Callable[[Page], None]:
    def open_it(page: Page) -> None:
        page.locator(".ge-tool > summary", has_text=name).click()  # and what was open before is put away
        expect(page.locator(".ge-tool[open] > summary")).to_have_text(re.compile(name))
        expect(page.locator(".ge-tool[open] .ge-sheet > *").first).to_be_visible()

    return open_it


def put_the_tool_away(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator(".ge-tool[open]")).to_have_count(0)
    expect(page.locator(".ge-tool > summary:focus")).to_have_count(1)


def show_the_whole_map(page: Page) -> None:
    page.get_by_role("button", name="Whole map").click()
    expect(page.locator('.ge-stage g.node[data-id="molecular"]')).to_be_attached()


def compare(page: Page) -> None:
    page.get_by_role("button", name="Diagram", exact=True).click()
    page.locator('[data-do="pathway:chemotherapy"]').first.click()
    page.get_by_role("button", name="Pin to compare").click()
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', {detail: 'kras'}))")
    page.locator('[data-parameter="kras"]').select_option("mutant")
    expect(page.locator(".ge-stage g.sign[data-sign=differs]").first).to_be_attached()
    expect(page.locator(".ge-strip .ge-different").first).to_be_attached()


def switch_a_source_off(page: Page) -> None:
    open_a_tool("Sources")(page)
    page.locator('[data-do="source:S002"]').click()
    expect(page.locator(".ge-stage g.node[data-lost]").first).to_be_attached()
    put_the_tool_away(page)


def list_the_way(page: Page) -> None:
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator(".ge-twin button").first).to_be_visible()


STEPS: dict[str, Callable[[Page], None]] = {
    "full": dismiss_the_note,
    "sources": open_a_tool("Sources"),
    "atlas": open_a_tool("Disagreements"),
    "away": put_the_tool_away,
    "way": list_the_way,
    "step": choose_a_step,
    "list": show_the_list,
    "error": show_an_error,
    "comparing": compare,
    "off": switch_a_source_off,
    "whole": show_the_whole_map,
}


def violations(page: Page) -> list[str]:
    script = "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"
    found: list[dict[str, Any]] = page.evaluate(script)
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def check(page: Page, state: str) -> None:
    for scheme, width in LOOKS if state in FEW else product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{state}, {scheme}, {width} px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state}, {width} px"


def test_axe_finds_nothing_in_an_empty_case(served: Served, page: Page) -> None:
    open_case(page, served, "").evaluate(AXE)
    check(page, "empty")


def test_axe_finds_nothing_in_a_full_case(served: Served, page: Page) -> None:
    open_case(page, served, f"{FULL}&krass=mutant").evaluate(AXE)  # one page for all of it: each costs seconds
    check(page, "wrong link")
    for state, act in STEPS.items():
        act(page)
        if act is not put_the_tool_away:
            check(page, state)


def told(page: Page) -> Locator:
    return page.locator(".ge-said[role=status]")


def steps(page: Page, where: str) -> dict[str, str]:
    """What is shown as a step, and its status: of the diagram's nodes or of the list's rows."""
    script = "all => Object.fromEntries(all.map((e) => [e.dataset.id ?? e.dataset.step, e.dataset.status]))"
    found: dict[str, str] = page.locator(where).evaluate_all(script)
    return found


def test_the_list_says_what_the_map_shows_and_changes_are_told(served: Served, page: Page) -> None:
    open_case(page, served)
    page.wait_for_timeout(1_500)  # longer than a change waits to be told; the map has followed the case
    assert told(page).text_content() == ""
    open_orders(page)
    expect(told(page)).to_have_text(re.compile(r"^Order of the operations: \d+ steps? (is|are) on the path, .*\.$"))
    page.get_by_role("button", name="List", exact=True).click()
    assert steps(page, ".ge-twin button") == steps(page, ".ge-stage g.node[role=button]")
    row = page.locator('.ge-twin [data-step="orders_no_liver_first"]')
    expect(row).to_have_text(re.compile(r"Avoid No liver-first .* ruled out"))
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', {detail: 'primary_bleeding'}))")
    page.locator('[data-parameter="primary_bleeding"] input[value="yes"]').check(force=True)
    expect(row).to_have_text(re.compile(r"on the path"))
    expect(told(page)).to_have_text(re.compile(r"now on the path|steps? (is|are) now"))
    assert steps(page, ".ge-twin button") == steps(page, ".ge-stage g.node[role=button]")


def test_the_list_works_by_keyboard_with_the_maps_selection(served: Served, page: Page) -> None:
    show_the_list(open_case(page, served))
    first = page.locator(".ge-twin button").first
    first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".ge-detail")).to_be_visible()
    chosen = page.locator(".ge-twin button[aria-pressed=true]")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_focused()
    drawn = page.locator(".ge-stage g.node[aria-pressed=true]")
    assert drawn.get_attribute("data-id") == chosen.get_attribute("data-step")
    page.keyboard.press("Escape")
    expect(page.locator(".ge-detail")).to_have_count(0)


def test_who_goes_to_another_part_by_keyboard_goes_on_in_it(served: Served, page: Page) -> None:
    show_pathway(open_case(page, served))
    page.locator('[data-do="pathway:overview"]').click()
    page.get_by_role("button", name="List", exact=True).click()
    page.locator('.ge-twin [data-step="overview_orders"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('.ge-twin [data-step="orders_start"]')).to_be_focused()


def test_my_path_only_hides_what_is_ruled_out_and_moves_nothing(served: Served, page: Page) -> None:
    open_case(page, served)
    open_orders(page)
    away = page.locator('.ge-stage g.node[data-id="orders_no_liver_first"]')
    stays = page.locator('.ge-stage g.node[data-id="orders_start"]')
    expect(away).to_be_visible()
    expect(page.locator(ORDERS).first).to_have_attribute("aria-current", "true")
    before = stays.bounding_box()
    button = page.get_by_role("button", name="My path only")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(away).to_be_hidden()
    assert stays.bounding_box() == before
    page.locator(".ge-stage").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.dataset.status") != "ruled out"
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator('.ge-twin [data-step="orders_no_liver_first"]')).to_be_hidden()


def test_headings_lead_through_the_page(served: Served, page: Page) -> None:
    open_case(page, served)
    heads = page.locator(".guideline-explorer").locator("h1, h2")
    title = load("rectal_liver_metastases").metadata.title
    expect(heads).to_have_text([title, "Case without a name", "The case", "Map: This case", "Advice"])
    page.keyboard.press("Tab")  # the first stop on the page: ways past the rest of it
    expect(page.get_by_role("navigation", name="On this page")).to_be_visible()
    page.get_by_role("button", name="Advice", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Advice", exact=True)).to_be_focused()


def test_what_has_the_focus_shows_it(served: Served, page: Page) -> None:
    open_case(page, served, "")
    for _ in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, box = e.matches('input[type=radio]') ? e.nextElementSibling : e;
              const style = getComputedStyle(box), shape = e.matches('g') && getComputedStyle(e.querySelector('polygon, path'));
              return e === document.body || style.outlineStyle !== 'none' || (shape && parseFloat(shape.strokeWidth) > 3) || e.outerHTML.slice(0, 200) }"""
        )
        assert seen is True


def test_a_small_screen_can_scroll_past_the_map(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_case(page, served)
    open_orders(page)
    expect(page.locator('.ge-stage g.node[data-id="orders_start"]')).to_be_attached()
    words = page.locator(".ge-stage g.node text:not(.head)")
    sizes = words.evaluate_all("all => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")
    assert min(sizes) >= 9
    stage, drawing = (page.locator(place).bounding_box() for place in (".ge-stage", ".ge-stage svg"))
    assert stage is not None
    assert drawing is not None
    assert drawing["height"] <= stage["height"]
    first = page.locator('.ge-stage g.node[data-id="orders_start"]').bounding_box()
    assert first is not None
    assert first["x"] >= stage["x"] - 1
