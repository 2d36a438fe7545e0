"""Which of several accepted versions is the best: a stated sum, in logarithms of speedup."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence

from speedwright.model.candidate import Candidate
from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Verdict
from speedwright.pipeline.pricing import price_of

MEMORY_WEIGHT = 0.1
"""Of the logarithm of the ratio of peak memory: twice the memory counts as much as 7 % of speed."""
COMPLEXITY_WEIGHT = 0.01
"""Of each further branch (cyclomatic complexity): ten more count as much as 10 % of speed."""
EDIT_WEIGHT = 0.002
"""Of each line that is not as it was: ten count as much as 2 % of speed. Among versions that are as fast as each
other, the simplest and shortest wins; none of the three outweighs a speedup that anybody would notice."""


def score(verdict: Verdict) -> float:
    """The worth of an accepted version: its certain gain at realistic sizes, less what it costs otherwise."""
    if verdict.measurement is None:
        return -math.inf
    candidate = verdict.candidate
    return (
        gain(verdict.measurement)
        - MEMORY_WEIGHT * math.log(max(verdict.measurement.memory_ratio or 1.0, 1.0))
        - COMPLEXITY_WEIGHT * complexity_added(candidate)
        - EDIT_WEIGHT * changed_lines(candidate)
    )


def is_better(verdict: Verdict, others: Sequence[Verdict]) -> bool:
    """Whether one version beats a series of others, of which each is for what the one before it left."""
    return not others or score(verdict) > sum(map(score, others))


def gain(measurement: Measurement) -> float:
    """The logarithm of the lower bound of the speedup, at the sizes that decide."""
    return math.log(max(measurement.low, 1e-9))


def complexity_added(candidate: Candidate) -> int:
    """Branches more than before, 0 for fewer, and where radon cannot read a version."""
    price = price_of(candidate)
    return 0 if price is None else max(0, price.after.cyclomatic - price.before.cyclomatic)


def changed_lines(candidate: Candidate) -> int:
    """Lines that went or came."""
    before, after = candidate.source.splitlines(), candidate.result.splitlines()
    return sum(
        max(old_end - old, new_end - new)
        for kind, old, old_end, new, new_end in difflib.SequenceMatcher(None, before, after, False).get_opcodes()
        if kind != "equal"
    )
