"""Asynchronous generators are drawn from wherever versions are run: to compare, to see what is reached, to time."""

from __future__ import annotations

import functools
import inspect
from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.guest.lazy import is_asynchronous

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


class Shop:
    async def answer(self) -> int:
        return 1

    async def answers(self):
        yield 1

    def plain(self):
        yield 1


@pytest.mark.parametrize(
    "function",
    [
        Shop.answer, Shop().answer, Shop.answers, Shop().answers, functools.partial(Shop().answer), Shop.plain,
        Shop().plain, functools.partial(Shop.plain), functools.lru_cache(Shop.answer), Shop, Shop(), len, [].append,
    ],
)  # fmt: skip
def test_what_is_asynchronous_is_told_as_the_standard_library_tells_it(function: object) -> None:
    known = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    assert is_asynchronous(function) == known
