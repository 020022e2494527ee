"""A live class in real browsers: the teacher's page opens from the dashboard, pupils answer on telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from explorer.cli import main
from tests.browser.conftest import Served, Watch
from tests.thorough import thorough

LESSON = "Can the liver be operated on, and what comes first?"
WAY = 8  # the place of the first question that is asked on the map


@pytest.fixture
def telephone(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    opened = context.new_page()
    watch.attach(opened)
    yield opened
    context.close()


@pytest.fixture
def teaching(page: Page, served: Served) -> Page:
    """The teacher's page, opened from the dashboard."""
    page.goto(served.address)
    page.locator("summary", has_text="Teach").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=LESSON).click()
    expect(opened.value.locator(".gl-code").first).to_have_text(re.compile("^[a-z]{6}$"))
    return opened.value


def word_of(teaching: Page) -> str:
    return teaching.locator(".gl-code").first.inner_text()


def go_to(teaching: Page, place: int) -> None:
    teaching.keyboard.press("Home")
    for _ in range(place):
        teaching.keyboard.press("ArrowRight")


def is_accessible(page: Page) -> None:
    page.wait_for_timeout(300)  # what fades in has faded in
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_pupil_answers_with_one_press_and_the_class_sees_it(teaching: Page, telephone: Page, served: Served) -> None:
    go_to(teaching, WAY)
    telephone.goto(f"{served.address}class/{word_of(teaching)}")  # what the QR code holds
    expect(telephone.get_by_text("You are the")).to_be_visible()
    is_accessible(telephone)
    telephone.locator(".gl-choice").first.tap()
    expect(telephone.get_by_text("You can still change it")).to_be_visible()
    expect(teaching.get_by_role("status")).to_have_text("1 of 1 answered")
    expect(teaching.locator(".gl-votes")).to_have_count(0)  # nobody is led by what others chose
    teaching.keyboard.press("l")
    expect(teaching.locator(".gl-votes").first).to_contain_text("1 (100 %)")
    expect(teaching.locator(".gl-sign text").first).to_have_text("A 1")
    expect(telephone.locator(".gl-choice").first).to_be_disabled()
    is_accessible(teaching)


@thorough
def test_an_answer_on_the_map_and_a_second_round(teaching: Page, telephone: Page, served: Served) -> None:
    go_to(teaching, WAY)
    telephone.goto(f"{served.address}class/{word_of(teaching)}")
    telephone.locator(".gl-sign").last.tap()
    expect(telephone.locator(".gl-choice[aria-pressed=true]")).to_contain_text("yes")
    teaching.keyboard.press("a")
    expect(telephone.locator(".gl-choice[aria-pressed=true]")).to_have_count(0)
    telephone.locator(".gl-sign").first.tap()
    expect(telephone.locator(".gl-choice[aria-pressed=true]")).to_contain_text("no")
    teaching.keyboard.press("ArrowRight")
    expect(telephone.locator("[data-correct=true]")).to_contain_text("Your answer.")
    expect(teaching.locator("[data-correct=true] .gl-votes")).to_have_text(["before 0 (0 %)", "after 1 (100 %)"])
    is_accessible(telephone)


def test_a_pupil_and_a_teacher_who_load_again_are_where_they_were(
    teaching: Page, telephone: Page, served: Served
) -> None:
    go_to(teaching, WAY)
    telephone.goto(f"{served.address}class/{word_of(teaching)}")
    telephone.locator(".gl-choice").first.tap()
    who = telephone.locator(".gl-who").inner_text()
    telephone.reload()
    expect(telephone.locator(".gl-who")).to_have_text(who)
    expect(telephone.locator(".gl-choice[aria-pressed=true]")).to_have_count(1)
    word = word_of(teaching)
    teaching.reload()
    expect(teaching.locator(".gl-code").first).to_have_text(word)
    expect(teaching.locator(".gl-place")).to_have_text(re.compile(f"^{WAY + 1} of"))


@thorough
def test_a_word_is_typed_and_a_wrong_one_is_told(teaching: Page, telephone: Page, served: Served) -> None:
    telephone.goto(f"{served.address}class/")
    is_accessible(telephone)
    for typed, said in (("abc", "The word has six letters."), ("zuzuzu", "There is no class of that word now.")):
        telephone.get_by_label("The word of the room").fill(typed)
        telephone.get_by_role("button", name="Come in").tap()
        expect(telephone.get_by_role("status").first).to_have_text(said)
    telephone.get_by_label("The word of the room").fill(word_of(teaching).upper())
    telephone.get_by_role("button", name="Come in").tap()
    expect(telephone.get_by_text("You are the")).to_be_visible()


@thorough
def test_the_room_tells_how_to_come_in_and_who_is_there(teaching: Page, telephone: Page, served: Served) -> None:
    telephone.goto(f"{served.address}class/{word_of(teaching)}")
    name = telephone.locator(".gl-who").inner_text().removeprefix("You are the ").removesuffix(".")
    teaching.keyboard.press("r")
    room = teaching.get_by_role("dialog")
    expect(room.get_by_role("img", name="QR code")).to_be_visible()
    expect(room).to_contain_text("Only this machine can reach this address")
    is_accessible(teaching)
    with teaching.expect_download() as saved:
        room.get_by_role("button", name="Save the answers").click()
    assert saved.value.suggested_filename == "answers.csv"
    room.get_by_role("button", name=f"Remove {name}").click()
    expect(telephone.get_by_text("The class takes nobody in now.")).to_be_visible()


def test_a_lesson_is_made_on_the_page_and_passes_its_check(
    page: Page, served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.goto(
        f"{served.address}?primary_site=rectum&liver_mets=yes&phase=diagnosis&resectability=unresectable&kras=mutant"
    )
    page.locator("summary", has_text="Teach").click()
    page.get_by_role("button", name="Add this case to my lesson").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my lesson (1 case)").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert main(["lesson", "check", str(path)]) == 0
    assert "1 case, 2 questions, 10 minutes. Nothing is wrong." in capsys.readouterr().out
