"""What becomes of a real model's answers: `python -m tests.benchmarks.model_answers [--count N] [--seconds S]`.

Replays the six recorded answers of each task from a local endpoint, with the first three inputs of the pair as
example calls. What was offered against its label is measured again, apart from the product: labels of calls that take
microseconds are not always what such calls cost. Prints a line per task and the shares; goes on from
artifacts/model_answers.jsonl.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from speedwright.model.verdict import Verdict
from speedwright.pipeline.objective import score
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.first_calls import opinion
from tests.benchmarks.journal import measured
from tests.benchmarks.model_replay import add_options, answer_behind, is_shown, journal_of, replayed

WORTH, LOSS = 1.3, 0.95


def _rows(name: str, folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (corpus(folder) / name).read_text(encoding="utf-8").splitlines()]


def gain(label: dict[str, Any]) -> float:
    """The smaller of the warm and the cold ratio; 0 for an answer that does not agree."""
    return min(label.get("ratio") or 0.0, label.get("cold") or 0.0) if label["agrees"] else 0.0


def lows_of(verdict: Verdict) -> list[tuple[int, float]]:
    """Sizes, each with the lower bound of the speedup."""
    sizes = verdict.measurement.sizes if verdict.measurement else ()
    return [(each.n, round(each.low, 3)) for each in sizes]


def result_of(
    row: dict[str, Any], answers: Sequence[dict[str, Any]], labels: Sequence[dict[str, Any]], arguments: Any
) -> dict[str, Any]:
    """One task: what was offered, what its label says, and what the best label would have been."""
    texts = [each["text"] for each in answers]
    found = replayed(row, texts, arguments)
    number = found.offered_answer(row, texts)
    label = None if number is None else labels[number]
    measurement = None if found.offered is None else found.offered.measurement
    return {
        "task": row["id"],
        "best": max(map(gain, labels)),
        "gains": list(map(gain, labels)),
        "offered": None if found.offered is None else found.offered.candidate.origin.value,
        "answer": number,
        "label": None if label is None else gain(label),
        "wrong": label is not None and (not label["agrees"] or gain(label) <= LOSS),
        "measured": None if measurement is None else round(measurement.ratio, 3),
        "states": found.states,
        "accepted": [
            [answer_behind(each, row, texts), round(score(each), 3), lows_of(each)] for each in found.accepted
        ],
        "refused": [
            [answer_behind(each, row, texts), each.outcome.value, each.reason, is_shown(each)]
            for each in found.refused
        ],
        "seconds": round(found.seconds, 1),
        "problem": found.problem,
    }


def summary_of(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the bars."""
    worth = [each for each in results if each["best"] >= WORTH]
    won = [each for each in worth if each["offered"] is not None]
    shares = (each["label"] / each["best"] for each in won if each["label"] is not None)
    states: Counter[str] = Counter()
    for each in results:
        states.update(each["states"])
    return {
        "tasks": len(results),
        "tasks with an agreeing answer of 1.3x, warm and cold": len(worth),
        "of these with an accepted one": len(won),
        "share (bar: 0.85)": round(len(won) / max(1, len(worth)), 3),
        "median share of the best label (bar: 0.8)": _median(shares),
        "median share of the best label that was not refused": _median(map(_share_of_allowed, won)),
        "tasks of which each good answer was shown to differ": sum(map(_all_differ, worth)),
        "differences that a replay does not show": sum(
            each[3] is False for row in results for each in row["refused"]
        ),
        "offered although differing or slower (bar: 0)": sum(each["wrong"] for each in results),
        "states": dict(states.most_common()),
    }


def _median(shares: Iterable[float | None]) -> float | None:
    known = [each for each in shares if each is not None]
    return round(statistics.median(known), 3) if known else None


def _share_of_allowed(result: dict[str, Any]) -> float | None:
    """How good the choice was among what could have been offered."""
    refused = {each[0] for each in result["refused"]}
    if result["label"] is None or None in refused:
        return None
    allowed = max(value for number, value in enumerate(result["gains"]) if number not in refused)
    return float(result["label"] / allowed) if allowed else None


def _all_differ(result: dict[str, Any]) -> bool:
    """Whether a replay tells each answer that is worth it apart from the original, beyond the pair's own inputs."""
    shown = {each[0] for each in result["refused"] if each[3]}
    return all(number in shown for number, value in enumerate(result["gains"]) if value >= WORTH)


def main() -> None:
    """Replays the chosen tasks one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    arguments = parser.parse_args()
    pairs = {each["id"]: each for each in _rows("dev.jsonl", "pairs")}
    labels = {each["id"]: each["labels"] for each in _rows("dev_labels.jsonl", "answers")}
    tasks = {each["id"]: each["answers"] for each in _rows("dev.jsonl", "answers")}
    results = measured(
        journal_of("model_answers", arguments),
        list(tasks),
        arguments,
        lambda task: result_of(pairs[task], tasks[task], labels[task], arguments),
    )
    again = [
        {"task": each["task"], **asdict(found)}
        for each in results
        if each["wrong"] and (found := opinion(pairs[each["task"]], tasks[each["task"]][each["answer"]]["code"]))
    ]
    summary = {
        **summary_of(results),
        "of these slower in fresh processes, too (25 of each)": sum(
            min(each["cold"], each["warm"]) <= LOSS for each in again
        ),
    }
    write_result("model_answers", {**summary, "measured again": again, "results": results})
    print_table(["what", "figure"], list(summary.items()))
    print()
    rows = [(each["task"], f"{each['cold']:.2f}", f"{each['warm']:.2f}") for each in again]
    print_table(["offered against its label", "first call, in fresh processes", "repeated"], rows)


if __name__ == "__main__":
    main()
