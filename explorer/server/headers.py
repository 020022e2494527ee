"""The headers that every answer carries, whichever part of the server gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tornado.httputil import HTTPHeaders
from tornado.web import OutputTransform

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",  # the address of the page contains the case
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ALWAYS = ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'")
"""What no page may do."""


def headers_with(allowed: Iterable[str]) -> dict[str, str]:
    """The headers of a page; whatever is not allowed is forbidden.

    Args:
        allowed: directives of a Content-Security-Policy, such as ``img-src 'self'``.
    """
    return {"Content-Security-Policy": "; ".join(("default-src 'none'", *allowed, *ALWAYS)), **COMMON}


def with_headers(wanted: Mapping[str, str]) -> type[OutputTransform]:
    """Make a transform for tornado that sets headers on every answer, whichever handler gives it."""

    class Headers(OutputTransform):
        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            for name, value in wanted.items():
                headers[name] = value
            headers.pop("Server", None)
            return status_code, headers, chunk

    return Headers
