"""What a guest may not have, looked at from outside while it works: many processes, and a full scratch folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

# What a fork bomb meets while its module is imported. Later no process can be started, and none may be left by then.
PROCESSES_LIMIT = 16
FILES_LIMIT = 4096


def processes_beside(pid: int) -> int:
    """How many processes share the session of `pid`, itself included; 0 when it is gone.

    A guest cannot leave its session where seccomp is in force.
    """
    with contextlib.suppress(OSError):
        session = os.getsid(pid)
        return sum(_session(entry) == session for entry in os.listdir("/proc") if entry.isdigit())  # noqa: PTH208
    return 0


def _session(entry: str) -> int:
    try:
        return os.getsid(int(entry))
    except OSError:
        return -1


def is_full(folder: Path, limit: int) -> bool:
    """Whether the files below `folder` take more than `limit` bytes of the disk, or are too many."""
    total = 0
    for number, size in enumerate(_sizes(folder)):
        total += size
        if total > limit or number > FILES_LIMIT:
            return True
    return False


def _sizes(folder: Path) -> Iterator[int]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                yield entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    yield from _sizes(Path(entry.path))
