"""Which calls to time: the sizes that examples show, or a stated ladder."""

from __future__ import annotations

import dataclasses
import functools
import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speedwright.model.recipe import Call, Case
from speedwright.model.thresholds import SAMPLE_CPU_S, SHORTEST_BATCH_S
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, LADDER, Workload, WorkloadSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Batch, Guest, Prepared
from speedwright.verification.comparison import incomparable
from speedwright.verification.domain import outside
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import grown, size_of, sized, varied
from speedwright.verification.stressing import Stress
from speedwright.verification.versions import Pair

# Where the climb starts while nobody's examples say what is real: below some dozens of elements one version is
# as good as the other to everybody. Smaller sizes are tried only where the original cannot do this one.
START = 30
SMALLER = (10, 6, 3)
LARGEST = 10_000
# The climb aims at calls of this length, and ends at the first size that comes near: larger ones only show more.
LONG_CALL_S = 0.005
# A call as long as this would take too much of the budget.
TOO_LONG_S = 0.05
CALL_CPU_S = 0.25
MEASURED_SIZES = 3
# One step multiplies the size by this at the most; growth between two sizes is expected to be at least this.
_STEP = 10.0
_FIRST_STEP = 3.0
_LEAST_GROWTH = 0.5
# Calls at one size while climbing; at the size that decides, enough to fill a batch of a few milliseconds with calls
# that were never made before; at the smaller ones, which may repeat theirs.
FEW, FEWEST, MANY, SOME = 12, 3, 1000, 60
# Characters that the calls of one size may have together, on the wire; and where quick calls of large inputs would
# not fill the shortest batch with so many.
VOLUME, MOST_VOLUME = 150_000, 600_000
# The shortest batch that decides takes this long, with room for rough times.
FULL_S = 2 * SHORTEST_BATCH_S
# Of long calls fewer do.
LARGE = 1000
BATCH_S = 0.006
# Ways to take the parameters that are tried for each size, the likeliest first.
_WAYS = 3
# A call is worth timing when it takes this share of a long one of its size.
_BUSY = 0.25
# A single time below this may show the first steps of a process, and not the call, which can be a thousandth of it.
QUICK_S = 2e-4
_QUICK_REPEATS = 20
# How often a few more are drawn where the original answers hardly any.
_RETRIES = 4


_Draw = Callable[[], Call | None]


@dataclass(frozen=True, slots=True)
class _Attempt:
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

    def joined(self, more: _Attempt) -> _Attempt:
        """Both attempts' calls, each once."""
        timed = {case.key: (seconds, case) for seconds, case in self.timed + more.timed}
        return _Attempt(tuple(timed.values()), more.difference, self.quick_s)

    def size(self, n: int) -> WorkloadSize | None:
        """The size to measure; None without a call."""
        if not self.timed:
            return None
        calls = tuple(call for case in self.busy() for call in case.calls)
        return WorkloadSize(n, calls, self.call_s())


@dataclass(frozen=True, slots=True)
class WorkloadSearch:
    """The workload, or the case at a larger size on which the versions differ."""

    workload: Workload | None
    difference: Case | None = None


def find_workload(
    drawings: Sequence[Drawing],
    given: Sequence[Call],
    pair: Pair,
    case_s: float,
    cancellation: Cancellation,
    stress: Stress,
) -> WorkloadSearch:
    """Calls at the sizes of the `given` examples, else at the rungs of the ladder that the original can climb.

    On the ladder, the size that decides also gets calls that `stress` finds hotter than those that were drawn.
    """
    rng = random.Random(0)
    climb = _Climb(drawings, pair, min(case_s, CALL_CPU_S), rng, stress)
    if given:
        return _at_given_sizes(given, climb, cancellation)
    n: int | None = START
    while n is not None and cancellation.remaining_s > 0 and climb.difference is None:
        n = climb.step(n)
    sizes = climb.filled() if climb.difference is None else ()
    if climb.difference is not None:
        return WorkloadSearch(None, climb.difference)
    return WorkloadSearch(Workload(sizes, LADDER) if sizes else None)


