"""Every exact answer against counting all complete cases: 240 generated guidelines, ten cases each.

Every other guideline has flaws that the proof sheet must find.  What hypothesis adds are guidelines and cases that
nobody has seen before.
"""

import itertools
import random
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import evaluate, load
from explorer.knowledge.model import Decision, Handover, Recommendation
from explorer.reasoning.audit.citations import cited_statements
from explorer.reasoning.audit.coverage import coverage_cases
from explorer.reasoning.audit.disagreements import atlas
from explorer.reasoning.audit.proof import CLAIMS, prove
from explorer.reasoning.case.counterfactual import changes_to
from explorer.reasoning.case.nearest import nearest_change, nearest_numbers, nearest_of
from explorer.reasoning.case.outlook import settled, still_possible
from explorer.reasoning.case.questions import answers_needed, decisive_unknowns, next_questions
from explorer.reasoning.case.times import time_of
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.case.why import why
from explorer.reasoning.compiled import compiled
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import APPLIES, MET, STATUS
from tests.generated import generated, partial_case
from tests.reasoning.brute import Brute

GUIDELINES, CASES, CHUNKS = 240, 10, 10
FEW, WEIGHED = 200, 2000  # of cases with so few completions every order of questions is tried, and of how many
assert GUIDELINES * CASES >= 2000


def a_guideline(folder, seed):
    size = {"parameters": 3 + seed % 2, "nodes": 9 + seed % 5}
    return generated(folder / str(seed), seed, rich=True, flaws=seed % 4 > 1, **size)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_difference_from_counting(tmp_path, chunk):
    weighed = 0
    for seed in range(chunk, GUIDELINES, CHUNKS):
        weighed += no_difference(a_guideline(tmp_path, seed), random.Random(seed), CASES)
    assert weighed >= WEIGHED / CHUNKS


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_no_difference_in_what_was_never_seen(tmp_path_factory, seed):
    guideline = a_guideline(tmp_path_factory.mktemp("guideline"), seed)
    no_difference(guideline, random.Random(seed), 3)


def test_no_difference_for_a_cup_of_tea():
    assert no_difference(load("tea"), random.Random(1), 40)


def no_difference(guideline, chance, cases):
    """Compare everything; say of how many cases every order of questions was tried."""
    brute = Brute(guideline, compiled(guideline).space)
    the_proof_sheet_is_right(brute)
    the_counter_examples_are_right(brute)
    the_atlas_is_right(brute)
    the_smallest_cases_of_statements_are_right(brute)
    return sum(nothing_differs_for_a_case(brute, chance) for _ in range(cases))


def nothing_differs_for_a_case(brute, chance):
    trace = evaluate(brute.guideline, partial_case(brute.guideline, chance), assumptions=False)
    the_statuses_are_right(brute, trace)
    the_times_are_right(brute, trace)
    the_verdicts_are_right(brute, trace)
    what_is_possible_is_right(brute, trace)
    for names in (trace.nodes, [*trace.branches, *trace.statements, *trace.disagreements]):
        name = chance.choice(list(names))
        the_fewest_facts_force(brute, trace, name)
        the_changes_are_the_smallest(brute, trace, name, chance.random() < 0.7)
        the_nearest_change_is_the_nearest(brute, trace, name)
    the_nearest_of_many_is_the_nearest(brute, trace, chance)
    return the_order_of_questions_is_right(brute, trace)


def the_statuses_are_right(brute, trace):
    mask = brute.mask(trace.case.known)
    for found, sets, words in (
        (trace.nodes, brute.nodes, STATUS),
        (trace.branches, brute.branches, STATUS),
        (trace.statements, brute.statements, APPLIES),
        (trace.criteria, brute.criteria, MET),
        (trace.disagreements, brute.disagreements, STATUS),
        (trace.silences, brute.silent, STATUS),
        (trace.held_back, brute.held_back, STATUS),
    ):
        told = {False: words[0], True: words[1], None: words[2]}
        assert found == {name: told[brute.certain(sets.get(name, 0), mask)] for name in found}
        assert {name for name in sets if sets[name]} <= set(found) or sets is brute.silent


def the_times_are_right(brute, trace):
    mask = brute.mask(trace.case.known)
    parts = {}
    for (name, time), cases in brute.times.items():
        if cases & mask and time != "late":
            parts.setdefault(name, set()).add(time)
    for name, node in trace.guideline.nodes.items():
        asks = getattr(node, "asks", ())
        wanted = most_pressing(parts.get(name, {"none"}))
        if asks and wanted not in (None, "done"):
            known, again = set(asks) <= set(trace.case.known), node.due_when and "now" in parts[name]
            wanted = "done" if known and not again else "now"
        assert time_of(trace, name) == wanted


