"""How strong the inputs are: `python -m tests.benchmarks.strength [--traps N] [--pairs N] [--seed S]`.

Verifies a sample of right rewrites and prints for each the mutation score, the planted faults, what became of them,
and the seconds of the whole verification; then the quantiles of the scores. Writes artifacts/strength.json.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.evidence import Mutants
from speedwright.model.verdict import Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.settings import Settings
from tests.benchmarks.corpora import corpus, write_result
from tests.benchmarks.pairs import example_calls, slow_functions


@dataclass(frozen=True)
class Subject:
    """A right rewrite: two sources, the function, and example calls where there are any."""

    name: str
    original: str
    candidate: str
    function: str
    calls: str | None = None


@dataclass(frozen=True)
class Result:
    """The strength of the evidence for one rewrite."""

    case: str
    outcome: str
    score: float | None
    planted: int
    killed: int
    equivalent: int
    missed: tuple[str, ...]
    guided: int
    elapsed_s: float
    reason: str


def traps(count: int, rng: random.Random) -> Iterator[Subject]:
    """Right and faster candidates that need no package."""
    folders = sorted((corpus("traps") / "cases").iterdir())
    answers = [(folder, json.loads((folder / "case.json").read_text(encoding="utf-8"))) for folder in folders]
    good = [each for each in answers if each[1]["expected"] == "accept" and not each[1].get("needs")]
    for folder, answer in rng.sample(good, min(count, len(good))):
        texts = [(folder / name).read_text(encoding="utf-8") for name in ("original.py", "candidate.py")]
        yield Subject(folder.name, texts[0], texts[1], answer["function"])


def pairs(count: int, rng: random.Random) -> Iterator[Subject]:
    """Slow functions with their faster references."""
    rows = slow_functions(corpus("pairs"))
    for row in rng.sample(rows, min(count, len(rows))):
        calls = "\n".join(example_calls(row["entry_point"], row.get("inputs") or []))
        yield Subject(row["id"], row["slow"], row["fast"], row["entry_point"], calls or None)


def run(subject: Subject, python: str | None) -> Result:
    """Verifies one rewrite from a neutral place."""
    with tempfile.TemporaryDirectory() as neutral:
        before, after, calls = (Path(neutral) / name for name in ("subject.py", "changed.py", "calls.py"))
        before.write_text(subject.original, encoding="utf-8")
        after.write_text(subject.candidate, encoding="utf-8")
        calls.write_text(subject.calls or "", encoding="utf-8")
        request = VerifyRequest(
            before, after, subject.function, Settings(), python=python, calls=calls if subject.calls else None
        )
        try:
            verdict = verify(request)
        except SpeedwrightError as error:
            return Result(subject.name, "error", None, 0, 0, 0, (), 0, 0.0, str(error))
    return _result(subject.name, verdict)


def _result(name: str, verdict: Verdict) -> Result:
    evidence = verdict.evidence
    mutants = evidence.mutants or Mutants(0, 0, 0, ())
    return Result(
        case=name,
        outcome=verdict.outcome.value,
        score=evidence.mutation_score,
        planted=mutants.planted,
        killed=mutants.killed,
        equivalent=mutants.equivalent,
        missed=mutants.missed,
        guided=evidence.sources.get("guided", 0),
        elapsed_s=verdict.elapsed_s,
        reason=verdict.reason,
    )


def main() -> None:
    """Verifies the sample one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traps", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", help="the interpreter that runs the functions")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    results = []
    for subject in (*traps(arguments.traps, rng), *pairs(arguments.pairs, rng)):
        result = run(subject, arguments.python)
        results.append(result)
        score = "-" if result.score is None else f"{result.score:.2f}"
        counts = f"{result.killed:3} killed {result.equivalent:3} equivalent {len(result.missed):3} missed"
        print(f"{result.case:40} {result.outcome:11} {score:>5} {counts} {result.elapsed_s:6.2f} s", flush=True)
    report(results)


def report(results: list[Result]) -> None:
    """Prints and writes the quantiles of the scores."""
    scores = sorted(each.score for each in results if each.score is not None)
    summary = {
        "measured": len(scores),
        "not_measured": sum(each.score is None and each.outcome not in ("different", "error") for each in results),
        "deciles": [round(each, 3) for each in statistics.quantiles(scores, n=10)] if len(scores) > 1 else scores,
        "seconds_median": statistics.median([each.elapsed_s for each in results]) if results else None,
    }
    print(json.dumps(summary, indent=1))
    print(write_result("strength", {**summary, "results": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
