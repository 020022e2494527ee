"""The sheet from which one teaches: lessons to present, and a lesson of one's own made of cases on the page."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from explorer.knowledge.number import counted
from explorer.views.markup import element

LIVE = "guideline-explorer lesson present FILE --live"


def teach_sheet(lessons: Mapping[str, str], is_live: bool, added: int) -> list[Element]:
    """Write what is shown to a teacher.

    Args:
        lessons: the address of each lesson's page, by its title.
        is_live: whether these pages open a room for a class.
        added: how many cases stand in the lesson that is being made.
    """
    live = "Its page opens a room: pupils answer on their telephones." if is_live else None
    alone = element("p", "For answers on telephones: ", element("code", LIVE)) if not is_live else None
    links = [
        element("li", element("a", title, href=to, target="_blank", rel="noopener")) for title, to in lessons.items()
    ]
    shown = [element("p", "Lessons for a projector. ", live), element("ul", links)] if links else []
    return [part for part in (*shown, alone, _own(added)) if part is not None]


def _own(added: int) -> Element:
    add = element("button", "Add this case to my lesson", type="button", class_="ge-tool", data_do="add-case:")
    save = element(
        "button", f"Save my lesson ({counted(added, 'case')})", type="button", class_="ge-tool", data_do="lesson-file:"
    )
    return element("p", add, " ", save if added else None)
