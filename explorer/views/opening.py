"""Opening what is served: the dashboard of a guideline, or the page that says what is wrong with it."""

from __future__ import annotations

import os

from explorer.knowledge.known import SHIPPED_GUIDELINE
from explorer.knowledge.problem import GuidelineError
from explorer.knowledge.reading import load
from explorer.views.dashboard import CLASS_VARIABLE, GUIDELINE_VARIABLE, WATCH_VARIABLE, Dashboard
from explorer.views.problems import problems_page
from explorer.views.regions import Regions
from explorer.views.watching import watched


def open_dashboard() -> Regions:
    """Open the dashboard on the guideline that is served, or show what is wrong with it.

    The folder comes from the environment variable ``GUIDELINE_EXPLORER_GUIDELINE``; by default it is the shipped
    guideline.
    """
    if os.environ.get(WATCH_VARIABLE):
        return watched(os.environ.get(GUIDELINE_VARIABLE) or SHIPPED_GUIDELINE)
    try:
        guideline = load(os.environ.get(GUIDELINE_VARIABLE) or SHIPPED_GUIDELINE)
        return Dashboard(guideline, classes=bool(os.environ.get(CLASS_VARIABLE)))
    except GuidelineError as error:
        return problems_page(error.problems)
