"""The calls that timings are made of."""

from __future__ import annotations

from dataclasses import dataclass

from speedwright.model.recipe import Call

EXAMPLES = "examples"
LADDER = "ladder"


@dataclass(frozen=True, slots=True)
class WorkloadSize:
    """Distinct calls of about one size `n`, all of which the original answers and both versions answer alike.

    `call_s` is a rough time of one call of the original, to choose batches by; it decides nothing.
    """

    n: int
    calls: tuple[Call, ...]
    call_s: float

    @property
    def total_s(self) -> float:
        """The rough time of all calls, each once."""
        return self.call_s * len(self.calls)


@dataclass(frozen=True, slots=True)
class Workload:
    """Sizes, ascending. The largest is the one that decides; `origin` says
    where the sizes are from: `EXAMPLES` or `LADDER`.
    """

    sizes: tuple[WorkloadSize, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class ProgramSize:
    """Texts of about one length `n`, in bytes, that both versions of a program answer alike.

    `run_s` is a rough time of one run of the original. `realistic` marks those that were given.
    """

    n: int
    texts: tuple[bytes, ...]
    run_s: float
    realistic: bool
