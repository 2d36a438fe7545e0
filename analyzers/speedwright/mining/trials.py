"""What mining asks of whoever can run code: the questions and answers, and no way to run any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from speedwright.mining.pairs import Pair


@dataclass(frozen=True, slots=True)
class Trial:
    """Versions of a pair's module to be tried beside `original` on the pair's own inputs."""

    pair: Pair
    original: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one version: `reason` says why it is another one, `ratio` how many times as fast it is."""

    same: bool
    reason: str = ""
    ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict of the full verification on one version, with the ratio and its interval where it was measured."""

    outcome: str
    reason: str
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether it is the same and faster."""
        return self.outcome == "accepted"


Try = Callable[[Trial], tuple[Tried, ...]]
"""Tries the versions of a trial, in their order. Raises SpeedwrightError where the original cannot be run."""

Verify = Callable[[Pair, str, str], Proof]
"""The full verdict on two whole modules, before and after. Raises SpeedwrightError where nothing can be started."""
