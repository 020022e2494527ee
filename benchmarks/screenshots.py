"""Takes the README's picture of the served dashboard again: python -m benchmarks.screenshots."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, HOW_TO_GET_ONE, find_browser, serving

PICTURE = Path(__file__).parent.parent / "notebooks" / "images" / "dashboard.png"
CASE = (
    "primary_site=rectum&liver_mets=yes&onset=synchronous&primary_state=in_place"
    "&resectability=resectable&liver_lesion_count=3&fit_for_surgery=yes"
)


def main() -> None:
    """Serve the dashboard, open it on one case and write the picture."""
    browser = find_browser()
    if browser is None:
        raise SystemExit(HOW_TO_GET_ONE)
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        _take(browser, f"{server.address}?{CASE}")
    print(PICTURE)


def _take(executable: str, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(".guideline-explorer [data-status=active]")
        page.wait_for_timeout(1000)  # until nothing moves any more
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
