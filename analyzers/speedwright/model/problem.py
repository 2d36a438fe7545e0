"""Something that kept Speedwright from doing part of its work, and did not end it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence for people, with the file and the line (from 1) it is about; None where it is about none."""

    path: Path | None
    message: str
    line: int | None = None
