"""How often `improve` proves a speedup in real slow functions: `python -m tests.benchmarks.pairs [--count N]`.

Each function is improved in a workspace of its own, with the first three inputs of its pair as example calls.
Prints a line per function with a finding, and shares per problem; writes artifacts/pairs.json.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.settings import Settings
from tests.benchmarks.corpora import corpus, write_result

MIN_RATIO = 1.3
LONGEST_INPUT = 20_000


@dataclass(frozen=True)
class Result:
    """The verdicts on the candidates for one slow function."""

    pair: str
    problem: str
    verdicts: tuple[tuple[str, str, str, float | None], ...]

    @property
    def accepted(self) -> bool:
        return any(outcome == "accepted" for _, outcome, _, _ in self.verdicts)


def slow_functions(folder: Path) -> list[dict[str, Any]]:
    """The rows that are functions with a reference that is clearly faster and behaves alike."""
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        row
        for row in rows
        if row.get("entry_point") and (row.get("ratio") or 0) >= MIN_RATIO and not row.get("mutation_differs")
    ]


def improve_pair(row: dict[str, Any], budget_s: float, python: str | None) -> Result:
    """Improves the slow version in a folder of its own; nothing of the corpus outlives it."""
    entry_point = row["entry_point"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "subject.py").write_text(row["slow"], encoding="utf-8")
        calls = root / "calls.py"
        calls.write_text("\n".join(example_calls(entry_point, row.get("inputs") or [])), encoding="utf-8")
        request = ImproveRequest(
            targets=(Target(root / "subject.py"),),
            root=root,
            settings=Settings(),
            calls=calls if calls.stat().st_size else None,
            python=python,
            budget_s=budget_s,
        )
        return Result(row["id"], row["problem"], tuple(_verdicts(request)))


def example_calls(entry_point: str, inputs: Sequence[str]) -> Iterator[str]:
    """The first three inputs of a pair as calls, but for huge ones."""
    owner, _, name = entry_point.rpartition(".")
    function = f"{owner}().{name}" if owner else name
    for arguments in inputs[:3]:
        if len(arguments) <= LONGEST_INPUT:
            yield f"{function}(*{arguments})"


def _verdicts(request: ImproveRequest) -> Iterator[tuple[str, str, str, float | None]]:
    try:
        for improvement in improve(request):
            verdict = improvement.verdict
            ratio = None if verdict.measurement is None else round(verdict.measurement.ratio, 2)
            yield "+".join(verdict.candidate.skills), verdict.outcome.value, verdict.reason, ratio
    except SpeedwrightError as error:
        yield "", "error", str(error), None


def chosen_pairs(count: int | None, seed: int) -> list[dict[str, Any]]:
    """All rows, or `count` of them drawn by `seed`."""
    rows = slow_functions(corpus("pairs"))
    return rows if count is None else random.Random(seed).sample(rows, min(count, len(rows)))


def main() -> None:
    """Improves the chosen functions one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, help="how many functions; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=30.0, help="seconds for one function")
    parser.add_argument("--python", help="the interpreter that runs the functions")
    arguments = parser.parse_args()
    results = []
    for row in chosen_pairs(arguments.count, arguments.seed):
        result = improve_pair(row, arguments.budget, arguments.python)
        results.append(result)
        for skills, outcome, reason, ratio in result.verdicts:
            print(f"{result.pair:45} {skills:32} {outcome:11} {ratio or ''} {reason[:100]}", flush=True)
    report(results)


def report(results: Sequence[Result]) -> None:
    """Prints and writes the shares, by function and by problem."""
    problems = {each.problem for each in results}
    won = {each.problem for each in results if each.accepted}
    summary = {
        "functions": len(results),
        "with_candidates": sum(bool(each.verdicts) for each in results),
        "accepted": sum(each.accepted for each in results),
        "problems": len(problems),
        "problems_accepted": len(won),
    }
    print(json.dumps(summary, indent=1))
    print(write_result("pairs", {**summary, "results": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
