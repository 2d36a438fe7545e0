"""Original and candidate program side by side: the same inputs to both."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from speedwright.model.thresholds import CANDIDATE_PATIENCE, CASE_CPU_S
from speedwright.model.work import Cancellation
from speedwright.sandbox.program_guest import Program, ProgramGuest, Run
from speedwright.verification.programs.comparing import outside

# Hash seeds of the two pairs of guests: any two will do.
SEEDS = (1, 2)
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Input:
    """One text for standard input, where it is from, and whether the user gave it."""

    text: bytes
    source: str
    example: bool = False


@dataclass(frozen=True, slots=True)
class ProgramPair:
    """Two live guests with one hash seed."""

    original: ProgramGuest
    candidate: ProgramGuest

    def run(self, inputs: Sequence[Input], cpu_s: float) -> list[tuple[Input, Run, Run | None]]:
        """Each input with the runs of both; the candidate is not asked what is outside the domain.

        Fewer than there are inputs when the deadline passes.
        """
        result: list[tuple[Input, Run, Run | None]] = []
        with ThreadPoolExecutor(1, thread_name_prefix="candidate") as executor:
            waiting: list[tuple[Sequence[Input], list[Run], Future[list[Run]]]] = []
            for start in range(0, len(inputs), _AT_ONCE):
                some = inputs[start : start + _AT_ONCE]
                originals = self.original.run([each.text for each in some], cpu_s)
                # The candidate runs while the original goes on with what comes next.
                waiting.append((some, originals, executor.submit(self._candidate, some, originals)))
            for some, originals, candidates in waiting:
                result += _joined(some, originals, candidates.result())
        return result

    def _candidate(self, inputs: Sequence[Input], originals: Sequence[Run]) -> list[Run]:
        """The candidate's runs on what is inside the domain."""
        asked = [
            each.text for each, run in zip(inputs, originals, strict=False) if outside(run, each.example) is None
        ]
        # A candidate that needs much longer than the original does not have to be waited for to its end.
        slowest = max((run.cpu_s for run in originals), default=0.0)
        return self.candidate.run(asked, max(CASE_CPU_S, slowest) * CANDIDATE_PATIENCE)


def _joined(
    inputs: Sequence[Input], originals: Sequence[Run], candidates: Sequence[Run]
) -> Iterator[tuple[Input, Run, Run | None]]:
    answers = iter(candidates)
    for each, run in zip(inputs, originals, strict=False):
        inside = outside(run, each.example) is None
        candidate = next(answers, None) if inside else None
        if inside and candidate is None:
            return
        yield each, run, candidate


@contextlib.contextmanager
def program_pairs(
    original: Program, candidate: Program, cancellation: Cancellation
) -> Iterator[tuple[ProgramPair, ProgramPair]]:
    """Two pairs of guests that differ in their hash seed. Raises ImportFailed for what is not a program."""
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(4, thread_name_prefix="guest"))
        guests = [ProgramGuest(version, seed, cancellation) for seed in SEEDS for version in (original, candidate)]
        starting = [executor.submit(stack.enter_context, guest) for guest in guests]
        for each in starting:
            each.result()
        yield ProgramPair(guests[0], guests[1]), ProgramPair(guests[2], guests[3])
