"""What was right stays right: 10,000 random partial cases are answered as they were when the digests were made."""

from explorer import evaluate, load
from explorer.reasoning.compiled import compiled
from tests.frozen import DIGESTS, GUIDELINE, digest, partial_cases


def test_answers_are_those_of_the_frozen_sample() -> None:
    guideline = load(GUIDELINE)
    samples = {name: [one.sample for one in regions] for name, regions in compiled(guideline).space.regions.items()}
    frozen = DIGESTS.read_text("utf-8").split()
    cases = list(partial_cases(samples, len(frozen)))
    assert len(frozen) == 10_000
    assert [case for case, was in zip(cases, frozen, strict=True) if digest(evaluate(guideline, case)) != was] == []
