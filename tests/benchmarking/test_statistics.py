"""Intervals and growth, on numbers whose answers are known."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.statistics import ratio_interval
from speedwright.model.measurement import SizeMeasurement


def size(n: int, original_s: float, candidate_s: float) -> SizeMeasurement:
    ratio = original_s / candidate_s
    return SizeMeasurement(n, ratio, ratio * 0.99, ratio * 1.01, original_s, candidate_s, realistic=False)


@pytest.mark.parametrize(("count", "rank"), [(8, 1), (11, 1), (12, 2), (20, 4), (30, 7)])
def test_bounds_are_the_order_statistics_of_the_formula(count: int, rank: int) -> None:
    interval = ratio_interval(range(1, count + 1))
    assert (interval.low, interval.high) == (rank, count + 1 - rank)
    assert 2**count >= 20 * (count + 1) * math.comb(count, rank - 1)
    assert 2**count < 20 * (count + 1) * math.comb(count, rank)


def test_too_few_ratios_say_nothing() -> None:
    interval = ratio_interval([2.0] * 7)
    assert interval.low == 0.0
    assert math.isinf(interval.high)


def test_looking_after_every_ratio_misses_the_median_no_more_often_than_it_says() -> None:
    rng = random.Random(7)
    missed = 0
    for _ in range(1000):
        ratios = [rng.lognormvariate(0, 0.3) for _ in range(40)]
        intervals = [ratio_interval(ratios[:count]) for count in range(8, 41)]
        missed += any(not interval.low <= 1.0 <= interval.high for interval in intervals)
    assert 0 < missed / 1000 < 0.05


def test_growth_is_fitted() -> None:
    found = complexity([size(n, n * n * 1e-7, n * 1e-6) for n in (10, 100, 1000)])
    assert found is not None
    assert (found.before, found.after) == ("O(n^2)", "O(n)")


GROWTHS: dict[str, tuple[Callable[[float], float], tuple[int, ...]]] = {
    "O(1)": (lambda n: 2e-5, (30, 300, 3000)),
    "O(n)": (lambda n: 1e-6 + n * 1e-7, (30, 300, 3000)),
    "O(n^2)": (lambda n: 1e-6 + n * n * 1e-8, (30, 300, 900)),
    "O(n^3)": (lambda n: n**3 * 1e-9, (10, 30, 100)),
    "O(n^1.5)": (lambda n: n**1.5 * 1e-7, (30, 300, 3000)),
    "O(2^n)": (lambda n: 2**n * 1e-8, (10, 14, 18)),
    "O(1.6^n)": (lambda n: 1.618**n * 1e-7, (10, 16, 24)),
}


@pytest.mark.parametrize("term", GROWTHS)
def test_known_growths_are_told_apart_in_spite_of_noise(term: str) -> None:
    seconds, ns = GROWTHS[term]
    rng = random.Random(term)
    for _ in range(50):
        sizes = [size(n, seconds(n) * rng.lognormvariate(0, 0.02), n * 1e-6) for n in ns]
        found = complexity(sizes)
        assert found is not None
        assert found.before == term


def test_n_log_n_is_not_told_from_n() -> None:
    found = complexity([size(n, n * math.log(n) * 1e-7, n * 1e-7) for n in (30, 300, 3000)])
    assert found is not None
    assert (found.before, found.after) == ("O(n)", "O(n)")


def test_times_that_fall_say_nothing() -> None:
    assert complexity([size(n, 1 / n, n * 1e-6) for n in (30, 300, 3000)]) is None


def test_growth_needs_a_spread_of_sizes() -> None:
    assert complexity([size(n, n, n) for n in (10, 12, 14)]) is None


def test_crossover_lies_between_the_sizes() -> None:
    sizes = [size(10, 1.0, 2.0), size(1000, 2.0, 1.0)]
    assert crossover(sizes) == 100
    assert crossover(sizes[1:]) is None
