"""All guards by name."""

from __future__ import annotations

from speedwright.skills.guards import (
    copies,
    element_loops,
    emptiness,
    growth,
    invariants,
    loops,
    makers,
    merging,
    names,
    numbers,
    prefixes,
    recursion,
    regexes,
    rounds,
    scans,
    searches,
    string_building,
    texts,
    values,
    wording,
)
from speedwright.skills.guards.base import Guard

_MODULES = (
    copies,
    element_loops,
    emptiness,
    growth,
    invariants,
    loops,
    makers,
    merging,
    names,
    numbers,
    prefixes,
    recursion,
    regexes,
    rounds,
    scans,
    searches,
    string_building,
    texts,
    values,
    wording,
)

_ALL = [each for module in _MODULES for each in vars(module).values() if isinstance(each, Guard)]
GUARDS: dict[str, Guard] = {each.name: each for each in _ALL}
