"""From an input on which the versions seem to differ to a shrunk call that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.evidence import Counterexample, Difference
from speedwright.model.recipe import Case
from speedwright.model.work import Cancellation
from speedwright.verification.comparison import Discrepancy
from speedwright.verification.domain import outside
from speedwright.verification.inputs.rendering import render
from speedwright.verification.inputs.shrinking import shrink
from speedwright.verification.versions import Pair

SHRINKING_CHECKS = 300
SHRINKING_S = 3.0
# Of the time that is left: a large counterexample is worth more than none.
SHRINKING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An input on which the versions differed in fresh processes, where the original agreed with itself."""

    case: Case
    discrepancy: Discrepancy


def confirmed(case: Case, before: Sequence[Case], pair: Pair, other: Pair, case_s: float) -> Confirmed | None:
    """The case, or it with the cases before it as further steps, when that differs in fresh processes every time.

    None when it does not, or when the original does not agree with itself.
    """
    history = tuple(step for each in before for step in each.calls)
    sequence = Case((*history, *case.calls), case.source, case.example, case.stretched)
    for attempt in (case, sequence):
        discrepancy = discrepancy_on(attempt, pair, case_s)
        if discrepancy is not None:
            return Confirmed(attempt, discrepancy) if _agrees_with_itself(attempt, pair, other, case_s) else None
    return None


def discrepancy_on(case: Case, pair: Pair, case_s: float) -> Discrepancy | None:
    """How the versions differ on one input, met by itself; None where they agree or it is outside the domain."""
    for original, candidate in pair.observe([case], case_s):
        return None if outside(case, original) else pair.compare(original, candidate)
    return None


def _agrees_with_itself(case: Case, pair: Pair, other: Pair, case_s: float) -> bool:
    answers = pair.original.observe([case], case_s) + other.original.observe([case], case_s)
    inside = all(outside(case, each) is None for each in answers)
    return len(answers) == 2 and inside and pair.compare(*answers) is None


def shrunk(sure: Confirmed, pair: Pair, case_s: float, cancellation: Cancellation) -> Confirmed:
    """A smaller case with what differs on it; the case as it is where there is no time to shrink it."""
    shrinking = Cancellation(min(SHRINKING_S, cancellation.remaining_s * SHRINKING_SHARE))

    def still_differs(case: Case) -> bool:
        return shrinking.remaining_s > 0 and discrepancy_on(case, pair, case_s) is not None

    smallest = shrink(sure.case, still_differs, SHRINKING_CHECKS)
    found = None if smallest is sure.case else discrepancy_on(smallest, pair, case_s)
    return sure if found is None else Confirmed(smallest, found)


def counterexample(sure: Confirmed, function: str, is_method: bool) -> Counterexample:
    """The case as a call to paste, with both results."""
    shown = sure.discrepancy
    # Callables that only answer would not show in what order, or with what, they are called.
    telling = shown.difference in (Difference.EFFECTS, Difference.LAZINESS)
    call = render(sure.case, function, is_method, telling=telling)
    return Counterexample(call, shown.original, shown.candidate, shown.difference)
