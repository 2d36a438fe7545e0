"""Something that kept Speedwright from doing part of its work, and did not end it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence for people, and the file it is about; `path` is None where it is about no single file."""

    path: Path | None
    message: str
