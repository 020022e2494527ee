"""The form in a browser, without a kernel: a stand-in for the widget's model, to which a test speaks for the kernel."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

import explorer
from explorer.views.form.form import Form

VIEWS = Path(explorer.__file__).parent / "views"
SITE = "http://127.0.0.1:9"
PAYLOAD = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'


def parameter(name: str, kind: str, **more: Any) -> dict[str, Any]:
    plain = {
        "id": name,
        "label": name.upper(),
        "question": f"What of {name}?",
        "help": f"On {name}.",
        "kind": kind,
    }
    options = [["yes", "Yes", None], ["no", "No", None]] if kind == "yes/no" else []
    return {**plain, "range": None, "unit": None, "assume": None, "options": options, **more}


SITES = [
    ["rectum", "Rectum", "the last part"],
    ["colon", "Colon", None],
    ["breast", PAYLOAD, PAYLOAD],
]
GROUPS = [
    {
        "id": "disease",
        "title": "The disease",
        "help": None,
        "parameters": [
            parameter("site", "choice", options=SITES),
            parameter("liver", "yes/no"),
            parameter("count", "integer", range=[0, 100], unit="lesions"),
            parameter("constructor", "yes/no", question=PAYLOAD, help=PAYLOAD, label=PAYLOAD),
        ],
    },
    {
        "id": "wishes",
        "title": "Wishes",
        "help": None,
        "parameters": [
            parameter("declines", "yes/no", assume="no"),
            *(parameter(f"more{i}", "yes/no") for i in range(9)),
        ],
    },
]
PAGE = """<!DOCTYPE html><html lang="en"><title>Form</title><link rel="icon" href="data:,"><style>%s</style>
<body %s><div id="form"></div><button id="elsewhere">Elsewhere</button><script type="module">
import form from "./form.js";
const state = Object.assign({answers: {}, messages: {}, assumed: {declines: "no"}, ask: [], idle: []}, %s);
const heard = {};
window.sent = [];
window.model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; for (const act of heard[`change:${name}`] ?? []) act(); },
  save_changes: () => window.sent.push(state.answers),
  on: (name, act) => (heard[name] ??= new Set()).add(act),
  off: (name, act) => heard[name].delete(act),
};
window.stop = form.render({ model: window.model, el: document.getElementById("form") });
</script></body></html>"""

Open = Callable[..., Page]


@pytest.fixture
def open_form(page: Page) -> Open:
    """Opens the form as the page of its own or, with ``own=False``, as part of a notebook's page."""

    def open_page(query: str = "", own: bool = True, **state: Any) -> Page:
        style = (VIEWS / "form" / "form.css").read_text(encoding="utf-8")
        data = json.dumps({"groups": GROUPS, **state}).replace("<", "\\u003c")
        body = PAGE % (style, "data-guideline-explorer" if own else "", data)

        def answer(route: Route) -> None:
            if urlsplit(route.request.url).path.endswith("form.js"):
                route.fulfill(body=str(Form._esm), content_type="text/javascript")
            else:
                route.fulfill(body=body, content_type="text/html")

        page.route(f"{SITE}/**", answer)
        page.goto(f"{SITE}/page{query}")
        expect(page.locator(".ge-form-now")).to_be_visible()
        return page

    return open_page


def kernel(page: Page, **state: Any) -> None:
    page.evaluate("window.model.set('read', window.model.get('answers'))")
    told(page, **state, **({"read": state["answers"]} if "answers" in state else {}))


def told(page: Page, **state: Any) -> None:
    """The kernel speaks without having read the last answers."""
    for name, value in state.items():
        page.evaluate("([name, value]) => window.model.set(name, value)", [name, value])
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it is shown


