"""Which calls to time: the sizes that examples show, or a stated ladder."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.recipe import Call, Case
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, LADDER, Workload, WorkloadSize
from speedwright.verification.attempts import FULL_S, MANY, SOME, Draw, answered, attempted
from speedwright.verification.climbing import FEW, START, Climb, measured_sizes
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import size_of, varied
from speedwright.verification.inputs.rendering import render
from speedwright.verification.stressing import Stress
from speedwright.verification.versions import Pair

CALL_CPU_S = 0.25
# Calls that are looked through for some that can be timed, where no size can be had.
_KNOWN = 150
# The ladder begins so far above the examples that it goes beyond.
BEYOND = 3.0
# Characters of a call that is told to people and models.
LONGEST_SHOWN = 4000


@dataclass(frozen=True, slots=True)
class WorkloadSearch:
    """The workload, or the case at a larger size on which the versions differ."""

    workload: Workload | None
    difference: Case | None = None


def find_workload(
    drawings: Sequence[Drawing],
    given: Sequence[Call],
    tried: Sequence[Call],
    pair: Pair,
    case_s: float,
    cancellation: Cancellation,
    stress: Stress,
) -> WorkloadSearch:
    """Calls at the sizes of the `given` examples, else at the rungs of the ladder that the original can climb.

    On the ladder, the size that decides also gets calls that `stress` finds hotter than those that were drawn. Where
    there is no rung (the function knows a few words, and none of them is long), those of the calls `tried` that it
    answers are timed.
    """
    rng = random.Random(0)
    climb = Climb(drawings, pair, min(case_s, CALL_CPU_S), rng, stress)
    if given:
        return _at_given_sizes(given, climb, cancellation)
    sizes = _ladder(climb, START, cancellation)
    if climb.difference is not None:
        return WorkloadSearch(None, climb.difference)
    known = tried[:: max(1, len(tried) // _KNOWN)] if not sizes else ()
    found = answered([Case((call,), "sizes") for call in known], pair, climb.case_s)
    if not found.timed:
        return WorkloadSearch(Workload(sizes, LADDER) if sizes else None, found.difference)
    search = _at_given_sizes([call for _, case in found.timed for call in case.calls], climb, cancellation)
    return dataclasses.replace(
        search, workload=search.workload and dataclasses.replace(search.workload, origin=LADDER)
    )


def _ladder(climb: Climb, n: int, cancellation: Cancellation) -> tuple[WorkloadSize, ...]:
    """The rungs to measure, from size `n` on; none where the versions differ on the way."""
    at: int | None = n
    while at is not None and cancellation.remaining_s > 0 and climb.difference is None:
        at = climb.step(at)
    return climb.filled() if climb.difference is None else ()


def _at_given_sizes(given: Sequence[Call], climb: Climb, cancellation: Cancellation) -> WorkloadSearch:
    """The smallest, a middle and the largest size of the examples.

    Where those are so quick that their calls do not fill a batch (doctests of two or three elements mostly are), a
    larger rung of the ladder decides; they are there to show a loss.
    """
    groups: dict[int, list[Call]] = {}
    for call in sorted(given, key=size_of):
        groups.setdefault(size_of(call), []).append(call)
    chosen = measured_sizes(sorted(groups))
    sizes: list[WorkloadSize] = []
    for n in chosen:
        most = MANY if n == chosen[-1] else SOME
        attempt = attempted(_examples_then_variants(groups[n], climb.rng), FEW, most, climb.pair, climb.case_s)
        if attempt.difference is not None:
            return WorkloadSearch(None, attempt.difference)
        size = attempt.size(n)
        if size is not None:
            sizes.append(size)
    if not sizes or sizes[-1].total_s >= FULL_S:
        return WorkloadSearch(Workload(tuple(sizes), EXAMPLES) if sizes else None)
    rungs = _ladder(climb, max(START, round(BEYOND * sizes[-1].n)), cancellation)
    if climb.difference is not None:
        return WorkloadSearch(None, climb.difference)
    larger = [rung for rung in rungs if rung.n > sizes[-1].n]
    if not larger or larger[-1].total_s < FULL_S:
        return WorkloadSearch(Workload(tuple(sizes), EXAMPLES))
    return WorkloadSearch(Workload((*sizes[:1], *sizes[1:][-1:], *larger[-2:]), LADDER))


def _examples_then_variants(examples: Sequence[Call], rng: random.Random) -> Draw:
    waiting = list(examples)
    return lambda: waiting.pop(0) if waiting else varied(rng.choice(examples), rng)


def slowest_call(workload: Workload, function: str, is_method: bool) -> str:
    """A call of the largest size, as it can be pasted; of what is very long, the beginning."""
    text = render(Case(workload.sizes[-1].calls[:1], ""), function, is_method)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
