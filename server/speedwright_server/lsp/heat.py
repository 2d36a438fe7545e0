"""The profile that a session shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.model.profile import Profile
from speedwright.pipeline.documents import SourceFile

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat, Heats


class ShownHeat:
    """Holds the last profile. Any thread may ask for heat; `heats` is another object whenever the profile is."""

    def __init__(self) -> None:
        self.heats: Heats | None = None

    def take(self, profile: Profile, root: Path) -> None:
        """Shows the heat of a profile of this workspace, in place of an earlier one."""
        # Imported when first asked for: without a profile nothing of it is needed.
        from speedwright.pipeline.heating import Heats

        self.heats = Heats(profile, root)

    def clear(self) -> None:
        """Shows no heat any more."""
        self.heats = None


def heat_in(heats: Heats | None, source: SourceFile) -> FileHeat | None:
    """The heat of a text; None where the run did not meet its file, which then is not known to be cold."""
    if heats is None or source.language.name != "python":
        return None
    heat = heats.of(source)
    return heat if heat.functions else None
