"""How heavy the page's own files are: every style, script and template the explorer brings to a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import explorer
from benchmarks.figures import Figure, Sample

KINDS = ("*.js", "*.css", "*.j2", "*.svg", "*.html")
TARGET = 300.0  # kB


def measure() -> Iterator[Figure]:
    """Add up the files as they are, uncompressed."""
    sizes = {path.name: path.stat().st_size / 1000 for path in own_files()}
    total = sum(sizes.values())
    yield Figure("our own assets", Sample([total], "kB"), total, "kB", TARGET, sizes)


def own_files() -> list[Path]:
    """The files of the package that a page receives."""
    package = Path(explorer.__file__).parent
    return sorted(path for kind in KINDS for path in package.rglob(kind))
