"""A lesson on a projector, opened from a disk in a real browser, gone through by keys and by mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explorer import load
from explorer.teaching.frames import frames
from explorer.teaching.lesson import read_lesson
from explorer.teaching.lesson_files import lessons_of
from explorer.views.present.page import lesson_page
from tests.thorough import thorough

READ = read_lesson(lessons_of(load("tea"))[0])
FRAMES = frames(READ)


@pytest.fixture
def lesson(page: Page, tmp_path: Path) -> Page:
    path = tmp_path / "lesson.html"
    path.write_text(lesson_page(READ), "utf-8")
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", name=READ.lesson.title)).to_be_visible()
    return page


def at(page: Page) -> str:
    return page.locator(".gl-place").inner_text()


def first(sort: str) -> int:
    return next(place for place, frame in enumerate(FRAMES) if frame.sort == sort)


def go_to(page: Page, place: int) -> None:
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("PageDown")
    expect(page.locator(".gl-place")).to_have_text(f"{place + 1} of {len(FRAMES)}")


def test_keys_and_buttons_go_on_and_back(lesson: Page) -> None:
    for key, place in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        (" ", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("End", len(FRAMES)),
        ("ArrowRight", len(FRAMES)),
        ("Home", 1),
    ):
        lesson.keyboard.press(key)
        assert at(lesson) == f"{place} of {len(FRAMES)}", key
    lesson.get_by_role("button", name="Go on").click()
    lesson.keyboard.press("Enter")  # the button has the focus: it goes on once, not twice
    assert at(lesson) == f"3 of {len(FRAMES)}"


def test_a_question_hides_its_answer_until_it_is_gone_on(lesson: Page) -> None:
    go_to(lesson, first("question"))
    expect(lesson.locator(".gl-options > li")).to_have_count(2)
    expect(lesson.locator("[data-correct]")).to_have_count(0)
    expect(lesson.locator("[data-status=active]")).to_have_count(0)
    assert lesson.locator(".gl-sign text").all_text_contents() == ["A", "B"]
    lesson.keyboard.press("ArrowRight")
    expect(lesson.locator("[data-correct=true]")).to_have_text("✓ greenActive because the tea is green.")
    expect(lesson.locator("[data-status=active]")).to_have_attribute("data-id", "tea_start -> tea_cool")


def test_the_way_is_lit_node_by_node(lesson: Page) -> None:
    start = first("way")
    for place in range(start, start + 3):
        go_to(lesson, place)
        lit = lesson.locator("[data-status=active]").evaluate_all("all => all.map((one) => one.dataset.id)")
        assert sorted(lit) == sorted(FRAMES[place].lit)
        expect(lesson.locator("[data-at]")).to_have_attribute("data-id", FRAMES[place].at)


@thorough
def test_black_notes_clock_and_keys(lesson: Page) -> None:
    lesson.keyboard.press("b")
    expect(lesson.locator(".gl-black")).to_be_visible()
    lesson.keyboard.press("b")
    expect(lesson.locator(".gl-black")).to_be_hidden()
    lesson.keyboard.press("n")
    expect(lesson.get_by_role("complementary", name="Notes")).to_contain_text("Let the room predict")
    lesson.keyboard.press("t")
    expect(lesson.get_by_role("button", name="Clock")).to_have_text("0:01")
    lesson.keyboard.press("?")
    expect(lesson.get_by_role("dialog")).to_be_visible()
    lesson.keyboard.press("Escape")
    expect(lesson.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("sort", ["title", "facts", "question", "answer", "way", "advice", "dispute"])
def test_every_sort_of_frame_is_accessible(lesson: Page, sort: str) -> None:
    go_to(lesson, first(sort))
    lesson.keyboard.press("n")
    lesson.wait_for_timeout(300)  # the frame has faded in
    found = Axe().run(lesson, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (390, 844), (1920, 1080)])
def test_nothing_is_cut_off_sideways(lesson: Page, width: int, height: int) -> None:
    lesson.set_viewport_size({"width": width, "height": height})
    for sort in ("question", "answer", "way", "dispute"):
        go_to(lesson, first(sort))
        assert lesson.evaluate("document.documentElement.scrollWidth <= innerWidth"), sort
