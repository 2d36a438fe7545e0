"""What a run of mining gave, as a value for those who print it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from speedwright.mining.summarising import Kind


@dataclass(frozen=True, slots=True)
class Row:
    """One cluster: its page's name, in how many problems it occurs, how many times as fast it made them, its share of
    the pairs' speedups, what became of it, and the full verdict's ratio where there is one.

    `fate` is `written`, `duplicate`, `imprecise`, `refused`, or the verdict that kept it back; `reason` says why.
    """

    name: str
    support: int
    gain: float
    share: float
    fate: str
    reason: str = ""
    precision: float | None = None
    per_kloc: float | None = None
    proved: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """How many pairs came in, how many of them were remembered and failed, what they gave, and why some failed."""

    pairs: int
    remembered: int
    failed: int
    edits: int
    tried: int
    same: int
    paying: int
    rows: tuple[Row, ...]
    unexpressed: tuple[Kind, ...]
    problems: tuple[tuple[str, int], ...]
    elapsed_s: float

    @property
    def pages(self) -> int:
        """How many pages were written."""
        return sum(row.fate == "written" for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {"schema": 1, "pages": self.pages, **asdict(self)}
