"""What a change costs whoever reads the code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeComplexity:
    """Cyclomatic complexity (McCabe, 1976; the number of paths, 1 for straight code) and maintainability index
    (0 to 100, Oman and Hagemeister as radon computes it; more is better).
    """

    cyclomatic: int
    maintainability: float


@dataclass(frozen=True, slots=True)
class Price:
    """The complexity of the functions that a candidate changes, with what it adds beside them, before and after."""

    before: CodeComplexity
    after: CodeComplexity

    @property
    def order(self) -> tuple[int, float]:
        """Smaller for simpler results."""
        return self.after.cyclomatic, -self.after.maintainability
