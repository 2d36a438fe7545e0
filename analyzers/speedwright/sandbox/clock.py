"""The clocks of another process, read from outside: what runs there cannot bend them. Linux only.

What other systems have instead stands in `other_clocks`.
"""

from __future__ import annotations

import time
from pathlib import Path

# Linux derives the clock of a process from its number: clock_getcpuclockid(3), CPUCLOCK_SCHED.
_SCHEDULER_CLOCK = 2


def cpu_seconds(pid: int) -> float:
    """Processor seconds that process `pid` used so far, in nanoseconds. Raises ProcessLookupError when it is gone."""
    try:
        return time.clock_gettime((~pid << 3) | _SCHEDULER_CLOCK)
    except OSError as error:
        raise ProcessLookupError(pid) from error


def queued_seconds(task: int | str) -> float:
    """Seconds that a task was ready to run and had no processor; 0 where the kernel does not tell.

    A task is the number of a process, or `thread-self`.
    """
    try:
        return int(Path(f"/proc/{task}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def peak_memory(pid: int) -> int:
    """The most bytes that process `pid` had resident so far; 0 where the kernel does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
        return int(status.partition(b"VmHWM:")[2].split(maxsplit=1)[0]) * 1024
    except (OSError, ValueError, IndexError):
        return 0
