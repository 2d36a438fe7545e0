"""When timing stops, and what it then says, on replayed numbers: no process and no clock takes part."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from speedwright.benchmarking.processes import ProcessPair
from speedwright.benchmarking.timings import Timings, all_decided, balanced
from speedwright.model.recipe import Atom, Call
from speedwright.model.thresholds import MIN_PAIRS, MIN_RATIO
from speedwright.model.workload import WorkloadSize
from speedwright.sandbox.guest_handle import Batch, Sample

CALLS = tuple(Call((Atom(number),)) for number in range(100))
SIZE = WorkloadSize(30, CALLS, 1e-4)


class Machine:
    """A processor whose speed changes from one sample to the next."""

    def __init__(self, slowness: Callable[[int], float]) -> None:
        self._slowness = slowness
        self._samples = 0

    def seconds(self, work_s: float) -> float:
        self._samples += 1
        return work_s * self._slowness(self._samples)


class Replay:
    """A guest on that machine, each call of which is so much work."""

    def __init__(self, machine: Machine, call_s: float) -> None:
        self._machine = machine
        self._call_s = call_s

    def sample(self, batch: Batch, cpu_s: float) -> Sample:
        return Sample(self._machine.seconds(self._call_s * batch.count * batch.repeat), 0.0, 0)


def sized(decisive: bool, seed: int = 0) -> Timings:
    return Timings(0, SIZE, decisive, balanced(random.Random(seed)))


def timed(machine: Machine, original_s: float, candidate_s: float, seed: int, decisive: bool = True) -> Timings:
    """Pairs until the size is decided, 36 at the most."""
    guests: list[Any] = [Replay(machine, original_s), Replay(machine, candidate_s)]
    pair = ProcessPair(guests[0], guests[1], 0.0)
    timings = sized(decisive, seed)
    timings.plan(original_s, candidate_s)
    while not timings.is_decided(MIN_RATIO) and len(timings.original) < 36:
        one = pair.time(timings.batch(), next(timings.order))
        timings.add(one.original_s / timings.calls, one.candidate_s / timings.calls, one.asleep)
    return timings


def noisy(seed: int) -> Callable[[int], float]:
    rng = random.Random(seed)
    return lambda _: rng.lognormvariate(0, 0.03)


DRIFTS: dict[str, Callable[[int], float]] = {
    "slower and slower": lambda sample: 1.02**sample,
    "faster and faster": lambda sample: 0.98**sample,
    "throttled half-way": lambda sample: 1.0 if sample < 9 else 1.8,
    "every other sample": lambda sample: 1.0 + 0.2 * (sample % 2),
    "in waves": lambda sample: 1.0 + 0.1 * (sample // 4 % 2),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_identical_code_is_not_called_faster_while_the_machine_drifts(drift: str) -> None:
    called = [timed(Machine(DRIFTS[drift]), 1e-4, 1e-4, seed).interval().low > MIN_RATIO for seed in range(200)]
    assert not any(called)


@pytest.mark.parametrize("drift", ["slower and slower", "throttled half-way", "in waves"])
def test_a_gain_shows_through_drift(drift: str) -> None:
    for seed in range(50):
        interval = timed(Machine(DRIFTS[drift]), 2e-4, 1e-4, seed).interval()
        assert interval.low > MIN_RATIO
        assert interval.low <= 2.0 <= interval.high


def test_a_clear_gain_ends_with_the_fewest_pairs() -> None:
    timings = timed(Machine(lambda _: 1.0), 3e-4, 1e-4, 1)
    assert len(timings.original) == MIN_PAIRS
    assert all_decided([timings], MIN_RATIO)


def test_a_gain_at_the_threshold_goes_on() -> None:
    assert len(timed(Machine(noisy(1)), 1.05e-4, 1e-4, 1).original) == 36


def test_a_higher_threshold_asks_for_more() -> None:
    timings = timed(Machine(lambda _: 1.0), 1.2e-4, 1e-4, 1)
    assert timings.clears(MIN_RATIO) is True
    assert timings.clears(1.3) is False


def test_a_smaller_size_is_left_alone_unless_it_seems_to_lose() -> None:
    assert len(timed(Machine(noisy(2)), 1e-4, 1e-4, 1, decisive=False).original) == MIN_PAIRS
    lost = timed(Machine(noisy(2)), 1e-4, 1.5e-4, 1, decisive=False)
    assert lost.clears(1 / MIN_RATIO) is False


def test_a_decisive_size_without_a_gain_ends_it_all() -> None:
    lost, waiting = timed(Machine(noisy(3)), 1e-4, 1.5e-4, 1), sized(False)
    assert all_decided([waiting, lost], MIN_RATIO)


def test_batches_fit_both_versions() -> None:
    timings = sized(True)
    timings.plan(1e-3, 1e-3)
    assert timings.count == 4
    timings.plan(1e-3, 1e-5)
    assert timings.count == 12, "the faster version's batch grows until the slower one's is long"
    timings.plan(1e-7, 1e-7)
    assert (timings.count, timings.repeat) == (100, 1), "each call once"
    smaller = sized(False)
    smaller.plan(1e-7, 1e-7)
    assert (smaller.count, smaller.repeat) == (100, 400)


def test_batches_take_other_calls_each_time() -> None:
    timings = sized(True)
    timings.count = 12
    starts = []
    for _ in range(3):
        starts.append(timings.batch().start)
        timings.add(1.0, 1.0, 0.0)
    assert starts == [0, 12, 24]