def most_pressing(times):
    """The only time; else what may be due, or done and not done, is shown as now, and what may be next as next."""
    if times == {"none"}:
        return None
    if len(times) == 1:
        return next(iter(times))
    return "next" if times == {"next", "later"} else "now"


def the_verdicts_are_right(brute, trace):
    mask = brute.mask(trace.case.known)
    for name, sides in sides_of(trace).items():
        if not trace.guideline.disagreements[name].sides:
            assert sides == {source: by_statements(trace, name, source) for source in sides}
            continue
        for source, verdict in sides.items():
            found = {
                word: brute.certain(brute.verdicts.get((name, source, word), 0), mask) for word in ("for", "against")
            }
            words = {(True, False): "for", (False, True): "against", (False, False): "not addressed"}
            assert verdict == words.get(tuple(found.values()), "conditional")


def by_statements(trace, name, source):
    one = trace.guideline.disagreements[name]
    found = [trace.statements[s] for side in one.positions for s in side.statements if s.startswith(source)]
    ways = (("applies", "for"), ("may apply", "conditional"))
    return next((verdict for word, verdict in ways if word in found), "not addressed")


def what_is_possible_is_right(brute, trace):
    mask, nodes = brute.mask(trace.case.known), trace.guideline.nodes
    shares = {
        name: brute.share(cases, mask) for name, cases in brute.nodes.items() if isinstance(nodes[name], Recommendation)
    }
    assert {one.node: one.share for one in still_possible(trace)} == {n: s for n, s in shares.items() if s}
    assert settled(trace) == [name for name in trace.nodes if shares.get(name) == 1]


def the_order_of_questions_is_right(brute, trace):
    known = trace.case.known
    mask, unknown = brute.mask(known), tuple(name for name in brute.regions if name not in known)
    decisive, needed, order = decisive_unknowns(trace), answers_needed(trace), next_questions(trace)
    asked, timed = brute.decisive(mask, unknown), brute.decides_a_time(mask, unknown)
    assert decisive == [name for name in unknown if name in {*asked, *timed}]
    assert (not brute.open(mask)) == (not asked) == (needed.most == 0)
    assert sorted(order) == sorted(decisive)
    if mask.bit_count() > FEW:
        return False
    assert order == brute.best_order(mask, unknown) + [name for name in unknown if name in timed and name not in asked]
    assert needed.exact
    assert needed.expected == brute.fewest_answers(mask, unknown)
    assert needed.most == brute.longest(mask, unknown)
    return True


def the_fewest_facts_force(brute, trace, name):
    known, cases = trace.case.known, brute.set_of(name)
    verdict, found = brute.certain(cases, brute.mask(known)), why(trace, name)
    if verdict is None:
        unknown = [n for n in brute.regions if n not in known]
        assert found.status == "possible"
        assert list(found.open) == [n for n in unknown if brute.depends(cases, brute.mask(known), n)]
        return
    sizes = range(len(known) + 1)
    subsets = itertools.chain.from_iterable(itertools.combinations(known, size) for size in sizes)
    forcing = (facts for facts in subsets if brute.certain(cases, part_of(brute, known, facts)) is verdict)
    assert found.status == ("active" if verdict else "ruled out")
    assert len(found.facts) == len(next(forcing))
    assert brute.certain(cases, part_of(brute, known, found.facts)) is verdict


def part_of(brute, known, names):
    return brute.mask({name: known[name] for name in names})


def changeable(trace):
    parameters = trace.guideline.parameters.values()
    return [p.id for p in parameters if not (p.fixed and p.id in trace.case.known)]


def regions_of(brute, changes):
    return {change.parameter: brute.region(change.parameter, change.after) for change in changes}


def the_changes_are_the_smallest(brute, trace, name, active):
    cases, known, names = brute.set_of(name), trace.case.known, changeable(trace)
    wanted = brute.smallest_changes(known, names, lambda mask: brute.certain(cases, mask) is active)
    found = [regions_of(brute, changes) for changes in changes_to(trace, name, active=active)]
    assert len(found) == min(3, len(wanted))
    assert all(changes in wanted for changes in found)
    assert all(found.count(changes) == 1 for changes in found)


