"""What goes wrong while a dashboard is used: the case survives it, because it stands in the page's address."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.served import free_port
from explorer.knowledge.known import SHIPPED
from tests.browser.conftest import Served, serving, show_pathway
from tests.browser.test_dashboard import choose
from tests.generated import write_guideline

CASE = "primary_site=rectum&liver_mets=yes&phase=diagnosis"
BREAST = '.ge-strip [data-do="pathway:breast"]'  # always on the page, wherever the map has followed the case


@pytest.fixture
def rough(browser: Browser) -> Iterator[Page]:
    """A page whose console may show that a kernel or the server is gone."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)


def kernels_of(server: Served) -> set[int]:
    """The processes of the kernels."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    return {child.pid for child in children if "ipykernel" in " ".join(child.cmdline())}


def works_again(page: Page, kept: str) -> None:
    """The page shows the case it had, and follows the next answer."""
    expect(page.locator(f'[data-parameter="{kept}"]')).to_be_attached(timeout=60_000)
    choose(page, "primary_site", "breast")
    expect(page.locator(BREAST)).to_have_attribute("data-status", "active", timeout=60_000)
    choose(page, "primary_site", "rectum")
    expect(page.locator(BREAST)).to_have_attribute("data-status", "ruled out", timeout=60_000)


def test_a_kernel_that_is_killed(served: Served, rough: Page) -> None:
    before = kernels_of(served)
    opened(rough, f"{served.address}?{CASE}")
    choose(rough, "liver_lesion_count", "3")
    rough.wait_for_url(re.compile("liver_lesion_count=3"))
    expect(rough.locator("#connection[role=status]")).to_have_text("")
    rough.evaluate("() => { window.old = true }")
    signal_all(kernels_of(served) - before, signal.SIGKILL)
    choose(rough, "kras", "mutant")  # while nobody listens
    rough.mouse.move(200, 200)
    rough.wait_for_function("() => !window.old", timeout=60_000)
    expect(rough.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)
    assert "kras=mutant" in rough.url
    assert "liver_lesion_count=3" in rough.url
    expect(rough.locator('[data-parameter="liver_lesion_count"]')).to_have_value("3")
    works_again(rough, "kras")


def test_the_path_lights_up_while_the_kernel_is_silent(served: Served, rough: Page) -> None:
    before = kernels_of(served)
    opened(rough, f"{served.address}?liver_mets=yes")
    show_pathway(rough)
    mine = kernels_of(served) - before
    on_map, told = rough.locator('g.node[data-id="overview_breast"]'), rough.locator(BREAST)
    try:
        signal_all(mine, signal.SIGSTOP)
        choose(rough, "primary_site", "breast")
        expect(on_map).to_have_attribute("data-status", "active")
        choose(rough, "primary_site", "rectum")
        expect(on_map).to_have_attribute("data-status", "ruled out")
        expect(told).to_have_attribute("data-status", "possible")
    finally:
        signal_all(mine, signal.SIGCONT)
    expect(told).to_have_attribute("data-status", "ruled out", timeout=60_000)
    expect(on_map).to_have_attribute("data-status", "ruled out")


def signal_all(pids: set[int], what: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, what)


def test_a_server_that_is_restarted(tmp_path: Path, rough: Page) -> None:
    port = str(free_port())
    with serving(tmp_path, "--port", port) as server:
        opened(rough, f"{server.address}?{CASE}")
    rough.mouse.move(100, 100)
    expect(rough.locator("#connection")).to_contain_text("does not answer", timeout=30_000)
    choose(rough, "kras", "mutant")
    rough.evaluate("() => { window.old = true }")
    with serving(tmp_path, "--port", port):
        rough.mouse.move(200, 200)
        rough.wait_for_function("() => !window.old", timeout=60_000)
        expect(rough.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)
        assert "kras=mutant" in rough.url
        works_again(rough, "kras")
        rough.goto("about:blank")


CUTTABLE = """
window.cuttable = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.cuttable.push(this); }
  send(data) { if (!window.lossy) super.send(data); }
};
"""


def test_an_answer_that_is_lost_on_the_way(served: Served, rough: Page) -> None:
    rough.add_init_script(CUTTABLE)
    opened(rough, f"{served.address}?{CASE}")
    expect(rough.locator(BREAST)).to_have_attribute("data-status", "ruled out")
    rough.evaluate("() => { window.lossy = true }")
    choose(rough, "primary_site", "breast")
    behind = rough.get_by_text("The words still speak of the answers before.")
    expect(behind).to_be_visible()
    expect(rough.locator(".ge-behind .ge-advice")).to_be_visible()
    rough.evaluate("() => { window.lossy = false }")
    expect(rough.locator(BREAST)).to_have_attribute("data-status", "active", timeout=60_000)
    expect(behind).to_have_count(0)
    expect(rough.locator(".ge-behind")).to_have_count(0)
    choose(rough, "primary_site", "rectum")
    expect(rough.locator(BREAST)).to_have_attribute("data-status", "ruled out", timeout=60_000)


def test_a_websocket_that_is_cut(served: Served, rough: Page) -> None:
    rough.add_init_script(CUTTABLE)
    opened(rough, f"{served.address}?{CASE}")
    rough.evaluate("() => { window.old = true; window.cuttable.forEach(socket => socket.close()) }")
    choose(rough, "primary_site", "breast")
    expect(rough.locator(BREAST)).to_have_attribute("data-status", "active", timeout=60_000)
    assert rough.evaluate("window.old"), "the same page went on"
    rough.wait_for_url(re.compile("primary_site=breast"))


def test_two_tabs_on_one_case_are_independent(served: Served, page: Page) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        opened(tab, f"{served.address}?{CASE}")
    choose(page, "primary_site", "breast")
    expect(page.locator(BREAST)).to_have_attribute("data-status", "active")
    expect(other.locator(BREAST)).to_have_attribute("data-status", "ruled out")
    page.close()
    choose(other, "liver_lesion_count", "4")
    other.wait_for_url(re.compile("liver_lesion_count=4"))
    assert "primary_site=rectum" in other.url


def test_a_link_from_an_older_edition(served: Served, page: Page) -> None:
    opened(page, f"{served.address}?{CASE}&a_fact_of_last_year=yes&kras=wild")
    expect(page.get_by_text("a_fact_of_last_year")).to_be_visible()
    expect(page.locator(BREAST)).to_have_attribute("data-status", "ruled out")
    expect(page).to_have_url(re.compile("primary_site=rectum"))


def test_a_page_that_is_gone_back_to(served: Served, rough: Page) -> None:
    opened(rough, f"{served.address}?{CASE}")
    choose(rough, "liver_lesion_count", "5")
    rough.wait_for_url(re.compile("liver_lesion_count=5"))
    rough.goto("about:blank")
    rough.go_back()
    expect(rough.locator('[data-parameter="liver_lesion_count"]')).to_have_value("5", timeout=60_000)
    works_again(rough, "kras")


def test_a_guideline_that_is_half_written(tmp_path: Path, page: Page) -> None:
    folder = write_guideline(tmp_path / "guideline", seed=3)
    front = folder / "guideline.yaml"
    good = front.read_text("utf-8")
    with serving(tmp_path, "--watch", "--guideline", str(folder)) as server:
        opened(page, f"{server.address}?q1=yes")
        front.write_text(good.replace("title: Generated", "title: [half"), "utf-8")
        expect(page.locator(".ge-notice")).to_contain_text("guideline.yaml:", timeout=30_000)
        expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible()
        front.write_text(good.replace("title: Generated", "title: Written again"), "utf-8")
        expect(page.get_by_role("heading", name="Written again")).to_be_visible(timeout=30_000)
        expect(page.locator(".ge-notice")).to_have_text("")
        expect(page.locator('[data-parameter="q1"] input[value="yes"]')).to_be_checked()
        expect(page).to_have_url(re.compile("q1=yes"))
        page.goto("about:blank")
        server.complained_of_nothing()


@contextmanager
def visitors(address: str, count: int) -> Iterator[list[str]]:
    """So many visitors who do not leave; what each was shown."""
    pages = []
    try:
        for _ in range(count):
            with urlopen(address, timeout=90) as answer:
                pages.append(answer.read().decode())
        yield pages
    finally:
        for page in pages:
            found = re.search(r'id="kernel" data-id="([\w-]+)"', page)
            assert found is not None
            urlopen(f"{address}voila/api/shutdown/{found[1]}", data=b"").close()


def test_a_full_server_asks_to_wait(tmp_path: Path, page: Page) -> None:
    with serving(tmp_path, "--users", "2") as server:
        with visitors(server.address, 2) as shown:
            assert all('role="alert"' not in text for text in shown)
            with pytest.raises(HTTPError) as refused:
                urlopen(server.address)
            assert refused.value.code == 503
            assert int(refused.value.headers["Retry-After"]) > 0
            text = refused.value.read().decode()
            assert "All places are taken" in text
            assert "http-equiv" in text
        time.sleep(1)
        opened(page, f"{server.address}?{CASE}")
        expect(page).to_have_url(re.compile("primary_site=rectum"))
        page.goto("about:blank")
        server.complained_of_nothing()


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_a_word_too_long_for_its_place_breaks(long_words: Served, rough: Page, width: int) -> None:
    rough.set_viewport_size({"width": width, "height": 844})
    opened(rough, long_words.address)
    rough.locator(".ge-strip summary").first.click()
    wide = rough.evaluate(
        "() => [...document.querySelectorAll('.ge-advice, .ge-form, .ge-strip, .ge-head, html')]"
        ".filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)"
    )
    assert wide == []


@pytest.fixture(scope="module")
def long_words(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Served]:
    """A guideline whose titles and questions are one long word each, served."""
    folder = tmp_path_factory.mktemp("long")
    shutil.copytree(SHIPPED / "tea", folder / "tea")
    for path in folder.rglob("*.yaml"):
        numbers = itertools.count(100)
        found = re.sub(
            r"\b(recommendation|decision|title|question|label): [^\n{}\[\]|>]+(?=$|\n)",
            lambda match, numbers=numbers: f"{match[1]}: {'x' * 150}{next(numbers)}",
            path.read_text("utf-8"),
        )
        path.write_text(found, "utf-8")
    with serving(folder, "--guideline", str(folder / "tea")) as server:
        yield server


def test_a_button_with_words_of_ours_stays_whole(served: Served, rough: Page) -> None:
    opened(rough, f"{served.address}?nonsense=1")
    box = rough.get_by_role("button", name="Dismiss").bounding_box()
    assert box is not None
    assert box["width"] > box["height"]
