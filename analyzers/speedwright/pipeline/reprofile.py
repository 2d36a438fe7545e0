"""Use case: run the command of a profile again, with and without accepted edits: did the program get faster?"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.improvement import Improvement
from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.files import NOTEBOOK
from speedwright.processes import cpu_of

# What no program needs of a copy of its sources, or brings along by its own path.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".speedwright", ".tox", ".nox", ".*_cache"
)


@dataclass(frozen=True, slots=True)
class Reprofiled:
    """CPU seconds of the same command in two copies of the workspace, one after the other."""

    before_s: float
    after_s: float

    @property
    def ratio(self) -> float:
        """How many times as fast the program was with the edits; of one run each, so without an interval."""
        return self.before_s / self.after_s if self.after_s > 0 else 0.0


def reprofiled(
    kept: Profile, accepted: Sequence[Improvement], root: Path, listener: Listener, cancellation: Cancellation
) -> Reprofiled:
    """Runs the command of `kept` before and after the accepted edits, in scratch copies of the workspace.

    Its CPU time is measured, not sampled: what became fast may be over before a profiler has seen it. A program that
    imports an editable installation gets the workspace itself, and so no difference. Raises SpeedwrightError where
    the profile does not say what was run, or that cannot be run, and Cancelled.
    """
    if not kept.target.command:
        raise SpeedwrightError("the profile does not tell which command was run, so it cannot be run again")
    found = []
    for name, texts in zip(("before", "after"), _texts(accepted), strict=True):
        listener(Progress(f"the program once more, {name} the edits"))
        with tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True) as scratch:
            copy = Path(scratch).resolve() / root.name
            _copy(root, copy, texts)
            found.append(_cpu_s(kept, root, copy, cancellation))
    return Reprofiled(*found)


def _cpu_s(kept: Profile, root: Path, copy: Path, cancellation: Cancellation) -> float:
    target = kept.target
    command = (target.command[0], *(_moved(word, root, copy) for word in target.command[1:]))
    folder = Path(_moved(target.folder, root, copy)) if target.folder else copy
    folder = folder if folder.is_dir() else copy
    status, seconds = cpu_of(command, folder, {**os.environ, "PWD": str(folder)}, cancellation)
    if status != (target.status or 0):
        raise SpeedwrightError(f"the program ended with status {status} in a copy of the workspace: {folder}")
    return seconds


def _texts(accepted: Sequence[Improvement]) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """By absolute path: the text that the first edit of a file was for, and the one that the last left."""
    before: dict[Path, bytes] = {}
    after: dict[Path, bytes] = {}
    for each in accepted:
        candidate = each.verdict.candidate
        if candidate.path.suffix == NOTEBOOK:
            # No program runs the module that a notebook is.
            continue
        before.setdefault(candidate.path.absolute(), candidate.source)
        after[candidate.path.absolute()] = candidate.result
    return before, after


def _copy(root: Path, copy: Path, texts: Mapping[Path, bytes]) -> None:
    try:
        shutil.copytree(root, copy, symlinks=True, ignore=LEFT_OUT, ignore_dangling_symlinks=True)
        for path, text in texts.items():
            (copy / path.relative_to(root)).write_bytes(text)
    except (OSError, shutil.Error, ValueError) as error:
        raise SpeedwrightError(f"the workspace cannot be copied: {error}") from error


def _moved(word: str, root: Path, copy: Path) -> str:
    """A path in the workspace as one in its copy; other words as they are."""
    path = Path(word)
    return str(copy / path.relative_to(root)) if path.is_absolute() and path.is_relative_to(root) else word
