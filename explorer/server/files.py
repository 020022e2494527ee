"""How many files the server may have open at once, and how many visitors that is enough for."""

from __future__ import annotations

import sys

FILES_OF_A_VISITOR = 13  # measured: a kernel's sockets, its page's websocket and the pipes between
FILES_OF_THE_SERVER = 60  # what it has open without visitors, and what loading a page takes for a moment


def raise_limit() -> int | None:
    """Let the server open as many files as this machine allows.

    Most systems give a program 256 or 1024 at first, and more if it asks, as Jupyter's own server does.

    Returns:
        The number of files; None where the system sets no limit that can be read.
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return None if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # macOS refuses more than a number of its own
        return soft
    return wanted


def visitors_for(files: int | None, most: int) -> int:
    """Say how many visitors a number of open files is enough for.

    Args:
        files: how many files the server may open; None where there is no limit.
        most: how many visitors it admits at most.

    >>> visitors_for(1024, 200), visitors_for(160, 200), visitors_for(None, 200)
    (74, 7, 200)
    """
    return most if files is None else max(1, min(most, (files - FILES_OF_THE_SERVER) // FILES_OF_A_VISITOR))
