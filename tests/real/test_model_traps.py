"""A few rewrites that fool verifiers, as a model's answers: none is offered. The benchmark `model_traps` runs all."""

from __future__ import annotations

import argparse
import random

import pytest

from tests.benchmarks.model_traps import result_of
from tests.corpora import corpus_or_skip

COUNT = 4


def test_nothing_wrong_that_a_model_says_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = sorted((corpus_or_skip("traps") / "cases").glob("r[bs]-*"))
    # Each run has a cache of its own, and leaves this behind.
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", "")
    arguments = argparse.Namespace(verification=60.0, with_skills=False)

    results = [result_of(folder, arguments) for folder in random.Random(3).sample(folders, COUNT)]

    assert [each for each in results if each["offered"]] == []
    assert all(sum(each["states"].values()) == 1 and not each["problem"] for each in results), results
