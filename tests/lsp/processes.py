"""What runs below a server, and whether it ended with it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path


def children(pid: int) -> set[int]:
    """The processes below this one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found: set[int] = set()
    while grown := {each for each, parent in parents.items() if parent in found | {pid}} - found:
        found |= grown
    return found


async def ended(running: set[int]) -> set[int]:
    """Those that do not end, however long one waits."""
    left = running
    for _ in range(100):
        left = {pid for pid in left if _alive(pid)}
        if not left:
            break
        await asyncio.sleep(0.1)
    return left


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
