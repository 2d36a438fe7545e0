"""Paired timings of two versions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SizeMeasurement:
    """CPU-time ratio original / candidate at input size `n`, with its interval.

    `original_s` and `candidate_s` are medians of seconds per first call. `realistic` marks sizes that
    examples showed, against those of the ladder.
    """

    n: int
    ratio: float
    low: float
    high: float
    original_s: float
    candidate_s: float
    realistic: bool


@dataclass(frozen=True, slots=True)
class Complexity:
    """Fitted growth before and after, as `O(n^k)` terms."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """The ratio that decides (first calls at the largest size), every size, ascending, and what else was measured.

    `warm_ratio` is that of repeated calls with the same arguments: shown, never counted.
    `import_cost_s` is what the candidate's import costs beyond the original's. `noise_floor` is the ratio that
    identical code reaches on this machine; 1 where that was not measured. `instruction_ratio` is that of executed
    instructions (original / candidate), counted where it was asked for and timing left the answer open;
    `not_counted` says why it is missing all the same. `slowest_call` is one of the largest size, as text.
    """

    ratio: float
    low: float
    high: float
    sizes: tuple[SizeMeasurement, ...]
    complexity: Complexity | None = None
    memory_ratio: float | None = None
    warm_ratio: float | None = None
    import_cost_s: float = 0.0
    crossover: int | None = None
    noise_floor: float = 1.0
    instruction_ratio: float | None = None
    not_counted: str = ""
    slowest_call: str = ""
