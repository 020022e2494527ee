"""Which of Voila's addresses are served: the six that the page uses.

Left out are the list of notebooks, their files, the log-in form, themes and other templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tornado.web import HTTPError

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
        return (pattern.replace("(.*)", f"((?:{names})/static/.*)"), Asset, *options)
    if issubclass(kind, TornadoVoilaHandler):
        return (pattern.replace("(.*)", "()"), Page, *options)
    return None


class Asset(FileFindHandler):
    """A file of an extension; one that is missing is answered shortly, without a cookie or a word in the log."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file; a path that climbs out of its folder leads nowhere."""
        if ".." in path.split("/"):
            raise HTTPError(404)
        await super().get(path, include_body)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say the status, in plain text."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}\n")

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Say nothing: what is wrong is in the answer."""
