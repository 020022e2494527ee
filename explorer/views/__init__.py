"""What a person sees: form, diagram, panels, dashboard.  Views read the trace and compute nothing."""

from explorer.views.dashboard import Dashboard, open_dashboard

__all__ = ["Dashboard", "open_dashboard"]
