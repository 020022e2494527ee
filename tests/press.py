"""Presses a button of a panel as the page does."""

from explorer.views.advice.panel import Panel


def press(panel: Panel, words: str) -> None:
    """Send the panel what its page sends when a button with these words is pressed."""
    panel._handle_custom_msg({"pressed": words}, [])
