"""Explore clinical guidelines: what is certain, what is still possible, what decides, and which source says so.

>>> from explorer import load
>>> guideline = load("rectal_liver_metastases")
>>> trace = guideline.evaluate({"primary_site": "breast"})
>>> print(trace["breast_systemic"])
possible
>>> trace.why("unresectable_anti_egfr").facts
('primary_site',)
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from explorer.knowledge.case import Case
from explorer.knowledge.problem import CaseError, GuidelineError, Problem
from explorer.public import Guideline, load
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace, evaluate

if TYPE_CHECKING:
    from explorer.views.dashboard import Dashboard
    from explorer.views.form.controls import Controls
    from explorer.views.map.case_map import CaseMap
    from explorer.views.picture.diagram import Diagram

try:
    __version__ = version("guideline-explorer")
except PackageNotFoundError:  # a checkout that was not installed
    __version__ = "0+unknown"

_LATER = {
    "CaseMap": "explorer.views.map.case_map",
    "Controls": "explorer.views.form.controls",
    "Dashboard": "explorer.views.dashboard",
    "Diagram": "explorer.views.picture.diagram",
}
"""What needs pictures or widgets is only loaded when it is asked for."""

__all__ = [
    "Case",
    "CaseError",
    "CaseMap",
    "Controls",
    "Dashboard",
    "Diagram",
    "Guideline",
    "GuidelineError",
    "Problem",
    "Status",
    "Trace",
    "__version__",
    "evaluate",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
