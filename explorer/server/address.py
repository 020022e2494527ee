"""Where the server listens: checking the address beforehand, and printing it once pages can be opened there."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser

from explorer.knowledge.problem import Problem, Refused

PORT = 8866
"""Where a server listens unless told otherwise."""


def check_address(host: str, port: int | None) -> None:
    """Refuse an address on which this machine cannot listen.

    Args:
        host: a name or an address of this machine.
        port: the chosen port; None lets the server find a free one.

    Raises:
        Refused: the host or the port cannot be used.
    """
    if port is not None and not 0 < port < 65536:
        raise Refused([Problem(f"--port {port}", "there is no such port", "use one from 1 to 65535")])
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if sys.platform != "win32":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, ValueError) as error:  # a name that no machine can have is a ValueError
        raise Refused([_address_problem(host, port, error)]) from error


def _address_problem(host: str, port: int | None, error: OSError | ValueError) -> Problem:
    if port is None or isinstance(error, socket.gaierror | ValueError):
        right = "127.0.0.1 is this machine alone, 0.0.0.0 is all of its addresses"
        return Problem(f"--host {host}", "this machine cannot listen there", right)
    what = f"it cannot be used ({getattr(error, 'strerror', error)})"
    return Problem(f"--port {port}", what, "choose another, or leave --port out and a free one is found")


def announce(host: str, port: int, browser: bool, room: int | None = None) -> None:
    """Print the address of the dashboard, and open it in the browser if that is wanted and possible.

    Args:
        host, port: where the server listens.
        browser: whether to open the browser.
        room: for how many visitors there is room, where that is fewer than wanted.

    >>> announce("127.0.0.1", 8866, browser=False)
    The dashboard is at http://127.0.0.1:8866/
    Stop it with Ctrl-C.
    """
    address = address_of(host, port)
    print(f"The dashboard is at {address}", flush=True)
    if not is_loopback(host):
        print("Other machines can reach it: everybody who opens the page gets a process on this one.", flush=True)
    if room is not None:
        print(f"This machine lets it open files for {room} visitors; more need a higher limit (ulimit -n).", flush=True)
    print("Stop it with Ctrl-C.", flush=True)
    if browser:
        open_browser(address)


def address_of(host: str, port: int) -> str:
    """The address at which a browser finds what listens here.

    >>> address_of("::1", 8866)
    'http://[::1]:8866/'
    """
    return f"http://{_reachable_name(host)}:{port}/"


def open_browser(address: str) -> None:
    """Open a page in the browser, where there is one that can be shown."""
    if _has_screen():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _reachable_name(host: str) -> str:
    if host in ("", "0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def own_number() -> str:
    """The address by which other machines of this network find this one; nothing where there is none.

    Connecting a datagram socket sends nothing; it only makes the system choose the address it would send from.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737)
        except OSError:
            return ""
        return str(trial.getsockname()[0])


def is_loopback(host: str) -> bool:
    """Say whether an address can only be reached from this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _has_screen() -> bool:
    """Say whether a browser window can be shown; a browser in text mode would take over the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
