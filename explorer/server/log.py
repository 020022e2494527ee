"""What the server writes in its window: no case and no visitor's address, in printable signs."""

from __future__ import annotations

import logging
import re
from typing import Any

from tornado.web import RequestHandler

from explorer.knowledge.printable import printable

_QUERY = re.compile(r"\?[^\s'\"),]*")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?\b[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}\b\]?")
_KERNEL = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
NOT_TOLD = frozenset({404, 503})  # nobody here can do anything about a page that is asked for in vain


def without_people(words: str) -> str:
    """Take what says something of a visitor out of a line: the case in an address, where it came from, its kernel.

    >>> without_people("403 GET /?kras=mutant (127.0.0.1) 1.50ms")
    '403 GET /?… (…) 1.50ms'
    """
    for found, shown in ((_QUERY, "?…"), (_KERNEL, "…"), (_ADDRESS, "…")):
        words = found.sub(shown, words)
    return printable(words, lines=True)


def log_request(handler: RequestHandler) -> None:
    """Write a line of a request that went wrong: its status, method and path."""
    status = handler.get_status()
    if status >= 400 and status not in NOT_TOLD:
        path = without_people(handler.request.path[:200])
        logging.getLogger("tornado.access").error("%d %s %s", status, handler.request.method, path)


def keep_people_out() -> None:
    """Take what says something of a visitor out of every line that any part of the server writes from now on."""
    make = logging.getLogRecordFactory()
    if getattr(make, "keeps_people_out", False):
        return

    def without(*arguments: Any, **more: Any) -> logging.LogRecord:
        record = make(*arguments, **more)
        record.msg, record.args = without_people(record.getMessage()), None
        return record

    without.keeps_people_out = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(without)
