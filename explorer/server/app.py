"""Serving: starts Voila on the dashboard's notebook, tells the address, and stops cleanly.

Every visitor gets a kernel of their own; the server keeps nothing but drawings of its guideline. One notebook is
served and no other file: its code, the template and the theme cannot be chosen from the address. What Voila finds in
its own configuration files is not used, so that the page is the same wherever it is served.  ``policy`` says what a
page and its visitor may do, ``visitors`` how many visitors there may be.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from importlib.metadata import files
from pathlib import Path
from types import FrameType
from typing import Any

from tornado.ioloop import PeriodicCallback
from traitlets.config import Config
from voila.app import Voila

from explorer.knowledge.problem import Problem, Refused
from explorer.server import policy, visitors

PACKAGE = Path(__file__).parent.parent
TEMPLATE = PACKAGE / "server" / "page"
GUIDELINE = "GUIDELINE_EXPLORER_GUIDELINE"
WATCH = "GUIDELINE_EXPLORER_WATCH"
DRAWINGS = "GUIDELINE_EXPLORER_DRAWINGS"
PORT = 8866
OTHER_PORTS = 50
PATIENCE = 60  # seconds; with Voila's own 4 one of twenty simultaneous pages stayed blank


def serve(
    *,
    guideline: str | Path | None = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    users: int | None = None,
    watch: bool = False,
) -> int:
    """Serve the dashboard until Ctrl-C or SIGTERM.

    Args:
        guideline: a guideline folder or the id of a shipped guideline; by default the shipped one.
        host: the address to listen on; by default only this machine can reach it.
        port: the port to listen on; by default 8866, or a free one near it when that is taken.
        browser: whether to open the browser, when there is one.
        users: the number of visitors to be ready for; a few kernels are started before they come, and no more
            visitors than that are let in.  By default kernels start when somebody comes, at most 200.
        watch: whether to read the guideline again whenever its files change.

    Returns:
        0, once it has stopped.

    Raises:
        Refused: the host, the chosen port or the number of users cannot be used.
    """
    _check_place(host, port)
    _check_users(users)
    _name_guideline(guideline)
    os.environ[WATCH] = "1" if watch else ""
    os.environ.setdefault("JUPYTER_WIDGETS_ECHO", "0")  # no second page on a kernel, to be told what the first one said
    # A kernel of this environment is wanted, not one of the same name that the user keeps elsewhere.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    # Jupyter's ping times make tornado complain on every visit; nothing can be done about it from here.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    server = Server.instance(config=configuration(host, port, users))  # what Voila's parts log goes to it
    server.when_listening = lambda: _tell(server.ip, server.port, browser)
    with tempfile.TemporaryDirectory(prefix="guideline-explorer-", ignore_cleanup_errors=True) as drawings:
        os.environ[DRAWINGS] = drawings
        server.initialize([str(notebook())])
        server.start()
    return 0


def notebook() -> Path:
    """The dashboard's notebook: of the source checkout, or as it was installed.

    >>> notebook().name
    'explorer.ipynb'
    """
    found = PACKAGE.parent / "notebooks" / "explorer.ipynb"
    return found if found.is_file() else _installed("explorer.ipynb")


def _installed(name: str) -> Path:
    for file in files("guideline-explorer") or ():
        if file.name == name:
            return Path(str(file.locate())).resolve()
    raise FileNotFoundError(f"{name} is missing: install guideline-explorer again")


def configuration(host: str, port: int | None, users: int | None = None) -> Config:
    """Voila's settings for one server.

    >>> configuration("127.0.0.1", None).Voila.port
    8866
    """
    kept_ready = 0 if users is None else visitors.pool_size(users)
    return Config(
        Voila={
            "ip": host,
            "port": PORT if port is None else port,
            "port_retries": OTHER_PORTS if port is None else 0,
            "open_browser": True,  # calls Server.launch_browser, which decides
            "config_file_paths": [],
            # A page that is left asks for the end of its kernel without the token that Jupyter wants of forms.
            # The kernel's long random name and the check of the request's origin remain.
            "tornado_settings": {
                "disable_check_xsrf": True,
                "headers": policy.headers(TEMPLATE),
                # Their names hold a hash of what is in them.
                "static_immutable_cache": [f"/voila/labextensions/{name}/static/" for name in policy.EXTENSIONS],
                "seats": visitors.Seats(visitors.MOST_VISITORS if users is None else users),
                "websocket_max_message_size": policy.LARGEST_MESSAGE,
            },
            "kernel_websocket_connection_class": policy.WidgetMessages,
            "identity_provider_class": policy.Nobody,
            "log_level": logging.ERROR,
        },
        VoilaConfiguration={
            "template": "lab",  # Server puts our page in front of it
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "strip_sources": True,
            "file_allowlist": [],
            "file_denylist": [".*"],
            "multi_kernel_manager_class": visitors.Kernels,
            "preheat_kernel": kept_ready > 0,
            "default_pool_size": kept_ready,
            "show_tracebacks": False,
        },
        VoilaKernelManager={"fill_delay": visitors.REFILL_AFTER},
        VoilaExecutor={
            "iopub_timeout": PATIENCE,
            "startup_timeout": PATIENCE,
            "cell_error_instruction": "The window in which guideline-explorer runs says why.",
        },
        MappingKernelManager={
            "cull_idle_timeout": visitors.KEEP_ALONE,
            "cull_interval": 20,
            "cull_connected": False,
            "allow_tracebacks": False,
        },
        KernelManager={"transport_encryption": "auto"},
        # A kernel that died is not started again empty: its page notices, and loads again with its case.
        KernelRestarter={"restart_limit": 0},
    )


class Server(Voila):
    """Voila with our page, telling when it listens, and stopped by either signal without a trace."""

    when_listening: Callable[[], None] = staticmethod(lambda: None)

    def initialize(self, argv: list[str] | None = None) -> None:
        super().initialize(argv)
        signal.signal(signal.SIGINT, self._handle_signal_stop)

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        headers = self.tornado_settings["headers"]
        return {**settings, "transforms": [policy.with_headers(headers)], "serve_traceback": False}

    def init_handlers(self) -> list[Any]:
        return policy.kept(super().init_handlers())

    def launch_browser(self) -> None:
        """Called by Voila once it listens."""
        self.when_listening()
        if sys.platform == "win32":  # there a waiting server notices Ctrl-C only when something happens
            PeriodicCallback(lambda: None, 500).start()

    def _handle_signal_stop(self, sig: int, frame: FrameType | None) -> None:
        signal.signal(sig, signal.SIG_DFL)  # who asks twice does not want to wait
        if not hasattr(self, "ioloop"):
            raise SystemExit(0)
        self.ioloop.add_callback_from_signal(self.ioloop.stop)


def _name_guideline(guideline: str | Path | None) -> None:
    """Tell the kernels, which run in another folder, which guideline to open."""
    if guideline is None:
        os.environ.pop(GUIDELINE, None)
    else:
        os.environ[GUIDELINE] = str(Path(guideline).resolve() if Path(guideline).exists() else guideline)


def _check_place(host: str, port: int | None) -> None:
    """Refuse an address that cannot be used; a port that was not chosen may be taken."""
    if port is not None and not 0 < port < 65536:
        raise Refused([Problem(f"--port {port}", "there is no such port", "use one from 1 to 65535")])
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if sys.platform != "win32":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise Refused([_place_problem(host, port, error)]) from error


def _check_users(users: int | None) -> None:
    if users is not None and not 1 <= users <= visitors.MOST_VISITORS:
        right = f"use a number from 1 to {visitors.MOST_VISITORS}; for more, run several servers (see deploy/)"
        raise Refused([Problem(f"--users {users}", "one server cannot be ready for that many", right)])


def _place_problem(host: str, port: int | None, error: OSError) -> Problem:
    if port is None or isinstance(error, socket.gaierror):
        right = "127.0.0.1 is this machine alone, 0.0.0.0 is all of its addresses"
        return Problem(f"--host {host}", "this machine cannot listen there", right)
    what = f"it cannot be used ({error.strerror})"
    return Problem(f"--port {port}", what, "choose another, or leave --port out and a free one is found")


def _tell(host: str, port: int, browser: bool) -> None:
    address = f"http://{_shown(host)}:{port}/"
    print(f"The dashboard is at {address}", flush=True)
    if not _is_loopback(host):
        print(
            "Other machines can reach it: everybody who opens the page gets a process on this one.",
            flush=True,
        )
    print("Stop it with Ctrl-C.", flush=True)
    if browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _shown(host: str) -> str:
    if host in ("", "0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _has_screen() -> bool:
    """Whether a browser could show anything; a browser in text mode would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
