"""Which of Voila's addresses are served: the six that the page uses.

Left out are the list of notebooks, their files, the log-in form, themes and other templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from explorer.server.policy import EXTENSIONS
from explorer.server.private_names import (
    FileFindHandler,
    KernelHandler,
    MultiStaticFileHandler,
    TornadoVoilaHandler,
    VoilaKernelWebsocketHandler,
    VoilaShutdownKernelHandler,
)
from explorer.server.visitors import Page
from explorer.server.websocket import KernelSocket


def kept(handlers: Iterable[Any]) -> list[Any]:
    """Keep the addresses that the page uses; every other one is answered with "not found".

    Args:
        handlers: Voila's own, as tornado takes them: pattern, class, options.

    Returns:
        Those that are served, some with a class of ours.
    """
    return [found for found in map(_kept, handlers) if found is not None]


def _kept(handler: Any) -> Any:
    pattern, kind, *options = handler
    if kind in (KernelHandler, VoilaShutdownKernelHandler, MultiStaticFileHandler):
        return handler
    if kind is VoilaKernelWebsocketHandler:
        return (pattern, KernelSocket, *options)
    if kind is FileFindHandler and "/voila/labextensions/" in pattern:
        names = "|".join(EXTENSIONS)
        return (pattern.replace("(.*)", f"((?:{names})/static/.*)"), kind, *options)
    if issubclass(kind, TornadoVoilaHandler):
        return (pattern.replace("(.*)", "()"), Page, *options)
    return None
