"""How times grow with size, and where one version overtakes the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from speedwright.model.measurement import Complexity, SizeMeasurement

# A slope needs three points over at least this spread of sizes to mean growth rather than constants.
_MIN_SPREAD = 8
# Below this a call is mostly the cost of calling.
_FLOOR_S = 1e-6


def complexity(sizes: Sequence[SizeMeasurement]) -> Complexity | None:
    """Fitted growth of both versions; None where the sizes are too few or too close to tell."""
    if len(sizes) < 3 or sizes[-1].n < _MIN_SPREAD * max(1, sizes[0].n):
        return None
    before = _slope([(each.n, each.original_s) for each in sizes])
    after = _slope([(each.n, each.candidate_s) for each in sizes])
    return Complexity(_term(before), _term(after))


def crossover(sizes: Sequence[SizeMeasurement]) -> int | None:
    """The smallest size from which the candidate stays ahead; None where it is ahead, or behind, at all sizes."""
    behind = [position for position, each in enumerate(sizes) if each.high < 1]
    if not behind or behind[-1] + 1 >= len(sizes):
        return None
    left, right = sizes[behind[-1]], sizes[behind[-1] + 1]
    share = -math.log(left.ratio) / (math.log(right.ratio) - math.log(left.ratio))
    return round(math.exp(math.log(max(1, left.n)) + share * (math.log(right.n) - math.log(max(1, left.n)))))


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """Slope between the two largest sizes on logarithmic axes: constants weigh least there."""
    (n, seconds), (more, more_seconds) = points[-2:]
    return math.log(max(more_seconds, _FLOOR_S) / max(seconds, _FLOOR_S)) / math.log(more / n)


def _term(slope: float) -> str:
    nearest = round(slope)
    if abs(slope - nearest) > 0.25:
        return f"O(n^{slope:.1f})"
    return {0: "O(1)", 1: "O(n)"}.get(nearest, f"O(n^{nearest})")
