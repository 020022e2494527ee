"""The page without a server, in a real browser: the same dashboard, offline, found again, and as one file.

``PUBLISHED=1`` runs every test of the served dashboard on the published one, and more cases against Python outside.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import tests.browser.test_dashboard as of_the_served
from explorer import evaluate, load
from explorer.briefing.briefing import brief
from tests.browser.conftest import COMMAND, Served, Watch, serving, sheet
from tests.browser.test_accessibility import AXE
from tests.browser.test_dashboard import CASE, choose, dashboard, node  # noqa: F401 - a fixture
from tests.thorough import THOROUGH, thorough

ALL = os.environ.get("PUBLISHED") == "1"
CASES = 1000 if ALL else 40 if THOROUGH else 12
OF_THE_SERVER = {"test_a_report_says_that_it_is_being_made_and_that_it_is_there"}  # as PDF, too

if ALL:
    served_tests = {name: test for name, test in vars(of_the_served).items() if name.startswith("test_")}
    globals().update({name: test for name, test in served_tests.items() if name not in OF_THE_SERVER})


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped guideline as a folder, and beside it as one file."""
    place = tmp_path_factory.mktemp("published")
    for arguments in ([str(place / "site")], [str(place / "page.html"), "--one-file"]):
        subprocess.run([COMMAND, "publish", *arguments], check=True, capture_output=True)
    return place


@pytest.fixture(scope="session")
def served(published: Path, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Served]:
    """The folder on a static server: what the tests of the served dashboard ask for."""
    with serving(tmp_path_factory.mktemp("static"), "--static", str(published / "site")) as server:
        yield server
        server.complained_of_nothing()


def told(page: Page) -> None:
    """Wait until Python has answered."""
    expect(page.locator("body.ge-ready:not(.ge-waiting)")).to_be_attached(timeout=60_000)
    page.wait_for_timeout(1000)  # the questions have found their places


def say_no(page: Page, parameter: str) -> None:
    """Answer with the keyboard, which finds its control wherever the questions move."""
    page.evaluate("name => document.dispatchEvent(new CustomEvent('ge-ask', {detail: name}))", parameter)
    page.locator(f'[data-parameter="{parameter}"] input[value="no"]').focus()
    page.keyboard.press("Space")


def test_the_path_is_lit_before_python_is_there(served: Served, page: Page) -> None:
    page.route("**/libraries.zip", lambda route: None)  # Python never gets its libraries
    page.goto(f"{served.address}?primary_site=breast")
    expect(node(page, "overview_breast")).to_have_attribute("data-status", "active")
    expect(page.locator("#working")).to_contain_text("Python")
    expect(page.locator(".ge-area-advice .ge-panel")).to_be_hidden()  # it would speak of another case


def test_by_mouse_and_keyboard_to_the_advice(served: Served, page: Page) -> None:
    page.goto(served.address)
    told(page)
    node(page, "overview_breast").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ge-map-title")).to_have_text("Breast primary")
    choose(page, "primary_site", "breast")
    expect(page.locator(".ge-headline")).to_contain_text("Breast")
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ge-area-advice")).to_contain_text("Begin here")


def test_the_second_visit_needs_no_network(served: Served, browser: Browser, watch: Watch) -> None:
    context = browser.new_context()
    first = context.new_page()
    first.goto(served.address)
    told(first)
    first.evaluate("navigator.serviceWorker.ready")
    first.wait_for_function("async () => (await caches.keys()).length === 1 && navigator.serviceWorker.controller")
    context.set_offline(True)
    again = context.new_page()
    watch.attach(again)
    again.goto(f"{served.address}?primary_site=breast")
    told(again)
    expect(again.locator(".ge-headline")).to_contain_text("Breast")
    assert (watch.errors, watch.outside) == ([], [])
    context.close()


def test_one_file_opens_from_the_disk(published: Path, page: Page) -> None:
    page.goto(f"file://{published / 'page.html'}?primary_site=breast&liver_mets=yes")
    told(page)
    expect(page.locator(".ge-headline")).to_contain_text("Breast")
    say_no(page, "liver_mets")
    expect(page.locator(".ge-headline")).to_contain_text("no liver metastases")
    page.wait_for_url("**liver_mets=no**")
    with page.expect_download() as download:
        sheet(page, "Report")
        page.get_by_role("button", name="Report as HTML, everything").click()
    assert "<svg" in Path(download.value.path()).read_text("utf-8")


