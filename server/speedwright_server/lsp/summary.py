"""The outcome of a search, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from speedwright.model.verdict import Outcome

REFUSALS = {
    Outcome.NOT_FASTER: "{} not faster",
    Outcome.DIFFERENT: "{} would change behaviour",
    Outcome.UNDECIDED: "{} undecided",
}


def summary_of(outcomes: Iterable[Outcome], place: str) -> str:
    """For example `2 proven speedups in report.py, 1 not faster, 1 undecided`."""
    counts = Counter(outcomes)
    if not counts:
        return f"Nothing to try in {place}."
    proven = counts[Outcome.ACCEPTED]
    told = [f"{proven or 'No'} proven {'speedup' if proven == 1 else 'speedups'} in {place}"]
    told += [phrase.format(counts[outcome]) for outcome, phrase in REFUSALS.items() if counts[outcome]]
    return ", ".join(told)
