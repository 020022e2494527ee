"""The report of a case, to take along: as HTML that needs nothing else, as Markdown, and as PDF.

What a report says is made once, as a tree (``content``); each form only writes that tree down.  The library that
writes PDF is loaded when a PDF is asked for.

>>> from explorer import evaluate, load
>>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast"})
>>> print(report_markdown(trace, title="A case").splitlines()[0])
# Rectal cancer with liver metastases
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypedDict, Unpack

from explorer.briefing.decision import BoardDecision
from explorer.briefing.size import Size
from explorer.reasoning.trace import Trace
from explorer.views.report.content import About, report

LONGEST_NAME = 6  # words

__all__ = ["FORMS", "Size", "file_name", "report_html", "report_markdown", "report_pdf", "write_report"]


class Told(TypedDict, total=False):
    """What a report is told beside the trace and the link, by name.

    Attributes:
        title: the name of the case.
        made_on: the date of the report; by default today.
        size: how much it says: ``page``, ``grounds`` or ``everything``; by default everything.
        decision: what a board decided.
    """

    title: str
    made_on: date | None
    size: Size
    decision: BoardDecision


def report_html(trace: Trace, link: str = "", **told: Unpack[Told]) -> str:
    """Write the report as one HTML page without any outside reference and without script.

    Args:
        trace: what evaluation found.
        link: the address of a dashboard; the report's link opens it on this case. By default only the part of the
            link that holds the case is written.
        told: what else it is told, by name (``Told``).
    """
    from explorer.views.report.page import page

    return page(trace, report(trace, About(link, **told)))


def report_markdown(trace: Trace, link: str = "", **told: Unpack[Told]) -> str:
    """Write the report as Markdown, its pictures as Mermaid; the arguments are those of ``report_html``."""
    from explorer.views.report.markdown import markdown

    return markdown(trace, report(trace, About(link, **told)))


def report_pdf(trace: Trace, link: str = "", **told: Unpack[Told]) -> bytes:
    """Write the report as PDF (A4, vector pictures, text selectable); the arguments are those of ``report_html``."""
    from explorer.views.report.pdf import pdf

    return pdf(trace, report(trace, About(link, **told)), on_one_page=told.get("size") == Size.PAGE)


FORMS: dict[str, Callable[..., str | bytes]] = {
    "html": report_html,
    "md": report_markdown,
    "pdf": report_pdf,
}
"""The function that writes each form, by the suffix of its file without the dot."""


def write_report(form: str, trace: Trace, link: str = "", **told: Unpack[Told]) -> bytes:
    """Write the report in a form, as the content of a file.

    Args:
        form: ``html``, ``md`` or ``pdf``.
        trace, link, told: as for ``report_html``; by default one page.
    """
    written = FORMS[form](trace, link, **{"size": Size.PAGE, **told})
    return written if isinstance(written, bytes) else written.encode("utf-8")


def file_name(form: str, title: str = "", day: date | None = None) -> str:
    """Name the file of a report by its case and date.

    >>> file_name("pdf", "Bleeding primary, and more", date(2026, 1, 31))
    'bleeding-primary-and-more-2026-01-31.pdf'
    """
    words = re.findall(r"[a-z0-9]+", title.lower())[:LONGEST_NAME] or ["case"]
    return f"{'-'.join(words)}-{(day or date.today()).isoformat()}.{form}"