@thorough
def test_python_that_is_lost_is_started_again_with_the_case(served: Served, page: Page) -> None:
    page.add_init_script(
        "const W = Worker; window.Worker = class extends W { constructor(...a) { super(...a); window.python = this; } };"
    )
    page.goto(served.address)
    told(page)
    choose(page, "primary_site", "breast")
    told(page)
    page.evaluate("window.first = python; python.terminate(); python.onerror(new Event('error'))")
    say_no(page, "liver_mets")
    page.wait_for_function("() => python !== first")
    told(page)
    expect(page.locator(".ge-headline")).to_contain_text("Breast")
    expect(page.locator(".ge-headline")).to_contain_text("no liver metastases")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        ("delete window.WebAssembly", "need WebAssembly"),
        (
            "window.Worker = class { postMessage() { setTimeout(() => this.onerror(new Event('error'))) } terminate() {} }",
            "could not be started",
        ),
    ],
)
def test_without_python_the_form_the_path_and_the_list_work(
    served: Served, page: Page, break_it: str, words: str
) -> None:
    page.add_init_script(break_it)
    page.goto(served.address)
    expect(page.locator("#working")).to_contain_text(words)
    choose(page, "primary_site", "breast")
    expect(node(page, "overview_breast")).to_have_attribute("data-status", "active")
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator('.ge-twin [data-step="overview_breast"]')).to_be_visible()


@thorough
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing(served: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{served.address}?{CASE}")
    told(page)
    page.evaluate(f"() => {{ {AXE}; window.axe = axe; }}")
    found = page.evaluate(
        "axe.run().then(result => result.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 200))]))"
    )
    assert found == []


@thorough
def test_the_report_is_printed_by_the_browser(served: Served, page: Page) -> None:
    page.add_init_script("window.print = () => { (top.printed ??= []).push(document.title); };")
    page.goto(f"{served.address}?{CASE}")
    told(page)
    sheet(page, "Report")
    page.get_by_role("button", name="Print the report, or save it as PDF, one page").click()
    page.wait_for_function("() => window.printed?.length === 1")
    assert "Report" in page.evaluate("printed[0]")


def random_cases(guideline, count: int) -> list[dict[str, object]]:
    """Partial cases, each with the same chance of any number of facts."""
    drawn = random.Random(15)
    made = []
    for _ in range(count):
        names = drawn.sample(list(guideline.parameters), drawn.randint(0, 12))
        made.append({name: value_of(drawn, guideline.parameters[name]) for name in names})
    return made


def value_of(drawn: random.Random, parameter) -> object:
    if not parameter.is_number:
        return drawn.choice(list(parameter.option_names))
    low, high = parameter.range or (0, 100)
    return drawn.randint(int(low), int(min(high, low + 200)))


def test_the_browser_tells_of_each_case_what_python_tells_outside(served: Served, page: Page) -> None:
    guideline = load("rectal_liver_metastases")
    cases = random_cases(guideline, CASES)
    page.goto(served.address)
    inside = page.evaluate(IN_THE_BROWSER, json.dumps(cases))
    outside = [brief(evaluate(guideline, case)).as_json() for case in cases]
    assert inside == json.dumps(outside)


IN_THE_BROWSER = """async (cases) => {
    const { loadPyodide } = await import('/runtime/pyodide.mjs');
    const python = await loadPyodide({ indexURL: location.origin + '/runtime/' });
    for (const name of ['libraries', 'explorer']) {
        const packed = await (await fetch(`/runtime/${name}.zip`)).arrayBuffer();
        python.unpackArchive(new Uint8Array(packed), 'zip', { extractDir: '/lib/python3.14/site-packages' });
    }
    python.globals.set('cases', cases);
    python.globals.set('written', await (await fetch('/guideline.json')).text());
    return python.runPython(`
import json
from explorer import evaluate
from explorer.briefing.briefing import brief
from explorer.reasoning.compiled_json import from_json
guideline = from_json(json.loads(written)['compiled']).guideline
json.dumps([brief(evaluate(guideline, case)).as_json() for case in json.loads(cases)])
`);
}"""