def answers(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("window.model.get('answers')")
    return found


def asked(page: Page) -> list[str]:
    script = "all => all.map(one => one.dataset.item)"
    found: list[str] = page.locator(".ge-form-now [data-item]").evaluate_all(script)
    return found


def control(page: Page, name: str) -> Any:
    return page.locator(f"[data-parameter={name}]")


def focused(page: Page) -> str | None:
    script = "document.activeElement.closest('[data-item]')?.dataset.item ?? null"
    found: str | None = page.evaluate(script)
    return found


def address_says(page: Page, query: str) -> None:
    """Wait until the address holds a case: it follows a moment later."""
    page.wait_for_function("query => location.search === (query && `?${query}`)", arg=query)


def test_everything_starts_at_not_known_and_can_return_there(open_form: Open) -> None:
    page = open_form(ask=["site", "liver", "count"])
    expect(control(page, "site")).to_have_value("")
    control(page, "site").select_option("rectum")
    control(page, "liver").get_by_text("Yes", exact=True).click()
    control(page, "count").fill("3")
    control(page, "count").press("Enter")
    assert answers(page) == {"site": "rectum", "liver": "yes", "count": "3"}
    address_says(page, "site=rectum&liver=yes&count=3")
    control(page, "site").select_option("")
    control(page, "liver").get_by_text("Not known").click()
    control(page, "count").fill("")
    control(page, "count").press("Enter")
    assert answers(page) == {}
    address_says(page, "")


def test_every_control_has_a_name_and_says_its_range_and_help(open_form: Open) -> None:
    page = open_form(ask=["count"])
    count = page.get_by_role("textbox", name="What of count?")
    expect(count).to_have_accessible_description("0 to 100 lesions On count.")
    expect(page.get_by_text("On count.")).to_be_hidden()
    page.get_by_role("button", name="Help: COUNT", exact=True).click()
    expect(page.get_by_text("On count.")).to_be_visible()
    page.get_by_text("The disease").click()
    expect(page.get_by_role("combobox", name="What of site?")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="What of liver?")).to_be_visible()


def test_a_number_is_taken_after_a_pause_as_one_step(open_form: Open) -> None:
    page = open_form(ask=["count"])
    control(page, "count").press_sequentially("1")
    page.wait_for_function("window.sent.length === 1")
    control(page, "count").press_sequentially("2")
    page.wait_for_function("window.sent.length === 2")
    assert answers(page) == {"count": "12"}
    page.keyboard.press("Control+z")
    assert answers(page) == {}


def test_a_message_opens_the_group_it_lies_in_once(open_form: Open) -> None:
    page = open_form("?count=300", ask=["site"], idle=["count"], messages={"count": "300 is outside 0 to 100."})
    told = page.get_by_role("alert").filter(has_text="300 is outside")
    expect(told).to_be_visible()
    page.locator("[data-group=disease] > summary").click()
    kernel(page, ask=["site", "liver"])
    expect(told).to_be_hidden()
    kernel(page, messages={})
    kernel(page, messages={"count": "300 is outside 0 to 100."})
    expect(told).to_be_visible()


