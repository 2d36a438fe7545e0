"""Intervals and growth, on numbers whose answers are known."""

from __future__ import annotations

import math
import random

import pytest

from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.statistics import ratio_interval
from speedwright.model.measurement import SizeMeasurement


def size(n: int, original_s: float, candidate_s: float) -> SizeMeasurement:
    ratio = original_s / candidate_s
    return SizeMeasurement(n, ratio, ratio * 0.99, ratio * 1.01, original_s, candidate_s, realistic=False)


@pytest.mark.parametrize(("count", "rank"), [(6, 1), (9, 2), (15, 4), (20, 6), (25, 8)])
def test_ranks_are_those_of_the_published_table(count: int, rank: int) -> None:
    interval = ratio_interval(range(1, count + 1))
    assert (interval.low, interval.high) == (rank, count + 1 - rank)


def test_too_few_ratios_say_nothing() -> None:
    assert ratio_interval([2.0] * 5) == ratio_interval([2.0] * 5)
    assert ratio_interval([2.0] * 5).low == 0.0
    assert math.isinf(ratio_interval([2.0] * 5).high)


def test_the_interval_covers_the_median_as_often_as_it_says() -> None:
    rng = random.Random(7)
    covered = 0
    for _ in range(2000):
        interval = ratio_interval([rng.lognormvariate(0, 0.3) for _ in range(24)])
        covered += interval.low <= 1.0 <= interval.high
    assert covered / 2000 > 0.94


def test_growth_is_fitted() -> None:
    found = complexity([size(n, n * n * 1e-7, n * 1e-6) for n in (10, 100, 1000)])
    assert found is not None
    assert (found.before, found.after) == ("O(n^2)", "O(n)")


def test_growth_needs_a_spread_of_sizes() -> None:
    assert complexity([size(n, n, n) for n in (10, 12, 14)]) is None


def test_crossover_lies_between_the_sizes() -> None:
    sizes = [size(10, 1.0, 2.0), size(1000, 2.0, 1.0)]
    assert crossover(sizes) == 100
    assert crossover(sizes[1:]) is None
