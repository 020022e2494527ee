"""The proof sheet: what holds of a guideline in all of its cases, each failure with a smallest case that shows it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.knowledge.link import link_to
from explorer.knowledge.model import Decision, Follows, Guideline, Recommendation, Value
from explorer.knowledge.number import count_in_words, counted
from explorer.reasoning import times
from explorer.reasoning.compiled import Chosen, compiled
from explorer.reasoning.compiling import guards_of
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.graph import bars_of
from explorer.reasoning.sets import CaseSet
from explorer.reasoning.smallest_case import smallest_case
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import ALWAYS, NEVER
from explorer.reasoning.verdicts import Stance, key_of


@dataclass(frozen=True)
class Failure:
    """One claim that does not hold: of what, what is wrong, and a smallest case that shows it."""

    claim: str
    place: str
    what: str
    case: dict[str, Value] | None = None

    def __str__(self) -> str:
        shown = "".join(f" {name}={value}" for name, value in (self.case or {}).items())
        return f"{self.place}: {self.what}" + (f" — for example:{shown}" if shown else "")

    @property
    def link(self) -> str | None:
        """The query string that opens the case in a dashboard, where there is a case."""
        return None if self.case is None else link_to(self.case)


@dataclass(frozen=True)
class ProofSheet:
    """What was proved over all cases.

    Attributes:
        size: the number of cases in the space, all of which were covered.
        seconds: the time it took.
        claims: each claim, with how many things it was checked of.
        failures: what does not hold.
    """

    size: int
    seconds: float
    claims: dict[str, int]
    failures: tuple[Failure, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim holds in all cases."""
        return not self.failures


CLAIMS = {
    "one way": "every decision that chooses one takes at most one branch",
    "no gap": "every decision takes a branch, or says that the sources are silent or that nothing more is asked",
    "reached": "every node and every branch is reached by some case",
    "no dead end": "every way ends in a recommendation or is declared to end",
    "effect": "every parameter can change what is shown",
    "criteria": "every criterion and every test can be met and can fail",
    "statements": "every statement applies in some case",
    "disagreements": "every disagreement can occur",
    "times": "every recommendation can become due",
    "bars": "every reason to hold advice back can hold and can fail where the advice is reached",
    "follows": "every rule on what follows can hold, and no two that ask the same give different answers",
    "covers": "every statement applies only in cases its source speaks of",
    "sides": "no source is for and against the same thing in one case, unless it says what it leaves open",
}


def prove(guideline: Guideline) -> ProofSheet:
    """Check the claims over all cases of a guideline.

    Args:
        guideline: the guideline.

    >>> from explorer import load
    >>> prove(load("rectal_liver_metastases")).holds
    True
    """
    begun = time.perf_counter()
    asked = compiled(guideline).choose()
    checks = {
        "one way": _overlaps,
        "no gap": _gaps,
        "reached": _unreached,
        "no dead end": _dead_ends,
        "effect": _idle_parameters,
        "criteria": _constant_criteria,
        "statements": _never_applying,
        "disagreements": _never_occurring,
        "times": _never_due,
        "bars": _idle_bars,
        "follows": _idle_or_clashing_rules,
        "covers": _beyond_its_source,
        "sides": _at_odds_with_itself,
    }
    failures = tuple(failure for check in checks.values() for failure in check(asked))
    decisions = sum(isinstance(node, Decision) for node in guideline.nodes.values())
    counts = {
        "one way": decisions,
        "no gap": decisions,
        "reached": len(asked.nodes) + len(asked.branches),
        "no dead end": len(asked.nodes),
        "effect": len(guideline.parameters),
        "criteria": len(guideline.criteria) + len(asked.criteria),
        "statements": len(asked.statements),
        "disagreements": len(asked.disagreements),
        "times": sum(isinstance(node, Recommendation) for node in guideline.nodes.values()),
        "bars": len(_bars(asked)),
        "follows": len(guideline.follows),
        "covers": len(asked.statements),
        "sides": sum(len(one.sides) for one in guideline.disagreements.values()),
    }
    return ProofSheet(asked.space.size, time.perf_counter() - begun, counts, failures)