def test_a_wrong_number_keeps_its_text_and_the_address_keeps_the_last_good_one(
    open_form: Open,
) -> None:
    page = open_form("?count=3", ask=["count"])
    control(page, "count").fill("300")
    control(page, "count").press("Tab")
    kernel(page, messages={"count": "300 is outside 0 to 100."})
    expect(control(page, "count")).to_have_value("300")
    expect(control(page, "count")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").filter(has_text="300 is outside")).to_be_visible()
    assert "300 is outside" in str(page.evaluate(DESCRIBED, "count"))
    address_says(page, "count=3")
    control(page, "count").fill("30")
    control(page, "count").press("Enter")
    kernel(page, messages={})
    expect(page.get_by_role("alert").filter(has_text="outside")).to_have_count(0)
    address_says(page, "count=30")


DESCRIBED = """name => document.querySelector(`[data-parameter=${name}]`).getAttribute("aria-describedby")
  .split(" ").map(id => document.getElementById(id).textContent).join(" ")"""


def test_the_question_in_use_stays_while_the_order_changes(open_form: Open) -> None:
    page = open_form(ask=["site", "liver", "count"])
    control(page, "liver").get_by_role("radio", name="Not known").focus()
    top = control(page, "liver").bounding_box()["y"]
    page.keyboard.press("ArrowRight")
    kernel(page, ask=["more3", "count", "more1", "more2"], idle=["site"])
    assert asked(page) == ["site", "liver", "more3", "count", "more1", "more2"]
    assert (focused(page), control(page, "liver").bounding_box()["y"]) == ("liver", top)
    page.locator("#elsewhere").click()
    expect(page.locator(".ge-form-now [data-item]")).to_have_count(4)
    assert asked(page) == ["more3", "count", "more1", "more2"]
    assert answers(page) == {"liver": "yes"}


def test_what_was_answered_before_makes_room_for_the_next_question(open_form: Open) -> None:
    page = open_form(ask=["liver", "more1", "more2", "more3"])
    control(page, "liver").get_by_text("Yes", exact=True).click()
    kernel(page, ask=["more1", "more2", "more3"])
    assert asked(page) == ["liver", "more1", "more2", "more3"]
    place = control(page, "more1").bounding_box()["y"]
    control(page, "more1").get_by_text("No", exact=True).click()
    kernel(page, ask=["more2", "more3"])
    assert asked(page) == ["more1", "more2", "more3"]
    assert control(page, "more2").bounding_box()["y"] == pytest.approx(place, abs=1)


def test_nothing_moves_under_a_pointer_that_is_pressed(open_form: Open) -> None:
    page = open_form(ask=["site", "liver", "more1"])
    control(page, "site").select_option("colon")
    no = control(page, "liver").get_by_text("No", exact=True)
    box = no.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    kernel(page, ask=["liver", "more1"])
    page.wait_for_timeout(200)
    assert no.bounding_box() == box
    page.mouse.up()
    expect(page.locator(".ge-form-now [data-item]")).to_have_count(2)
    assert answers(page) == {"site": "colon", "liver": "no"}


def test_keys_answer_the_question_in_focus_and_go_on(open_form: Open) -> None:
    page = open_form(ask=["liver", "more1", "count", "more2"])
    control(page, "liver").get_by_role("radio", name="Not known").focus()
    page.keyboard.press("y")
    assert focused(page) == "more1"
    page.keyboard.press("n")
    assert focused(page) == "count"
    assert answers(page) == {"liver": "yes", "more1": "no"}
    control(page, "more1").get_by_role("radio", name="No", exact=True).focus()
    page.keyboard.press("?")
    assert answers(page) == {"liver": "yes"}


def test_a_group_in_use_keeps_its_order_and_its_place(open_form: Open) -> None:
    page = open_form(ask=["site", "liver"])
    page.get_by_text("Wishes").click()
    control(page, "more4").get_by_text("Yes", exact=True).click()
    top = control(page, "more4").bounding_box()["y"]
    kernel(page, ask=["more5"], idle=["more1", "more2"])
    assert control(page, "more4").bounding_box()["y"] == pytest.approx(top, abs=1)
    expect(page.locator("[data-group=wishes] .ge-form-fold")).to_be_hidden()
    page.locator("#elsewhere").click()
    fold = page.locator("[data-group=wishes] .ge-form-fold > summary")
    expect(fold).to_have_text("Does not matter for this case (2)")
    expect(page.locator("[data-group=wishes] > summary")).to_contain_text("1 of 10 known")
    assert asked(page) == ["more5"]


def test_what_does_not_matter_is_folded_away_with_its_answer(open_form: Open) -> None:
    page = open_form(answers={"more1": "yes"}, idle=["more1", "more2"])
    page.get_by_text("Wishes").click()
    fold = page.locator("[data-group=wishes] .ge-form-fold > summary")
    expect(fold).to_have_text("Does not matter for this case (2, 1 answered)")
    fold.click()
    expect(control(page, "more1").get_by_label("Yes")).to_be_checked()


def test_an_assumption_is_shown_and_lifted(open_form: Open) -> None:
    page = open_form(ask=["declines"])
    expect(control(page, "declines").get_by_label("Assumed: no")).to_be_checked()
    control(page, "declines").get_by_text("Not known").click()
    assert answers(page) == {"declines": "unknown"}
    address_says(page, "declines=unknown")
    expect(page.locator("[data-group=wishes] .ge-form-count")).to_have_text("0 of 10 known")


def test_cleared_and_undone_at_once_it_is_shown_again(open_form: Open) -> None:
    page = open_form(ask=["site", "liver"])
    control(page, "liver").get_by_text("No", exact=True).click()
    expect(control(page, "liver").get_by_label("No", exact=True)).to_be_checked()
    page.evaluate(
        "['Clear', 'Undo'].forEach((name) => [...document.querySelectorAll('button')].find((b) => b.textContent === name).click())"
    )
    assert answers(page) == {"liver": "no"}
    kernel(page)
    expect(control(page, "liver").get_by_label("No", exact=True)).to_be_checked(timeout=3_000)


def test_what_is_typed_and_not_yet_taken_is_cleared_too(open_form: Open) -> None:
    page = open_form("?site=colon", ask=["site", "count"])
    control(page, "count").press_sequentially("3")
    page.evaluate("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Clear').click()")
    expect(control(page, "count")).to_have_value("")
    page.wait_for_timeout(1_000)  # longer than a typed number waits
    assert answers(page) == {}


def test_undo_redo_and_clear_by_mouse_and_by_key(open_form: Open) -> None:
    page = open_form(ask=["site", "liver"])
    control(page, "site").select_option("colon")
    control(page, "liver").get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Clear", exact=True).click()
    assert answers(page) == {}
    page.get_by_role("button", name="Undo").click()
    assert answers(page) == {"site": "colon", "liver": "no"}
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="Undone: LIVER")).to_have_count(1)
    assert answers(page) == {"site": "colon"}
    page.keyboard.press("Control+y")
    assert answers(page) == {"site": "colon", "liver": "no"}
    expect(control(page, "liver").get_by_label("No", exact=True)).to_be_checked()


