"""Original and candidate side by side: the same inputs to both."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from speedwright.model.recipe import Case
from speedwright.model.thresholds import CANDIDATE_PATIENCE
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import IMPATIENT_S, PATIENCE, Guest, Sandboxed
from speedwright.verification.comparison import Discrepancy, compare
from speedwright.verification.domain import outside
from speedwright.verification.relaxations import STRICT, Relaxations

# Hash seeds of the two pairs of guests: any two will do.
SEEDS = (1, 2)
# Each part costs a fork in either version; the candidate is idle during the first and the original after the last.
PARTS = 3
SMALLEST_PART = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two live guests with one hash seed, and what the original allows to differ."""

    original: Guest
    candidate: Guest
    allowed: Relaxations = STRICT

    def compare(self, original: Any, candidate: Any) -> Discrepancy | None:
        """The first discrepancy between two answers to one case that is not allowed."""
        return compare(original, candidate, self.allowed)

    def observe(self, cases: Sequence[Case], case_s: float) -> list[tuple[Any, Any]]:
        """The answers of original and candidate to each case, to the first of them only when the deadline passes.

        The candidate is not asked what puts an input outside the domain: its answer is None there. It works on one
        part of the cases while the original goes on to the next.
        """
        asked: list[_Asked] = []
        timeouts = 0
        with ThreadPoolExecutor(1, thread_name_prefix="candidate") as executor:
            size = max(SMALLEST_PART, -(-len(cases) // PARTS))
            for start in range(0, len(cases), size):
                part = cases[start : start + size]
                limit = min(case_s, IMPATIENT_S) if timeouts >= PATIENCE else case_s
                originals = self.original.observe(part, limit)
                timeouts += sum("timeout" in answer for answer in originals)
                inside = [outside(case, answer) is None for case, answer in zip(part, originals, strict=False)]
                wanted = [case for case, is_inside in zip(part, inside, strict=False) if is_inside]
                answers = executor.submit(self.candidate.observe, wanted, case_s * CANDIDATE_PATIENCE)
                asked.append(_Asked(len(part), originals, inside, answers))
        result: list[tuple[Any, Any]] = []
        for each in asked:
            answered = list(each.answered())
            result += answered
            if len(answered) < each.count:
                break
        return result


@dataclass(frozen=True, slots=True)
class _Asked:
    """A part of the cases: how many, the original's answers, what is inside the domain, the candidate's answers."""

    count: int
    originals: Sequence[Any]
    inside: Sequence[bool]
    candidates: Future[list[Any]]

    def answered(self) -> Iterator[tuple[Any, Any]]:
        """The pairs of answers, up to the first that the candidate was not asked for any more."""
        candidates = iter(self.candidates.result())
        for answer, inside in zip(self.originals, self.inside, strict=True):
            candidate = next(candidates, None) if inside else None
            if inside and candidate is None:
                return
            yield answer, candidate


@contextlib.contextmanager
def pairs(
    original: Sandboxed, candidate: Sandboxed, cancellation: Cancellation, allowed: Relaxations = STRICT
) -> Iterator[tuple[Pair, Pair]]:
    """Two pairs of guests that differ in their hash seed, started together.

    Raises ImportFailed for whichever module cannot be imported, the original's first.
    """
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(4, thread_name_prefix="guest"))
        if allowed.names:
            original, candidate = (dataclasses.replace(each, relaxed=True) for each in (original, candidate))
        guests = [Guest(version, seed, cancellation) for seed in SEEDS for version in (original, candidate)]
        starting = [executor.submit(stack.enter_context, guest) for guest in guests]
        for each in starting:
            each.result()
        yield Pair(guests[0], guests[1], allowed), Pair(guests[2], guests[3], allowed)
