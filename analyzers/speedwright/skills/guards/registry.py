"""All guards by name."""

from __future__ import annotations

from speedwright.skills.guards import growth, loops, names, numbers, recursion, values
from speedwright.skills.guards.base import Guard

_MODULES = (growth, loops, names, numbers, recursion, values)

GUARDS: dict[str, Guard] = {
    each.name: each for module in _MODULES for each in vars(module).values() if isinstance(each, Guard)
}
