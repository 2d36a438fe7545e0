"""Non-parametric statistics of paired timings."""

from __future__ import annotations

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
    """The median of positive ratios with its order-statistic interval, which assumes no distribution.

    The bounds are the k-th smallest and k-th largest ratio, k being the largest for which the binomial
    probability of the median lying between them is at least `confidence` (Conover, Practical Nonparametric
    Statistics, section 3.2). Too few ratios for that give the widest interval there is, 0 to infinity.
    """
    ordered = sorted(ratios)
    rank = _rank(len(ordered), confidence)
    if rank == 0:
        return Interval(statistics.median(ordered) if ordered else 1.0, 0.0, math.inf)
    return Interval(statistics.median(ordered), ordered[rank - 1], ordered[-rank])


def _rank(count: int, confidence: float) -> int:
    """The largest k with P(k <= Binomial(count, 1/2) <= count - k) >= confidence; 0 when there is none."""
    tail, rank = 0.0, 0
    for below in range(count // 2):
        tail += math.comb(count, below) / 2**count
        if 1 - 2 * tail < confidence:
            break
        rank = below + 1
    return rank
