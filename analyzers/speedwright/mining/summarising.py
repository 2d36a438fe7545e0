"""What no rewrite expresses, told in figures: which kinds of change there were, and what they were worth."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from speedwright.mining.hunks import Hunk
from speedwright.mining.sites import sites
from speedwright.mining.wording import growth, mechanism


@dataclass(frozen=True, slots=True)
class Kind:
    """Hunks that change code in one way: how many problems have some, and the median of how many times as fast."""

    change: str
    support: int
    gain: float


def kinds(hunks: Iterable[Hunk]) -> tuple[Kind, ...]:
    """The kinds of change in hunks, the most frequent first; each pair's largest hunk speaks for it."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for hunk in hunks:
        around = sites(hunk)
        change = "other functions than the one called" if not around else _change(hunk)
        found[change][hunk.problem] = max(found[change].get(hunk.problem, 0.0), hunk.ratio)
    told = [Kind(change, len(ratios), statistics.median(ratios.values())) for change, ratios in found.items()]
    return tuple(sorted(told, key=lambda each: (-each.support, each.change)))


def _change(hunk: Hunk) -> str:
    outermost = sites(hunk)[-1]
    how = mechanism(outermost.before, outermost.after)
    return f"{how}, {growth(outermost.before)} to {growth(outermost.after)}"
