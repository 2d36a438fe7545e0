"""The profile that a session shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speedwright.model.profile import Profile


@dataclass(frozen=True, slots=True, eq=False)
class ShownProfile:
    """A profile, and the workspace whose files it is about. Two are the same only when they are one object."""

    profile: Profile
    root: Path
