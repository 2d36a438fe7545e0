"""What a verdict costs: `python -m tests.benchmarks.cost [--count N]`.

Over cases that are accepted: seconds until the verdict, and CPU seconds of host and children together. Beside them,
on the same pairs and calls, the CPU seconds of what one would do by hand: `pyperf timeit` at its default options for
both versions, and 1,000 Hypothesis examples that compare them. The bars: a median of 3 s, 95 of 100 within 15 s.
Prints a table; writes artifacts/cost.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.guest_handle import Guest
from speedwright.settings import Settings
from tests.benchmarks.corpora import print_table, write_result
from tests.benchmarks.subjects import Subject, sandboxed, subjects, workload_of, write_calls

FOLDER = Path(__file__).parent
MEDIAN_BAR_S, P95_BAR_S = 3.0, 15.0


@dataclass(frozen=True)
class Result:
    """One accepted case; the CPU seconds by hand are None where that was not asked for, or failed."""

    subject: str
    elapsed_s: float
    cpu_s: float
    pyperf_s: float | None
    hypothesis_s: float | None


@contextmanager
def guests_counted() -> Iterator[Callable[[], float]]:
    """A clock of CPU seconds: this process, its children, and the guests in their namespaces, which are killed and
    so never handed over to anybody."""
    lost = [0.0]
    leave = Guest.__exit__

    def counted(guest: Guest, *error: object) -> None:
        lost[0] += _with_children(guest._parent)
        leave(guest, *error)  # type: ignore[arg-type] # passed on as they came

    Guest.__exit__ = counted  # type: ignore[assignment,method-assign] # for the time of the measurement
    try:
        yield lambda: lost[0] + _own()
    finally:
        Guest.__exit__ = leave  # type: ignore[method-assign] # as it was


def _own() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _with_children(pid: int) -> float:
    """CPU seconds of a process and of the children it has waited for; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def cost(subject: Subject, by_hand: bool) -> Result | None:
    """What the verdict costs; None where it is another than `accepted`."""
    with tempfile.TemporaryDirectory() as name, guests_counted() as clock:
        folder = Path(name)
        slow, fast, calls = subject.write(folder)
        request = VerifyRequest(slow, fast, subject.function, Settings(), python=sys.executable, calls=calls)
        start = clock()
        try:
            verdict = verify(request)
        except SpeedwrightError:
            return None
        spent = clock() - start
        if not verdict.accepted:
            return None
        pyperf_s, hypothesis_s = _by_hand(subject, folder) if by_hand else (None, None)
        return Result(subject.name, verdict.elapsed_s, round(spent, 3), pyperf_s, hypothesis_s)


def _by_hand(subject: Subject, folder: Path) -> tuple[float | None, float | None]:
    slow, fast = sandboxed(subject, folder, sys.executable)
    workload = workload_of(slow, fast, subject.calls)
    if workload is None:
        return None, None
    write_calls(workload.sizes[-1].calls[:1], folder / "calls.json")
    modules = (folder / "subject.py", folder / "changed.py")
    setup = "from by_hand import ready; call = ready({!r}, {!r}, {!r})"
    texts = [setup.format(str(module), subject.function, str(folder / "calls.json")) for module in modules]
    timeits = [_cpu_of([sys.executable, "-m", "pyperf", "timeit", "-s", text, "call()"]) for text in texts]
    arguments = [*map(str, modules), subject.function, str(folder / "calls.json")]
    compared = _cpu_of([sys.executable, str(FOLDER / "by_hand.py"), *arguments])
    return None if None in timeits else sum(filter(None, timeits)), compared


def _cpu_of(command: Sequence[str]) -> float | None:
    """CPU seconds of a command and its children; None when it fails."""
    before = _own()
    environment = {**os.environ, "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return round(_own() - before, 3) if done.returncode == 0 else None


def main() -> None:
    """Verifies subject by subject."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="how many subjects are tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-by-hand", action="store_true", help="leave out what one would do by hand")
    arguments = parser.parse_args()
    results: list[Result] = []
    for subject in subjects(arguments.count, arguments.seed):
        result = cost(subject, not arguments.without_by_hand)
        if result is None:
            print(f"{subject.name}: not accepted", flush=True)
            continue
        results.append(result)
        print(" ".join(f"{name}={value}" for name, value in asdict(result).items()), flush=True)
    report(results)


def report(results: Sequence[Result]) -> None:
    """Prints the table and writes the JSON."""
    if not results:
        sys.exit("nothing was accepted")
    figures = {
        "elapsed_s": [each.elapsed_s for each in results],
        "cpu_s": [each.cpu_s for each in results],
        "pyperf_s": [each.pyperf_s for each in results if each.pyperf_s is not None],
        "hypothesis_s": [each.hypothesis_s for each in results if each.hypothesis_s is not None],
    }
    rows = [(name, len(values), _median(values), _p95(values)) for name, values in figures.items()]
    print()
    print_table(["seconds", "cases", "median", "p95"], rows)
    summary = {name: {"cases": cases, "median": median, "p95": p95} for name, cases, median, p95 in rows}
    summary["bars"] = {"elapsed_median": MEDIAN_BAR_S, "elapsed_p95": P95_BAR_S}
    print(json.dumps(summary, indent=1))
    print(write_result("cost", {**summary, "results": [asdict(each) for each in results]}))


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 3) if values else None


def _p95(values: Sequence[float]) -> float | None:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))] if values else None


if __name__ == "__main__":
    main()
