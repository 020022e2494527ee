"""The course package in a page that plays the learning platform: it opens, and the platform hears score and completion."""

from __future__ import annotations

import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from explorer.cli import main
from explorer.publish.cache import fetch_from_npm, taken
from explorer.publish.pins import Pin
from tests.thorough import thorough

PLATFORM = Pin(
    name="scorm-again",
    version="3.4.3",
    file="scorm-again-3.4.3.tgz",
    sha256="f182724b4614c34a616a92d7e4d8967392013c5fae74116db98a5c5a11db5edb",
    license="MIT",
)
HOST = """<!DOCTYPE html><title>A platform</title><link rel="icon" href="data:,"><script src="scorm12.min.js"></script>
<script>window.API = new (window.Scorm12API?.default ?? window.Scorm12API)({ autocommit: false, logLevel: 5 });</script>
<iframe src="course/index.html" width="1300" height="850"></iframe>"""
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm"}
IMSCP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform's page with the course package unpacked beside it."""
    place = tmp_path_factory.mktemp("course")
    assert main(["publish", str(place / "course.zip"), "--scorm", "--guideline", "tea"]) == 0
    zipfile.ZipFile(place / "course.zip").extractall(place / "course")
    with tarfile.open(fileobj=io.BytesIO(taken(PLATFORM, fetch_from_npm))) as packed:
        script = packed.extractfile("package/dist/scorm12.min.js")
        assert script
        (place / "scorm12.min.js").write_bytes(script.read())
    (place / "index.html").write_text(HOST, "utf-8")
    return place


class Quiet(SimpleHTTPRequestHandler):
    extensions_map: ClassVar = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(course: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(course)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_manifest_names_every_file(course: Path) -> None:
    root = ElementTree.parse(course / "course" / "imsmanifest.xml").getroot()
    assert root.findtext(f"{IMSCP}metadata/{IMSCP}schemaversion") == "1.2"
    (resource,) = root.iter(f"{IMSCP}resource")
    assert resource.get("href") == "index.html"
    assert resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco"
    named = {file.get("href") for file in resource}
    there = {
        path.relative_to(course / "course").as_posix() for path in (course / "course").rglob("*") if path.is_file()
    }
    assert named == there - {"imsmanifest.xml"}


@thorough
def test_the_platform_hears_of_score_and_completion(address: str, page: Page) -> None:
    page.goto(address)
    unit = page.frame_locator("iframe")
    expect(unit.locator("body.ge-ready")).to_be_attached(timeout=60_000)
    said = partial(page.evaluate, "name => API.LMSGetValue(`cmi.core.${name}`)")
    assert said("lesson_status") == "incomplete"
    unit.locator("summary", has_text="Practise").click()
    for number in range(40):
        if "last question" in unit.locator(".ge-sheet").first.inner_text() or said("lesson_status") == "completed":
            break
        unit.locator(".ge-option").nth(number % 4).click(timeout=60_000)
        expect(unit.locator("[data-next]")).to_be_visible()
        if number == 0:
            assert said("score.raw") in ("0", "100")
            assert said("lesson_status") == "incomplete"
        unit.locator("[data-next]").click()
        expect(unit.locator("[data-next]")).to_have_count(0)
    assert said("lesson_status") == "completed"
    heard = page.evaluate(
        "() => Object.values(JSON.parse(JSON.stringify(API.cmi.interactions)))"
    )  # write-only for a unit
    told = unit.locator(".ge-sheet .ge-hint").first.inner_text()
    right, answered = (int(word) for word in told.split() if word.isdecimal())
    assert int(said("score.raw")) == round(100 * right / answered)
    assert len(heard) >= answered
    for one in heard:
        is_right = one["student_response"] == one["correct_responses"]["0"]["pattern"]
        assert (one["type"], one["result"]) == ("choice", "correct" if is_right else "wrong")
