"""Limits concurrent visitors (one kernel each); further visitors get a waiting page.

A kernel ends when its page is left (the page reports that), when it has been without its page for a while, and
when nothing has been done in its page for hours.  The case survives, because it stands in the page's address.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jupyter_client.session import utcnow
from tornado.web import HTTPError
from traitlets import Integer, default

from explorer.server.private_names import (
    AsyncMappingKernelManager,
    JupyterHandler,
    ServerKernelManager,
    TornadoVoilaHandler,
    User,
    VoilaIdentityProvider,
    forget_requests,
)

MOST_VISITORS = 200
LONGEST_WITHOUT_PAGE = 60  # seconds a kernel is kept for a page that was lost without notice
LONGEST_UNCONNECTED = 15.0  # seconds until a page that was sent has connected; then its kernel is ended
LONGEST_UNUSED = 2 * 3600  # seconds a kernel is kept for an open page in which nothing is done
REFILL_AFTER = 4.0  # seconds until a taken kernel is replaced in the pool: the page that took it is drawn first
RETRY_AFTER = 15  # seconds after which a waiting page asks again
KERNEL = re.compile(r'id="kernel" data-id="([\w-]+)"')  # as our template writes it

WAITING_PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{seconds}"><title>Please wait · Guideline explorer</title>
<style>body {{ font: 1.1rem/1.5 Arial, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head><body><main><h1>All places are taken</h1>
<p role="status">So many people use the guideline explorer that this computer has no room for one more.
This page asks again every {seconds} seconds and opens when somebody leaves. Your case is kept in the address.</p>
</main></body></html>
"""


@dataclass
class VisitorLimit:
    """How many visitors may be present at once, and who is: each has a kernel, or is about to get one."""

    most: int
    present: dict[object, str | None] = field(default_factory=dict)
    awaited: dict[str, float] = field(default_factory=dict)

    def free(self, kernels: Container[str]) -> int:
        """Count the further visitors that may be admitted.

        Args:
            kernels: the ids of the running kernels; a visitor whose kernel is not among them has left.

        >>> limit = VisitorLimit(2, {"first": "a", "second": None})
        >>> limit.free(["a"]), limit.free([])
        (0, 1)
        """
        self.present = {who: kernel for who, kernel in self.present.items() if kernel is None or kernel in kernels}
        return self.most - len(self.present)

    def sent(self, kernel: str, now: float) -> None:
        """A page was sent whose kernel is expected to be connected to.

        Args:
            kernel: the id of its kernel.
            now: the time, in seconds.
        """
        self.present[kernel] = kernel
        self.awaited[kernel] = now

    def connected(self, kernel: str) -> None:
        """A page has connected with its kernel."""
        self.awaited.pop(kernel, None)

    def overdue(self, now: float) -> list[str]:
        """Forget the pages that have not connected in time, and name their kernels.

        >>> limit = VisitorLimit(2)
        >>> limit.sent("a", 0), limit.overdue(10), limit.overdue(16), limit.overdue(30)
        (None, [], ['a'], [])
        """
        late = [kernel for kernel, since in self.awaited.items() if now - since > LONGEST_UNCONNECTED]
        for kernel in late:
            del self.awaited[kernel]
        return late


def pool_size(users: int) -> int:
    """Say how many kernels to keep ready: enough for a first rush, few enough to be replaced while it lasts.

    Args:
        users: the number of visitors to be ready for.

    >>> pool_size(1)
    1
    """
    return max(1, min(users, 2 * (os.cpu_count() or 1), 16))


def _kernel_named_in(page: str) -> str | None:
    found = KERNEL.search(page)
    return found[1] if found else None


async def give_back_seats(limit: VisitorLimit, kernels: AsyncMappingKernelManager) -> None:
    """End the kernels of pages that were sent and never connected.

    Args:
        limit: who is present.
        kernels: the server's kernels.
    """
    for kernel in limit.overdue(time.monotonic()):
        if kernel in kernels:
            await asyncio.ensure_future(kernels.shutdown_kernel(kernel))


class Page(TornadoVoilaHandler):
    """The page, for as many visitors as the limit admits."""

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        """Send the page piece by piece; its kernel runs before the first piece is sent."""
        self._refuse_other_sites()
        limit: VisitorLimit = self.settings["visitor_limit"]
        if limit.free(self.kernel_manager) < 1:
            self._send_waiting_page()
            return
        kernel, sent = None, ""
        limit.present[self] = None
        try:
            async for piece in super().get_generator(path):
                if kernel is None:  # its name may be split over several pieces
                    sent += piece
                    limit.present[self] = kernel = _kernel_named_in(sent)
                yield piece
        finally:
            limit.present.pop(self, None)
            if kernel is not None:
                limit.sent(kernel, time.monotonic())
            forget_requests()

    def _refuse_other_sites(self) -> None:
        """Refuse to start a kernel for an image, script or background request of another site's page."""
        if self.request.headers.get("Sec-Fetch-Dest", "document") not in ("document", "iframe", "empty"):
            raise HTTPError(403, "this address is a page")
        is_visit = self.request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if self.request.headers.get("Sec-Fetch-Site") == "cross-site" and not is_visit:
            raise HTTPError(403, "another site may link to this page, not load it")

    def _send_waiting_page(self) -> None:
        self.set_status(503)
        self.set_header("Retry-After", str(RETRY_AFTER))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write(WAITING_PAGE.format(seconds=RETRY_AFTER))


class Kernel(ServerKernelManager):
    """One visitor's kernel.  It has nothing to save, so it is ended at once and without a message."""

    # Jupyter reads this name here, but defines it on another class.
    traceback_replacement_message = "The window in which guideline-explorer runs says what went wrong."

    @default("last_activity")
    def _last_activity(self) -> datetime:
        """Count starting as activity: the culler may look at a kernel before Jupyter sets this."""
        return utcnow()

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End it without waiting for what it is doing."""
        await super().shutdown_kernel(now=True, restart=restart)


class Kernels(AsyncMappingKernelManager):
    """The server's kernels.  One whose page stays open but unused is ended too, only later."""

    @default("kernel_manager_class")
    def _kernel_manager_class(self) -> str:
        return f"{__name__}.Kernel"

    longest_unused = Integer(LONGEST_UNUSED, config=True, help="seconds without any use, with an open page")

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that is no longer used; it may end by itself meanwhile."""
        try:
            await super().cull_kernel_if_idle(kernel_id)
            await self._cull_if_unused(kernel_id)
        except (KeyError, HTTPError):
            if kernel_id in self:
                raise

    async def _cull_if_unused(self, kernel_id: str) -> None:
        if kernel_id not in self or not self.kernel_model(kernel_id)["connections"]:
            return
        unused = utcnow() - self.get_kernel(kernel_id).last_activity
        if unused > timedelta(seconds=self.longest_unused):
            await asyncio.ensure_future(self.shutdown_kernel(kernel_id))


class Anonymous(VoilaIdentityProvider):
    """Visitors have no name and get no cookie, so no visitor is recognised later."""

    def set_login_cookie(self, handler: JupyterHandler, user: User) -> None:
        """Set none."""
