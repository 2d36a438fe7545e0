"""From a brief to what can be done: skills that belong together, and the steps that apply them."""

from __future__ import annotations

from dataclasses import dataclass

from speedwright.model.candidate import Candidate


@dataclass(frozen=True, slots=True)
class SkillSet:
    """Skills of one mechanism, the most promising first.

    `strategy` names the meta page that says how to use them, empty where no page does. `matched` tells skills whose
    query hit the code from those whose page only reads alike.
    """

    mechanism: str
    strategy: str
    skills: tuple[str, ...]
    matched: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to make a function faster, by the mechanism of its set.

    `steps` are alternatives and complements alike, each for the text as it is, the most promising first: whoever
    carries the plan out verifies one, and plans anew on what it leaves. Pages that only read alike give none.
    """

    skills: SkillSet
    steps: tuple[Candidate, ...]
