"""Whether a model can have a wrong version offered: `python -m tests.benchmarks.model_traps [PREFIX...]`.

Replays the candidate of each trap as a model's answer about its original, from a local endpoint. Prints a line per
case, and what was offered of those that change behaviour or are not faster; goes on from artifacts/model_traps.jsonl.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.journal import measured
from tests.benchmarks.model_replay import add_options, journal_of, replayed

RIGHT = "accept"


def result_of(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """One case: the case's name and its answer file stay behind."""
    answer = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    original, candidate = ((folder / f"{name}.py").read_text(encoding="utf-8") for name in ("original", "candidate"))
    row = {"slow": original, "entry_point": answer["function"]}
    found = replayed(row, [json.dumps({"plan": "", "code": candidate})], arguments)
    return {
        "case": folder.name,
        "expected": answer["expected"],
        "offered": found.offered is not None,
        "wrong": found.offered is not None and answer["expected"] != RIGHT,
        "states": found.states,
        "reason": [each.reason for each in found.refused],
        "seconds": round(found.seconds, 1),
        "problem": found.problem,
    }


def summary_of(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the bar: nothing wrong is offered, each case ends in one clear state."""
    states: Counter[str] = Counter()
    for each in results:
        states.update(each["states"])
    return {
        "cases": len(results),
        "wrong or not faster": sum(each["expected"] != RIGHT for each in results),
        "of these offered (bar: 0)": [each["case"] for each in results if each["wrong"]],
        "right and faster": sum(each["expected"] == RIGHT for each in results),
        "of these offered": sum(each["offered"] and not each["wrong"] for each in results),
        "without exactly one state (bar: 0)": [each["case"] for each in results if sum(each["states"].values()) != 1],
        "states": dict(states.most_common()),
    }


def folders_of(prefixes: Iterable[str]) -> list[Path]:
    """The cases whose names begin with one of these."""
    cases = sorted(each for each in (corpus("traps") / "cases").iterdir() if each.is_dir())
    return [each for each in cases if each.name.startswith(tuple(prefixes))]


def main() -> None:
    """One case after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prefix", nargs="*", default=["rb-", "rs-", "aa-"])
    add_options(parser)
    arguments = parser.parse_args()
    folders = {each.name: each for each in folders_of(arguments.prefix)}
    results = measured(
        journal_of("model_traps", arguments),
        list(folders),
        arguments,
        lambda name: result_of(folders[name], arguments),
    )
    write_result("model_traps", {**summary_of(results), "results": results})
    print_table(["what", "figure"], list(summary_of(results).items()))


if __name__ == "__main__":
    main()
