"""What a person sees: form, diagram, panels, dashboard.  Views read the trace and compute nothing."""

from typing import Any

__all__ = ["Dashboard", "open_dashboard"]


def __getattr__(name: str) -> Any:
    """Load the dashboard when it is asked for: a report needs no widgets."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from explorer.views import dashboard

    return getattr(dashboard, name)
