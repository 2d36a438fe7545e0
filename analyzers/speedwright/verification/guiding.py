"""How far the inputs got, and what is drawn to get further: a search guided by the branches of both versions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from speedwright.model.evidence import Mutants
from speedwright.model.recipe import Case
from speedwright.model.work import Cancellation
from speedwright.verification.adequacy import mutation, telling
from speedwright.verification.coverage import Branches, Instrumented
from speedwright.verification.inputs.sources.coverage_guided import CoverageGuided

# Inputs to see first: what is easy to reach is reached by then.
FIRST = 100
# Rounds of mutation, inputs in each, and how many rounds may bring nothing new.
ROUNDS, DRAWN, BARREN = 16, 60, 5
# The original's seconds for all inputs whose branches are observed; the quick ones are. To count branches takes some
# five to ten times as long.
OBSERVED_S = 0.25
# Below this, one input is as quick as another.
ALIKE_S = 0.001

# Inputs with the original's seconds.
Timed = Sequence[tuple[Case, float]]
# Runs inputs on both versions; those that count, with the original's seconds.
Compared = Callable[[Sequence[Case]], Timed]


def quickest(inputs: Timed, limit_s: float) -> Timed:
    """As many of the inputs as the original can run in so many seconds, the quick ones first.

    Those that are all quick stay in their order: what comes of them must not hang on the clock.
    """
    ordered = sorted(inputs, key=lambda each: max(each[1], ALIKE_S))
    spent = itertools.accumulate(seconds for _, seconds in ordered)
    return [each for each, total in zip(ordered, spent, strict=True) if total <= limit_s]


class Guidance:
    """The strength of one search in progress. `inputs` are all that count so far, with the original's seconds."""

    def __init__(self, instrumented: Instrumented, source: CoverageGuided, compared: Compared) -> None:
        self._instrumented = instrumented
        self._source = source
        self._compared = compared
        self._seen = 0
        self._spent_s = 0.0
        self._known: list[tuple[Case, float]] = []
        self._pool: list[Case] = []
        self._is_guided = False

    def follow(self, inputs: Timed, cancellation: Cancellation) -> None:
        """Looks at the inputs when there are enough, once, and draws further ones while branches are left."""
        if self._is_guided or len(inputs) < FIRST:
            return
        self._is_guided = True
        self.observe(inputs)
        barren = 0
        for _ in range(ROUNDS):
            if self._instrumented.is_complete or barren == BARREN or cancellation.remaining_s == 0:
                return
            barren = 0 if self._round() else barren + 1

    def _round(self) -> bool:
        """Whether drawing near what was new found something new."""
        drawn = self._source.near(self._pool, DRAWN)
        promising = [case for case, new in zip(drawn, self._instrumented.look(drawn), strict=True) if new]
        found = self._compared(promising) if promising else ()
        self._take(found)
        return bool(found)

    def observe(self, inputs: Timed) -> None:
        """The branches of the inputs that were not looked at yet."""
        known = {id(case) for case, _ in self._known}
        fresh = [each for each in inputs if id(each[0]) not in known]
        self._take(fresh)

    def _take(self, inputs: Timed) -> None:
        chosen = quickest(inputs, OBSERVED_S - self._spent_s)
        self._spent_s += sum(seconds for _, seconds in chosen)
        news = self._instrumented.cover([case for case, _ in chosen])
        self._known += chosen
        self._pool += [case for (case, _), new in zip(chosen, news, strict=True) if new]

    def branches(self) -> tuple[Branches | None, Branches | None]:
        """Those of the original and of the candidate; None where they cannot be observed."""
        return self._instrumented.original, self._instrumented.candidate

    def mutants(self, cancellation: Cancellation) -> Mutants | None:
        """What the inputs notice of faults planted in the candidate; None where that was not measured."""
        branches, guest = self._instrumented.candidate, self._instrumented.candidate_guest
        if branches is None or guest is None:
            return None
        cases = telling(self._known, branches.hits)
        return mutation(guest, cases, self._source.near, self._counted, cancellation)

    def _counted(self, cases: Sequence[Case]) -> list[Case]:
        return [case for case, _ in self._compared(cases)]
