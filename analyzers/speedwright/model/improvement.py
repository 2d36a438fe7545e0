"""What `improve` tells about one candidate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.measurement import Measurement
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
class Improvement:
    """A verdict, the unified diff of its candidate, and whether the edit was written to the file.

    `steps` are those of an accepted plan, in order; empty where nothing was accepted.
    """

    verdict: Verdict
    diff: str
    applied: bool = False
    steps: tuple[StepGain, ...] = ()


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
