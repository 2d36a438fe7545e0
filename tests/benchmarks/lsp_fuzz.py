"""Random messages against the real server: `python -m tests.benchmarks.lsp_fuzz [--messages N] [--seed N]`.

The bar is 100,000 edits, requests and cancellations without a crash, without a process, a progress token or memory
left behind, and with every answer that of a fresh server. Memory counts from a tenth of the way on: until then caches
fill. Prints a table, writes the figures to --output, and ends with status 1 where something broke: the seed brings it
back.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.lsp.fuzzing import FuzzError, Report, fuzzed

ROOT = Path(__file__).parents[2]
MOST_GROWTH_MB = 64.0


def growth_mb(report: Report) -> float:
    """By how much memory has grown, from a tenth of the rests on to the end."""
    settled = report.memory_mb[len(report.memory_mb) // 10 :]
    return settled[-1] - settled[0] if settled else 0.0


def main() -> int:
    """Sends, and prints what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "benchmarks" / "lsp_fuzz.json")
    options = parser.parse_args()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = asyncio.run(fuzzed(Path(folder), options.seed, options.messages))
        except FuzzError as error:
            print(f"seed {options.seed}: {error}")
            return 1
    elapsed = time.perf_counter() - begin
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    print(f"{options.messages:,} messages, seed {options.seed}, {elapsed:.0f} s ({machine})")
    for kind, number in report.sent.most_common():
        print(f"{kind:<12} {number:>8,}")
    print(f"errors by code: {dict(report.errors)}; compared with a fresh server {report.rests} times")
    grown = growth_mb(report)
    print(
        f"memory: {report.memory_mb[0]:.0f} MB at first, {report.memory_mb[-1]:.0f} MB at the end, grown {grown:.0f}"
    )
    figures = {
        "machine": machine,
        "seed": options.seed,
        "messages": options.messages,
        "elapsed_s": round(elapsed, 1),
        "sent": dict(report.sent),
        "errors": dict(report.errors),
        "rests": report.rests,
        "memory_mb": report.memory_mb,
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")
    return int(grown > MOST_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
