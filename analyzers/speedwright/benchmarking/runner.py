"""Paired timings of two versions in live children, read from outside."""

from __future__ import annotations

import contextlib
import random
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from speedwright.benchmarking.replaying import Replays, replayed
from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.statistics import ratio_interval
from speedwright.errors import SpeedwrightError
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.thresholds import (
    MAX_ASLEEP,
    MEMORY_SLACK_BYTES,
    MIN_PAIRS,
    MIN_RATIO,
    SAMPLE_CPU_S,
    SHORTEST_BATCH_S,
)
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, Workload, WorkloadSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Batch, Guest, Sample, Sandboxed

# Fresh processes: hash seeds, addresses and layouts vary between them, and never within a pair.
ROUNDS = 5
PAIRS_PER_ROUND = 6
# A batch this long makes the two messages around it (about 20 microseconds) small; they are subtracted as well.
BATCH_S = 0.004
WARM_REPEATS = 5
_HOST_S = 0.002
_EMPTY = Batch(0, 0, 0)


class NotMeasurable(SpeedwrightError):
    """No timing could be made: the sentence says why."""


class CandidateTooSlow(SpeedwrightError):
    """The candidate did not come to an end where the original did."""


@dataclass
class _Timings:
    """What was measured at one size, per pair."""

    number: int
    size: WorkloadSize
    count: int = 1
    repeat: int = 1
    original: list[float] = field(default_factory=list)
    candidate: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    asleep: list[float] = field(default_factory=list)
    replays: Replays = field(default_factory=Replays)

    def ratios(self) -> list[float]:
        return [old / new for old, new in zip(self.original, self.candidate, strict=True)]

    def clears(self, bound: float) -> bool | None:
        """Whether the whole interval lies above `bound` (or below it); None while that is open."""
        if len(self.original) < 2 * MIN_PAIRS:
            return None
        interval = ratio_interval(self.ratios())
        return True if interval.low > bound else False if interval.high < bound else None

    def batch(self) -> Batch:
        """The batch of the next pair: other arguments than the pair before, as far as there are enough."""
        return Batch(self.number, len(self.original) * self.count, self.count, self.repeat)

    def is_long_enough(self) -> bool:
        """Whether a batch of the original takes long beside what a fork costs at its first steps."""
        return statistics.median(self.original) * self.count * self.repeat >= SHORTEST_BATCH_S

    def result(self, realistic: bool) -> SizeMeasurement:
        interval = ratio_interval(self.ratios())
        return SizeMeasurement(
            n=self.size.n,
            ratio=interval.ratio,
            low=interval.low,
            high=interval.high,
            original_s=statistics.median(self.original),
            candidate_s=statistics.median(self.candidate),
            realistic=realistic,
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two live guests that share a hash seed, and the cost of an empty batch in each."""

    original: Guest
    candidate: Guest
    empty: tuple[float, float]


def measure(original: Sandboxed, candidate: Sandboxed, workload: Workload, cancellation: Cancellation) -> Measurement:
    """Measures first calls at every size of the workload until each interval is decided or the time is over.

    Raises NotMeasurable when too few pairs could be made, CandidateTooSlow when the candidate runs out of time, and
    ActsDifferently when it does not do under the clock what it does elsewhere.
    """
    timings = [_Timings(number, size) for number, size in enumerate(workload.sizes)]
    imports: list[float] = []
    warm: list[float] = []
    for round_number in range(ROUNDS):
        if cancellation.remaining_s == 0 or _all_decided(timings):
            break
        order = random.Random(round_number)
        with _pair(original, candidate, round_number + 1, workload, cancellation) as pair:
            if round_number == 0:
                _calibrate(pair, timings)
            imports.append(pair.candidate.import_s - pair.original.import_s)
            for each in reversed(timings):
                if not _decided(each, each is timings[-1]):
                    _time_round(pair, each, order, cancellation)
            warm += _warm_ratio(pair, timings[-1])
    return _measurement(timings, workload.origin == EXAMPLES, imports, warm)


def _decided(timings: _Timings, decisive: bool) -> bool:
    """The decisive size has to gain for certain; a smaller one is left alone unless it seems to lose."""
    if decisive or len(timings.original) < 2 * MIN_PAIRS:
        return timings.clears(MIN_RATIO) is not None
    return statistics.median(timings.ratios()) > 1 / MIN_RATIO or timings.clears(1 / MIN_RATIO) is not None


def _all_decided(timings: Sequence[_Timings]) -> bool:
    *smaller, decisive = timings
    if decisive.clears(MIN_RATIO) is False:
        return True
    return _decided(decisive, True) and all(_decided(each, False) for each in smaller)


def _calibrate(pair: _Pair, timings: Sequence[_Timings]) -> None:
    """Plans batches by what the original's calls really take: the rough times before were of single calls."""
    for each in timings:
        _plan(each, max(each.size.call_s, 1e-7), each is timings[-1])
        # Twice, because a batch that is far too short says little about its calls.
        for _ in range(2):
            sample = _sample(pair.original, each.batch())
            _plan(each, _net(sample, pair.empty[0], each.count * each.repeat), each is timings[-1])


def _plan(timings: _Timings, call_s: float, decisive: bool) -> None:
    """Makes batches about `BATCH_S` long.

    Where a size has too few different calls for that, a smaller size than the decisive one makes them several
    times: it is there to show a loss, and a fork's first steps would look like one.
    """
    timings.count = max(1, min(len(timings.size.calls), round(BATCH_S / call_s)))
    timings.repeat = 1 if decisive else max(1, round(BATCH_S / (timings.count * call_s)))


@contextlib.contextmanager
def _pair(
    old: Sandboxed, new: Sandboxed, seed: int, workload: Workload, cancellation: Cancellation
) -> Iterator[_Pair]:
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(2, thread_name_prefix="guest"))
        starting = [
            executor.submit(stack.enter_context, Guest(version, seed, cancellation)) for version in (old, new)
        ]
        original, candidate = (each.result() for each in starting)
        for guest in (original, candidate):
            guest.prepare([size.calls for size in workload.sizes])
        empty = tuple(min(_sample(guest, _EMPTY).cpu_s for _ in range(3)) for guest in (original, candidate))
        yield _Pair(original, candidate, (empty[0], empty[1]))


