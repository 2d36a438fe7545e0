"""What `verify` says of real pairs: `python -m tests.benchmarks.verify_pairs [dev|disagree]`.

`dev` has functions whose fast version is at least 1.3 times as fast and was seen to do the same; `disagree` has
pairs that were seen to differ. Each is verified as a user would, slow against fast. Every refusal is classed, every
counterexample replayed. Prints a line per pair and shares per pair and problem; writes artifacts/verify_pairs_*.json.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.settings import Settings
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.pairs import MIN_RATIO, example_calls
from tests.benchmarks.replaying import really_differs

TRUE, FALSE, OPEN = "true difference", "false difference", "difference not replayed"


@dataclass(frozen=True)
class Result:
    """The verdict on one pair, and its class: the outcome, or the sort of refusal."""

    pair: str
    problem: str
    mutation_differs: bool
    outcome: str
    sort: str
    reason: str
    call: str | None
    ratio: float | None
    inputs: int
    elapsed_s: float


def rows(name: str) -> list[dict[str, Any]]:
    """The functions of one part of the corpus; of `dev` those that are clearly faster."""
    lines = (corpus("pairs") / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    functions = [row for row in map(json.loads, lines) if row.get("entry_point")]
    return [row for row in functions if name != "dev" or (row.get("ratio") or 0) >= MIN_RATIO]


def verify_pair(row: dict[str, Any], arguments: argparse.Namespace) -> Result:
    """Verifies slow against fast in a folder of its own."""
    with_calls, python = not arguments.without_calls, arguments.python
    with tempfile.TemporaryDirectory() as folder:
        slow, fast, calls = (Path(folder) / name for name in ("subject.py", "changed.py", "calls.py"))
        slow.write_text(row["slow"], encoding="utf-8")
        fast.write_text(row["fast"], encoding="utf-8")
        examples = list(example_calls(row["entry_point"], row.get("inputs") or [])) if with_calls else []
        calls.write_text("\n".join(examples), encoding="utf-8")
        request = VerifyRequest(
            slow,
            fast,
            row["entry_point"],
            Settings(),
            python=python,
            calls=calls if examples else None,
            budget_s=arguments.budget,
        )
        try:
            verdict = verify(request)
        except SpeedwrightError as error:
            return _result(row, None, "error", str(error))
        return _result(row, verdict, _sort(verdict, slow, fast, python), verdict.reason)


def _sort(verdict: Verdict, slow: Path, fast: Path, python: str | None) -> str:
    """The sort of verdict: its outcome, with the reason but for its figures, or what a replay showed."""
    found = verdict.evidence.counterexample
    if found is not None:
        return {True: TRUE, False: FALSE, None: OPEN}[really_differs(slow, fast, found.call, python)]
    if verdict.outcome is Outcome.ACCEPTED:
        return "accepted"
    return f"{verdict.outcome.value}: {re.sub(r'[0-9][-.0-9e+x%]*', 'N', verdict.reason)[:60]}"


def _result(row: dict[str, Any], verdict: Verdict | None, sort: str, reason: str) -> Result:
    found = None if verdict is None else verdict.evidence.counterexample
    measurement = None if verdict is None else verdict.measurement
    return Result(
        row["id"],
        row["problem"],
        bool(row.get("mutation_differs")),
        "error" if verdict is None else verdict.outcome.value,
        sort,
        reason,
        None if found is None else found.call,
        None if measurement is None else round(measurement.ratio, 3),
        0 if verdict is None else verdict.evidence.inputs,
        0.0 if verdict is None else verdict.elapsed_s,
    )


def chosen(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """All rows, those whose id holds a word, or some of them drawn by the seed."""
    found = [row for row in rows(arguments.part) if arguments.only in row["id"]]
    return found if arguments.count is None else random.Random(arguments.seed).sample(found, arguments.count)


def main() -> None:
    """Verifies the chosen pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=("dev", "disagree"), default="dev")
    parser.add_argument("--only", default="", help="a part of the ids of the pairs")
    parser.add_argument("--count", type=int, help="how many pairs; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-calls", action="store_true", help="give no example calls")
    parser.add_argument("--budget", type=float, help="seconds for one pair; the default of `verify` without it")
    parser.add_argument("--python", help="the interpreter that runs the functions")
    parser.add_argument("--jobs", type=int, default=1, help="pairs at the same time")
    arguments = parser.parse_args()
    results = []
    with ThreadPoolExecutor(arguments.jobs) as executor:
        for result in executor.map(lambda row: verify_pair(row, arguments), chosen(arguments)):
            results.append(result)
            _show(result)
    report(results, arguments.part, with_calls=not arguments.without_calls)


def _show(result: Result) -> None:
    mark = "MUTATES " if result.mutation_differs else ""
    detail = result.call or result.reason
    figures = f"{result.ratio or '':>8} [{result.inputs:3}] {result.elapsed_s:5.1f} s"
    print(f"{result.pair:44} {result.outcome:10} {figures} {mark}{result.sort[:40]}: {detail[-140:]!r}", flush=True)


def report(results: Sequence[Result], part: str, *, with_calls: bool) -> None:
    """Prints and writes the shares, by pair and by problem."""
    alike = [each for each in results if not each.mutation_differs]
    problems = {each.problem for each in alike}
    won = Counter(each.problem for each in alike if each.outcome == "accepted")
    sizes = Counter(each.problem for each in alike)
    seconds = [each.elapsed_s for each in alike if each.outcome == "accepted"]
    summary = {
        "pairs": len(alike),
        "accepted": sum(won.values()),
        "accepted_by_problem": sum(won[each] / sizes[each] for each in problems) / max(1, len(problems)),
        "sorts": dict(Counter(each.sort for each in alike).most_common()),
        "mutation_differs": dict(Counter(each.outcome for each in results if each.mutation_differs)),
        "accepted_seconds_median": statistics.median(seconds) if seconds else None,
    }
    print()
    print_table(["sort", "pairs"], list(Counter(each.sort for each in alike).most_common()))
    print(json.dumps(summary, indent=1))
    name = f"verify_pairs_{part}" + ("" if with_calls else "_without_calls")
    print(write_result(name, {**summary, "results": [vars(each) for each in results]}))


if __name__ == "__main__":
    main()
