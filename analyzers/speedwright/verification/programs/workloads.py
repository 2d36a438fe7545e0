"""Which texts to time: those given where they are large enough to tell, else ever larger ones of their layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.thresholds import SAMPLE_CPU_S, SHORTEST_RUN_S
from speedwright.model.work import Cancellation
from speedwright.model.workload import ProgramSize
from speedwright.verification.programs.comparing import compare, outside
from speedwright.verification.programs.drawing import Drawer
from speedwright.verification.programs.versions import Input, ProgramPair

# The climb aims at runs of this length, and gives up on longer ones than the second.
LONG_RUN_S = 0.06
TOO_LONG_S = 0.6
START, LARGEST, STEP = 30, 300_000, 4
# Of the time that is left, what the pairs of one size may take: a dozen runs of both versions.
_RUNS = 30
_TEXTS = 4
_SIZES = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The sizes, ascending; or an input on which the versions differ."""

    sizes: tuple[ProgramSize, ...] = ()
    difference: Input | None = None


def given_sizes(
    timed: Sequence[tuple[float, Input]], empty_s: float, cancellation: Cancellation
) -> tuple[ProgramSize, ...]:
    """The lengths of given texts that both versions answer alike, as far as runs are neither too short nor too long.

    `timed` has the original's time for each, with that of an empty program in it.
    """
    longest = cancellation.remaining_s / _RUNS
    runs = [(max(0.0, run_s - empty_s), each) for run_s, each in timed]
    useful = sorted(
        (each for each in runs if SHORTEST_RUN_S <= each[0] <= longest), key=lambda each: len(each[1].text)
    )
    groups: list[list[tuple[float, Input]]] = []
    for each in useful:
        if groups and len(each[1].text) <= 1.5 * len(groups[-1][0][1].text):
            groups[-1].append(each)
        else:
            groups.append([each])
    chosen = groups if len(groups) <= _SIZES else [groups[0], groups[len(groups) // 2], groups[-1]]
    return tuple(_size(group, realistic=True) for group in chosen)


def _size(group: Sequence[tuple[float, Input]], realistic: bool) -> ProgramSize:
    texts = tuple(each.text for _, each in group)
    return ProgramSize(len(texts[-1]), texts, max(run_s for run_s, _ in group), realistic)


def grown_sizes(drawer: Drawer, pair: ProgramPair, empty_s: float, cancellation: Cancellation) -> Found:
    """Climbs to texts that take the original long enough, comparing the versions on the way."""
    sizes: list[ProgramSize] = []
    n: float = START
    while n <= LARGEST and cancellation.remaining_s > 0:
        inputs = [Input(drawer.grown(round(n)).text(), "sizes") for _ in range(_TEXTS)]
        group: list[tuple[float, Input]] = []
        for each, original, candidate in pair.run(inputs, TOO_LONG_S):
            if candidate is None or outside(original, example=False) is not None:
                continue
            if compare(original, candidate) is not None:
                return Found(difference=each)
            group.append((original.cpu_s - empty_s, each))
        if not group:
            break
        size = _size(group, realistic=False)
        if size.run_s >= SHORTEST_RUN_S:
            sizes.append(size)
        if size.run_s >= LONG_RUN_S:
            break
        n *= STEP
    return Found(tuple(sizes[-_SIZES:]))


def limit_s(cancellation: Cancellation) -> float:
    """Processor time that a run on a given text may take."""
    return min(SAMPLE_CPU_S, max(0.5, cancellation.remaining_s / _RUNS * 2))