def _time_round(pair: _Pair, timings: _Timings, order: random.Random, cancellation: Cancellation) -> None:
    # Which calls are replayed is not to be foreseen: this is no seed that a candidate could know.
    timings.replays.add(*_both(pair, replayed(timings.batch(), random.SystemRandom()), order))
    for _ in range(PAIRS_PER_ROUND):
        if cancellation.remaining_s == 0:
            return
        old, new = _both(pair, timings.batch(), order)
        calls = timings.count * timings.repeat
        timings.original.append(_net(old, pair.empty[0], calls))
        timings.candidate.append(_net(new, pair.empty[1], calls))
        timings.memory.append(_memory_ratio(old.memory, new.memory))
        timings.asleep.append(max(_asleep(old), _asleep(new)))


def _both(pair: _Pair, batch: Batch, order: random.Random) -> tuple[Sample, Sample]:
    """Samples of both versions with the same calls, in random order."""
    if order.random() < 0.5:
        old = _sample(pair.original, batch)
        return old, _candidate_sample(pair.candidate, batch, old)
    try:
        new = _candidate_sample(pair.candidate, batch, None)
    except CandidateTooSlow:
        # Only an original that does come to an end makes its candidate too slow.
        _sample(pair.original, batch)
        raise
    return _sample(pair.original, batch), new


def _sample(guest: Guest, batch: Batch) -> Sample:
    try:
        return guest.sample(batch, SAMPLE_CPU_S)
    except (GuestLost, GuestTimeout) as error:
        raise NotMeasurable(f"the original could not be timed: {error}") from error


def _candidate_sample(guest: Guest, batch: Batch, original: Sample | None) -> Sample:
    try:
        return guest.sample(batch, SAMPLE_CPU_S)
    except GuestTimeout as error:
        took = "" if original is None else f", the original {original.cpu_s:.3g} s"
        raise CandidateTooSlow(f"the candidate needed more than {SAMPLE_CPU_S:g} s{took}") from error
    except GuestLost as error:
        raise NotMeasurable(f"the candidate could not be timed: {error}") from error


def _net(sample: Sample, empty: float, count: int) -> float:
    """Seconds per call, without the cost of the messages; never so little that a ratio would explode."""
    return max(sample.cpu_s - empty, 0.02 * sample.cpu_s, 1e-9) / count


def _asleep(sample: Sample) -> float:
    """The share of the time that was spent asleep; the first milliseconds may be the host's own."""
    asleep = max(0.0, sample.asleep_s - _HOST_S)
    return asleep / (asleep + sample.cpu_s) if asleep else 0.0


def _memory_ratio(old: int, new: int) -> float:
    """Growth of peak memory, new / old; amounts below the slack count as equal."""
    return max(new, MEMORY_SLACK_BYTES) / max(old, MEMORY_SLACK_BYTES)


def _warm_ratio(pair: _Pair, timings: _Timings) -> list[float]:
    """Repeated calls with the same arguments: shown beside the first-call ratio, and never counted."""
    count = timings.count * WARM_REPEATS
    if not timings.original or timings.original[0] * count > SAMPLE_CPU_S / 4:
        return []
    batch = Batch(timings.number, 0, timings.count, WARM_REPEATS)
    old = _sample(pair.original, batch)
    new = _candidate_sample(pair.candidate, batch, old)
    return [_net(old, pair.empty[0], count) / _net(new, pair.empty[1], count)]


def _measurement(
    timings: Sequence[_Timings], realistic: bool, imports: Sequence[float], warm: Sequence[float]
) -> Measurement:
    if len(timings[-1].original) < MIN_PAIRS:
        raise NotMeasurable("there was not enough time for the pairs that an interval needs")
    usable = [each for each in timings if len(each.original) >= MIN_PAIRS and each.is_long_enough()]
    if not usable or usable[-1] is not timings[-1]:
        raise NotMeasurable("too few different calls were found for the short time that each of them takes")
    if statistics.median(usable[-1].asleep) > MAX_ASLEEP:
        raise NotMeasurable("it waits for most of its time, or has others work for it: processor time misses that")
    for each in timings:
        each.replays.check()
    sizes = tuple(each.result(realistic) for each in usable)
    decisive = sizes[-1]
    return Measurement(
        ratio=decisive.ratio,
        low=decisive.low,
        high=decisive.high,
        sizes=sizes,
        complexity=complexity(sizes),
        memory_ratio=round(statistics.median(usable[-1].memory), 3),
        warm_ratio=statistics.median(warm) if warm else None,
        import_cost_s=statistics.median(imports),
        crossover=crossover(sizes),
    )
