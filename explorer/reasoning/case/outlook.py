"""What a partial case can still lead to: exactly the recommendations that some completion of it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from explorer.knowledge.model import Recommendation
from explorer.reasoning.evaluation import Evaluation


@dataclass(frozen=True)
class Outlook:
    """A recommendation that can still be reached.

    Attributes:
        node: its id.
        share: the share of the completions that reach it; every region of an unknown parameter counts equally, or
            as the guideline's ``weights:`` say.
    """

    node: str
    share: Fraction

    @property
    def settled(self) -> bool:
        """Whether it holds already, whatever the missing answers are."""
        return self.share == 1


def still_possible(trace: Evaluation) -> list[Outlook]:
    """Every recommendation that some completion of the case reaches, and none that no completion reaches.

    Args:
        trace: what evaluation found.

    Returns:
        The recommendations in the guideline's order, the settled ones among them.

    >>> from explorer import evaluate, load
    >>> given = {"primary_site": "breast", "liver_mets": "yes"}
    >>> found = still_possible(evaluate(load("rectal_liver_metastases"), given))
    >>> [one.node for one in found if one.settled]
    ['referral_meeting', 'breast_course', 'breast_systemic', 'breast_receptors', 'breast_outlook']
    """
    nodes = trace.guideline.nodes
    names = [
        name
        for name, status in trace.nodes.items()
        if status != "ruled out" and isinstance(nodes[name], Recommendation)
    ]
    shares = trace.remaining.shares(trace.advice_rows[name] for name in names)
    return [Outlook(name, share) for name, share in zip(names, shares, strict=True)]


def settled(trace: Evaluation) -> list[str]:
    """The recommendations that hold already, whatever the missing answers are."""
    return [outlook.node for outlook in still_possible(trace) if outlook.settled]
