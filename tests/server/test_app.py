"""What the server opens and what its kernels are given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explorer.knowledge.problem import Refused
from explorer.server import app, settings
from explorer.server.visitors import MOST_VISITORS


@pytest.mark.parametrize(
    ("guideline", "named"),
    [(None, None), ("rectal_liver_metastases", "rectal_liver_metastases"), ("here", "{folder}/here")],
)
def test_the_kernels_get_the_guideline(
    guideline: str | None, named: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(app.GUIDELINE, "before")
    monkeypatch.setenv(app.WATCH, "before")
    app._set_environment(guideline, watch=False)
    expected = None if named is None else named.format(folder=tmp_path)
    assert os.environ.get(app.GUIDELINE) == expected
    assert os.environ[app.WATCH] == ""


@pytest.mark.parametrize("users", [0, -1, MOST_VISITORS + 1])
def test_a_number_of_users_that_no_server_can_serve_is_refused(users: int) -> None:
    with pytest.raises(Refused, match=f"--users {users}: one server cannot be ready for that many"):
        app.serve(users=users, browser=False)


def test_the_page_and_the_notebook_are_installed() -> None:
    assert (settings.TEMPLATE / "index.html.j2").is_file()
    assert app.notebook().is_file()
