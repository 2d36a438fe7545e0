"""Pairs of versions that should be accepted, and the calls that their timings are made of."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.recipe import Call, step_to_json
from speedwright.model.work import Cancellation, unheard
from speedwright.model.workload import Workload
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate
from speedwright.verification.examination import examined
from speedwright.verification.examples import Brought
from tests.benchmarks.corpora import corpus
from tests.benchmarks.pairs import example_calls
from tests.benchmarks.verify_pairs import rows

BUDGET_S = 60.0


@dataclass(frozen=True)
class Subject:
    """Two texts of a module, the function to compare, and example calls, one a line."""

    name: str
    function: str
    slow: str
    fast: str
    calls: str

    def write(self, folder: Path) -> tuple[Path, Path, Path | None]:
        """The two modules and the file of calls, if any, under neutral names."""
        slow, fast, calls = (folder / name for name in ("subject.py", "changed.py", "calls.py"))
        slow.write_text(self.slow, encoding="utf-8")
        fast.write_text(self.fast, encoding="utf-8")
        calls.write_text(self.calls, encoding="utf-8")
        return slow, fast, calls if self.calls else None


def real_pairs(count: int, seed: int) -> Iterator[Subject]:
    """Real pairs, drawn by the seed."""
    pairs = list(_pairs())
    random.Random(seed).shuffle(pairs)
    yield from pairs[:count]


def subjects(count: int, seed: int) -> Iterator[Subject]:
    """Good traps and real pairs in turn, about as many of each, drawn by the seed."""
    rng = random.Random(seed)
    traps, pairs = list(_traps()), list(_pairs())
    rng.shuffle(traps)
    rng.shuffle(pairs)
    mixed = [each for both in zip(traps, pairs, strict=False) for each in both]
    yield from mixed[:count]


def _traps() -> Iterator[Subject]:
    for folder in sorted((corpus("traps") / "cases").iterdir()):
        answer = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        if answer["expected"] == "accept":
            texts = [(folder / name).read_text(encoding="utf-8") for name in ("original.py", "candidate.py")]
            yield Subject(folder.name, answer["function"], texts[0], texts[1], "")


def _pairs() -> Iterator[Subject]:
    for row in rows("dev"):
        if not row.get("mutation_differs"):
            calls = "\n".join(example_calls(row["entry_point"], row.get("inputs") or []))
            yield Subject(row["id"], row["entry_point"], row["slow"], row["fast"], calls)


def sandboxed(subject: Subject, folder: Path, python: str) -> tuple[Sandboxed, Sandboxed]:
    """Both versions, to be timed in the interpreter `python`."""
    path, _, _ = subject.write(folder)
    interpreter = find_interpreter(folder, python)
    source = subject.slow.encode()
    slow = Sandboxed(locate(path, folder), source, subject.function, interpreter, best_isolation(), 2048)
    return slow, dataclasses.replace(slow, source=subject.fast.encode())


def workload_of(slow: Sandboxed, fast: Sandboxed, calls: str) -> Workload | None:
    """The calls that verification would time; None where it finds a difference, or none."""
    try:
        with examined(slow, fast, Brought(calls=calls or None), Cancellation(BUDGET_S), unheard) as found:
            pass
    except SpeedwrightError:
        return None
    return None if found.evidence.counterexample is not None or found.doubt is not None else found.workload


def write_calls(calls: Sequence[Call], path: Path) -> None:
    """Calls as they travel to a guest, for `timing_program`."""
    path.write_text(json.dumps([step_to_json(call) for call in calls]), encoding="utf-8")
