"""Voila's settings for one server.

Voila's own configuration files are ignored, so the page is the same wherever it is served.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from traitlets.config import Config

from explorer.server import policy, visitors
from explorer.server.address import PORT
from explorer.server.log import log_request
from explorer.server.websocket import WidgetMessages

TEMPLATE = Path(__file__).parent / "page"
OTHER_PORTS = 50  # tried when PORT is taken
LONGEST_START = 60  # seconds; with Voila's own 4 one of twenty simultaneous pages stayed blank


def configuration(host: str, port: int | None, users: int | None = None, most: int = visitors.MOST_VISITORS) -> Config:
    """Write down Voila's settings.

    Args:
        host: the address to listen on.
        port: the port to listen on; None stands for 8866 or a free one near it.
        users: the number of visitors to be ready for; None starts kernels on demand.
        most: the number of visitors there is room for.

    >>> configuration("127.0.0.1", None).Voila.port
    8866
    """
    return Config(
        Voila=_listening(host, port)
        | {
            "config_file_paths": [],
            "tornado_settings": _tornado_settings(most if users is None else min(users, most)),
            "kernel_websocket_connection_class": WidgetMessages,
            "identity_provider_class": visitors.Anonymous,
            "log_level": logging.ERROR,
        },
        VoilaConfiguration=_page_settings() | _kernels_in_advance(users),
        VoilaKernelManager={"fill_delay": visitors.REFILL_AFTER},
        VoilaExecutor={
            "iopub_timeout": LONGEST_START,
            "startup_timeout": LONGEST_START,
            "cell_error_instruction": "The window in which guideline-explorer runs says why.",
        },
        MappingKernelManager={
            "cull_idle_timeout": visitors.LONGEST_WITHOUT_PAGE,
            "cull_interval": 20,
            "cull_connected": False,
            "allow_tracebacks": False,
        },
        KernelManager={"transport_encryption": "auto"},
        # A kernel that died is not restarted empty: its page notices and loads again with its case.
        KernelRestarter={"restart_limit": 0},
    )


def _listening(host: str, port: int | None) -> dict[str, Any]:
    return {
        "ip": host,
        "port": PORT if port is None else port,
        "port_retries": OTHER_PORTS if port is None else 0,
        "open_browser": True,  # calls Server.launch_browser, which decides
    }


def _tornado_settings(most: int) -> dict[str, Any]:
    return {
        # A page that is being left shuts its kernel down without the token Jupyter expects in forms.  The kernel's
        # long random name and the check of the request's origin still protect it.
        "disable_check_xsrf": True,
        "headers": policy.headers(TEMPLATE),
        # The names of these files contain a hash of their content.
        "static_immutable_cache": [f"/voila/labextensions/{name}/static/" for name in policy.EXTENSIONS],
        "visitor_limit": visitors.VisitorLimit(most),
        "log_function": log_request,
        "websocket_max_message_size": policy.LARGEST_MESSAGE,
    }


def _page_settings() -> dict[str, Any]:
    """One page, whose code, template and theme cannot be chosen from the address."""
    return {
        "template": "lab",  # Server.setup_template_dirs puts our page in front of it
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "strip_sources": True,
        "file_allowlist": [],
        "file_denylist": [".*"],
        "show_tracebacks": False,
    }


def _kernels_in_advance(users: int | None) -> dict[str, Any]:
    count = 0 if users is None else visitors.pool_size(users)
    return {
        "multi_kernel_manager_class": visitors.Kernels,
        "preheat_kernel": count > 0,
        "default_pool_size": count,
    }
