"""What is published: the same bytes each time, everything pinned, nothing from elsewhere, refusals in words."""

import json
import re
import shutil
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from explorer import load
from explorer.cli import main
from explorer.publish import cache, libraries, site
from explorer.publish.cache import PublishError, taken
from explorer.publish.in_page import open_dashboard
from explorer.publish.pins import Pin, read_pins
from explorer.publish.recorded import Recording

TEA = "tea"


@pytest.fixture(scope="module")
def files():
    return site.folder([site.Chosen(load(TEA))])


def test_the_same_guideline_makes_the_same_bytes(files, tmp_path, monkeypatch):
    before = site.one_file(site.Chosen(load(TEA)))
    shutil.copytree(cache.cache_folder(), tmp_path / "cache", ignore=shutil.ignore_patterns("compiled"))
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))  # so that all is compiled again
    assert site.folder([site.Chosen(load(TEA))]) == files
    assert site.one_file(site.Chosen(load(TEA))) == before


def test_every_library_has_the_version_that_is_tested(files):
    pinned = dict(
        re.match(r"([\w.-]+)==([^\s;]+)", line).groups()
        for line in (Path(__file__).parents[2] / ".ci" / "constraints.txt").read_text().splitlines()
        if "==" in line and not line.startswith("#")
    )
    known = {name.lower().replace("_", "-"): version for name, version in pinned.items()}
    wrong = {pin.name: pin.version for pin in read_pins().libraries if known.get(pin.name, pin.version) != pin.version}
    assert wrong == {}


def test_nothing_of_a_page_is_asked_from_elsewhere(files):
    for name in ("index.html", "host.js", "start.js", "kernel.js", "looks.css", "offline.js"):
        text = files[name].decode()
        assert not re.search(r"""(src|href|import|fetch)\s*[=(]?\s*["'`]?(https?:)?//""", text), name
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', files["index.html"].decode()).group(1)
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")
    assert "'unsafe-eval'" not in policy


def test_a_page_carries_the_licenses_of_what_it_brings(files):
    told = files["licenses.txt"].decode()
    for pin in (read_pins().interpreter, *read_pins().libraries):
        assert f"{pin.name} {pin.version}: {pin.license}" in told
    assert told.count("====") >= 2 * len(read_pins().libraries)


def test_the_offline_store_names_every_file(files):
    names = json.loads(re.search(r"FILES = (\[.*?\]);", files["offline.js"].decode()).group(1))
    assert set(names) == {"./", *files} - {"offline.js"}


def test_only_compiled_python_goes_along(files):
    for name in ("runtime/libraries.zip", "runtime/explorer.zip"):
        names = zipfile.ZipFile(BytesIO(files[name])).namelist()
        assert any(each.endswith(".pyc") for each in names)
        assert not [each for each in names if each.endswith((".py", ".pyi", ".ttf"))]
        assert not [each for each in names if "/server/" in each or "/guidelines/" in each]


def test_what_is_recorded_is_how_the_dashboard_opens(files):
    recording, dashboard = Recording(load(TEA), {}), open_dashboard(load(TEA), {}, lambda *_: None)
    for widget in (dashboard.form, dashboard.map, dashboard.advice, dashboard.strip, dashboard.head):
        recorded = dict(recording.models[widget.model_id])
        assert recorded.pop("kind") == f"{type(widget).__module__}.{type(widget).__qualname__}"
        assert recorded == {
            name: value for name, value in json.loads(json.dumps(widget.get_state())).items() if name in recorded
        }


def test_several_guidelines_stand_behind_a_list():
    files = site.folder([site.Chosen(load(TEA)), site.Chosen(load("rectal_liver_metastases"))])
    front = files["index.html"].decode()
    for name in (TEA, "rectal_liver_metastases"):
        assert f'href="{name}/"' in front
        assert {f"{name}/index.html", f"{name}/guideline.json", f"{name}/kernel.js"} <= set(files)
        names = json.loads(re.search(r"FILES = (\[.*?\]);", files[f"{name}/offline.js"].decode()).group(1))
        assert "../runtime/pyodide.asm.wasm" in names
    assert sum(name.endswith("pyodide.asm.wasm") for name in files) == 1


def test_a_case_opens_the_page_and_several_are_linked():
    one = site.folder([site.Chosen(load(TEA), given={"leaf": "green"})])
    assert '"answers":{"leaf":"green"}' in one["index.html"].decode()
    several = site.folder([site.Chosen(load(TEA), cases={"<A>": "leaf=green&x=1"})])
    assert '<a href="?leaf=green&amp;x=1">&lt;A&gt;</a>' in several["index.html"].decode()


@pytest.mark.parametrize("damage", [b"", b"another file"])
def test_a_damaged_file_of_the_cache_is_fetched_again(damage, tmp_path, monkeypatch):
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    fetched = []

    def fetch(pin, folder):
        fetched.append(pin.name)
        (folder / pin.file).write_bytes(b"right")

    pin = Pin(name="n", version="1", file="n.whl", license="MIT", sha256=sha256(b"right").hexdigest())
    assert taken(pin, fetch) == b"right"
    (tmp_path / pin.sha256 / pin.file).write_bytes(damage)
    assert taken(pin, fetch) == b"right"
    assert taken(pin, fetch) == b"right"
    assert fetched == ["n", "n"]


@pytest.mark.parametrize(("brought", "told"), [(b"other", "another file"), (None, "no file of this name")])
def test_another_file_than_the_pinned_one_is_refused(brought, told, tmp_path, monkeypatch):
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    pin = Pin(name="n", version="1", file="n.whl", license="MIT", sha256="0" * 64)

    def fetch(pin, folder):
        if brought:
            (folder / pin.file).write_bytes(brought)

    with pytest.raises(PublishError, match=told):
        taken(pin, fetch)
    assert not (tmp_path / pin.sha256 / pin.file).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["{out}", "--guideline", "tea", "--guideline", "tea"], "two guidelines have the id 'tea'"),
        (
            ["{out}", "--guideline", "tea", "--guideline", "rectal_liver_metastases", "--one-file"],
            "do not go into one file",
        ),
        (["{out}", "--guideline", "tea", "--scorm", "--one-file"], "one file is no course package"),
        (["{out}", "--guideline", "nowhere"], "nowhere"),
        (["{out}", "--guideline", "tea", "--case", "nowhere.yaml"], "nowhere.yaml"),
        (["/proc/nothing/out", "--guideline", "tea"], "cannot be written"),
    ],
)
def test_what_cannot_be_published_is_said_in_words(words, told, tmp_path, capsys):
    assert main(["publish", *(word.format(out=tmp_path / "out") for word in words)]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_cache_that_is_filled_needs_no_network(files, monkeypatch):
    def refuse(*_):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(cache, "_ran", refuse)
    assert site.folder([site.Chosen(load(TEA))]) == files


def test_the_page_is_small_enough(files):
    import gzip

    size = sum(len(gzip.compress(content, 6)) for content in files.values())
    assert size < 16_000_000
    assert libraries.INTERPRETER
