"""Paired timings of two versions in live children, read from outside."""

from __future__ import annotations

import contextlib
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.statistics import ratio_interval
from speedwright.errors import SpeedwrightError
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.recipe import Call
from speedwright.model.thresholds import MEMORY_SLACK_BYTES, MIN_PAIRS, MIN_RATIO
from speedwright.model.work import Cancellation
from speedwright.model.workload import Workload, WorkloadSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, Sample, Sandboxed

# Fresh processes: hash seeds, addresses and layouts vary between them, and never within a pair.
ROUNDS = 6
PAIRS_PER_ROUND = 4
# A batch this long makes the two messages around it (about 20 microseconds) small; they are subtracted as well.
BATCH_S = 0.004
WARM_REPEATS = 5
_SAMPLE_CPU_S = 4.0


class NotMeasurable(SpeedwrightError):
    """No timing could be made: the sentence says why."""


class CandidateTooSlow(SpeedwrightError):
    """The candidate did not come to an end where the original did."""


@dataclass
class _Timings:
    """What was measured at one size, per pair."""

    size: WorkloadSize
    batch: int
    original: list[float] = field(default_factory=list)
    candidate: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def ratios(self) -> list[float]:
        return [old / new for old, new in zip(self.original, self.candidate, strict=True)]

    def decided(self) -> bool:
        if len(self.original) < 2 * MIN_PAIRS:
            return False
        interval = ratio_interval(self.ratios())
        return interval.low > MIN_RATIO or interval.high < MIN_RATIO

    def calls(self, pair: int) -> Sequence[Call]:
        """The batch of one pair: other arguments than the pair before, as far as there are enough."""
        calls = self.size.calls
        start = pair * self.batch % len(calls)
        return (calls + calls)[start : start + self.batch]

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

    Raises NotMeasurable when too few pairs could be made, CandidateTooSlow when the candidate runs out of time.
    """
    timings = [_Timings(size, _batch(size)) for size in workload.sizes]
    imports: list[float] = []
    warm: list[float] = []
    for round_number in range(ROUNDS):
        if cancellation.remaining_s == 0 or all(each.decided() for each in timings):
            break
        order = random.Random(round_number)
        with _pair(original, candidate, round_number + 1, cancellation) as pair:
            imports.append(pair.candidate.import_s - pair.original.import_s)
            for each in timings:
                _time_round(pair, each, order, cancellation)
            warm += _warm_ratio(pair, timings[-1])
    return _measurement(timings, imports, warm)


def _batch(size: WorkloadSize) -> int:
    return max(1, min(len(size.calls), round(BATCH_S / max(size.call_s, 1e-7))))


@contextlib.contextmanager
def _pair(old: Sandboxed, new: Sandboxed, seed: int, cancellation: Cancellation) -> Iterator[_Pair]:
    with Guest(old, seed, cancellation) as original, Guest(new, seed, cancellation) as candidate:
        empty = tuple(min(_sample(guest, [], 1).cpu_s for _ in range(3)) for guest in (original, candidate))
        yield _Pair(original, candidate, (empty[0], empty[1]))


def _time_round(pair: _Pair, timings: _Timings, order: random.Random, cancellation: Cancellation) -> None:
    for _ in range(PAIRS_PER_ROUND):
        if cancellation.remaining_s == 0 or timings.decided():
            return
        calls = timings.calls(len(timings.original))
        old, new = _both(pair, calls, 1, order)
        timings.original.append(_net(old, pair.empty[0], len(calls)))
        timings.candidate.append(_net(new, pair.empty[1], len(calls)))
        timings.memory.append(_memory_ratio(old.memory, new.memory))
        timings.waited.append(1 - min(1.0, old.cpu_s / old.wall_s))


def _both(pair: _Pair, calls: Sequence[Call], repeat: int, order: random.Random) -> tuple[Sample, Sample]:
    """Samples of both versions with the same calls, in random order."""
    if order.random() < 0.5:
        old = _sample(pair.original, calls, repeat)
        return old, _candidate_sample(pair.candidate, calls, repeat, old)
    new = _candidate_sample(pair.candidate, calls, repeat, None)
    return _sample(pair.original, calls, repeat), new


def _sample(guest: Guest, calls: Sequence[Call], repeat: int) -> Sample:
    try:
        return guest.sample(calls, _SAMPLE_CPU_S * repeat, repeat)
    except (GuestLost, GuestTimeout) as error:
        raise NotMeasurable(f"the original could not be timed: {error}") from error


def _candidate_sample(guest: Guest, calls: Sequence[Call], repeat: int, original: Sample | None) -> Sample:
    try:
        return guest.sample(calls, _SAMPLE_CPU_S * repeat, repeat)
    except GuestTimeout as error:
        took = "" if original is None else f", the original {original.cpu_s:.3g} s"
        raise CandidateTooSlow(f"the candidate needed more than {_SAMPLE_CPU_S:g} s{took}") from error
    except GuestLost as error:
        raise NotMeasurable(f"the candidate could not be timed: {error}") from error


def _net(sample: Sample, empty: float, calls: int) -> float:
    """Seconds per call, without the cost of the messages; never so little that a ratio would explode."""
    return max(sample.cpu_s - empty, 0.02 * sample.cpu_s, 1e-9) / max(1, calls)


def _memory_ratio(old: int, new: int) -> float:
    """Growth of peak memory, new / old; amounts below the slack count as equal."""
    return max(new, MEMORY_SLACK_BYTES) / max(old, MEMORY_SLACK_BYTES)


def _warm_ratio(pair: _Pair, timings: _Timings) -> list[float]:
    """Repeated calls with the same arguments: shown beside the first-call ratio, and never counted."""
    calls = timings.calls(0)
    if not timings.original or timings.original[0] * len(calls) * WARM_REPEATS > _SAMPLE_CPU_S / 4:
        return []
    old = _sample(pair.original, calls, WARM_REPEATS)
    new = _candidate_sample(pair.candidate, calls, WARM_REPEATS, old)
    count = len(calls) * WARM_REPEATS
    return [_net(old, pair.empty[0], count) / _net(new, pair.empty[1], count)]


def _measurement(timings: Sequence[_Timings], imports: Sequence[float], warm: Sequence[float]) -> Measurement:
    usable = [each for each in timings if len(each.original) >= MIN_PAIRS]
    if not usable or usable[-1] is not timings[-1]:
        raise NotMeasurable("there was not enough time for the pairs that an interval needs")
    if statistics.median(usable[-1].waited) > 0.5 and statistics.median(usable[-1].original) > BATCH_S:
        raise NotMeasurable("the function waits for most of its time, which processor time does not show")
    sizes = tuple(each.result(each is usable[-1]) for each in usable)
    decisive = sizes[-1]
    return Measurement(
        ratio=decisive.ratio,
        low=decisive.low,
        high=decisive.high,
        sizes=sizes,
        noise_floor=MIN_RATIO,
        complexity=complexity(sizes),
        memory_ratio=round(statistics.median(usable[-1].memory), 3),
        warm_ratio=statistics.median(warm) if warm else None,
        import_cost_s=statistics.median(imports),
        crossover=crossover(sizes),
    )
