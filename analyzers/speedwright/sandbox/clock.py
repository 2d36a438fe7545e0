"""The CPU clock of another process, read from outside: what runs there cannot bend it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

# Linux derives the clock of a process from its number: clock_getcpuclockid(3), CPUCLOCK_SCHED.
_SCHEDULER_CLOCK = 2


def cpu_seconds(pid: int) -> float:
    """Processor seconds that process `pid` used so far. Raises ProcessLookupError when it is gone.

    Nanoseconds fine on Linux; as fine as the system accounts elsewhere (psutil).
    """
    if sys.platform == "linux":
        try:
            return time.clock_gettime((~pid << 3) | _SCHEDULER_CLOCK)
        except OSError as error:
            raise ProcessLookupError(pid) from error
    return _through_psutil(pid)


def queued_seconds(pid: int) -> float:
    """Seconds that process `pid` was ready to run and had no processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _through_psutil(pid: int) -> float:
    import psutil

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error as error:
        raise ProcessLookupError(pid) from error
    return float(times.user + times.system)