def test_an_answer_the_kernel_has_not_read_is_given_again(open_form: Open) -> None:
    page = open_form(answers={"site": "colon"}, read={"site": "colon"}, ask=["site"])
    control(page, "site").select_option("rectum")
    told(page, answers={"site": "colon"})  # what it held when the connection was back
    assert answers(page) == {"site": "rectum"}
    expect(control(page, "site")).to_have_value("rectum")
    assert page.evaluate("window.sent") == [{"site": "rectum"}, {"site": "rectum"}]
    told(page, read={"site": "rectum"})
    kernel(page, answers={"site": "breast"})  # a worked case is opened
    assert answers(page) == {"site": "breast"}
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert answers(page) == {"site": "colon"}


def test_answers_lost_on_the_way_are_told_and_sent_again(open_form: Open) -> None:
    page = open_form(answers={}, read={}, ask=["site"])
    page.evaluate("() => { window.again = []; window.model.send = (content) => window.again.push(content) }")
    control(page, "site").select_option("rectum")
    behind = page.get_by_role("status").filter(has_text="speak of the answers before")
    expect(behind).to_have_count(1)
    assert page.evaluate("window.again") == [{"answers": {"site": "rectum"}}]
    told(page, read={"site": "rectum"})
    expect(behind).to_have_count(0)


def test_a_case_from_the_kernel_is_shown_and_can_be_undone(open_form: Open) -> None:
    page = open_form(ask=["site"])
    control(page, "site").select_option("colon")
    kernel(page, answers={"site": "rectum", "count": "4"})
    expect(control(page, "count")).to_have_value("4")
    page.get_by_role("button", name="Undo").click()
    expect(control(page, "site")).to_have_value("colon")
    expect(control(page, "count")).to_have_value("")


def test_what_came_wrong_with_a_link_is_told_at_the_top_until_one_has_been_there(open_form: Open) -> None:
    page = open_form("?count=999&liver=maybe", ask=["site"])
    kernel(page, messages={"count": "999 is outside 0 to 100.", "liver": "'maybe' is not an answer."})
    told = page.get_by_role("alert").filter(has_text="Not used, because it cannot be read:")
    expect(told).to_have_text("Not used, because it cannot be read: LIVERCOUNT")
    told.get_by_role("button", name="COUNT").click()
    expect(control(page, "count")).to_be_focused()
    control(page, "count").fill("3")
    control(page, "count").press("Enter")
    kernel(page, messages={"liver": "'maybe' is not an answer."})
    expect(told).to_have_text("Not used, because it cannot be read: LIVER")
    kernel(page, messages={})
    expect(told).to_have_count(0)


