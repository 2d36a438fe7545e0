"""What was tried to tell original and candidate apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Difference(str, Enum):
    """In what original and candidate differ; the values are those of the JSON contract."""

    VALUE = "value"
    TYPE = "type"
    ORDER = "order"
    EXCEPTION = "exception"
    ARGUMENTS = "arguments"
    ALIASING = "aliasing"
    STATE = "state"
    OUTPUT = "output"
    EFFECTS = "effects"
    LAZINESS = "laziness"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A shrunk input on which the two differ. `call` can be pasted; its last statement is what was observed."""

    call: str
    original: str
    candidate: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Assumption:
    """What one parameter was assumed to be, and from what: `hint`, `example`, `usage` or `default`."""

    type: str
    source: str


@dataclass(frozen=True, slots=True)
class Mutants:
    """Faults planted in the candidate, one at a time: how many, how many the inputs noticed, how many cannot be
    noticed (same byte code, or a value that never changes), and those that should have been, as text.
    """

    planted: int
    killed: int
    equivalent: int
    missed: tuple[str, ...]

    @property
    def score(self) -> float:
        """The share that was noticed of those that can be; 1 where none can."""
        judged = self.killed + len(self.missed)
        return self.killed / judged if judged else 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The strength of the attempt.

    `outside` counts inputs put outside the domain, per reason; `unreached` are the branches that no input reached, as
    text. `state_kept` names what the candidate keeps from one call to the next: state that calls changed, caches,
    attributes it added to arguments. `notes` are sentences on what else was done, `problems` those on what
    was asked for and could not be done.
    """

    inputs: int
    sources: Mapping[str, int]
    isolation: str
    domain: Mapping[str, Assumption]
    branch_coverage: float | None = None
    candidate_branch_coverage: float | None = None
    mutation_score: float | None = None
    counterexample: Counterexample | None = None
    relaxations: tuple[str, ...] = ()
    outside: Mapping[str, int] = field(default_factory=dict)
    mutants: Mutants | None = None
    unreached: tuple[str, ...] = ()
    state_kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
