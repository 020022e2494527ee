"""The dashboard in a real browser on the real server: set a fact, see the path, choose a node, share the case."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, sheet, show_pathway

CASE = "primary_site=rectum&liver_mets=yes&phase=diagnosis&onset=synchronous&primary_state=in_place"


@pytest.fixture
def dashboard(served: Served, page: Page) -> Page:
    page.goto(served.address)
    show_pathway(page)
    return page


def open_case(page: Page, served: Served, query: str) -> None:
    page.goto(f"{served.address}?{query}")
    show_pathway(page)


def node(page: Page, name: str) -> object:
    return page.locator(f'.ge-map g.node[data-id="{name}"]')


def choose(page: Page, parameter: str, value: str) -> None:
    control = page.locator(f'[data-parameter="{parameter}"]')
    page.evaluate("name => document.dispatchEvent(new CustomEvent('ge-ask', {detail: name}))", parameter)
    if control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(value)
    elif control.evaluate("element => element.tagName") == "INPUT":
        control.fill(value)
        control.press("Enter")
    else:
        control.locator(f'input[value="{value}"]').check(force=True)


def test_a_changed_answer_lights_up_the_path(dashboard: Page) -> None:
    expect(node(dashboard, "overview_breast")).to_have_attribute("data-status", "possible")
    choose(dashboard, "primary_site", "breast")
    expect(node(dashboard, "overview_breast")).to_have_attribute("data-status", "active")
    expect(node(dashboard, "overview_conversion")).to_have_attribute("data-status", "ruled out")
    branch = dashboard.locator('.ge-map g.edge[data-id="overview_start -> overview_breast"]')
    expect(branch).to_have_attribute("data-status", "active")


def test_an_answer_can_return_to_not_known(dashboard: Page) -> None:
    choose(dashboard, "primary_site", "breast")
    expect(node(dashboard, "overview_breast")).to_have_attribute("data-status", "active")
    choose(dashboard, "primary_site", "")
    expect(node(dashboard, "overview_breast")).to_have_attribute("data-status", "possible")


def test_the_link_opens_the_case_and_the_address_follows_it(served: Served, page: Page) -> None:
    open_case(page, served, f"{CASE}&kras=mutant")
    expect(node(page, "overview_orders")).to_have_attribute("data-status", "active")
    expect(page.locator('[data-statement="S000-46"]').first).to_be_attached()
    choose(page, "liver_lesion_count", "3")
    page.wait_for_url(re.compile(r"liver_lesion_count=3"))
    expect(page).to_have_url(re.compile("kras=mutant"))
    page.reload()
    expect(page.locator('[data-parameter="liver_lesion_count"]')).to_have_value("3", timeout=60_000)


def test_a_wrong_link_is_told_and_the_rest_of_it_works(served: Served, page: Page) -> None:
    open_case(page, served, "krass=mutant&primary_site=breast&liver_mets=perhaps")
    expect(node(page, "overview_breast")).to_have_attribute("data-status", "active")
    expect(page.get_by_text("krass")).to_be_visible()
    expect(page.get_by_text(re.compile("perhaps"))).to_be_attached()


def test_an_impossible_number_keeps_the_text_and_the_case(served: Served, page: Page) -> None:
    open_case(page, served, f"{CASE}&liver_lesion_count=3")
    choose(page, "liver_lesion_count", "300")
    control = page.locator('[data-parameter="liver_lesion_count"]')
    expect(page.get_by_text(re.compile("outside 0 to 100"))).to_be_visible()
    expect(control).to_have_value("300")
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(re.compile("liver_lesion_count=3(&|$)"))


def test_a_click_shows_a_node_and_a_drag_does_not(served: Served, page: Page) -> None:
    open_case(page, served, CASE)
    page.locator('[data-do="pathway:orders"]').click()
    target = page.locator('.ge-map g.node[data-id="orders_no_liver_first"]')
    box = target.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    page.mouse.up()
    expect(page.locator(".ge-detail")).to_have_count(0)
    target.click()
    detail = page.locator('.ge-detail[data-node="orders_no_liver_first"]')
    expect(detail).to_be_visible()
    expect(detail.locator('[data-statement="S000-15"]')).to_be_visible()
    expect(detail.locator(".ge-why")).to_contain_text("depends on")


def test_the_keyboard_reaches_a_node_and_opens_it(served: Served, page: Page) -> None:
    open_case(page, served, CASE)
    page.locator('[data-do="pathway:orders"]').click()
    expect(page.locator('.ge-map g.node[data-id="orders_start"]')).to_be_visible()
    page.locator(".ge-stage").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".ge-detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ge-detail")).to_have_count(0)


def test_a_hand_over_opens_the_other_pathway(dashboard: Page) -> None:
    dashboard.locator('.ge-map g.node[data-id="overview_ablation"]').click()
    expect(dashboard.locator('.ge-map g.node[data-id="ablation_start"]')).to_be_visible()
    expect(dashboard.locator('[data-do="pathway:ablation"]')).to_have_attribute("aria-current", "true")


def test_the_drawing_is_made_once_and_never_jumps(dashboard: Page) -> None:
    dashboard.evaluate("() => { window.drawing = document.querySelector('.ge-stage svg') }")
    before = dashboard.locator(".ge-stage svg").bounding_box()
    choose(dashboard, "primary_site", "rectum")
    expect(node(dashboard, "overview_rectal_surgery")).to_have_attribute("data-status", "active")
    assert dashboard.evaluate("() => window.drawing === document.querySelector('.ge-stage svg')")
    assert dashboard.locator(".ge-stage svg").bounding_box() == before


FURTHER = f"{CASE}&resectability=resectable&liver_lesion_count=3&fit_for_surgery=yes"


def heading(page: Page) -> object:
    return page.locator(".ge-map h2")


def test_the_map_follows_the_case_until_the_reader_opens_another_part(served: Served, page: Page) -> None:
    open_case(page, served, FURTHER)
    follow = page.get_by_role("button", name="Follow the case")
    expect(heading(page)).to_have_text("Map: Disease outside the liver")
    expect(follow).to_have_attribute("aria-pressed", "true")
    page.locator('[data-do="pathway:orders"]').click()
    expect(heading(page)).to_have_text("Map: Order of the operations")
    expect(follow).to_have_attribute("aria-pressed", "false")
    choose(page, "extrahepatic_site", "none")
    page.wait_for_url(re.compile("extrahepatic_site=none"))
    expect(heading(page)).to_have_text("Map: Order of the operations")
    follow.click()
    expect(heading(page)).not_to_have_text("Map: Order of the operations")
    expect(follow).to_have_attribute("aria-pressed", "true")


def test_the_map_stays_while_the_pointer_is_in_it_and_goes_on_for_who_types(served: Served, page: Page) -> None:
    open_case(page, served, f"{CASE}&fit_for_surgery=yes")
    expect(heading(page)).to_have_text("Map: Overview")
    page.locator(".ge-stage").hover()
    choose(page, "resectability", "resectable")
    expect(node(page, "overview_unresectable")).to_have_attribute("data-status", "ruled out")
    expect(heading(page)).to_have_text("Map: Overview")
    choose(page, "liver_lesion_count", "3")  # typed; the pointer still lies on the map
    expect(heading(page)).to_have_text("Map: Disease outside the liver")


def test_the_whole_map_opens_every_part(served: Served, page: Page) -> None:
    open_case(page, served, CASE)
    page.get_by_role("button", name="Whole map").click()
    expect(heading(page)).to_have_text("Map: Whole map")
    expect(page.locator(".ge-stage g.node[role=button]")).to_have_count(27)
    page.locator('.ge-stage g.node[data-id="molecular"]').click()
    expect(heading(page)).to_have_text("Map: EGFR antibodies")
    expect(page.get_by_role("button", name="Pathway", exact=True)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("form", ["HTML", "PDF"])
def test_a_report_says_that_it_is_being_made_and_that_it_is_there(served: Served, page: Page, form: str) -> None:
    open_case(page, served, CASE)
    sheet(page, "Report")
    button = page.get_by_role("button", name=f"Report as {form}, one page")
    told = page.locator(".ge-area-head p[role=status]")
    with page.expect_download() as download:
        button.click()
        expect(told).to_have_text(re.compile("is being made|is ready"))
    name = f"case-{date.today().isoformat()}.{form.lower()}"
    expect(told).to_have_text(f"The report is ready: {name}.")
    expect(button).not_to_have_attribute("aria-busy", "true")
    assert download.value.suggested_filename == name


def test_zoom_and_fit(dashboard: Page) -> None:
    svg = dashboard.locator(".ge-stage svg")
    before = svg.bounding_box()
    dashboard.get_by_role("button", name="Zoom in").click()
    assert svg.bounding_box()["width"] > before["width"]  # type: ignore[index]
    dashboard.get_by_role("button", name="Fit the map").click()
    assert svg.bounding_box() == before


def test_status_never_rests_on_colour_alone(served: Served, page: Page) -> None:
    open_case(page, served, "primary_site=rectum&liver_mets=yes&phase=diagnosis")
    looks = {}
    for status in ("active", "possible", "ruled out"):
        shape = page.locator(f'.ge-map g.node[data-status="{status}"] polygon').first
        looks[status] = shape.evaluate("e => [getComputedStyle(e).strokeWidth, getComputedStyle(e).strokeDasharray]")
    assert len({tuple(look) for look in looks.values()}) == 3
    label = page.locator('.ge-map g.node[data-status="active"]').first.get_attribute("aria-label")
    assert "(active" in (label or "")


def test_what_must_be_found_out_leads_to_its_question(served: Served, page: Page) -> None:
    open_case(page, served, f"{CASE}&resectability=unresectable")
    page.locator(".ge-first > details > summary").click()
    page.locator('.ge-advice [data-do="ask:kras"]').first.click()
    expect(page.locator('[data-parameter="kras"]')).to_be_focused()


def test_disagreements_stand_side_by_side(served: Served, page: Page) -> None:
    open_case(page, served, f"{CASE}&resectability=resectable&remnant_pct=30&remnant_segments=2")
    shown = page.locator('.ge-disagree [data-disagreement="C02"]')
    shown.locator("summary").click()
    expect(shown.locator(".ge-verdict")).to_have_text(
        ["Dr.Oracle 7 Jan* against", "Dr.Oracle 13 Jan* against", "Dr.Oracle 16 Jan* for"]
    )
    expect(shown).to_have_attribute("data-status", "active")


@pytest.mark.parametrize("width", [1920, 1440, 1280, 900, 390, 320])
def test_nothing_is_lost_at_any_width(served: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_case(page, served, CASE)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for region in (".ge-form", ".ge-map", ".ge-advice"):
        box = page.locator(region).first.bounding_box()
        assert box is not None
        assert box["width"] > min(width, 1280) / 5
        if width >= 1280:
            assert box["y"] < 400


def test_a_key_leads_to_the_search_unless_one_is_typing(dashboard: Page) -> None:
    search = dashboard.locator(".ge-form input[type=search]")
    dashboard.keyboard.press("/")
    expect(search).to_be_focused()
    dashboard.keyboard.type("1/2")
    expect(search).to_have_value("1/2")


def test_the_way_of_the_case_comes_first_and_changes_with_it(served: Served, page: Page) -> None:
    page.goto(f"{served.address}?{FURTHER}")
    expect(heading(page)).to_have_text("Map: This case")
    expect(node(page, "resectable_aim")).to_have_attribute("data-status", "active")
    assert page.locator(".ge-stage g.node[role=button]").count() <= 12
    choose(page, "primary_site", "breast")
    expect(node(page, "resectable_aim")).to_have_count(0)
    expect(node(page, "breast_systemic")).to_be_visible()
    expect(heading(page)).to_have_text("Map: This case")


def test_a_fact_in_the_line_leads_to_its_question(served: Served, page: Page) -> None:
    page.goto(f"{served.address}?{FURTHER}")
    page.locator('.ge-case [data-do="ask:fit_for_surgery"]').click()
    expect(page.locator('[data-item="fit_for_surgery"] input:checked')).to_be_focused()
