"""Timed calls once more, for what they answer: a version that acts differently while it is timed shows itself.

The function cannot tell a replayed batch from a timed one: the messages, the calls and their number look alike.
"""

from __future__ import annotations

import dataclasses
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from speedwright.errors import SpeedwrightError
from speedwright.model.thresholds import AROUND_SHARE, LEAST_REPLAYED_RATIO, MOST_REPLAYED_RATIO, SHORTEST_BATCH_S
from speedwright.sandbox.guest_handle import Batch, Sample

# Enough to meet what happens only every so often; a form of each result is made. Quick calls are more, up to a time
# in which they outweigh the first steps of a process.
CALLS = 40
LONG_S = 10 * SHORTEST_BATCH_S
# Where some speak against a candidate, one side must be so many ahead. A machine that interrupts one replay in ten
# would let a candidate that acts differently pass once in a thousand times, by the three that a round makes.
DECIDING_LEAD = 3
MOST_REPLAYS = 9


class ActsDifferently(SpeedwrightError):
    """What a version does under the clock is not what it does otherwise."""


def replayed(batch: Batch, call_s: float, order: random.Random) -> Batch:
    """As many of the calls of `batch` as tell something; `call_s` is the original's rough time for one."""
    return part_of(batch, max(CALLS, round(LONG_S / max(call_s, 1e-8))), order)


def part_of(batch: Batch, most: int, order: random.Random) -> Batch:
    """All calls of `batch`, or `most` of them at the most: then from anywhere in it, so that nothing can count on
    being the first or the last.

    At least half as many as there may be: what a process pays at its first steps would hide the gain of very few, and
    a candidate that is right for its first calls would be right for all of them.
    """
    count = batch.count if batch.count <= most else order.randint((most + 1) // 2, most)
    start = batch.start + order.randint(0, batch.count - count)
    return dataclasses.replace(batch, start=start, count=count, repeat=1, replayed=True)


@dataclass
class Replays:
    """The replays of one size so far. What disturbs a machine for a moment makes single ones say anything."""

    _moved: list[bool] = field(default_factory=list)
    _spent_s: list[tuple[float, float]] = field(default_factory=list)

    def add(self, original: Sample, candidate: Sample) -> None:
        """Raises ActsDifferently when the calls did not give the same."""
        if original.shown != candidate.shown:
            raise ActsDifferently("the candidate's answers to the timed calls are not the original's")
        self._spent_s.append((original.cpu_s, candidate.cpu_s))
        saved = original.cpu_s - candidate.cpu_s
        extra = candidate.around_s - original.around_s
        self._moved.append(extra > saved / 2 > 0 and extra > AROUND_SHARE * original.around_s)

    def leave_open(self, ratio: float | None) -> bool:
        """Whether some speak against the candidate, by the `ratio` of its timed calls, and more must decide."""
        return any(map(_is_open, (self._moved, self._hollow(ratio))))

    def check(self, ratio: float | None) -> None:
        """Raises ActsDifferently when replays do not bear out the `ratio` of the timed calls, where there is one.

        That is so when, in half of them or more, what was saved under the clock was spent before or after it, or when
        replayed calls gain much less than timed ones: then the candidate tells them apart. A loss needs no bearing
        out.
        """
        if _is_said(self._moved):
            raise ActsDifferently("the candidate does its work before the clock starts or after it has stopped")
        if _is_said(self._hollow(ratio)):
            raise ActsDifferently("the candidate is faster only where nothing asks for its answers")

    def can_bear_out(self, ratio: float) -> bool:
        """Whether there is no gain, or replays are long enough to show it."""
        return ratio <= 1 or bool(self._hollow(ratio))

    def _hollow(self, ratio: float | None) -> list[bool]:
        """Of each replay, whether the gain is missing in it; of none where they are too short to tell.

        The median says so: of short ones those that the machine disturbed would speak for the candidate alone.
        """
        if ratio is None or ratio <= 1 or not self._spent_s:
            return []
        if statistics.median(old for old, _ in self._spent_s) <= 2 * SHORTEST_BATCH_S:
            return []
        expected = min(LEAST_REPLAYED_RATIO * ratio**0.5, MOST_REPLAYED_RATIO)
        # The first steps of a process take up to the time of the shortest batch, whatever the version.
        return [old < expected * (new - SHORTEST_BATCH_S) for old, new in self._spent_s]


def _is_open(said: Sequence[bool]) -> bool:
    lead = abs(2 * sum(said) - len(said))
    return any(said) and lead < DECIDING_LEAD and len(said) < MOST_REPLAYS


def _is_said(said: Sequence[bool]) -> bool:
    """A tie, where time was over before it was decided, speaks against the candidate."""
    return bool(said) and 2 * sum(said) >= len(said)
