"""Rows of a long benchmark that survive its end: written one by one, and not measured again by the next run."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "artifacts"


class Journal:
    """`artifacts/NAME.jsonl`. A row counts for runs with the same `options`; of several of one subject, the last."""

    def __init__(self, name: str, options: dict[str, Any]) -> None:
        self._path = FOLDER / f"{name}.jsonl"
        self._options = options

    def rows(self) -> dict[str, dict[str, Any]]:
        """What was measured, by subject."""
        if not self._path.exists():
            return {}
        lines = map(json.loads, self._path.read_text(encoding="utf-8").splitlines())
        return {each["subject"]: each["row"] for each in lines if each["options"] == self._options}

    def add(self, subject: str, row: dict[str, Any]) -> None:
        """Writes a row, with the commit that it was measured at."""
        self._path.parent.mkdir(exist_ok=True)
        line = {"subject": subject, "commit": _commit(), "options": self._options, "row": row}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def add_journal_options(parser: argparse.ArgumentParser, count: int | None = None) -> None:
    """Which subjects, and how long at a time."""
    parser.add_argument("--count", type=int, default=count, help="how many, drawn by the seed (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the names of what is measured")
    parser.add_argument("--anew", action="store_true", help="measure what was measured before, too")
    parser.add_argument(
        "--seconds", type=float, help="begin nothing after them; the next run goes on (0: what there is)"
    )


def measured(
    journal: Journal,
    subjects: Sequence[str],
    arguments: argparse.Namespace,
    measure: Callable[[str], dict[str, Any]],
) -> list[dict[str, Any]]:
    """The rows of the chosen subjects that there are in the end; those that are missing are measured and printed."""
    chosen = drawn(subjects, arguments)
    end = time.monotonic() + (float("inf") if arguments.seconds is None else arguments.seconds)
    known = {} if arguments.anew else journal.rows()
    for subject in chosen:
        if subject not in known and time.monotonic() < end:
            row = measure(subject)
            journal.add(subject, row)
            print(json.dumps(row), flush=True)
    found = journal.rows()
    return [found[each] for each in chosen if each in found]


def drawn(subjects: Sequence[str], arguments: argparse.Namespace) -> list[str]:
    """Some of them; a larger count draws the same and more."""
    found = [each for each in subjects if arguments.only in each]
    random.Random(arguments.seed).shuffle(found)
    return found[: arguments.count]


def _commit() -> str:
    run = subprocess.run(("git", "rev-parse", "--short", "HEAD"), capture_output=True, text=True, cwd=FOLDER.parent)
    return run.stdout.strip()
