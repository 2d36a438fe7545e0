"""All guards by name."""

from __future__ import annotations

from speedwright.skills.guards import loops, names, values
from speedwright.skills.guards.base import Guard

GUARDS: dict[str, Guard] = {
    each.name: each for module in (loops, names, values) for each in vars(module).values() if isinstance(each, Guard)
}
