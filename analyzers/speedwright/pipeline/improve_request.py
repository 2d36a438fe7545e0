"""What `improve` is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.model.profile import Profile
from speedwright.pipeline.language_model.use import ModelUse
from speedwright.settings import Settings

Teller = Callable[[Problem], None]


def untold(problem: Problem) -> None:
    """For runs whose problems nobody asks for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file or folder, or one function, method or class of a file."""

    path: Path
    qualname: str | None = None


@dataclass(frozen=True, slots=True)
class ImproveRequest:
    """What to improve and how. `overlay` holds the unsaved texts of editors by absolute path.

    With `cumulative`, each function builds on what was accepted before it, so that the diffs of a file are a series
    to be applied one after the other; without, each is for the text as it is. `apply` writes what is accepted, and
    so is always cumulative. Paths in diffs are relative to `diff_base` (default: the root). With a `profile`, the
    hottest function of all targets comes first, and what is accepted tells its worth to the whole program. With a
    `model`, that is asked for each function, too, and the best of all accepted versions is taken.
    """

    targets: tuple[Target, ...]
    root: Path
    settings: Settings
    apply: bool = False
    calls: Path | None = None
    python: str | None = None
    budget_s: float | None = None
    overlay: Mapping[Path, bytes] = field(default_factory=dict)
    cumulative: bool = False
    diff_base: Path | None = None
    profile: Profile | None = None
    model: ModelUse | None = None

    @property
    def is_cumulative(self) -> bool:
        """Whether a function is searched in what was accepted before it."""
        return self.apply or self.cumulative

    def recorded_calls(self) -> str | None:
        """The text of `calls`. Raises SpeedwrightError where it cannot be read."""
        if self.calls is None:
            return None
        try:
            return self.calls.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SpeedwrightError(f"{self.calls}: cannot be read: {error}") from error
