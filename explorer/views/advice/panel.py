"""A widget that shows HTML of our own making and tells which of its buttons was pressed."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import anywidget
import traitlets

from explorer.views.markup import markup

HERE = Path(__file__).parent


class Panel(anywidget.AnyWidget):
    """Shows markup; what was open stays open when it changes.

    Args:
        label: its accessible name.
        name: a class for its looks, such as ``ge-advice``.

    Attributes:
        html: what is shown; set it by ``show``.
        opened: the ``data-key`` of everything that is folded out.
        keeps: under which name the browser keeps what a learner knows; nothing where it keeps none.

    Of a button or field that is used, the page sends ``{"pressed": its data-do}``, such as ``node:choose``.
    """

    _esm = "".join(
        path.read_text("utf-8") for path in (HERE.parent / "after_path.js", HERE.parent / "keys.js", HERE / "panel.js")
    )

    html = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    opened = traitlets.List(traitlets.Unicode()).tag(sync=True)
    keeps = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label!r})"

    def show(self, *elements: Element) -> None:
        """Show these elements in place of what was shown."""
        self.html = markup(*elements)


class Head(Panel):
    """The head of the page; it brings the looks of the whole page with it."""

    _css = (HERE.parent / "theme.css").read_text("utf-8") + (HERE.parent / "page.css").read_text("utf-8")
