"""How times grow with size, and where one version overtakes the other."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence

from speedwright.model.measurement import Complexity, SizeMeasurement

# A slope needs three points over at least this spread of sizes to mean growth rather than constants.
_MIN_SPREAD = 8
# Below this a call is mostly the cost of calling.
_FLOOR_S = 1e-6
# A fitted exponent this near to a whole number is that number.
_TOLERANCE = 0.25
# Times that grow faster than this power of n may be exponential, when that fits so much better.
_STEEP = 3.5
_BETTER = 0.5

_Points = Sequence[tuple[int, float]]


def complexity(sizes: Sequence[SizeMeasurement]) -> Complexity | None:
    """Fitted growth of both versions; None where the sizes are too few or too close, or nothing grows with them.

    A factor log n does not show: over such sizes it is smaller than what constants make.
    """
    if len(sizes) < 3:
        return None
    before = [(each.n, max(each.original_s, _FLOOR_S)) for each in sizes]
    after = [(each.n, max(each.candidate_s, _FLOOR_S)) for each in sizes]
    if _exponential(before) is None and sizes[-1].n < _MIN_SPREAD * max(1, sizes[0].n):
        return None
    terms = [_term(each) for each in (before, after)]
    # Times that fall as sizes rise say that these sizes do not drive the time.
    return None if None in terms else Complexity(str(terms[0]), str(terms[1]))


def crossover(sizes: Sequence[SizeMeasurement]) -> int | None:
    """The smallest size from which the candidate stays ahead; None where it is ahead, or behind, at all sizes."""
    behind = [position for position, each in enumerate(sizes) if each.high < 1]
    if not behind or behind[-1] + 1 >= len(sizes):
        return None
    left, right = sizes[behind[-1]], sizes[behind[-1] + 1]
    share = -math.log(left.ratio) / (math.log(right.ratio) - math.log(left.ratio))
    return round(math.exp(math.log(max(1, left.n)) + share * (math.log(right.n) - math.log(max(1, left.n)))))


def _term(points: _Points) -> str | None:
    base = _exponential(points)
    if base is not None:
        return f"O({base:.2g}^n)"
    slope = _slope([(math.log(max(1, n)), math.log(seconds)) for n, seconds in points])
    if slope < -_TOLERANCE:
        return None
    nearest = round(slope)
    if abs(slope - nearest) > _TOLERANCE:
        return f"O(n^{slope:.1f})"
    return {0: "O(1)", 1: "O(n)"}.get(nearest, f"O(n^{nearest})")


def _exponential(points: _Points) -> float | None:
    """The base of an exponential that fits far better than any power of n would; None where none does."""
    against_n = [(float(n), math.log(seconds)) for n, seconds in points]
    against_log = [(math.log(max(1, n)), logarithm) for (n, _), (_, logarithm) in zip(points, against_n, strict=True)]
    if _slope(against_log) < _STEEP or _misfit(against_n) > _BETTER * _misfit(against_log):
        return None
    return math.exp(_slope(against_n))


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs of points (Theil 1950, Sen 1968)."""
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in itertools.combinations(points, 2) if x2 > x1]
    return statistics.median(slopes) if slopes else 0.0


def _misfit(points: Sequence[tuple[float, float]]) -> float:
    """How far the points lie from the line of that slope, in sum."""
    slope = _slope(points)
    rests = [y - slope * x for x, y in points]
    middle = statistics.median(rests)
    return sum(abs(each - middle) for each in rests)
