"""What `improve` tells about one candidate."""

from __future__ import annotations

from dataclasses import dataclass

from speedwright.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Improvement:
    """A verdict, the unified diff of its candidate, and whether the edit was written to the file."""

    verdict: Verdict
    diff: str
    applied: bool = False
