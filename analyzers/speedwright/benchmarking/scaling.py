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


def complexity(sizes: Sequence[SizeMeasurement]) -> Complexity | None:
    """Fitted growth of both versions; None where the sizes are too few or too close, or nothing grows with them."""
    if len(sizes) < 3 or sizes[-1].n < _MIN_SPREAD * max(1, sizes[0].n):
        return None
    before = _slope([(each.n, each.original_s) for each in sizes])
    after = _slope([(each.n, each.candidate_s) for each in sizes])
    # Times that fall as sizes rise say that these sizes do not drive the time.
    return None if min(before, after) < -_TOLERANCE else Complexity(_term(before), _term(after))


def crossover(sizes: Sequence[SizeMeasurement]) -> int | None:
    """The smallest size from which the candidate stays ahead; None where it is ahead, or behind, at all sizes."""
    behind = [position for position, each in enumerate(sizes) if each.high < 1]
    if not behind or behind[-1] + 1 >= len(sizes):
        return None
    left, right = sizes[behind[-1]], sizes[behind[-1] + 1]
    share = -math.log(left.ratio) / (math.log(right.ratio) - math.log(left.ratio))
    return round(math.exp(math.log(max(1, left.n)) + share * (math.log(right.n) - math.log(max(1, left.n)))))


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """The median of the slopes between all pairs of points on logarithmic axes (Theil 1950, Sen 1968)."""
    logs = [(math.log(max(1, n)), math.log(max(seconds, _FLOOR_S))) for n, seconds in points]
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in itertools.combinations(logs, 2) if x2 > x1]
    return statistics.median(slopes)


def _term(slope: float) -> str:
    nearest = round(slope)
    if abs(slope - nearest) > _TOLERANCE:
        return f"O(n^{slope:.1f})"
    return {0: "O(1)", 1: "O(n)"}.get(nearest, f"O(n^{nearest})")
