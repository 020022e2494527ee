"""The files in deploy/ say what their readers understand, and agree with each other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
LANDING = "/voila/render/explorer.ipynb"
# The part of the charts' values that we use; kinds as in jupyterhub/values.schema.yaml of the chart.
RESOURCES = {"limit": (int, float, str), "guarantee": (int, float, str)}
CULL = {"enabled": bool, "users": bool, "timeout": int, "every": int}
EGRESS = {
    "cloudMetadataServer": bool, "dnsPortsCloudMetadataServer": bool, "dnsPortsKubeSystemNamespace": bool,
    "dnsPortsPrivateIPs": bool, "nonPrivateIPs": bool, "privateIPs": bool,
}  # fmt: skip
SINGLEUSER: dict[str, Any] = {
    "image": {"name": str, "tag": str},
    "defaultUrl": str,
    "startTimeout": int,
    "memory": RESOURCES,
    "cpu": RESOURCES,
    "storage": {"type": str},
    "networkPolicy": {"enabled": bool, "egress": list, "egressAllowRules": EGRESS},
    "allowPrivilegeEscalation": bool,
}
HUB = {"config": dict, "concurrentSpawnLimit": int, "activeServerLimit": int}
PLACEHOLDER = {"userPlaceholder": {"enabled": bool, "replicas": int}}
Z2JH = {"hub": HUB, "singleuser": SINGLEUSER, "cull": CULL, "scheduling": PLACEHOLDER}
BINDERHUB = {"config": dict, "jupyterhub": {"singleuser": SINGLEUSER, "cull": CULL}}


def unknown(values: Any, known: Any, place: str = "") -> list[str]:
    """Keys that are not known, and values of the wrong kind."""
    if not isinstance(known, dict):
        return [] if isinstance(values, known) else [f"{place}: {values!r}"]
    wrong = [f"{place}.{key}" for key in values if key not in known]
    return wrong + [
        line for key in values if key in known for line in unknown(values[key], known[key], f"{place}.{key}")
    ]


@pytest.mark.parametrize(("name", "known"), [("zero-to-jupyterhub.yaml", Z2JH), ("binderhub.yaml", BINDERHUB)])
def test_values_are_of_the_chart(name: str, known: Any) -> None:
    values = yaml.safe_load((DEPLOY / name).read_text())
    assert unknown(values, known) == []


def test_a_user_reaches_nobody_and_keeps_nothing() -> None:
    singleuser = yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text())["singleuser"]
    allowed = singleuser["networkPolicy"]["egressAllowRules"]
    assert {name for name, is_allowed in allowed.items() if is_allowed} <= {"dnsPortsPrivateIPs"}
    assert singleuser["storage"]["type"] == "none"


class Anything(SimpleNamespace):
    """Takes every setting."""

    def __getattr__(self, name: str) -> Any:
        made = Anything()
        setattr(self, name, made)
        return made


def test_everybody_lands_on_the_dashboard() -> None:
    settings = Anything()
    source = (DEPLOY / "jupyterhub_config.py").read_text()
    exec(compile(source, "jupyterhub_config.py", "exec"), {"get_config": lambda: settings})
    assert settings.Spawner.default_url == LANDING
    assert json.loads((DEPLOY / "jupyter_server_config.json").read_text())["ServerApp"]["default_url"] == LANDING
    values = yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text())
    assert values["singleuser"]["defaultUrl"] == LANDING


def test_the_image_takes_what_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for name in re.findall(r"/source/([\w./]+)", text):
        assert (DEPLOY.parent / name).exists(), name


def test_the_only_repository_a_binderhub_builds_is_ours() -> None:
    values = yaml.safe_load((DEPLOY / "binderhub.yaml").read_text())
    (banned,) = values["config"]["GitHubRepoProvider"]["banned_specs"]
    assert re.match(banned, "somebody/else/main")
    assert not re.match(banned, "OWNER/REPOSITORY/main")


def test_an_image_takes_no_more_than_installing_needs() -> None:
    ignored = (DEPLOY.parent / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert not {".git", "tests", "deploy", ".venv"} & kept
    assert all((DEPLOY.parent / name).exists() for name in kept)
    built = (DEPLOY.parent / "deploy" / "Dockerfile").read_text("utf-8")
    named = set(re.findall(r"/source/([\w./-]+)", built))
    assert all(any(name == one or name.startswith(f"{one}/") for one in kept) for name in named), named - kept


def test_every_test_that_a_promise_names_is_there() -> None:
    promises = (DEPLOY.parent / "SECURITY.md").read_text("utf-8")
    files = {path.name: path for path in (DEPLOY.parent / "tests").rglob("test_*.py")}
    for named, test in re.findall(r"`(?:tests/[\w/]*/)?(test_\w+\.py)(?:::(\w+))?`", promises):
        assert named in files, named
        assert not test or f"def {test}" in files[named].read_text("utf-8"), f"{named}::{test}"
