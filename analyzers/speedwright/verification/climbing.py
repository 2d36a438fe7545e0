"""One size after the other, as far as the original can follow: a stated ladder."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Sequence

from speedwright.model.recipe import Call, Case
from speedwright.model.workload import WorkloadSize
from speedwright.verification.attempts import (
    FEWEST,
    FULL_S,
    MOST,
    SOME,
    VOLUME,
    Attempt,
    Draw,
    answered,
    attempted,
    fill_s,
    filled_up,
    weight_of,
)
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import grown, sized
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
MEASURED_SIZES = 3
# One step multiplies the size by this at the most; growth between two sizes is expected to be at least this.
_STEP = 10.0
_LEAST_GROWTH = 0.5
# Calls that are tried at one size. Of long ones fewer do.
FEW = 12
LARGE = 1000
# Ways to take the parameters that are tried for each size, the likeliest first.
_WAYS = 3


class Climb:
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
        self._found: dict[int, tuple[Draw, Attempt]] = {}
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
        weight = weight_of(last.calls[0])
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

    def _attempt(self, n: int) -> WorkloadSize | None:
        """A few calls of size `n`."""
        for drawing in self._drawings[:_WAYS]:
            draw = functools.partial(_call_of_size, drawing, n, self.rng)
            few = self._few(n)
            attempt = attempted(draw, few, few, self.pair, self.case_s)
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
        chosen = measured_sizes(sorted(size.n for size in self.sizes if size.n <= self._deciding()))
        sizes: list[WorkloadSize] = []
        for n in chosen:
            draw, attempt = self._found[n]
            if n == chosen[-1]:
                attempt = self._stressed(n, attempt)
            if attempt.difference is None:
                attempt = filled_up(draw, attempt, MOST if n == chosen[-1] else SOME, self.pair, self.case_s)
            if attempt.difference is not None:
                self.difference = attempt.difference
                return ()
            size = attempt.size(n)
            if size is not None:
                sizes.append(size)
        return tuple(sizes)

    def _deciding(self) -> int:
        """The largest size of which enough calls for a batch can be had, else the one that comes nearest to it."""
        return max((min(FULL_S, fill_s(size)), size.n) for size in self.sizes)[1] if self.sizes else 0

    def _stressed(self, n: int, attempt: Attempt) -> Attempt:
        """The attempt with hotter calls beside those that were drawn, where single calls can be told apart."""
        hotter = self._stress.calls(n, attempt.timed) if attempt.quick_s is None else []
        return attempt.joined(answered(hotter, self.pair, self.case_s)) if hotter else attempt


def measured_sizes(sizes: Sequence[int]) -> Sequence[int]:
    """The largest, the smallest and one between."""
    if len(sizes) <= MEASURED_SIZES:
        return sizes
    return (sizes[0], sizes[len(sizes) // 2], sizes[-1])


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
