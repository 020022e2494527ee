"""Where the sources differ, over all cases: how often each disagreement shows, and what each source says to it.

The *relevant* cases of a disagreement are those in which at least one of its sides speaks: the source is for or
against it, or one of the statements of a position applies (and the disagreement's own condition holds).  Its share is
the part of them in which sources judge differently, or statements of two positions apply together; every region of
every parameter is counted equally, or as the guideline's ``weights:`` say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from explorer.knowledge.model import Disagreement, Guideline, Value
from explorer.reasoning.compiled import Chosen, compiled
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.sets import CaseSet
from explorer.reasoning.smallest_case import smallest_case
from explorer.reasoning.verdicts import Stance, key_of


@dataclass(frozen=True)
class Cell:
    """What one source says to one question.

    Attributes:
        status: it speaks in a position, is named as silent, or is not named at all.
        says: the positions it speaks in.
        statements: its statements there.
        case: a smallest case in which the disagreement shows and this source is for or against it, or one of its
            statements applies; None where there is none.
    """

    status: Literal["speaks", "silent", "not named"]
    says: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    case: dict[str, Value] | None = None


@dataclass(frozen=True)
class Line:
    """One question of the atlas.

    Attributes:
        disagreement: its id; ``question`` and ``kind`` as the guideline gives them.
        share: the part of the relevant cases in which it is active.
        case: a smallest case that shows it; None where no case does.
        cells: what each source says, by its id.
    """

    disagreement: str
    question: str
    kind: str
    share: Fraction
    case: dict[str, Value] | None
    cells: Mapping[str, Cell]


def atlas(guideline: Guideline) -> list[Line]:
    """Set out every disagreement against every source.

    Args:
        guideline: the guideline.

    Returns:
        One line for each disagreement, in the guideline's order.

    >>> from explorer import load
    >>> line = atlas(load("rectal_liver_metastases"))[1]
    >>> line.disagreement, {source: cell.status for source, cell in line.cells.items()}["S003"]
    ('C02', 'not named')
    """
    chosen = compiled(guideline).choose()
    sets = chosen.conditions()
    return [_line(chosen, sets, one) for one in guideline.disagreements.values()]


def _line(chosen: Chosen, sets: Conditions, one: Disagreement) -> Line:
    shown = sets.at(chosen.disagreements[one.id])
    cells = {source: _cell(chosen, sets, one, source, shown) for source in chosen.guideline.sources}
    share = _share(shown, relevant(chosen, sets, one))
    return Line(one.id, one.question, one.kind, share, smallest_case(chosen.space, shown), cells)


def relevant(chosen: Chosen, sets: Conditions, one: Disagreement) -> CaseSet:
    """Return the cases in which at least one side of a disagreement speaks."""
    if one.sides:
        return sets.any(taken for source in one.sides for taken in _stances(chosen, sets, one, source))
    names = [name for position in one.positions for name in position.statements]
    return sets.any(sets.at(chosen.statements[name]) for name in names) & sets.cases_where(one.when)


def _stances(chosen: Chosen, sets: Conditions, one: Disagreement, source: str) -> list[CaseSet]:
    """The cases in which a source is for what is in dispute, and those in which it is against it."""
    keys = [key_of(one.id, source, stance) for stance in Stance]
    return [sets.at(chosen.verdicts[key]) for key in keys if key in chosen.verdicts]


def _share(shown: CaseSet, of: CaseSet) -> Fraction:
    part, whole = shown.diagram.shares([shown.row, of.row])
    return part / whole if whole else Fraction(0)


def _cell(chosen: Chosen, sets: Conditions, one: Disagreement, source: str, shown: CaseSet) -> Cell:
    known = chosen.guideline.statements
    spoken = [
        (position.says, [name for name in position.statements if known[name].source == source])
        for position in one.positions
    ]
    spoken = [(says, names) for says, names in spoken if names]
    if not spoken:
        return Cell("silent" if source in one.silent else "not named")
    cited = tuple(name for _, names in spoken for name in names)
    speaking = _stances(chosen, sets, one, source) or [sets.at(chosen.statements[name]) for name in cited]
    cases = [smallest_case(chosen.space, shown & taken) for taken in speaking]
    case = min((case for case in cases if case is not None), key=len, default=None)
    return Cell("speaks", tuple(says for says, _ in spoken), cited, case)
