"""Explore clinical guidelines: what is certain, what is still possible, what decides, and which source says so."""

from explorer.knowledge.case import Case
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, GuidelineError, Problem
from explorer.knowledge.reading import load
from explorer.reasoning.trace import Trace, evaluate

__all__ = [
    "Case",
    "CaseError",
    "Guideline",
    "GuidelineError",
    "Problem",
    "Trace",
    "evaluate",
    "load",
]
