"""What hostile candidates come to: `python -m tests.benchmarks.attacks [KIND...]`.

Each attack runs with all defences, and with the sandbox alone under every isolation that works here; then work is
cancelled in a busy child, and the time until no process is left is taken. Prints tables and writes
artifacts/attacks.json.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.isolation import Isolation, available_isolations
from tests.attacks.runner import ORIGINAL, Result, attack_all, cases, defended, descendants
from tests.benchmarks.corpora import print_table, write_result

CANCELLATIONS = 5


def main() -> None:
    """Runs the attacks of the kinds named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", nargs="*")
    parser.add_argument("--jobs", type=int, default=2, help="attacks at the same time")
    arguments = parser.parse_args()
    isolations = [each for each in available_isolations() if each.is_real]
    chosen = cases(*arguments.kind)
    results: list[Result] = []
    for isolation, screened in [(isolations[0], True), *((each, False) for each in isolations)]:
        for result in attack_all(chosen, isolation, screened, arguments.jobs).values():
            results.append(result)
            mark = "" if result.is_contained else "NOT CONTAINED"
            print(f"{_defence(result):24} {result.kind:12} {result.case:28} {result.outcome:11} {mark}", end=" ")
            print(f"{' '.join(result.damage)} {result.reason[:90]}", flush=True)
    report(results, {each.name: [cancelled_s(each) for _ in range(CANCELLATIONS)] for each in isolations})


def _defence(result: Result) -> str:
    return "everything" if result.screened else f"{result.isolation} alone"


def cancelled_s(isolation: Isolation) -> float:
    """Seconds from a cancellation until no child is alive, while both versions loop without end."""
    with tempfile.TemporaryDirectory() as folder, defended(isolation, screened=False):
        original, candidate = Path(folder) / "subject.py", Path(folder) / "changed.py"
        original.write_text(ORIGINAL)
        candidate.write_text("def total(values: list[int]) -> int:\n    while True:\n        pass\n")
        cancellation, begun = Cancellation(), threading.Event()
        request = VerifyRequest(original, candidate, "total", budget_s=60.0)
        work = threading.Thread(target=_verify, args=(request, begun, cancellation))
        work.start()
        begun.wait()
        time.sleep(1.0)
        start = time.perf_counter()
        cancellation.cancel()
        while descendants(os.getpid()):
            time.sleep(0.005)
        took = time.perf_counter() - start
        work.join()
    return took


def _verify(request: VerifyRequest, begun: threading.Event, cancellation: Cancellation) -> None:
    try:
        verify(request, lambda progress: begun.set(), cancellation)
    except Cancelled:
        return


def report(results: list[Result], cancelled: dict[str, list[float]]) -> None:
    """Prints the tables and writes the JSON."""
    defences = list(dict.fromkeys(map(_defence, results)))
    outcomes = ["accepted", "different", "not-faster", "undecided", "error"]
    counts = Counter((_defence(each), each.outcome) for each in results)
    rows = [
        [
            defence,
            sum(_defence(each) == defence for each in results),
            sum(_defence(each) == defence and each.is_contained for each in results),
            *(counts[defence, outcome] for outcome in outcomes),
        ]
        for defence in defences
    ]
    print()
    print_table(["defence", "attacks", "contained", *outcomes], rows)
    print()
    times = [[name, f"{statistics.median(took):.3f}", f"{max(took):.3f}"] for name, took in cancelled.items()]
    print_table(["cancelled under", "median s", "most s"], times)
    summary = {
        "attacks": len({each.case for each in results}),
        "not_contained": [f"{_defence(each)}: {each.case}" for each in results if not each.is_contained],
        "cancelled_s": cancelled,
    }
    print(write_result("attacks", {**summary, "results": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
