"""A verdict as `improve` tells it: with its diff, its worth to the whole program, and its price."""

from __future__ import annotations

from speedwright.model.improvement import Improvement, StepGain, Worth, worth
from speedwright.model.verdict import Verdict
from speedwright.pipeline.heating import FileHeat
from speedwright.pipeline.pricing import price_of


def improvement_of(
    verdict: Verdict,
    diff: str,
    heat: FileHeat | None,
    steps: tuple[StepGain, ...] = (),
    applied: bool = False,
) -> Improvement:
    """With the diff of its candidate."""
    return Improvement(verdict, diff, applied, steps, _worth(verdict, heat), price_of(verdict.candidate))


def _worth(verdict: Verdict, heat: FileHeat | None) -> Worth | None:
    """By the function's share of the time; of several that are called from outside, by the hottest."""
    if heat is None or not verdict.accepted or verdict.measurement is None:
        return None
    found = [each for each in map(heat.function, verdict.candidate.entry_points) if each is not None]
    hottest = max(found, key=lambda each: each.share, default=None)
    if hottest is None:
        return worth(0.0, verdict.measurement)
    return worth(hottest.share, verdict.measurement, hottest.stale)