def the_nearest_change_is_the_nearest(brute, trace, name):
    known = trace.case.known
    cases, verdict = brute.set_of(name), brute.certain(brute.set_of(name), brute.mask(known))
    found = nearest_change(trace, name)
    if verdict is None:
        assert found == ()
        return
    names = [n for n in changeable(trace) if n in known]
    wanted = brute.smallest_changes(known, names, lambda mask: brute.certain(cases, mask) is not verdict)
    if found is None:
        assert not wanted
        return
    moved = {tuple(changes.items()): how_far(trace, changes) for changes in wanted}
    assert moved[tuple(regions_of(brute, found).items())] == min(moved.values())
    for change in found:
        assert change.before == known[change.parameter]
        the_distance_is_right(trace, change)


def the_nearest_of_many_is_the_nearest(brute, trace, chance):
    names, tests = chance.sample(list(trace.nodes), 3), list(trace.criteria)[:2]
    known = trace.case.known
    free = [name for name in changeable(trace) if name in known]
    the_nearest_alters(brute, trace, names, tests, free, nearest_of(trace, names, tests))
    found = {one.changes[0].parameter: one for one in nearest_numbers(trace, names, tests)}
    for name in [name for name in free if trace.guideline.parameters[name].is_number]:
        the_nearest_alters(brute, trace, names, tests, [name], found.pop(name, None))
    assert not found


def the_nearest_alters(brute, trace, names, tests, free, found):
    known, mask = trace.case.known, brute.mask(trace.case.known)
    things = [("altered", n, brute.nodes[n]) for n in names] + [("tests", n, brute.criteria[n]) for n in tests]
    certain = [(*thing, brute.certain(thing[2], mask)) for thing in things if brute.certain(thing[2], mask) is not None]

    def altered(after):
        return [(kind, n) for kind, n, cases, now in certain if brute.certain(cases, after) is not now]

    wanted = brute.smallest_changes(known, free, lambda after: bool(altered(after)))
    if found is None:
        assert not wanted
        return
    assert how_far(trace, regions_of(brute, found.changes)) == min(how_far(trace, way) for way in wanted)
    after = brute.mask({**known, **{change.parameter: change.after for change in found.changes}})
    assert altered(after) == [("altered", n) for n in found.altered] + [("tests", n) for n in found.tests]


def how_far(trace, changes):
    """How far facts move: for numbers the way to the region as a share of the range, for options the whole."""
    far = 0.0
    for name, index in changes.items():
        parameter, region = trace.guideline.parameters[name], trace.chosen.space.regions[name][index]
        if parameter.is_number:
            low, high = parameter.range
            far += min(abs(end - trace.case.known[name]) for end in (region.low, region.high)) / (high - low)
        else:
            far += 1
    return round(far, 9)


def the_distance_is_right(trace, change):
    """A number that moves so far as is told has arrived, and one that moves a little less has not."""
    parameter = trace.guideline.parameters[change.parameter]
    if not parameter.is_number:
        assert change.distance is None
        return
    regions = trace.chosen.space.regions[change.parameter]
    region = next(region for region in regions if region.holds(change.after))
    words = re.fullmatch(r"(over )?(a little|[\d.]+)( units?)? (more|less|fewer)", change.distance)
    gap = 0 if words[2] == "a little" else float(words[2])
    way = 1 if words[4] == "more" else -1
    step = 1 if parameter.kind == "integer" else 1e-6
    more, less = (step, 0) if words[1] or not gap else (0, -step)
    assert region.holds(change.before + way * (gap + more))
    assert not region.holds(change.before + way * (gap + less))


def the_proof_sheet_is_right(brute):
    guideline, sheet = brute.guideline, prove(brute.guideline)

    def kind(name):
        return guideline.disagreements[name].kind

    wanted = {("reached", n) for n, mask in brute.nodes.items() if not mask}
    wanted |= {("reached", n) for n in compiled(guideline).choose().branches if not brute.branches.get(n)}
    wanted |= {("statements", n) for n, mask in brute.statements.items() if not mask}
    wanted |= {("disagreements", n) for n, mask in brute.disagreements.items() if not mask and kind(n) != "figures"}
    due = {name for name, time in brute.times if time == "now"}
    wanted |= {("sides", f"{name} {source}") for name, source in torn(brute)}
    wanted |= {("bars", name) for name, mask in bars(brute).items() if mask in (0, brute.nodes[name.partition("/")[0]])}
    wanted |= {("follows", rule.parameter) for rule in guideline.follows if not brute.where(rule.when)}
    wanted |= {("covers", name) for name, mask in brute.statements.items() if mask & ~covered(brute, name)}
    wanted |= {("times", n) for n in reached_advice(brute) if n not in due}
    tests = [*brute.criteria.items(), *brute.named.items()]
    wanted |= {("criteria", n) for n, mask in tests if mask in (0, brute.everything)}
    wanted |= {("effect", n) for n in brute.regions if not has_effect(brute, n)}
    for node in guideline.nodes.values():
        if isinstance(node, Decision):
            if brute.silent.get(node.id) and not node.silent and not node.ends:
                wanted.add(("no gap", node.id))
            if node.choose == "one" and any(brute.overlap(node, *pair) for pair in pairs_of(node)):
                wanted.add(("one way", node.id))
    assert {(failure.claim, failure.place) for failure in sheet.failures} == wanted
    assert sheet.size == len(brute.cases)