def proof_in_words(sheet: ProofSheet) -> str:
    """Write a proof sheet: every claim and of how many things it holds, then every failure with a case and its link.

    >>> from explorer import load
    >>> print(proof_in_words(prove(load("rectal_liver_metastases"))).splitlines()[1])
    holds  every decision that chooses one takes at most one branch (67 of 67)
    """
    lines = [f"Checked in all {count_in_words(sheet.size)} cases, in {sheet.seconds:.2f} s."]
    for claim, count in sheet.claims.items():
        failed = [failure for failure in sheet.failures if failure.claim == claim]
        places = len({failure.place for failure in failed})
        lines.append(f"{'FAILS' if failed else 'holds'}  {CLAIMS[claim]} ({count - places} of {count})")
        for failure in failed:
            lines.append(f"       {failure}")
            if failure.link:
                lines.append(f"         open: {failure.link}")
    lines.append("Every claim holds." if sheet.holds else f"{counted(len(sheet.failures), 'failure')}.")
    return "\n".join(lines)


def _shown(asked: Chosen, claim: str, place: str, what: str, cases: CaseSet) -> Failure:
    return Failure(claim, place, what, smallest_case(asked.space, cases))


def _overlaps(asked: Chosen) -> Iterator[Failure]:
    sets = asked.conditions()
    for node in asked.guideline.nodes.values():
        if not isinstance(node, Decision) or node.choose == "any":
            continue
        reached = sets.at(asked.nodes[node.id])
        for (one, first), (other, second) in itertools.combinations(
            guards_of(sets, asked.guideline, node.id).items(), 2
        ):
            both = reached & first & second
            if both:
                what = f"the branches to {one} and {other} hold together"
                yield _shown(asked, "one way", node.id, what, both)


def _gaps(asked: Chosen) -> Iterator[Failure]:
    sets = asked.conditions()
    for node in asked.guideline.nodes.values():
        if isinstance(node, Decision) and not node.silent and not node.ends:
            gap = sets.at(asked.silences[node.id])
            if gap:
                what = "no branch holds, and it is not declared under silent: or ends:"
                yield _shown(asked, "no gap", node.id, what, gap)


def _unreached(asked: Chosen) -> Iterator[Failure]:
    for name, row in [*asked.nodes.items(), *asked.branches.items()]:
        if row == NEVER:
            yield Failure("reached", name, "no case reaches it")


def _dead_ends(asked: Chosen) -> Iterator[Failure]:
    for name, ways in asked.graph.out_degree():
        if not ways and not isinstance(asked.guideline.nodes[name], Recommendation):
            yield Failure("no dead end", name, "the way ends here without a recommendation")


def _idle_parameters(asked: Chosen) -> Iterator[Failure]:
    rows = [
        *asked.nodes.values(),
        *asked.statements.values(),
        *asked.criteria.values(),
        *asked.disagreements.values(),
        *asked.verdicts.values(),
        *asked.times.values(),
    ]
    used = 0
    for row in rows:
        used |= asked.depends_on[row]
    effective = set(asked.space.names(used))
    effective |= {name for node in asked.guideline.nodes.values() for name in getattr(node, "asks", ())}
    for name in asked.guideline.parameters:
        if name not in effective:
            yield Failure("effect", name, "no answer to it changes anything")


def _constant_criteria(asked: Chosen) -> Iterator[Failure]:
    sets = asked.conditions()
    rows = {name: sets.criterion(name).row for name in asked.guideline.criteria}
    for name, row in [*rows.items(), *asked.criteria.items()]:
        if row in (NEVER, ALWAYS):
            yield Failure(
                "criteria",
                name,
                "it is met in every case" if row == ALWAYS else "it is met in no case",
            )


