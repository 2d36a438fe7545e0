"""What speaks for a finding besides its match: whether its rewrite pays here, and how much is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from speedwright.model.finding import Severity
from speedwright.model.thresholds import COLD, DEEP_LOOPS, HOT, LARGE_GAIN, MIN_RATIO, SMALL_GAIN
from speedwright.skills.evidence import Gain

_BY_LOUDNESS = (Severity.HINT, Severity.INFORMATION, Severity.WARNING)


class Weight(NamedTuple):
    """What is known about one finding.

    `grows` tells whether the rewrite changes how time grows with size; `depth` is the number of loops of the function
    around the place; `gain` what was measured of the page on this Python; `heat` the place's share of the time in a
    profile (0 to 1); `failing` whether the page's rewrites keep failing in this workspace.
    """

    grows: bool = False
    depth: int = 0
    gain: Gain | None = None
    heat: float | None = None
    failing: bool = False


UNKNOWN = Weight()


def severity(stated: Severity, doubts: Sequence[str], weight: Weight = UNKNOWN) -> Severity:
    """How loudly a finding is told: never louder than its page says, and as loud as what is known supports.

    Another growth, two loops around the place, a large measured gain and heat each speak for it, a small gain and
    cold code against it: a balance above nothing supports a warning, below it a hint. Where nothing was measured, the
    page's word holds. Doubts of the guards make a warning one step quieter, and a page whose rewrites keep failing in
    this workspace is told one step quieter still.
    """
    supported = stated if weight.gain is None and weight.heat is None else _supported(_balance(weight))
    found = min(stated, supported, key=_BY_LOUDNESS.index)
    doubted = Severity.INFORMATION if doubts and found is Severity.WARNING else found
    return _BY_LOUDNESS[max(0, _BY_LOUDNESS.index(doubted) - int(weight.failing))]


def is_worthless(gains: Sequence[Gain]) -> bool:
    """Whether a rewrite does not pay any more: at no size of any measurement can it be as much faster as counts."""
    measured = [size for gain in gains for size in gain.sizes]
    return bool(measured) and all(size.high < MIN_RATIO for size in measured)


def _balance(weight: Weight) -> int:
    largest = weight.gain.largest if weight.gain is not None else None
    found = int(weight.grows) + int(weight.depth >= DEEP_LOOPS)
    if largest is not None:
        found += int(largest.low >= LARGE_GAIN) - int(largest.high < SMALL_GAIN)
    if weight.heat is not None:
        found += int(weight.heat >= HOT) - 2 * int(weight.heat < COLD)
    return found


def _supported(balance: int) -> Severity:
    return Severity.WARNING if balance > 0 else Severity.INFORMATION if balance == 0 else Severity.HINT
