"""The map in a real browser, without a kernel: a stand-in holds the traits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explorer import evaluate, load
from explorer.reasoning.compiled import compiled
from explorer.views.map.pathway_map import HERE, PathwayMap, packed
from explorer.views.map.preview import foresight_text
from explorer.views.picture.diagram import marks_of, pathway_svg, rows_of, signs_of, statuses_of
from explorer.views.picture.whole_map import TITLE, whole_notes, whole_signs, whole_svg

GUIDELINE = load("rectal_liver_metastases")
CASE = {
    "primary_site": "rectum",
    "liver_mets": "yes",
    "phase": "diagnosis",
    "primary_state": "in_place",
    "onset": "synchronous",
}
STYLE = "".join((HERE.parent / name).read_text("utf-8") for name in ("theme.css", "page.css", "map/pathway_map.css"))
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


def states(status: Mapping[str, str]) -> dict[str, Any]:
    return dict(zip(("parts", "states"), packed(status), strict=True))


def traits(pathway: str, case: dict[str, Any] = CASE) -> dict[str, Any]:
    trace = evaluate(GUIDELINE, case)
    notes = {node.id: f"why {node.id}" for node in GUIDELINE.pathways[pathway].nodes}
    return {
        "svg": pathway_svg(GUIDELINE, pathway), "title": GUIDELINE.pathways[pathway].title,
        **states(statuses_of(trace, pathway)), "marks": marks_of(trace, pathway), "notes": notes, "selected": "",
        "lost": [], "differs": None, "counts": {}, "scope": "pathway", "following": True,
    }  # fmt: skip


def whole() -> dict[str, Any]:
    trace = evaluate(GUIDELINE, CASE)
    signs = whole_signs(trace)
    return {
        **traits("overview"), "svg": whole_svg(GUIDELINE), "title": TITLE, **states(signs.status), "marks": signs.marks,
        "counts": signs.counts, "notes": whole_notes(trace), "scope": "whole",
    }  # fmt: skip


def show(page: Page, given: dict[str, Any]) -> None:
    page.set_content(PAGE)
    page.evaluate(START, [PathwayMap._esm, given])


@pytest.fixture
def orders(page: Page) -> Page:
    show(page, traits("orders"))
    return page


def give(page: Page, **values: Any) -> None:
    page.evaluate("values => Object.entries(values).forEach(([name, value]) => model.set(name, value))", values)


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_part_of_every_pathway_shows_its_status(page: Page, name: str) -> None:
    given = traits(name)
    show(page, given)
    shown = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-id]')].map((e) => [e.dataset.id, e.dataset.status]))"
    )
    assert shown == statuses_of(evaluate(GUIDELINE, CASE), name)


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_pathway_can_be_read_without_zooming(page: Page, name: str) -> None:
    show(page, traits(name))
    words = page.locator(".ge-stage g.node text:not(.head)")
    sizes = words.evaluate_all("all => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")
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
    before = statuses_of(evaluate(GUIDELINE, CASE), "orders")
    give(
        orders, **states({**before, "orders_start": "possible", "orders_note": "ruled out"})
    )  # a part that is not drawn
    expect(orders.locator('g.node[data-id="orders_start"]')).to_have_attribute("data-status", "possible")
    assert set(orders.evaluate("() => touched")) == {"orders_start"}


def asks(page: Page, answers: dict[str, str], where: str = "#host") -> None:
    """Answers that a form has taken, beside this map or elsewhere."""
    page.evaluate(
        "([where, detail]) => document.querySelector(where).dispatchEvent(new CustomEvent('ge-answers', {bubbles: true, detail}))",
        [where, answers],
    )


def test_the_path_is_foreseen_until_the_kernel_answers(page: Page) -> None:
    asked = compiled(GUIDELINE).choose()
    given = {
        **traits("overview", {}),
        "rows": list(rows_of(asked, "overview").values()),
        "foresight": foresight_text(asked),
    }
    show(page, {**given, "answered": {}})
    breast = page.locator('g.node[data-id="overview_breast"]')
    expect(breast).to_have_attribute("data-status", "possible")
    asks(page, {"primary_site": "breast"}, "body")  # of another dashboard in the same page
    expect(breast).to_have_attribute("data-status", "possible")
    asks(page, {"primary_site": "breast"})
    expect(breast).to_have_attribute("data-status", "active")
    give(
        page,
        answered={"primary_site": "colon"},
        **states(statuses_of(evaluate(GUIDELINE, {"primary_site": "colon"}), "overview")),
    )
    expect(breast).to_have_attribute("data-status", "active")  # that was the answer to something older
    give(page, answered={"primary_site": "breast"})
    expect(breast).to_have_attribute("data-status", "ruled out")  # what the kernel says counts
    asks(page, {"primary_site": "nonsense"})
    expect(breast).to_have_attribute("data-status", "ruled out")


def test_words_too_small_to_read_are_not_drawn(page: Page) -> None:
    show(page, traits("chemotherapy"))
    words = page.locator(".ge-stage g.node text:not(.head)").first
    expect(words).to_be_visible()
    for _ in range(12):
        page.get_by_role("button", name="Zoom out").click()
    expect(words).to_be_hidden()
    expect(page.locator(".ge-stage g.node").first).to_be_visible()
    page.get_by_role("button", name="Fit the map").click()
    expect(words).to_be_visible()


def test_the_label_says_the_status(orders: Page) -> None:
    node = orders.locator('g.node[data-id="orders_start"]')
    expect(node).to_have_attribute("aria-label", "Decision: What is to be settled? (active)")
    give(orders, marks=["orders_start"])
    expect(node).to_have_attribute("aria-label", "Decision: What is to be settled? (active, sources differ)")


def test_the_overview_fills_the_map(page: Page) -> None:
    show(page, traits("overview"))
    stage, drawing = (page.locator(place).bounding_box() for place in (".ge-stage", ".ge-stage svg"))
    assert stage is not None
    assert drawing is not None
    assert drawing["width"] > 0.75 * stage["width"]
    words = page.locator(".ge-stage g.node text").first
    assert words.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a") >= 14


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
    node.hover()
    expect(tip).to_be_visible()
    orders.keyboard.press("Escape")  # the focus is elsewhere
    expect(tip).to_be_hidden()
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    expect(tip).to_have_text("why orders_start")
    expect(node).to_have_attribute("aria-describedby", str(tip.get_attribute("id")))
    orders.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(node).to_be_focused()


def test_the_pointer_can_go_to_the_why_and_a_press_elsewhere_puts_it_away(orders: Page) -> None:
    tip = orders.get_by_role("tooltip")
    orders.locator('g.node[data-id="orders_start"]').hover()
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    orders.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2, steps=4)
    orders.wait_for_timeout(600)  # longer than it lingers
    expect(tip).to_be_visible()
    orders.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    expect(tip).to_be_visible()
    orders.get_by_role("list", name="Legend").click()
    expect(tip).to_be_hidden()


def test_what_differs_from_the_pinned_case_is_marked_and_told(orders: Page) -> None:
    node, way = "orders_start", "orders_start -> orders_choice"
    legend = orders.locator('.ge-legend [data-legend="differs"]')
    expect(legend).to_be_hidden()
    give(orders, differs={node: "ruled out in the pinned case", way: "still possible in the pinned case"})
    expect(legend).to_be_visible()
    signs = orders.locator('.ge-stage g.sign[data-sign="differs"]')
    expect(signs).to_have_count(2)
    for place, name in enumerate((way, node)):  # lines are drawn before boxes
        expect(signs.nth(place)).to_be_visible()
        expect(signs.nth(place)).to_have_text("Δ")
        owner = signs.nth(place).evaluate("e => e.parentNode.dataset.id")
        assert owner == name
    label = orders.locator(f'g.node[data-id="{node}"]')
    expect(label).to_have_attribute(
        "aria-label", "Decision: What is to be settled? (active, ruled out in the pinned case)"
    )
    orders.get_by_role("button", name="List", exact=True).click()
    expect(orders.locator(f'.ge-twin [data-step="{node}"]').first).to_contain_text(
        "Δ on the path, ruled out in the pinned case"
    )
    expect(orders.locator(".ge-twin .ge-way[data-differs]")).to_contain_text("still possible in the pinned case")
    give(orders, differs=None)
    expect(signs).to_have_count(0)
    expect(legend).to_be_hidden()


def test_what_rests_on_no_chosen_source_looks_and_reads_so(page: Page) -> None:
    chosen = set(GUIDELINE.sources) - {"S002"}
    signs = signs_of(evaluate(GUIDELINE, CASE | {"resectability": "resectable"}, sources=chosen), "chemotherapy")
    show(page, {**traits("chemotherapy"), **states(signs.status), "marks": signs.marks, "lost": signs.lost})
    node = page.locator('g.node[data-id="chemotherapy_upfront"]')
    expect(node.locator('g.sign[data-sign="lost"]')).to_be_visible()
    words = node.locator(":scope > text:not(.head)").first
    assert "line-through" in words.evaluate("e => getComputedStyle(e).textDecorationLine")
    expect(node).to_have_attribute(
        "aria-label", "Do: Chemotherapy with targeted agents, at once (not supported by the chosen sources)"
    )
    expect(page.locator('.ge-legend [data-legend="lost"]')).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    row = page.locator('.ge-twin [data-step="chemotherapy_upfront"]')
    expect(row).to_contain_text("⊘ not supported by the chosen sources")
    give(page, lost=[])
    expect(row).not_to_contain_text("not supported")
    expect(page.locator("g.sign")).to_have_count(0)


def test_the_whole_map_is_readable_and_counts_what_holds(page: Page) -> None:
    given = whole()
    show(page, given)
    words = page.locator(".ge-stage g.node > text")
    sizes = words.evaluate_all("all => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")
    assert min(sizes) >= 10.5
    node = page.locator('g.node[data-id="orders"]')
    short, told = given["counts"]["orders"]
    expect(node.locator("text.count")).to_have_text(short)
    assert told in (node.get_attribute("aria-label") or "")
    expect(page.locator('.ge-legend [data-legend="count"]')).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator('.ge-twin [data-step="orders"]').first).to_contain_text(told)


def test_the_reader_says_what_to_show_and_whether_to_follow(orders: Page) -> None:
    for name, trait, value in (("Whole map", "scope", "whole"), ("Follow the case", "following", False)):
        button = orders.get_by_role("button", name=name)
        before = button.get_attribute("aria-pressed")
        button.click()
        assert orders.evaluate("name => model.get(name)", trait) == value
        assert button.get_attribute("aria-pressed") != before
    expect(orders.get_by_role("button", name="Pathway", exact=True)).to_have_attribute("aria-pressed", "false")


def test_it_tells_whether_the_reader_is_in_the_map(orders: Page) -> None:
    orders.evaluate("() => { window.told = []; model.send = (message) => told.push(message.held) }")
    orders.mouse.move(300, 300)
    orders.mouse.move(310, 310)
    orders.locator(".ge-stage").focus()
    orders.mouse.move(300, 790)  # below it: the pointer is away, the focus is not
    assert orders.evaluate("() => told") == [True]
    orders.evaluate("() => document.activeElement.blur()")
    assert orders.evaluate("() => told") == [True, False]


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_key_selects_and_one_message_is_sent(orders: Page, key: str) -> None:
    orders.locator(".ge-stage").focus()
    orders.keyboard.press("ArrowDown")
    orders.keyboard.press(key)
    assert orders.evaluate("() => sent") == ["orders_start"]
    expect(orders.locator('g.node[data-id="orders_start"]')).to_have_attribute("aria-pressed", "true")


def test_a_drawing_too_large_to_be_read_whole_begins_at_a_readable_size(orders: Page) -> None:
    boxes = "".join(
        f'<g class="node" data-id="n{at}"><path d="M{at * 100},0h80v40h-80Z"/><text x="{at * 100 + 40}" y="24">Step</text></g>'
        for at in range(200)
    )
    give(orders, svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20000 40">{boxes}</svg>')
    first, stage = orders.locator('[data-id="n0"]').bounding_box(), orders.locator(".ge-stage").bounding_box()
    assert first is not None
    assert stage is not None
    assert first["height"] >= 25
    assert stage["x"] <= first["x"] <= stage["x"] + stage["width"] - first["width"]


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
