"""What `clock` would read on macOS and Windows. Written from their documentation and never tried there.

Nothing calls this yet: on these systems nothing confines the children, and without that no user code is run. macOS
has proc_pid_rusage(3), which also counts instructions and the time a process was ready to run; Windows has
GetProcessTimes, in steps of a scheduler tick (about 16 ms), so that batches there would have to be longer.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from dataclasses import dataclass

_MACOS_VERSION = 4
_MACOS_FIELDS = (  # noqa: SIM905 - one name a line would hide the rest
    "user_time system_time pkg_idle_wkups interrupt_wkups pageins wired_size resident_size phys_footprint "
    "proc_start_abstime proc_exit_abstime child_user_time child_system_time child_pkg_idle_wkups "
    "child_interrupt_wkups child_pageins child_elapsed_abstime diskio_bytesread diskio_byteswritten "
    "cpu_time_qos_default cpu_time_qos_maintenance cpu_time_qos_background cpu_time_qos_utility cpu_time_qos_legacy "
    "cpu_time_qos_user_initiated cpu_time_qos_user_interactive billed_system_time serviced_system_time "
    "logical_writes lifetime_max_phys_footprint instructions cycles billed_energy serviced_energy "
    "interval_max_phys_footprint runnable_time"
).split()
_QUERY_LIMITED_INFORMATION = 0x1000
# FILETIME counts steps of 100 nanoseconds.
_FILETIME_S = 1e-7


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process used so far: CPU seconds, peak memory in bytes, and seconds ready to run without a processor
    (0 where the system does not tell)."""

    cpu_s: float
    peak_memory: int
    queued_s: float


class RusageInfo(ctypes.Structure):
    """`struct rusage_info_v4` of <sys/resource.h> on macOS; times are in units of mach_timebase_info."""

    _fields_ = [("uuid", ctypes.c_uint8 * 16), *((name, ctypes.c_uint64) for name in _MACOS_FIELDS)]


class Timebase(ctypes.Structure):
    """`struct mach_timebase_info`: nanoseconds are units * numer / denom."""

    _fields_ = [("numer", ctypes.c_uint32), ("denom", ctypes.c_uint32)]


class MemoryCounters(ctypes.Structure):
    """`PROCESS_MEMORY_COUNTERS` of <psapi.h> on Windows."""

    _fields_ = [
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        *(
            (name, ctypes.c_size_t)
            for name in (
                "peak_working_set",
                "working_set",
                "peak_paged_pool",
                "paged_pool",
                "peak_nonpaged_pool",
                "nonpaged_pool",
                "pagefile",
                "peak_pagefile",
            )
        ),
    ]


def usage(pid: int) -> Usage:
    """What process `pid` used. Raises ProcessLookupError when it is gone, NotImplementedError on other systems."""
    if sys.platform == "darwin":
        return _on_macos(pid)
    if sys.platform == "win32":
        return _on_windows(pid)
    raise NotImplementedError(sys.platform)


def macos_usage(info: RusageInfo, base: Timebase) -> Usage:
    """A filled structure in seconds and bytes."""
    unit_s = base.numer / base.denom / 1e9
    return Usage(
        (info.user_time + info.system_time) * unit_s, info.lifetime_max_phys_footprint, info.runnable_time * unit_s
    )


def _on_macos(pid: int) -> Usage:
    library = ctypes.CDLL(ctypes.util.find_library("System"))
    info, base = RusageInfo(), Timebase()
    if library.proc_pid_rusage(pid, _MACOS_VERSION, ctypes.byref(info)) != 0:
        raise ProcessLookupError(pid)
    library.mach_timebase_info(ctypes.byref(base))
    return macos_usage(info, base)


def _on_windows(pid: int) -> Usage:
    kernel = ctypes.CDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, 0, pid))
    if not process:
        raise ProcessLookupError(pid)
    times = [ctypes.c_uint64() for _ in range(4)]
    memory = MemoryCounters(size=ctypes.sizeof(MemoryCounters))
    try:
        known = kernel.GetProcessTimes(process, *map(ctypes.byref, times))
        known = known and kernel.K32GetProcessMemoryInfo(process, ctypes.byref(memory), memory.size)
    finally:
        kernel.CloseHandle(process)
    if not known:
        raise ProcessLookupError(pid)
    _, _, in_kernel, in_user = times
    return Usage((in_kernel.value + in_user.value) * _FILETIME_S, memory.peak_working_set, 0.0)
