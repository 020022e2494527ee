"""Files that are none, never end, are too large, lead elsewhere or cannot be read are refused in words."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import load
from explorer.cli import main
from explorer.knowledge import files
from explorer.knowledge.problem import GuidelineError, Refused
from tests.generated import write_guideline

unix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes and devices among files here")


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


MADE: list[tuple[str, Callable[[Path], Any], str]] = [
    ("pipe", lambda path: os.mkfifo(path), "this is a pipe, not a file"),
    ("folder", lambda path: path.mkdir(), "this is a folder, not a file"),
    ("socket", socket_at, "this is a socket, not a file"),
    ("endless device", lambda path: path.symlink_to("/dev/zero"), "this is a device, not a file"),
    ("terminal", lambda path: path.symlink_to("/dev/tty"), "this is a device, not a file"),
    ("circle", lambda path: path.symlink_to(path), "its links lead round in a circle"),
    ("link to nothing", lambda path: path.symlink_to("nothing"), "the file is missing"),
    ("too large", lambda path: path.write_bytes(b"#" * 2_000_001), "the file is larger than 2 MB"),
    ("endless", lambda path: path.symlink_to("/proc/self/pagemap"), "the file is larger than 2 MB"),
]


@unix
@pytest.mark.parametrize(("name", "make", "message"), MADE)
def test_what_is_no_ordinary_file_is_refused(
    name: str, make: Callable[[Path], Any], message: str, tmp_path: Path
) -> None:
    if name == "endless" and not Path("/proc/self/pagemap").exists():
        pytest.skip("no file without an end here")
    path = tmp_path / "found"
    make(path)
    with pytest.raises(Refused, match=message):
        files.read_file(path, "found")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x" * 5000, "no file can have so long a name"),
        ("a\0b", "the file cannot be read"),
        ("missing", "the file is missing"),
        ("a/../../" * 700, "no file can have so long a name|the file is missing"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(name: str, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        files.read_file(Path(name), name)
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.EMFILE, errno.ENFILE, errno.ESTALE, errno.EINTR])
@pytest.mark.parametrize("act", ["open", "fstat"])
def test_a_file_system_that_fails_is_reported(
    number: int, act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "case.yaml").write_text("a: b")

    def fail(*_: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, act, fail)
    with pytest.raises(Refused, match="the file cannot be read") as refused:
        files.read_file(tmp_path / "case.yaml", "case.yaml")
    monkeypatch.undo()
    assert os.strerror(number) in str(refused.value)


@unix
def test_a_pipe_that_took_the_files_place_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    checked: list[int] = []
    check = files._check_kind
    monkeypatch.setattr(files, "_check_kind", lambda mode, name: check(mode, name) if checked else checked.append(mode))
    with pytest.raises(Refused, match="this is a pipe"):
        files.read_file(tmp_path / "pipe", "pipe")


def test_no_file_stays_open(tmp_path: Path) -> None:
    folder = write_guideline(tmp_path / "guideline", seed=1)
    (tmp_path / "large").write_bytes(b"#" * 2_000_001)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for _ in range(20):
        load(folder)
        with pytest.raises(Refused):
            files.read_file(tmp_path / "large", "large")
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    assert after <= before + 1


# Guideline folders


@unix
@pytest.mark.parametrize("name", ["guideline.yaml", "parameters.yaml", "teaching_cases.yaml", "statements/zz.yaml"])
@pytest.mark.parametrize(("kind", "make", "message"), MADE[:6])
def test_a_guideline_with_a_special_file_is_refused(
    kind: str, make: Callable[[Path], Any], message: str, name: str, tmp_path: Path
) -> None:
    folder = write_guideline(tmp_path / "guideline", seed=1)
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    with pytest.raises(GuidelineError) as refused:
        load(folder)
    said = [problem for problem in refused.value.problems if problem.place == name]
    assert [problem.what for problem in said] == [message] or "leads out of the guideline's folder" in said[0].what


@unix
@pytest.mark.parametrize("make", [make for _, make, _ in MADE[:6]])
def test_a_special_file_in_the_folders_place_is_refused(make: Callable[[Path], Any], tmp_path: Path) -> None:
    if make is not MADE[1][1]:
        make(tmp_path / "guideline")
        with pytest.raises(GuidelineError):
            load(tmp_path / "guideline")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "/" + "y/" * 4000])
def test_a_folder_that_no_system_can_have_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--guideline", name]) == 2
    printed = capsys.readouterr()
    assert "there is no such folder" in printed.err
    assert len(printed.err) < 1000


def test_a_crowded_folder_is_read_no_further_than_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 10)
    for index in range(30):
        (tmp_path / f"{index}.yaml").touch()
    assert len(files.entries(tmp_path)) == 10


# Case files


@unix
@pytest.mark.parametrize("command", ["evaluate", "outlook", "report"])
@pytest.mark.parametrize(("kind", "make", "message"), MADE[:6])
def test_a_special_file_of_cases_is_refused(
    command: str, kind: str, make: Callable[[Path], Any], message: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    make(tmp_path / "case.yaml")
    assert main([command, str(tmp_path / "case.yaml")]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""


@unix
def test_standard_input_that_never_ends_is_refused() -> None:
    command = [sys.executable, "-m", "explorer.cli", "evaluate", "-"]
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(command, stdin=endless, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "standard input: the file is larger than 50 MB" in done.stderr
