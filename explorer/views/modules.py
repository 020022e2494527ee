"""Programs for a page: modules put together as one, for a page that stands alone."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path


def source_of(program: str) -> str:
    """How a Content-Security-Policy names a program that stands in a page itself: by its hash (CSP level 2).

    >>> source_of("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(program.encode()).digest()).decode()}'"


def joined(*modules: Path) -> str:
    """Modules that import only each other, as one: each stands after those it imports.

    Args:
        modules: the files, in this order.
    """
    texts = (path.read_text("utf-8") for path in modules)
    return "\n".join(re.sub(r"^import .*\n|^export (?=class|const|function)", "", text, flags=re.M) for text in texts)
