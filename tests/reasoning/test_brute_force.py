"""Every exact answer against counting all complete cases: 200 generated guidelines, ten cases each."""

import itertools
import random
from fractions import Fraction

import pytest

from explorer import evaluate
from explorer.knowledge.model import Decision, Recommendation
from explorer.reasoning.atlas import atlas
from explorer.reasoning.changes import _moved, changes_to, nearest_change
from explorer.reasoning.coverage import coverage_cases
from explorer.reasoning.evaluation import compiled
from explorer.reasoning.explanation import forcing_facts
from explorer.reasoning.possible import settled, still_possible
from explorer.reasoning.proof import prove
from explorer.reasoning.questions import answers_needed, decisive_unknowns, next_questions
from tests.generated import generated, holds, partial_case
from tests.reasoning.brute import Brute

GUIDELINES, CASES, FEW = 200, 10, 60
CHUNKS = 10


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_difference_from_counting(tmp_path, chunk):
    for seed in range(chunk, GUIDELINES, CHUNKS):
        guideline = generated(tmp_path / str(seed), seed, parameters=3 + seed % 2, nodes=9 + seed % 5)
        brute = Brute(guideline, compiled(guideline).space)
        chance = random.Random(seed)
        a_proof_sheet_is_right(guideline, brute)
        the_shares_of_the_atlas_are_right(guideline, brute)
        for _ in range(CASES):
            known = partial_case(guideline, chance)
            trace = evaluate(guideline, known, assumptions=False)
            what_is_possible_is_right(brute, trace)
            the_order_of_questions_is_right(brute, trace)
            name = chance.choice(list(trace.nodes))
            the_fewest_facts_force(brute, trace, name)
            the_changes_are_the_smallest(brute, trace, name)
            the_nearest_change_is_the_nearest(brute, trace, name)
        compiled.cache_clear()


def what_is_possible_is_right(brute, trace):
    mask, nodes = brute.mask(trace.case.known), trace.guideline.nodes
    shares = {
        name: brute.share(cases, mask)
        for name, cases in brute.nodes.items()
        if isinstance(nodes[name], Recommendation)
    }
    assert {one.node: one.share for one in still_possible(trace)} == {n: s for n, s in shares.items() if s}
    assert settled(trace) == [name for name in trace.nodes if shares.get(name) == 1]


def the_order_of_questions_is_right(brute, trace):
    known = trace.case.known
    mask = brute.mask(known)
    decisive, needed = decisive_unknowns(trace), answers_needed(trace)
    order = next_questions(trace)
    assert sorted(order) == sorted(decisive)
    assert brute.settled(mask) == (not decisive) == (needed.most == 0)
    unknown = tuple(name for name in brute.regions if name not in known)
    if mask.bit_count() > FEW:
        return
    assert needed.exact
    least = brute.fewest_answers(mask, unknown)
    assert needed.expected == least
    if order:
        rest = tuple(name for name in unknown if name != order[0])
        after = [mask & region for region in brute.regions[order[0]]]
        costs = [brute.share(m, mask) * brute.fewest_answers(m, rest) for m in after]
        assert 1 + sum(costs, Fraction(0)) == least
    assert needed.most == longest_when_asked(trace)


def longest_when_asked(trace):
    """The most answers it takes when the first question is asked, its answer given, and the order asked again."""
    order = next_questions(trace)
    if not order:
        return 0
    regions = trace.compiled.space.regions[order[0]]
    given = [trace.case.known | {order[0]: region.sample} for region in regions]
    return 1 + max(longest_when_asked(evaluate(trace.guideline, one, assumptions=False)) for one in given)


def the_fewest_facts_force(brute, trace, name):
    known = trace.case.known
    verdict = brute.certain(brute.nodes[name], brute.mask(known))
    if verdict is None:
        return
    facts = forcing_facts(trace, trace.row(name))
    fits = {
        size
        for size in range(len(known) + 1)
        for chosen in itertools.combinations(known, size)
        if brute.certain(brute.nodes[name], brute.mask({n: known[n] for n in chosen})) is verdict
    }
    assert len(facts) == min(fits)
    assert brute.certain(brute.nodes[name], brute.mask({n: known[n] for n in facts})) is verdict


