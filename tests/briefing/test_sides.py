"""The sides of a disagreement are told with the verdict of each source."""

import pytest

from explorer import evaluate, load
from explorer.briefing.sides import sides_in, verdict_in_words

GUIDELINE = load("rectal_liver_metastases")
UNRESECTABLE = {"primary_site": "rectum", "liver_mets": "yes", "resectability": "unresectable", "kras": "wild_type"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ras_braf": "mutated"}, {"S000": "for", "S001": "against", "S002": "not addressed", "S004": "against"}),
        ({"ras_braf": "wild_type", "mmr": "pMMR"}, {"S001": "for", "S004": "for"}),
        ({"mmr": "pMMR"}, {"S001": "depends on RAS and BRAF"}),
    ],
)
def test_each_source_has_its_verdict_in_words(more, words):
    trace = evaluate(GUIDELINE, UNRESECTABLE | more)
    told = {side.source: verdict_in_words(trace, side) for side in sides_in(trace, GUIDELINE.disagreements["C05"])}
    assert words.items() <= told.items()


def test_positions_that_sources_share_tell_whether_they_apply():
    trace = evaluate(GUIDELINE, {"primary_site": "rectum", "liver_mets": "yes"})
    sides = list(sides_in(trace, GUIDELINE.disagreements["C26"]))
    assert [(side.source, verdict_in_words(trace, side)) for side in sides] == [(None, "applies")] * 3
