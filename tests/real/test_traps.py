"""A sample of rewrites that fool verifiers: none is accepted. The benchmark `traps` runs them all."""

from __future__ import annotations

import random

from tests.benchmarks.traps import run_case
from tests.corpora import corpus_or_skip

COUNT = 24


def test_no_sampled_change_of_behaviour_is_accepted() -> None:
    folders = sorted((corpus_or_skip("traps") / "cases").glob("rb-*"))
    chosen = random.Random(2).sample(folders, min(COUNT, len(folders)))
    results = [run_case(folder, python=None) for folder in chosen]
    assert [result for result in results if result.false_accept] == []
    found = [result for result in results if result.outcome == "different"]
    assert len(found) >= 0.8 * len(results), [result for result in results if result.outcome != "different"]
