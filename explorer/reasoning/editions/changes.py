"""What a new edition changes, and for which cases: exact over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from operator import or_
from typing import Any

from explorer.knowledge.case import Case
from explorer.knowledge.condition import Condition
from explorer.knowledge.model import Decision, Guideline, Parameter, Recommendation, Value
from explorer.reasoning.editions.names import Names, renamed
from explorer.reasoning.editions.together import Edition, together
from explorer.reasoning.sets import CaseSet
from explorer.reasoning.smallest_case import smallest_case
from explorer.reasoning.space import TIMES
from explorer.reasoning.status import Applies, Status
from explorer.reasoning.trace import evaluate


@dataclass(frozen=True)
class Change:
    """One change from an edition to the next.

    Attributes:
        kind: parameter added, removed or changed; added, removed, renamed, moved, reworded or strength of a node or
            statement; condition; appears or vanishes for advice; statement, criterion or disagreement for what applies,
            is met or shows in other cases than before.
        what: the id of what changed, as the new edition calls it, where that has it.
        old, new: how it was and how it is; None where one edition does not have it.
        share: the share of all cases that it affects, from 0 to 1; each answer counts equally, or as the guideline's
            weights say. 0 says that it alters no case: that is proved.
        smallest_case: a smallest case that it affects.
    """

    kind: str
    what: str
    old: str | None
    new: str | None
    share: float = 0.0
    smallest_case: dict[str, Value] | None = None


@dataclass(frozen=True)
class Difference:
    """What two editions have between them.

    Attributes:
        changes: every change, those that affect most cases first.
        affected_share: the share of all cases whose advice, statements, criteria or disagreements are not as before.
        old, new: the editions.
    """

    changes: tuple[Change, ...]
    affected_share: float
    old: Edition
    new: Edition

    def changes_for(self, case: Case) -> bool:
        """Say whether a case is told something else by the new edition.

        Args:
            case: what is known of it, in the words of both editions.
        """
        first, second = (evaluate(edition.chosen.compiled, case) for edition in (self.old, self.new))
        names = renamed(first.guideline, second.guideline)
        nodes = {names.node(name): status for name, status in _told(first.guideline, first.nodes)}
        statements = {names.statements.get(name, name): one for name, one in first.statements.items()}
        told = (nodes, _applying(statements), first.disagreements)
        return told != (dict(_told(second.guideline, second.nodes)), _applying(second.statements), second.disagreements)

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data, as ``guideline-explorer diff --json`` prints it."""
        return {"affected_share": self.affected_share, "changes": [asdict(change) for change in self.changes]}


def difference(old: Guideline, new: Guideline) -> Difference:
    """Say what changes from one edition of a guideline to the next, and for which cases.

    Args:
        old, new: the editions.

    Raises:
        CaseError: they cannot be brought over the same cases.

    >>> from explorer import load
    >>> guideline = load("rectal_liver_metastases")
    >>> difference(guideline, guideline).affected_share
    0.0
    """
    comparing = _Comparing(*together(old, new), renamed(old, new))
    changes = [*comparing.parameters(), *comparing.texts(), *comparing.conditions(), *comparing.answers()]
    ranked = sorted(changes, key=lambda change: -change.share)
    return Difference(tuple(ranked), comparing.affected(), comparing.old, comparing.new)


