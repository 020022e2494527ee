"""A case named, decided on, saved and opened again in a real browser."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, sheet
from tests.thorough import thorough

CASE = "?primary_site=rectum&liver_mets=yes&phase=diagnosis&resectability=unresectable&kras=mutant"


def test_a_case_is_saved_with_its_decision_and_opened_again(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(served.address + CASE)
    sheet(page, "Decision")
    first = page.locator(".ge-decided li").first
    first.get_by_role("button", name="not followed").click()
    first.get_by_label("because").fill("another wish")
    page.get_by_label("Decided:").fill("Go on as planned")
    page.get_by_label("Date:").fill("2026-03-02")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    sheet(page, "This case")
    page.get_by_label("Name:").fill("The case of Monday")
    page.get_by_label("Name:").press("Tab")
    expect(page).to_have_title("The case of Monday · Guideline explorer")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this case").click()
    path = tmp_path / saved.value.suggested_filename
    assert path.name.startswith("the-case-of-monday-")
    saved.value.save_as(path)

    page.goto(served.address)  # another day
    sheet(page, "This case")
    page.get_by_label("Open a case file").set_input_files(path)
    expect(page).to_have_title("The case of Monday · Guideline explorer")
    expect(page.get_by_label("Name:")).to_have_value("The case of Monday")
    expect(page.locator('[data-parameter="kras"]').first).to_have_value("mutant")
    sheet(page, "Decision")
    expect(page.locator(".ge-decided li").first.get_by_label("because")).to_have_value("another wish")
    expect(page.get_by_label("Decided:")).to_have_value("Go on as planned")
    sheet(page, "Report")
    with page.expect_download() as report:
        page.get_by_role("button", name="Report as Markdown").first.click()
    assert "another wish" in report.value.path().read_text("utf-8")


FILL = """fields => {
  for (const [label, value] of fields) {
    const field = [...document.querySelectorAll(".ge-head label")].find(one => one.textContent.startsWith(label));
    const input = field.querySelector("input") ?? document.getElementById(field.htmlFor);
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""


def test_what_comes_faster_than_the_kernel_takes_it_is_kept(page: Page, served: Served) -> None:
    page.goto(served.address + CASE)
    sheet(page, "Decision")
    expect(page.get_by_label("Decided:")).to_be_visible()
    page.evaluate(FILL, [["Date:", "2026-03-01"], ["Decided:", "Go on as planned"], ["Date:", "2026-03-02"]])
    sheet(page, "This case")
    sheet(page, "Decision")
    expect(page.get_by_label("Date:")).to_have_value("2026-03-02")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the record").click()
    assert "Go on as planned" in saved.value.path().read_text("utf-8")


@thorough
def test_a_wrong_file_is_told_and_the_case_stays(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(served.address + CASE)
    path = tmp_path / "wrong.yaml"
    path.write_text("case:\n  kras: blue\n  age: 400\n", "utf-8")
    sheet(page, "This case")
    page.get_by_label("Open a case file").set_input_files(path)
    expect(page.get_by_role("alert")).to_contain_text("wrong.yaml:2: kras: 'blue' is not an answer")
    expect(page.locator('[data-parameter="kras"]').first).to_have_value("mutant")
