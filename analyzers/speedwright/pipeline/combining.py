"""The verdict on a candidate with several entry points, from the verdicts on each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from speedwright.acceptance import is_harmless
from speedwright.model.verdict import Outcome, Verdict


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """Different when one of them is, undecided when one is; else accepted when one is faster and none is slower.

    Faster and slower for certain, that is. Nothing is looked at after a difference.
    """
    seen: list[Verdict] = []
    for verdict in verdicts:
        seen.append(verdict)
        if verdict.outcome is Outcome.DIFFERENT:
            break
    if len(seen) == 1 and len(seen[0].candidate.entry_points) == 1:
        return seen[0]
    decisive = _decisive(seen)
    elsewhere = "" if decisive.accepted else f"{decisive.function}: "
    dependencies = tuple(sorted({each for verdict in seen for each in verdict.dependencies}))
    return dataclasses.replace(
        decisive, reason=f"{elsewhere}{decisive.reason}", dependencies=dependencies, parts=tuple(seen)
    )


def _decisive(verdicts: list[Verdict]) -> Verdict:
    for outcome in (Outcome.DIFFERENT, Outcome.UNDECIDED):
        for verdict in verdicts:
            if verdict.outcome is outcome:
                return verdict
    gains = [verdict for verdict in verdicts if verdict.accepted]
    losses = [verdict for verdict in verdicts if not verdict.accepted and not _is_harmless(verdict)]
    return losses[0] if losses else max(gains, key=_low) if gains else verdicts[0]


def _is_harmless(verdict: Verdict) -> bool:
    return verdict.measurement is not None and is_harmless(verdict.measurement)


def _low(verdict: Verdict) -> float:
    return 0.0 if verdict.measurement is None else verdict.measurement.low
