"""HTML built as a tree, so that nothing a guideline says can become markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, tostring

Content = Element | str | None


def element(tag: str, *content: Content | Iterable[Content], **attributes: str | None) -> Element:
    """Make an element.

    Args:
        tag: its name.
        content: text, elements, or lists of them; None is left out.
        attributes: their values; None is left out, ``class_`` stands for class and ``data_id`` for data-id.

    >>> markup(element("p", "a < b", class_="note"))
    '<p class="note">a &lt; b</p>'
    """
    given = {_attribute(name): _printable(value) for name, value in attributes.items() if value is not None}
    made = Element(tag, given)
    _fill(made, content)
    return made


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _fill(parent: Element, content: Iterable[Content | Iterable[Content]]) -> None:
    for part in content:
        if isinstance(part, Element):
            parent.append(part)
        elif isinstance(part, str):
            _write(parent, _printable(part))
        elif part is not None:
            _fill(parent, part)


def _write(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def json_in_page(data: Any) -> str:
    """Data as JSON that can stand in a script element.

    >>> json_in_page({"a": "</script>"})
    '{"a":"\\\\u003c/script>"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def markup(*elements: Element) -> str:
    """Write elements as text that HTML and XML readers read alike; no element without content is used."""
    written = (tostring(made, encoding="unicode", short_empty_elements=False) for made in elements)
    return "".join(written)
