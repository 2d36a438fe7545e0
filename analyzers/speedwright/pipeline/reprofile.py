"""Use case: run the command of a profile again, with and without accepted edits: did the program get faster?"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.improvement import Improvement
from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.profile import ProfileRequest, profile
from speedwright.profiling.registry import DEFAULT, backend_names
from speedwright.settings import Settings

# What no program needs of a copy of its sources, or brings along by its own path.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".speedwright", ".tox", ".nox", ".*_cache"
)


@dataclass(frozen=True, slots=True)
class Reprofiled:
    """The same command in two copies of the workspace, one after the other."""

    before: Profile
    after: Profile

    @property
    def ratio(self) -> float:
        """How many times as fast the program was with the edits; of one run each, so without an interval."""
        return self.before.total_s / self.after.total_s if self.after.total_s > 0 else 0.0


def reprofiled(
    kept: Profile,
    accepted: Sequence[Improvement],
    root: Path,
    settings: Settings,
    listener: Listener,
    cancellation: Cancellation,
) -> Reprofiled:
    """Runs the command of `kept` before and after the accepted edits, in scratch copies of the workspace.

    Raises SpeedwrightError where the profile does not say what was run, or the program does not use the copies.
    """
    if not kept.target.command:
        raise SpeedwrightError("the profile does not tell which command was run, so it cannot be run again")
    before, after = _texts(accepted)
    found = []
    for name, texts in (("before", before), ("after", after)):
        listener(Progress(f"the program once more, {name} the edits"))
        with tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True) as scratch:
            copy = Path(scratch).resolve() / root.name
            _copy(root, copy, texts)
            taken = profile(_request(kept, root, copy, settings), listener, cancellation)
            cancellation.check()
            _require_own(taken, root, [path.relative_to(root).as_posix() for path in texts])
            found.append(taken)
    return Reprofiled(*found)


def _texts(accepted: Sequence[Improvement]) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """By absolute path: the text that the first edit of a file was for, and the one that the last left."""
    before: dict[Path, bytes] = {}
    after: dict[Path, bytes] = {}
    for each in accepted:
        candidate = each.verdict.candidate
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


def _request(kept: Profile, root: Path, copy: Path, settings: Settings) -> ProfileRequest:
    target = kept.target
    backend = kept.backend.name if kept.backend.name in backend_names() else DEFAULT
    command = (target.command[0], *(_moved(word, root, copy) for word in target.command[1:]))
    folder = Path(_moved(target.folder, root, copy)) if target.folder else copy
    return ProfileRequest(
        root=copy,
        settings=settings,
        folder=folder if folder.is_dir() else copy,
        words=command,
        backend=backend,
        quiet=True,
        environment={"PWD": str(folder)},
    )


def _moved(word: str, root: Path, copy: Path) -> str:
    """A path in the workspace as one in its copy; other words as they are."""
    path = Path(word)
    return str(copy / path.relative_to(root)) if path.is_absolute() and path.is_relative_to(root) else word


def _require_own(taken: Profile, root: Path, edited: Sequence[str]) -> None:
    """An installed package leads back to the workspace itself, and then nothing was compared."""
    measured = {each.path for each in taken.functions}
    for path in edited:
        if path not in measured and str(root / path) in measured:
            raise SpeedwrightError(
                f"the program imports {root / path} wherever it is started (an editable installation?): "
                "with --apply, `speedwright profile` and `speedwright profile --diff` show the difference"
            )