def torn(brute):
    """The sources that are for and against the same thing in one case."""
    pairs = [(one.id, source) for one in brute.guideline.disagreements.values() for source in one.sides]
    both = {pair: [brute.verdicts.get((*pair, word), 0) for word in ("for", "against")] for pair in pairs}
    return [pair for pair, (first, second) in both.items() if first & second]


def reached_advice(brute):
    return [n for n, node in brute.guideline.nodes.items() if brute.nodes[n] and isinstance(node, Recommendation)]


def has_effect(brute, name):
    kinds = (brute.nodes, brute.statements, brute.criteria, brute.disagreements, brute.times, brute.verdicts)
    return any(name in getattr(node, "asks", ()) for node in brute.guideline.nodes.values()) or any(
        brute.depends(cases, brute.everything, name) for sets in kinds for cases in sets.values()
    )


def pairs_of(node):
    return itertools.combinations([branch.to for branch in node.branches], 2)


def bars(brute):
    """The cases in which each single reason holds a recommendation back."""
    advice = [node for node in brute.guideline.nodes.values() if isinstance(node, Recommendation)]
    names = [f"{node.id}/{index}" for node in advice for index in range(len(node.unless)) if brute.nodes[node.id]]
    return {name: brute.held_back.get(name, 0) for name in names}


def covered(brute, statement):
    """The cases that the source of a statement speaks of."""
    covers = brute.guideline.sources[brute.guideline.statements[statement].source].covers
    return -1 if covers is None else brute.named[covers]


def the_counter_examples_are_right(brute):
    for failure in prove(brute.guideline).failures:
        if failure.claim not in ("one way", "no gap", "sides", "covers"):
            assert failure.case is None
            continue
        cases = brute.silent.get(failure.place, 0)
        if failure.claim == "one way":
            one, other = re.fullmatch(r"the branches to (\S+) and (\S+) hold together", failure.what).groups()
            cases = brute.overlap(brute.guideline.nodes[failure.place], one, other)
        if failure.claim == "sides":
            one, source = failure.place.split()
            first, second = stances(brute, brute.guideline.disagreements[one], source)
            cases = first & second
        if failure.claim == "covers":
            cases = brute.statements[failure.place] & ~covered(brute, failure.place)
        it_is_a_smallest_case(brute, failure.case, cases)


def it_is_a_smallest_case(brute, case, cases):
    assert (case is None) == (not cases)
    if case is not None:
        assert brute.certain(cases, brute.mask(case)) is True
        assert len(case) == brute.fewest_facts(cases)


def the_atlas_is_right(brute):
    for line in atlas(brute.guideline):
        one, shown = brute.guideline.disagreements[line.disagreement], brute.disagreements[line.disagreement]
        speaks = said(brute, one, brute.guideline.sources)
        assert line.share == (brute.share(shown, speaks) if speaks else 0)
        it_is_a_smallest_case(brute, line.case, shown)
        for source, cell in line.cells.items():
            own = [s for p in one.positions for s in p.statements if s.startswith(source)]
            assert sorted(cell.statements) == sorted(own)
            spoken = stances(brute, one, source) if one.sides else [brute.statements[name] for name in own]
            sizes = [brute.fewest_facts(shown & cases) for cases in spoken]
            assert (None if cell.case is None else len(cell.case)) == min(
                (n for n in sizes if n is not None), default=None
            )
            certain = (brute.certain(shown & cases, brute.mask(cell.case or {})) for cases in spoken)
            assert cell.case is None or any(certain)


def stances(brute, one, source):
    return [brute.verdicts.get((one.id, source, word), 0) for word in ("for", "against")]


def said(brute, one, sources):
    """The cases in which a source is for or against it, or a statement of a position applies."""
    names = [name for position in one.positions for name in position.statements]
    spoken = [cases for source in sources for cases in stances(brute, one, source)]
    cases = 0
    for part in spoken if one.sides else [brute.statements[name] & brute.where(one.when) for name in names]:
        cases |= part
    return cases


