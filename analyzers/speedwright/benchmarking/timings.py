"""What was timed at one size, and whether that is enough. No clock and no process here: only numbers."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speedwright.benchmarking.replaying import Replays
from speedwright.benchmarking.statistics import Interval, ratio_interval
from speedwright.model.measurement import SizeMeasurement
from speedwright.model.thresholds import MIN_PAIRS, MIN_RATIO, SHORTEST_BATCH_S
from speedwright.model.workload import WorkloadSize
from speedwright.sandbox.guest_handle import Batch

# A batch this long makes what surrounds it (two messages, the first touch of shared pages) small.
BATCH_S = 0.004
# The faster version's batch should be at least so long, as far as the slower one's stays below its limit.
SHORT_S = 0.001
LONGEST_S = 0.012
# At the size that decides, timing goes on to this width of the interval (high / low), up to so many pairs.
FINE = 1.06
FINE_PAIRS = 12


def balanced(rng: random.Random) -> Iterator[bool]:
    """Which version goes first: by chance, but as often one as the other in every two pairs.

    So a machine that slows down, or whose every other sample is slow, favours neither.
    """
    while True:
        first = rng.random() < 0.5
        yield first
        yield not first


@dataclass
class Timings:
    """The pairs of one size: seconds per call of both versions. `number` is the size's place in the workload.

    `order` tells which version is timed first in the next pair; `rough_s` is what a call of the original should take.
    """

    number: int
    size: WorkloadSize
    decisive: bool
    order: Iterator[bool]
    count: int = 1
    repeat: int = 1
    reserve: int = 0
    rough_s: float = 0.0
    original: list[float] = field(default_factory=list)
    candidate: list[float] = field(default_factory=list)
    asleep: list[float] = field(default_factory=list)
    replays: Replays = field(default_factory=Replays)

    @property
    def calls(self) -> int:
        """Calls of one batch."""
        return self.count * self.repeat

    def add(self, original: float, candidate: float, asleep: float) -> None:
        """Takes one pair: seconds per call, and the larger share of time asleep."""
        self.original.append(original)
        self.candidate.append(candidate)
        self.asleep.append(asleep)

    def interval(self) -> Interval:
        """The ratio original / candidate so far."""
        return ratio_interval([old / new for old, new in zip(self.original, self.candidate, strict=True)])

    def clears(self, bound: float) -> bool | None:
        """Whether the whole interval lies above `bound` (or below it); None while that is open."""
        interval = self.interval()
        return True if interval.low > bound else False if interval.high < bound else None

    def shows_gain(self, bound: float) -> bool:
        """Whether there seems to be a gain above `bound`, and more pairs could make it certain."""
        return self.clears(bound) is None and self.interval().ratio > bound

    def is_decided(self, bound: float) -> bool:
        """The decisive size has to gain for certain; a smaller one is left alone unless it seems to lose."""
        if len(self.original) < MIN_PAIRS:
            return False
        if not self.decisive:
            return self.interval().ratio > 1 / MIN_RATIO or self.clears(1 / MIN_RATIO) is not None
        interval = self.interval()
        is_fine = interval.high < FINE * interval.low or len(self.original) >= FINE_PAIRS
        return interval.high < bound or (interval.low > bound and is_fine)

    def plan(self, original_s: float, candidate_s: float) -> None:
        """Chooses the batch by rough seconds per call.

        At the decisive size each call is made once. Where a smaller one has too few different calls, it makes them
        several times: it is there to show a loss, and a fork's first steps would look like one.
        """
        self.rough_s = original_s
        fast, slow = sorted((max(original_s, 1e-8), max(candidate_s, 1e-8)))
        wanted = max(1, round(min(max(BATCH_S / slow, SHORT_S / fast), LONGEST_S / slow)))
        self.count = min(len(self.size.calls), wanted)
        self.repeat = 1 if self.decisive else max(1, round(wanted / self.count))

    def batch(self) -> Batch:
        """The batch of the next pair: other arguments than the pair before, as far as there are enough."""
        start = len(self.original) * self.count
        return Batch(self.number, start, self.count, self.repeat, reserve=self.reserve)

    def is_long_enough(self) -> bool:
        """Whether a batch of the original takes long beside what a fork costs at its first steps."""
        return statistics.median(self.original) * self.calls >= SHORTEST_BATCH_S

    def result(self, realistic: bool) -> SizeMeasurement:
        """The measurement of this size; `realistic` when examples showed it."""
        interval = self.interval()
        return SizeMeasurement(
            n=self.size.n,
            ratio=interval.ratio,
            low=interval.low,
            high=interval.high,
            original_s=statistics.median(self.original),
            candidate_s=statistics.median(self.candidate),
            realistic=realistic,
        )


def all_decided(timings: Sequence[Timings], bound: float) -> bool:
    """Whether more pairs could not change the verdict: a decisive size that does not gain ends it alone."""
    decisive = timings[-1]
    if len(decisive.original) >= MIN_PAIRS and decisive.clears(bound) is False:
        return True
    return all(each.is_decided(bound) for each in timings)