def changeable(trace):
    parameters = trace.guideline.parameters.values()
    return [p.id for p in parameters if not (p.fixed and p.id in trace.case.known)]


def the_changes_are_the_smallest(brute, trace, name):
    cases, known, names = brute.nodes[name], trace.case.known, changeable(trace)
    found = changes_to(trace, name)
    if not found:
        whole = brute.mask({n: v for n, v in known.items() if n not in names})
        if whole.bit_count() <= FEW:
            assert not any(
                brute.certain(cases, mask)
                for size in range(len(names) + 1)
                for _, mask in brute.changed(known, names, size)
            )
        return
    (size,) = {len(changes) for changes in found}
    assert not any(
        brute.certain(cases, mask) for less in range(size) for _, mask in brute.changed(known, names, less)
    )
    for changes in found:
        given = known | {change.parameter: change.after for change in changes}
        assert brute.certain(cases, brute.mask(given)) is True


def the_nearest_change_is_the_nearest(brute, trace, name):
    known = trace.case.known
    cases, verdict = brute.nodes[name], brute.certain(brute.nodes[name], brute.mask(known))
    found = nearest_change(trace, name)
    if verdict is None:
        assert found == ()
        return
    names = [n for n in changeable(trace) if n in known]
    places = trace.compiled.space.order
    far = {}
    for size in range(len(names) + 1):
        for regions, mask in brute.changed(known, names, size):
            if brute.certain(cases, mask) is not verdict:
                moved = sum(_moved(trace, places[n], region) for n, region in regions.items())
                far[tuple(regions.items())] = (size, round(moved, 9))
        if far:
            break
    if found is None:
        assert not far
        return
    assert far, "a change was found where there is none"
    got = tuple((c.parameter, trace.compiled.space.region(c.parameter, c.after)) for c in found)
    assert far[got] == min(far.values())


def a_proof_sheet_is_right(guideline, brute):
    found = {(failure.claim, failure.place) for failure in prove(guideline).failures}
    told = {(c, p) for c, p in found if c in ("one way", "no gap", "reached", "statements", "disagreements")}
    wanted = {("reached", n) for n, mask in brute.nodes.items() if not mask}
    wanted |= {("reached", n) for n in compiled(guideline).branches if not brute.branches.get(n)}
    wanted |= {("statements", n) for n, mask in brute.statements.items() if not mask}
    wanted |= {("disagreements", n) for n, mask in brute.disagreements.items() if not mask}
    for node in guideline.nodes.values():
        if isinstance(node, Decision):
            if brute.silent.get(node.id) and not node.silent and not node.ends:
                wanted.add(("no gap", node.id))
            if node.choose == "one" and overlapping(guideline, brute, node):
                wanted.add(("one way", node.id))
    assert told == wanted
    for failure in prove(guideline).failures:
        if failure.claim == "no gap":
            assert brute.certain(brute.silent[failure.place], brute.mask(failure.case)) is True


def overlapping(guideline, brute, node):
    guards = [branch.when for branch in node.branches if branch.when is not None]
    return any(
        sum(holds(guideline, guard.expression, case) for guard in guards) > 1
        for index, case in enumerate(brute.cases)
        if brute.nodes[node.id] >> index & 1
    )


def the_shares_of_the_atlas_are_right(guideline, brute):
    for line in atlas(guideline):
        speaks = 0
        for position in guideline.disagreements[line.disagreement].positions:
            for name in position.statements:
                speaks |= brute.statements[name]
        shown = brute.disagreements[line.disagreement]
        assert line.share == (brute.share(shown, speaks) if speaks else 0)
        assert (line.case is None) == (not shown)
        if line.case is not None:
            assert brute.certain(shown, brute.mask(line.case)) is True
        for cell in line.cells.values():
            if cell.case is not None:
                assert brute.certain(shown, brute.mask(cell.case)) is True


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_coverage_cases_take_every_branch_that_can_be_taken(tmp_path, seed, thorough):
    guideline = generated(tmp_path, seed, parameters=4, nodes=14)
    brute = Brute(guideline, compiled(guideline).space)
    traces = [evaluate(guideline, case.given) for case in coverage_cases(guideline, thorough)]
    for name, mask in brute.branches.items():
        assert any(trace.branches[name] == "active" for trace in traces), (name, mask.bit_count())
