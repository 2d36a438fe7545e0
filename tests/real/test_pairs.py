"""`improve` on real functions of public benchmarks: it ends well on all of them."""

from __future__ import annotations

import random

from tests.benchmarks.pairs import improve_pair, slow_functions
from tests.corpora import corpus_or_skip

COUNT = 40


def test_improve_ends_well_on_real_functions() -> None:
    rows = slow_functions(corpus_or_skip("pairs"))
    chosen = random.Random(1).sample(rows, min(COUNT, len(rows)))
    assert len(chosen) >= 30
    results = [improve_pair(row, budget_s=30.0, python=None) for row in chosen]
    errors = [(result.pair, verdict) for result in results for verdict in result.verdicts if verdict[1] == "error"]
    assert errors == []
    assert any(result.verdicts for result in results), "some real function holds a known slow pattern"
