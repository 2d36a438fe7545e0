"""How often `improve` proves a speedup in real slow functions: `python -m tests.benchmarks.pairs [--count N]`.

Each function is improved in a workspace of its own, with the first three inputs of its pair as example calls. What
is accepted is compared with the slow version on all of the pair's inputs, by its checker too, and timed on the
slowest. Prints a line per verdict and shares per problem; writes artifacts/pairs.json.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.settings import Settings
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.own_inputs import OwnInputs, on_own_inputs

MIN_RATIO = 1.3
MIN_GAIN = 1.1
LONGEST_INPUT = 20_000


@dataclass(frozen=True)
class Result:
    """The verdicts on the candidates for one slow function, and what its own inputs say of all that was accepted.

    `verdicts` are skills, outcome, reason and ratio; `reference` is the ratio of the pair.
    """

    pair: str
    problem: str
    reference: float
    verdicts: tuple[tuple[str, str, str, float | None], ...]
    own: OwnInputs | None

    @property
    def gain(self) -> float:
        """The largest speedup that was accepted; 1 without any."""
        return max((ratio or 1.0 for _, outcome, _, ratio in self.verdicts if outcome == "accepted"), default=1.0)

    @property
    def measured(self) -> float:
        """The speedup on the slowest of the pair's own inputs; 1 where nothing was accepted."""
        return max(1.0, self.own.ratio or 1.0) if self.own is not None else 1.0


def slow_functions(folder: Path) -> list[dict[str, Any]]:
    """The rows that are functions with a reference that is clearly faster and behaves alike."""
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        row
        for row in rows
        if row.get("entry_point") and (row.get("ratio") or 0) >= MIN_RATIO and not row.get("mutation_differs")
    ]


def improve_pair(
    row: dict[str, Any],
    budget_s: float,
    python: str | None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Result:
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
            settings=settings,
            calls=calls if calls.stat().st_size else None,
            python=python,
            budget_s=budget_s,
            apply=True,
        )
        verdicts = tuple(_verdicts(request))
        improved = (root / "subject.py").read_text(encoding="utf-8")
    own = on_own_inputs(row, improved, python) if improved != row["slow"] else None
    return Result(row["id"], row["problem"], row["ratio"], verdicts, own)


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


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which functions, for how long, and in which interpreter."""
    parser.add_argument("--count", type=int, help="how many functions; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds for one function")
    parser.add_argument("--verification", type=float, default=15.0, help="seconds for one verification")
    parser.add_argument("--python", help="the interpreter that runs the functions")


def main() -> None:
    """Improves the chosen functions one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    arguments = parser.parse_args()
    results = []
    for row in chosen_pairs(arguments.count, arguments.seed):
        settings = Settings(budget=arguments.verification)
        result = improve_pair(row, arguments.budget, arguments.python, settings)
        results.append(result)
        show(result)
    summary = summary_of(results)
    print_table(["what", "figure"], list(summary.items()))
    print(write_result("pairs", {**summary, "results": [_plain(each) for each in results]}))


def show(result: Result) -> None:
    """A line for each verdict, and one for each difference."""
    for skills, outcome, reason, ratio in result.verdicts:
        print(f"{result.pair:45} {skills:32} {outcome:11} {ratio or ''} {reason[:100]}", flush=True)
    if result.own is not None:
        measured = f"{result.measured:.2f}x of {result.reference:.2f}x on its slowest input"
        print(f"{result.pair:45} {result.own.tried} own inputs, {measured} {result.own.problem}", flush=True)
        for difference in result.own.differences:
            print(f"{result.pair:45} DIFFERS {difference}", flush=True)


def summary_of(results: Sequence[Result]) -> dict[str, float]:
    """Shares by function and by problem; a problem counts as one, whatever the number of its functions."""
    problems = _by_problem(results)
    gain = _mean_logs(problems, "measured")
    reference = _mean_logs(problems, "reference")
    return {
        "functions": len(results),
        "functions with candidates": sum(bool(each.verdicts) for each in results),
        "functions accepted": sum(each.gain > 1.0 for each in results),
        "accepted that differ on own inputs": sum(
            each.own is not None and bool(each.own.differences) for each in results
        ),
        "accepted that could not be compared": sum(
            each.own is not None and bool(each.own.problem) for each in results
        ),
        "problems": len(problems),
        "problems with 1.1x accepted": sum(any(each.gain >= MIN_GAIN for each in of) for of in problems.values()),
        "mean share of a problem's functions with 1.1x accepted": round(
            statistics.fmean(statistics.fmean(each.gain >= MIN_GAIN for each in of) for of in problems.values()), 4
        ),
        "share of the reference speedup": round(gain / reference, 4),
    }


def _by_problem(results: Sequence[Result]) -> dict[str, list[Result]]:
    problems = defaultdict(list)
    for each in results:
        problems[each.problem].append(each)
    return dict(problems)


def _mean_logs(problems: Mapping[str, Sequence[Result]], name: str) -> float:
    """The sum over problems of the mean logarithm of a ratio."""
    return sum(statistics.fmean(math.log(getattr(each, name)) for each in of) for of in problems.values())


def _plain(result: Result) -> dict[str, Any]:
    return {**vars(result), "own": None if result.own is None else vars(result.own)}


if __name__ == "__main__":
    main()
