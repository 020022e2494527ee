"""What a board decided on a case: for each line of the plan whether it is followed, else why not.

It is kept with the case's file and nowhere else.  The record names the edition and the digest of the briefing it was
made on, so that it can be checked later what the board was told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from explorer.briefing.briefing import Advised, brief
from explorer.reasoning.status import Time
from explorer.reasoning.trace import Trace

REASONS = (
    "another source followed",
    "fitness or comorbidity",
    "the person's wish",
    "not available here",
    "new findings",
)
"""Why a board may decide otherwise: words to choose from, in no order."""
LONGEST = 2_000  # signs of one text
MOST_LINES = 200


@dataclass(frozen=True)
class Decided:
    """What was decided on one line of the plan.

    Attributes:
        followed: whether it is followed.
        because: why it is not.
    """

    followed: bool
    because: str = ""


@dataclass(frozen=True)
class BoardDecision:
    """What a board decided.

    Attributes:
        text: in its own words.
        day: when, as it was written.
        lines: on each line of the plan it spoke of, by the id of the recommendation.
    """

    text: str = ""
    day: str = ""
    lines: Mapping[str, Decided] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was decided."""
        return bool(self.text or self.lines)

    def as_data(self) -> dict[str, Any]:
        """Give it as a case file holds it."""
        lines = {
            name: {"followed": "yes" if one.followed else "no", **({"because": one.because} if one.because else {})}
            for name, one in self.lines.items()
        }
        told = {"text": self.text, "date": self.day, "plan": lines}
        return {name: value for name, value in told.items() if value}


def decision_from(data: Any) -> BoardDecision:
    """Read a decision as a case file holds it; what is none of it is left out.

    Args:
        data: as ``BoardDecision.as_data`` gives it.

    >>> decision_from({"text": "Operate", "plan": {"a": {"followed": "no", "because": "a wish"}, "b": 7}}).lines
    {'a': Decided(followed=False, because='a wish')}
    """
    if not isinstance(data, dict):
        return BoardDecision()
    written = data.get("plan")
    plan: dict[Any, Any] = written if isinstance(written, dict) else {}
    lines = {str(name): found for name, one in list(plan.items())[:MOST_LINES] if (found := _decided(one))}
    return BoardDecision(_text(data.get("text")), _text(data.get("date")), lines)


def _decided(one: Any) -> Decided | None:
    followed = one.get("followed") if isinstance(one, dict) else None
    words = {"yes": True, "no": False, True: True, False: False}
    return Decided(words[followed], _text(one.get("because"))) if followed in words else None


def _text(value: Any) -> str:
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else ""


def plan_to_decide(trace: Trace) -> list[Advised]:
    """The lines of the plan a board decides on: what is due now or next, disputed or not, but no duty of every case."""
    told = brief(trace)
    always = {one.node for one in told.sections["always"]}
    return [one for time in (Time.NOW, Time.NEXT) for one in told.plan_at(time.value) if one.node not in always]


def record(trace: Trace, decision: BoardDecision, title: str = "") -> dict[str, Any]:
    """The decision with all it rests on, as plain data.

    Args:
        trace: what the board was told.
        decision: what it decided.
        title: the name of the case.
    """
    briefing = brief(trace).as_json(None)
    front = trace.guideline.metadata
    lines = [
        {"node": one.node, "text": one.text, "statements": list(one.statements), **_said(decision, one.node)}
        for one in plan_to_decide(trace)
    ]
    return {
        "guideline": front.id,
        "edition": front.edition,
        "title": title,
        "case": trace.case.as_given(),
        "sources": sorted(trace.chosen.sources),
        "briefing": sha256(json.dumps(briefing, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        "decision": decision.text,
        "date": decision.day,
        "plan": lines,
    }


def _said(decision: BoardDecision, node: str) -> dict[str, Any]:
    one = decision.lines.get(node)
    return {"followed": None, "because": ""} if one is None else {"followed": one.followed, "because": one.because}
