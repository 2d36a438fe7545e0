"""Non-parametric statistics of paired timings."""

from __future__ import annotations

import functools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.thresholds import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Interval:
    """A median ratio with the bounds of its confidence interval."""

    ratio: float
    low: float
    high: float


def ratio_interval(ratios: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """The median of positive ratios with bounds that hold however often one looks, whatever the distribution.

    A confidence sequence for the median: with probability `confidence`, the intervals after every number of ratios
    all cover it, so that timing may stop at the first one that decides. A median m is left out when, of n ratios,
    the number j below it has 2**n / ((n + 1) * C(n, j)) >= 1 / (1 - confidence): the likelihood ratio of a fair
    coin against a uniform mixture of all coins, a martingale under the true median (Ville's inequality; Robbins,
    Ann. Math. Statist. 41, 1970; Howard and Ramdas, Bernoulli 28, 2022). Each bound is an order statistic. Too few
    ratios for that give the widest interval there is, 0 to infinity.
    """
    ordered = sorted(ratios)
    rank = _rank(len(ordered), confidence)
    if rank == 0:
        return Interval(statistics.median(ordered) if ordered else 1.0, 0.0, math.inf)
    return Interval(statistics.median(ordered), ordered[rank - 1], ordered[-rank])


@functools.cache
def _rank(count: int, confidence: float) -> int:
    """The rank of the lower bound: how many counts below the median, from none upwards, are unbelievable."""
    limit = 2**count * (1 - confidence) / (count + 1)
    return sum(math.comb(count, below) <= limit for below in range((count + 1) // 2))
