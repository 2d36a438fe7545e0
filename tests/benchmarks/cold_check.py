"""How long `speedwright check` takes on one small file, in a cold process: `python -m tests.benchmarks.cold_check`.

The bar is 0.15 s of CPU time (of the child, as the kernel counts it), looked at anew; `kept` is the same with what
was found before. Prints medians, the quickest and the slowest: whatever else the machine does only adds.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 21
SMALL_FILE = '''\
"""Orders that are still open."""


def open_orders(orders, closed):
    """The orders whose number is not in the list `closed`."""
    closed_numbers = [order["number"] for order in closed]
    result = []
    for order in orders:
        if order["number"] not in closed_numbers:
            result.append(order)
    return result
'''


def measure(command: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of one run. Raises RuntimeError when the run did not end as expected."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)}: exit status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.py")
        path.write_text(SMALL_FILE, encoding="utf-8")
        command = [str(Path(sys.executable).with_name("speedwright")), "check", str(path)]
        series = {"anew": [*command, "--no-cache"], "kept": command}
        runs = {name: _runs(each) for name, each in series.items()}
    print(f"speedwright check, one small file, cold process, {RUNS} runs")
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs")
    for name, measured in runs.items():
        for clock, values in zip(("CPU", "wall"), zip(*measured, strict=True), strict=True):
            middle = statistics.median(values)
            print(f"{name:<5} {clock:<5} median {middle:.3f} s   {min(values):.3f} to {max(values):.3f} s")


def _runs(command: list[str]) -> list[tuple[float, float]]:
    measure(command)
    return [measure(command) for _ in range(RUNS)]


if __name__ == "__main__":
    main()
