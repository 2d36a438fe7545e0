"""Original and candidate side by side: the same inputs to both."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from speedwright.model.recipe import Case
from speedwright.model.thresholds import CANDIDATE_PATIENCE
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Sandboxed
from speedwright.verification.domain import outside

# Hash seeds of the two pairs of guests: any two will do.
SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two live guests with one hash seed."""

    original: Guest
    candidate: Guest

    def observe(self, cases: Sequence[Case], case_s: float) -> list[tuple[Any, Any]]:
        """The answers of original and candidate to each case, to the first of them only when the deadline passes.

        The candidate is not asked what puts an input outside the domain: its answer is None there.
        """
        originals = self.original.observe(cases, case_s)
        is_inside = [outside(case, answer) is None for case, answer in zip(cases, originals, strict=False)]
        asked = [case for case, inside in zip(cases, is_inside, strict=False) if inside]
        candidates = iter(self.candidate.observe(asked, case_s * CANDIDATE_PATIENCE))
        result: list[tuple[Any, Any]] = []
        for answer, inside in zip(originals, is_inside, strict=True):
            candidate = next(candidates, None) if inside else None
            if inside and candidate is None:
                break
            result.append((answer, candidate))
        return result


@contextlib.contextmanager
def pairs(original: Sandboxed, candidate: Sandboxed, cancellation: Cancellation) -> Iterator[tuple[Pair, Pair]]:
    """Two pairs of guests that differ in their hash seed, started together.

    Raises ImportFailed for whichever module cannot be imported, the original's first.
    """
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(4, thread_name_prefix="guest"))
        guests = [Guest(version, seed, cancellation) for seed in SEEDS for version in (original, candidate)]
        starting = [executor.submit(stack.enter_context, guest) for guest in guests]
        for each in starting:
            each.result()
        yield Pair(guests[0], guests[1]), Pair(guests[2], guests[3])
