"""Learning on the page: what was answered stays in this browser, comes back when it is due, and can be forgotten."""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.thorough import thorough

PLACE = "ge-learnt rectal_liver_metastases"


def practise(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.locator("summary", has_text="Practise").click()
    expect(page.locator(".ge-question")).to_be_visible()


def kept(page: Page) -> list[Any]:
    text = page.evaluate(f"localStorage.getItem({PLACE!r})")
    return json.loads(text)["answers"] if text else []


def test_what_was_learnt_stays_in_the_browser_and_comes_back(page: Page, served: Served) -> None:
    practise(page, served)
    first = page.locator(".ge-question").inner_text()
    page.get_by_role("button", name="I am guessing").click()
    expect(page.get_by_role("button", name="I am guessing")).to_have_attribute("aria-pressed", "true")
    page.locator(".ge-option").first.click()
    expect(page.locator("[data-next]")).to_be_visible()
    (row,) = kept(page)
    assert row[3] is False
    page.evaluate(
        "([place, row]) => localStorage.setItem(place, JSON.stringify({ answers: [row] }))",
        [PLACE, [row[0], "2020-01-01T00:00:00+00:00", False, True]],
    )
    practise(page, served)  # another visit, years later
    expect(page.locator(".ge-question")).to_have_text(first)
    page.locator("summary", has_text="What I know").click()
    expect(page.locator("meter").first).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@thorough
def test_it_can_be_saved_and_forgotten(page: Page, served: Served) -> None:
    practise(page, served)
    page.locator(".ge-option").first.click()
    expect(page.locator("[data-next]")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save what I have learnt").click()
    assert saved.value.suggested_filename == "learnt.json"
    page.get_by_role("button", name="Forget what I have learnt").click()
    expect(page.locator(".ge-option").first).to_be_visible()
    assert kept(page) == []
