"""Imports run one way: cli → views → reasoning → knowledge; the lower rooms need no widget and no server."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "explorer"
LOWER = {"knowledge": set(), "reasoning": {"knowledge"}, "views": {"knowledge", "reasoning"}}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", LOWER)
def test_a_room_imports_only_lower_rooms(room):
    for path in (PACKAGE / room).rglob("*.py"):
        for module in imports_of(path):
            if module.startswith("explorer"):
                parts = module.split(".")
                assert len(parts) > 1, f"{path.name} imports {module}"
                assert parts[1] == room or parts[1] in LOWER[room], f"{path.name} imports {module}"


def test_knowledge_and_reasoning_load_no_widget_and_no_server():
    code = "import sys, explorer; print(sorted({'ipywidgets', 'IPython', 'voila', 'tornado', 'anywidget'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_dashboard_does_without_what_only_exports_need() -> None:
    code = "import sys; from explorer.views import open_dashboard; open_dashboard(); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"networkx", "reportlab", "numpy"} & set(ended.stdout.split())
