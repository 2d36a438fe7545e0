"""Are the ratios right? `python -m tests.benchmarks.ratio_accuracy [--count 20]`.

Our ratio on real pairs at the decisive size, beside that of a long pyperf run of the very same calls: as many of them
as make one batch, so that every batch is the same. Both read processor time and leave the building of arguments out.
Like is compared with like: ours is the ratio of first calls, so pyperf makes each round in a fork of its own, too;
the bar of 5 % is on that. Beside it stands pyperf's ratio of calls that were made many times before (specialised byte
code, warm caches), which differs where a call is short. Prints a table; writes artifacts/ratio_accuracy.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.benchmarking.runner import measure
from speedwright.benchmarking.timings import Timings, balanced
from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, Workload, WorkloadSize
from speedwright.sandbox.guest_handle import Sandboxed
from tests.benchmarks.corpora import print_table, write_result
from tests.benchmarks.subjects import Subject, real_pairs, sandboxed, workload_of, write_calls

BAR = 0.05
PROGRAM = Path(__file__).with_name("timing_program.py")
# In turn slow, fast, slow, fast ...: what changes slowly meets both. Processes differ among themselves (hash seeds,
# places in memory) by more than their own values do: by a quarter where a batch takes a third of a millisecond.
TURNS = 10
# A fork takes longer than many a round: pyperf would never have enough of them.
FIRST_CALLS = ("--first-calls", "--loops=10", "--values=8", "--warmups=1")


@dataclass(frozen=True)
class Result:
    """Ratios of one subject; `error` is ours relative to pyperf's of first calls, `steady` its other one."""

    subject: str
    n: int
    calls: int
    ours: float
    low: float
    high: float
    pyperf: float
    steady: float

    @property
    def error(self) -> float:
        return self.ours / self.pyperf - 1


def compare(subject: Subject, processes: int) -> Result | None:
    """Both ratios; None where verification would not time the subject."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slow, fast = sandboxed(subject, folder, sys.executable)
        workload = workload_of(slow, fast, subject.calls)
        if workload is None:
            return None
        try:
            size = _one_batch(slow, fast, workload.sizes[-1])
            measured = measure(slow, fast, Workload((size,), EXAMPLES), Cancellation(120))
        except SpeedwrightError:
            return None
        write_calls(size.calls, folder / "calls.json")
        modules = [folder / "subject.py", folder / "changed.py"]
        first = _by_pyperf(modules, subject.function, folder / "calls.json", processes, FIRST_CALLS)
        steady = _by_pyperf(modules, subject.function, folder / "calls.json", processes, [])
    return Result(subject.name, size.n, len(size.calls), measured.ratio, measured.low, measured.high, first, steady)


def _one_batch(slow: Sandboxed, fast: Sandboxed, size: WorkloadSize) -> WorkloadSize:
    """As many calls of the size as one of its batches would have."""
    rough = measure(slow, fast, Workload((size,), EXAMPLES), Cancellation(120)).sizes[-1]
    timings = Timings(0, size, True, balanced(random.Random(0)))
    timings.plan(rough.original_s, rough.candidate_s)
    return WorkloadSize(size.n, size.calls[: timings.count], size.call_s)


def _by_pyperf(modules: Sequence[Path], function: str, calls: Path, processes: int, more: Sequence[str]) -> float:
    """The ratio of the median seconds per round of the calls."""
    values: list[list[float]] = [[], []]
    for turn in range(TURNS):
        for module, found in zip(modules, values, strict=True):
            output = calls.with_name(f"{module.stem}-{turn}-{len(more)}.json")
            options = [f"--processes={max(1, processes // TURNS)}", "--quiet", f"--output={output}", *more]
            subprocess.run(
                [sys.executable, str(PROGRAM), *options, "--inherit-environ=PYTHONHASHSEED", module, function, calls],
                check=True,
                capture_output=True,
                env={**os.environ, "PYTHONHASHSEED": str(turn + 1)},
            )
            found.extend(_values(output))
    return statistics.median(values[0]) / statistics.median(values[1])


def _values(output: Path) -> list[float]:
    (benchmark,) = json.loads(output.read_text(encoding="utf-8"))["benchmarks"]
    return [value for run in benchmark["runs"] for value in run.get("values", [])]


def main() -> None:
    """Compares subject by subject."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many subjects")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=20, help="pyperf's processes for each version")
    arguments = parser.parse_args()
    results: list[Result] = []
    # More than are wanted: some cannot be timed.
    for subject in real_pairs(3 * arguments.count, arguments.seed):
        result = compare(subject, arguments.processes)
        if result is None:
            print(f"{subject.name}: not timed", flush=True)
            continue
        results.append(result)
        figures = f"{result.ours:.3f} beside {result.pyperf:.3f} ({result.error:+.1%}), steady {result.steady:.3f}"
        print(f"{subject.name}: {figures}", flush=True)
        if len(results) == arguments.count:
            break
    report(results)


def report(results: Sequence[Result]) -> None:
    """Prints the table and writes the JSON."""
    ordered = sorted(results, key=lambda each: abs(each.error))
    rows = [
        (
            each.subject,
            each.n,
            each.calls,
            f"{each.ours:.3f}",
            f"{each.pyperf:.3f}",
            f"{each.error:+.1%}",
            f"{each.steady:.3f}",
        )
        for each in ordered
    ]
    print()
    print_table(["subject", "n", "calls", "ours", "pyperf", "error", "steady"], rows)
    errors = [abs(each.error) for each in ordered]
    summary = {
        "subjects": len(ordered),
        "within_bar": sum(error <= BAR for error in errors),
        "median_error": round(statistics.median(errors), 4) if errors else None,
        "largest_error": round(max(errors), 4) if errors else None,
    }
    print(json.dumps(summary, indent=1))
    print(write_result("ratio_accuracy", {**summary, "results": [asdict(each) for each in ordered]}))


if __name__ == "__main__":
    main()