def the_smallest_cases_of_statements_are_right(brute):
    for one in cited_statements(brute.guideline):
        it_is_a_smallest_case(brute, one.case, brute.statements[one.statement])


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_coverage_cases_take_every_branch_and_both_sides_of_every_threshold(tmp_path, seed, thorough):
    guideline = generated(tmp_path, seed, parameters=4, nodes=14, rich=True)
    brute = Brute(guideline, compiled(guideline).space)
    traces = [evaluate(guideline, case.given) for case in coverage_cases(guideline, thorough)]
    for name in brute.branches:
        assert any(trace.branches[name] == "active" for trace in traces), name
    sides = set(sides_that_decide(brute))
    assert sides
    for name, parameter, here, there in sides:
        assert any(stands_on(brute, trace, name, parameter, here, there) for trace in traces), (name, parameter)


def sides_that_decide(brute):
    """Each side of each threshold of a branch where a step to the other side lets some case take or leave it."""
    for node in brute.guideline.nodes.values():
        for branch in node.branches:
            cases = brute.branches.get(f"{node.id} -> {branch.to}", 0)
            for parameter, below in thresholds_in(brute, branch):
                for here, there in ((below, below + 1), (below + 1, below)):
                    if turning(brute, cases, parameter, here, there):
                        yield f"{node.id} -> {branch.to}", parameter, here, there


def thresholds_in(brute, branch):
    """The neighbouring regions between which a comparison of a branch turns, by the first of them."""
    atoms = atoms_in(brute.guideline, branch.when.expression) if branch.when else ()
    for atom in atoms:
        samples = brute.samples[atom.parameter]
        for below in range(len(samples) - 1) if hasattr(atom, "operator") else ():
            if compares(atom, samples[below]) != compares(atom, samples[below + 1]):
                yield atom.parameter, below


def compares(atom, value):
    beside = (value > atom.number) - (value < atom.number)
    return beside in {"<": [-1], "<=": [-1, 0], ">": [1], ">=": [0, 1], "==": [0], "!=": [-1, 1]}[atom.operator]


def turning(brute, cases, parameter, here, there):
    inside = brute.regions[parameter][here]
    bits = (1 << index for index in range(len(brute.cases)) if inside >> index & 1)
    return any(brute.turns(cases, bit, parameter, here, there) for bit in bits)


def stands_on(brute, trace, name, parameter, here, there):
    known = trace.taken_as_known
    if parameter not in known or brute.region(parameter, known[parameter]) != here:
        return False
    return brute.turns(brute.branches.get(name, 0), brute.mask(known), parameter, here, there)


def test_the_generated_guidelines_have_everything(tmp_path):
    seen = Counter()
    for seed in range(100):
        guideline = a_guideline(tmp_path, seed)
        asked = compiled(guideline).choose()
        nodes = guideline.nodes.values()
        seen["choose: any"] += any(getattr(node, "choose", "") == "any" for node in nodes)
        seen["join"] += any(degree > 1 for _, degree in asked.graph.in_degree())
        seen["hand-over"] += any(isinstance(node, Handover) for node in nodes)
        seen["silent decision"] += any(row > 0 for row in asked.silences.values())
        seen["decision that ends"] += any(getattr(node, "ends", None) is not None for node in nodes)
        seen["bar"] += bool(asked.held_back)
        seen["fixed fact"] += any(parameter.fixed for parameter in guideline.parameters.values())
        seen["weight"] += any(parameter.weights for parameter in guideline.parameters.values())
        seen["branch that cites"] += any(branch.cites for node in nodes for branch in node.branches)
        seen["disagreement under a condition"] += any(d.when for d in guideline.disagreements.values())
        seen["number at a threshold"] += a_number_at_a_threshold(asked, random.Random(seed))
        seen.update({failure.claim for failure in prove(guideline).failures})
    rare = {name: seen[name] for name in {*seen, *CLAIMS} - {"no dead end"} if seen[name] < 5}
    assert not rare  # a dead end is refused when a guideline is read
    assert seen["number at a threshold"] > 50


def a_number_at_a_threshold(asked, chance):
    cases = [partial_case(asked.guideline, chance) for _ in range(CASES)]
    points = {n: {r.low for r in regions if r.low == r.high} for n, regions in asked.space.regions.items()}
    numbers = [n for n, parameter in asked.guideline.parameters.items() if parameter.is_number]
    return any(name in case and case[name] in points[name] for case in cases for name in numbers)
