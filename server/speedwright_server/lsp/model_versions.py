"""What a model wrote in this session and was proven: no finding leads to it, so that nobody could make it again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.improvement import Improvement

MOST = 64
"""Of one file, the newest: each is for one text of it."""


class ModelVersions:
    """By file. They are for one text each, and whether they still hold their receipts say."""

    def __init__(self) -> None:
        self._by_path: dict[Path, list[Candidate]] = {}

    def keep(self, found: Iterable[Improvement]) -> None:
        """Takes the accepted ones of a search."""
        for candidate in (each.verdict.candidate for each in found if each.verdict.accepted):
            if candidate.origin is Origin.MODEL:
                # A search that is done again finds the same: that is the newest then, and one.
                known = [each for each in self.of(candidate.path) if not _is_same(each, candidate)]
                self._by_path[candidate.path] = [*known, candidate][-MOST:]

    def of(self, path: Path) -> tuple[Candidate, ...]:
        """Those of a file, the newest last."""
        return tuple(self._by_path.get(path, ()))


def _is_same(one: Candidate, other: Candidate) -> bool:
    return (one.source, one.result) == (other.source, other.result)
