"""Asynchronous generators are drawn from wherever versions are run: to compare, to see what is reached, to time."""

from __future__ import annotations

from pathlib import Path

from speedwright.model.verdict import Outcome
from speedwright.pipeline.verify import VerifyRequest, verify

BATCHES = """
from typing import AsyncIterator
async def batches(xs: list[int], size: int) -> AsyncIterator[list[int]]:
    if size <= 0:
        raise ValueError("size must be positive")
    out: list[int] = []
    for x in xs:
        for _ in range(20):
            out = out[:]
        out = out + [x]
        if len(out) == size:
            yield out
            out = []
    if out:
        yield out
"""
SLICES = """
from typing import AsyncIterator
async def batches(xs: list[int], size: int) -> AsyncIterator[list[int]]:
    if size <= 0:
        raise ValueError("size must be positive")
    for start in range(0, len(xs), size):
        yield xs[start:start + size]
"""


def test_an_asynchronous_generator_is_compared_measured_and_timed(tmp_path: Path) -> None:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    before.write_text(BATCHES)
    after.write_text(SLICES)
    verdict = verify(VerifyRequest(before, after, "batches", budget_s=120.0))

    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason
    assert verdict.evidence.branch_coverage == 1.0
    assert verdict.measurement is not None
    assert verdict.measurement.sizes[-1].original_s > 2 * verdict.measurement.sizes[-1].candidate_s
