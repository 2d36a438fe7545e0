"""From an input on which the versions seem to differ to a shrunk call that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.evidence import Counterexample
from speedwright.model.recipe import Case
from speedwright.verification.comparison import Discrepancy, compare
from speedwright.verification.domain import outside
from speedwright.verification.inputs.rendering import render
from speedwright.verification.inputs.shrinking import shrink
from speedwright.verification.versions import Pair

SHRINKING_CHECKS = 300


def confirmed(case: Case, before: Sequence[Case], pair: Pair, other: Pair, case_s: float) -> Case | None:
    """The case, or it with the cases before it as further steps, when that differs in fresh processes every time.

    None when it does not, or when the original does not agree with itself.
    """
    history = tuple(step for each in before for step in each.calls)
    sequence = Case((*history, *case.calls), case.source, case.example)
    for attempt in (case, sequence):
        discrepancy = discrepancy_on(attempt, pair, case_s)
        if discrepancy is not None:
            return attempt if _agrees_with_itself(attempt, pair, other, case_s) else None
    return None


def discrepancy_on(case: Case, pair: Pair, case_s: float) -> Discrepancy | None:
    """How the versions differ on one input, met by itself; None where they agree or it is outside the domain."""
    for original, candidate in pair.observe([case], case_s):
        return None if outside(case, original) else compare(original, candidate)
    return None


def _agrees_with_itself(case: Case, pair: Pair, other: Pair, case_s: float) -> bool:
    answers = pair.original.observe([case], case_s) + other.original.observe([case], case_s)
    return len(answers) == 2 and outside(case, answers[1]) is None and compare(*answers) is None


def counterexample(case: Case, function: str, is_method: bool, pair: Pair, case_s: float) -> Counterexample | None:
    """The shrunk case with both results. None when the difference cannot be shown again."""
    smallest = shrink(case, lambda each: discrepancy_on(each, pair, case_s) is not None, SHRINKING_CHECKS)
    found = discrepancy_on(smallest, pair, case_s)
    if found is None:
        return None
    return Counterexample(render(smallest, function, is_method), found.original, found.candidate, found.difference)
