"""Making the slow lines hot: of the calls of one size, those that give the original most of the work that matters.

Larger inputs are not harder ones: a search that ends at the first element does nothing at any size. The idea is that
of WEDGE (arXiv:2505.23471): compare how often the lines of slow and of fast calls of one size run, take the branch
whose count differs most, and push inputs towards it.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from speedwright.model.recipe import Call, Case
from speedwright.verification.coverage import Branch, Instrumented
from speedwright.verification.inputs.sources.stressing import Stressing

# Where slow calls take less than this many times what fast ones of their size take, there is nothing to look for.
SPREAD = 4.0
FEWEST = 8
GENERATIONS, DRAWN, KEPT = 2, 8, 4
# What the calls may take together. Instrumented they take several times as long, and two such lots are drawn besides.
BUDGET_S = 0.04

Timed = Sequence[tuple[float, Case]]


class Stress:
    """A search for hot calls. `found` is how many it gave."""

    def __init__(self, instrumented: Instrumented, source: Stressing) -> None:
        self._instrumented = instrumented
        self._source = source
        self.found = 0

    def calls(self, size: int, timed: Timed) -> list[Case]:
        """Hotter calls of about this size than those that were timed (seconds of the original); none where these are
        all alike, or where counting would take long.
        """
        ordered = [case for _, case in sorted(timed, key=lambda each: each[0])]
        if len(ordered) < FEWEST or sum(seconds for seconds, _ in timed) > BUDGET_S or not _spreads(timed):
            return []
        counts = self._instrumented.weigh(ordered)
        branch = _contrast(counts)
        if branch is None:
            return []
        best = sorted(zip((each.get(branch, 0) for each in counts), ordered, strict=True), key=_heat)[-KEPT:]
        before = best[-1][0]
        for _ in range(GENERATIONS):
            best = sorted([*best, *self._heats(self._drawn(best, size), branch)], key=_heat)[-KEPT:]
        hotter = [case for heat, case in best if heat > before]
        self.found += len(hotter)
        return hotter

    def _drawn(self, best: Sequence[tuple[int, Case]], size: int) -> list[Case]:
        calls: list[Call] = [call for _, case in best for call in case.calls]
        return self._source.near(calls, size, DRAWN)

    def _heats(self, cases: Sequence[Case], branch: Branch) -> list[tuple[int, Case]]:
        counts = self._instrumented.weigh(cases)
        return [(each.get(branch, 0), case) for each, case in zip(counts, cases, strict=False)]


def _heat(each: tuple[int, Case]) -> int:
    return each[0]


def _spreads(timed: Timed) -> bool:
    """Whether the slowest quarter takes clearly longer than the fastest."""
    seconds = sorted(seconds for seconds, _ in timed)
    quarter = max(1, len(seconds) // 4)
    return statistics.fmean(seconds[-quarter:]) > SPREAD * statistics.fmean(seconds[:quarter])


def _contrast(counts: Sequence[Mapping[Branch, int]]) -> Branch | None:
    """The branch that slow calls take most often beyond what fast ones do; `counts` are ordered from fast to slow."""
    quarter = max(1, len(counts) // 4)
    branches = {branch for each in counts for branch in each}
    gaps = {
        branch: sum(each.get(branch, 0) for each in counts[-quarter:])
        - sum(each.get(branch, 0) for each in counts[:quarter])
        for branch in branches
    }
    branch = max(sorted(gaps), key=lambda each: gaps[each], default=None)
    return branch if branch is not None and gaps[branch] > 0 else None
