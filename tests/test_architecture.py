"""Imports run one way: cli → commands → server → views → cohort → teaching → briefing → reasoning → knowledge; what answers needs no widget."""

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parent.parent / "explorer"
ROOMS = (
    "knowledge",
    "reasoning",
    "briefing",
    "teaching",
    "cohort",
    "importing",
    "views",
    "publish",
    "server",
    "commands",
)
"""Each room imports only itself and those before it."""


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_lower_rooms(room):
    allowed = {"explorer", *ROOMS[: ROOMS.index(room) + 1]}
    for path in (PACKAGE / room).rglob("*.py"):
        for module in imports_of(path):
            if module.startswith("explorer."):
                assert module.split(".")[1] in allowed, f"{path} imports {module}"
            assert module not in ("explorer", "explorer.public"), f"{path} imports the public face"


def test_no_module_imports_itself_by_way_of_others():
    graph = nx.DiGraph()
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        graph.add_edges_from((name, module) for module in imports_of(path) if module.startswith("explorer."))
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("room", ["knowledge", "reasoning", "briefing", "teaching", "cohort", "importing"])
def test_what_answers_loads_no_widget_and_no_server(room):
    widgets = "{'ipywidgets', 'IPython', 'voila', 'tornado', 'anywidget'}"
    code = f"import sys, pkgutil, explorer.{room} as room\nfor module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n    __import__(module.name)\nprint(sorted({widgets} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_dashboard_does_without_what_only_reports_need() -> None:
    code = "import sys; from explorer.views import open_dashboard; open_dashboard(); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"typst", "numpy"} & set(ended.stdout.split())


@pytest.mark.parametrize(
    ("opening", "room"),
    [("import explorer.cli", "explorer.views"), ("import explorer.views.dashboard", "explorer.views.report")],
)
def test_what_starts_loads_no_room_before_it_is_needed(opening: str, room: str) -> None:
    code = f"import sys; {opening}; print([name for name in sys.modules if name.startswith({room!r})])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
