"""What a person sees: form, map, advice, report, and the dashboard that joins them."""

from importlib import import_module
from typing import Any

_HOME = {"Dashboard": "explorer.views.dashboard", "open_dashboard": "explorer.views.opening"}

__all__ = ["Dashboard", "open_dashboard"]


def __getattr__(name: str) -> Any:
    """Load the dashboard when it is asked for: a report needs no widgets."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
