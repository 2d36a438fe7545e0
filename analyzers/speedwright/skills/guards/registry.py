"""All guards by name."""

from __future__ import annotations

from speedwright.skills.guards import emptiness, growth, loops, names, numbers, recursion, rounds, scans, values
from speedwright.skills.guards.base import Guard

_MODULES = (emptiness, growth, loops, names, numbers, recursion, rounds, scans, values)

GUARDS: dict[str, Guard] = {
    each.name: each for module in _MODULES for each in vars(module).values() if isinstance(each, Guard)
}
