"""A proposed change to one file, and what has to be verified about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from speedwright.model.finding import Finding
from speedwright.model.text import TextEdit, apply_edits


class Origin(str, Enum):
    """Who wrote a candidate; the values are those of the JSON contract."""

    REWRITE = "rewrite"
    MODEL = "model"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Edits to the module `source` at `path`, with the functions to verify.

    `entry_points` are qualified names (`f`, `C.m`) inside the module. `skills` names the plan the edits came
    from, in the order they were applied. A candidate that a user brings has neither finding nor skills; one that a
    model wrote has the model's `explanation` of it, on one line.
    """

    path: Path
    source: bytes
    edits: tuple[TextEdit, ...]
    entry_points: tuple[str, ...]
    origin: Origin
    title: str
    skills: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    explanation: str = ""

    @property
    def result(self) -> bytes:
        """The module after the edits."""
        return apply_edits(self.source, self.edits)
