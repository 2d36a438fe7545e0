"""Verdicts that wanted more time than one candidate gets at first, kept while a budget is left for the others."""

from __future__ import annotations

from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.model.improvement import Improvement

PATIENCE = 4.0
"""How many times a candidate's first time it gets at the most when it is looked at again."""

Place = tuple[Path, str]
"""A file, and a function in it by its qualified name."""


class Waiting:
    """Verdicts by the function that they are on, to be told when nothing better comes of them."""

    def __init__(self) -> None:
        self._kept: dict[Place, list[Improvement]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, improvement: Improvement) -> None:
        """Keeps what was said of a function."""
        self._kept.setdefault(place_of(improvement.verdict.candidate), []).append(improvement)

    def take(self, place: Place) -> list[Improvement]:
        """What was kept of a function, and is no longer."""
        return self._kept.pop(place, [])

    def promising(self) -> list[Place]:
        """The functions, those first that seemed to gain most."""
        return sorted(self._kept, key=lambda place: -max(map(_ratio, self._kept[place])))


def place_of(candidate: Candidate) -> Place:
    """Where a candidate changes something."""
    return candidate.path, candidate.entry_points[0]


def _ratio(improvement: Improvement) -> float:
    measurement = improvement.verdict.measurement
    return 1.0 if measurement is None else measurement.ratio