def _never_applying(asked: Chosen) -> Iterator[Failure]:
    for name, row in asked.statements.items():
        if row == NEVER:
            yield Failure("statements", name, "it applies in no case")


def _never_occurring(asked: Chosen) -> Iterator[Failure]:
    for name, row in asked.disagreements.items():
        if row == NEVER and asked.guideline.disagreements[name].kind != "figures":
            yield Failure("disagreements", name, "the sources differ in no case")


def _never_due(asked: Chosen) -> Iterator[Failure]:
    for name, row in asked.nodes.items():
        if row != NEVER and asked.times.get(times.key_of(name, times.Part.DUE)) == NEVER:
            yield Failure("times", name, "it is due in no case")


def _bars(asked: Chosen) -> list[str]:
    """The names under which each single reason to hold advice back is kept."""
    return [name for name in asked.held_back if "/" in name]


def _idle_bars(asked: Chosen) -> Iterator[Failure]:
    for name in _bars(asked):
        node, _, index = name.partition("/")
        bar, row = bars_of(asked.guideline.nodes[node])[int(index)], asked.held_back[name]
        if asked.nodes[node] == NEVER:
            continue  # that no case reaches it is told elsewhere
        if row == NEVER:
            yield Failure("bars", name, f"it holds in no case: {bar.when.text}")
        elif row == asked.nodes[node]:
            yield Failure("bars", name, f"it holds wherever the advice is reached: {bar.when.text}")


def _idle_or_clashing_rules(asked: Chosen) -> Iterator[Failure]:
    sets, rules = asked.conditions(), asked.guideline.follows
    holds = [sets.at(asked.follows[str(index)]) for index in range(len(rules))]
    for rule, cases in zip(rules, holds, strict=True):
        if not cases:
            yield Failure("follows", rule.parameter, f"no case makes it {rule.value}: {rule.when.text}")
        elif not cases & _answered(asked, sets, rule):
            yield Failure("follows", rule.parameter, f"it is {rule.value} only where it is something else already")
    for (one, first), (other, second) in itertools.combinations(zip(rules, holds, strict=True), 2):
        clash = one.parameter == other.parameter and one.value != other.value
        if clash and _asks(asked, one) & _asks(asked, other) and (both := first & second):
            what = f"it follows to be {one.value} and to be {other.value}"
            yield _shown(asked, "follows", one.parameter, what, both)


def _asks(asked: Chosen, rule: Follows) -> set[str]:
    """The parameters a rule draws from. Rules that draw from different facts name facts that contradict each other."""
    return {atom.parameter for atom in atoms_in(asked.guideline, rule.when.expression)}


def _answered(asked: Chosen, sets: Conditions, rule: Follows) -> CaseSet:
    """The cases in which a parameter has the answer that a rule draws."""
    return sets.cases_in(rule.parameter, [asked.space.region(rule.parameter, rule.value)])


def _beyond_its_source(asked: Chosen) -> Iterator[Failure]:
    sets = asked.conditions()
    sources = asked.guideline.sources.items()
    covered = {name: sets.criterion(source.covers) if source.covers else sets.everything for name, source in sources}
    for name, row in asked.statements.items():
        source = asked.guideline.statements[name].source
        if beyond := sets.at(row) & ~covered[source]:
            yield _shown(asked, "covers", name, f"it applies in a case that {source} does not speak of", beyond)


def _at_odds_with_itself(asked: Chosen) -> Iterator[Failure]:
    sets = asked.conditions()
    for one in asked.guideline.disagreements.values():
        for source in (name for name, side in one.sides.items() if side.leaves_open is None):
            for_it, against = (sets.at(asked.verdicts[key_of(one.id, source, stance)]) for stance in Stance)
            if both := for_it & against:
                yield _shown(asked, "sides", f"{one.id} {source}", "it is for and against", both)
