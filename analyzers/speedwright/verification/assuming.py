"""Finding out what an original without hints accepts, by trying what its code suggests."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from speedwright.model.signature import Parameter
from speedwright.sandbox.guest_handle import Guest
from speedwright.verification.domain import outside
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.registry import cases
from speedwright.verification.inputs.usage import alternatives

TRIALS = 16
# An assumption is kept when the original accepts most of what it draws, or as much as of any other.
_GOOD = 0.5


def assume(guest: Guest, drawing: Drawing, case_s: float) -> tuple[Drawing, ...]:
    """The drawing with assumed shapes where hints are absent: those that the original accepts, the best first.

    All of them are kept, because a function without hints promises something for each: rows may be lists.
    """
    options = alternatives(drawing)
    if len(options) == 1:
        return (_with(drawing, options[0]),)
    rated = [(_accepted(guest, _with(drawing, option), case_s), -rank) for rank, option in enumerate(options)]
    best = max(rated, default=(0.0, 0))[0]
    if best == 0:
        return ()
    wanted = min(_GOOD, best)
    kept = sorted((each for each in rated if each[0] >= wanted), reverse=True)
    return tuple(_with(drawing, options[-rank]) for _, rank in kept)


def _with(drawing: Drawing, parameters: Sequence[Parameter]) -> Drawing:
    signature = dataclasses.replace(drawing.signature, parameters=tuple(parameters))
    return dataclasses.replace(drawing, signature=signature)


def _accepted(guest: Guest, drawing: Drawing, case_s: float) -> float:
    """The share of a few drawn inputs that the original accepts."""
    drawn = list(itertools.islice(cases(drawing, TRIALS), TRIALS))
    if not drawn:
        return 0.0
    answers = guest.observe(drawn, case_s)
    inside = [each for each in zip(drawn, answers, strict=False) if outside(*each) is None]
    return len(inside) / len(drawn)
