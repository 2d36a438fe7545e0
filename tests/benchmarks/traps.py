"""How well `verify` tells right from wrong rewrites: `python -m tests.benchmarks.traps [PREFIX...]`.

Replays each counterexample without the product. Prints false accepts, recall on the good ones, the share of changes
that were answered with a counterexample that shows them, and seconds per case; writes artifacts/traps.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.settings import Settings
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.replaying import really_differs


@dataclass(frozen=True)
class Result:
    """The verdict on one case beside the right answer."""

    case: str
    expected: str
    outcome: str
    reason: str
    ratio: float | None
    inputs: int
    elapsed_s: float
    # Of a counterexample: its kind, its call, and whether a replay showed a difference (None: it cannot be replayed).
    difference: str | None = None
    call: str | None = None
    replayed: bool | None = None

    @property
    def false_accept(self) -> bool:
        return self.outcome == Outcome.ACCEPTED.value and self.expected != "accept"

    @property
    def is_shown(self) -> bool:
        """Whether a change of behaviour was answered with a counterexample that shows it."""
        return self.expected == "reject-behaviour" and self.outcome == Outcome.DIFFERENT.value and bool(self.replayed)


def run_case(folder: Path, python: str | None) -> Result:
    """Verifies one case from a neutral place: its name and its answer file stay behind."""
    answer = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as neutral:
        before, after = Path(neutral) / "subject.py", Path(neutral) / "changed.py"
        before.write_bytes((folder / "original.py").read_bytes())
        after.write_bytes((folder / "candidate.py").read_bytes())
        try:
            verdict = verify(VerifyRequest(before, after, answer["function"], Settings(), python=python))
        except SpeedwrightError as error:
            return Result(folder.name, answer["expected"], "error", str(error), None, 0, 0.0)
        result = _result(folder.name, answer["expected"], verdict)
        if result.call is None:
            return result
        return dataclasses.replace(result, replayed=really_differs(before, after, result.call, python))


def _result(case: str, expected: str, verdict: Verdict) -> Result:
    found = verdict.evidence.counterexample
    ratio = None if verdict.measurement is None else round(verdict.measurement.ratio, 3)
    outcome, inputs = verdict.outcome.value, verdict.evidence.inputs
    shown = (None, None) if found is None else (found.difference.value, found.call)
    return Result(case, expected, outcome, verdict.reason, ratio, inputs, verdict.elapsed_s, *shown)


def main() -> None:
    """Runs the cases whose names begin with one of the prefixes, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prefix", nargs="*", default=[""])
    parser.add_argument("--python", help="the interpreter of the cases; some need numpy")
    parser.add_argument("--jobs", type=int, default=1, help="cases at the same time")
    arguments = parser.parse_args()
    folders = sorted(each for each in (corpus("traps") / "cases").iterdir() if each.is_dir())
    chosen = [each for each in folders if each.name.startswith(tuple(arguments.prefix))]
    with ThreadPoolExecutor(arguments.jobs) as executor:
        results = []
        for result in executor.map(lambda each: run_case(each, arguments.python), chosen):
            results.append(result)
            mark = "FALSE ACCEPT" if result.false_accept else ""
            mark += "" if result.call is None or result.replayed else f"NOT REPLAYED ({result.difference})"
            print(
                f"{result.case:28} {result.expected:17} {result.outcome:11} {result.elapsed_s:5.1f} s {mark}", end=" "
            )
            print(
                f"{'' if result.ratio is None else result.ratio} [{result.inputs}] {result.reason[:110]}", flush=True
            )
    report(results)


def report(results: list[Result]) -> None:
    """Prints the table and writes the JSON."""
    expected = sorted({each.expected for each in results})
    outcomes = ["accepted", "different", "not-faster", "undecided", "error"]
    counts = Counter((each.expected, each.outcome) for each in results)
    print()
    print_table(["expected", *outcomes], [[e, *(counts[e, o] for o in outcomes)] for e in expected])
    good = sum(each.expected == "accept" for each in results)
    accepted = [each for each in results if each.expected == "accept" and each.outcome == "accepted"]
    false_accepts = [each.case for each in results if each.false_accept]
    changes = [each for each in results if each.expected == "reject-behaviour"]
    counterexamples = [each for each in results if each.call is not None]
    seconds = [each.elapsed_s for each in results]
    summary = {
        "false_accepts": false_accepts,
        "recall": len(accepted) / good if good else None,
        "changes_shown": sum(each.is_shown for each in changes) / len(changes) if changes else None,
        "replayed": (
            sum(bool(each.replayed) for each in counterexamples) / len(counterexamples) if counterexamples else None
        ),
        "seconds_median": statistics.median(seconds),
        "seconds_max": max(seconds),
        "accepted_seconds_median": statistics.median([each.elapsed_s for each in accepted]) if accepted else None,
    }
    print(json.dumps(summary, indent=1))
    print(write_result("traps", {**summary, "cases": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