def test_a_link_is_passed_on_raw_and_what_is_strange_is_told(open_form: Open) -> None:
    page = open_form("?site=banana&liver=yes&__proto__=1&constructor=no&token=abc&voila-theme=dark")
    assert page.evaluate("window.sent.at(-1).liver") == "yes"
    assert page.evaluate("Object.keys(window.sent.at(-1))") == [
        "site",
        "liver",
        "__proto__",
        "constructor",
    ]
    kernel(page, messages={"": "Left out: '__proto__'.", "site": "'banana' is not an answer."})
    expect(page.get_by_role("alert").filter(has_text="Left out")).to_be_visible()
    expect(page.get_by_text("'banana' is not an answer.")).to_have_count(1)
    address_says(page, "token=abc&voila-theme=dark&liver=yes&constructor=no")
    page.get_by_role("button", name="Dismiss").click()
    assert page.evaluate("Object.keys(window.sent.at(-1))") == ["site", "liver", "constructor"]


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("?liver=true", {"liver": "yes"}),
        ("?liver=False", {"liver": "no"}),
        ("?liver=1", {"liver": "yes"}),
        ("?liver=YES", {"liver": "yes"}),
        ("?liver=yes&liver=yes", {"liver": "yes"}),
        ("?liver=yes&liver=no", {"liver": "yes and no"}),  # told as no answer, and none is chosen
        ("?liver=yes&amp;site=banana", {"liver": "yes", "site": "banana"}),
        ("?utm_source=mail&liver=yes&fbclid=x", {"liver": "yes"}),
    ],
)
def test_a_link_says_an_answer_in_the_spelling_of_its_control(
    open_form: Open, query: str, answers: dict[str, str]
) -> None:
    page = open_form(query)
    assert page.evaluate("window.sent.at(-1)") == answers


def test_the_copied_link_restores_the_case_and_gives_no_token(open_form: Open) -> None:
    page = open_form("?liver=yes&token=abc")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{SITE}/page?liver=yes"


def test_without_a_clipboard_the_link_is_offered_to_be_copied(open_form: Open) -> None:
    page = open_form("?liver=yes")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_label("Link to this case")).to_have_value(f"{SITE}/page?liver=yes")
    expect(page.get_by_label("Link to this case")).to_be_focused()


def test_a_notebook_keeps_its_address_and_its_keys(open_form: Open) -> None:
    page = open_form("?liver=yes", own=False, ask=["site"])
    page.evaluate("document.addEventListener('keydown', () => (window.heard = true))")
    control(page, "site").focus()
    page.keyboard.press("c")
    assert answers(page) == {"site": "colon"}
    assert page.evaluate("window.heard") is None
    assert page.url == f"{SITE}/page?liver=yes"
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)


def test_others_can_ask_for_a_parameter(open_form: Open) -> None:
    page = open_form(idle=["more7"])
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', { detail: 'more7' }))")
    expect(control(page, "more7")).to_be_in_viewport()
    assert focused(page) == "more7"
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', { detail: 'nothing' }))")
    assert focused(page) == "more7"


def test_a_question_is_found_by_a_word(open_form: Open) -> None:
    page = open_form(ask=["liver"])
    page.get_by_label("Find a question").fill("count")
    expect(control(page, "count")).to_be_visible()
    expect(control(page, "site")).to_be_hidden()
    page.keyboard.press("Enter")
    assert focused(page) == "count"
    page.get_by_label("Find a question").fill("")
    expect(control(page, "count")).to_be_hidden()
    expect(control(page, "liver")).to_be_visible()


def test_texts_of_a_guideline_stay_text(open_form: Open) -> None:
    page = open_form(f"?site={PAYLOAD}", ask=["constructor"], messages={"site": PAYLOAD, "": PAYLOAD})
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', { detail: 'site' }))")
    page.get_by_role("button", name="Help").first.click()
    assert page.evaluate("window.ran") is None
    expect(page.locator("#form :is(img, script)")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 380, 900])
def test_nothing_is_wider_than_the_page(open_form: Open, width: int) -> None:
    page = open_form(ask=["site", "declines", "count"])
    page.set_viewport_size({"width": width, "height": 700})
    page.get_by_text("Wishes").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_heard_after_the_form_is_gone(open_form: Open) -> None:
    page = open_form(ask=["site"])
    page.evaluate("window.stop()")
    kernel(page, answers={"site": "colon"}, ask=["liver"])
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', { detail: 'liver' }))")
    assert asked(page) == ["site"]