def _measured(sizes: Sequence[int]) -> Sequence[int]:
    """The largest, the smallest and one between."""
    if len(sizes) <= MEASURED_SIZES:
        return sizes
    return (sizes[0], sizes[len(sizes) // 2], sizes[-1])


class _Climb:
    """One size after the other, as far as the original can follow."""

    def __init__(
        self, drawings: Sequence[Drawing], pair: Pair, case_s: float, rng: random.Random, stress: Stress
    ) -> None:
        self._drawings = drawings
        self._stress = stress
        self.pair = pair
        self.case_s = case_s
        self.rng = rng
        self._too_large: int | None = None
        self._found: dict[int, tuple[_Draw, _Attempt]] = {}
        self.sizes: list[WorkloadSize] = []
        self.difference: Case | None = None

    def step(self, n: int) -> int | None:
        """Tries size `n`; the size to try next, None when there is none."""
        found = self._attempt(n)
        if found is None or found.call_s > TOO_LONG_S:
            self._too_large = n
        else:
            self.sizes.append(found)
        if not self.sizes:
            return next((each for each in SMALLER if each < n), None)
        return self._next()

    def first_full(self, n: int, cancellation: Cancellation) -> WorkloadSize | None:
        """The first size found above `n` whose calls fill a batch; None where there is none in reach."""
        n, step, too_large, before = max(n, 1), _FIRST_STEP, float("inf"), 0.0
        while cancellation.remaining_s > 0:
            wanted = min(n * step, (n * too_large) ** 0.5, LARGEST)
            if wanted <= 1.1 * n:
                return None
            found = self._attempt(round(wanted), MANY)
            if found is None or found.call_s > TOO_LONG_S:
                too_large = wanted
                continue
            if found.total_s >= FULL_S:
                return found
            # Calls that take as long as before at a larger size are only too few.
            step = 2.0 if found.call_s > 2 * before > 0 else _STEP
            n, before = round(wanted), found.call_s
        return None

    def _next(self) -> int | None:
        last = self.sizes[-1]
        if last.call_s >= LONG_CALL_S or last.n >= LARGEST:
            return None
        if self._too_large is not None:
            middle = round((last.n * self._too_large) ** 0.5)
            # Half-way is near enough: a finer search would cost more than it shows.
            return middle if middle > 1.3 * last.n else None
        wanted = min(LARGEST, max(last.n + 1, _rounded(last.n * self._factor())))
        return wanted if FEWEST * self._weight(wanted) <= 2 * VOLUME else None

    def _few(self, n: int) -> int:
        """How many calls of size `n` are tried: fewer of large and of heavy ones."""
        few = FEW if n < LARGE else FEW // 2
        return max(FEWEST, min(few, int(2 * VOLUME / self._weight(n)))) if self.sizes else few

    def _weight(self, n: int) -> float:
        """Characters of a call of size `n`, by the last size. An integer weighs the same whatever its size."""
        last = self.sizes[-1]
        weight = _weight(last.calls[0])
        return weight * n / last.n if weight > last.n else weight

    def _factor(self) -> float:
        """How much larger a size would take about the wanted time, by the growth between the last two."""
        last = self.sizes[-1]
        return float(min(_STEP, (1.5 * LONG_CALL_S / max(last.call_s, 1e-7)) ** (1 / self._growth(expected=2.0))))

    def _growth(self, expected: float) -> float:
        """The exponent with which times grew between the last two sizes; what is expected after the first."""
        if len(self.sizes) < 2:
            return expected
        before, last = self.sizes[-2:]
        ratio = max(last.call_s, 1e-7) / max(before.call_s, 1e-7)
        return max(_LEAST_GROWTH, math.log(ratio) / math.log(last.n / before.n)) if ratio > 1 else _LEAST_GROWTH

    def _attempt(self, n: int, most: int | None = None) -> WorkloadSize | None:
        """Calls of size `n`: a few, or up to `most` where a batch needs more."""
        for drawing in self._drawings[:_WAYS]:
            draw = functools.partial(_call_of_size, drawing, n, self.rng)
            few = self._few(n)
            attempt = _attempt(draw, few, most or few, self.pair, self.case_s)
            self.difference = attempt.difference
            if attempt.difference is not None:
                return None
            if attempt.timed:
                self._found[n] = draw, attempt
                return attempt.size(n)
            if attempt.is_hopeless:
                return None
        return None

    def filled(self) -> tuple[WorkloadSize, ...]:
        """The sizes to measure, ascending, with as many calls as their batches need; or a difference on the way."""
        chosen = _measured(sorted(size.n for size in self.sizes if size.n <= self._deciding()))
        sizes: list[WorkloadSize] = []
        for n in chosen:
            draw, attempt = self._found[n]
            if n == chosen[-1]:
                attempt = self._stressed(n, attempt)
            if attempt.difference is None:
                attempt = _enough(draw, attempt, MANY if n == chosen[-1] else SOME, self.pair, self.case_s)
            if attempt.difference is not None:
                self.difference = attempt.difference
                return ()
            size = attempt.size(n)
            if size is not None:
                sizes.append(size)
        return tuple(sizes)

    def _deciding(self) -> int:
        """The largest size of which enough calls for a batch can be had, else the one that comes nearest to it."""
        return max((min(FULL_S, _fill_s(size)), size.n) for size in self.sizes)[1] if self.sizes else 0

    def _stressed(self, n: int, attempt: _Attempt) -> _Attempt:
        """The attempt with hotter calls beside those that were drawn, where single calls can be told apart."""
        hotter = self._stress.calls(n, attempt.timed) if attempt.quick_s is None else []
        return attempt.joined(_answered(hotter, self.pair, self.case_s)) if hotter else attempt


def _rounded(n: float) -> int:
    """To one digit that counts: sizes are read by people."""
    unit = 10 ** max(0, math.floor(math.log10(n)))
    return int(unit * max(1, round(n / unit)))


def _call_of_size(drawing: Drawing, n: int, rng: random.Random) -> Call | None:
    if drawing.examples and rng.random() < 0.5:
        call = grown(rng.choice(drawing.examples), n, rng)
        if call is not None:
            return call
    return sized(drawing, n, rng)


def _at_given_sizes(given: Sequence[Call], climb: _Climb, cancellation: Cancellation) -> WorkloadSearch:
    """The smallest, a middle and the largest size of the examples.

    Where those are so quick and so few that their calls do not fill a batch, the first larger size whose calls do
    decides; they are there to show a loss.
    """
    groups: dict[int, list[Call]] = {}
    for call in sorted(given, key=size_of):
        groups.setdefault(size_of(call), []).append(call)
    chosen = _measured(sorted(groups))
    sizes: list[WorkloadSize] = []
    for n in chosen:
        most = MANY if n == chosen[-1] else SOME
        attempt = _attempt(_examples_then_variants(groups[n], climb.rng), FEW, most, climb.pair, climb.case_s)
        if attempt.difference is not None:
            return WorkloadSearch(None, attempt.difference)
        size = attempt.size(n)
        if size is not None:
            sizes.append(size)
    if not sizes or sizes[-1].total_s >= FULL_S:
        return WorkloadSearch(Workload(tuple(sizes), EXAMPLES) if sizes else None)
    larger = climb.first_full(sizes[-1].n, cancellation)
    if climb.difference is not None:
        return WorkloadSearch(None, climb.difference)
    return WorkloadSearch(Workload((*sizes, larger), LADDER) if larger else Workload(tuple(sizes), EXAMPLES))


def _examples_then_variants(examples: Sequence[Call], rng: random.Random) -> _Draw:
    waiting = list(examples)
    return lambda: waiting.pop(0) if waiting else varied(rng.choice(examples), rng)


def _attempt(draw: _Draw, few: int, most: int, pair: Pair, case_s: float) -> _Attempt:
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
    if found.long_s < QUICK_S:
        found = dataclasses.replace(found, quick_s=_quick_s(pair.original, found))
    return _enough(draw, found, most, pair, case_s)


def _enough(draw: _Draw, found: _Attempt, most: int, pair: Pair, case_s: float) -> _Attempt:
    """The attempt with as many more calls as a batch needs, up to `most`."""
    busy = found.busy()
    wanted = min(_needed(found.call_s()), most, _room(len(busy[0].key), found.call_s()))
    if wanted <= len(busy):
        return found
    return found.joined(_tried(draw, min(most, wanted * len(found.timed) // len(busy)), pair, case_s))


def _quick_s(guest: Guest, found: _Attempt) -> float | None:
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
    return min(MANY, round(BATCH_S / max(call_s, 1e-6)))


def _room(weight: int, call_s: float) -> int:
    """How many calls of this weight and length may be had: those of the volume, or as many as fill a batch."""
    full = math.ceil(1.5 * FULL_S / max(call_s, 1e-8))
    return max(VOLUME // weight, min(MOST_VOLUME // weight, full))


def _fill_s(size: WorkloadSize) -> float:
    """Seconds that all the calls of this size that may be had take."""
    return size.call_s * min(MANY, _room(_weight(size.calls[0]), size.call_s))


def _weight(call: Call) -> int:
    """The length of the call's wire form, in characters: what drawing, sending and comparing it costs."""
    return len(Case((call,), "").key)


def _tried(draw: _Draw, count: int, pair: Pair, case_s: float) -> _Attempt:
    """`count` drawn calls: those that the original answers, and both versions alike."""
    drawn = [call for call in (draw() for _ in range(count)) if call is not None]
    cases = {case.key: case for case in (Case((call,), "sizes") for call in drawn)}
    return _answered(list(cases.values()), pair, case_s)


def _answered(cases: Sequence[Case], pair: Pair, case_s: float) -> _Attempt:
    timed: list[tuple[float, Case]] = []
    unfinished = 0
    for case, (original, candidate) in zip(cases, pair.observe(cases, case_s), strict=False):
        unfinished += "timeout" in original
        if outside(case, original) is not None or incomparable(original):
            continue
        if pair.compare(original, candidate) is not None:
            return _Attempt((), case)
        step = original["steps"][0]
        if "raised" not in step:
            timed.append((float(step["cpu_s"]), case))
    return _Attempt(tuple(timed), is_hopeless=0 < len(cases) == unfinished)
