"""Original and candidate side by side: the same inputs to both, at the same time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from speedwright.model.recipe import Case
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Sandboxed

# A candidate gets this many times the original's limit before it counts as one that does not end.
CANDIDATE_PATIENCE = 4.0
# Hash seeds of the two pairs of guests: any two will do.
SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two live guests with one hash seed."""

    original: Guest
    candidate: Guest
    executor: ThreadPoolExecutor

    def observe(self, cases: Sequence[Case], case_s: float) -> list[tuple[Any, Any]]:
        """The answers of original and candidate to each case."""
        running = self.executor.submit(self.candidate.observe, cases, case_s * CANDIDATE_PATIENCE)
        originals = self.original.observe(cases, case_s)
        return list(zip(originals, running.result(), strict=True))


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
            each.exception()
        for each in starting:
            each.result()
        yield Pair(guests[0], guests[1], executor), Pair(guests[2], guests[3], executor)
