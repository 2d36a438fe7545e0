"""Which calls to time: the sizes that examples show, or a stated ladder."""

from __future__ import annotations

import functools
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speedwright.model.recipe import Call, Case
from speedwright.model.work import Cancellation
from speedwright.model.workload import Workload, WorkloadSize
from speedwright.verification.comparison import compare, incomparable
from speedwright.verification.domain import outside
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import grown, size_of, sized, varied
from speedwright.verification.versions import Pair

# Sizes to climb while nobody's examples say what is real, about three to a decade.
LADDER = (3, 6, 10, 30, 100, 300, 1000, 3000, 10_000)
# Below some dozens of elements one version is as good as the other to everybody; such sizes are
# measured only where the original cannot do larger ones.
SMALL = 10
# The climb ends at the first size where a call takes this long: larger ones only show more of the same.
LONG_CALL_S = 0.005
# A call as long as this would take too much of the budget; a size between this one and the last is looked for.
TOO_LONG_S = 0.05
CALL_CPU_S = 0.25
MEASURED_SIZES = 3
# Calls at one size: enough to fill a batch of a few milliseconds with calls that were never made before.
FEW, MANY = 12, 1000
BATCH_S = 0.006
# Ways to take the parameters that are tried for each size, the likeliest first.
_WAYS = 3
# How often a few more are drawn where the original answers hardly any.
_RETRIES = 4


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Calls drawn for one size that both versions answer alike, or the case on which they do not."""

    calls: tuple[Call, ...]
    call_s: float
    difference: Case | None = None

    def joined(self, more: _Attempt) -> _Attempt:
        """Both attempts' calls; the first one's time stands, where it has calls."""
        calls = tuple({Case((call,), "").key: call for call in self.calls + more.calls}.values())
        return _Attempt(calls, self.call_s or more.call_s, more.difference)


@dataclass(frozen=True, slots=True)
class WorkloadSearch:
    """The workload, or the case at a larger size on which the versions differ."""

    workload: Workload | None
    difference: Case | None = None


def find_workload(
    drawings: Sequence[Drawing], given: Sequence[Call], pair: Pair, case_s: float, cancellation: Cancellation
) -> WorkloadSearch:
    """Calls at the sizes of the `given` examples, else at the rungs of the ladder that the original can climb."""
    rng = random.Random(0)
    if given:
        return _at_given_sizes(given, pair, case_s, rng)
    climb = _Climb(drawings, pair, min(case_s, CALL_CPU_S), rng)
    for n in LADDER:
        if cancellation.remaining_s == 0 or not climb.step(n):
            break
    if climb.difference is not None:
        return WorkloadSearch(None, climb.difference)
    sizes = _measured(climb.sizes)
    return WorkloadSearch(Workload(sizes, "ladder") if sizes else None)


def _measured(sizes: Sequence[WorkloadSize]) -> tuple[WorkloadSize, ...]:
    """The largest, the smallest and one between, of the sizes that anybody cares about."""
    notable = [each for each in sizes if each.n > SMALL] or sizes[-2:]
    if len(notable) <= MEASURED_SIZES:
        return tuple(notable)
    return (notable[0], notable[len(notable) // 2], notable[-1])


class _Climb:
    """One size after the other, as far as the original can follow."""

    def __init__(self, drawings: Sequence[Drawing], pair: Pair, case_s: float, rng: random.Random) -> None:
        self._drawings = drawings
        self._pair = pair
        self._case_s = case_s
        self._rng = rng
        self.sizes: list[WorkloadSize] = []
        self.difference: Case | None = None

    def step(self, n: int) -> bool:
        """Tries size `n`; whether a larger one is worth a try."""
        found = self._attempt(n)
        if self.difference is not None:
            return False
        if found is not None and found.call_s <= TOO_LONG_S:
            self.sizes.append(found)
            return found.call_s < LONG_CALL_S
        if self.sizes and self.sizes[-1].n > 1:
            self._between(self.sizes[-1].n, n)
            return False
        return True

    def _between(self, low: int, high: int) -> None:
        """The largest size found between one that is easy and one that takes too long."""
        for _ in range(3):
            middle = round((low * high) ** 0.5)
            if middle in (low, high) or self.difference is not None:
                return
            found = self._attempt(middle)
            if found is not None and found.call_s <= TOO_LONG_S:
                self.sizes.append(found)
                low = middle
            else:
                high = middle

    def _attempt(self, n: int) -> WorkloadSize | None:
        for drawing in self._drawings[:_WAYS]:
            draw = functools.partial(_call_of_size, drawing, n, self._rng)
            attempt = _attempt(draw, self._pair, self._case_s)
            self.difference = attempt.difference
            if attempt.difference is not None or attempt.calls:
                return WorkloadSize(n, attempt.calls, attempt.call_s) if attempt.calls else None
        return None


def _call_of_size(drawing: Drawing, n: int, rng: random.Random) -> Call | None:
    if drawing.examples and rng.random() < 0.5:
        call = grown(rng.choice(drawing.examples), n, rng)
        if call is not None:
            return call
    return sized(drawing, n, rng)


def _at_given_sizes(given: Sequence[Call], pair: Pair, case_s: float, rng: random.Random) -> WorkloadSearch:
    groups: dict[int, list[Call]] = {}
    for call in sorted(given, key=size_of):
        groups.setdefault(size_of(call), []).append(call)
    chosen = sorted(groups)
    if len(chosen) > 3:
        chosen = [chosen[0], chosen[len(chosen) // 2], chosen[-1]]
    sizes: list[WorkloadSize] = []
    for n in chosen:
        attempt = _attempt(_examples_then_variants(groups[n], rng), pair, case_s)
        if attempt.difference is not None:
            return WorkloadSearch(None, attempt.difference)
        if attempt.calls:
            sizes.append(WorkloadSize(n, attempt.calls, attempt.call_s))
    return WorkloadSearch(Workload(tuple(sizes), "examples") if sizes else None)


def _examples_then_variants(examples: Sequence[Call], rng: random.Random) -> Callable[[], Call | None]:
    waiting = list(examples)
    return lambda: waiting.pop(0) if waiting else varied(rng.choice(examples), rng)


def _attempt(draw: Callable[[], Call | None], pair: Pair, case_s: float) -> _Attempt:
    """Draws a few calls, sees how long they take, and draws as many more as a batch needs."""
    first = _tried(draw, FEW, pair, case_s)
    for _ in range(_RETRIES):
        if first.difference is not None or len(first.calls) >= FEW // 2:
            break
        first = first.joined(_tried(draw, FEW, pair, case_s))
    if first.difference is not None or not first.calls:
        return first
    wanted = min(MANY, round(BATCH_S / max(first.call_s, 1e-6)))
    return first if wanted <= len(first.calls) else first.joined(_tried(draw, 2 * wanted, pair, case_s))


def _tried(draw: Callable[[], Call | None], count: int, pair: Pair, case_s: float) -> _Attempt:
    """Of `count` drawn calls that both versions answer alike, the half that gives the original more to do.

    Calls that end at once (an empty graph, a first test that fails) say nothing about the work; inputs that do
    not exercise the slow code hid 209 of 308 real changes (arXiv:2607.07619).
    """
    drawn = [call for call in (draw() for _ in range(count)) if call is not None]
    cases = list({case.key: case for case in (Case((call,), "sizes") for call in drawn)}.values())
    timed: list[tuple[float, Call]] = []
    for case, (original, candidate) in zip(cases, pair.observe(cases, case_s), strict=False):
        if outside(case, original) is not None or incomparable(original):
            continue
        if compare(original, candidate) is not None:
            return _Attempt((), 0.0, case)
        step = original["steps"][0]
        if "raised" not in step:
            timed.append((float(step["wall_s"]), case.calls[0]))
    timed.sort(key=lambda each: -each[0])
    busy = timed[: (len(timed) + 1) // 2]
    return _Attempt(tuple(call for _, call in busy), statistics.median(each for each, _ in busy) if busy else 0.0)
