"""Who may come in: so many visitors at once, each with a kernel; the next one is asked to wait.

A kernel is given back when its page is left (the page says so), when it has lost its page for a while, and when
nobody has done anything in its page for hours.  The case is not lost with it: it stands in the page's address.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jupyter_client.session import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets import Integer, default
from voila.request_info_handler import RequestInfoSocketHandler
from voila.tornado.handler import TornadoVoilaHandler

MOST_VISITORS = 200
KEEP_ALONE = 120  # seconds a kernel outlives a page that was lost without a word
KEEP_RESTING = 2 * 3600  # seconds a kernel waits in an open page in which nothing is done
REFILL_AFTER = 4.0  # seconds until another kernel is made ready: the page of who took one is drawn first
TRY_AGAIN = 15  # seconds after which a page that found no seat asks again
KERNEL = re.compile(r'id="kernel" data-id="([\w-]+)"')  # as our template names it

FULL = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{seconds}"><title>Please wait · Guideline explorer</title>
<style>body {{ font: 1.1rem/1.5 Arial, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head><body><main><h1>All places are taken</h1>
<p role="status">So many people use the guideline explorer that this computer has no room for one more.
This page asks again every {seconds} seconds and opens when somebody leaves. Your case is kept in the address.</p>
</main></body></html>
"""


@dataclass
class Seats:
    """How many visitors there may be, and who has come: a kernel each, or none yet."""

    most: int
    taken: dict[object, str | None] = field(default_factory=dict)

    def free(self, kernels: Container[str]) -> int:
        """Say how many more visitors may come.

        Args:
            kernels: those that live; who had another has left.

        >>> seats = Seats(2, {"first": "a", "second": None})
        >>> seats.free(["a"]), seats.free([])
        (0, 1)
        """
        self.taken = {who: has for who, has in self.taken.items() if has is None or has in kernels}
        return self.most - len(self.taken)


def pool_size(users: int) -> int:
    """Say how many kernels to keep ready: enough for a first rush, few enough to be started while it lasts.

    >>> pool_size(1)
    1
    """
    return max(1, min(users, 2 * (os.cpu_count() or 1), 16))


def _kernel_named_in(page: str) -> str | None:
    found = KERNEL.search(page)
    return found[1] if found else None


class Page(TornadoVoilaHandler):
    """The page, for as many visitors as there are seats."""

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        """Send the page piece by piece; with the first piece its kernel is there."""
        seats: Seats = self.settings["seats"]
        if self.request.headers.get("Sec-Fetch-Dest", "document") not in ("document", "iframe", "empty"):
            raise HTTPError(403, "this address is a page")  # not an image or a script of somebody else's page
        if self.request.headers.get("Sec-Fetch-Site") == "cross-site" and not self._is_visit():
            raise HTTPError(403, "another site may link to this page, not load it")
        if seats.free(self.kernel_manager) < 1:
            self._refuse()
            return
        kernel, sent = None, ""
        seats.taken[self] = None
        try:
            async for piece in super().get_generator(path):
                if kernel is None:  # its name may come in several pieces
                    sent += piece
                    seats.taken[self] = kernel = _kernel_named_in(sent)
                yield piece
        finally:
            seats.taken.pop(self, None)
            if kernel is not None:
                seats.taken[kernel] = kernel
            RequestInfoSocketHandler._cache.clear()  # Voila keeps every visitor's address there, and nobody asks

    def _is_visit(self) -> bool:
        return self.request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"

    def _refuse(self) -> None:
        self.set_status(503)
        self.set_header("Retry-After", str(TRY_AGAIN))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write(FULL.format(seconds=TRY_AGAIN))


class Kernel(ServerKernelManager):
    """One visitor's kernel; it has nothing to save, so it is ended at once and says nothing about it."""

    # Jupyter looks for it here, and has it elsewhere.
    traceback_replacement_message = "The window in which guideline-explorer runs says what went wrong."

    @default("last_activity")
    def _last_activity(self) -> datetime:
        """One that is still starting was last used now; the culler may look at it before Jupyter says so."""
        return utcnow()

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End it without waiting for what it is doing."""
        await super().shutdown_kernel(now=True, restart=restart)


class Kernels(AsyncMappingKernelManager):
    """The server's kernels; one whose page stays open but unused is ended too, only later."""

    @default("kernel_manager_class")
    def _kernel_manager_class(self) -> str:
        return f"{__name__}.Kernel"

    cull_resting = Integer(KEEP_RESTING, config=True, help="seconds without any use, with an open page")

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that is not used any more; it may end by itself meanwhile."""
        try:
            await super().cull_kernel_if_idle(kernel_id)
            await self._cull_if_resting(kernel_id)
        except (KeyError, HTTPError):
            if kernel_id in self:
                raise

    async def _cull_if_resting(self, kernel_id: str) -> None:
        if kernel_id not in self or not self.kernel_model(kernel_id)["connections"]:
            return
        unused = utcnow() - self.get_kernel(kernel_id).last_activity
        if unused > timedelta(seconds=self.cull_resting):
            await asyncio.ensure_future(self.shutdown_kernel(kernel_id))
