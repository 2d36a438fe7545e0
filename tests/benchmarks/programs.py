"""How whole programs are judged: `python -m tests.benchmarks.programs [--count N]`.

Programs with a faster version that behaves alike, and ones that do not behave alike, each with the inputs of its pair
(those of its generator, too) in a folder for `--stdin`. Prints a line per pair; writes artifacts/programs.json.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.verdict import Verdict
from speedwright.pipeline.verify_program import ProgramRequest, verify_program
from tests.benchmarks.corpora import corpus, print_table, write_result

MIN_RATIO = 1.3
# Larger inputs than this make a corpus of gigabytes.
LONGEST_INPUT = 4_000_000
GENERATING_S = 120
_GENERATE = """
import json, sys
scope = {}
exec(sys.stdin.read(), scope)
print(json.dumps([made if isinstance(made, str) else repr(made) for made in scope["make_inputs"]()]))
"""


@dataclass(frozen=True)
class Result:
    """One pair and its verdict; `kind` is `faster`, `control` (no real gain) or `disagrees`."""

    pair: str
    problem: str
    kind: str
    ratio: float | None
    outcome: str
    reason: str
    measured: float | None
    elapsed_s: float
    counterexample: str | None


def program_rows(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """The pairs that are programs, with what is expected of each."""
    found = []
    for name in ("dev", "disagree"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row.get("entry_point"):
                fast = (row.get("ratio") or 0) >= MIN_RATIO
                found.append(("disagrees" if name == "disagree" else "faster" if fast else "control", row))
    return found


def inputs_of(row: dict[str, Any]) -> list[str]:
    """The texts of a pair, and those that its generator makes, in a process of their own."""
    texts = list(row.get("inputs") or [])
    if row.get("inputs_gen"):
        done = subprocess.run(
            [sys.executable, "-c", _GENERATE],
            input=row["inputs_gen"],
            capture_output=True,
            text=True,
            timeout=GENERATING_S,
            check=False,
        )
        if done.returncode == 0:
            texts += json.loads(done.stdout.splitlines()[-1])
    return [text for text in dict.fromkeys(texts) if len(text) <= LONGEST_INPUT]


def judge(row: dict[str, Any], budget_s: float, python: str | None, generated: bool) -> Verdict:
    """The verdict on one pair in a folder of its own; nothing of the corpus outlives it."""
    texts = inputs_of(row) if generated else list(row.get("inputs") or [])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "slow.py").write_text(row["slow"], encoding="utf-8")
        (root / "fast.py").write_text(row["fast"], encoding="utf-8")
        (root / "inputs").mkdir()
        for number, text in enumerate(texts):
            (root / "inputs" / f"{number:03}.txt").write_text(text, encoding="utf-8")
        request = ProgramRequest(
            root / "slow.py", root / "fast.py", root / "inputs", root=root, python=python, budget_s=budget_s
        )
        return verify_program(request)


def judged(kind: str, row: dict[str, Any], arguments: argparse.Namespace) -> Result:
    """The result of one pair, also where there is no verdict."""
    try:
        verdict = judge(row, arguments.budget, arguments.python, not arguments.examples_only)
    except SpeedwrightError as error:
        return Result(row["id"], row["problem"], kind, row.get("ratio"), "error", str(error), None, 0.0, None)
    found = verdict.evidence.counterexample
    return Result(
        pair=row["id"],
        problem=row["problem"],
        kind=kind,
        ratio=row.get("ratio"),
        outcome=verdict.outcome.value,
        reason=verdict.reason,
        measured=None if verdict.measurement is None else round(verdict.measurement.ratio, 2),
        elapsed_s=verdict.elapsed_s,
        counterexample=None if found is None else f"{found.call}\n{found.original}\n{found.candidate}",
    )


def main() -> None:
    """Judges the chosen programs one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, help="how many pairs; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=15.0, help="seconds for one pair")
    parser.add_argument("--python", help="the interpreter that runs the programs")
    parser.add_argument("--examples-only", action="store_true", help="leave out the inputs that generators make")
    parser.add_argument("--pair", help="only pairs whose name contains this")
    arguments = parser.parse_args()
    rows = [each for each in program_rows(corpus("pairs")) if (arguments.pair or "") in each[1]["id"]]
    if arguments.count is not None:
        rows = random.Random(arguments.seed).sample(rows, min(arguments.count, len(rows)))
    results = []
    for kind, row in rows:
        result = judged(kind, row, arguments)
        results.append(result)
        line = f"{result.pair:48} {kind:9} {result.ratio or 0:8.2f} {result.outcome:11} {result.measured or 0:8.2f}"
        print(f"{line} {result.elapsed_s:6.1f} s  {result.reason[:110]}", flush=True)
        if result.counterexample is not None and arguments.pair:
            print(result.counterexample)
    report(results)


def report(results: Sequence[Result]) -> None:
    """Prints and writes how many of each kind had which verdict."""
    outcomes = ("accepted", "different", "not-faster", "undecided", "error")
    kinds = list(dict.fromkeys(result.kind for result in results))
    counts = {kind: Counter(result.outcome for result in results if result.kind == kind) for kind in kinds}
    print_table(("kind", *outcomes), [(kind, *(counts[kind][outcome] for outcome in outcomes)) for kind in kinds])
    print(write_result("programs", {"counts": counts, "results": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
