"""Clocks of other processes: here, and the shapes of what other systems answer."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest

from speedwright.sandbox.clock import cpu_seconds, peak_memory, queued_seconds
from speedwright.sandbox.other_clocks import MemoryCounters, RusageInfo, Timebase, macos_usage, usage


def test_a_process_that_is_gone_has_no_clock() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with pytest.raises(ProcessLookupError):
        cpu_seconds(gone.pid)
    assert peak_memory(gone.pid) == 0
    assert queued_seconds(gone.pid) == 0.0


def test_work_and_memory_of_another_process_show() -> None:
    program = "data = bytes(64 << 20)\nsum(range(10**6))\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert cpu_seconds(other.pid) > 0
        assert peak_memory(other.pid) > 0
        other.kill()


def test_the_own_thread_tells_how_long_it_waited() -> None:
    assert queued_seconds("thread-self") >= 0.0


def test_structures_are_as_large_as_documented() -> None:
    assert ctypes.sizeof(RusageInfo) == 16 + 35 * 8
    assert RusageInfo.lifetime_max_phys_footprint.offset == 16 + 28 * 8
    assert ctypes.sizeof(MemoryCounters) == 72 if ctypes.sizeof(ctypes.c_void_p) == 8 else 40


def test_macos_times_are_converted_by_the_timebase() -> None:
    info = RusageInfo(user_time=24_000_000, system_time=24_000_000, lifetime_max_phys_footprint=5, runnable_time=24)
    found = macos_usage(info, Timebase(125, 3))
    assert found.cpu_s == pytest.approx(2.0)
    assert (found.peak_memory, found.queued_s) == (5, pytest.approx(1e-6))


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there it can be asked")
def test_elsewhere_there_is_nothing_to_ask() -> None:
    with pytest.raises(NotImplementedError):
        usage(os.getpid())
