"""What `improve` tells about one candidate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.measurement import Measurement
from speedwright.model.price import Price
from speedwright.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class StepGain:
    """One verified step of a plan: what it did, the speedup over the step before, and its share of the whole.

    The share is that of the logarithms of the ratios (0 to 1), so that the shares of a plan add up to 1.
    """

    title: str
    skills: tuple[str, ...]
    ratio: float
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What a faster function is worth to the whole program, by Amdahl's law (AFIPS 1967).

    The function took `share` of the run's time (0 to 1), with what it called; the change saves `saved` of the whole,
    between `low` and `high`. `stale`: the function has changed since the profile was taken.
    """

    share: float
    saved: float
    low: float
    high: float
    stale: bool = False

    @property
    def speedup(self) -> float:
        """How many times as fast the whole program becomes."""
        return 1 / (1 - self.saved) if self.saved < 1 else math.inf


def worth(share: float, measurement: Measurement, stale: bool = False) -> Worth:
    """The worth of a measured change of a function with that share of the time."""
    saved, low, high = (
        share * (1 - 1 / ratio) if ratio > 0 else 0.0
        for ratio in (measurement.ratio, measurement.low, measurement.high)
    )
    return Worth(share, saved, low, high, stale)


@dataclass(frozen=True, slots=True)
class Improvement:
    """A verdict, the unified diff of its candidate, and whether the edit was written to the file.

    `steps` are those of an accepted plan, in order; empty where nothing was accepted. `worth` is what it is worth to
    the program that a profile was taken of; None without one. `price` is what it costs in complexity.
    """

    verdict: Verdict
    diff: str
    applied: bool = False
    steps: tuple[StepGain, ...] = ()
    worth: Worth | None = None
    price: Price | None = None


def step_gains(steps: Sequence[Verdict]) -> tuple[StepGain, ...]:
    """What accepted steps gained, each over the one before it; one that was not measured is left out."""
    measured = [(step, step.measurement) for step in steps if step.measurement is not None]
    whole = sum(_gain(measurement) for _, measurement in measured)
    return tuple(_step(step, measurement, whole) for step, measurement in measured)


def _step(step: Verdict, measurement: Measurement, whole: float) -> StepGain:
    return StepGain(
        title=step.candidate.title,
        skills=step.candidate.skills,
        ratio=measurement.ratio,
        low=measurement.low,
        high=measurement.high,
        share=_gain(measurement) / whole if whole > 0 else 0.0,
    )


def _gain(measurement: Measurement) -> float:
    """The logarithm of the ratio; an accepted one is above 1."""
    return math.log(max(measurement.ratio, 1.0))