def _told(guideline: Guideline, nodes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The advice that a case may be given, with its status; what is ruled out is not told."""
    for name, status in nodes.items():
        if isinstance(guideline.nodes[name], Recommendation) and status != Status.RULED_OUT:
            yield name, status


def _applying(statements: Mapping[str, str]) -> dict[str, str]:
    return {name: one for name, one in statements.items() if one != Applies.NO}


class _Comparing:
    def __init__(self, old: Edition, new: Edition, names: Names) -> None:
        self.old, self.new, self.names = old, new, names
        self.altered: list[CaseSet] = []

    def affected(self) -> float:
        """The share of the cases in which any answer is not as before; asked once all were compared."""
        nothing = self.old.conditions.nothing
        return self._share(reduce(or_, self.altered, nothing))

    def _share(self, cases: CaseSet) -> float:
        return float(cases.diagram.share(cases.row))

    def _change(self, kind: str, what: str, old: str | None, new: str | None, cases: CaseSet | None) -> Change:
        if not cases:
            return Change(kind, what, old, new)
        return Change(kind, what, old, new, self._share(cases), smallest_case(self.new.chosen.space, cases))

    def parameters(self) -> Iterator[Change]:
        """Parameters that only one edition asks, or asks otherwise."""
        old, new = self.names.old.parameters, self.names.new.parameters
        yield from (Change("parameter removed", name, old[name].question, None) for name in old if name not in new)
        yield from (Change("parameter added", name, None, new[name].question) for name in new if name not in old)
        for name in old:
            if name in new and (told := _asked(old[name], new[name])):
                yield Change("parameter changed", name, *told)

    def texts(self) -> Iterator[Change]:
        """Nodes and statements that were renamed, moved, reworded, or given another strength."""
        old, new = self.names.old, self.names.new
        for before, after in self.names.nodes.items():
            one, other = old.nodes[before], new.nodes[after]
            if before != after:
                yield Change("renamed", after, before, after)
            if old.pathway_of[before] != new.pathway_of[after]:
                yield Change("moved", after, old.pathway_of[before], new.pathway_of[after])
            if (one.title, one.text) != (other.title, other.text):
                yield Change("reworded", after, _words(one), _words(other))
            if isinstance(one, Recommendation) and isinstance(other, Recommendation) and one.advice != other.advice:
                both = self._node(self.old, before) & self._node(self.new, after)
                self.altered.append(both)
                yield self._change("strength", after, one.advice, other.advice, both)
        for before, after in self.names.statements.items():
            if before != after:
                yield Change("renamed", after, before, after)
            if old.statements[before].text != new.statements[after].text:
                yield Change("reworded", after, old.statements[before].text, new.statements[after].text)

    def conditions(self) -> Iterator[Change]:
        """Conditions that are written otherwise, with the cases in which they mean something else."""
        old, new = _conditions(self.names.old, self.names.node), _conditions(self.names.new)
        for place in dict.fromkeys([*old, *new]):
            one, other = old.get(place), new.get(place)
            if place in old and place in new and _text(one) != _text(other):
                first, second = self.old.conditions.cases_where(one), self.new.conditions.cases_where(other)
                cases = _differ(first, second) & self._where_it_counts(place)
                yield self._change("condition", place, _text(one), _text(other), cases)

    def _where_it_counts(self, place: str) -> CaseSet:
        """The cases in which what a condition belongs to is reached or applies, in either edition."""
        name = place.split(" ")[0]
        found = [
            edition.cases(rows[name])
            for edition in (self.old, self.new)
            for rows in (edition.chosen.nodes, edition.chosen.statements)
            if name in rows and not place.endswith(" when")
        ]
        return reduce(or_, found) if found else self.old.conditions.everything

    def answers(self) -> Iterator[Change]:
        """Advice that appears or vanishes; statements, criteria and disagreements that hold in other cases."""
        yield from self._advice()
        for kind, ids in (("statement", self.names.statements), ("disagreement", self.names.disagreements)):
            yield from self._held(kind, f"{kind}s", ids)
        yield from self._held("criterion", "criteria", self.names.statements)

    def _advice(self) -> Iterator[Change]:
        old, new, names = self.names.old.nodes, self.names.new.nodes, self.names.nodes
        gone = [name for name in old if isinstance(old[name], Recommendation) and name not in names]
        come = [name for name in new if isinstance(new[name], Recommendation) and name not in names.values()]
        advice = [name for name, node in [*old.items(), *new.items()] if isinstance(node, Recommendation)]
        pairs = [(a, b) for a, b in names.items() if a in advice or b in advice]
        for before, after in [*pairs, *((name, None) for name in gone), *((None, name) for name in come)]:
            first, second = self._node(self.old, before), self._node(self.new, after)
            what = str(after or before)
            titles = (old[before].title if before else None, new[after].title if after else None)
            for kind, cases in (("vanishes", first - second), ("appears", second - first)):
                if cases:
                    self.altered.append(cases)
                    yield self._change(kind, what, _plain(titles[0]), _plain(titles[1]), cases)

    def _held(self, kind: str, rows: str, ids: Mapping[str, str]) -> Iterator[Change]:
        old, new = getattr(self.old.chosen, rows), getattr(self.new.chosen, rows)
        shown = getattr(self.names.old, "disagreements" if kind == "disagreement" else "statements")
        for name in [*ids, *(name for name in shown if name not in ids)]:
            first = self.old.cases(old[name]) if name in old else self.old.conditions.nothing
            second = self.new.cases(new[ids[name]]) if ids.get(name) in new else self.new.conditions.nothing
            if cases := _differ(first, second):
                self.altered.append(cases)
                yield self._change(kind, ids.get(name, name), None, None, cases)

    def _node(self, edition: Edition, name: str | None) -> CaseSet:
        """The cases in which a node gives its advice; none for what an edition does not have."""
        is_advice = name is not None and isinstance(edition.guideline.nodes[name], Recommendation)
        return edition.cases(edition.chosen.nodes[str(name)]) if is_advice else edition.conditions.nothing


def _differ(first: CaseSet, second: CaseSet) -> CaseSet:
    return (first - second) | (second - first)


def _plain(title: object) -> str | None:
    return None if title is None else str(title)


def _text(condition: Condition | None) -> str:
    return "always" if condition is None else condition.text


def _words(node: Any) -> str:
    return " ".join(str(part) for part in (node.title, node.text) if part)


def _asked(one: Parameter, other: Parameter) -> tuple[str, str] | None:
    """What differs in how a parameter is asked, before and after."""
    shown = ("label", "question", "kind", "range", "unit", "assume")
    before, after = one.model_dump(include={*shown, "options"}), other.model_dump(include={*shown, "options"})
    differing = [key for key in (*shown, "options") if before[key] != after[key]]
    if not differing:
        return None
    told = ("; ".join(f"{key}: {_brief(which[key])}" for key in differing) for which in (before, after))
    first, second = told
    return first, second


def _brief(value: Any) -> str:
    return ", ".join(value) if isinstance(value, dict) else str(value)


def _conditions(guideline: Guideline, called: Any = str) -> dict[str, Condition | None]:
    """Every condition of an edition by its place."""
    found: dict[str, Condition | None] = {f"criterion {one.id}": one.when for one in guideline.criteria.values()}
    for statement in guideline.statements.values():
        found |= {f"{statement.id} when": statement.when, f"{statement.id} test": statement.test}
    for node in guideline.nodes.values():
        name = called(node.id)
        if isinstance(node, Decision):
            found |= {f"{name} -> {called(way.to)}": way.when for way in node.branches if not way.otherwise}
        if isinstance(node, Recommendation):
            found |= {f"{name} unless {bar.because}": bar.when for bar in node.unless}
            found |= {f"{name} {when}": getattr(node, when) for when in TIMES}
    for one in guideline.disagreements.values():
        found[f"{one.id} when"] = one.when
        for source, side in one.sides.items():
            found |= {f"{one.id} {source} for": side.in_favour, f"{one.id} {source} against": side.against}
    return found
