"""What a profiler or a file told, before it is known which functions of the workspace it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from speedwright.model.profile import Backend, Cost, Frame
from speedwright.profiling.stacks import Stacks


@dataclass(frozen=True, slots=True)
class Measured:
    """Stacks, or a table, or both.

    `lines` has the costs of single lines (frames with a `line`; their `name` may be empty) where the source knows
    them better than by its stacks, `functions` those of functions, at their first line. With either, stacks
    only add the totals, in proportion. `has_native` tells whether native frames were looked for.
    """

    backend: Backend
    stacks: Stacks
    total_s: float
    samples: int
    has_native: bool = False
    lines: Mapping[Frame, Cost] = field(default_factory=dict)
    functions: Mapping[Frame, Cost] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def of_stacks(backend: Backend, stacks: Stacks, has_native: bool, notes: tuple[str, ...] = ()) -> Measured:
    """What stacks alone tell."""
    if stacks.shortened_s > 0:
        notes = (*notes, f"stacks of {stacks.shortened_s:.3g} s were too deep or too many, and are shortened")
    return Measured(backend, stacks, stacks.total_s, sum(stacks.samples), has_native, notes=notes)
