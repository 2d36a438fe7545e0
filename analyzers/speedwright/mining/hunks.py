"""What is known of a part of a pair's difference that was applied alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from speedwright.mining.pairs import Pair

# A part that is not at least so many times as fast is no reason for the pair's speedup: what one trial of a few
# milliseconds measures for identical code stays below it nineteen times in twenty.
LEAST_RATIO = 1.1


@dataclass(frozen=True, slots=True)
class Hunk:
    """A version of the slow module with some of the edits that lead to the fast one, and what became of it.

    `ratio` is how many times as fast the version is, `share` its part of the pair's speedup (log over log; more than
    1 where the other edits slow it down).
    """

    pair: str
    problem: str
    entry_point: str
    slow: str
    version: str
    edits: tuple[int, ...]
    same: bool
    reason: str
    ratio: float
    share: float

    @property
    def pays(self) -> bool:
        """Whether it is the same and faster by itself."""
        return self.same and self.ratio >= LEAST_RATIO


@dataclass(frozen=True, slots=True)
class Mined:
    """What one pair gave: `edits` parts, of which the `hunks` were tried; or the `problem` that kept it from that."""

    key: str
    name: str
    ratio: float
    edits: int
    hunks: tuple[Hunk, ...]
    problem: str = ""

    def of(self, pair: Pair) -> Mined:
        """The same under the names that an equal pair has now: files move, and lines in them."""
        hunks = tuple(replace(hunk, pair=pair.name, problem=pair.problem) for hunk in self.hunks)
        return replace(self, name=pair.name, hunks=hunks)


def nothing_of(pair: Pair, problem: str) -> Mined:
    """A pair that gave nothing, and why."""
    return Mined(pair.key, pair.name, 1.0, 0, (), problem)


def share_of(ratio: float, whole: float) -> float:
    """A part's share of a speedup; 0 where there is none to share."""
    return math.log(ratio) / math.log(whole) if whole >= LEAST_RATIO and ratio > 0 else 0.0
