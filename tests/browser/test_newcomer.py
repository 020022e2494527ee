"""A newcomer, given only the link: enter a case, say what is advised, where sources disagree and what to test next, send it.

The case is "rectal cancer, three liver metastases, silent primary, KRAS unknown"; once by mouse, once by keyboard alone.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

CHOSEN = {
    "primary_site": "Rectum", "phase": "At diagnosis", "primary_state": "In place",
    "onset": "With the primary", "resectability": "Resectable at",
}  # fmt: skip
SAID = {
    "liver_mets": "yes", "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no",
    "fit_for_surgery": "yes",
}  # fmt: skip
COUNT = ("liver_lesion_count", "3")


@pytest.fixture
def opened(served: Served, page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served.address)
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)
    return page


def control(page: Page, name: str) -> str:
    return f'[data-parameter="{name}"]'


def words_for(page: Page, name: str) -> str:
    """What a newcomer would look for: the words of the question."""
    question = page.locator(f'[data-item="{name}"]').locator("label, legend").first.text_content() or ""
    return question.strip()


def check_what_is_seen(page: Page) -> None:
    """What the sources advise, where they disagree, what to test next."""
    advice = page.locator(".ge-advice")
    done = advice.locator(".ge-do li[data-advice=do]")
    assert done.count() >= 1
    assert done.first.locator("[data-statement]").count() >= 1, "every line names its sources"
    expect(advice.get_by_role("heading", name=re.compile("^Where the sources disagree [1-9]"))).to_be_visible()
    assert 1 <= advice.locator(".ge-wanted > li").count() <= 4, "what to find out first is a short list"


def check_the_link(page: Page, served: Served) -> None:
    """A colleague who is sent the link sees the same."""
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(served.address)
    for name, value in {**SAID, COUNT[0]: COUNT[1], "primary_site": "rectum"}.items():
        assert f"{name}={value}" in link
    assert "kras" not in link, "what is not known is not said"
    advised = page.locator(".ge-do li[data-advice=do]").evaluate_all("all => all.map((e) => e.dataset.node)")
    page.goto(link)
    expect(page.locator(".ge-do li[data-advice=do]")).to_have_count(len(advised), timeout=60_000)
    again = page.locator(".ge-do li[data-advice=do]").evaluate_all("all => all.map((e) => e.dataset.node)")
    assert again == advised


def test_with_the_mouse(opened: Page, served: Served) -> None:
    page = opened

    def show(name: str) -> None:
        """Find the question by its words."""
        page.locator(".ge-form input[type=search]").fill(words_for(page, name))
        page.locator(f'[data-item="{name}"]').scroll_into_view_if_needed()

    for name, option in CHOSEN.items():
        show(name)
        label = page.locator(f"{control(page, name)} option", has_text=option).first.text_content()
        page.locator(control(page, name)).select_option(label=label)
    for name, value in SAID.items():
        show(name)
        page.locator(f'{control(page, name)} label:has(input[value="{value}"])').click()
    show(COUNT[0])
    page.locator(control(page, COUNT[0])).fill(COUNT[1])
    page.locator(control(page, COUNT[0])).press("Enter")
    page.wait_for_url(re.compile(f"{COUNT[0]}={COUNT[1]}"))
    check_what_is_seen(page)
    first = page.locator(".ge-disagree > .ge-disagreement").first
    first.locator("summary").click()
    expect(first.locator(".ge-position").nth(1)).to_be_visible()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    check_the_link(page, served)


def test_with_the_keyboard_alone(opened: Page, served: Served) -> None:
    page, press = opened, opened.keyboard.press

    def is_at(where: str) -> bool:
        return bool(page.evaluate("where => document.activeElement.matches(where)", where))

    def tab_to(where: str, key: str = "Tab") -> None:
        for _ in range(150):
            if is_at(where):
                return
            press(key)
        pytest.fail(f"{where} is not reached with {key}")

    def show(name: str) -> None:
        here = f"{control(page, name)}, {control(page, name)} input"
        tab_to("input[type=search]")
        press("ControlOrMeta+a")
        page.keyboard.insert_text(words_for(page, name))
        press("Enter")
        assert is_at(here), name

    def choose(name: str, option: str) -> None:
        """Type an option; a list forgets after a second what was typed, so on a slow machine it is typed again."""
        for _ in range(4):
            page.keyboard.type(option)
            chosen = page.locator(control(page, name)).evaluate("list => list.selectedOptions[0].textContent")
            if chosen.startswith(option):
                return
            page.wait_for_timeout(1200)
        pytest.fail(f"{option!r} is not chosen by typing, but {chosen!r}")

    for name, option in CHOSEN.items():
        show(name)
        choose(name, option)
    for name, value in SAID.items():
        show(name)
        for _ in range({"no": 1, "yes": 2}[value]):  # Yes, No, Not known: "Not known" is where one comes in
            press("ArrowLeft")
    show(COUNT[0])
    page.keyboard.type(COUNT[1])
    press("Enter")
    page.wait_for_url(re.compile(f"{COUNT[0]}={COUNT[1]}"))
    check_what_is_seen(page)
    tab_to(".ge-disagree > .ge-disagreement > summary")
    press("Enter")
    expect(page.locator(".ge-disagree .ge-position").nth(1)).to_be_visible()
    tab_to(".ge-first details > summary", "Shift+Tab")
    press("Enter")  # the others, and who asks for them
    tab_to(".ge-first [data-do='ask:kras']")
    press("Enter")
    assert is_at(control(page, "kras")), "what is to be found out leads to its question"
    tab_to(".ge-form-bar button:last-of-type", "Shift+Tab")
    press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    check_the_link(page, served)
