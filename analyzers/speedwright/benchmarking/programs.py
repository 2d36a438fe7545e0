"""Paired timings of whole programs: from the start of a run to the end of its process, read from outside."""

from __future__ import annotations

import contextlib
import random
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from speedwright.benchmarking.processes import CandidateTooSlow, NotMeasurable, asleep_share
from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.statistics import ratio_interval
from speedwright.benchmarking.timings import balanced
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.thresholds import (
    CANDIDATE_PATIENCE,
    LEAST_RUN_SHARE,
    MAX_ASLEEP,
    MEMORY_SLACK_BYTES,
    MIN_PAIRS,
    MIN_RATIO,
    SAMPLE_CPU_S,
)
from speedwright.model.work import Cancellation
from speedwright.model.workload import ProgramSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.program_guest import Program, ProgramGuest, ProgramSample

# Fresh guests: hash seeds, addresses and layouts vary between them, and never within a pair.
ROUNDS = 8
PAIRS_PER_ROUND = 4
_EMPTY_RUNS = 3


@dataclass
class _Timings:
    """What was measured at one size, per pair."""

    size: ProgramSize
    threshold: float
    original: list[float] = field(default_factory=list)
    candidate: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    asleep: list[float] = field(default_factory=list)

    def ratios(self) -> list[float]:
        return [old / new for old, new in zip(self.original, self.candidate, strict=True)]

    def is_decided(self, decisive: bool) -> bool:
        """Whether further pairs would change nothing: a smaller size is left alone unless it seems to lose."""
        if len(self.original) < MIN_PAIRS:
            return False
        bound = self.threshold if decisive else 1 / MIN_RATIO
        interval = ratio_interval(self.ratios())
        return interval.low > bound or interval.high < bound or (not decisive and interval.ratio > bound)

    def result(self) -> SizeMeasurement:
        interval = ratio_interval(self.ratios())
        return SizeMeasurement(
            n=self.size.n,
            ratio=interval.ratio,
            low=interval.low,
            high=interval.high,
            original_s=statistics.median(self.original),
            candidate_s=statistics.median(self.candidate),
            realistic=self.size.realistic,
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two live guests that share a hash seed, and the seconds and the memory that an empty run takes in such."""

    original: ProgramGuest
    candidate: ProgramGuest
    empty_s: float
    memory: int


def measure_programs(
    original: Program,
    candidate: Program,
    sizes: Sequence[ProgramSize],
    cancellation: Cancellation,
    noise_floor: float = 1.0,
) -> Measurement:
    """Measures whole runs at every size until each interval is decided or the time is over.

    What a program imports is part of its run. `noise_floor` is the ratio that identical code reaches on the machine.
    Raises NotMeasurable when too few pairs could be made, CandidateTooSlow
    when the candidate does not come to an end.
    """
    timings = [_Timings(size, max(MIN_RATIO, noise_floor)) for size in sizes]
    order = balanced(random.Random(0))
    for number in range(ROUNDS):
        waiting = [each for each in reversed(timings) if not each.is_decided(each is timings[-1])]
        if cancellation.remaining_s == 0 or not waiting:
            break
        with _pair(original, candidate, number + 1, cancellation) as pair:
            for each in waiting:
                _time_round(pair, each, each is timings[-1], order, cancellation)
    return _measurement(timings, noise_floor)


@contextlib.contextmanager
def _pair(old: Program, new: Program, seed: int, cancellation: Cancellation) -> Iterator[_Pair]:
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(2, thread_name_prefix="guest"))
        starting = [
            executor.submit(stack.enter_context, ProgramGuest(version, seed, cancellation)) for version in (old, new)
        ]
        original, candidate = (each.result() for each in starting)
        runs = [guest.sample(b"", 1.0, empty=True) for guest in (original, candidate) for _ in range(_EMPTY_RUNS)]
        yield _Pair(original, candidate, min(each.cpu_s for each in runs), min(each.memory for each in runs))


def _time_round(
    pair: _Pair, timings: _Timings, decisive: bool, order: Iterator[bool], cancellation: Cancellation
) -> None:
    for _ in range(PAIRS_PER_ROUND):
        if cancellation.remaining_s == 0 or timings.is_decided(decisive):
            return
        text = timings.size.texts[len(timings.original) % len(timings.size.texts)]
        old, new = _both(pair, text, timings.size.run_s, order)
        timings.original.append(_net(old, pair.empty_s))
        timings.candidate.append(_net(new, pair.empty_s))
        timings.memory.append(
            max(new.memory - pair.memory, MEMORY_SLACK_BYTES) / max(old.memory - pair.memory, MEMORY_SLACK_BYTES)
        )
        timings.asleep.append(max(asleep_share(old), asleep_share(new)))


def _both(pair: _Pair, text: bytes, run_s: float, order: Iterator[bool]) -> tuple[ProgramSample, ProgramSample]:
    """Samples of both versions on one input, in the order that is drawn."""
    limit_s = min(SAMPLE_CPU_S, max(1.0, run_s * CANDIDATE_PATIENCE))
    if next(order):
        old = _sample(pair.original, text)
        return old, _candidate_sample(pair.candidate, text, limit_s)
    try:
        new = _candidate_sample(pair.candidate, text, limit_s)
    except CandidateTooSlow:
        # Only an original that does come to an end makes its candidate too slow.
        _sample(pair.original, text)
        raise
    return _sample(pair.original, text), new


def _sample(guest: ProgramGuest, text: bytes) -> ProgramSample:
    try:
        return guest.sample(text, SAMPLE_CPU_S)
    except (GuestLost, GuestTimeout) as error:
        raise NotMeasurable(f"the original could not be timed: {error}") from error


def _candidate_sample(guest: ProgramGuest, text: bytes, limit_s: float) -> ProgramSample:
    try:
        return guest.sample(text, limit_s)
    except GuestTimeout as error:
        raise CandidateTooSlow(f"the candidate needed more than {limit_s:g} s") from error
    except GuestLost as error:
        raise NotMeasurable(f"the candidate could not be timed: {error}") from error


def _net(sample: ProgramSample, empty: float) -> float:
    """Seconds of a run, without those of starting and ending a process."""
    return max(sample.cpu_s - empty, LEAST_RUN_SHARE * sample.cpu_s, 1e-6)


def _measurement(timings: Sequence[_Timings], noise_floor: float) -> Measurement:
    usable = [each for each in timings if len(each.original) >= MIN_PAIRS]
    if not usable or usable[-1] is not timings[-1]:
        raise NotMeasurable("there was not enough time for the pairs that an interval needs")
    if statistics.median(usable[-1].asleep) > MAX_ASLEEP:
        raise NotMeasurable("it waits for most of its time, or has others work for it: processor time misses that")
    sizes = tuple(each.result() for each in usable)
    decisive = sizes[-1]
    return Measurement(
        ratio=decisive.ratio,
        low=decisive.low,
        high=decisive.high,
        sizes=sizes,
        complexity=complexity(sizes),
        memory_ratio=round(statistics.median(usable[-1].memory), 3),
        crossover=crossover(sizes),
        noise_floor=noise_floor,
    )
