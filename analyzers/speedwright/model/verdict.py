"""The answer about one candidate, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from speedwright.model.candidate import Candidate
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement


class Outcome(str, Enum):
    """The four verdicts; the values are those of the JSON contract."""

    ACCEPTED = "accepted"
    DIFFERENT = "different"
    NOT_FASTER = "not-faster"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about `function` of `candidate`; `reason` is one sentence for people.

    `function` is the dotted name with its module (`mod.f`). `dependencies` pairs the files that stand for
    what the original loaded and read (those of the workspace relative to its root) with the SHA-256 of their
    content: a change there voids the verdict.
    """

    candidate: Candidate
    function: str
    outcome: Outcome
    reason: str
    evidence: Evidence
    measurement: Measurement | None
    elapsed_s: float
    dependencies: tuple[tuple[str, str], ...] = ()
    parts: tuple[Verdict, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the candidate may be offered as an edit."""
        return self.outcome is Outcome.ACCEPTED
