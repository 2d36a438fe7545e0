"""Profile files of others, by their content: suffixes say little about them."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol

import msgspec

from speedwright.model.profile import Profile, Target
from speedwright.model.profile_json import KIND, ProfileError, profile_from_json
from speedwright.profiling.anchoring import Anchoring
from speedwright.profiling.building import built
from speedwright.profiling.content import Content, content_of
from speedwright.profiling.importers import collapsed, pstats, scalene, speedscope
from speedwright.profiling.measured import Measured

RATE = 100.0
"""Samples a second where a file does not say: the default of py-spy."""


class Importer(Protocol):
    """A module of `importers`."""

    NAME: str

    def recognises(self, content: Content) -> bool:
        """Whether a file is in this format."""
        ...

    def read(self, content: Content, rate: float, /) -> Measured:
        """What the file tells. Raises ProfileError."""
        ...


# A pstats file may contain anything that looks like lines; JSON cannot be mistaken.
IMPORTERS: tuple[Importer, ...] = (speedscope, scalene, pstats, collapsed)


def load_profile(path: Path, root: Path, rate: float = RATE) -> Profile:
    """The profile in a file: one of our own, or what another profiler wrote, told apart by content.

    Places of others become functions of the texts below `root` and beside the file, as far as these were not changed
    since the file was written. Raises ProfileError.
    """
    content = content_of(path)
    try:
        if _is_own(content):
            return profile_from_json(_decoded(content))
        importer = next((each for each in IMPORTERS if each.recognises(content)), None)
        if importer is None:
            names = ", ".join(each.NAME for each in IMPORTERS)
            raise ProfileError(f"is no profile that Speedwright can read (its own, {names})")
        measured = importer.read(content, rate)
    except ProfileError as error:
        raise ProfileError(f"{path}: {error}") from error
    changed_ns = path.stat().st_mtime_ns
    created = datetime.fromtimestamp(changed_ns / 1e9, timezone.utc).isoformat(timespec="seconds")
    return built(measured, Anchoring(root, root, changed_ns), Target(), created)


def _is_own(content: Content) -> bool:
    return content.members is not None and bytes(content.members.get("kind", b"")) == b'"%s"' % KIND.encode()


def _decoded(content: Content) -> object:
    try:
        return msgspec.json.decode(content.text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProfileError(f"is damaged JSON: {error}") from error
