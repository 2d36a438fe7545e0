"""Guards are found by name, so no two may share one."""

from __future__ import annotations

from collections import Counter

from speedwright.skills.guards.base import Guard
from speedwright.skills.guards.registry import _MODULES


def test_no_two_guards_share_a_name() -> None:
    declared = {
        (each.name, id(each)) for module in _MODULES for each in vars(module).values() if isinstance(each, Guard)
    }
    shared = [name for name, count in Counter(name for name, _ in declared).items() if count > 1]
    assert shared == []
