"""The kinds of items: each makes a question of a case and of something the case exercises.

Whatever is offered is certain for the facts that are given: the right option holds in all of their completions, each
wrong one in none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from explorer.knowledge.model import Recommendation, Value
from explorer.reasoning.case.questions import decisive_unknowns
from explorer.reasoning.case.times import time_of
from explorer.reasoning.case.verdicts import verdict_of
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.status import Applies, Met, Status, Time, Verdict
from explorer.reasoning.times import Part
from explorer.reasoning.times import key_of as time_key
from explorer.reasoning.trace import Trace
from explorer.reasoning.verdicts import Stance
from explorer.reasoning.verdicts import key_of as verdict_key
from explorer.teaching.item import Item, Kind, Option
from explorer.teaching.subject import Subject, Texts, why_not
from explorer.teaching.wrong import choose_wrong

ENOUGH = 6  # other things of the same sort to choose wrong options from
NOT_MENTIONED = "not asked in this case"
QUESTIONS = {
    Kind.ADVICE: "Which of these holds for this case?",
    Kind.STEP: "Which of these steps lies on the way of this case?",
    Kind.STATEMENT: "Which of these statements applies to this case?",
}


@dataclass(frozen=True)
class Draft:
    """An item that is not numbered yet."""

    kind: Kind
    case: Mapping[str, Value]
    question: str
    options: tuple[Option, ...]
    difficulty: int

    def item(self, name: str, covers: Iterable[str]) -> Item:
        """Give it its id and what it covers."""
        return Item(name, self.kind, dict(self.case), self.question, self.options, tuple(covers), self.difficulty)


Maker = Callable[[Subject, str, random.Random], Draft | None]


def advice(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which advice holds for the case."""
    nodes, offered = subject.trace.guideline.nodes, subject.wording.advice
    if name not in offered.of or subject.trace.nodes[name] != Status.ACTIVE:
        return None
    alike = {other for other in offered.of if _advice(nodes[other]) == _advice(nodes[name])}
    return _one_of(Kind.ADVICE, subject, name, offered, alike, chance)


