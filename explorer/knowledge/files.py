"""Opening files that somebody else wrote: guideline folders and files of cases.

A file is read only if it is an ordinary one, and never further than its limit: pipes and devices may never end, and
a link may lead round in a circle or out of its folder.
"""

from __future__ import annotations

import errno
import os
import stat
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from explorer.knowledge.problem import Problem, Refused

LARGEST_FILE = 2_000_000  # bytes
MOST_ENTRIES = 10_000  # of one folder

_KINDS = {
    stat.S_IFDIR: ("a folder", "name a file in it"),
    stat.S_IFIFO: ("a pipe", "write its content to a file, or name - to read standard input"),
    stat.S_IFCHR: ("a device", "name a file"),
    stat.S_IFBLK: ("a device", "name a file"),
    stat.S_IFSOCK: ("a socket", "name a file"),
}
# Without O_NONBLOCK a pipe that took the file's place meanwhile would be waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path, name: str, largest: int = LARGEST_FILE) -> bytes:
    """Read a file whole.

    Args:
        path: the file.
        name: what problems call the file.
        largest: how many bytes are read at most.

    Returns:
        Its content.

    Raises:
        Refused: it is missing, no ordinary file, too large or unreadable.
    """
    try:
        _check_kind(path.stat().st_mode, name)
        with open(path, "rb", opener=_open) as file:
            _check_kind(os.fstat(file.fileno()).st_mode, name)
            return read_limited(file, name, largest)
    except (OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused([_problem(error, name)]) from error


def read_limited(stream: BinaryIO, name: str, largest: int = LARGEST_FILE) -> bytes:
    """Read an open stream whole, such as standard input.

    Args:
        stream: where to read from.
        name: what problems call the stream.
        largest: how many bytes are read at most.

    Raises:
        Refused: it holds more.
    """
    content = stream.read(largest + 1)
    if len(content) > largest:
        what = f"the file is larger than {largest // 1_000_000} MB"
        raise Refused([Problem(name, what, "split it")])
    return content


def entries(folder: Path) -> list[Path]:
    """List what lies in a folder, sorted by name.

    Args:
        folder: the folder; one that is missing or cannot be read counts as empty.

    Returns:
        At most 10,000 entries, so that a folder made to keep the reader busy does not.
    """
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in islice(found, MOST_ENTRIES)]
    except (OSError, ValueError):
        return []
    return [folder / name for name in sorted(names)]


def is_left_behind(name: str) -> bool:
    """Say whether a file is what an editor or a system leaves beside the files one writes.

    >>> [is_left_behind(name) for name in (".#p.yaml", "#p.yaml#", "p.yaml~", "._p.yaml", ".p.yaml.swp", "p.yaml")]
    [True, True, True, True, True, False]
    """
    return name.startswith((".", "#", "~")) or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))


def is_there(path: Path) -> bool:
    """Say whether anything has this path, a link that leads nowhere included.

    >>> is_there(Path("x" * 5000)), is_there(Path("a\\0b"))
    (False, False)
    """
    return os.path.lexists(path)


def is_within(path: Path, folder: Path) -> bool:
    """Say whether a path stays in a folder when its links are followed.

    Args:
        path: a file or folder; one whose links lead round in a circle stays nowhere.
        folder: where it should stay.
    """
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # Python 3.11 and 3.12 raise RuntimeError for a circle of links
        return False


def _open(path: str, _: int) -> int:
    return os.open(path, _FLAGS)


def _check_kind(mode: int, name: str) -> None:
    kind, right = _KINDS.get(stat.S_IFMT(mode), ("", ""))
    if kind:
        raise Refused([Problem(name, f"this is {kind}, not a file", right)])


def _problem(error: Exception, name: str) -> Problem:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return Problem(name, "the file is missing", f"add {name}")
    if number == errno.ELOOP:
        return Problem(name, "its links lead round in a circle", "put the file itself here, not a link")
    if number == errno.ENAMETOOLONG:
        return Problem(_shortened(name), "no file can have so long a name", "name a file that exists")
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(_shortened(name), f"the file cannot be read ({reason})", "check its name and its permissions")


def _shortened(name: str) -> str:
    return name if len(name) <= 200 else f"{name[:200]}…"
