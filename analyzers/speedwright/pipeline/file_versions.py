"""The files of one run as they stand on the disk, or would with what was accepted: notebooks with their JSON."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.model.problem import Problem
from speedwright.pipeline.files import NOTEBOOK
from speedwright.pipeline.notebooks.file import NotebookFile
from speedwright.pipeline.reading import UnreadableFile, read_notebook

CROSSING = (
    "was left as it is: the edit reaches over cells of the notebook, or touches what only IPython reads; "
    "it can be made by hand"
)


CHANGED = "was changed by somebody else meanwhile, so nothing was written"


class FileVersions:
    """Of a candidate, the file before and after. What an editor holds (`held`, absolute paths) is edited there."""

    def __init__(self, held: Collection[Path]) -> None:
        self._held = held
        self._notebooks: dict[Path, NotebookFile] = {}

    def change(self, candidate: Candidate) -> tuple[bytes, bytes] | None:
        """The content of the file before and after; None where cells cannot have the edits, or are others by now."""
        if not self._is_notebook(candidate.path):
            return candidate.source, candidate.result
        before = self._current(candidate)
        after = None if before is None else before.edited(candidate.edits)
        return None if before is None or after is None else (before.content, after.content)

    def refusal(self, candidate: Candidate) -> Problem:
        """Why there is no `change`."""
        return Problem(candidate.path, CROSSING if self.is_current(candidate) else CHANGED)

    def is_current(self, candidate: Candidate) -> bool:
        """Whether a notebook's cells are still those of a candidate."""
        return self._current(candidate) is not None

    def take(self, candidate: Candidate) -> None:
        """Goes on with a candidate that was accepted."""
        before = self._current(candidate) if self._is_notebook(candidate.path) else None
        after = None if before is None else before.edited(candidate.edits)
        if after is not None:
            self._notebooks[candidate.path] = after

    def _is_notebook(self, path: Path) -> bool:
        return path.suffix == NOTEBOOK and path.absolute() not in self._held

    def _current(self, candidate: Candidate) -> NotebookFile | None:
        """The notebook whose module a candidate edits."""
        path = candidate.path
        try:
            found = self._notebooks.get(path) or read_notebook(path)
        except UnreadableFile:
            return None
        self._notebooks[path] = found
        return found if found.module == candidate.source else None
