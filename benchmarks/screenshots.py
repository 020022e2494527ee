"""Takes the README's pictures of the served dashboard again: python -m benchmarks.screenshots."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, HOW_TO_GET_ONE, find_browser, serving

PICTURES = Path(__file__).parent.parent / "notebooks" / "images"
CASE = (
    "primary_site=rectum&liver_mets=yes&phase=diagnosis&onset=synchronous&primary_state=in_place"
    "&primary_bleeding=no&primary_obstruction=no&primary_pain=no"
    "&resectability=resectable&liver_lesion_count=3&fit_for_surgery=yes"
)
SIZE, TELEPHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    """Serve the dashboard, open it on one case and take the pictures."""
    browser = find_browser()
    if browser is None:
        raise SystemExit(HOW_TO_GET_ONE)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        _take_all(browser, server.address)


def _take_all(executable: str, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        _first_visit(page, address)
        _case(page, f"{address}?{CASE}")
        _comparison(page)
        _telephone(page)
        page.close()
        _class(browser, address)
        browser.close()


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".ge-map [data-status=active]", timeout=60_000)


def _take(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)  # until nothing moves any more
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES / f"{name}.png")


def _first_visit(page: Page, address: str) -> None:
    _open(page, address)
    _take(page, "first_visit")


def _case(page: Page, address: str) -> None:
    _open(page, address)
    expect(page.locator('.ge-stage [data-id="resectable_aim"]')).to_be_visible()
    _take(page, "dashboard")


def _comparison(page: Page) -> None:
    page.get_by_role("button", name="Pin to compare").click()
    page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', {detail: 'kras'}))")
    page.locator('[data-parameter="kras"]').select_option("mutant")
    page.get_by_role("button", name="Whole map").click()
    expect(page.locator(".ge-stage g.sign[data-sign=differs]").first).to_be_visible()
    _take(page, "comparison")


def _telephone(page: Page) -> None:
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(color_scheme="dark")
    page.locator(".ge-area-map").evaluate("element => element.scrollIntoView()")
    _take(page, "telephone")


LESSON, QUESTION = "operate_and_in_which_order", 8  # the first one that is asked on the map


def _class(browser: Browser, address: str) -> None:
    """A question on the projector, and on a pupil's telephone."""
    projector = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    projector.goto(f"{address}class/lesson/{LESSON}")
    word = projector.locator(".gl-code").first
    expect(word).to_have_text(re.compile("^[a-z]{6}$"))
    for _ in range(QUESTION):
        projector.keyboard.press("ArrowRight")
    for choice in (0, 0, 0, 1):
        pupil = browser.new_page(viewport=TELEPHONE, reduced_motion="reduce")
        pupil.goto(f"{address}class/{word.inner_text()}")
        pupil.locator(".gl-choice").nth(choice).click()
        expect(pupil.get_by_text("You can still change it")).to_be_visible()
    _take(pupil, "class_telephone")
    projector.keyboard.press("l")
    _take(projector, "class")


if __name__ == "__main__":
    main()
