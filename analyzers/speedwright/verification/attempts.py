"""Calls of one size, tried on both versions: which of them the original answers, and how long they take it."""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speedwright.model.recipe import Call, Case
from speedwright.model.thresholds import SAMPLE_CPU_S, SHORTEST_BATCH_S
from speedwright.model.workload import WorkloadSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Batch, Guest, Prepared
from speedwright.verification.comparison import incomparable
from speedwright.verification.domain import outside
from speedwright.verification.versions import Pair

# Calls at the size that decides, enough to fill a batch of a few milliseconds with calls that were never made before;
# at the smaller ones, which may repeat theirs.
MANY, SOME = 1000, 60
# Of calls so quick that many do not fill the shortest batch twice.
MOST = 4000
# At the fewest; so many show that a size is out of reach.
FEWEST = 3
# Characters that the calls of one size may have together, on the wire; and where quick calls of large inputs would
# not fill the shortest batch with so many.
VOLUME, MOST_VOLUME = 150_000, 600_000
# The shortest batch that decides takes this long, with room for rough times.
FULL_S = 2 * SHORTEST_BATCH_S
BATCH_S = 0.006
# A call is worth timing when it takes this share of a long one of its size.
_BUSY = 0.25
# A single time below this may show the first steps of a process, and not the call, which can be a thousandth of it.
_QUICK_S = 2e-4
_QUICK_REPEATS = 20
# How often a few more are drawn where the original answers hardly any.
_RETRIES = 4

Draw = Callable[[], Call | None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Calls drawn for one size that both versions answer alike, with rough seconds; or a case where they differ.

    `quick_s` is the time of one call where calls are too quick to be told apart one by one. `is_hopeless` says that
    the original came to an end in none of the calls.
    """

    timed: tuple[tuple[float, Case], ...]
    difference: Case | None = None
    quick_s: float | None = None
    is_hopeless: bool = False

    @property
    def long_s(self) -> float:
        """The time of a long call: the upper quartile, because the very longest may owe it to something else."""
        ordered = sorted(seconds for seconds, _ in self.timed)
        return ordered[3 * len(ordered) // 4] if ordered else 0.0

    def busy(self) -> tuple[Case, ...]:
        """The calls that give the original something to do.

        Calls that end at once (an empty graph, a first test that fails) say nothing about the work; inputs that
        do not exercise the slow code hid 209 of 308 real changes (arXiv:2607.07619).
        """
        least = _BUSY * self.long_s if self.quick_s is None else 0.0
        return tuple(case for seconds, case in self.timed if seconds >= least)

    def call_s(self) -> float:
        """The rough time of a busy call."""
        if self.quick_s is not None:
            return self.quick_s
        return statistics.median(seconds for seconds, _ in self.timed if seconds >= _BUSY * self.long_s)

    def joined(self, more: Attempt) -> Attempt:
        """Both attempts' calls, each once."""
        timed = {case.key: (seconds, case) for seconds, case in self.timed + more.timed}
        return Attempt(tuple(timed.values()), more.difference, self.quick_s)

    def size(self, n: int) -> WorkloadSize | None:
        """The size to measure; None without a call."""
        if not self.timed:
            return None
        calls = tuple(call for case in self.busy() for call in case.calls)
        return WorkloadSize(n, calls, self.call_s())


def attempted(draw: Draw, few: int, most: int, pair: Pair, case_s: float) -> Attempt:
    """Draws a few calls, sees how long they take, and draws as many more as a batch needs, up to `most`."""
    found = _tried(draw, min(few, FEWEST), pair, case_s)
    if found.is_hopeless:
        return found
    if found.difference is None and few > FEWEST:
        found = found.joined(_tried(draw, few - FEWEST, pair, case_s))
    for _ in range(_RETRIES):
        if found.difference is not None or len(found.timed) >= few // 2:
            break
        found = found.joined(_tried(draw, few, pair, case_s))
    if found.difference is not None or not found.timed:
        return found
    if found.long_s < _QUICK_S:
        found = dataclasses.replace(found, quick_s=_quick_s(pair.original, found))
    return filled_up(draw, found, most, pair, case_s)


def filled_up(draw: Draw, found: Attempt, most: int, pair: Pair, case_s: float) -> Attempt:
    """The attempt with as many more calls as a batch needs, up to `most`."""
    busy = found.busy()
    wanted = min(_needed(found.call_s()), most, _room(len(busy[0].key), found.call_s()))
    if wanted <= len(busy):
        return found
    return found.joined(_tried(draw, min(most, wanted * len(found.timed) // len(busy)), pair, case_s))


def _quick_s(guest: Guest, found: Attempt) -> float | None:
    """The time of one call when they are made many times in a row; None where that cannot be seen."""
    calls = [call for _, case in found.timed for call in case.calls]
    try:
        guest.prepare(Prepared.of([calls]))
        sample = guest.sample(Batch(0, 0, len(calls), _QUICK_REPEATS), SAMPLE_CPU_S)
    except (GuestLost, GuestTimeout):
        return None
    return sample.cpu_s / (len(calls) * _QUICK_REPEATS)


def _needed(call_s: float) -> int:
    """How many calls of this length make a batch."""
    return min(_most_of(call_s), round(BATCH_S / max(call_s, 1e-6)))


def _most_of(call_s: float) -> int:
    """How many calls of this length are worth having."""
    return max(MANY, min(MOST, math.ceil(2 * FULL_S / max(call_s, 1e-8))))


def _room(weight: int, call_s: float) -> int:
    """How many calls of this weight and length may be had: those of the volume, or as many as fill a batch."""
    full = math.ceil(1.5 * FULL_S / max(call_s, 1e-8))
    return max(VOLUME // weight, min(MOST_VOLUME // weight, full))


def fill_s(size: WorkloadSize) -> float:
    """Seconds that all the calls of this size that may be had take."""
    return size.call_s * min(_most_of(size.call_s), _room(weight_of(size.calls[0]), size.call_s))


def weight_of(call: Call) -> int:
    """The length of the call's wire form, in characters: what drawing, sending and comparing it costs."""
    return len(Case((call,), "").key)


def _tried(draw: Draw, count: int, pair: Pair, case_s: float) -> Attempt:
    """`count` drawn calls: those that the original answers, and both versions alike."""
    drawn = [call for call in (draw() for _ in range(count)) if call is not None]
    cases = {case.key: case for case in (Case((call,), "sizes") for call in drawn)}
    return answered(list(cases.values()), pair, case_s)


def answered(cases: Sequence[Case], pair: Pair, case_s: float) -> Attempt:
    """Those of the cases that the original answers without raising, and both versions alike; or a difference."""
    timed: list[tuple[float, Case]] = []
    unfinished = 0
    for case, (original, candidate) in zip(cases, pair.observe(cases, case_s), strict=False):
        unfinished += "timeout" in original
        if outside(case, original) is not None or incomparable(original):
            continue
        if pair.compare(original, candidate) is not None:
            return Attempt((), case)
        step = original["steps"][0]
        if "raised" not in step:
            timed.append((float(step["cpu_s"]), case))
    return Attempt(tuple(timed), is_hopeless=0 < len(cases) == unfinished)
