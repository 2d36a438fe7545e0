"""Calls of one size that give certain lines more to do: changed copies of those that do so already."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.recipe import Call, Case
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import size_of, varied
from speedwright.verification.inputs.mutating import Mutator

# A copy may differ so much from the size that was asked for.
_TOLERANCE = 0.2


class Stressing:
    """It needs to be told which calls are hot, so it is not one of the sources that are drawn from beforehand."""

    name = "stressing"

    def __init__(self, drawing: Drawing) -> None:
        self._rng = drawing.random(self.name)
        self._mutator = Mutator(drawing, self.name)

    def near(self, calls: Sequence[Call], size: int, count: int) -> list[Case]:
        """At most `count` calls of about this size: some of the given ones with places changed, some redrawn."""
        drawn = (self._near(self._rng.choice(calls)) for _ in range(count))
        fitting = [call for call in drawn if call and abs(size_of(call) - size) <= _TOLERANCE * size]
        return [Case((call,), self.name) for call in fitting]

    def _near(self, call: Call) -> Call | None:
        return self._mutator.mutated(call) if self._rng.random() < 0.7 else varied(call, self._rng)
