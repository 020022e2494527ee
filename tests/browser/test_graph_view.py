"""The map in a real browser, without a kernel: a stand-in holds the traits."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explorer import evaluate, load
from explorer.views.diagram import marks_of, pathway_svg, statuses_of
from explorer.views.graph_view import HERE, GraphView

GUIDELINE = load("rectal_liver_metastases")
CASE = {
    "primary_site": "rectum",
    "liver_mets": "yes",
    "phase": "diagnosis",
    "primary_state": "in_place",
    "onset": "synchronous",
}
STYLE = "".join((HERE / name).read_text("utf-8") for name in ("theme.css", "page.css", "graph_view.css"))
PAGE = f"""<!doctype html><html lang="en"><title>Map</title><style>body {{ margin: 0 }} {STYLE}
.guideline-explorer {{ display: block; width: 693px; height: 760px; padding: 0 }} #host {{ height: 100% }}</style>
<main class="guideline-explorer"><div id="host"></div></main>"""
START = """async ([script, traits]) => {
  const listeners = {};
  const told = (name) => (listeners[`change:${name}`] ?? []).forEach((act) => act());
  window.sent = [];
  window.model = {
    get: (name) => traits[name],
    set: (name, value) => { if (traits[name] !== value) { traits[name] = value; told(name); } },
    on: (name, act) => (listeners[name] ??= []).push(act),
    off: (name, act) => (listeners[name] = (listeners[name] ?? []).filter((other) => other !== act)),
    save_changes: () => window.sent.push(traits.selected),
    count: () => Object.values(listeners).flat().length,
  };
  const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  window.leave = module.default.render({ model: window.model, el: document.getElementById("host") });
}"""


def traits(pathway: str, case: dict[str, Any] = CASE) -> dict[str, Any]:
    trace = evaluate(GUIDELINE, case)
    notes = {node.id: f"why {node.id}" for node in GUIDELINE.pathways[pathway].nodes}
    return {
        "svg": pathway_svg(GUIDELINE, pathway), "title": GUIDELINE.pathways[pathway].title,
        "status": statuses_of(trace, pathway), "marks": marks_of(trace, pathway), "notes": notes, "selected": "",
    }  # fmt: skip


def show(page: Page, given: dict[str, Any]) -> None:
    page.set_content(PAGE)
    page.evaluate(START, [GraphView._esm, given])


@pytest.fixture
def orders(page: Page) -> Page:
    show(page, traits("orders"))
    return page


def give(page: Page, **values: Any) -> None:
    page.evaluate(
        "values => Object.entries(values).forEach(([name, value]) => model.set(name, value))", values
    )


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_part_of_every_pathway_shows_its_status(page: Page, name: str) -> None:
    given = traits(name)
    show(page, given)
    shown = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-id]')].map((e) => [e.dataset.id, e.dataset.status]))"
    )
    assert shown == given["status"]


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_pathway_can_be_read_without_zooming(page: Page, name: str) -> None:
    show(page, traits(name))
    words = page.locator(".ge-stage g.node text:not(.head)")
    sizes = words.evaluate_all(
        "all => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
    )
    assert min(sizes) >= 11
    stage = page.locator(".ge-stage").bounding_box()
    drawing = page.locator(".ge-stage svg").bounding_box()
    assert stage is not None
    assert drawing is not None
    assert drawing["x"] >= stage["x"] - 1
    assert drawing["x"] + drawing["width"] <= stage["x"] + stage["width"] + 1
    assert drawing["y"] + drawing["height"] <= stage["y"] + stage["height"] + 1


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_text_stays_in_its_box(page: Page, name: str) -> None:
    show(page, traits(name))
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.ge-stage g.node')].filter((node) => {
          const box = node.querySelector(':scope > polygon, :scope > path').getBBox();
          return [...node.querySelectorAll(':scope > text')].some((text) => {
            const words = text.getBBox();
            return words.x < box.x || words.x + words.width > box.x + box.width || words.y + words.height > box.y + box.height + 3;
          });
        }).map((node) => node.dataset.id)"""
    )
    assert outside == []


