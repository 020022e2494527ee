"""Serves what ``guideline-explorer publish`` wrote: files only, no kernel and nothing kept of a visitor.

Any static web server does as well; this one packs what it sends, and says with each file what a page may do with it.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tornado.web import Application, RequestHandler

from explorer.knowledge.problem import CaseError, Problem
from explorer.server.headers import headers_with, with_headers
from explorer.server.plain import serve_plainly

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
HEADERS = {
    **headers_with(
        [
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
        ]
    ),
    "Cache-Control": "no-cache",  # asked again whether it is new, sent again only then
    "Vary": "Accept-Encoding",
}
PACKED = (".zip",)  # already


@dataclass(frozen=True)
class File:
    """A file as it is sent.

    Attributes:
        content, packed: its bytes, and the same as gzip; None where that would not be shorter.
        type: what it is.
        tag: names these very bytes.
    """

    content: bytes
    packed: bytes | None
    type: str
    tag: str


def read_files(folder: Path) -> dict[str, File]:
    """Read what is served, by path; a folder's own page also by the folder's name.

    Raises:
        CaseError: the folder is not one that ``publish`` wrote.
    """
    if not (folder / "index.html").is_file():
        right = "write one first: guideline-explorer publish OUT"
        raise CaseError([Problem("--static", f"{folder} holds no index.html", right)])
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in TYPES]
    files = {path.relative_to(folder).as_posix(): _file(path) for path in paths}
    return files | {
        name.removesuffix("index.html"): file for name, file in files.items() if name.endswith("index.html")
    }


def _file(path: Path) -> File:
    content = path.read_bytes()
    packed = None if path.suffix in PACKED else gzip.compress(content, 6, mtime=0)
    return File(content, packed, TYPES[path.suffix], f'"{sha256(content).hexdigest()[:32]}"')


class Answer(RequestHandler):
    """Gives one of the files."""

    def initialize(self, files: dict[str, File]) -> None:
        """Know the files."""
        self.files = files

    def get(self, path: str) -> None:
        """Send a file, or say that the visitor has it."""
        file = self.files.get(path)
        if file is None:
            self.set_status(404)
            self.finish("There is no such file.")
            return
        self.set_header("Content-Type", file.type)
        self.set_header("Etag", file.tag)
        if self.check_etag_header():
            self.set_status(304)
        elif file.packed and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.write(file.packed)
        else:
            self.write(file.content)

    def head(self, path: str) -> None:
        """Say what would be sent."""
        self.get(path)

    def compute_etag(self) -> None:
        """The file's own tag is set already."""

    def log_exception(self, *_: Any) -> None:
        """Keep nothing of a visitor in the log."""


def serve_static(folder: str, host: str, port: int | None, browser: bool) -> int:
    """Serve a published folder until it is stopped.

    Args:
        folder: as ``publish`` wrote it.
        host: the address to listen on.
        port: the port to listen on; by default 8866, or a free one.
        browser: whether to open a browser, where there is one.

    Returns:
        0.

    Raises:
        CaseError: the folder is not a published one.
        Refused: the host or the port cannot be used.
    """
    files = read_files(Path(folder))
    application = [("/(.*)", Answer, {"files": files})]
    return serve_plainly(lambda: Application(application, transforms=[with_headers(HEADERS)]), host, port, browser)
