"""The report as Markdown (CommonMark with tables), which reads well as plain text too.

Every text is escaped, so that no sign in it means anything; pictures are Mermaid blocks, in which every sign that is
not a letter, a digit or plain punctuation is written as its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from explorer.reasoning.trace import Trace
from explorer.views.picture.diagram import Diagram

SIGNS = re.compile(r"([\\`*_\[\]|~$#!^{}])")
OPENING = re.compile(r"^(\d+(?=[.)])|(?=[-+=:]))(.)")
HEADINGS = {"h1": "#", "h2": "##", "h3": "###"}


def markdown(trace: Trace, report: Iterable[Element]) -> str:
    """Write a report as Markdown.

    Args:
        trace: what evaluation found; its pathways are drawn.
        report: what the report says.
    """
    return "\n\n".join(block for part in report for block in _blocks(trace, part)) + "\n"


def escaped(text: str) -> str:
    """Write text so that Markdown shows it as it is, in one line.

    >>> print(escaped("5 < 7 *and* [a](b)"))
    5 &lt; 7 \\*and\\* \\[a\\](b)
    """
    marked = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    spaced = re.sub(r"\s+", " ", SIGNS.sub(r"\\\1", marked))
    return re.sub(r"(?i)(https?|ftp):", r"\1\\:", spaced).replace("www.", "www\\.").replace("@", "\\@")


def _line(*parts: Element | str) -> str:
    """Elements and texts as the words of one line."""
    line = "".join(escaped(part) if isinstance(part, str) else _inline(part) for part in parts).strip()
    return OPENING.sub(r"\1\\\2", line)


def _inline(part: Element) -> str:
    """An element within a line, without what follows it."""
    inner = escaped(part.text or "") + "".join(_inline(child) + escaped(child.tail or "") for child in part)
    if part.tag == "b" and inner.strip():
        return f"**{inner.strip()}**{inner[len(inner.rstrip()) :]}"
    if part.tag == "code":
        return f"`{''.join(part.itertext()).replace('`', '')}`"
    if part.tag == "a" and part.get("href", "").startswith("http"):
        return f"<{part.get('href')}>"
    return inner


def _blocks(trace: Trace, part: Element) -> Iterable[str]:
    if part.tag in HEADINGS:
        yield f"{HEADINGS[part.tag]} {_line(*_content(part))}"
    elif part.tag in ("ul", "ol"):
        yield "\n".join(_items(part))
    elif part.tag == "table":
        yield from _sides(trace, part) if part.get("class") == "ge-sides" else ["\n".join(_rows(part))]
    elif part.tag in ("section", "figure", "figcaption"):
        yield from _mermaid(trace, part)
        for child in part:
            yield from _blocks(trace, child)
    else:
        yield _quoted(_line(*_content(part)), part)


def _content(part: Element) -> Iterable[Element | str]:
    yield part.text or ""
    for child in part:
        yield from (child, child.tail or "")


def _quoted(line: str, part: Element) -> str:
    return f"> {line}" if part.get("class") == "ge-disclaimer" else line


def _items(part: Element) -> Iterable[str]:
    for number, item in enumerate(part, start=1):
        yield f"{f'{number}.' if part.tag == 'ol' else '-'} {_line(*_content(item))}"


def _rows(table: Element) -> Iterable[str]:
    """The case as a table; the titles of its groups in bold."""
    yield "| | |\n|---|---|"
    for row in table:
        cells = [f"**{_line(*_content(c))}**" if c.tag == "th" else _line(*_content(c)) for c in row]
        yield f"| {' | '.join((*cells, '')[:2])} |"


def _sides(trace: Trace, table: Element) -> Iterable[str]:
    """The sides of a disagreement, each with the statements that say so."""
    for cell in table.iter("td"):
        head, statements = cell[0], cell[1]
        yield "\n".join([f"- {_line(*_content(head))}", *(f"  {line}" for line in _items(statements))])


def _mermaid(trace: Trace, part: Element) -> Iterable[str]:
    name = part.get("data-pathway")
    if name is not None:
        yield f"```mermaid\n{Diagram(trace.guideline, name, trace).mermaid()}```"