def test_a_changed_status_touches_only_what_changed(orders: Page) -> None:
    orders.evaluate(
        """() => { window.touched = []; new MutationObserver((all) => touched.push(...all.map((m) => m.target.dataset.id)))
           .observe(document.querySelector('.ge-stage'), {subtree: true, attributes: true, attributeFilter: ['data-status']}) }"""
    )
    before = traits("orders")["status"]
    give(
        orders,
        status={**before, "orders_note": "ruled out", "orders_start": "possible"}
        | {"orders_start": "possible"},
    )
    expect(orders.locator('g.node[data-id="orders_start"]')).to_have_attribute("data-status", "possible")
    assert set(orders.evaluate("() => touched")) == {"orders_start"}


def test_the_label_says_the_status(orders: Page) -> None:
    node = orders.locator('g.node[data-id="orders_start"]')
    expect(node).to_have_attribute("aria-label", "Decision: What is to be settled? (active)")
    give(orders, marks=["orders_start"])
    expect(node).to_have_attribute("aria-label", "Decision: What is to be settled? (active, sources differ)")


def test_an_active_disagreement_is_marked(orders: Page) -> None:
    badge = orders.locator('g.node[data-id="orders_no_liver_first"] g.badge')
    give(orders, marks=[])
    expect(badge).to_be_hidden()
    give(orders, marks=["orders_no_liver_first"])
    expect(badge).to_be_visible()


def test_a_new_drawing_keeps_nothing_of_the_old_one(orders: Page) -> None:
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    give(orders, **traits("molecular"))
    ids = orders.locator(".ge-stage g.node[role=button]").evaluate_all("all => all.map((e) => e.dataset.id)")
    assert ids == [node.id for node in GUIDELINE.pathways["molecular"].nodes]
    assert orders.locator(".ge-tip").is_hidden()
    focused = orders.evaluate("() => document.activeElement.dataset.id")
    assert focused == ids[0], "who came by keyboard goes on by keyboard"


@pytest.mark.parametrize(
    "broken", ["", "<svg", "<html/>", "no svg at all", "<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_drawing_is_shown_as_nothing(page: Page, broken: str) -> None:
    show(page, {**traits("molecular"), "svg": broken})
    expect(page.locator(".ge-stage g.node")).to_have_count(0)
    give(page, svg=traits("molecular")["svg"])
    expect(page.locator(".ge-stage g.node").first).to_be_visible()


def test_the_why_is_shown_on_hover_and_focus_and_goes_with_escape(orders: Page) -> None:
    tip = orders.get_by_role("tooltip")
    node = orders.locator('g.node[data-id="orders_start"]')
    node.hover()
    expect(tip).to_have_text("why orders_start")
    orders.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    expect(tip).to_have_text("why orders_start")
    expect(node).to_have_attribute("aria-describedby", str(tip.get_attribute("id")))
    orders.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_key_selects_and_one_message_is_sent(orders: Page, key: str) -> None:
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    orders.keyboard.press(key)
    assert orders.evaluate("() => sent") == ["orders_start"]
    expect(orders.locator('g.node[data-id="orders_start"]')).to_have_attribute("aria-pressed", "true")


def test_zoom_has_limits_and_fit_returns(orders: Page) -> None:
    drawing = orders.locator(".ge-stage svg")
    before = drawing.bounding_box()
    for button in ("Zoom in", "Zoom out"):
        for _ in range(30):
            orders.get_by_role("button", name=button).click()
        box = drawing.bounding_box()
        assert box is not None
        assert 50 < box["width"] < 6000
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("0")
    assert drawing.bounding_box() == before


def test_it_leaves_nothing_behind(orders: Page) -> None:
    orders.evaluate("() => leave()")
    assert orders.evaluate("() => model.count()") == 0
