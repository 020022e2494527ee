"""Programs for a page: modules put together as one, for a page that stands alone."""

from __future__ import annotations

import re
from pathlib import Path


def joined(*modules: Path) -> str:
    """Modules that import only each other, as one: each stands after those it imports.

    Args:
        modules: the files, in this order.
    """
    texts = (path.read_text("utf-8") for path in modules)
    return "\n".join(re.sub(r"^import .*\n|^export (?=class|const|function)", "", text, flags=re.M) for text in texts)
