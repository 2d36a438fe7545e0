"""Inputs that told one candidate apart, tried on another that was verified before they were known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.evidence import Counterexample
from speedwright.model.recipe import Case
from speedwright.model.thresholds import CASE_CPU_S
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import ImportFailed, Sandboxed
from speedwright.verification.counterexamples import confirmed, counterexample
from speedwright.verification.relaxations import RelaxationError, relaxations_of
from speedwright.verification.versions import pairs


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """What came of it: how many inputs were tried, and the first that tells the versions apart."""

    tried: int
    found: Counterexample | None


def cross_check(
    original: Sandboxed, candidate: Sandboxed, cases: Sequence[Case], cancellation: Cancellation
) -> CrossCheck:
    """Both versions on each of the cases. Where they cannot be run any more, nothing was tried."""
    is_method = "." in original.function
    try:
        allowed = relaxations_of(original.source, original.function)
        with pairs(original, candidate, cancellation, allowed) as (pair, other):
            for case in cases:
                sure = confirmed(case, (), pair, other, CASE_CPU_S)
                if sure is not None:
                    return CrossCheck(len(cases), counterexample(sure, original.function, is_method))
    except (GuestLost, GuestTimeout, ImportFailed, RelaxationError, ValueError, RecursionError):
        cancellation.check()
        return CrossCheck(0, None)
    return CrossCheck(len(cases), None)