def step(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which step lies on the case's way; the others are of the same pathway where there are enough."""
    if subject.trace.branches.get(name) != Status.ACTIVE:
        return None
    pathway_of, steps = subject.trace.guideline.pathway_of, subject.wording.steps
    alike = {one for one in steps.of if pathway_of[one.split(" ")[0]] == pathway_of[name.split(" ")[0]]}
    return _one_of(Kind.STEP, subject, name, steps, alike, chance)


def slip(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which of four steps does not lie on the case's way."""
    trace, steps = subject.trace, subject.wording.steps
    right = steps.of[name]
    alike = steps.named[right]
    if not subject.are_out(alike):
        return None
    pool = {text: n for n, text in steps.of.items() if trace.branches[n] == Status.ACTIVE}
    wrong = choose_wrong(right, (text for text in pool if text != right), chance)
    if wrong is None:
        return None
    named = [*alike, *(pool[text] for text in wrong)]
    given = subject.facts_for(subject.node_rows(named))
    if subject.settled(given, named) != [*[Status.RULED_OUT] * len(alike), *[Status.ACTIVE] * len(wrong)]:
        return None
    reason, near = why_not(trace, name)
    options = [Option(right, True, f"It is the slip. {reason}", name)]
    options += [Option(text, False, why_in_words(trace, pool[text]), pool[text]) for text in wrong]
    return _draft(
        Kind.SLIP, given, "One of these steps does not lie on the way of this case. Which?", options, near, chance
    )


def statement(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which statement applies to the case."""
    statements = subject.trace.guideline.statements
    if subject.trace.statements.get(name) != Applies.YES:
        return None
    alike = {one.id for one in statements.values() if one.kind == statements[name].kind}
    return _one_of(Kind.STATEMENT, subject, name, subject.wording.statements, alike, chance)


def criterion(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask whether a criterion is met, not met or not known."""
    trace = subject.trace
    if trace.statements.get(name) != Applies.YES or name not in trace.criteria:
        return None
    one, answer = trace.guideline.statements[name], trace.criteria[name]
    rows = [trace.chosen.statements[name], trace.chosen.criteria[name]]
    given = subject.facts_for(row for row in rows if subject.is_certain(row))
    if not subject.keeps(given, rows):
        return None
    reasons = {
        Met.YES: "The facts given meet it.",
        Met.NO: "The facts given fail it.",
        Met.UNKNOWN: "A fact that it asks is not given.",
    }
    texts = [*(met.value for met in Met), NOT_MENTIONED]
    options = [
        Option(text, text == answer.value, reasons[answer] if text == answer.value else _instead(answer.value))
        for text in texts
    ]
    return _draft(
        Kind.CRITERION, given, f"{one.source} asks: {one.text}. Is that met in this case?", options, False, chance
    )


def time(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask whether advice is due now, next, later, or done."""
    trace, node = subject.trace, subject.trace.guideline.nodes[name]
    keys = [time_key(name, part) for part in Part]
    if trace.nodes[name] != Status.ACTIVE or not all(key in trace.chosen.times for key in keys):
        return None
    rows = [trace.chosen.times[key] for key in keys]
    found = time_of(trace, name)
    if getattr(node, "asks", ()):  # when it is due hangs on what is known, not on the case alone
        return None
    if found is None or not all(map(subject.is_certain, rows)):
        return None
    given = subject.facts_for([trace.row(name), *rows])
    if not subject.keeps(given, [trace.row(name), *rows]):
        return None
    options = [
        Option(one.value, one == found, f"It is {found.value}." if one == found else _instead(found.value))
        for one in Time
    ]
    return _draft(Kind.TIME, given, f"“{node.title}”: when is that in this case?", options, False, chance)


def source(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask what a source says to a question on which sources differ; the name is a disagreement and a source."""
    trace, (dispute, which) = subject.trace, name.split(" ")
    keys = [verdict_key(dispute, which, stance) for stance in Stance]
    rows = [trace.chosen.verdicts[key] for key in keys if key in trace.chosen.verdicts]
    verdict = verdict_of(trace, dispute, which)
    if verdict not in (Verdict.FOR, Verdict.AGAINST) or not all(map(subject.is_certain, rows)):
        return None
    given = subject.facts_for(rows)
    if not subject.keeps(given, rows):
        return None
    one = trace.guideline.disagreements[dispute]
    right = f"It is {verdict.value}: {one.sides[which].says} ({', '.join(one.sides[which].statements)})."
    options = [Option(v.value, v == verdict, right if v == verdict else _instead(verdict.value)) for v in Verdict]
    return _draft(
        Kind.SOURCE, given, f"{one.question} What does {which} say to that in this case?", options, False, chance
    )


def ask(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which open fact can still change the advice; the name is that of such a fact."""
    trace = subject.trace
    parameters, matters = trace.guideline.parameters, set(decisive_unknowns(trace))
    known = {*trace.taken_as_known, *trace.case.unknown}
    idle = {one.label: one.id for one in parameters.values() if one.id not in known and one.id not in matters}
    if name not in matters:
        return None
    wrong = choose_wrong(parameters[name].label, idle, chance)
    if wrong is None:
        return None
    options = [Option(parameters[name].label, True, "Its answer can still change what is advised, or when.")]
    options += [Option(text, False, "Whatever the answer is, nothing that is advised changes.") for text in wrong]
    return _draft(
        Kind.ASK, trace.case.known, "Which of these facts would have to be known first?", options, False, chance
    )


def facts(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which facts suffice for advice to hold."""
    trace, node = subject.trace, subject.trace.guideline.nodes[name]
    if trace.nodes[name] != Status.ACTIVE or not isinstance(node, Recommendation):
        return None
    needed = subject.facts_for([trace.row(name)])
    if not 2 <= len(needed) <= 4 or subject.settled(needed, [name]) != [Status.ACTIVE]:
        return None
    idle = [one for one in trace.case.known if one not in needed]
    pool: dict[str, str] = {}
    for left in needed:
        for other in chance.sample(idle, min(3, len(idle))):
            less = {one: value for one, value in needed.items() if one != left} | {other: trace.case.known[other]}
            if subject.settled(less, [name]) != [Status.ACTIVE]:
                pool[_told(trace, less)] = trace.guideline.parameters[left].label
    right = _told(trace, needed)
    wrong = choose_wrong(right, pool, chance)
    if wrong is None:
        return None
    options = [Option(right, True, "Whatever else is true, it holds then.")]
    options += [Option(text, False, f"{pool[text]} is missing; with it left open, it may not hold.") for text in wrong]
    return _draft(Kind.FACTS, {}, f"Which facts suffice for “{node.title}”?", options, False, chance)


def change(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask which advice comes in when one fact changes; the name is the fact and the value it is to have."""
    trace, (fact, text) = subject.trace, name.split("=", 1)
    if fact not in trace.case.known:
        return None
    value = _value(trace, fact, text)
    after = subject.reduced({**trace.case.known, fact: value})
    nodes = [node for node in trace.guideline.nodes.values() if isinstance(node, Recommendation)]
    turned, named = Subject(after, subject.wording), subject.wording.advice.named
    come = [n for n in nodes if subject.are_out(named[n.title]) and after.nodes[n.id] == Status.ACTIVE]
    never = {text: those for text, those in named.items() if subject.are_out(those) and turned.are_out(those)}
    if not come:
        return None
    right = chance.choice(come)
    wrong = choose_wrong(right.title, never, chance)
    if wrong is None:
        return None
    others = [one for text in wrong for one in never[text]]
    alike = [one for one in named[right.title] if one != right.id]
    asked = subject.node_rows([right.id, *alike, *others])
    given = subject.facts_for(asked) | turned.facts_for(subject.node_rows([right.id, *others]))
    given |= {fact: trace.case.known[fact]}
    if set(subject.settled(given, [right.id, *alike, *others])) != {Status.RULED_OUT}:
        return None
    then = subject.settled({**given, fact: value}, [right.id, *others])
    if then != [Status.ACTIVE, *[Status.RULED_OUT] * len(others)]:
        return None
    parameter = trace.guideline.parameters[fact]
    question = (
        f"{parameter.label}: what if it were {parameter.option_label(value)} instead? Which of these would then hold?"
    )
    options = [Option(right.title, True, why_in_words(after, right.id))]
    options += [Option(one, False, why_in_words(after, never[one][0])) for one in wrong]
    return _draft(Kind.CHANGE, given, question, options, True, chance)


def order(subject: Subject, name: str, chance: random.Random) -> Draft | None:
    """Ask in which order three steps follow each other; the name is that of the last."""
    nodes = subject.trace.guideline.nodes
    chain = [name]
    while len(chain) < 3 and (before := [n for n in getattr(nodes[chain[0]], "after", ()) if n not in chain]):
        chain.insert(0, before[0])
    if len(chain) < 3:
        return None
    titles = [nodes[one].title for one in chain]
    orders = [(1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)]
    wrong = chance.sample(orders, 3)
    options = [Option(_in_order(titles, (0, 1, 2)), True, "Each step follows the one before it.")]
    options += [
        Option(_in_order(titles, one), False, f"“{titles[0]}” comes first, “{titles[2]}” last.") for one in wrong
    ]
    return _draft(Kind.ORDER, {}, "In which order do these steps follow each other?", options, False, chance)


def _one_of(
    kind: Kind, subject: Subject, name: str, offered: Texts, alike: Collection[str], chance: random.Random
) -> Draft | None:
    """One thing that holds for the case among others that do not, of the same sort where there are enough."""
    out = {text: those for text, those in offered.named.items() if subject.are_out(those)}
    same = {text: those for text, those in out.items() if any(one in alike for one in those)}
    pool = same if len(same) >= ENOUGH else out
    wrong = choose_wrong(offered.of[name], pool, chance)
    if wrong is None:
        return None
    names = [one for text in wrong for one in pool[text]]
    given = subject.facts_for(subject.node_rows([name, *names]))
    if subject.settled(given, [name, *names]) != [Status.ACTIVE, *[Status.RULED_OUT] * len(names)]:
        return None
    first = [pool[text][0] for text in wrong]
    reasons = [why_not(subject.trace, other) for other in first]
    options = [Option(offered.of[name], True, why_in_words(subject.trace, name), name)]
    told = zip(wrong, reasons, first, strict=True)
    options += [Option(text, False, reason, other) for text, (reason, _), other in told]
    near = sum(is_near for _, is_near in reasons)
    chance.shuffle(options)
    return Draft(kind, given, QUESTIONS[kind], tuple(options), len(given) + near)


def _advice(node: object) -> str:
    return str(getattr(node, "advice", ""))


def _draft(
    kind: Kind, given: Mapping[str, Value], question: str, options: list[Option], near: bool, chance: random.Random
) -> Draft:
    chance.shuffle(options)
    return Draft(kind, given, question, tuple(options), len(given) + near)


def _instead(right: str) -> str:
    return f"It is {right}."


def _told(trace: Trace, given: Mapping[str, Value]) -> str:
    parameters = trace.guideline.parameters
    names = [name for name in parameters if name in given]
    return "; ".join(f"{parameters[name].label}: {parameters[name].option_label(given[name])}" for name in names)


def _value(trace: Trace, fact: str, text: str) -> Value:
    regions = trace.chosen.space.regions[fact]
    return next(region.sample for region in regions if str(region.sample) == text)


def _in_order(titles: list[str], places: Iterable[int]) -> str:
    return " – ".join(titles[place] for place in places)
